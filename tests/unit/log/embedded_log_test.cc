// What only the embedded log does: creating and opening, damage on disk, copies, shared syncs.
#include "engine/log/embedded_log.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/mount.h>

#include "engine/log/verification.h"
#include "tests/contract/log_writer.h"

namespace donthu::log {
namespace {

namespace fs = std::filesystem;

class EmbeddedLogTest : public testing::Test {
 protected:
  std::unique_ptr<EmbeddedLog> create(std::uint16_t partitions = 4) {
    auto log = EmbeddedLog::create(folder_.path(), sample_genesis(partitions), random_);
    EXPECT_TRUE(log) << to_string(log.error());
    return std::move(*log);
  }
  Result<std::unique_ptr<EmbeddedLog>> open(const EmbeddedLogOptions& options = {}) {
    return EmbeddedLog::open(folder_.path(), random_, options);
  }

  // Changes the database behind the log's back.
  void edit(const std::function<void(store::Batch&)>& change) {
    store::Options options;
    options.recovery = store::WalRecovery::strict_but_tail;
    options.families = {{"heads", false, false}, {"claims", false, false}};
    auto database = store::Database::open(folder_.path(), options);
    ASSERT_TRUE(database) << to_string(database.error());
    store::Batch batch(**database);
    change(batch);
    ASSERT_TRUE((*database)->write(batch, store::Sync::yes));
  }
  static Bytes key(std::uint16_t partition, std::uint64_t seq) {
    Bytes bytes;
    put_be(bytes, partition);
    put_be(bytes, seq);
    return bytes;
  }
  fs::path write_ahead_log() const {
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      if (entry.path().extension() == ".log" &&
          (largest.empty() || entry.file_size() > fs::file_size(largest)))
        largest = entry.path();
    return largest;
  }

  SeededRandom random_{1};
  Folder folder_;
};

TEST_F(EmbeddedLogTest, IsCreatedOnceAndOpenedOnlyWithItsOwnNumberOfPartitions) {
  EXPECT_EQ(open().error().code, ErrorCode::not_found);
  create(4).reset();
  EXPECT_EQ(EmbeddedLog::create(folder_.path(), sample_genesis(), random_).error().reason,
            "log-exists");
  EmbeddedLogOptions options;
  options.partitions = 16;
  const auto refused = open(options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "partitions-differ");
  EXPECT_NE(refused.error().message.find("4"), std::string::npos);
  EXPECT_NE(refused.error().message.find("16"), std::string::npos);
  options.partitions = 4;
  EXPECT_TRUE(open(options));
}

TEST_F(EmbeddedLogTest, NumberOfPartitionsIsBounded) {
  for (const int partitions : {0, 4097})
    EXPECT_EQ(EmbeddedLog::create(folder_.path(),
                                  sample_genesis(static_cast<std::uint16_t>(partitions)), random_)
                  .error()
                  .reason,
              "partitions-out-of-range");
}

TEST_F(EmbeddedLogTest, OneCallForManyPartitionsIsOneSync) {
  auto log = create(16);
  std::vector<Append> appends;
  for (std::uint16_t number = 0; number < 16; ++number) {
    const Writer writer(*log, {number});
    appends.push_back(
        {{number}, writer.epoch(), writer.head(), writer.entries_after(writer.head(), 4)});
  }
  const auto before = log->statistics()->syncs;
  for (const auto& outcome : log->append(appends))
    EXPECT_TRUE(std::holds_alternative<Appended>(outcome));
  EXPECT_EQ(log->statistics()->syncs - before, 1U);
}

TEST_F(EmbeddedLogTest, ConcurrentCallsNeedNoMoreSyncsThanCalls) {
  auto log = create(4);
  const auto before = *log->statistics();
  {
    std::vector<std::jthread> threads;
    for (std::uint16_t number = 0; number < 4; ++number)
      threads.emplace_back([&, number] {
        Writer writer(*log, {number});
        for (int i = 0; i < 100; ++i) writer.write_groups({1});
      });
  }
  const auto after = *log->statistics();
  EXPECT_EQ(after.writes - before.writes, 4U * 102U);
  EXPECT_LE(after.syncs - before.syncs, after.writes - before.writes);
}

TEST_F(EmbeddedLogTest, ReadOnlyLogStandsBesideItsWriter) {
  auto log = create();
  Writer writer(*log, {0});
  writer.write_groups({5});
  EmbeddedLogOptions options;
  options.read_only = true;
  auto reader = open(options);
  ASSERT_TRUE(reader) << to_string(reader.error());
  EXPECT_EQ(*(*reader)->head({0}), writer.head());
  EXPECT_FALSE(verify_from(**reader, {0}, {})->bad);
  EXPECT_FALSE((*reader)->writable());
  EXPECT_EQ((*reader)->claim({0}).error().code, ErrorCode::unavailable);
  EXPECT_EQ(open().error().reason, "database-in-use");
}

TEST_F(EmbeddedLogTest, ChangedLastEntryStopsItsPartitionAndNoOther) {
  {
    auto log = create();
    Writer(*log, {1}).write_groups({3});
    Writer(*log, {2}).write_groups({3});
  }
  edit([](store::Batch& batch) {
    event::Envelope envelope;
    envelope.seq = 4;
    batch.put(key(1, 4), *event::encode_entry(envelope, "forged"));
  });
  auto log = open();
  ASSERT_TRUE(log) << to_string(log.error());
  EXPECT_EQ((*log)->claim({1}).error().reason, "partition-damaged");
  const auto outcome = (*log)->append_one({{1}, 1, *(*log)->head({1}), {}});
  ASSERT_TRUE(std::holds_alternative<Refused>(outcome));
  EXPECT_EQ(std::get<Refused>(outcome).error.code, ErrorCode::corrupt);
  const auto bad = verify_from(**log, {1}, {})->bad;
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->seq, 4U);
  Writer(**log, {2}).write_groups({1});
}

TEST_F(EmbeddedLogTest, MissingEntryIsNamed) {
  {
    auto log = create();
    Writer(*log, {1}).write_groups({5});
  }
  edit([](store::Batch& batch) { batch.erase(key(1, 3)); });
  auto log = open();
  ASSERT_TRUE(log);
  EXPECT_EQ((*log)->read_one({1}, 3).error().reason, "entry-missing");
  EXPECT_EQ((*log)->read({1}, 0, [](auto, auto) { return true; }).error().reason, "entry-missing");
  const auto bad = verify_from(**log, {1}, {})->bad;
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->seq, 3U);
  EXPECT_EQ(bad->what, "entry-missing");
}

TEST_F(EmbeddedLogTest, EntriesCutOffTogetherWithTheHeadAreNoticedByARememberedHead) {
  std::uintmax_t size = 0;
  Head remembered;
  {
    auto log = create();
    Writer writer(*log, {1});
    writer.write_groups({5});
    size = fs::file_size(write_ahead_log());
    writer.write_groups({1, 1, 1, 1, 1, 1, 1, 1});
    remembered = writer.head();
  }
  const auto file = write_ahead_log();
  ASSERT_LT(size, fs::file_size(file));
  fs::resize_file(file, size);
  auto log = open();
  ASSERT_TRUE(log) << to_string(log.error());
  EXPECT_FALSE(verify_from(**log, {1}, {})->bad) << "the shorter log is whole in itself";
  const auto comparison = compare_head(**log, {1}, remembered);
  EXPECT_EQ(comparison->relation, HeadRelation::log_behind);
  EXPECT_EQ(comparison->until_seq, remembered.next_seq);
}

TEST_F(EmbeddedLogTest, FlippedByteInTheMiddleOfTheWriteAheadLogRefusesToOpen) {
  {
    auto log = create();
    Writer writer(*log, {1});
    for (int i = 0; i < 50; ++i) writer.write_groups({1});
  }
  const auto file = write_ahead_log();
  const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
  {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(middle);
    const int byte = stream.get();
    stream.seekp(middle);
    stream.put(static_cast<char>(byte ^ 1));
  }
  const auto refused = open();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
}

TEST_F(EmbeddedLogTest, CopyTakesWhatWasAcceptedElsewhereAndNothingElse) {
  const Folder elsewhere;
  auto source = *EmbeddedLog::create(elsewhere.path(), sample_genesis(), random_);
  Writer writer(*source, {1});
  writer.write_groups({3});
  ASSERT_TRUE(source->claim({1}));
  std::vector<Bytes> entries;
  ASSERT_TRUE(source->read({1}, 1, [&](std::uint64_t, ByteView stored) {
    entries.emplace_back(stored);
    return true;
  }));
  auto copy = create();
  event::Claim claim{sample_genesis().log, {1}, 2, {}};
  EXPECT_EQ(*copy->record_claim(claim), event::Verdict::unclaimed_epoch);
  EXPECT_EQ(copy->void_counts({1}).claims, 1U);
  const auto head = copy->append_copy({1}, entries, store::Sync::no);
  ASSERT_TRUE(head) << to_string(head.error());
  EXPECT_EQ(*head, writer.head());
  EXPECT_EQ(*copy->current_epoch({1}), 1U);
  EXPECT_EQ(*copy->record_claim(claim), event::Verdict::accepted);
  EXPECT_EQ(*copy->current_epoch({1}), 2U);
  EXPECT_EQ(copy->append_copy({1}, entries, store::Sync::no).error().code, ErrorCode::conflict);
  EXPECT_EQ(*copy->head({1}), writer.head());
  EXPECT_FALSE(verify_from(*copy, {1}, {})->bad);
}

TEST_F(EmbeddedLogTest, CopyRemembersWhereItsSourceKeepsTheLastRecord) {
  auto source = create();
  Writer writer(*source, {1});
  std::vector<Bytes> entries;
  ASSERT_TRUE(source->read({1}, 1, [&](auto, ByteView stored) {
    entries.emplace_back(stored);
    return true;
  }));
  auto copy = *EmbeddedLog::create(folder_.path("copy"), sample_genesis(), random_);
  EXPECT_EQ(*copy->source_mark({1}), std::nullopt);
  const SourceMark entry_mark{7, leaf_hash(entries.back())};
  ASSERT_TRUE(copy->append_copy({1}, entries, store::Sync::no, entry_mark));
  EXPECT_EQ(*copy->source_mark({1}), entry_mark);
  const event::Claim claim{sample_genesis().log, {1}, 2, {}};
  const SourceMark claim_mark{9, leaf_hash(event::encode_claim(claim))};
  ASSERT_TRUE(copy->record_claim(claim, claim_mark));
  copy.reset();
  copy = *EmbeddedLog::open(folder_.path("copy"), random_);
  EXPECT_EQ(*copy->source_mark({1}), claim_mark);
  EXPECT_EQ(*copy->source_mark({0}), std::nullopt);
  EXPECT_EQ(*copy->head({1}), writer.head());
  // A copy that went on by itself is elsewhere than its mark.
  ASSERT_TRUE(copy->claim({1}));
  EXPECT_EQ(*copy->source_mark({1}), std::nullopt);
}

TEST_F(EmbeddedLogTest, ReopeningWaitsForReadersAndThenGoesOn) {
  auto log = create();
  Writer writer(*log, {0});
  writer.write_groups({10});
  std::atomic<bool> reading = false;
  std::jthread reader([&] {
    const auto end = log->read({0}, 0, [&](auto, auto) {
      reading = true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return true;
    });
    EXPECT_EQ(*end, 12U);
  });
  while (!reading) std::this_thread::yield();
  ASSERT_TRUE(log->reopen());
  EXPECT_TRUE(log->writable());
  writer.write_groups({1});
}

TEST_F(EmbeddedLogTest, FullDiskIsAnUnknownOutcomeThatClosesTheLogUntilItIsReopened) {
  const auto disk = folder_.path("disk");
  fs::create_directories(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=8m") != 0)
    GTEST_SKIP() << "NOT TESTED: a full disk, because this process may not mount a tmpfs";
  {
    std::ofstream(disk + "/ballast") << std::string(std::size_t{3} << 20, 'b');
    auto log = *EmbeddedLog::create(disk + "/log", sample_genesis(), random_);
    Writer writer(*log, {0});
    auto head = writer.head();
    AppendOutcome outcome = Appended{head};
    while (std::holds_alternative<Appended>(outcome)) {
      head = std::get<Appended>(outcome).head;
      outcome = log->append_one({{0}, writer.epoch(), head, {writer.next_entry(head, 20'000)}});
    }
    ASSERT_TRUE(std::holds_alternative<OutcomeUnknown>(outcome)) << outcome.index();
    EXPECT_EQ(std::get<OutcomeUnknown>(outcome).error.code, ErrorCode::outcome_unknown);
    EXPECT_FALSE(log->writable());
    EXPECT_EQ(log->claim({1}).error().reason, "log-closed-for-writing");
    EXPECT_EQ(*log->head({0}), head) << "what was not acknowledged is not shown";
    fs::remove(disk + "/ballast");
    const auto reopened = log->reopen();
    ASSERT_TRUE(reopened) << to_string(reopened.error());
    EXPECT_EQ(compare_head(*log, {0}, head)->stops_partition(), false);
    EXPECT_FALSE(verify_from(*log, {0}, {})->bad);
    Writer(*log, {0}).write_groups({1});
  }
  ::umount2(disk.c_str(), MNT_DETACH);
}

}  // namespace
}  // namespace donthu::log
