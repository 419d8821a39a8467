#include "engine/runtime/clock_guard.h"

#include <cstdlib>

#include <sys/timex.h>

namespace donthu::runtime {
namespace {

// The kernel's own word on whether its clock is disciplined by a time service.
bool is_synchronised() {
  timex status{};
  const int state = adjtimex(&status);
  return state >= 0 && state != TIME_ERROR && (status.status & STA_UNSYNC) == 0;
}

}  // namespace

ClockGuard::ClockGuard(const Clock& clock, const Configuration& configuration)
    : clock_(clock),
      configuration_(configuration),
      seen_(clock.now()),
      seen_monotonic_ms_(clock.monotonic_ms()) {}

void ClockGuard::begin(Instant last_log_time) {
  if (clock_.simulated() || !last_log_time) return;
  const std::int64_t apart = clock_.now().ms - last_log_time.ms;
  if (apart < -configuration_.clock_jump_running_ms)
    reason_ = "the clock is " + std::to_string(-apart / 1000) + " s behind the last entry";
  else if (apart > configuration_.clock_jump_start_ms && !is_synchronised())
    reason_ = "the last entry is " + std::to_string(apart / ms_per_hour) +
              " h old, and the system clock is not synchronised";
}

void ClockGuard::look() {
  const Instant now = clock_.now();
  const std::int64_t monotonic = clock_.monotonic_ms();
  const std::int64_t jump = (now.ms - seen_.ms) - (monotonic - seen_monotonic_ms_);
  seen_ = now;
  seen_monotonic_ms_ = monotonic;
  if (clock_.simulated()) return;
  if (std::llabs(jump) > configuration_.clock_jump_running_ms)
    reason_ = "the clock jumped by " + std::to_string(jump / 1000) + " s";
  else if (in_doubt() && is_synchronised())
    reason_.clear();
}

void ClockGuard::confirm() { reason_.clear(); }

}  // namespace donthu::runtime
