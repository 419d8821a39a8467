// Notices a clock that jumped. Deadlines are law: firing them by a wrong clock wrongs citizens.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/ports.h"
#include "engine/runtime/configuration.h"

namespace donthu::runtime {

// One thread. A simulated clock is moved on purpose and is never doubted.
class ClockGuard {
 public:
  ClockGuard(const Clock& clock, const Configuration& configuration);

  // At start: the last log time against now. More than a day apart, the clock is in doubt unless
  // the system says that it is synchronised; a clock behind the log is always in doubt.
  void begin(Instant last_log_time);
  // While running: how far the clock moved against the monotonic clock since the last look.
  void look();
  // An operator vouches for it, from now on.
  void confirm();

  // The time of day at the last look.
  [[nodiscard]] Instant judged() const { return seen_; }
  [[nodiscard]] bool in_doubt() const { return !reason_.empty(); }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  const Clock& clock_;
  const Configuration& configuration_;
  Instant seen_;
  std::int64_t seen_monotonic_ms_ = 0;
  std::string reason_;
};

}  // namespace donthu::runtime
