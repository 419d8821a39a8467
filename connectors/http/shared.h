// What the connections of one server share.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "connectors/http/call.h"
#include "connectors/http/line.h"
#include "connectors/http/peers.h"
#include "connectors/http/problem.h"

namespace donthu::http {

using asio::use_awaitable;

// An event stream that waits for something to happen.
struct Sleeper {
  explicit Sleeper(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
};

struct Shared {
  Shared(runtime::Engine& engine, const ServerOptions& options, std::size_t route_count,
         asio::any_io_executor io)
      : service(engine, options, route_count),
        peers(std::move(io), service.options, [this](const auto& line) { watch(line); }),
        pool(options.reading_threads) {}

  // From here on the line's deadlines are looked after.
  void watch(const std::shared_ptr<Line>& line) {
    const std::scoped_lock lock(mutex);
    lines.push_back(line);
  }

  Service service;
  std::shared_ptr<asio::ssl::context> tls;  // Of the listener; null: it speaks in clear.
  Peers peers;
  asio::thread_pool pool;
  std::atomic<std::size_t> waiting{0};           // Questions on the pool.
  std::atomic<std::uint64_t> document_bytes{0};  // Of documents being received.
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> happened{0};  // Counts what the engine's listener reports.

  std::mutex mutex;  // Of the lists.
  std::list<std::weak_ptr<Line>> lines;
  std::list<std::weak_ptr<Sleeper>> sleepers;
};

// Runs `work` on the threads for questions, and goes on here with what it gives. A question too
// many is unavailable.
template <class T>
awaitable<Result<T>> ask(Shared& shared, std::function<Result<T>()> work) {
  if (shared.waiting.fetch_add(1) >= shared.service.options.max_waiting_questions) {
    shared.waiting.fetch_sub(1);
    co_return reject(ErrorCode::unavailable, "too-many-questions", "Hệ thống đang bận.",
                     "Too many questions wait.", {}, "Try again in a moment.");
  }
  auto initiate = [&shared, &work](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    auto executor = asio::prefer(asio::get_associated_executor(*held),
                                 asio::execution::outstanding_work.tracked);
    asio::post(shared.pool, [held, executor, &work]() mutable {
      auto result = std::make_shared<Result<T>>(
          fail(ErrorCode::io, "out-of-memory", "The answer could not be made."));
      try {
        *result = work();
      } catch (const std::exception&) {
        // What ran out is told above; nothing that the question looked at has changed.
      }
      asio::post(executor, [held, result]() mutable { (*held)(std::move(*result)); });
    });
  };
  auto result = co_await asio::async_initiate<decltype(use_awaitable), void(Result<T>)>(
      initiate, use_awaitable);
  shared.waiting.fetch_sub(1);
  co_return result;
}

// Whether the Host of a request is this server: a page of another site that got its name to point
// here must not be able to ask with a browser's help.
[[nodiscard]] bool is_own_name(const Shared& shared, std::string_view host);

// Serves a connection to its end.
[[nodiscard]] awaitable<void> serve(std::shared_ptr<Shared> shared, std::shared_ptr<Line> line);

// Sends events until the client goes, is too slow, or the server stops.
[[nodiscard]] awaitable<void> stream_events(Shared& shared, Line& line, feed::Filter filter,
                                            feed::Cursor cursor);

// The header of an answer, and its body unless `head_only`, appended to `out`.
void write_reply(std::string& out, const Reply& reply, bool keep_alive, bool head_only,
                 bool simulated);

}  // namespace donthu::http
