#include "tests/torture/faults.h"

#include <exception>

namespace donthu::torture {

std::vector<Fault> faults() {
  std::vector<Fault> all;
  for (const auto some : {node_faults(), cluster_faults(), broker_faults(), topic_faults()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

Report run(const Fault& fault, kafka::Cluster& cluster, const Settings& settings) {
  try {
    return fault.run(cluster, settings);
  } catch (const std::exception& thrown) {
    Report report;
    report.wrong.emplace_back(thrown.what());
    return report;
  }
}

}  // namespace donthu::torture
