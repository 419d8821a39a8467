// What becomes of one of several nodes, while the others work.
#include <array>
#include <functional>

#include "connectors/kafka/kafka_log.h"
#include "tests/torture/faults.h"

namespace donthu::torture {
namespace {

using namespace std::chrono_literals;

// Kafka takes a member for gone after six seconds.
constexpr std::chrono::seconds beyond_the_session{9};

WorldShape three_nodes() {
  WorldShape shape;
  shape.nodes = 3;
  shape.partitions = 7;
  return shape;
}

// Strikes another one each time; the first, which founded the log, among them.
Report one_at_a_time(kafka::Cluster& cluster, const Settings& settings,
                     const std::function<void(Server&)>& strike,
                     const std::function<void(Trial&, Server&)>& mend) {
  Trial trial(cluster, settings, three_nodes());
  trial.begin();
  std::size_t victim = 0;
  trial.in_rounds(
      [&] {
        victim = (victim + 1) % 3;
        strike(trial.server(victim));
      },
      [&] { mend(trial, trial.server(victim)); });
  return trial.end();
}

Report one_of_three_killed(kafka::Cluster& cluster, const Settings& settings) {
  return one_at_a_time(
      cluster, settings, [](Server& victim) { victim.kill(); },
      [](Trial& trial, Server& victim) {
        std::this_thread::sleep_for(beyond_the_session);
        trial.expect_work_goes_on();
        trial.expect(victim.start(), victim.last_words());
      });
}

// It wakes when others have long been writing in its place, and must change nothing.
Report zombie(kafka::Cluster& cluster, const Settings& settings) {
  return one_at_a_time(
      cluster, settings, [](Server& victim) { victim.freeze(); },
      [](Trial& trial, Server& victim) {
        std::this_thread::sleep_for(std::max(beyond_the_session, trial.settings().outage));
        trial.expect_work_goes_on();
        victim.wake();
      });
}

Report all_killed(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, three_nodes());
  trial.begin();
  trial.in_rounds(
      [&] {
        for (Server* server : trial.world().servers()) server->kill();
      },
      [&] {
        for (Server* server : trial.world().servers()) server->begin();
        for (Server* server : trial.world().servers())
          trial.expect(server->wait_until_listening(), server->last_words());
      });
  return trial.end();
}

// Two who are no members of the group claim every partition at once, again and again, and begin to
// write as those who win do.
void claim(Trial& trial, int times) {
  SystemRandom random;
  const test::ScratchFolder folder;
  const auto log =
      *kafka::KafkaLog::open(trial.world().connection(), (folder.path() / "log").string(), random);
  for (int i = 0; i < times; ++i)
    for (std::uint16_t number = 0; number < trial.world().partitions(); ++number) {
      const auto won = log->claim({number});
      if (!won) continue;
      const auto head = *log->head({number});
      const auto begun = *event::epoch_begun_entry(*won, head, head.log_time);
      (void)log->append_one({{number}, won->epoch, head, {begun}});
    }
}

Report rivals(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, three_nodes());
  trial.begin();
  trial.in_rounds(
      [&] {
        std::jthread one([&] { claim(trial, 3); });
        std::jthread other([&] { claim(trial, 3); });
      },
      [] {});
  return trial.end();
}

// Each in turn is stopped in good order, and started again.
Report rolling_restart(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, three_nodes());
  trial.begin();
  trial.in_rounds([] {},
                  [&] {
                    for (Server* server : trial.world().servers()) {
                      server->stop();
                      trial.expect(server->exit_code() == 0, "a node did not end well");
                      trial.expect(server->start(), server->last_words());
                      trial.expect_work_goes_on();
                    }
                  });
  return trial.end();
}

constexpr std::array all = {
    Fault{"one-of-three-killed", "one of three nodes is killed, and started again later",
          one_of_three_killed},
    Fault{"zombie", "one of three nodes stands still until others write in its place, and wakes",
          zombie},
    Fault{"all-nodes-killed", "all three nodes are killed, and started again", all_killed},
    Fault{"rival-claims", "two strangers claim every partition at once", rivals},
    Fault{"rolling-restart", "three nodes are stopped and started in turn", rolling_restart}};

}  // namespace

std::span<const Fault> cluster_faults() { return all; }

}  // namespace donthu::torture
