#include "engine/base/ports.h"

#include <algorithm>
#include <chrono>

#include <openssl/rand.h>

#include "engine/base/check.h"

namespace donthu {
namespace {

template <class SomeClock>
std::int64_t milliseconds() {
  using std::chrono::duration_cast;
  return duration_cast<std::chrono::milliseconds>(SomeClock::now().time_since_epoch()).count();
}

}  // namespace

Instant SystemClock::now() const { return {milliseconds<std::chrono::system_clock>()}; }

std::int64_t SystemClock::monotonic_ms() const { return milliseconds<std::chrono::steady_clock>(); }

void SimulatedClock::advance_to(Instant instant) {
  const std::int64_t before = now_ms_.load();
  if (instant.ms <= before) return;
  now_ms_.store(instant.ms);
  monotonic_ms_ += instant.ms - before;
}

void SystemRandom::fill(std::uint8_t* out, std::size_t size) {
  const bool done = RAND_bytes(out, static_cast<int>(size)) == 1;
  DONTHU_CHECK(done, "the operating system gave no random bytes");
}

std::uint64_t SeededRandom::next() {
  // SplitMix64: a counter through a mixing function, so that it needs one atomic step.
  std::uint64_t z = state_.fetch_add(0x9e3779b97f4a7c15) + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

void SeededRandom::fill(std::uint8_t* out, std::size_t size) {
  while (size > 0) {
    const std::uint64_t word = next();
    const std::size_t count = std::min(size, sizeof(word));
    std::memcpy(out, &word, count);
    out += count;
    size -= count;
  }
}

}  // namespace donthu
