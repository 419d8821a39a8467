#include "tools/donthu/bench/measure.h"

#include <algorithm>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace donthu::bench {
namespace {

std::string value_of(const char* file, std::string_view key) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);)
    if (line.starts_with(key)) {
      const auto start = line.find_first_not_of(" \t:", key.size());
      return start == std::string::npos ? std::string() : line.substr(start);
    }
  return {};
}

double fdatasync_ms(const std::string& folder) {
  const std::string path = folder + "/fdatasync-probe";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return 0;
  const std::string block(4096, 'x');
  std::vector<double> times;
  for (int i = 0; i < 50; ++i) {
    const auto start = Steady::now();
    if (::write(file, block.data(), block.size()) < 0 || ::fdatasync(file) != 0) break;
    times.push_back(seconds_since(start) * 1000);
  }
  ::close(file);
  ::unlink(path.c_str());
  if (times.empty()) return 0;
  std::ranges::sort(times);
  return times[times.size() / 2];
}

}  // namespace

Percentiles percentiles(std::vector<std::uint32_t> latencies_us) {
  if (latencies_us.empty()) return {};
  std::ranges::sort(latencies_us);
  const auto at = [&](double share) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(latencies_us.size()));
    return latencies_us[std::min(place, latencies_us.size() - 1)] / 1000.0;
  };
  return {at(0.5), at(0.9), at(0.99), at(0.999), latencies_us.back() / 1000.0};
}

std::string to_text(const Percentiles& p) {
  return fmt::format("p50 {:.2f} ms  p90 {:.2f}  p99 {:.2f}  p99.9 {:.2f}  max {:.2f}", p.p50_ms,
                     p.p90_ms, p.p99_ms, p.p999_ms, p.max_ms);
}

std::string machine(const std::string& folder) {
  return fmt::format("{} · {} cores · memory {} · GCC {} · fdatasync of 4 KiB {:.2f} ms (median)",
                     value_of("/proc/cpuinfo", "model name"), std::thread::hardware_concurrency(),
                     value_of("/proc/meminfo", "MemTotal"), __VERSION__, fdatasync_ms(folder));
}

Memory memory() {
  const auto mib = [](const std::string& text) {
    return text.empty() ? 0 : std::stoull(text) / 1024;
  };
  return {mib(value_of("/proc/self/status", "VmRSS")), mib(value_of("/proc/self/status", "VmHWM"))};
}

}  // namespace donthu::bench
