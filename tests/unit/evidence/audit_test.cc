// The audit finds what was done to a log, and names the first bad entry.
#include "engine/evidence/audit.h"

#include "engine/event/commit_codec.h"
#include "tests/engine_fixture.h"

namespace donthu::evidence {
namespace {

class AuditTest : public test::EngineTest {
 protected:
  // A log with some history, closed.
  void make_log() {
    create();
    work(7, 250);
    close();
    partition_ = partition_of(cases_.front());
  }
  [[nodiscard]] Audit audit(const AuditOptions& options = {}) {
    const auto log = log_on_disk();
    EXPECT_TRUE(log) << to_string(log.error());
    return audit_log(**log, options);
  }
  [[nodiscard]] Bytes entry(std::uint64_t seq) {
    const auto log = log_on_disk();
    return *(*log)->read_one(partition_, seq);
  }
  // Puts other bytes in the place of a stored entry, behind the log's back; none: removes it. The
  // log's key of an entry: be16 partition ‖ be64 seq.
  void tamper(std::uint64_t seq, const std::optional<Bytes>& bytes) {
    store::Options options;
    options.families = {{"heads", false, false}, {"claims", false, false}};
    const auto database = store::Database::open((folder() / "log").string(), options);
    ASSERT_TRUE(database) << to_string(database.error());
    Bytes key;
    put_be(key, partition_.value);
    put_be(key, seq);
    ASSERT_TRUE(*(*database)->get(key));
    store::Batch batch(**database);
    if (bytes)
      batch.put(key, *bytes);
    else
      batch.erase(key);
    ASSERT_TRUE((*database)->write(batch, store::Sync::yes));
  }
  void expect_broken(std::uint64_t seq, const std::string& what) {
    const Audit found = audit();
    EXPECT_EQ(found.verdict, Verdict::broken);
    ASSERT_TRUE(found.first_bad);
    EXPECT_EQ(found.first_bad->partition, partition_);
    EXPECT_EQ(found.first_bad->seq, seq) << to_string(*found.first_bad);
    EXPECT_EQ(found.first_bad->what, what) << to_string(*found.first_bad);
  }

  PartitionId partition_;
};

TEST_F(AuditTest, AHealthyLogIsSoundAlsoWhileTheEngineWorks) {
  create();
  work(8, 300);
  const Audit running = audit();
  EXPECT_EQ(running.verdict, Verdict::sound)
      << (running.first_bad ? to_string(*running.first_bad) : "");
  std::uint64_t cases = 0;
  std::uint64_t deadlines = 0;
  for (const auto& part : running.partitions) {
    cases += part.cases;
    deadlines += part.deadlines;
    EXPECT_EQ(part.unfired_deadlines, 0U);
  }
  EXPECT_EQ(cases, cases_.size());
  EXPECT_GT(deadlines, cases);
}

TEST_F(AuditTest, LittleMemoryGivesTheSameCounts) {
  make_log();
  AuditOptions little;
  little.memory_bytes = 1'000;
  const Audit one = audit();
  const Audit many = audit(little);
  ASSERT_EQ(many.verdict, Verdict::sound);
  for (std::size_t i = 0; i < one.partitions.size(); ++i) {
    EXPECT_EQ(one.partitions[i].cases, many.partitions[i].cases);
    EXPECT_EQ(one.partitions[i].commits, many.partitions[i].commits);
    EXPECT_EQ(one.partitions[i].open_deadlines, many.partitions[i].open_deadlines);
  }
}

TEST_F(AuditTest, AFlippedByteIsFound) {
  make_log();
  Bytes bytes = entry(5);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  tamper(5, bytes);
  expect_broken(5, "wrong-hash");
}

TEST_F(AuditTest, ARemovedEntryIsFound) {
  make_log();
  tamper(5, std::nullopt);
  expect_broken(5, "entry-missing");
}

TEST_F(AuditTest, SwappedEntriesAreFound) {
  make_log();
  const Bytes fifth = entry(5);
  const Bytes sixth = entry(6);
  tamper(5, sixth);
  tamper(6, fifth);
  expect_broken(5, "wrong-seq");
}

TEST_F(AuditTest, AForgedCommitWithARightEnvelopeIsFoundByItsCase) {
  make_log();
  const auto seq = forge_commit(cases_.front());
  expect_broken(seq, "case-version-gap");
  // The engine lives with it: the case stands still, everything else goes on.
  ASSERT_TRUE(open());
  const auto stuck = engine().queries().find_case(cases_.front());
  ASSERT_TRUE(stuck);
  EXPECT_FALSE(stuck->stuck.empty());
  EXPECT_EQ(engine().health().stuck_cases, 1U);
  EXPECT_GT(work(9, 50), 10U);
}

TEST_F(AuditTest, ALogThatIsShorterThanRememberedIsBroken) {
  make_log();
  const auto heads = log::read_head_file((folder() / "heads").string());
  ASSERT_TRUE(heads);
  log::HeadFile later = *heads;
  later.partitions[partition_.value].head.next_seq += 3;
  AuditOptions options;
  options.heads = &later;
  const Audit found = audit(options);
  EXPECT_EQ(found.verdict, Verdict::broken);
  ASSERT_TRUE(found.first_bad);
  EXPECT_EQ(found.first_bad->what, "log-behind");
  options.heads = &*heads;
  EXPECT_EQ(audit(options).verdict, Verdict::sound);
}

TEST_F(AuditTest, AStoppedAuditCannotTell) {
  make_log();
  const auto log = log_on_disk();
  int calls = 0;
  const Audit found = audit_log(**log, {}, [&](std::uint64_t, std::uint64_t) {
    ++calls;
    return false;
  });
  // Too few entries for a report before the end; the last report is not asked.
  EXPECT_EQ(found.verdict, calls > 1 ? Verdict::cannot_tell : Verdict::sound);
}

}  // namespace
}  // namespace donthu::evidence
