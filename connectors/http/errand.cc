#include "connectors/http/errand.h"

#include <array>

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/url/parse.hpp>

namespace donthu::http {
namespace {

namespace beast = boost::beast;
using asio::use_awaitable;
using boost::system::error_code;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::uint64_t answer_bytes_limit = std::uint64_t{64} << 20U;

std::string with_brackets(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

awaitable<bool> connect(Line& line, const PeerAddress& peer) {
  error_code error;
  tcp::resolver resolver(line.socket.get_executor());
  const auto places = co_await resolver.async_resolve(peer.host, peer.port,
                                                      asio::redirect_error(use_awaitable, error));
  if (error || line.expired) co_return false;
  co_await asio::async_connect(line.socket, places, asio::redirect_error(use_awaitable, error));
  if (error || line.expired) co_return false;
  line.socket.set_option(tcp::no_delay(true), error);
  error = co_await line.begin_handshake(peer.host);
  co_return !error;
}

// A text that outlives the reply; types that our own nodes never send count as bytes.
std::string_view media_type(std::string_view given) {
  for (const std::string_view known : {"application/json", "application/problem+json"})
    if (given == known) return known;
  return "application/octet-stream";
}

Reply reply_of(Parser& parser) {
  auto message = parser.release();
  Reply out;
  out.status = message.result_int();
  const auto type = message[beast::http::field::content_type];
  out.content_type = media_type({type.data(), type.size()});
  for (const char* name : {"ETag", "Location", "Retry-After", "Donthu-Position"})
    if (const auto value = message[name]; !value.empty()) out.headers.emplace_back(name, value);
  out.body = std::move(message.body());
  return out;
}

awaitable<bool> send(Line& line, const PeerAddress& peer, const Errand& errand) {
  error_code error;
  const std::string head = errand.head + "Host: " + with_brackets(peer.host) + ":" + peer.port +
                           "\r\nContent-Length: " + std::to_string(errand.body.size()) + "\r\n\r\n";
  co_await line.write(asio::buffer(head), error);
  if (error) co_return false;
  if (!errand.body.empty()) co_await line.write(asio::buffer(errand.body), error);
  co_return !error;
}

awaitable<bool> receive(Line& line, Brought& brought) {
  Parser parser;
  parser.body_limit(answer_bytes_limit);
  parser.eager(true);
  beast::flat_buffer buffer;
  while (!parser.is_done()) {
    error_code error;
    const auto size = co_await line.read_some(buffer.prepare(read_bytes), error);
    if (error) co_return false;
    buffer.commit(size);
    const auto used = parser.put(buffer.data(), error);
    buffer.consume(used);
    if (error && error != beast::http::error::need_more) co_return false;
  }
  brought.keep = parser.keep_alive() && buffer.size() == 0;
  brought.reply = reply_of(parser);
  co_return true;
}

}  // namespace

std::optional<PeerAddress> parse_peer(const std::string& address) {
  const auto url = boost::urls::parse_uri(address);
  if (!url || !url->has_port() || url->host().empty() || url->has_userinfo() || url->has_query() ||
      url->has_fragment() || (!url->encoded_path().empty() && url->encoded_path() != "/"))
    return std::nullopt;
  PeerAddress out{std::string(url->host_address()), std::string(url->port()),
                  url->scheme() == "https"};
  if (out.tls) return out;
  error_code error;
  const auto place = asio::ip::make_address(out.host, error);
  if (url->scheme() != "http" || error || !place.is_loopback()) return std::nullopt;
  return out;
}

awaitable<Brought> carry(std::shared_ptr<Line> line, PeerAddress peer, const Errand& errand,
                         const ServerOptions& options) {
  Brought out;
  try {
    line->allow_ms(options.connect_ms);
    if (!line->socket.is_open() && !co_await connect(*line, peer)) co_return out;
    out.end = Brought::End::lost;
    line->allow_ms(options.peer_answer_ms);
    if (co_await send(*line, peer, errand) && co_await receive(*line, out))
      out.end = Brought::End::answered;
    line->allow_ms(0);
    out.timed_out = line->expired;
  } catch (const std::exception&) {
    // Memory ran out, or the socket broke in an unknown way: as if the line had been cut.
    out.keep = false;
  }
  co_return out;
}

}  // namespace donthu::http
