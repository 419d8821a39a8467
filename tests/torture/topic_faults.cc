// What becomes of the topic.
#include <array>

#include "connectors/kafka/kafka_log.h"
#include "tests/integration/kafka/topic_administration.h"
#include "tests/torture/faults.h"

namespace donthu::torture {
namespace {

using namespace std::chrono_literals;
using kafka::TopicAdministration;

WorldShape quick_to_notice() {
  WorldShape shape;
  shape.message_timeout = 3'000ms;
  shape.patience = 2'000ms;
  return shape;
}

// The node stands; its copy holds all that was acknowledged, and becomes the log of a new topic.
void carry_on_in_new_topic(Trial& trial) {
  trial.server().stop();
  const auto moved = trial.world().move_to_new_topic();
  trial.expect(moved.has_value(), moved ? "" : to_string(moved.error()));
  trial.expect(trial.server().start(), trial.server().last_words());
}

Report topic_deleted(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, quick_to_notice());
  trial.begin(15s);
  trial.in_rounds([&] { TopicAdministration(trial.world().connection()).remove(); },
                  [&] {
                    std::this_thread::sleep_for(trial.settings().outage);
                    trial.expect(ask(trial.server(), "/v1/petitions?limit=2").status == 200,
                                 "nothing can be asked any more");
                    trial.expect_soon([&] { return ask(trial.server(), "/readyz").status == 503; },
                                      "the node says that it is ready");
                    carry_on_in_new_topic(trial);
                  });
  return trial.end();
}

// Whoever has read it goes on; nobody begins on it any more.
Report topic_truncated(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings);
  trial.begin();
  trial.in_rounds(
      [&] {
        const TopicAdministration administration(trial.world().connection());
        for (std::uint16_t number = 0; number < trial.world().partitions(); ++number)
          administration.delete_records({number});
      },
      [&] {
        trial.expect_work_goes_on(500);
        trial.server().kill();
        trial.expect(!trial.server().start(), "a node begins on a topic that lacks its beginning");
        trial.expect(trial.server().last_words().find("topic-") != std::string::npos,
                     "it does not say why: " + trial.server().last_words());
        carry_on_in_new_topic(trial);
      });
  return trial.end();
}

// What strangers, rivals and confused old nodes may write: no entry at all, entries that stand
// already, claims that are too old, of another log, far ahead, or that depose the writer.
std::vector<Bytes> foreign_records(const log::EventLog& log, PartitionId partition) {
  std::vector<Bytes> records{"", "not an entry", Bytes(70'000, 'x')};
  const auto head = log.head(partition).value_or(log::Head{});
  for (const std::uint64_t back : {1U, 2U, 7U})
    if (head.next_seq > back)
      if (auto entry = log.read_one(partition, head.next_seq - back)) records.push_back(*entry);
  const auto epoch = log.current_epoch(partition).value_or(0);
  event::Claim claim{log.genesis().log, partition, epoch, {}};
  for (const std::uint64_t claimed : {epoch, epoch + 7, epoch + 1}) {
    claim.epoch = claimed;
    claim.nonce.bytes.fill(static_cast<std::uint8_t>(claimed));
    records.push_back(event::encode_claim(claim));
  }
  claim.log.bytes.fill(0xee);
  records.push_back(event::encode_claim(claim));
  return records;
}

Report foreign(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings);
  trial.begin();
  const auto strike = [&] {
    const TopicAdministration administration(trial.world().connection());
    const test::ScratchFolder folder;
    SystemRandom random;
    const auto log = *kafka::KafkaLog::open(trial.world().connection(),
                                            (folder.path() / "log").string(), random);
    for (int burst = 0; burst < 10; ++burst) {
      for (std::uint16_t number = 0; number < trial.world().partitions(); ++number)
        administration.write_raw({number}, foreign_records(*log, {number}));
      trial.expect_work_goes_on(20);
    }
  };
  trial.in_rounds(strike, [] {});
  auto report = trial.end();
  if (report.found.voids == 0) report.wrong.emplace_back("no record was void");
  return report;
}

// A petition that no entry can hold is refused whole.
void expect_too_large_is_refused(Trial& trial) {
  const std::string text(500, 'a');
  std::string persons;
  for (int i = 0; i < 64; ++i)
    persons += std::string(i > 0 ? "," : "") + R"({"role":"complainant","name":"A","address":")" +
               text + R"(","contact":")" + text + R"(","identity":")" + text + "\"}";
  http::Client client(trial.server().port());
  const auto answer =
      client.send("POST", "/v1/petitions",
                  {{"Donthu-Officer", "5"},
                   {"Donthu-Unit", "2"},
                   {"Idempotency-Key", "too-large"},
                   {"Content-Type", "application/json"}},
                  R"({"kind":"complaint","matter":"Quá dài","persons":[)" + persons + "]}");
  trial.expect(answer.status >= 400 && answer.status != 503 && answer.status != 500,
               "a petition beyond the limit: " + std::to_string(answer.status) + answer.body);
  trial.expect(answer.body.find("too-large") != std::string::npos, answer.body.substr(0, 1'000));
}

Report message_over_limit(kafka::Cluster& cluster, const Settings& settings) {
  Trial trial(cluster, settings, quick_to_notice());
  trial.begin(15s);
  trial.in_rounds(
      [&] {
        expect_too_large_is_refused(trial);
        // And what was small enough is not any more.
        TopicAdministration(trial.world().connection()).set("max.message.bytes", "700");
      },
      [&] {
        std::this_thread::sleep_for(trial.settings().outage);
        TopicAdministration(trial.world().connection()).set("max.message.bytes", "1048588");
      });
  return trial.end();
}

constexpr std::array all = {
    Fault{"foreign-records", "others write to the topic: rubbish, repeats, claims", foreign},
    Fault{"message-over-limit", "a petition no entry can hold; a topic that takes no entry",
          message_over_limit},
    Fault{"topic-truncated", "the records so far are deleted", topic_truncated},
    Fault{"topic-deleted", "the topic is deleted", topic_deleted}};

}  // namespace

std::span<const Fault> topic_faults() { return all; }

}  // namespace donthu::torture
