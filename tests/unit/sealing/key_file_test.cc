#include "engine/sealing/key_file.h"

#include <set>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/sealing/record.h"
#include "tests/key_file.h"
#include "tests/unit/sealing/fixture.h"

namespace donthu::sealing {
namespace {

namespace files = std::filesystem;

TEST_F(Keys, NumbersAreGivenInARowFromOne) {
  EXPECT_EQ(keys->last(), 0U);
  EXPECT_EQ(keys->create(2), 1U);
  EXPECT_EQ(keys->create(1), 3U);
  EXPECT_EQ(keys->last(), 3U);
  EXPECT_EQ(keys->last_durable(), 0U);
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(keys->last_durable(), 3U);
  EXPECT_EQ(keys->create(1), 4U);
}

TEST_F(Keys, SyncedKeysAreTheSameAfterAStart) {
  ASSERT_TRUE(keys->create(20));
  std::vector<std::string> before;
  for (std::uint64_t key = 1; key <= 20; ++key) before.push_back(key_text(*keys, key));
  EXPECT_EQ(std::set<std::string>(before.begin(), before.end()).size(), 20U);
  ASSERT_TRUE(keys->sync());
  open();
  ASSERT_EQ(keys->last(), 20U);
  for (std::uint64_t key = 1; key <= 20; ++key) EXPECT_EQ(key_text(*keys, key), before[key - 1]);
}

TEST_F(Keys, WhatWasNotSyncedIsLostInACrash) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  ASSERT_TRUE(keys->create(5));
  open();
  EXPECT_EQ(keys->last(), 1U);
  EXPECT_EQ(key_text(*keys, 2), "key-missing");
}

TEST_F(Keys, SyncWithNothingToStoreTouchesNothing) {
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(files::file_size(file()), record_size);
}

TEST_F(Keys, KeysOfTheReserveAreDurableWhenTheyAreGivenOut) {
  options.reserve = 10;
  open();
  EXPECT_EQ(keys->create(2), 1U);
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(keys->last(), 2U);
  EXPECT_EQ(keys->last_durable(), 12U);
  EXPECT_EQ(keys->create(4), 3U);
  const std::string of_reserve = key_text(*keys, 6);
  const auto size = files::file_size(file());
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(files::file_size(file()), size) << "all given out were durable";
  // Beyond the reserve.
  EXPECT_EQ(keys->create(20), 7U);
  ASSERT_TRUE(keys->sync());
  EXPECT_GE(keys->last_durable(), 26U);
  const auto durable = keys->last_durable();
  open();
  EXPECT_EQ(key_text(*keys, 6), of_reserve);
  EXPECT_GT(keys->create(1).value_or(0), durable) << "a number is never given out twice";
}

TEST_F(Keys, OnceHalfOfTheReserveIsGivenOutItIsFilledInTheBackground) {
  options.reserve = 10;
  open();
  ASSERT_TRUE(keys->create(2));
  ASSERT_TRUE(keys->sync());
  ASSERT_TRUE(keys->create(6));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (keys->last_durable() < 18U && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(keys->last_durable(), 18U);
  const std::string of_reserve = key_text(*keys, 8);
  open();
  EXPECT_EQ(key_text(*keys, 8), of_reserve);
}

TEST_F(Keys, KeysGivenOutWhileTheReserveIsStoredAreDurableAfterTheNextSync) {
  options.reserve = 3;
  open();
  std::thread syncing([&] {
    for (int i = 0; i < 200; ++i) EXPECT_TRUE(keys->sync());
  });
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(keys->create(1));
  syncing.join();
  ASSERT_TRUE(keys->sync());
  std::vector<std::string> before;
  for (std::uint64_t key = 1; key <= 500; ++key) before.push_back(key_text(*keys, key));
  EXPECT_EQ(std::set<std::string>(before.begin(), before.end()).size(), 500U);
  open();
  for (std::uint64_t key = 1; key <= 500; ++key) EXPECT_EQ(key_text(*keys, key), before[key - 1]);
}

TEST_F(Keys, FileAndFolderAreTheOwnersAlone) {
  EXPECT_EQ(files::status(file()).permissions(),
            files::perms::owner_read | files::perms::owner_write);
  ::chmod(file().c_str(), 0644);
  const Error error = refusal();
  EXPECT_EQ(error.reason, "not-private");
  EXPECT_NE(error.remedy.find("chmod 600 "), std::string::npos);
  ::chmod(file().c_str(), 0600);
  ::chmod(folder().c_str(), 0755);
  EXPECT_EQ(refusal().reason, "not-private");
}

TEST_F(Keys, OnlyOneMayHaveTheFileOpen) {
  const auto second = KeyFile::open(folder(), *master, log, random, options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
  EXPECT_EQ(second.error().reason, "key-file-in-use");
}

TEST_F(Keys, AnotherLogAnotherMasterKeyAndAnotherFormatAreRefused) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  log = log_number(8);
  EXPECT_EQ(refusal().reason, "keys-of-another-log");
  log = log_number(7);
  const Bytes whole = read_file(file());
  Bytes other = whole;
  other[8] = 8;  // The log id itself.
  write_file(file(), other);
  EXPECT_EQ(refusal().reason, "wrong-master-key");
  other = whole;
  other[6] = 2;
  write_file(file(), other);
  EXPECT_EQ(refusal().code, ErrorCode::unsupported);
  write_file(file(), whole);
  auto stranger = MasterKey::create(root.path() / "stranger", random);
  ASSERT_TRUE(stranger);
  *master = std::move(*stranger);
  EXPECT_EQ(refusal().reason, "wrong-master-key");
  EXPECT_EQ(read_file(file()), whole);
}

TEST_F(Keys, EveryByteOfTheHeaderCounts) {
  keys.reset();
  const Bytes whole = read_file(file());
  ASSERT_EQ(whole.size(), record_size);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    write_file(file(), changed);
    EXPECT_FALSE(refusal().reason.empty()) << i;
  }
  for (const std::size_t size : {0U, 1U, 127U}) {
    write_file(file(), whole.substr(0, size));
    EXPECT_EQ(refusal().reason, "key-file-damaged") << size;
  }
}

TEST_F(Keys, EveryByteOfARecordCounts) {
  ASSERT_TRUE(keys->create(3));
  ASSERT_TRUE(keys->sync());
  ASSERT_TRUE(keys->erase(3));
  keys.reset();
  const Bytes whole = read_file(file());
  for (std::size_t i = 2 * record_size; i < 4 * record_size; ++i) {
    Bytes changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x20);
    write_file(file(), changed);
    open();
    const auto found = keys->find(i / record_size);
    ASSERT_FALSE(found) << i;
    EXPECT_NE(found.error().reason, "key-erased") << i;
    EXPECT_EQ(keys->last(), 3U);
  }
}

TEST_F(Keys, ARecordDoesNotCountInAnotherPlace) {
  ASSERT_TRUE(keys->create(2));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  Bytes bytes = read_file(file());
  bytes.replace(2 * record_size, record_size, bytes.substr(record_size, record_size));
  write_file(file(), bytes);
  open();
  EXPECT_EQ(key_text(*keys, 2), "key-damaged");
}

TEST_F(Keys, ATornRecordAtTheEndIsCutAndItsNumberGivenAgain) {
  ASSERT_TRUE(keys->create(2));
  ASSERT_TRUE(keys->sync());
  const std::string first = key_text(*keys, 1);
  keys.reset();
  const Bytes whole = read_file(file());
  for (std::size_t size = 2 * record_size; size < 3 * record_size; ++size) {
    write_file(file(), whole.substr(0, size));
    open();
    EXPECT_EQ(keys->last(), 1U);
    EXPECT_EQ(key_text(*keys, 1), first);
  }
  EXPECT_EQ(keys->create(1), 2U);
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(files::file_size(file()), 3 * record_size);
}

TEST_F(Keys, ZerosAtTheEndAreSpaceThatWasNeverUsed) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  const Bytes whole = read_file(file());
  write_file(file(), whole + Bytes(3 * record_size + 5, '\0'));
  open();
  EXPECT_EQ(keys->last(), 1U);
  EXPECT_EQ(files::file_size(file()), whole.size());
}

TEST_F(Keys, ADamagedRecordAtTheEndIsNotCut) {
  ASSERT_TRUE(keys->create(2));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  Bytes bytes = read_file(file());
  bytes.replace(2 * record_size, record_size - 1, Bytes(record_size - 1, '\0'));
  bytes.back() = 1;
  write_file(file(), bytes);
  open();
  EXPECT_EQ(keys->last(), 2U);
  EXPECT_EQ(key_text(*keys, 2), "key-damaged");
  EXPECT_EQ(keys->create(1), 3U);
}

TEST_F(Keys, MoreZerosThanACrashLeavesStopTheStart) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  const auto zeros = (KeyFile::unsynced_keys_limit + 1) * record_size;
  files::resize_file(file(), files::file_size(file()) + zeros);
  const auto size = files::file_size(file());
  EXPECT_EQ(refusal().reason, "key-file-damaged");
  EXPECT_EQ(files::file_size(file()), size);
}

TEST_F(Keys, MoreThanTheLimitMustNotWait) {
  keys.reset();
  options.unsynced_keys = 3;
  open();
  ASSERT_TRUE(keys->create(2));
  EXPECT_EQ(keys->create(2).error().reason, "unsynced-keys");
  EXPECT_EQ(keys->create(4).error().reason, "unsynced-keys");
  EXPECT_EQ(keys->create(1), 3U);
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(keys->create(3), 4U);
}

TEST_F(Keys, AFullDiskLosesNoKeyAndIsOverWhenThereIsRoom) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  ASSERT_TRUE(keys->create(4));
  const std::string fifth = key_text(*keys, 5);
  {
    const FileSizeLimit limit(3 * record_size + 10);
    const auto synced = keys->sync();
    ASSERT_FALSE(synced);
    EXPECT_EQ(synced.error().code, ErrorCode::full);
    EXPECT_EQ(keys->last_durable(), 1U);
    EXPECT_EQ(files::file_size(file()), 2 * record_size);
  }
  ASSERT_TRUE(keys->sync());
  EXPECT_EQ(keys->last_durable(), 5U);
  open();
  EXPECT_EQ(key_text(*keys, 5), fifth);
}

// Puts a descriptor that takes no writes in the place of the key file's, as a disk that turned bad.
void forbid_writing(const files::path& path) {
  for (const auto& entry : files::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    if (files::read_symlink(entry.path(), gone) != path) continue;
    const int unwritable = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    ASSERT_GE(::dup2(unwritable, std::stoi(entry.path().filename().string())), 0);
    ::close(unwritable);
    return;
  }
  FAIL() << "the key file is not open";
}

TEST_F(Keys, AfterAFailedWriteNothingIsWrittenUntilTheFileIsOpenedAnew) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  const std::string first = key_text(*keys, 1);
  ASSERT_TRUE(keys->create(1));
  forbid_writing(file());
  const auto synced = keys->sync();
  ASSERT_FALSE(synced);
  EXPECT_EQ(synced.error().code, ErrorCode::io);
  EXPECT_EQ(synced.error().reason, "key-file-failed");
  EXPECT_EQ(keys->sync().error().reason, "key-file-failed");
  EXPECT_EQ(keys->create(1).error().reason, "key-file-failed");
  EXPECT_EQ(keys->erase(1).error().reason, "key-file-failed");
  EXPECT_EQ(key_text(*keys, 1), first);
  EXPECT_EQ(keys->last_durable(), 1U);
  open();
  EXPECT_EQ(keys->last(), 1U);
  EXPECT_EQ(key_text(*keys, 1), first);
  EXPECT_EQ(keys->create(1), 2U);
  EXPECT_TRUE(keys->sync());
}

TEST_F(Keys, AFailedErasureLeavesTheKeyWhereItWas) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  const std::string first = key_text(*keys, 1);
  forbid_writing(file());
  EXPECT_EQ(keys->erase(1).error().reason, "key-file-failed");
  open();
  EXPECT_EQ(key_text(*keys, 1), first);
  EXPECT_TRUE(keys->erase(1));
  EXPECT_EQ(key_text(*keys, 1), "key-erased");
}

TEST_F(Keys, AnErasedKeyIsGoneFromMemoryAndFileForEver) {
  ASSERT_TRUE(keys->create(3));
  ASSERT_TRUE(keys->sync());
  const std::string third = key_text(*keys, 3);
  const Bytes before = read_file(file());
  ASSERT_TRUE(keys->erase(2));
  const auto found = keys->find(2);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::not_found);
  EXPECT_EQ(found.error().reason, "key-erased");
  const Bytes after = read_file(file());
  ASSERT_EQ(after.size(), before.size());
  // Nothing of nonce and box is left; the neighbours are untouched.
  EXPECT_EQ(after.find(before.substr(2 * record_size + 56, 16)), Bytes::npos);
  EXPECT_TRUE(is_unused(after.substr(2 * record_size + 72, 56)));
  EXPECT_EQ(after.substr(0, 2 * record_size), before.substr(0, 2 * record_size));
  EXPECT_EQ(after.substr(3 * record_size), before.substr(3 * record_size));
  ASSERT_TRUE(keys->erase(2));
  open();
  EXPECT_EQ(key_text(*keys, 2), "key-erased");
  EXPECT_EQ(key_text(*keys, 3), third);
  EXPECT_EQ(keys->last(), 3U);
}

TEST_F(Keys, KeysThatWaitAreErasedToo) {
  ASSERT_TRUE(keys->create(2));
  ASSERT_TRUE(keys->erase(2));
  EXPECT_EQ(keys->last_durable(), 2U);
  EXPECT_EQ(key_text(*keys, 2), "key-erased");
  open();
  EXPECT_EQ(key_text(*keys, 2), "key-erased");
}

TEST_F(Keys, DamagedKeysCanBeErased) {
  ASSERT_TRUE(keys->create(1));
  ASSERT_TRUE(keys->sync());
  keys.reset();
  Bytes bytes = read_file(file());
  bytes[record_size] = 'X';
  write_file(file(), bytes);
  open();
  EXPECT_EQ(key_text(*keys, 1), "key-damaged");
  ASSERT_TRUE(keys->erase(1));
  EXPECT_EQ(key_text(*keys, 1), "key-erased");
}

TEST_F(Keys, ANumberThatWasNeverGivenIsMissingNotErased) {
  ASSERT_TRUE(keys->create(1));
  for (const std::uint64_t key : {0UL, 2UL, ~0UL, ~0UL / record_size + 1}) {
    EXPECT_EQ(key_text(*keys, key), "key-missing");
    EXPECT_EQ(keys->erase(key).error().reason, "key-missing");
  }
}

TEST_F(Keys, KeysThatLeftTheCacheAreReadAgain) {
  keys.reset();
  options.cached_keys = 8;
  open();
  ASSERT_TRUE(keys->create(200));
  std::vector<std::string> waiting;
  for (std::uint64_t key = 1; key <= 200; ++key) waiting.push_back(key_text(*keys, key));
  ASSERT_TRUE(keys->sync());
  for (std::uint64_t key = 200; key > 0; --key) EXPECT_EQ(key_text(*keys, key), waiting[key - 1]);
  ASSERT_TRUE(keys->erase(3));
  EXPECT_EQ(key_text(*keys, 3), "key-erased");
}

TEST_F(Keys, TellForWhichLogTheyWereMade) {
  EXPECT_EQ(log_of_keys(folder()), log);
  EXPECT_EQ(log_of_keys(root.path() / "none").error().code, ErrorCode::not_found);
  EXPECT_EQ(KeyFile::create(folder(), *master, log, random, options).error().reason,
            "key-file-exists");
}

TEST_F(Keys, TheSameSeedGivesTheSameFile) {
  const auto run = [&](const char* name) {
    SeededRandom seeded(42);
    auto own = MasterKey::create(root.path() / name, seeded);
    auto made = KeyFile::create(root.path() / name, *own, log, seeded, options);
    EXPECT_TRUE((*made)->create(3));
    EXPECT_TRUE((*made)->sync());
    return read_file(root.path() / name / "keys.dat");
  };
  EXPECT_EQ(run("one"), run("two"));
}

TEST_F(Keys, ManyThreadsCreateSyncFindAndErase) {
  constexpr int threads = 4;
  constexpr int rounds = 60;
  std::vector<std::vector<std::pair<std::uint64_t, std::string>>> kept(threads);
  std::vector<std::vector<std::uint64_t>> erased(threads);
  {
    std::vector<std::jthread> running;
    for (std::size_t thread = 0; thread < threads; ++thread)
      running.emplace_back([&, thread] {
        for (int round = 0; round < rounds; ++round) {
          const auto first = keys->create(3);
          if (!first) continue;
          const std::string text = key_text(*keys, *first + 1);
          if (!keys->sync()) continue;
          if (keys->last_durable() < *first + 2) continue;
          kept[thread].emplace_back(*first + 1, text);
          if (round % 5 == 0 && keys->erase(*first)) erased[thread].push_back(*first);
          static_cast<void>(keys->find(static_cast<std::uint64_t>(round) + 1));
        }
      });
  }
  open();
  EXPECT_EQ(keys->last(), static_cast<std::uint64_t>(threads * rounds * 3));
  for (std::size_t thread = 0; thread < threads; ++thread) {
    EXPECT_EQ(kept[thread].size(), static_cast<std::size_t>(rounds));
    for (const auto& [key, text] : kept[thread]) EXPECT_EQ(key_text(*keys, key), text);
    for (const std::uint64_t key : erased[thread]) EXPECT_EQ(key_text(*keys, key), "key-erased");
  }
}

}  // namespace
}  // namespace donthu::sealing
