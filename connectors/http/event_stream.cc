// The feed as Server-Sent Events (WHATWG HTML, 9.2).
#include <boost/asio/redirect_error.hpp>
#include <boost/json/serialize.hpp>

#include "connectors/http/shared.h"

namespace donthu::http {
namespace {

using boost::system::error_code;

constexpr std::size_t events_a_piece = 100;
constexpr std::int64_t try_again_ms = 50;

class Stream {
 public:
  Stream(Shared& shared, Line& line, feed::Filter filter, feed::Cursor cursor)
      : shared_(shared), line_(line), filter_(std::move(filter)), cursor_(std::move(cursor)) {}

  awaitable<void> run() {
    out_ =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\n";
    if (shared_.service.engine.simulated()) out_ += "Donthu-Simulated: true\r\n";
    out_ += "Connection: close\r\n\r\nretry: 3000\n\n";
    sleeper_ = std::make_shared<Sleeper>(line_.socket.get_executor());
    {
      const std::scoped_lock lock(shared_.mutex);
      shared_.sleepers.push_back(sleeper_);
    }
    last_sent_ms_ = steady_ms();
    if (!co_await send()) co_return;
    while (!shared_.stopping.load())
      if (!co_await step()) co_return;
  }

 private:
  // One look at the feed and, where there is nothing, one sleep. False: the stream is over.
  awaitable<bool> step() {
    auto& service = shared_.service;
    const auto seen = shared_.happened.load();
    std::function<Result<feed::Batch>()> work = [this] {
      return shared_.service.feed.poll(filter_, cursor_, events_a_piece);
    };
    auto batch = co_await ask<feed::Batch>(shared_, std::move(work));
    if (!batch && batch.error().code == ErrorCode::unavailable) {
      co_await sleep(seen, try_again_ms);
      co_return true;
    }
    if (!batch) {
      out_ = "event: problem\ndata: " + problem(batch.error()).body + "\n\n";
      co_await send();
      co_return false;
    }
    const auto count = batch->events.size();
    out_.clear();
    for (auto& delivery : batch->events) {
      (out_ += "id: ") += feed::to_string(delivery.after);
      (out_ += "\ndata: ") += boost::json::serialize(feed::to_json(std::move(delivery.event)));
      out_ += "\n\n";
    }
    cursor_ = std::move(batch->after);
    if (count > 0) {
      service.metrics.events_sent.fetch_add(count);
      co_return co_await send();
    }
    if (batch->more) co_return true;
    co_return co_await rest(seen);
  }

  // Waits for the next thing to happen; tells a quiet client now and then that we are here. An id
  // without data moves the client's Last-Event-ID and gives it no event, so that what a filter held
  // back is not read again.
  awaitable<bool> rest(std::uint64_t seen) {
    const auto quiet = steady_ms() - last_sent_ms_;
    const auto left = shared_.service.options.comment_ms - quiet;
    if (left > 0) {
      co_await sleep(seen, left);
      co_return true;
    }
    out_ = ": quiet\nid: " + feed::to_string(cursor_) + "\n\n";
    co_return co_await send();
  }

  awaitable<void> sleep(std::uint64_t seen, std::int64_t ms) {
    sleeper_->timer.expires_after(std::chrono::milliseconds(ms));
    // Both this look and the waking run on our executor, so none falls between them.
    if (shared_.happened.load() != seen && ms > try_again_ms) co_return;
    if (shared_.stopping.load()) co_return;
    error_code ignored;
    co_await sleeper_->timer.async_wait(asio::redirect_error(use_awaitable, ignored));
  }

  awaitable<bool> send() {
    line_.allow_ms(shared_.service.options.write_ms);
    error_code error;
    co_await line_.write(asio::buffer(out_), error);
    line_.allow_ms(0);
    last_sent_ms_ = steady_ms();
    if (error && line_.expired) shared_.service.metrics.streams_dropped.fetch_add(1);
    co_return !error;
  }

  Shared& shared_;
  Line& line_;
  feed::Filter filter_;
  feed::Cursor cursor_;
  std::shared_ptr<Sleeper> sleeper_;
  std::string out_;
  std::int64_t last_sent_ms_ = 0;
};

}  // namespace

awaitable<void> stream_events(Shared& shared, Line& line, feed::Filter filter,
                              feed::Cursor cursor) {
  Stream stream(shared, line, std::move(filter), std::move(cursor));
  co_await stream.run();
}

}  // namespace donthu::http
