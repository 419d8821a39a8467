// The two things of the outside world that even the base must be able to replace.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/time.h"

namespace donthu {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // The time of day; may jump.
  [[nodiscard]] virtual Instant now() const = 0;
  // Milliseconds since some fixed point; never goes back, and does not follow jumps of now().
  [[nodiscard]] virtual std::int64_t monotonic_ms() const = 0;
  // True where now() is set by a person or a test and not by the machine.
  [[nodiscard]] virtual bool simulated() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::int64_t monotonic_ms() const override;
  [[nodiscard]] bool simulated() const override { return false; }
};

// Stands still until it is moved. Moving it moves the monotonic time along.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(Instant start) : now_ms_(start.ms) {}
  [[nodiscard]] Instant now() const override { return {now_ms_.load()}; }
  [[nodiscard]] std::int64_t monotonic_ms() const override { return monotonic_ms_.load(); }
  [[nodiscard]] bool simulated() const override { return true; }
  // Forward only; an earlier instant is ignored.
  void advance_to(Instant instant);
  // As an operator who sets the machine's clock: now() jumps, monotonic time does not.
  void jump_to(Instant instant) { now_ms_.store(instant.ms); }

 private:
  std::atomic<std::int64_t> now_ms_;
  std::atomic<std::int64_t> monotonic_ms_{0};
};

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::uint8_t* out, std::size_t size) = 0;
};

// From the operating system, by OpenSSL: fit for keys.
class SystemRandom final : public Random {
 public:
  void fill(std::uint8_t* out, std::size_t size) override;
};

// The same bytes for the same seed; for tests and demonstrations, never for keys that matter.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::uint8_t* out, std::size_t size) override;
  [[nodiscard]] std::uint64_t next();
  // Uniform in [0, bound); bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::atomic<std::uint64_t> state_;
};

}  // namespace donthu
