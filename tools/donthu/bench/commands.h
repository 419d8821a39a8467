// The benchmarks. Each prints what it did, the machine, the settings and its figures.
#pragma once

#include <filesystem>

#include "engine/base/result.h"

namespace donthu::bench {

struct BenchOptions {
  std::filesystem::path folder;  // Scratch; removed first.
  std::filesystem::path schemas;
  std::uint64_t cases = 100'000;
  std::uint32_t in_flight = 1'024;
};

// Registers cases and takes them through classify, accept, assign and resolve, with a number of
// commands in flight; then again with one in flight.
[[nodiscard]] Status bench_commands(const BenchOptions& options);
// The same registrations and steps over HTTP on loopback, one command at a time on each of 32
// connections.
[[nodiscard]] Status bench_http(const BenchOptions& options);
// Arms deadlines of `cases` cases, of which a tenth falls due in one second; commands go on
// meanwhile.
[[nodiscard]] Status bench_timers(const BenchOptions& options);
// Drops the state of `cases` settled cases and folds everything again.
[[nodiscard]] Status bench_rebuild(const BenchOptions& options);
// What one command costs in each part of its way: decision, encoding, hash, fold (Google
// Benchmark).
[[nodiscard]] Status bench_parts(const BenchOptions& options);
// Opens a folder with `cases` open cases again.
[[nodiscard]] Status bench_start(const BenchOptions& options);

}  // namespace donthu::bench
