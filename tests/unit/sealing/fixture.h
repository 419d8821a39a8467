#pragma once

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "engine/sealing/key_file.h"
#include "engine/sealing/master_key.h"

namespace donthu::sealing {

// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "donthu_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

inline void write_file(const std::filesystem::path& path, ByteView bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline LogId log_number(std::uint8_t number) {
  LogId id;
  id.bytes[0] = number;
  return id;
}

inline CaseId case_number(std::uint8_t number) {
  CaseId id;
  id.bytes[15] = number;
  return id;
}

// Lets no file of this process grow beyond `bytes`, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited = before_;
    limited.rlim_cur = bytes;
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

// A folder with a master key and an empty key file, open.
class Keys : public testing::Test {
 protected:
  Keys() { open(true); }

  void open(bool create = false) {
    keys.reset();
    auto opened_master = create ? MasterKey::create(folder(), random) : MasterKey::open(folder());
    ASSERT_TRUE(opened_master) << to_string(opened_master.error());
    master = std::make_unique<MasterKey>(std::move(*opened_master));
    auto opened = create ? KeyFile::create(folder(), *master, log, random, options)
                         : KeyFile::open(folder(), *master, log, random, options);
    ASSERT_TRUE(opened) << to_string(opened.error());
    keys = std::move(*opened);
  }

  // Opens anew and expects to be refused.
  Error refusal() {
    keys.reset();
    auto opened = KeyFile::open(folder(), *master, log, random, options);
    if (opened) return {};
    return opened.error();
  }

  [[nodiscard]] std::filesystem::path folder() const { return root.path() / "keys"; }
  [[nodiscard]] std::filesystem::path file() const { return folder() / "keys.dat"; }

  // What is stored is then what was asked for, and no more.
  static KeyFile::Options without_reserve() {
    KeyFile::Options options;
    options.reserve = 0;
    return options;
  }

  TemporaryFolder root;
  SystemRandom random;
  LogId log = log_number(7);
  KeyFile::Options options = without_reserve();
  std::unique_ptr<MasterKey> master;
  std::unique_ptr<KeyFile> keys;
};

}  // namespace donthu::sealing
