// A log carried into a topic: the same bytes, also after it was broken off; and never into a topic
// that went another way.
#include "connectors/kafka/migration.h"

#include "tests/integration/kafka/broker.h"

namespace donthu::kafka {
namespace {

using log::EmbeddedLog;
using log::Writer;

class Migration : public testing::Test {
 protected:
  // Several epochs, one of them claimed and never written in.
  void write_log() {
    for (int round = 0; round < 3; ++round)
      for (std::uint16_t i = 0; i < 3; ++i) Writer(*log_, {i}).write_groups({40, 1, 2'500});
    ASSERT_TRUE(log_->claim({1}));
  }

  void expect_topic_holds_the_log() {
    log::Folder folder;
    const auto node = KafkaLog::open(connection_, folder.path(), random_);
    ASSERT_TRUE(node) << to_string(node.error());
    for (std::uint16_t i = 0; i < 4; ++i) {
      EXPECT_EQ(entries_of(**node, {i}), entries_of(*log_, {i})) << i;
      EXPECT_EQ(*(*node)->current_epoch({i}), *log_->current_epoch({i})) << i;
      EXPECT_EQ((*node)->void_counts({i}).entries, 0U) << i;
    }
  }

  SystemRandom random_;
  log::Folder folder_;
  std::unique_ptr<EmbeddedLog> log_ =
      *EmbeddedLog::create(folder_.path(), log::sample_genesis(), random_);
  Connection connection_ = Broker::connection();
};

TEST_F(Migration, TopicHoldsTheSameBytes) {
  write_log();
  std::uint64_t last_told = 0;
  const auto carried = carry_into_topic(*log_, connection_, {}, [&](std::uint64_t done, auto) {
    last_told = done;
    return true;
  });
  ASSERT_TRUE(carried) << to_string(carried.error());
  EXPECT_EQ(*carried, 4U + 3 * 3 * 2'542);
  EXPECT_EQ(last_told, *carried);
  expect_topic_holds_the_log();
  // A writer takes the topic over as if it had always been there.
  log::Folder other;
  const auto node = *KafkaLog::open(connection_, other.path(), random_);
  Writer writer(*node, {1});
  EXPECT_EQ(writer.epoch(), *log_->current_epoch({1}) + 1);
}

TEST_F(Migration, WhatWasBrokenOffIsGoneOnFrom) {
  write_log();
  for (const std::uint64_t enough : {3'000U, 11'000U, 20'000U}) {
    const auto carried = carry_into_topic(*log_, connection_, {},
                                          [&](std::uint64_t done, auto) { return done < enough; });
    ASSERT_FALSE(carried);
    EXPECT_EQ(carried.error().reason, "stopped");
  }
  Writer(*log_, {2}).write_groups({7});
  const auto carried = carry_into_topic(*log_, connection_);
  ASSERT_TRUE(carried) << to_string(carried.error());
  expect_topic_holds_the_log();
}

TEST_F(Migration, TopicOfAnotherLogIsRefused) {
  const auto other = new_topic();
  log::Folder folder;
  auto genesis = log::sample_genesis();
  genesis.log.bytes.fill(0x11);
  const auto own = *EmbeddedLog::create(folder.path(), genesis, random_);
  const auto carried = carry_into_topic(*own, other);
  ASSERT_FALSE(carried);
  EXPECT_EQ(carried.error().reason, "topic-of-another-log");
}

TEST_F(Migration, TopicThatWentAnotherWayIsRefusedAndNothingIsAdded) {
  Writer(*log_, {0}).write_groups({5});
  ASSERT_TRUE(carry_into_topic(*log_, connection_));
  {
    Node node(connection_);
    Writer(node.log(), {0}).write_groups({3});
  }
  Writer(*log_, {0}).write_groups({9});
  const auto carried = carry_into_topic(*log_, connection_);
  ASSERT_FALSE(carried);
  EXPECT_EQ(carried.error().reason, "topic-differs");
  EXPECT_FALSE(compare_with_topic(*log_, connection_));
  Node after(connection_);
  EXPECT_EQ(after.log().head({0})->next_seq, 11U);
}

}  // namespace
}  // namespace donthu::kafka
