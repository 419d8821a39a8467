#include "engine/runtime/shared_following.h"

#include <chrono>

namespace donthu::runtime {

SharedFollowing::SharedFollowing(std::int64_t period_ms, std::function<void()> refresh)
    : period_ms_(period_ms),
      refresh_(std::move(refresh)),
      thread_([this](std::stop_token stop) { run(stop); }) {}

SharedFollowing::~SharedFollowing() = default;

void SharedFollowing::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto period = std::chrono::milliseconds(period_ms_);
  while (!stopped_.wait_for(lock, stop, period, [&] { return stop.stop_requested(); })) refresh_();
}

}  // namespace donthu::runtime
