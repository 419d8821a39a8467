// Everything that is done to donthu and to its brokers under load.
#pragma once

#include <span>
#include <string_view>

#include "tests/torture/trial.h"

namespace donthu::torture {

struct Fault {
  std::string_view name;  // "leader-killed"
  std::string_view what;  // For people, in one line.
  Report (*run)(kafka::Cluster& cluster, const Settings& settings);
};

// In the order in which they are tried. On a cluster of three brokers.
[[nodiscard]] std::vector<Fault> faults();

// By what they are done to.
[[nodiscard]] std::span<const Fault> node_faults();
[[nodiscard]] std::span<const Fault> cluster_faults();
[[nodiscard]] std::span<const Fault> broker_faults();
[[nodiscard]] std::span<const Fault> topic_faults();

// Runs one; what is thrown is found wrong.
[[nodiscard]] Report run(const Fault& fault, kafka::Cluster& cluster, const Settings& settings);

}  // namespace donthu::torture
