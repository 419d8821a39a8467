// A connection, with TLS or without, and one deadline for what it waits for.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace donthu::http {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;

[[nodiscard]] inline std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// A watchdog looks at the deadlines of all lines a few times a second, which costs a request one
// store instead of a timer. What is not atomic belongs to the socket's executor; one operation at a
// time.
class Line {
 public:
  // `tls`: null for a line in clear.
  Line(tcp::socket connected, std::shared_ptr<asio::ssl::context> tls);
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  // The operation under way is given up at that time; 0: never.
  void allow_ms(std::int64_t ms) { expire_at.store(ms == 0 ? 0 : steady_ms() + ms); }
  void give_up();

  // Before anything else on a line with TLS; without it nothing to do.
  [[nodiscard]] awaitable<boost::system::error_code> answer_handshake();
  // Of the calling side; the other side must be `host`, a name or an address.
  [[nodiscard]] awaitable<boost::system::error_code> begin_handshake(const std::string& host);

  [[nodiscard]] awaitable<std::size_t> read_some(asio::mutable_buffer into,
                                                 boost::system::error_code& error);
  // All of it.
  [[nodiscard]] awaitable<std::size_t> write(asio::const_buffer bytes,
                                             boost::system::error_code& error);
  // Tells the other side that nothing more comes. With TLS it waits for the answer to that, so give
  // it a deadline.
  [[nodiscard]] awaitable<void> finish_writing();
  // Takes in what still comes and throws it away, until the other side ends or the deadline is
  // over. For after finish_writing().
  [[nodiscard]] awaitable<void> drain();

  tcp::socket socket;
  std::atomic<std::int64_t> expire_at{0};
  std::atomic<bool> idle{false};  // Owes nobody an answer: ends at once when the server stops.
  bool expired = false;

 private:
  std::shared_ptr<asio::ssl::context> context_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  bool shaken_ = false;  // The handshake is done.
  bool finished_ = false;
};

}  // namespace donthu::http
