// What happens to a database whose files were cut, changed, locked or filled up: the files
// themselves are changed, and then it is opened.
#include <fstream>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "engine/store/database.h"
#include "tests/unit/store/folder.h"

namespace donthu::store {
namespace {

namespace fs = std::filesystem;

Options options(WalRecovery recovery) {
  Options all;
  all.create_if_missing = true;
  all.recovery = recovery;
  return all;
}

constexpr int rows = 100;

// Synced one by one, so that each is a record of its own in the write-ahead log.
void fill(const std::string& path) {
  auto database = Database::open(path, options(WalRecovery::strict_but_tail));
  ASSERT_TRUE(database) << to_string(database.error());
  for (int i = 0; i < rows; ++i) {
    Batch batch(**database);
    batch.put(std::to_string(1000 + i), Bytes(400, 'x'));
    ASSERT_TRUE((*database)->write(batch, Sync::yes));
  }
}

fs::path write_ahead_log(const std::string& path) {
  fs::path largest;
  for (const auto& entry : fs::directory_iterator(path))
    if (entry.path().extension() == ".log" &&
        (largest.empty() || entry.file_size() > fs::file_size(largest)))
      largest = entry.path();
  EXPECT_FALSE(largest.empty());
  return largest;
}

void flip_byte(const fs::path& file, std::uintmax_t offset) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(offset));
  const int byte = stream.get();
  stream.seekp(static_cast<std::streamoff>(offset));
  stream.put(static_cast<char>(byte ^ 0x40));
}

int count(const Database& database) {
  int found = 0;
  auto all = database.iterate({});
  for (all.first(); all.valid(); all.next()) ++found;
  EXPECT_TRUE(all.status());
  return found;
}

TEST(Damage, TornTailOfTheWriteAheadLogLosesOnlyTheTornRecord) {
  for (const auto recovery : {WalRecovery::strict_but_tail, WalRecovery::point_in_time}) {
    const Folder folder;
    fill(folder.path());
    const auto file = write_ahead_log(folder.path());
    fs::resize_file(file, fs::file_size(file) - 10);
    auto database = Database::open(folder.path(), options(recovery));
    ASSERT_TRUE(database) << to_string(database.error());
    EXPECT_EQ(count(**database), rows - 1);
  }
}

TEST(Damage, FlippedByteInTheMiddleRefusesToOpenUnlessItCanBeFoldedAgain) {
  const Folder folder;
  fill(folder.path());
  const auto file = write_ahead_log(folder.path());
  flip_byte(file, fs::file_size(file) / 2);
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto refused = Database::open(folder.path(), options(WalRecovery::strict_but_tail));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::corrupt) << to_string(refused.error());
    EXPECT_FALSE(refused.error().remedy.empty());
  }
  auto lenient = Database::open(folder.path(), options(WalRecovery::point_in_time));
  ASSERT_TRUE(lenient) << to_string(lenient.error());
  EXPECT_LT(count(**lenient), rows);
}

TEST(Damage, FlippedByteInATableIsNoticedWhenItIsRead) {
  const Folder folder;
  fill(folder.path());
  {
    auto database = Database::open(folder.path(), options(WalRecovery::strict_but_tail));
    ASSERT_TRUE((*database)->flush());
  }
  for (const auto& entry : fs::directory_iterator(folder.path()))
    if (entry.path().extension() == ".sst") flip_byte(entry.path(), 100);
  auto database = Database::open(folder.path(), options(WalRecovery::strict_but_tail));
  if (!database) {
    EXPECT_EQ(database.error().code, ErrorCode::corrupt);
    return;
  }
  EXPECT_EQ((*database)->get("1000").error().code, ErrorCode::corrupt);
  auto all = (*database)->iterate({});
  all.first();
  EXPECT_FALSE(all.valid());
  EXPECT_EQ(all.status().error().code, ErrorCode::corrupt);
}

TEST(Damage, LostCurrentFileIsNotTakenForAnEmptyFolder) {
  const Folder folder;
  fill(folder.path());
  fs::remove(fs::path(folder.path()) / "CURRENT");
  const auto refused = Database::open(folder.path(), options(WalRecovery::point_in_time));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
  EXPECT_FALSE(fs::exists(fs::path(folder.path()) / "CURRENT"));
}

TEST(Damage, CreationThatWasNotFinishedIsBegunAgain) {
  const Folder folder;
  fs::create_directories(folder.path());
  std::ofstream(folder.path() + "/MANIFEST-000001") << "half";
  const auto database = Database::open(folder.path(), options(WalRecovery::strict_but_tail));
  ASSERT_TRUE(database) << to_string(database.error());
  EXPECT_EQ(count(**database), 0);
}

TEST(Damage, FolderInUseByThisProcessIsAConflictThatSaysWhatToDo) {
  const Folder folder;
  auto first = Database::open(folder.path(), options(WalRecovery::point_in_time));
  ASSERT_TRUE(first);
  const auto second = Database::open(folder.path(), options(WalRecovery::point_in_time));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict) << to_string(second.error());
  EXPECT_EQ(second.error().reason, "database-in-use");
  EXPECT_FALSE(second.error().remedy.empty());
}

// Another process that holds the lock file as the store does, and nothing else.
class LockHolder {
 public:
  explicit LockHolder(const std::string& file) {
    EXPECT_EQ(::pipe(ready_), 0);
    process_ = ::fork();
    if (process_ == 0) hold(file);
    char byte = 0;
    EXPECT_EQ(::read(ready_[0], &byte, 1), 1);
    EXPECT_EQ(byte, 'y');
  }
  ~LockHolder() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::close(ready_[0]);
    ::close(ready_[1]);
  }
  LockHolder(const LockHolder&) = delete;
  LockHolder& operator=(const LockHolder&) = delete;

 private:
  [[noreturn]] void hold(const std::string& file) const {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT, 0640);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    const bool held = ::fcntl(descriptor, F_SETLK, &lock) == 0;
    const char byte = held ? 'y' : 'n';
    if (::write(ready_[1], &byte, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }

  int ready_[2] = {-1, -1};
  pid_t process_ = -1;
};

TEST(Damage, FolderInUseByAnotherProcessIsTheSameConflict) {
  const Folder folder;
  fill(folder.path());
  const LockHolder other(folder.path() + "/LOCK");
  const auto refused = Database::open(folder.path(), options(WalRecovery::point_in_time));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "database-in-use") << to_string(refused.error());
}

// A file system of a few megabytes, where this process may mount one; some are taken up by ballast.
class SmallDisk {
 public:
  SmallDisk() {
    fs::create_directories(root());
    mounted_ = ::mount("tmpfs", root().c_str(), "tmpfs", 0, "size=8m") == 0;
    if (mounted_) std::ofstream(ballast()) << std::string(std::size_t{3} << 20, 'b');
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(root().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::string database() const { return root() + "/database"; }
  void make_room() const { fs::remove(ballast()); }

 private:
  [[nodiscard]] std::string root() const { return folder_.path("disk"); }
  [[nodiscard]] std::string ballast() const { return root() + "/ballast"; }

  Folder folder_;
  bool mounted_ = false;
};

// Writes until the disk is full; returns how many rows were acknowledged.
int fill_the_disk(const std::string& path, const Options& how, std::size_t row_bytes,
                  const std::function<void(Database&)>& then) {
  auto database = Database::open(path, how);
  EXPECT_TRUE(database) << to_string(database.error());
  int written = 0;
  Status status;
  while (status) {
    Batch batch(**database);
    batch.put(std::to_string(100'000 + written), Bytes(row_bytes, static_cast<char>(written)));
    status = (*database)->write(batch, Sync::yes);
    if (status) ++written;
  }
  EXPECT_EQ(status.error().code, ErrorCode::full) << to_string(status.error());
  EXPECT_FALSE((*database)->writable());
  Batch batch(**database);
  batch.put("more", "x");
  EXPECT_EQ((*database)->write(batch, Sync::yes).error().reason, "store-closed-for-writing");
  EXPECT_EQ(*(*database)->get("100000"), Bytes(row_bytes, '\0'));
  then(**database);
  return written;
}

// The small buffer makes the flush in the background meet the full disk too, not only the
// write-ahead log.
TEST(Damage, FullDiskIsSaidClosesForWritingAndIsGotOverByReopening) {
  for (const std::size_t row_bytes : {300U, 4000U, 20'000U})
    for (const std::size_t buffer : {std::size_t{256} << 10, std::size_t{32} << 20}) {
      const SmallDisk disk;
      if (!disk.mounted())
        GTEST_SKIP() << "NOT TESTED: a full disk, because this process may not mount a tmpfs";
      const auto path = disk.database();
      auto how = options(WalRecovery::strict_but_tail);
      how.write_buffer_bytes = buffer;
      const int written = fill_the_disk(path, how, row_bytes, [&](Database&) { disk.make_room(); });
      auto database = Database::open(path, how);
      ASSERT_TRUE(database) << to_string(database.error());
      EXPECT_GE(count(**database), written);
      EXPECT_LE(count(**database), written + 1);
      Batch batch(**database);
      batch.put("more", "x");
      EXPECT_TRUE((*database)->write(batch, Sync::yes));
    }
}

TEST(Damage, DiskThatIsStillFullWhenReopenedIsAnErrorAndNoAbort) {
  const SmallDisk disk;
  if (!disk.mounted())
    GTEST_SKIP() << "NOT TESTED: a full disk, because this process may not mount a tmpfs";
  const auto path = disk.database();
  const auto how = options(WalRecovery::strict_but_tail);
  const int written = fill_the_disk(path, how, 4000, [](Database&) {});
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto still = Database::open(path, how);
    if (still) continue;
    EXPECT_EQ(still.error().code, ErrorCode::full) << to_string(still.error());
  }
  disk.make_room();
  const auto database = Database::open(path, how);
  ASSERT_TRUE(database) << to_string(database.error());
  EXPECT_GE(count(**database), written);
}

TEST(Damage, FullDiskIsGotOverByResumingWithoutDisturbingReaders) {
  const SmallDisk disk;
  if (!disk.mounted())
    GTEST_SKIP() << "NOT TESTED: a full disk, because this process may not mount a tmpfs";
  const auto path = disk.database();
  auto how = options(WalRecovery::strict_but_tail);
  how.write_buffer_bytes = std::size_t{256} << 10;  // RocksDB waits for room for all buffers.
  const int written = fill_the_disk(path, how, 4000, [&](Database& database) {
    const auto early = database.resume();
    ASSERT_FALSE(early) << "there is no room yet";
    EXPECT_FALSE(database.writable());
    const auto reading = database.snapshot();
    disk.make_room();
    Status resumed = database.resume();
    for (int tries = 0; tries < 150 && !resumed; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      resumed = database.resume();
    }
    ASSERT_TRUE(resumed) << to_string(resumed.error());
    Batch batch(database);
    batch.put("more", "x");
    EXPECT_TRUE(database.write(batch, Sync::yes));
    ReadOptions before;
    before.snapshot = &reading;
    EXPECT_EQ(*database.get("more", before), std::nullopt);
  });
  const auto database = Database::open(path, how);
  ASSERT_TRUE(database) << to_string(database.error());
  EXPECT_GE(count(**database), written + 1);
  EXPECT_EQ(*(*database)->get("more"), Bytes("x"));
}

}  // namespace
}  // namespace donthu::store
