// What becomes of the brokers.
#include <array>

#include "tests/integration/kafka/topic_administration.h"
#include "tests/torture/faults.h"

namespace donthu::torture {
namespace {

using namespace std::chrono_literals;

// Settings with which a node notices within seconds that nobody answers.
WorldShape impatient() {
  WorldShape shape;
  shape.message_timeout = 3'000ms;
  shape.patience = 2'000ms;
  return shape;
}

// One broker dies; the others take over; it comes back.
Report one_killed(kafka::Cluster& cluster, const Settings& settings,
                  const std::function<std::string(Trial&)>& which) {
  Trial trial(cluster, settings);
  trial.begin();
  std::string victim;
  trial.in_rounds(
      [&] {
        victim = which(trial);
        trial.brokers("kill " + victim);
      },
      [&] {
        trial.expect_work_goes_on();
        trial.brokers("restart " + victim);
      });
  return trial.end();
}

Report leader_killed(kafka::Cluster& cluster, const Settings& settings) {
  return one_killed(cluster, settings, [](Trial& trial) {
    return std::to_string(kafka::TopicAdministration(trial.world().connection()).leader({1}));
  });
}

Report controller_killed(kafka::Cluster& cluster, const Settings& settings) {
  return one_killed(cluster, settings, [](Trial& trial) {
    return trial.world().cluster().tool("controller").first_line();
  });
}

// A leader that stands still is not waited for: there is another one soon.
Report leader_frozen(kafka::Cluster& cluster, const Settings& settings) {
  constexpr std::chrono::seconds until_another_leads{9};
  Trial trial(cluster, settings);
  trial.begin();
  std::string victim;
  trial.in_rounds(
      [&] {
        victim = std::to_string(kafka::TopicAdministration(trial.world().connection()).leader({1}));
        trial.brokers("stop " + victim);
      },
      [&] {
        std::this_thread::sleep_for(std::max(until_another_leads, trial.settings().outage));
        trial.expect_work_goes_on();
        trial.brokers("continue " + victim);
      });
  return trial.end();
}

Report two_of_three_killed(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings);
  trial.begin();
  trial.in_rounds([&] { trial.brokers("kill 1 2"); },
                  [&] {
                    std::this_thread::sleep_for(trial.settings().outage);
                    trial.brokers("restart 1 2");
                  });
  return trial.end();
}

Report all_restarted(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings);
  trial.begin();
  trial.in_rounds([&] { trial.brokers("kill 1 2 3"); }, [&] { trial.brokers("restart 1 2 3"); });
  return trial.end();
}

// Nobody answers for a while: commands are refused with what to do, questions are answered, and a
// node that starts then says why it cannot.
Report cluster_unreachable(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, impatient());
  trial.begin(15s);
  trial.in_rounds([&] { trial.brokers("stop 1 2 3"); },
                  [&] {
                    std::this_thread::sleep_for(trial.settings().outage);
                    trial.expect(ask(trial.server(), "/v1/petitions?limit=2").status == 200,
                                 "nothing can be asked while the cluster is away");
                    trial.expect_soon([&] { return ask(trial.server(), "/readyz").status == 503; },
                                      "the node says that it is ready");
                    trial.brokers("continue 1 2 3");
                  });
  auto report = trial.end();
  if (report.retries.contains("no answer"))
    report.wrong.push_back(std::to_string(report.retries["no answer"]) +
                           " requests got no answer while the cluster was away");
  if (report.retries.empty()) report.wrong.emplace_back("nobody was told to come again");
  return report;
}

Report unreachable_at_start(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, impatient());
  trial.begin();
  trial.in_rounds(
      [&] {
        trial.server().kill();
        trial.brokers("stop 1 2 3");
      },
      [&] {
        trial.expect(!trial.server().start(), "a node began without its log");
        constexpr int unavailable = 5;
        trial.expect(trial.server().exit_code() == unavailable,
                     "exit code " + std::to_string(trial.server().exit_code()));
        trial.expect(trial.server().last_words().find("kafka-unreachable") != std::string::npos,
                     "it does not say why: " + trial.server().last_words());
        trial.brokers("continue 1 2 3");
        trial.expect(trial.server().start(), "it does not start: " + trial.server().last_words());
      });
  return trial.end();
}

constexpr std::array all = {
    Fault{"leader-killed", "the broker that leads a partition is killed", leader_killed},
    Fault{"leader-frozen", "the broker that leads a partition stands still, and wakes",
          leader_frozen},
    Fault{"controller-killed", "the broker that leads the controllers is killed",
          controller_killed},
    Fault{"two-of-three-killed", "two of three brokers are killed", two_of_three_killed},
    Fault{"all-brokers-restarted", "all brokers are killed, and started again", all_restarted},
    Fault{"cluster-unreachable", "no broker answers for a while", cluster_unreachable},
    Fault{"unreachable-at-start", "no broker answers when a node starts", unreachable_at_start}};

}  // namespace

std::span<const Fault> broker_faults() { return all; }

}  // namespace donthu::torture
