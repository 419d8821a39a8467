// What only a shared topic can do to a log: rivals, strangers, a broker that dies or freezes, and
// copies that do not match.
#include <atomic>
#include <map>
#include <thread>

#include "engine/log/verification.h"
#include "tests/integration/kafka/broker.h"
#include "tests/integration/kafka/topic_administration.h"

namespace donthu::kafka {
namespace {

using namespace std::chrono_literals;
using log::Append;
using log::Appended;
using log::Conflict;
using log::EmbeddedLog;
using log::Head;
using log::OutcomeUnknown;
using log::Refused;
using log::Writer;

constexpr PartitionId zero{0};

void write_raw(const Connection& connection, const std::vector<Bytes>& records) {
  TopicAdministration(connection).write_raw(zero, records);
}

void expect_sound(const log::EventLog& log, std::uint64_t entries) {
  const auto verified = log::verify_from(log, zero, {});
  ASSERT_TRUE(verified);
  EXPECT_FALSE(verified->bad) << verified->bad->message;
  EXPECT_EQ(verified->entries, entries);
}

TEST(KafkaLog, NodeThatComesLaterReadsWhatOthersWrote) {
  Node first(new_topic());
  Writer writer(first.log(), zero);
  writer.write_groups({3, 1, 500});
  Node second(first.connection());
  EXPECT_EQ(*second.log().head(zero), writer.head());
  EXPECT_EQ(*second.log().current_epoch(zero), writer.epoch());
  EXPECT_EQ(entries_of(second.log()), entries_of(first.log()));
  EXPECT_EQ(second.log().genesis(), log::sample_genesis());
  writer.write_groups({1});
  EXPECT_TRUE(*second.log().wait_beyond(zero, writer.head().next_seq - 1, 10s));
  EXPECT_EQ(*second.log().head(zero), writer.head());
}

TEST(KafkaLog, DeposedWriterChangesNothingHoweverTheyRace) {
  constexpr int rounds = 20;
  Node old_node(new_topic());
  Node new_node(old_node.connection());
  std::uint64_t written = 1;
  for (int round = 0; round < rounds; ++round) {
    Writer old_writer(old_node.log(), zero);
    const auto at = old_writer.head();
    ASSERT_TRUE(*new_node.log().wait_beyond(zero, at.next_seq - 1, 10s));
    const auto claim = new_node.log().claim(zero);
    ASSERT_TRUE(claim);
    // The old one has perhaps not read yet that it is deposed.
    const auto outcome =
        old_node.log().append_one({zero, old_writer.epoch(), at, {old_writer.next_entry(at)}});
    ASSERT_TRUE(std::holds_alternative<Conflict>(outcome)) << outcome.index();
    EXPECT_EQ(*new_node.log().head(zero), at);
    ++written;
  }
  EXPECT_EQ(entries_of(old_node.log()), entries_of(new_node.log()));
  expect_sound(new_node.log(), written);
  Node third(old_node.connection());
  EXPECT_EQ(entries_of(third.log()), entries_of(new_node.log()));
}

TEST(KafkaLog, OfTwoThatClaimAtOnceBothKnowWhoWon) {
  Node one(new_topic());
  Node other(one.connection());
  for (std::uint64_t epoch = 1; epoch <= 10; ++epoch) {
    ASSERT_EQ(*one.log().current_epoch(zero), *other.log().current_epoch(zero));
    Result<event::Claim> first = fail(ErrorCode::io, "", "");
    Result<event::Claim> second = fail(ErrorCode::io, "", "");
    {
      const std::jthread claims([&] { first = one.log().claim(zero); });
      const std::jthread too([&] { second = other.log().claim(zero); });
    }
    EXPECT_TRUE(first || second);
    for (const auto* claim : {&first, &second})
      EXPECT_EQ(*claim ? "claim-lost" : claim->error().reason, "claim-lost");
    // Each made the other's count or void; a claim of its own brings both to one epoch again.
    Writer writer(one.log(), zero);
    ASSERT_TRUE(*other.log().wait_beyond(zero, writer.head().next_seq - 1, 10s));
  }
}

TEST(KafkaLog, RecordsOfStrangersAreVoidAndCounted) {
  Node node(new_topic());
  Writer writer(node.log(), zero);
  writer.write_groups({2});
  const auto valid = node.log().read_one(zero, 2);
  event::Claim foreign{{}, zero, writer.epoch() + 1, {}};
  event::Claim leaping{log::sample_genesis().log, zero, writer.epoch() + 2, {}};
  auto wrong = writer.head();
  wrong.hash = {};
  write_raw(node.connection(),
            {"not an entry", "", *valid, writer.next_entry(wrong), event::encode_claim(foreign),
             event::encode_claim(leaping), *event::genesis_entry(log::sample_genesis())});
  writer.write_groups({1, 2});
  EXPECT_EQ(node.log().void_counts(zero).entries, 5U);
  EXPECT_EQ(node.log().void_counts(zero).claims, 2U);
  expect_sound(node.log(), 7);
  Node fresh(node.connection());
  EXPECT_EQ(*fresh.log().head(zero), writer.head());
  EXPECT_EQ(fresh.log().void_counts(zero).entries, 5U);
  // Read again from the mark, but not counted again.
  ASSERT_TRUE(fresh.log().reopen());
  EXPECT_EQ(fresh.log().void_counts(zero).entries, 5U);
}

TEST(KafkaLog, EntryOfANewerProgramStopsThePartition) {
  Node node(new_topic());
  Writer writer(node.log(), zero);
  auto newer = writer.next_entry(writer.head());
  newer[4] = 2;  // The format's version.
  write_raw(node.connection(), {newer});
  const auto at = writer.head();
  const auto outcome = node.log().append_one({zero, writer.epoch(), at, {writer.next_entry(at)}});
  ASSERT_FALSE(std::holds_alternative<Appended>(outcome));
  node.open();
  EXPECT_EQ(node.log().claim(zero).error().code, ErrorCode::unsupported);
  EXPECT_TRUE(node.log().claim({1}));
  EXPECT_EQ(*node.log().head(zero), at);
}

// Writes one entry after the other whatever happens, and knows which were acknowledged.
class Persistent {
 public:
  explicit Persistent(log::EventLog& log) : log_(log) { take_over(); }

  void write_one() {
    event::Envelope envelope;
    const auto body = std::to_string(++number_);
    for (;;) {
      envelope.epoch = epoch_;
      envelope.seq = head_.next_seq;
      envelope.prev = head_.hash;
      envelope.log_time = head_.log_time;
      const auto entry = *event::encode_entry(envelope, body);
      const auto outcome = log_.append_one({zero, epoch_, head_, {entry}});
      if (const auto* appended = std::get_if<Appended>(&outcome)) {
        head_ = appended->head;
        return;
      }
      ++unknown_;
      const auto before = head_;
      take_over();
      // Look it up, as for a command whose outcome is unknown.
      const auto stood = log_.read_one(zero, before.next_seq);
      if (stood && *stood == entry) return;
    }
  }

  [[nodiscard]] int written() const { return number_; }
  [[nodiscard]] int unknown() const { return unknown_; }

 private:
  void take_over() {
    for (;;) {
      while (!log_.writable() && !log_.reopen()) std::this_thread::sleep_for(100ms);
      const auto claim = log_.claim(zero);
      if (!claim) continue;
      head_ = *log_.head(zero);
      epoch_ = claim->epoch;
      const auto begun = *event::epoch_begun_entry(*claim, head_, log::sample_time);
      const auto outcome = log_.append_one({zero, epoch_, head_, {begun}});
      if (const auto* appended = std::get_if<Appended>(&outcome)) {
        head_ = appended->head;
        return;
      }
    }
  }

  log::EventLog& log_;
  Head head_;
  std::uint64_t epoch_ = 0;
  int number_ = 0;
  int unknown_ = 0;
};

// Every number from 1 to `count` stands once, in order.
void expect_once_in_order(const log::EventLog& log, int count) {
  int last = 0;
  std::uint64_t entries = 0;
  EXPECT_TRUE(log.read(zero, 0, [&](auto, ByteView stored) {
    ++entries;
    const auto entry = event::parse_entry(stored);
    if (entry->envelope.kind != event::EntryKind::commit) return true;
    EXPECT_EQ(entry->body, std::to_string(++last));
    return true;
  }));
  EXPECT_EQ(last, count);
  expect_sound(log, entries);
}

// One broker alone acknowledges before it has synced; it loses nothing when only the process dies.
TEST(KafkaLog, BrokerKilledUnderAppendsLosesAndDoublesNothing) {
  auto connection = new_topic();
  connection.client["message.timeout.ms"] = "1500";  // Shorter than the broker is away.
  connection.patience = 3s;
  Node node(connection);
  std::atomic<bool> stop{false};
  Persistent writer(node.log());
  {
    const std::jthread appends([&] {
      while (!stop) writer.write_one();
    });
    for (int round = 0; round < 3; ++round) {
      std::this_thread::sleep_for(700ms);
      ASSERT_EQ(Broker::tool("kill 1").exit_code, 0);
      std::this_thread::sleep_for(round == 1 ? 2500ms : 100ms);
      ASSERT_EQ(Broker::tool("restart 1").exit_code, 0);
    }
    std::this_thread::sleep_for(500ms);
    stop = true;
  }
  EXPECT_GT(writer.written(), 100);
  expect_once_in_order(node.log(), writer.written());
  Node other(connection);
  EXPECT_EQ(entries_of(other.log()), entries_of(node.log()));
  std::cout << writer.written() << " entries, " << writer.unknown() << " unknown outcomes\n";
}

TEST(KafkaLog, UnknownOutcomeClosesForWritingUntilReopened) {
  auto connection = new_topic();
  connection.client["message.timeout.ms"] = "1000";
  connection.patience = 1500ms;
  Node node(connection);
  Writer writer(node.log(), zero);
  writer.write_groups({2});
  const auto at = writer.head();
  const auto entry = writer.next_entry(at);
  ASSERT_EQ(Broker::tool("stop 1").exit_code, 0);
  EXPECT_TRUE(
      std::holds_alternative<OutcomeUnknown>(node.log().append_one({zero, 1, at, {entry}})));
  EXPECT_FALSE(node.log().writable());
  const auto closed = node.log().append_one({zero, 1, at, {entry}});
  ASSERT_TRUE(std::holds_alternative<Refused>(closed));
  EXPECT_EQ(std::get<Refused>(closed).error.reason, "log-closed-for-writing");
  EXPECT_EQ(node.log().claim(zero).error().reason, "log-closed-for-writing");
  EXPECT_EQ(node.log().reopen().error().reason, "kafka-unreachable");
  EXPECT_EQ(*node.log().read_one(zero, 2), entries_of(node.log())[2]);
  ASSERT_EQ(Broker::tool("continue 1").exit_code, 0);
  while (!node.log().reopen()) std::this_thread::sleep_for(100ms);
  EXPECT_TRUE(node.log().writable());
  Writer anew(node.log(), zero);
  EXPECT_EQ(anew.epoch(), 2U);
  anew.write_groups({1});
  // It stands or it does not, and from the claim on that is settled.
  const bool stood = *node.log().read_one(zero, at.next_seq) == entry;
  expect_sound(node.log(), at.next_seq + 2 + (stood ? 1 : 0));
}

class CopyAndTopic : public testing::Test {
 protected:
  CopyAndTopic() {
    auto connection = new_topic();
    connection.patience = 2s;
    node_.emplace(connection);
    Writer writer(node_->log(), zero);
    writer.write_groups({4});
    head_ = writer.head();
    next_ = writer.next_entry(head_);
  }
  // Appends to the copy what the topic does not hold.
  void extend_copy() {
    node_->close();
    auto copy = *EmbeddedLog::open(node_->path(), random_);
    ASSERT_TRUE(copy->append_copy(zero, {{next_}}, store::Sync::yes));
  }

  SystemRandom random_;
  std::optional<Node> node_;
  Head head_;
  Bytes next_;
};

TEST_F(CopyAndTopic, CopyThatIsLongerStopsThePartitionAndKeepsItsEntries) {
  extend_copy();
  node_->open();
  const auto claim = node_->log().claim(zero);
  ASSERT_FALSE(claim);
  EXPECT_EQ(claim.error().reason, "topic-behind");
  EXPECT_EQ(claim.error().field, "partition 0 seq " + std::to_string(head_.next_seq));
  EXPECT_EQ(*node_->log().read_one(zero, head_.next_seq), next_);
  EXPECT_TRUE(node_->log().claim({1}));
  // Once the missing entry stands in the topic again, the partition goes on.
  write_raw(node_->connection(), {next_});
  node_->open();
  Writer writer(node_->log(), zero);
  expect_sound(node_->log(), head_.next_seq + 2);
}

TEST_F(CopyAndTopic, CopyThatDiffersStopsThePartitionAndKeepsItsEntries) {
  extend_copy();
  event::Envelope envelope;
  envelope.epoch = 1;
  envelope.seq = head_.next_seq;
  envelope.prev = head_.hash;
  envelope.log_time = head_.log_time;
  write_raw(node_->connection(), {*event::encode_entry(envelope, "another")});
  node_->open();
  const auto claim = node_->log().claim(zero);
  ASSERT_FALSE(claim);
  EXPECT_EQ(claim.error().reason, "topic-differs");
  EXPECT_EQ(claim.error().field, "partition 0 seq " + std::to_string(head_.next_seq));
  EXPECT_EQ(*node_->log().read_one(zero, head_.next_seq), next_);
}

TEST_F(CopyAndTopic, OffsetsAreOnlyAHint) {
  // The same records elsewhere: a topic restored behind strangers' records.
  const auto entries = entries_of(node_->log());
  auto restored = Broker::connection();
  restored.patience = 2s;
  ASSERT_TRUE(create_topic(restored, log::sample_genesis()));
  const event::Claim claim{log::sample_genesis().log, zero, 1, {}};
  std::vector<Bytes> records(7, "something else");
  records.push_back(event::encode_claim(claim));
  records.insert(records.end(), entries.begin() + 1, entries.end());
  write_raw(restored, records);
  node_->connection() = restored;
  node_->open();
  EXPECT_EQ(*node_->log().head(zero), head_);
  Writer writer(node_->log(), zero);
  expect_sound(node_->log(), head_.next_seq + 1);
}

TEST_F(CopyAndTopic, TopicOfAnotherLogStopsEveryPartition) {
  auto other = Broker::connection();
  other.patience = 1s;
  auto genesis = log::sample_genesis();
  genesis.log.bytes.fill(0xee);
  ASSERT_TRUE(create_topic(other, genesis));
  node_->connection() = other;
  node_->open();
  for (std::uint16_t number = 0; number < 4; ++number)
    EXPECT_EQ(node_->log().claim({number}).error().reason, "topic-behind");
  EXPECT_EQ(*node_->log().head(zero), head_);
}

TEST_F(CopyAndTopic, TopicMadeAnewUnderARunningLogIsNoticedAndTheCopyKept) {
  TopicAdministration(node_->connection()).remove();
  Result<event::Genesis> made = fail(ErrorCode::io, "", "");
  for (int tries = 0; tries < 50 && !made; ++tries) {  // The cluster takes its time to forget.
    made = create_topic(node_->connection(), log::sample_genesis());
    if (!made) std::this_thread::sleep_for(100ms);
  }
  ASSERT_TRUE(made) << to_string(made.error());
  const auto outcome = node_->log().append_one({zero, 1, head_, {next_}});
  EXPECT_TRUE(std::holds_alternative<Refused>(outcome) ||
              std::holds_alternative<OutcomeUnknown>(outcome))
      << outcome.index();
  // What the copy holds stays, whatever the topic has become.
  EXPECT_TRUE(node_->log().writable() || node_->log().reopen());
  const auto claim = node_->log().claim(zero);
  ASSERT_FALSE(claim);
  EXPECT_EQ(claim.error().code, ErrorCode::corrupt) << to_string(claim.error());
  EXPECT_EQ(*node_->log().head(zero), head_);
  expect_sound(node_->log(), head_.next_seq);
}

}  // namespace
}  // namespace donthu::kafka
