// Copies made while the engine works can be put in the place of what was lost.
#include "engine/runtime/backup.h"

#include <atomic>
#include <thread>

#include "engine/document/document_store.h"
#include "engine/evidence/audit.h"
#include "engine/runtime/rebuild.h"
#include "engine/runtime/restore.h"
#include "engine/sealing/key_folder.h"
#include "tests/engine_fixture.h"

namespace donthu::runtime {
namespace {

class BackupTest : public test::EngineTest {
 protected:
  Configuration restored() const {
    auto with = small_configuration();
    with.data = scratch("restored");
    return with;
  }
  // A sound log, a state that follows from it, and every case that was there before the backup.
  void expect_restored(const std::vector<CaseId>& known) {
    SystemRandom random;
    {
      log::EmbeddedLogOptions reading;
      reading.read_only = true;
      const auto log = log::EmbeddedLog::open((restored().data / "log").string(), random, reading);
      ASSERT_TRUE(log) << to_string(log.error());
      const auto heads = log::read_head_file((restored().data / "heads").string());
      ASSERT_TRUE(heads);
      evidence::AuditOptions with;
      with.heads = &*heads;
      const auto audit = evidence::audit_log(**log, with);
      EXPECT_EQ(audit.verdict, evidence::Verdict::sound)
          << (audit.first_bad ? to_string(*audit.first_bad) : "");
    }
    auto opened = Engine::open(restored(), {&clock_, &random});
    ASSERT_TRUE(opened) << to_string(opened.error());
    EXPECT_TRUE((*opened)->health().ready) << (*opened)->health().reason;
    for (const CaseId& id : known) EXPECT_TRUE((*opened)->queries().find_case(id));
    opened->reset();
    const auto folded = rebuild_state(restored());
    ASSERT_TRUE(folded) << to_string(folded.error());
    EXPECT_TRUE(folded->stuck.empty());
  }
};

TEST_F(BackupTest, KeysOlderThanTheLogAreRefusedSoThatNoNumberIsGivenOutTwice) {
  create();
  for (std::uint64_t n = 0; n < 10; ++n) ASSERT_TRUE(engine().execute(workload_->registration(n)));
  ASSERT_TRUE(sealing::copy_keys(folder() / "keys", scratch("old-keys")));
  // More than what stood in reserve when the copy was made.
  for (std::uint64_t n = 10; n < 400; ++n)
    ASSERT_TRUE(engine().execute(workload_->registration(n)));
  close();
  std::filesystem::rename(folder() / "keys", scratch("new-keys"));
  std::filesystem::rename(scratch("old-keys"), folder() / "keys");
  const Status opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "keys-behind");
  std::filesystem::rename(folder() / "keys", scratch("old-keys"));
  std::filesystem::rename(scratch("new-keys"), folder() / "keys");
  EXPECT_TRUE(open());
}

TEST_F(BackupTest, ABackupMadeBesideAWorkingEngineIsWhole) {
  create();
  work(22, 100);
  const auto digest = engine().store_document(cases_.front(), "đơn viết tay");
  ASSERT_TRUE(digest) << to_string(digest.error());
  const auto known = cases_;
  std::atomic<bool> done{false};
  std::thread officers([&] {
    for (std::uint64_t n = 1'000; !done; ++n)
      EXPECT_TRUE(engine().execute(workload_->registration(n)));
  });
  const auto copied = back_up(configuration(), scratch("backup"));
  const auto keys = sealing::copy_keys(folder() / "keys", scratch("keys"));
  done = true;
  officers.join();
  ASSERT_TRUE(copied) << to_string(copied.error());
  EXPECT_GT(*copied, 40U);
  ASSERT_TRUE(keys);
  RestoreOptions options;
  options.keys = scratch("keys");
  const auto back = restore(scratch("backup"), restored(), options);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_FALSE(back->behind());
  expect_restored(known);
  const auto documents = donthu::document::DocumentStore::open(restored().data / "documents", {});
  ASSERT_TRUE(documents);
  EXPECT_TRUE((*documents)->verify(*digest));
}

TEST_F(BackupTest, ARestoredLogThatIsBehindAHeadFileSaysSo) {
  create();
  work(23, 60);
  ASSERT_TRUE(back_up(configuration(), scratch("backup")));
  work(24, 60);
  close();
  RestoreOptions options;
  options.keys = folder() / "keys";
  options.heads = folder() / "heads";
  const auto back = restore(scratch("backup"), restored(), options);
  ASSERT_TRUE(back) << to_string(back.error());
  EXPECT_TRUE(back->behind());
  SystemRandom random;
  const auto opened = Engine::open(restored(), {&clock_, &random});
  ASSERT_TRUE(opened) << to_string(opened.error());
  std::size_t read_only = 0;
  for (const auto& part : (*opened)->health().partitions)
    if (!part.read_only.empty()) ++read_only;
  EXPECT_GT(read_only, 0U);
  EXPECT_FALSE((*opened)->health().ready);
}

TEST_F(BackupTest, AFolderThatHoldsSomethingIsNotTouched) {
  create();
  close();
  ASSERT_TRUE(back_up(configuration(), scratch("backup")));
  const auto over = restore(scratch("backup"), configuration());
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().reason, "folder-not-empty");
  EXPECT_FALSE(back_up(configuration(), scratch("backup")));
  EXPECT_TRUE(open());
}

TEST_F(BackupTest, ABrokenOffCopyIsNoDataFolder) {
  create();
  work(25, 60);
  const auto copied = back_up(configuration(), scratch("backup"),
                              [](std::uint64_t, std::uint64_t) { return false; });
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().reason, "stopped");
  EXPECT_FALSE(std::filesystem::exists(scratch("backup")))
      << "nothing stands in the way of another";
  const auto back = restore(scratch("backup"), restored());
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().reason, "no-data-folder");
}

}  // namespace
}  // namespace donthu::runtime
