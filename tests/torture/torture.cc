// tools/torture: the faults of tests/torture on as many commands as are asked for, as a table.
#include <chrono>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tests/torture/faults.h"
#include "tools/donthu/bench/measure.h"

namespace donthu::torture {
namespace {

struct Options {
  Settings settings{1, 100'000, std::chrono::seconds(60)};
  std::string only;
};

std::string reasons_of(const Report& report) {
  std::string text;
  for (const auto& [reason, count] : report.retries)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", reason, count);
  return text;
}

void print_head() {
  fmt::print("{:<24} {:>6} {:>9} {:>8} {:>9} {:>8} {:>9} {:>8}  {}\n", "fault", "rounds", "acked",
             "repeats", "refused", "fired", "silence", "took", "found");
}

void print(const Fault& fault, const Report& report) {
  const std::string found = !report.skipped.empty() ? "SKIPPED: " + report.skipped
                            : report.wrong.empty()  ? "nothing lost, doubled or missed"
                                                    : "WRONG";
  fmt::print("{:<24} {:>6} {:>9} {:>8} {:>9} {:>8} {:>7.1f} s {:>7.1f} s {:>6.0f} s  {}\n",
             fault.name, report.rounds, report.acknowledged, report.repeats, report.refused,
             report.found.deadlines, report.longest_silence, report.longest_silence_of_a_partition,
             report.seconds, found);
  if (const auto reasons = reasons_of(report); !reasons.empty())
    fmt::print("{:<24} asked again: {}\n", "", reasons);
  for (const auto& wrong : report.wrong) fmt::print("  ✗ {}\n", wrong);
  std::fflush(stdout);
}

int torture(const Options& options) {
  kafka::Cluster cluster;
  if (!cluster.start(3)) return kafka::say_that_kafka_is_missing();
  if (cluster.brokers().empty()) return 1;
  fmt::print("{}\nseed {}, {} commands a fault, three brokers on this machine\n\n",
             bench::machine(std::filesystem::temp_directory_path().string()), options.settings.seed,
             options.settings.commands);
  print_head();
  bool sound = true;
  for (const Fault& fault : faults()) {
    if (!options.only.empty() && fault.name != options.only) continue;
    const auto report = run(fault, cluster, options.settings);
    print(fault, report);
    sound = sound && report.wrong.empty();
  }
  return sound ? 0 : 1;
}

}  // namespace
}  // namespace donthu::torture

int main(int count, char** words) {
  donthu::torture::Options options;
  CLI::App app{"The faults of tests/torture under load, with a table of what was found"};
  app.name("tools/torture");
  app.add_option("--seed", options.settings.seed, "Of what clients do");
  app.add_option("--commands", options.settings.commands, "A fault (100000)");
  int outage = 60;
  app.add_option("--outage", outage, "Seconds for which a cluster is away, or a node frozen (60)");
  std::vector<std::string> names;
  for (const auto& fault : donthu::torture::faults()) names.emplace_back(fault.name);
  app.add_option("--only", options.only, "One fault")->check(CLI::IsMember(names));
  CLI11_PARSE(app, count, words);
  options.settings.outage = std::chrono::seconds(outage);
  return donthu::torture::torture(options);
}
