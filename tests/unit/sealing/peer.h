// One of several nodes that share their keys.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "engine/sealing/record.h"
#include "tests/key_file.h"
#include "tests/unit/sealing/fixture.h"
#include "tests/unit/sealing/shared_list.h"

namespace donthu::sealing {

// A node: a folder with the common master key, and its key file, open.
class Peer {
 public:
  Peer(std::filesystem::path folder, const std::filesystem::path& master, const LogId& log,
       SharedList* shared)
      : folder_(std::move(folder)), log_(log), shared_(shared) {
    std::filesystem::create_directory(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
    std::filesystem::copy_file(master / "master.key", folder_ / "master.key");
    std::filesystem::permissions(folder_ / "master.key", std::filesystem::perms::owner_read |
                                                             std::filesystem::perms::owner_write);
    open_master();
    EXPECT_TRUE(KeyFile::create(folder_, *master_, log_, random_, options));
    open();
  }
  // Of a folder that is there.
  Peer(std::filesystem::path folder, const LogId& log, SharedList* shared)
      : folder_(std::move(folder)), log_(log), shared_(shared) {
    open_master();
    open();
  }

  void open() {
    const auto opened = try_open();
    ASSERT_TRUE(opened) << to_string(opened.error());
  }
  Status try_open() {
    keys.reset();
    auto opened = KeyFile::open(folder_, *master_, log_, random_, options, shared_);
    if (!opened) return std::unexpected(opened.error());
    keys = *std::move(opened);
    return {};
  }
  void share_with(SharedList* shared) { shared_ = shared; }

  std::uint64_t make(std::size_t count = 1) { return make_keys(*keys, count); }
  std::string text(std::uint64_t key) { return key_text(*keys, key); }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] Bytes record(std::uint64_t key) const {
    return read_file(folder_ / "keys.dat").substr(place_of(key), record_size);
  }
  [[nodiscard]] const MasterKey& master() const { return *master_; }

  std::unique_ptr<KeyFile> keys;
  KeyFile::Options options;

 private:
  void open_master() {
    auto master = MasterKey::open(folder_);
    ASSERT_TRUE(master);
    master_ = std::make_unique<MasterKey>(std::move(*master));
  }

  std::filesystem::path folder_;
  LogId log_;
  SharedList* shared_;
  SystemRandom random_;
  std::unique_ptr<MasterKey> master_;
};

}  // namespace donthu::sealing
