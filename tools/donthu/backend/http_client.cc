#include "tools/donthu/backend/http_client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/url/parse.hpp>

#include "connectors/http/tls.h"

namespace donthu::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

// Starts one operation and waits for it; beast's stream ends it when its time is over.
template <class Start>
beast::error_code finished(asio::io_context& io, Start start) {
  beast::error_code result = asio::error::operation_aborted;
  start([&result](beast::error_code error, auto&&... /*counts*/) { result = error; });
  io.restart();
  io.run();
  return result;
}

std::unexpected<Error> no_answer(const ServerAddress& server, const beast::error_code& error,
                                 bool may_have_happened) {
  return reject(may_have_happened ? ErrorCode::outcome_unknown : ErrorCode::unavailable,
                "no-answer", "Máy chủ không trả lời: " + server.host + ":" + server.port,
                "no answer from " + server.host + ":" + server.port + ": " + error.message(),
                "--server",
                may_have_happened ? "Try again with the same --key: it is never done twice"
                                  : "See whether the server runs, and try again");
}

http::request<http::string_body> message_of(const ServerAddress& server, const Exchange& request) {
  http::request<http::string_body> message(request.post ? http::verb::post : http::verb::get,
                                           request.target, 11);
  const bool ipv6 = server.host.find(':') != std::string::npos;
  message.set(http::field::host,
              (ipv6 ? "[" + server.host + "]" : server.host) + ":" + server.port);
  message.set(http::field::user_agent, "donthu-cli");
  message.keep_alive(false);
  for (const auto& [name, value] : request.headers) message.set(name, value);
  if (request.post) {
    message.set(http::field::content_type, request.content_type);
    message.body() = request.body;
  }
  message.prepare_payload();
  return message;
}

// On a stream that is connected.
template <class Stream>
Result<Response> converse(asio::io_context& io, Stream& stream, const ServerAddress& server,
                          const Exchange& request) {
  const auto message = message_of(server, request);
  auto error = finished(io, [&](auto done) { http::async_write(stream, message, done); });
  if (error) return no_answer(server, error, request.post);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(response_bytes_limit);
  error = finished(io, [&](auto done) { http::async_read(stream, buffer, parser, done); });
  if (error) return no_answer(server, error, request.post);
  auto answer = parser.release();
  return Response{answer.result_int(), std::move(answer.body())};
}

}  // namespace

Result<ServerAddress> parse_server(const std::string& address,
                                   const donthu::http::TlsFiles& files) {
  const auto url = boost::urls::parse_uri(address);
  const bool known = url && (url->scheme() == "http" || url->scheme() == "https") &&
                     !url->host().empty() &&
                     (url->encoded_path().empty() || url->encoded_path() == "/") &&
                     !url->has_query() && !url->has_fragment() && !url->has_userinfo();
  if (!known)
    return reject(ErrorCode::invalid, "bad-server", "Địa chỉ máy chủ không đúng: " + address,
                  "this is no address of a server: " + address, "--server",
                  "Write http://127.0.0.1:8080, or https:// and the name of its certificate");
  const bool tls = url->scheme() == "https";
  ServerAddress out{std::string(url->host_address()),
                    url->has_port() ? std::string(url->port()) : (tls ? "8443" : "8080"), nullptr};
  if (tls) {
    DONTHU_ASSIGN(out.tls, donthu::http::calling_tls(files));
  }
  return out;
}

Result<Response> exchange(const ServerAddress& server, const Exchange& request) {
  asio::io_context io;
  beast::error_code error;
  asio::ip::tcp::resolver resolver(io);
  const auto places = resolver.resolve(server.host, server.port, error);
  if (error) return no_answer(server, error, false);
  beast::tcp_stream stream(io);
  stream.expires_after(exchange_timeout);
  error = finished(io, [&](auto done) { stream.async_connect(places, done); });
  if (error) return no_answer(server, error, false);
  if (server.tls == nullptr) return converse(io, stream, server, request);
  beast::ssl_stream<beast::tcp_stream&> secured(stream, *server.tls);
  secured.set_verify_callback(asio::ssl::host_name_verification(server.host), error);
  error = finished(
      io, [&](auto done) { secured.async_handshake(asio::ssl::stream_base::client, done); });
  if (error) return no_answer(server, error, false);
  return converse(io, secured, server, request);
}

}  // namespace donthu::cli
