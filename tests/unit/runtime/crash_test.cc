// What was acknowledged is there after any end of the process; what was cut is noticed.
#include <csignal>

#include <sys/wait.h>

#include "engine/evidence/audit.h"
#include "engine/log/head_file.h"
#include "engine/runtime/rebuild.h"
#include "tests/engine_fixture.h"

namespace donthu::runtime {
namespace {

class CrashTest : public test::EngineTest {
 protected:
  // Registers petitions, from number `first` on, in a process of its own that is killed in the
  // midst of it. Gives what was acknowledged until then.
  std::vector<CaseId> run_and_kill(std::uint64_t first, std::size_t enough) {
    int pipe[2];
    EXPECT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      ::setenv("DONTHU_CRASH_FOLDER", folder().c_str(), 1);
      ::setenv("DONTHU_CRASH_FIRST", std::to_string(first).c_str(), 1);
      ::setenv("DONTHU_CRASH_PIPE", std::to_string(pipe[1]).c_str(), 1);
      // A program of its own: threads of this one do not survive a fork.
      ::execl("/proc/self/exe", "child", "--gtest_also_run_disabled_tests",
              "--gtest_filter=CrashChild.DISABLED_RegistersUntilItIsKilled", nullptr);
      _exit(3);
    }
    ::close(pipe[1]);
    std::vector<CaseId> acknowledged;
    CaseId id;
    bool killed = false;
    while (::read(pipe[0], id.bytes.data(), 16) == 16) {
      acknowledged.push_back(id);
      if (acknowledged.size() < enough || killed) continue;
      ::kill(child, SIGKILL);
      killed = true;
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(killed) << "the child ended by itself with " << status;
    return acknowledged;
  }
};

// Only as the child of NothingAcknowledgedIsLostWhenTheProcessIsKilled.
TEST(CrashChild, DISABLED_RegistersUntilItIsKilled) {
  const char* folder = std::getenv("DONTHU_CRASH_FOLDER");
  if (folder == nullptr) GTEST_SKIP() << "has no parent";
  const int pipe = std::stoi(std::getenv("DONTHU_CRASH_PIPE"));
  const std::uint64_t first = std::stoull(std::getenv("DONTHU_CRASH_FIRST"));
  SimulatedClock clock{*parse_instant("2026-03-02 08:00")};
  Configuration configuration;
  configuration.partitions = 4;
  configuration.disk_reserve_bytes = 0;
  const auto opened = bench::Workload::open(folder, {&clock}, configuration);
  ASSERT_TRUE(opened) << to_string(opened.error());
  for (std::uint64_t n = first;; ++n)
    (*opened)->engine().submit((*opened)->registration(n), [pipe](const Result<Answer>& answer) {
      if (answer && ::write(pipe, answer->case_id.bytes.data(), 16) != 16) _exit(2);
    });
}

TEST_F(CrashTest, NothingAcknowledgedIsLostWhenTheProcessIsKilled) {
  create();
  close();
  std::vector<CaseId> acknowledged;
  for (std::uint64_t round = 0; round < 4; ++round)
    for (const CaseId& id : run_and_kill(round * 1'000'000, 20 + 150 * round))
      acknowledged.push_back(id);
  ASSERT_GE(acknowledged.size(), 900U);
  {
    const auto heads = log::read_head_file((folder() / "heads").string());
    const auto log = log_on_disk();
    ASSERT_TRUE(log) << to_string(log.error());
    evidence::AuditOptions options;
    if (heads) options.heads = &*heads;
    const auto audit = evidence::audit_log(**log, options);
    EXPECT_EQ(audit.verdict, evidence::Verdict::sound)
        << (audit.first_bad ? to_string(*audit.first_bad) : "");
  }
  ASSERT_TRUE(open());
  EXPECT_TRUE(engine().health().ready) << engine().health().reason;
  for (const CaseId& id : acknowledged)
    EXPECT_TRUE(engine().queries().find_case(id)) << to_string(id);
  close();
  const auto state = state_on_disk();
  const auto log = log_on_disk();
  const auto compared = compare_with_log(**log, **state, scratch("compared"));
  ASSERT_TRUE(compared) << to_string(compared.error());
  EXPECT_TRUE(compared->equal()) << to_string(*compared->first);
}

TEST_F(CrashTest, APartitionWhoseLogWasCutStaysReadOnlyAndNamesTheRange) {
  create();
  work(31, 150);
  const PartitionId partition = partition_of(cases_.front());
  const std::uint64_t next = engine().queries().next_seq(partition);
  close();
  {
    // The last two entries are gone, and the log's own head with them.
    store::Options options;
    options.families = {{"heads", false, false}, {"claims", false, false}};
    const auto database = store::Database::open((folder() / "log").string(), options);
    ASSERT_TRUE(database) << to_string(database.error());
    const auto key_of = [&](std::uint64_t seq) {
      Bytes key;
      put_be(key, partition.value);
      put_be(key, seq);
      return key;
    };
    const auto last = (*database)->get(key_of(next - 3));
    ASSERT_TRUE(last && *last);
    const auto entry = event::parse_entry(**last);
    ASSERT_TRUE(entry);
    Bytes head;
    log::put_head(head, event::head_after(*entry, entry->hash()));
    Bytes head_key;
    put_be(head_key, partition.value);
    store::Batch batch(**database);
    batch.erase(key_of(next - 1));
    batch.erase(key_of(next - 2));
    batch.put(head_key, head, store::Family{1});
    ASSERT_TRUE((*database)->write(batch, store::Sync::yes));
  }
  {
    const auto heads = log::read_head_file((folder() / "heads").string());
    ASSERT_TRUE(heads);
    const auto log = log_on_disk();
    evidence::AuditOptions options;
    options.heads = &*heads;
    const auto audit = evidence::audit_log(**log, options);
    EXPECT_EQ(audit.verdict, evidence::Verdict::broken);
    ASSERT_TRUE(audit.first_bad);
    EXPECT_EQ(audit.first_bad->what, "log-behind");
    EXPECT_EQ(audit.first_bad->seq, next - 2);
  }
  ASSERT_TRUE(open());
  for (const auto& part : engine().health().partitions) {
    EXPECT_EQ(part.read_only.empty(), part.partition != partition) << part.read_only;
    if (part.partition == partition) {
      EXPECT_NE(part.read_only.find(std::to_string(next - 2)), std::string::npos) << part.read_only;
      EXPECT_EQ(part.next_seq, next - 2);
    }
  }
  // Reads go on.
  EXPECT_TRUE(engine().queries().find_case(cases_.front()));
}

}  // namespace
}  // namespace donthu::runtime
