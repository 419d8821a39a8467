#include "engine/log/faulty_log.h"

#include <set>

#include <gtest/gtest.h>

#include "engine/log/memory_log.h"
#include "engine/log/verification.h"
#include "tests/contract/log_writer.h"

namespace donthu::log {
namespace {

class FaultyLogTest : public testing::Test {
 protected:
  SeededRandom random_{1};
  MemoryLog under_{sample_genesis(), random_};
  FaultyLog log_{under_, 42};

  AppendOutcome append(const Writer& writer, PartitionId partition = {0}) {
    return log_.append_one(
        {partition, writer.epoch(), writer.head(), {writer.next_entry(writer.head())}});
  }
};

TEST_F(FaultyLogTest, LostAcknowledgementIsStoredAndClosesTheLogUntilItIsReopened) {
  Writer writer(log_, {0});
  Faults faults;
  faults.lost_acknowledgement = 1000;
  log_.set_faults(faults);
  EXPECT_TRUE(std::holds_alternative<OutcomeUnknown>(append(writer)));
  EXPECT_EQ(log_.head({0})->next_seq, writer.head().next_seq + 1);
  log_.set_faults({});
  EXPECT_FALSE(log_.writable());
  const auto closed = append(writer);
  ASSERT_TRUE(std::holds_alternative<Refused>(closed));
  EXPECT_EQ(std::get<Refused>(closed).error.reason, "log-closed-for-writing");
  EXPECT_EQ(log_.claim({0}).error().reason, "log-closed-for-writing");
  ASSERT_TRUE(log_.reopen());
  EXPECT_TRUE(std::holds_alternative<Conflict>(append(writer)));
  EXPECT_EQ(log_.counts().lost_acknowledgements, 1U);
}

TEST_F(FaultyLogTest, FailedAppendStoresTheFirstFewOrNoneAndSaysNothingOfIt) {
  Faults faults;
  faults.failed_append = 1000;
  std::set<std::uint64_t> stored;
  for (int round = 0; round < 40; ++round) {
    ASSERT_TRUE(log_.reopen());
    log_.set_faults({});
    const Writer first(log_, {0});
    const Writer second(log_, {1});
    log_.set_faults(faults);
    const std::vector<Append> appends = {
        {{0}, first.epoch(), first.head(), {first.next_entry(first.head())}},
        {{1}, second.epoch(), second.head(), {second.next_entry(second.head())}}};
    for (const auto& outcome : log_.append(appends))
      EXPECT_TRUE(std::holds_alternative<OutcomeUnknown>(outcome));
    const auto zero = log_.head({0})->next_seq - first.head().next_seq;
    const auto one = log_.head({1})->next_seq - second.head().next_seq;
    EXPECT_GE(zero, one);
    stored.insert(zero + one);
  }
  EXPECT_EQ(stored, (std::set<std::uint64_t>{0, 1, 2}));
}

TEST_F(FaultyLogTest, RivalClaimDeposesTheWriter) {
  Writer writer(log_, {0});
  Faults faults;
  faults.rival_claim = 1000;
  log_.set_faults(faults);
  const auto outcome = append(writer);
  ASSERT_TRUE(std::holds_alternative<Conflict>(outcome));
  EXPECT_EQ(std::get<Conflict>(outcome).current_epoch, writer.epoch() + 1);
  EXPECT_EQ(log_.counts().rival_claims, 1U);
}

TEST_F(FaultyLogTest, FailedClaimMayOrMayNotHaveCounted) {
  Faults faults;
  faults.failed_claim = 1000;
  log_.set_faults(faults);
  std::set<std::uint64_t> steps;
  for (int round = 0; round < 40; ++round) {
    const auto before = *log_.current_epoch({0});
    EXPECT_EQ(log_.claim({0}).error().code, ErrorCode::outcome_unknown);
    ASSERT_TRUE(log_.reopen());
    steps.insert(*log_.current_epoch({0}) - before);
  }
  EXPECT_EQ(steps, (std::set<std::uint64_t>{0, 1}));
}

TEST_F(FaultyLogTest, HookSeesTheAppendBeforeAndAfter) {
  std::vector<std::uint64_t> heads;
  FaultyLog watched(under_, 1, {}, [&](FaultyLog::Moment, std::span<const Append> appends) {
    heads.push_back(under_.head(appends.front().partition)->next_seq);
  });
  const Writer writer(watched, {0});
  EXPECT_EQ(heads, (std::vector<std::uint64_t>{1, 2}));
}

std::string history(std::uint64_t seed) {
  SeededRandom random(1);
  MemoryLog under(sample_genesis(), random);
  FaultyLog log(under, seed, {100, 100, 100, 0});
  std::string outcomes;
  for (int i = 0; i < 300; ++i) {
    const auto head = *log.head({0});
    event::Envelope envelope;
    envelope.epoch = *log.current_epoch({0});
    if (envelope.epoch != head.epoch) envelope.kind = event::EntryKind::epoch_begun;
    envelope.seq = head.next_seq;
    envelope.prev = head.hash;
    envelope.log_time = head.log_time;
    const auto outcome =
        log.append_one({{0}, envelope.epoch, head, {*event::encode_entry(envelope, "x")}});
    outcomes += std::to_string(outcome.index());
    if (!log.writable()) {
      EXPECT_TRUE(log.reopen());
    }
  }
  EXPECT_GT(log.counts().lost_acknowledgements, 0U);
  EXPECT_GT(log.counts().failed_appends, 0U);
  EXPECT_GT(log.counts().rival_claims, 0U);
  return outcomes + to_hex(log.head({0})->hash);
}

TEST(FaultyLogSeed, OneSeedIsOneHistory) {
  EXPECT_EQ(history(7), history(7));
  EXPECT_NE(history(7), history(8));
}

}  // namespace
}  // namespace donthu::log
