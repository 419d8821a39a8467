// One connection: requests in, answers out, one after the other.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "connectors/http/forwarding.h"
#include "connectors/http/position.h"
#include "connectors/http/routes.h"
#include "connectors/http/shared.h"

namespace donthu::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::int64_t linger_ms = 1'000;
constexpr std::int64_t farewell_ms = 250;

std::string_view view_of(boost::beast::string_view text) { return {text.data(), text.size()}; }

Error http_error(std::string reason, std::string vietnamese, std::string english,
                 std::string remedy) {
  return Error{ErrorCode::invalid, std::move(reason), std::move(english), std::move(vietnamese), {},
               std::move(remedy)};
}

// What is wrong with the bytes of a request, once the parser refused them.
Reply refused(const error_code& error) {
  if (error == beast::http::error::header_limit)
    return problem(431, http_error("header-too-large", "Phần đầu yêu cầu quá lớn.",
                                   "The header of the request is too large.",
                                   "Send fewer and shorter headers and parameters."));
  if (error == beast::http::error::body_limit)
    return problem(413, http_error("too-large", "Nội dung yêu cầu quá lớn.",
                                   "The body of the request is too large.",
                                   "Send less; documents have a path of their own."));
  return problem(400, http_error("bad-http", "Yêu cầu HTTP không hợp lệ.",
                                 "This is no request of HTTP/1.1: " + error.message(),
                                 "Send what RFC 9112 describes."));
}

// Memory that the documents under way may take, all connections together.
class Held {
 public:
  explicit Held(Shared& shared) : shared_(shared) {}
  ~Held() { release(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  [[nodiscard]] bool take(std::uint64_t bytes) {
    held_ = bytes;
    const auto all = shared_.document_bytes.fetch_add(bytes) + bytes;
    if (all <= shared_.service.options.documents_bytes) return true;
    release();
    return false;
  }
  void release() { shared_.document_bytes.fetch_sub(std::exchange(held_, 0)); }

 private:
  Shared& shared_;
  std::uint64_t held_ = 0;
};

class Connection {
 public:
  Connection(Shared& shared, Line& line) : shared_(shared), line_(line), held_(shared) {}

  awaitable<void> run() {
    line_.allow_ms(shared_.service.options.header_ms);
    if (co_await line_.answer_handshake()) co_return;
    while (!shared_.stopping.load()) {
      parser_.emplace();
      held_.release();
      parser_->header_limit(shared_.service.options.header_bytes);
      parser_->body_limit(shared_.service.options.document_bytes);
      parser_->eager(false);
      if (!co_await read_header()) co_return;
      const auto& message = parser_->get();
      head_only_ = message.method() == beast::http::verb::head;
      began_us_ = now_us();
      route_index_ = routes().size();
      if (auto wrong = find_route()) {
        co_await finish(std::move(*wrong), false);
        co_return;
      }
      if (!co_await read_body()) co_return;
      auto reply = co_await early();
      if (!reply && call_.route->streams && !head_only_) {
        co_await stream();
        co_return;
      }
      if (!reply) reply = co_await answer();
      if (!co_await finish(*std::move(reply), parser_->get().keep_alive())) co_return;
    }
  }

 private:
  static std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  }

  awaitable<error_code> fill() {
    error_code error;
    const auto size = co_await line_.read_some(buffer_.prepare(read_bytes), error);
    buffer_.commit(size);
    co_return error;
  }

  // Gives what was read to the parser. need_more: it wants more.
  error_code feed_parser() {
    error_code error;
    const auto used = parser_->put(buffer_.data(), error);
    buffer_.consume(used);
    return error;
  }

  // False where the connection is over: all was said that could be said.
  awaitable<bool> read_header() {
    const auto& options = shared_.service.options;
    if (buffer_.size() == 0) {
      line_.allow_ms(options.idle_ms);
      line_.idle.store(true);
      if (shared_.stopping.load() || co_await fill()) co_return false;
      line_.idle.store(false);
    }
    line_.allow_ms(options.header_ms);
    while (!parser_->is_header_done()) {
      error_code error = beast::http::error::need_more;
      if (buffer_.size() > 0) error = feed_parser();
      if (!error) continue;
      if (error != beast::http::error::need_more) co_return co_await give_up_refused(error);
      if (const auto lost = co_await fill()) co_return co_await give_up_on(lost);
    }
    co_return true;
  }

  awaitable<bool> read_body() {
    const auto& options = shared_.service.options;
    const auto limit = call_.route->document ? options.document_bytes : options.body_bytes;
    if (const auto length = parser_->content_length(); length && *length > limit)
      co_return co_await give_up_refused(beast::http::error::body_limit);
    if (call_.route->document && !held_.take(parser_->content_length().value_or(limit))) {
      auto reply = problem(Error{ErrorCode::unavailable,
                                 "too-many-documents",
                                 "Too many documents are being received.",
                                 "Có quá nhiều tài liệu đang được gửi.",
                                 {},
                                 "Try again in a moment."});
      co_await finish(std::move(reply), false);
      co_return false;
    }
    parser_->body_limit(limit);
    parser_->eager(true);
    line_.allow_ms(options.body_ms);
    if (!parser_->is_done() &&
        beast::iequals(parser_->get()[beast::http::field::expect], "100-continue")) {
      error_code error;
      co_await line_.write(asio::buffer("HTTP/1.1 100 Continue\r\n\r\n", 25), error);
      if (error) co_return false;
    }
    while (!parser_->is_done()) {
      error_code error = beast::http::error::need_more;
      if (buffer_.size() > 0) error = feed_parser();
      if (!error) continue;
      if (error != beast::http::error::need_more) co_return co_await give_up_refused(error);
      if (const auto lost = co_await fill()) co_return co_await give_up_on(lost);
    }
    line_.allow_ms(0);
    call_.body = parser_->get().body();
    co_return true;
  }

  // No temporary of a full expression that waits may own anything: GCC 12 destroys it twice. So
  // answers are made before they are given to a coroutine.
  awaitable<bool> give_up_on(error_code lost) {
    if (!line_.expired || lost == asio::error::eof) co_return false;
    line_.expired = false;
    auto reply =
        problem(408, http_error("too-slow", "Yêu cầu đến quá chậm.",
                                "The request did not arrive in time.", "Send it again at once."));
    co_await finish(std::move(reply), false);
    co_return false;
  }

  awaitable<bool> give_up_refused(error_code error) {
    auto reply = refused(error);
    co_await finish(std::move(reply), false);
    co_return false;
  }

  std::string_view header(std::string_view name) const {
    return view_of(parser_->get()[boost::beast::string_view(name.data(), name.size())]);
  }

  // The route and the parts of the call, or the problem with them.
  std::optional<Reply> find_route() {
    const auto& message = parser_->get();
    using beast::http::field;
    const auto host = view_of(message[field::host]);
    if (message.version() >= 11 && host.empty())
      return problem(400, http_error("host-missing", "Thiếu tiêu đề Host.",
                                     "The header Host is missing.", "Send it (RFC 9110, 7.2)."));
    if (!host.empty() && !is_own_name(shared_, host))
      return problem(421, http_error("other-host", "Máy chủ này không phục vụ tên miền đó.",
                                     "This server does not serve that host.",
                                     "Call it as localhost, or by a name of its certificate."));
    auto target = parse_target(view_of(message.target()));
    if (!target) return problem(target.error());
    const auto method = message.method();
    const bool known = method == beast::http::verb::get || method == beast::http::verb::head ||
                       method == beast::http::verb::post;
    auto found =
        match(method == beast::http::verb::post ? Method::post : Method::get, known, *target);
    if (found.route == nullptr) return no_route(found);
    route_index_ = found.route->index;
    if (auto status = check_parameters(*found.route, *target); !status)
      return problem(status.error());
    call_ = Call{};
    call_.route = found.route;
    call_.target = view_of(message.target());
    call_.path = std::move(found.path);
    call_.query = std::move(target->query);
    read_headers();
    if (const auto* twice = repeated_header(); twice != nullptr)
      return problem(400, http_error("repeated-header", "Tiêu đề bị lặp lại.",
                                     "A header is given more than once.",
                                     "Send " + std::string(twice) + " once."));
    return check_media();
  }

  Reply no_route(const Match& found) const {
    if (found.allow.empty())
      return problem(Error{ErrorCode::not_found,
                           "unknown-path",
                           "There is no such path.",
                           "Không có đường dẫn này.",
                           {},
                           "See /v1/openapi.json."});
    auto reply = problem(
        405, http_error("wrong-method", "Phương thức không được phép.",
                        "The path does not take this method.", "Use one of: " + found.allow + "."));
    reply.headers.emplace_back("Allow", found.allow);
    return reply;
  }

  void read_headers() {
    using beast::http::field;
    const auto& message = parser_->get();
    call_.content_type = view_of(message[field::content_type]);
    call_.if_match = view_of(message[field::if_match]);
    call_.if_none_match = view_of(message[field::if_none_match]);
    call_.idempotency_key = header("Idempotency-Key");
    call_.last_event_id = header("Last-Event-ID");
    call_.officer = header("Donthu-Officer");
    call_.unit = header("Donthu-Unit");
    call_.on_behalf_of = header("Donthu-On-Behalf-Of");
    call_.delegation = header("Donthu-Delegation");
    call_.min_position = header("Donthu-Min-Position");
    call_.forwarded = header("Donthu-Forwarded");
  }

  // Which of them counts would be a guess, and one of them says who acts.
  const char* repeated_header() const {
    const auto& message = parser_->get();
    for (const auto* name : {"Host", "Content-Type", "Idempotency-Key", "If-Match", "Last-Event-ID",
                             "Donthu-Officer", "Donthu-Unit", "Donthu-On-Behalf-Of",
                             "Donthu-Delegation", "Donthu-Min-Position", "Donthu-Forwarded"})
      if (message.count(name) > 1) return name;
    return nullptr;
  }

  std::optional<Reply> check_media() const {
    const auto& route = *call_.route;
    if (route.method == Method::get) return std::nullopt;
    const std::string_view wanted = route.document ? route.body : "application/json";
    const auto given = call_.content_type.substr(0, call_.content_type.find(';'));
    if (beast::iequals({given.data(), given.size()}, {wanted.data(), wanted.size()}))
      return std::nullopt;
    return problem(415, http_error("wrong-media-type", "Kiểu nội dung không được hỗ trợ.",
                                   "The body is not of the media type that this path takes.",
                                   "Send Content-Type: " + std::string(wanted)));
  }

  // The problem with a question that came before what it asks about; none: it can be answered.
  awaitable<std::optional<Reply>> early() {
    if (call_.min_position.empty() || call_.route->method != Method::get) co_return std::nullopt;
    const auto here = co_await wait_for_positions(shared_, std::string(call_.min_position));
    if (here) co_return std::nullopt;
    co_return problem(here.error());
  }

  awaitable<Reply> answer() {
    auto result = co_await attempt();
    if (result) co_return *std::move(result);
    if (elsewhere(result.error())) {
      std::function<awaitable<Result<Reply>>()> again = [this] { return attempt(); };
      co_return co_await carry_out_elsewhere(shared_, call_, std::move(result).error(),
                                             std::move(again));
    }
    co_return problem(result.error());
  }

  awaitable<Result<Reply>> attempt() {
    const auto& route = *call_.route;
    auto& service = shared_.service;
    if (route.prepare != nullptr) co_return co_await command();
    if (route.streams) {
      auto head = subscription_of(service, call_);
      if (!head) co_return stream_problem(head.error());
      Reply reply;
      reply.content_type = "text/event-stream";
      co_return reply;
    }
    if (route.quick) co_return route.handler(service, call_);
    std::function<Result<Reply>()> work = [this] {
      return call_.route->handler(shared_.service, call_);
    };
    co_return co_await ask<Reply>(shared_, std::move(work));
  }

  awaitable<Result<Reply>> command() {
    auto& service = shared_.service;
    auto request = call_.route->prepare(service, call_);
    if (!request) co_return std::unexpected(std::move(request).error());
    auto initiate = [&](auto handler) {
      auto held = std::make_shared<decltype(handler)>(std::move(handler));
      auto executor = asio::prefer(asio::get_associated_executor(*held),
                                   asio::execution::outstanding_work.tracked);
      service.engine.submit(*std::move(request), [held, executor](Result<runtime::Answer> answer) {
        asio::post(executor,
                   [held, answer = std::move(answer)]() mutable { (*held)(std::move(answer)); });
      });
    };
    auto answer =
        co_await asio::async_initiate<decltype(use_awaitable), void(Result<runtime::Answer>)>(
            initiate, use_awaitable);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    co_return answered(*call_.route, *answer);
  }

  static Reply stream_problem(const Error& error) {
    const bool gone = error.reason == "cursor-of-another-log" || error.reason == "cursor-ahead";
    return gone ? problem(410, error) : problem(error);
  }

  awaitable<void> stream() {
    auto& service = shared_.service;
    auto subscription = subscription_of(service, call_);
    if (!subscription) {
      auto reply = stream_problem(subscription.error());
      co_await finish(std::move(reply), false);
      co_return;
    }
    const auto limit = static_cast<std::int64_t>(service.options.max_streams);
    if (service.metrics.streams.fetch_add(1) >= limit) {
      service.metrics.streams.fetch_sub(1);
      auto reply = problem(Error{ErrorCode::unavailable,
                                 "too-many-streams",
                                 "Too many event streams are open.",
                                 "Có quá nhiều luồng sự kiện.",
                                 {},
                                 "Try again later."});
      co_await finish(std::move(reply), false);
      co_return;
    }
    service.metrics.count(route_index_, 200, now_us() - began_us_);
    line_.idle.store(true);
    co_await stream_events(shared_, line_, std::move(subscription->filter),
                           std::move(subscription->cursor));
    service.metrics.streams.fetch_sub(1);
  }

  // Sends the answer. False where the connection ends with it.
  awaitable<bool> finish(Reply reply, bool keep_alive) {
    auto& service = shared_.service;
    keep_alive = keep_alive && !shared_.stopping.load();
    out_.clear();
    write_reply(out_, reply, keep_alive, head_only_, service.engine.simulated());
    service.metrics.count(route_index_, reply.status, now_us() - began_us_);
    line_.allow_ms(service.options.write_ms);
    error_code error;
    co_await line_.write(asio::buffer(out_), error);
    line_.allow_ms(0);
    if (error) co_return false;
    if (!keep_alive) co_await linger();
    co_return keep_alive;
  }

  // Ends our side and takes in for a moment what still comes: closing with unread bytes would reset
  // the connection, and the client would lose the answer.
  awaitable<void> linger() {
    parser_.reset();
    held_.release();
    line_.allow_ms(linger_ms);
    co_await line_.finish_writing();
    co_await line_.drain();
  }

  Shared& shared_;
  Line& line_;
  Held held_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Call call_;
  std::string out_;
  std::size_t route_index_ = 0;
  std::int64_t began_us_ = 0;
  bool head_only_ = false;
};

}  // namespace

awaitable<void> serve(std::shared_ptr<Shared> shared, std::shared_ptr<Line> line) {
  shared->service.metrics.connections.fetch_add(1);
  try {
    Connection connection(*shared, *line);
    co_await connection.run();
    line->idle.store(false);
    line->allow_ms(farewell_ms);
    co_await line->finish_writing();
  } catch (const std::exception&) {
    // Memory ran out, or the socket broke in an unknown way: this connection ends, no other.
  }
  error_code ignored;
  line->socket.close(ignored);
  shared->service.metrics.connections.fetch_sub(1);
}

void write_reply(std::string& out, const Reply& reply, bool keep_alive, bool head_only,
                 bool simulated) {
  ((((out += "HTTP/1.1 ") += std::to_string(reply.status)) += ' ') +=
   reason_phrase(reply.status)) += "\r\n";
  if (reply.status != 304) {
    ((out += "Content-Type: ") += reply.content_type) += "\r\nContent-Length: ";
    (out += std::to_string(reply.body.size())) += "\r\n";
  }
  out += "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
  if (simulated) out += "Donthu-Simulated: true\r\n";
  for (const auto& [name, value] : reply.headers) (((out += name) += ": ") += value) += "\r\n";
  out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  if (!head_only && reply.status != 304) out += reply.body;
}

}  // namespace donthu::http
