// A disk of its own for a test: small, and full when the test wants it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/mount.h>

namespace donthu::test {

class SmallDisk {
 public:
  // At the folder, which is made.
  explicit SmallDisk(std::filesystem::path at) : at_(std::move(at)) {
    std::filesystem::create_directories(at_);
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // "64m". False: this process may not mount.
  [[nodiscard]] bool mount(const std::string& size) {
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    return mounted_;
  }
  // Another size, whatever is on it.
  [[nodiscard]] bool resize(const std::string& size) const {
    return ::mount("tmpfs", at_.c_str(), "tmpfs", MS_REMOUNT, ("size=" + size).c_str()) == 0;
  }
  // Leaves this much of it free.
  void fill_but(std::uintmax_t bytes) const {
    make_room();
    const auto free = std::filesystem::space(at_).available;
    std::ofstream file(ballast(), std::ios::binary);
    const std::string block(4096, 'b');
    for (std::uintmax_t left = free - std::min(free, bytes); left >= 4096; left -= 4096)
      file << block;
  }
  void make_room() const { std::filesystem::remove(ballast()); }

  [[nodiscard]] const std::filesystem::path& path() const { return at_; }

 private:
  [[nodiscard]] std::filesystem::path ballast() const { return at_ / "ballast"; }

  std::filesystem::path at_;
  bool mounted_ = false;
};

}  // namespace donthu::test
