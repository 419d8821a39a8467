// What becomes of the engine's nodes.
#include <array>

#include "tests/torture/faults.h"

namespace donthu::torture {
namespace {

using namespace std::chrono_literals;

Report node_killed(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings);
  trial.begin();
  trial.in_rounds([&] { trial.server().kill(); },
                  [&] { trial.expect(trial.server().start(), trial.server().last_words()); });
  return trial.end();
}

// Beyond every time-out of the cluster and of the clients.
Report node_frozen(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings);
  trial.begin();
  trial.in_rounds([&] { trial.server().freeze(); },
                  [&] {
                    std::this_thread::sleep_for(trial.settings().outage);
                    trial.server().wake();
                  });
  return trial.end();
}

constexpr std::array all = {
    Fault{"node-killed", "the node is killed, and started again", node_killed},
    Fault{"node-frozen", "the node stands still, and wakes", node_frozen}};

}  // namespace

std::span<const Fault> node_faults() { return all; }

}  // namespace donthu::torture
