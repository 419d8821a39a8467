// Whose turn it is: a group takes from few partitions, and none of them is forgotten.
#include "engine/runtime/command_queue.h"

#include <array>

#include <gtest/gtest.h>

namespace donthu::runtime {
namespace {

constexpr std::size_t all = 1'000;

class Queue : public testing::Test {
 protected:
  // The n-th command of the partition says so by its key.
  void push(std::uint8_t partition) {
    Waiting command;
    command.prepared.case_id.bytes[1] = partition;
    command.prepared.request.idempotency_key =
        std::to_string(partition) + "." + std::to_string(++pushed_[partition]);
    queue_.push(std::move(command));
  }
  std::string take(std::size_t commands, std::size_t partitions) {
    std::string keys;
    for (const Waiting& one : queue_.take(touched_, {commands, partitions}))
      keys += (keys.empty() ? "" : " ") + one.prepared.request.idempotency_key;
    return keys;
  }
  void begin_group() { touched_.clear(); }

  CommandQueue queue_;
  std::set<PartitionId> touched_;
  std::map<std::uint8_t, int> pushed_;
};

TEST_F(Queue, AGroupTouchesNoMorePartitionsThanItMayAndTheOthersAreNext) {
  for (const std::uint8_t partition : std::array<std::uint8_t, 5>{3, 1, 3, 2, 1}) push(partition);
  EXPECT_EQ(take(all, 2), "3.1 3.2 1.1 1.2");
  EXPECT_EQ(touched_, (std::set<PartitionId>{{1}, {3}}));
  EXPECT_FALSE(queue_.has_for(touched_, {all, 2}));
  push(3);
  EXPECT_TRUE(queue_.has_for(touched_, {all, 2}));
  EXPECT_FALSE(queue_.has_for(touched_, {0, 2}));
  EXPECT_EQ(take(all, 2), "3.3");
  push(3);
  begin_group();
  EXPECT_EQ(take(all, 1), "2.1");
  begin_group();
  EXPECT_EQ(take(all, 1), "3.4");
  EXPECT_TRUE(queue_.empty());
}

TEST_F(Queue, APartitionThatIsNotEmptiedWaitsForTheOthers) {
  for (int i = 0; i < 3; ++i) push(1);
  push(2);
  EXPECT_EQ(take(2, all), "1.1 1.2");
  begin_group();
  EXPECT_EQ(take(2, all), "2.1 1.3");
}

TEST_F(Queue, APartitionThatIsPassedOverKeepsItsTurn) {
  push(1);
  push(2);
  EXPECT_EQ(take(2, 1), "1.1");
  for (const std::uint8_t partition : std::array<std::uint8_t, 3>{1, 1, 3}) push(partition);
  EXPECT_EQ(take(1, 1), "1.2");
  begin_group();
  EXPECT_EQ(take(all, 1), "2.1");
  begin_group();
  EXPECT_EQ(take(all, 1), "3.1");
  begin_group();
  EXPECT_EQ(take(all, 1), "1.3");
}

TEST_F(Queue, EveryCommandIsTakenOnceAndInTheOrderOfItsPartition) {
  for (int i = 0; i < 500; ++i) {
    push(static_cast<std::uint8_t>(i * i % 7));
    if (i % 3 != 0) continue;
    begin_group();
    (void)queue_.take(touched_, {0, 3});  // Nothing gets lost where there is no room.
  }
  std::map<std::uint8_t, int> taken;
  std::size_t count = 0;
  while (!queue_.empty()) {
    begin_group();
    ASSERT_TRUE(queue_.has_for(touched_, {7, 3}));
    for (const Waiting& one : queue_.take(touched_, {7, 3})) {
      const auto partition = one.prepared.case_id.bytes[1];
      EXPECT_EQ(one.prepared.request.idempotency_key,
                std::to_string(partition) + "." + std::to_string(++taken[partition]));
      ++count;
    }
    EXPECT_LE(touched_.size(), 3U);
  }
  EXPECT_EQ(count, 500U);
  EXPECT_EQ(taken, pushed_);
}

}  // namespace
}  // namespace donthu::runtime
