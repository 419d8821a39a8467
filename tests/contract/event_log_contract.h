// What every EventLog promises. A test program includes this once, and instantiates it for the
// implementations that it brings.
#pragma once

#include <atomic>
#include <filesystem>
#include <ostream>
#include <thread>

#include <gtest/gtest.h>

#include "engine/log/event_log.h"
#include "engine/log/verification.h"
#include "tests/contract/log_writer.h"

namespace donthu::log {
namespace {

using namespace std::chrono_literals;

// A log and how to end and begin its process, where it survives that.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual EventLog& log() = 0;
  // False where nothing outlives the object.
  virtual bool restart() { return false; }
};

struct Implementation {
  const char* name;
  std::unique_ptr<Subject> (*make)();
};

// GoogleTest would show the bytes of the pointers, which are others in each run.
void PrintTo(const Implementation& implementation, std::ostream* out) {
  *out << implementation.name;
}

template <class T>
std::unique_ptr<Subject> make() {
  return std::make_unique<T>();
}

class EventLogContract : public testing::TestWithParam<Implementation> {
 protected:
  std::unique_ptr<Subject> subject_ = GetParam().make();
  EventLog& log() { return subject_->log(); }
  Head head(std::uint16_t partition = 0) { return *log().head({partition}); }
};

TEST_P(EventLogContract, EveryPartitionBeginsWithItsGenesis) {
  EXPECT_EQ(log().genesis(), sample_genesis());
  for (std::uint16_t number = 0; number < log().partitions(); ++number) {
    EXPECT_EQ(head(number).next_seq, 1U);
    EXPECT_EQ(*log().current_epoch({number}), 0U);
    const auto stored = log().read_one({number}, 0);
    ASSERT_TRUE(stored);
    const auto genesis = event::parse_genesis_body(event::parse_entry(*stored)->body);
    ASSERT_TRUE(genesis);
    EXPECT_EQ(genesis->partition, PartitionId{number});
    EXPECT_EQ(genesis->log, sample_genesis().log);
    EXPECT_EQ(head(number).hash, leaf_hash(*stored));
  }
}

TEST_P(EventLogContract, UnknownPartitionIsNotFoundEverywhere) {
  const PartitionId none{log().partitions()};
  EXPECT_EQ(log().head(none).error().code, ErrorCode::not_found);
  EXPECT_EQ(log().current_epoch(none).error().code, ErrorCode::not_found);
  EXPECT_EQ(log().last_claim(none).error().code, ErrorCode::not_found);
  EXPECT_EQ(log().claim(none).error().code, ErrorCode::not_found);
  EXPECT_EQ(log().read_one(none, 0).error().code, ErrorCode::not_found);
  EXPECT_EQ(log().wait_beyond(none, 0, 0ms).error().code, ErrorCode::not_found);
  EXPECT_EQ(log().read(none, 0, [](auto, auto) { return true; }).error().code,
            ErrorCode::not_found);
  const auto outcome = log().append_one({none, 0, {}, {"x"}});
  ASSERT_TRUE(std::holds_alternative<Refused>(outcome));
  EXPECT_EQ(std::get<Refused>(outcome).error.code, ErrorCode::not_found);
}

TEST_P(EventLogContract, EntriesAreReadBackInOrderAndDense) {
  Writer writer(log(), {3});
  const auto expected = writer.write_groups({1, 5, 2});
  std::vector<Bytes> found;
  const auto end = log().read({3}, 2, [&](std::uint64_t seq, ByteView stored) {
    EXPECT_EQ(seq, 2 + found.size());
    found.emplace_back(stored);
    return true;
  });
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, 10U);
  EXPECT_EQ(found, expected);
  EXPECT_EQ(head(3).next_seq, 10U);
  EXPECT_EQ(head(3).hash, leaf_hash(found.back()));
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(*log().read_one({3}, 2 + i), found[i]);
}

TEST_P(EventLogContract, ReadingStopsWhereTheVisitorSaysAndBeyondTheEndIsEmpty) {
  Writer writer(log(), {0});
  writer.write_groups({10});
  int visited = 0;
  EXPECT_EQ(*log().read({0}, 4, [&](auto, auto) { return ++visited < 3; }), 7U);
  EXPECT_EQ(visited, 3);
  EXPECT_EQ(*log().read({0}, 12, [&](auto, auto) { return ++visited < 3; }), 12U);
  EXPECT_EQ(*log().read({0}, 99, [&](auto, auto) { return ++visited < 3; }), 99U);
  EXPECT_EQ(visited, 3);
  EXPECT_EQ(log().read_one({0}, 12).error().code, ErrorCode::not_found);
}

TEST_P(EventLogContract, VisitorMayReadTheLog) {
  Writer writer(log(), {0});
  writer.write_groups({4});
  EXPECT_TRUE(log().read({0}, 0, [&](std::uint64_t seq, ByteView stored) {
    return *log().read_one({0}, seq) == stored && log().head({0}).has_value();
  }));
}

TEST_P(EventLogContract, StaleHeadConflictsAndTellsTheHeadAsItIs) {
  Writer writer(log(), {1});
  const auto before = writer.head();
  writer.write_groups({1});
  for (const auto& stale : {before, Head{}, Head{before.next_seq + 9, before.hash, 1, {}}}) {
    const auto outcome = log().append_one({{1}, writer.epoch(), stale, {writer.next_entry(stale)}});
    ASSERT_TRUE(std::holds_alternative<Conflict>(outcome));
    EXPECT_EQ(std::get<Conflict>(outcome).head, writer.head());
    EXPECT_EQ(std::get<Conflict>(outcome).current_epoch, writer.epoch());
  }
  EXPECT_EQ(head(1), writer.head());
  EXPECT_EQ(log().void_counts({1}).entries, 3U);
}

TEST_P(EventLogContract, DeposedWritersAppendConflictsAndStoresNothing) {
  Writer old(log(), {1});
  old.write_groups({2});
  Writer fresh(log(), {1});
  const auto before = head(1);
  const auto outcome = log().append_one({{1}, old.epoch(), before, {old.next_entry(before)}});
  ASSERT_TRUE(std::holds_alternative<Conflict>(outcome));
  EXPECT_EQ(std::get<Conflict>(outcome).current_epoch, fresh.epoch());
  EXPECT_EQ(head(1), before);
  fresh.write_groups({1});
}

TEST_P(EventLogContract, ClaimDeposesAtOnceEvenBeforeItsWriterAppends) {
  Writer old(log(), {1});
  ASSERT_TRUE(log().claim({1}));
  const auto outcome =
      log().append_one({{1}, old.epoch(), old.head(), {old.next_entry(old.head())}});
  EXPECT_TRUE(std::holds_alternative<Conflict>(outcome));
}

TEST_P(EventLogContract, ClaimsGrowByOneAndHaveTheirOwnNonce) {
  event::Nonce last;
  for (std::uint64_t epoch = 1; epoch <= 4; ++epoch) {
    const auto claim = log().claim({2});
    ASSERT_TRUE(claim) << to_string(claim.error());
    EXPECT_EQ(claim->epoch, epoch);
    EXPECT_EQ(claim->log, sample_genesis().log);
    EXPECT_EQ(claim->partition, PartitionId{2});
    EXPECT_NE(claim->nonce, last);
    last = claim->nonce;
    EXPECT_EQ(*log().current_epoch({2}), epoch);
    EXPECT_EQ(*log().last_claim({2}), *claim);
  }
  EXPECT_EQ(head(2).next_seq, 1U);
  EXPECT_EQ(*log().current_epoch({1}), 0U);
  EXPECT_EQ(*log().last_claim({1}), std::nullopt);
}

TEST_P(EventLogContract, OneBadEntryOfSeveralStoresNone) {
  Writer writer(log(), {0});
  const auto before = head();
  auto entries = writer.entries_after(before, 3);
  const auto sound = entries;
  const auto refused_with = [&](const char* reason) {
    const auto outcome = log().append_one({{0}, writer.epoch(), before, entries});
    ASSERT_TRUE(std::holds_alternative<Refused>(outcome)) << reason;
    EXPECT_EQ(std::get<Refused>(outcome).error.reason, reason);
    EXPECT_EQ(head(), before);
    entries = sound;
  };
  entries[2] = "no entry";
  refused_with("entry-truncated");
  entries[2].back() = static_cast<char>(entries[2].back() ^ 1);
  entries[1].back() = static_cast<char>(entries[1].back() ^ 1);
  refused_with("wrong-prev");
  std::swap(entries[0], entries[1]);
  refused_with("wrong-seq");
  entries[2] = *event::genesis_entry(sample_genesis());
  refused_with("stale-epoch");
}

TEST_P(EventLogContract, AppendsOfOneCallStandOrFallAloneAndFollowOneAnother) {
  Writer first(log(), {0});
  Writer second(log(), {1});
  const auto stale = first.head();
  const auto one = first.entries_after(first.head(), 2);
  const auto after = first.head_after(first.head(), one);
  const auto two = first.entries_after(after, 1);
  const auto other = second.entries_after(second.head(), 3);
  const std::vector<Append> appends = {{{0}, first.epoch(), first.head(), one},
                                       {{0}, first.epoch(), stale, {first.next_entry(stale)}},
                                       {{1}, second.epoch(), second.head(), other},
                                       {{0}, first.epoch(), after, two}};
  const auto outcomes = log().append(appends);
  ASSERT_EQ(outcomes.size(), 4U);
  ASSERT_TRUE(std::holds_alternative<Appended>(outcomes[0]));
  EXPECT_EQ(std::get<Appended>(outcomes[0]).head, after);
  EXPECT_TRUE(std::holds_alternative<Conflict>(outcomes[1]));
  EXPECT_TRUE(std::holds_alternative<Appended>(outcomes[2]));
  ASSERT_TRUE(std::holds_alternative<Appended>(outcomes[3]));
  EXPECT_EQ(head(0), std::get<Appended>(outcomes[3]).head);
  EXPECT_EQ(head(0).next_seq, stale.next_seq + 3);
  EXPECT_EQ(head(1).next_seq, second.head().next_seq + 3);
}

TEST_P(EventLogContract, NothingToAppendIsNoChange) {
  Writer writer(log(), {0});
  EXPECT_TRUE(log().append({}).empty());
  const auto outcome = log().append_one({{0}, writer.epoch(), writer.head(), {}});
  ASSERT_TRUE(std::holds_alternative<Appended>(outcome));
  EXPECT_EQ(std::get<Appended>(outcome).head, writer.head());
}

TEST_P(EventLogContract, WaitingEndsWithTheNextEntryOrTheTime) {
  Writer writer(log(), {0});
  const auto next = writer.head().next_seq;
  EXPECT_TRUE(*log().wait_beyond({0}, next - 1, 0ms));
  EXPECT_FALSE(*log().wait_beyond({0}, next, 1ms));
  std::jthread appender([&] { writer.write_groups({1}); });
  EXPECT_TRUE(*log().wait_beyond({0}, next, 60s));
}

TEST_P(EventLogContract, WhatWasAcknowledgedIsThereAfterReopeningAndEpochsGoOn) {
  Writer writer(log(), {2});
  const auto entries = writer.write_groups({3, 4});
  const auto claimed = log().claim({2});
  ASSERT_TRUE(claimed);
  const auto before = head(2);
  ASSERT_TRUE(log().reopen());
  EXPECT_EQ(head(2), before);
  if (!subject_->restart()) GTEST_SKIP() << "this log lives in memory: nothing to restart";
  EXPECT_EQ(head(2), before);
  EXPECT_EQ(*log().current_epoch({2}), 2U);
  EXPECT_EQ(*log().last_claim({2}), *claimed);
  EXPECT_EQ(log().genesis(), sample_genesis());
  for (std::size_t i = 0; i < entries.size(); ++i)
    EXPECT_EQ(*log().read_one({2}, 2 + i), entries[i]);
  const auto outcome = log().append_one({{2}, writer.epoch(), before, {writer.next_entry(before)}});
  EXPECT_TRUE(std::holds_alternative<Conflict>(outcome));
  EXPECT_EQ(log().claim({2})->epoch, 3U);
}

TEST_P(EventLogContract, ManyWritersOnManyPartitionsKeepEveryChainWhole) {
  constexpr int rounds = 60;
  std::vector<std::jthread> threads;
  for (std::uint16_t number = 0; number < log().partitions(); ++number)
    threads.emplace_back([&, number] {
      Writer writer(log(), {number});
      for (int round = 0; round < rounds; ++round)
        writer.write_groups({static_cast<std::size_t>(1 + round % 3)});
    });
  std::jthread reader([&] {
    for (int round = 0; round < 20; ++round)
      EXPECT_FALSE(verify_from(log(), {0}, {})->bad.has_value());
  });
  threads.clear();
  reader.join();
  for (std::uint16_t number = 0; number < log().partitions(); ++number) {
    const auto verified = verify_from(log(), {number}, {});
    ASSERT_TRUE(verified);
    EXPECT_FALSE(verified->bad) << verified->bad->message;
    EXPECT_EQ(verified->entries, 2U + 2 * rounds);
    EXPECT_EQ(verified->sound, head(number));
  }
}

TEST_P(EventLogContract, OfTwoWritersThatRaceForOnePlaceOneWins) {
  Writer writer(log(), {0});
  for (int round = 0; round < 20; ++round) {
    const auto at = head();
    std::atomic<int> won = 0;
    {
      std::vector<std::jthread> racers;
      for (int i = 0; i < 4; ++i)
        racers.emplace_back([&] {
          const auto outcome = log().append_one({{0}, writer.epoch(), at, {writer.next_entry(at)}});
          if (std::holds_alternative<Appended>(outcome)) ++won;
        });
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(head().next_seq, at.next_seq + 1);
  }
}

}  // namespace
}  // namespace donthu::log
