// Commands in flight, and how long each took.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "engine/runtime/engine.h"
#include "tools/donthu/bench/measure.h"

namespace donthu::bench {

// Keeps at most a number of commands in flight, and takes their times.
class Load {
 public:
  Load(runtime::Engine& engine, std::uint32_t in_flight) : engine_(engine), limit_(in_flight) {}
  ~Load() { drain(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  // Its time counts from `due`; from now where that is not given.
  void submit(runtime::Request request, std::function<void(const runtime::Answer&)> then = {},
              std::optional<Steady::time_point> due = {}) {
    wait_for_room();
    {
      const std::lock_guard lock(mutex_);
      ++flying_;
    }
    const auto start = due.value_or(Steady::now());
    engine_.submit(std::move(request), [this, start, then](Result<runtime::Answer> answer) {
      const auto us = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - start);
      if (answer && then) then(*answer);
      const std::lock_guard guard(mutex_);
      latencies_us_.push_back(static_cast<std::uint32_t>(us.count()));
      if (!answer && !failure_) failure_ = answer.error();
      --flying_;
      room_.notify_all();
    });
  }

  // From here on the next submit() of the same thread does not wait.
  void wait_for_room() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return flying_ < limit_; });
  }

  void drain() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return flying_ == 0; });
  }

  [[nodiscard]] std::vector<std::uint32_t> latencies() {
    const std::lock_guard guard(mutex_);
    return std::exchange(latencies_us_, {});
  }
  [[nodiscard]] Status status() {
    const std::lock_guard guard(mutex_);
    if (failure_) return std::unexpected(*failure_);
    return {};
  }

 private:
  runtime::Engine& engine_;
  std::uint32_t limit_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::uint32_t flying_ = 0;
  std::vector<std::uint32_t> latencies_us_;
  std::optional<Error> failure_;
};

}  // namespace donthu::bench
