// Percentiles, and the facts of the machine that a figure means nothing without.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace donthu::bench {

using Steady = std::chrono::steady_clock;

[[nodiscard]] inline double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

// Sorts the latencies (microseconds).
struct Percentiles {
  double p50_ms = 0, p90_ms = 0, p99_ms = 0, p999_ms = 0, max_ms = 0;
};
[[nodiscard]] Percentiles percentiles(std::vector<std::uint32_t> latencies_us);
[[nodiscard]] std::string to_text(const Percentiles& percentiles);

// Processor, cores, memory, compiler, and the measured time of one fdatasync of 4 KiB in `folder`.
[[nodiscard]] std::string machine(const std::string& folder);

// Resident memory of this process in MiB: now, and at its highest.
struct Memory {
  std::uint64_t resident_mib = 0;
  std::uint64_t peak_mib = 0;
};
[[nodiscard]] Memory memory();

}  // namespace donthu::bench
