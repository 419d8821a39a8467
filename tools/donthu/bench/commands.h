// The benchmarks. Each prints what it did, the machine, the settings and its figures.
#pragma once

#include <filesystem>
#include <optional>

#include "connectors/kafka/settings.h"
#include "engine/runtime/engine.h"

namespace donthu::bench {

struct BenchOptions {
  std::filesystem::path folder;  // Scratch; removed first.
  std::filesystem::path schemas;
  std::uint64_t cases = 100'000;
  std::uint32_t in_flight = 1'024;
  double per_second = 0;  // Of the steady load; 0: half of what was reached before.
  std::uint16_t partitions = runtime::Configuration().partitions;
  bool synthetic_localities = false;
  std::optional<kafka::Connection> kafka;  // Where the log is to lie, in a topic of its own.
};

// Where the engine of a benchmark keeps its log.
class Place {
 public:
  // In the folder, or in the topic that the options name.
  explicit Place(const BenchOptions& options);
  // Says which topics stay.
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  // With that clock. Must not outlive this.
  [[nodiscard]] runtime::Ports ports(Clock& clock) const;
  // What was measured on: the machine, the disk, the brokers.
  [[nodiscard]] std::string text() const;

 private:
  std::filesystem::path folder_;
  std::string brokers_;
  std::string topic_;
  std::unique_ptr<log::LogSource> source_;
};

// Registers cases and takes them through classify, accept, assign and resolve, with a number of
// commands in flight; registers with one in flight; then all verbs among one another at a steady
// rate, as they come from many officers.
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
// Hands `cases` open cases of Hanoi's real units over on 01/07/2025, by the shipped succession;
// with `synthetic_localities` the quarters of split units are recorded too, by an invented table.
// Prints how long it took, and where the cases went.
[[nodiscard]] Status bench_reform(const BenchOptions& options);
// On Kafka: how long commands stand still while a node hands its partitions to one that has
// followed, and how long a node with an empty folder takes until it writes. invalid
// "brokers-missing".
[[nodiscard]] Status bench_takeover(const BenchOptions& options);

}  // namespace donthu::bench
