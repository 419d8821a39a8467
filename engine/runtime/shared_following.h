// Looks again and again for what other nodes of the cluster shared.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace donthu::runtime {

// A thread of its own, since the cluster may take its time to answer. What fails is done again the
// next time.
class SharedFollowing {
 public:
  SharedFollowing(std::int64_t period_ms, std::function<void()> refresh);
  ~SharedFollowing();
  SharedFollowing(const SharedFollowing&) = delete;
  SharedFollowing& operator=(const SharedFollowing&) = delete;

 private:
  void run(const std::stop_token& stop);

  const std::int64_t period_ms_;
  const std::function<void()> refresh_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace donthu::runtime
