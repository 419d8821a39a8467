// A log that is sound, behind a pane of glass that changes what is read from it.
#include "engine/log/verification.h"

#include <map>

#include <gtest/gtest.h>

#include "engine/log/memory_log.h"
#include "tests/contract/log_writer.h"

namespace donthu::log {
namespace {

constexpr PartitionId place{1};

class ChangedLog final : public EventLog {
 public:
  explicit ChangedLog(EventLog& under) : under_(under) {}

  std::map<std::uint64_t, Bytes> changed;
  std::optional<Head> other_head;

  [[nodiscard]] const event::Genesis& genesis() const override { return under_.genesis(); }
  [[nodiscard]] Result<event::Claim> claim(PartitionId id) override { return under_.claim(id); }
  [[nodiscard]] std::vector<AppendOutcome> append(std::span<const Append> appends) override {
    return under_.append(appends);
  }
  [[nodiscard]] Result<Head> head(PartitionId id) const override {
    return other_head ? *other_head : under_.head(id);
  }
  [[nodiscard]] Result<std::uint64_t> current_epoch(PartitionId id) const override {
    return under_.current_epoch(id);
  }
  [[nodiscard]] Result<std::optional<event::Claim>> last_claim(PartitionId id) const override {
    return under_.last_claim(id);
  }
  [[nodiscard]] Result<std::uint64_t> read(PartitionId id, std::uint64_t from,
                                           const Visitor& visit) const override {
    return under_.read(id, from, [&](std::uint64_t seq, ByteView stored) {
      const auto found = changed.find(seq);
      return visit(seq, found == changed.end() ? stored : found->second);
    });
  }
  [[nodiscard]] Result<Bytes> read_one(PartitionId id, std::uint64_t seq) const override {
    const auto found = changed.find(seq);
    if (found != changed.end()) return found->second;
    return under_.read_one(id, seq);
  }
  [[nodiscard]] Result<bool> wait_beyond(PartitionId id, std::uint64_t next_seq,
                                         std::chrono::milliseconds timeout) const override {
    return under_.wait_beyond(id, next_seq, timeout);
  }
  [[nodiscard]] Status reopen() override { return under_.reopen(); }
  [[nodiscard]] bool writable() const override { return under_.writable(); }
  [[nodiscard]] VoidCounts void_counts(PartitionId id) const override {
    return under_.void_counts(id);
  }

 private:
  EventLog& under_;
};

class Verification : public testing::Test {
 protected:
  Verification() {
    Writer first(under_, place);
    first.write_groups({3});
    marks_.push_back(first.head());
    Writer second(under_, place);
    second.write_groups({3});
    marks_.push_back(second.head());
  }

  void flip(std::uint64_t seq, std::size_t bit) {
    auto bytes = *under_.read_one(place, seq);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    log_.changed = {{seq, bytes}};
  }

  SeededRandom random_{1};
  MemoryLog under_{sample_genesis(), random_};
  ChangedLog log_{under_};
  std::vector<Head> marks_;  // After 5 entries and after 9.
};

TEST_F(Verification, SoundLogIsSoundFromGenesisAndFromAMark) {
  const auto all = verify_from(log_, place, {});
  ASSERT_TRUE(all);
  EXPECT_FALSE(all->bad) << all->bad->message;
  EXPECT_EQ(all->entries, 9U);
  EXPECT_EQ(all->sound, marks_[1]);
  const auto rest = verify_from(log_, place, marks_[0]);
  EXPECT_FALSE(rest->bad);
  EXPECT_EQ(rest->entries, 4U);
  EXPECT_EQ(rest->sound, marks_[1]);
  EXPECT_EQ(verify_from(log_, place, marks_[1])->entries, 0U);
}

TEST_F(Verification, EveryFlippedBitOfEveryEntryIsNoticedAndItsEntryNamed) {
  std::size_t flips = 0;
  for (std::uint64_t seq = 0; seq < 9; ++seq) {
    const auto bits = under_.read_one(place, seq)->size() * 8;
    for (std::size_t bit = 0; bit < bits; ++bit, ++flips) {
      flip(seq, bit);
      const auto verified = verify_from(log_, place, {});
      ASSERT_TRUE(verified);
      ASSERT_TRUE(verified->bad) << "seq " << seq << " bit " << bit;
      EXPECT_EQ(verified->bad->seq, seq) << "bit " << bit << ": " << verified->bad->what;
      EXPECT_FALSE(verified->bad->what.empty());
      EXPECT_FALSE(verified->bad->message.empty());
    }
  }
  EXPECT_GT(flips, 8000U);
}

TEST_F(Verification, EntryAtTheMarkIsReadAgain) {
  flip(4, 90 * 8);
  const auto verified = verify_from(log_, place, marks_[0]);
  ASSERT_TRUE(verified->bad);
  EXPECT_EQ(verified->bad->seq, 4U);
  EXPECT_EQ(verified->bad->what, "wrong-hash");
  EXPECT_EQ(verified->bad->expected, to_hex(marks_[0].hash));
}

TEST_F(Verification, SwappedForeignAndShortenedEntriesAreFound) {
  log_.changed = {{6, *under_.read_one(place, 7)}, {7, *under_.read_one(place, 6)}};
  auto bad = verify_from(log_, place, {})->bad;
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->seq, 6U);
  EXPECT_EQ(bad->what, "wrong-seq");
  EXPECT_EQ(bad->expected, "6");
  EXPECT_EQ(bad->found, "7");
  log_.changed = {{0, *under_.read_one({2}, 0)}};
  bad = verify_from(log_, place, {})->bad;
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->what, "foreign-log");
  log_.changed = {{3, Bytes(under_.read_one(place, 3)->substr(0, 50))}};
  EXPECT_EQ(verify_from(log_, place, {})->bad->what, "entry-truncated");
}

TEST_F(Verification, LogThatEndsBeforeTheMarkOrAtAnotherHeadIsFound) {
  auto beyond = marks_[1];
  beyond.next_seq = 12;
  EXPECT_EQ(verify_from(log_, place, beyond)->bad->what, "log-behind");
  log_.other_head = marks_[1];
  log_.other_head->hash.bytes[3] ^= 1;
  const auto bad = verify_from(log_, place, {})->bad;
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->what, "head-differs");
  EXPECT_EQ(bad->seq, 8U);
}

TEST_F(Verification, ProgressMayStopIt) {
  Writer writer(under_, place);
  for (int i = 0; i < 100; ++i) writer.write_groups({100});
  std::uint64_t calls = 0;
  const auto stopped = verify_from(log_, place, {}, [&](std::uint64_t next, std::uint64_t until) {
    EXPECT_LT(next, until);
    return ++calls < 2;
  });
  EXPECT_FALSE(stopped->bad);
  EXPECT_EQ(calls, 2U);
  EXPECT_LT(stopped->sound.next_seq, writer.head().next_seq);
  EXPECT_FALSE(verify_from(log_, place, stopped->sound)->bad);
}

TEST_F(Verification, PartitionThatDoesNotExistIsAnErrorAndNoFinding) {
  EXPECT_EQ(verify_from(log_, {99}, {}).error().code, ErrorCode::not_found);
}

TEST_F(Verification, RememberedHeadIsComparedInFourWays) {
  EXPECT_EQ(compare_head(log_, place, marks_[1])->relation, HeadRelation::same);
  const auto ahead = *compare_head(log_, place, marks_[0]);
  EXPECT_EQ(ahead.relation, HeadRelation::log_ahead);
  EXPECT_EQ(ahead.from_seq, 5U);
  EXPECT_EQ(ahead.until_seq, 9U);
  EXPECT_FALSE(ahead.stops_partition());
  EXPECT_EQ(compare_head(log_, place, {})->relation, HeadRelation::log_ahead);

  auto longer = marks_[1];
  longer.next_seq = 12;
  const auto behind = *compare_head(log_, place, longer);
  EXPECT_EQ(behind.relation, HeadRelation::log_behind);
  EXPECT_EQ(behind.from_seq, 9U);
  EXPECT_EQ(behind.until_seq, 12U);
  EXPECT_TRUE(behind.stops_partition());
  EXPECT_NE(behind.message.find("artition 1"), std::string::npos);

  flip(8, 90 * 8);
  const auto narrowed = *compare_head(log_, place, marks_[1], marks_[0]);
  EXPECT_EQ(narrowed.relation, HeadRelation::differs);
  EXPECT_EQ(narrowed.from_seq, 5U);
  EXPECT_EQ(narrowed.until_seq, 9U);
  EXPECT_TRUE(narrowed.stops_partition());
  EXPECT_EQ(compare_head(log_, place, marks_[1])->from_seq, 0U);
}

}  // namespace
}  // namespace donthu::log
