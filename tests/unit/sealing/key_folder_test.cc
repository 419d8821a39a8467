#include "engine/sealing/key_folder.h"

#include <atomic>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/sealing/record.h"
#include "tests/unit/sealing/fixture.h"

namespace donthu::sealing {
namespace {

namespace files = std::filesystem;

class KeyCopies : public Keys {
 protected:
  [[nodiscard]] files::path copy() const { return root.path() / "copy"; }
};

TEST_F(KeyCopies, TakenWhileRunningOpenAsTheOriginal) {
  ASSERT_TRUE(keys->create(20'000));
  ASSERT_TRUE(keys->sync());
  ASSERT_TRUE(keys->erase(7));
  const Bytes tenth(keys->find(10)->view());
  ASSERT_TRUE(keys->create(5));  // Not synced: not in the copy.
  const auto copied = copy_keys(folder(), copy());
  ASSERT_TRUE(copied) << to_string(copied.error());
  EXPECT_EQ(copied->keys, 20'000U);
  EXPECT_EQ(copied->damaged_count, 0U);
  EXPECT_EQ(files::status(copy()).permissions(), files::perms::owner_all);
  for (const char* file : {"master.key", "keys.dat"})
    EXPECT_EQ(files::status(copy() / file).permissions(),
              files::perms::owner_read | files::perms::owner_write);
  EXPECT_FALSE(files::exists(root.path() / "copy.unfinished"));
  const auto copied_master = MasterKey::open(copy());
  ASSERT_TRUE(copied_master);
  const auto opened = KeyFile::open(copy(), *copied_master, log, random, options);
  ASSERT_TRUE(opened);
  EXPECT_EQ((*opened)->last(), 20'000U);
  EXPECT_EQ((*opened)->find(10)->view(), tenth);
  EXPECT_EQ((*opened)->find(7).error().reason, "key-erased");
}

TEST_F(KeyCopies, NeverReplaceWhatIsThere) {
  files::create_directory(copy());
  EXPECT_EQ(copy_keys(folder(), copy()).error().reason, "copy-exists");
  EXPECT_TRUE(files::is_empty(copy()));
  EXPECT_EQ(copy_keys(folder(), folder()).error().reason, "copy-exists");
  EXPECT_EQ(copy_keys(folder(), copy() / "").error().reason, "copy-exists");
}

TEST_F(KeyCopies, AnInterruptedCopyIsBegunAnew) {
  const files::path unfinished = root.path() / "copy.unfinished";
  files::create_directory(unfinished);
  files::permissions(unfinished, files::perms::owner_all);
  write_file(unfinished / "keys.dat", "half");
  EXPECT_TRUE(copy_keys(folder(), copy()));
  files::remove_all(copy());
  files::create_directory(unfinished);
  files::permissions(unfinished, files::perms::owner_all);
  write_file(unfinished / "letters", "not ours");
  EXPECT_EQ(copy_keys(folder(), copy()).error().reason, "copy-exists");
  EXPECT_TRUE(files::exists(unfinished / "letters"));
}

TEST_F(KeyCopies, TwoAtATimeToOnePlaceDoNotSpoilEachOther) {
  const files::path unfinished = root.path() / "copy.unfinished";
  files::create_directory(unfinished);
  files::permissions(unfinished, files::perms::owner_all);
  const int held = ::open(unfinished.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::flock(held, LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(copy_keys(folder(), copy()).error().reason, "copy-running");
  ::close(held);
  EXPECT_TRUE(copy_keys(folder(), copy()));
}

TEST_F(KeyCopies, NameTheDamageTheyTakeOver) {
  ASSERT_TRUE(keys->create(3));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  Bytes bytes = read_file(file());
  bytes[2 * record_size + 60] = static_cast<char>(bytes[2 * record_size + 60] ^ 1);
  write_file(file(), bytes);
  const auto copied = copy_keys(folder(), copy());
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->damaged, std::vector<std::uint64_t>{2});
  EXPECT_EQ(read_file(copy() / "keys.dat"), bytes);
  const auto checked = check_keys(folder());
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->keys, 3U);
  EXPECT_EQ(checked->damaged, std::vector<std::uint64_t>{2});
  EXPECT_EQ(check_keys(root.path() / "nowhere").error().code, ErrorCode::not_found);
}

TEST_F(KeyCopies, LeaveOutTheTornEnd) {
  ASSERT_TRUE(keys->create(2));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  const Bytes bytes = read_file(file());
  write_file(file(), bytes + Bytes(200, '\0'));
  EXPECT_EQ(copy_keys(folder(), copy())->keys, 2U);
  EXPECT_EQ(read_file(copy() / "keys.dat"), bytes);
}

TEST_F(KeyCopies, OfAFolderThatIsOpenToOthersOrDamagedAreRefusedAndLeaveNothing) {
  ::chmod(folder().c_str(), 0755);
  EXPECT_EQ(copy_keys(folder(), copy()).error().reason, "not-private");
  ::chmod(folder().c_str(), 0700);
  keys.reset();
  const Bytes whole = read_file(file());
  write_file(file(), "DT");
  EXPECT_EQ(copy_keys(folder(), copy()).error().reason, "key-file-damaged");
  write_file(file(), whole);
  write_file(folder() / "master.key", Bytes(32, 'x'));
  EXPECT_EQ(copy_keys(folder(), copy()).error().reason, "wrong-master-key");
  EXPECT_FALSE(files::exists(copy()));
  EXPECT_FALSE(files::exists(root.path() / "copy.unfinished"));
}

TEST_F(KeyCopies, TakenAmidWritingHoldWhatWasDurableBefore) {
  ASSERT_TRUE(keys->create(3000));
  ASSERT_TRUE(keys->sync());
  std::atomic<bool> stop = false;
  std::jthread writer([&] {
    for (std::uint64_t key = 1; !stop && key < 3000; ++key) {
      if (!keys->create(7) || !keys->sync()) return;
      if (key % 3 == 0 && !keys->erase(key)) return;
    }
  });
  for (int round = 0; round < 5; ++round) {
    const std::uint64_t durable = keys->last_durable();
    const files::path to = root.path() / std::to_string(round);
    const auto copied = copy_keys(folder(), to);
    ASSERT_TRUE(copied) << to_string(copied.error());
    EXPECT_GE(copied->keys, durable);
    EXPECT_EQ(copied->damaged_count, 0U);
  }
  stop = true;
}

}  // namespace
}  // namespace donthu::sealing
