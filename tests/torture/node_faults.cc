// What becomes of the engine's nodes.
#include <array>

#include "tests/integration/small_disk.h"
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

std::uint64_t fired(const Server& server) {
  const auto metrics = ask(server, "/metrics").body;
  const std::string name = "\ndonthu_deadlines_fired_total ";
  const auto at = metrics.find(name);
  return at == std::string::npos ? 0 : std::stoull(metrics.substr(at + name.size()));
}

// By three hours, past midnight: nobody may be found overdue by such a clock. An operator sets it
// right, and starts the node anew.
Report clock_jumps(kafka::Cluster& cluster, const Settings& settings) {
  constexpr std::int64_t jump = 3 * ms_per_hour;
  Trial trial(cluster, settings);
  trial.begin();
  std::uint64_t before = 0;
  trial.in_rounds(
      [&] {
        trial.world().move_clocks(jump);
        std::this_thread::sleep_for(1'500ms);
        trial.expect(ask(trial.server(), "/readyz").status == 503, "the node trusts its clock");
        before = fired(trial.server());
      },
      [&] {
        std::this_thread::sleep_for(2s);
        trial.expect(fired(trial.server()) == before, "deadlines fired by a clock in doubt");
        trial.server().stop();
        trial.world().move_clocks(-jump);
        trial.expect(trial.server().start(), trial.server().last_words());
      });
  auto report = trial.end();
  if (!report.retries.contains("clock-in-doubt"))
    report.wrong.emplace_back("nobody was told that the clock is in doubt");
  return report;
}

Report disk_full(kafka::Cluster& cluster, const Settings& settings) {
  const test::ScratchFolder scratch;
  test::SmallDisk disk(scratch.path() / "disk");
  if (!disk.mount(std::to_string(256 + settings.commands / 50) + "m")) {
    Report report;
    report.skipped = "this process may not mount a tmpfs";
    return report;
  }
  WorldShape shape;
  shape.place = disk.path();
  Trial trial(cluster, settings, shape);
  trial.begin();
  trial.in_rounds([&] { disk.fill_but(0); },
                  [&] {
                    // What a store took in advance lasts for a while.
                    std::uint64_t before = 0;
                    for (int tries = 0; tries < 60; ++tries) {
                      if (before == trial.load().acknowledged()) break;
                      before = trial.load().acknowledged();
                      std::this_thread::sleep_for(1s);
                    }
                    trial.expect(before == trial.load().acknowledged(), "the disk is never full");
                    trial.expect(ask(trial.server(), "/v1/petitions?limit=2").status == 200,
                                 "nothing can be asked on a full disk");
                    disk.make_room();
                  });
  return trial.end();
}

constexpr std::array all = {
    Fault{"node-killed", "the node is killed, and started again", node_killed},
    Fault{"node-frozen", "the node stands still, and wakes", node_frozen},
    Fault{"clock-jumps", "the node's clock jumps by three hours", clock_jumps},
    Fault{"disk-full", "the node's disk is full for a while", disk_full}};

}  // namespace

std::span<const Fault> node_faults() { return all; }

}  // namespace donthu::torture
