// The public stream of a real engine in a topic of a real broker.
#include "connectors/kafka/public_stream.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "connectors/kafka/producer.h"
#include "connectors/kafka/public_writer.h"
#include "tests/engine_fixture.h"
#include "tests/integration/kafka/broker.h"
#include "tests/integration/kafka/public_records.h"
#include "tests/integration/kafka/topic_administration.h"

namespace donthu::kafka {
namespace {

using namespace std::chrono_literals;

const auto* const broker = testing::AddGlobalTestEnvironment(new Broker);

class PublicStreamTest : public test::EngineTest {
 protected:
  void SetUp() override {
    create();
    work(1, 60);
  }

  [[nodiscard]] Records told() { return told_by(engine().queries(), engine().simulated()); }
  [[nodiscard]] Records records() const { return records_in(connection_, 4); }

  // The first records of every partition, as a writer left them that was killed.
  void begin_stream(const Records& all, std::size_t events) {
    ASSERT_TRUE(make_public_topic(connection_, 4));
    for (std::uint16_t i = 0; i < all.size(); ++i) {
      const auto end =
          all[i].begin() + static_cast<std::ptrdiff_t>(std::min(events, all[i].size()));
      add({i}, {all[i].begin(), end});
    }
  }
  void add(PartitionId partition, const std::vector<std::string>& records) const {
    std::vector<Outgoing> outgoing;
    for (const auto& record : records) outgoing.push_back({partition, record});
    const auto sent = (*Producer::open(connection_))->send(outgoing);
    ASSERT_TRUE(sent) << to_string(sent.error());
  }
  [[nodiscard]] std::uint64_t write_stream() {
    const auto written = write_public_stream(engine(), connection_);
    EXPECT_TRUE(written) << to_string(written.error());
    return written.value_or(0);
  }
  // Until the stream says that it has told everything.
  static void wait_until_told(const PublicStream& stream) {
    for (int tries = 0; tries < 400; ++tries) {
      const auto health = stream.health();
      if (health.connected && health.entries_behind == 0) return;
      std::this_thread::sleep_for(50ms);
    }
    FAIL() << stream.health().trouble << ", " << stream.health().entries_behind << " behind";
  }

  Connection connection_ = public_connection(Broker::connection());
};

TEST_F(PublicStreamTest, IsWrittenWholeAndInOrder) {
  const auto all = told();
  EXPECT_EQ(write_stream(), count(all));
  EXPECT_EQ(difference(records(), all), "");
  EXPECT_EQ(write_stream(), 0U);
  work(2, 20);
  EXPECT_EQ(write_stream(), count(told()) - count(all));
  EXPECT_EQ(difference(records(), told()), "");
}

TEST_F(PublicStreamTest, GoesOnFromWhereverItsTopicEnds) {
  const auto all = told();
  for (const std::size_t events : {1U, 2U, 3U, 5U, 8U, 13U, 1'000U}) {
    connection_ = public_connection(Broker::connection());
    begin_stream(all, events);
    const auto begun = count(records());
    EXPECT_EQ(write_stream(), count(all) - begun) << events;
    EXPECT_EQ(difference(records(), all), "") << events;
  }
}

TEST_F(PublicStreamTest, RepeatsOfAnotherWriterAndRecordsOfStrangersDoNotLeadItAstray) {
  const auto all = told();
  begin_stream(all, 6);
  add({1}, {all[1][3], all[1][4]});
  for (int i = 0; i < 100; ++i)
    add({1}, {"no event", R"({"source":"/elsewhere","id":"1-999-0"})", "{\"id\":"});
  // An event of another partition says nothing of this one.
  add({1}, {all[2].back()});
  const auto before = records();
  EXPECT_EQ(write_stream(), count(all) - 4 * 6);
  const auto after = records();
  EXPECT_EQ(after[1].size(), before[1].size() + all[1].size() - 6);
  EXPECT_EQ(after[1].back(), all[1].back());
  EXPECT_EQ(difference({after[2]}, {all[2]}), "");
}

TEST_F(PublicStreamTest, TopicOfAnotherLogIsNotTouched) {
  ASSERT_TRUE(make_public_topic(connection_, 4));
  add({2}, {R"({"source":"/donthu/00000000000000000000000000000001","id":"2-1-0"})"});
  const auto refused = write_public_stream(engine(), connection_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "stream-of-another-log");
  EXPECT_EQ(count(records()), 1U);
}

TEST_F(PublicStreamTest, TopicThatIsAheadOfTheLogIsNotTouched) {
  begin_stream(told(), 1);
  auto json = boost::json::parse(told()[1][0]).as_object();
  json["id"] = "1-100000-0";
  add({1}, {boost::json::serialize(json)});
  const auto refused = write_public_stream(engine(), connection_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "stream-ahead");
}

TEST_F(PublicStreamTest, TopicThatWouldLoseEventsIsRefused) {
  for (const auto& [setting, value] :
       {std::pair{"cleanup.policy", "compact"}, {"unclean.leader.election.enable", "true"}}) {
    const auto refused = make_public_topic(connection_, 4, {0, {{setting, value}}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().field, setting);
  }
  ASSERT_TRUE(make_public_topic(connection_, 3, {0, {{"retention.ms", "86400000"}}}));
  const auto other = check_public_topic(connection_, 4);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().field, "partitions");
}

TEST_F(PublicStreamTest, FollowsTheLogWhileItIsWritten) {
  const PublicStream stream(engine(), connection_);
  work(2, 100);
  wait_until_told(stream);
  EXPECT_EQ(difference(records(), told()), "");
  const auto health = stream.health();
  EXPECT_EQ(health.events_sent, count(told()));
  EXPECT_EQ(health.oldest_ms, 0);
  EXPECT_EQ(health.trouble, "");
}

TEST_F(PublicStreamTest, TwoAtATimeRepeatOneAnotherAndNoMore) {
  {
    // Either may have any partition at any time.
    std::atomic<unsigned> turn{0};
    const auto ours = [&](unsigned mine) {
      return [&turn, mine](PartitionId partition) {
        return (turn.load() / 7 + partition.value) % 3 != mine;
      };
    };
    const PublicStream one(engine(), connection_, ours(0));
    const PublicStream other(engine(), connection_, ours(1));
    for (std::uint64_t round = 0; round < 30; ++round) {
      work(10 + round, 5);
      turn.fetch_add(3);
      std::this_thread::sleep_for(10ms);
    }
  }
  const PublicStream last(engine(), connection_);
  wait_until_told(last);
  const auto all = records();
  EXPECT_GT(count(all), count(told()));  // Otherwise this test has shown nothing.
  EXPECT_EQ(difference(without_repeats(all), told()), "");
}

TEST_F(PublicStreamTest, ClusterThatIsAwayOnlyLetsItFallBehind) {
  PublicStream stream(engine(), connection_);
  wait_until_told(stream);
  ASSERT_EQ(Broker::tool("stop 1").exit_code, 0);
  const auto begun = std::chrono::steady_clock::now();
  const auto accepted = work(3, 200);
  const auto took = std::chrono::steady_clock::now() - begun;
  EXPECT_LT(took, 5s);
  EXPECT_GT(accepted, 0U);
  EXPECT_GE(stream.health().entries_behind, accepted);
  clock_.advance_to({clock_.now().ms + 60'000});
  EXPECT_GE(stream.health().oldest_ms, 60'000);
  {
    // One that begins meanwhile waits as well, and ends when it is told to.
    const auto before = std::chrono::steady_clock::now();
    {
      const PublicStream blind(engine(), connection_);
      std::this_thread::sleep_for(200ms);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - before, 8s);
  }
  ASSERT_EQ(Broker::tool("continue 1").exit_code, 0);
  wait_until_told(stream);
  EXPECT_EQ(difference(without_repeats(records()), told()), "");
}

TEST_F(PublicStreamTest, TopicThatWasTakenAwayIsToldAndNotMadeAgain) {
  const PublicStream stream(engine(), connection_);
  wait_until_told(stream);
  TopicAdministration(connection_).remove();
  work(2, 5);
  for (int tries = 0;
       tries < 200 && stream.health().trouble.find("topics init") == std::string::npos; ++tries)
    std::this_thread::sleep_for(100ms);
  const auto health = stream.health();
  EXPECT_FALSE(health.connected);
  EXPECT_THAT(health.trouble, testing::HasSubstr(connection_.topic));
  EXPECT_GT(health.entries_behind, 0U);
  EXPECT_EQ(check_public_topic(connection_, 4).error().reason, "no-topic");
  ASSERT_TRUE(make_public_topic(connection_, 4));
  wait_until_told(stream);
  EXPECT_EQ(difference(records(), told()), "");
}

}  // namespace
}  // namespace donthu::kafka
