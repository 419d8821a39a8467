// The time of day of one node: the machine's, moved by the test. See shifted_clock.cc.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/ports.h"

namespace donthu::torture {

// Thread-safe. The file lasts as long as the processes that see it need it.
class MovedClock final : public Clock {
 public:
  MovedClock(std::filesystem::path file, Instant start) : file_(std::move(file)) {
    const int opened = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0 || ::ftruncate(opened, sizeof(std::int64_t)) != 0)
      throw std::runtime_error("no file for the clock: " + file_.string());
    void* mapped =
        ::mmap(nullptr, sizeof(std::int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    ::close(opened);
    if (mapped == MAP_FAILED) throw std::runtime_error("no memory for the clock");
    moved_by_ = static_cast<volatile std::int64_t*>(mapped);
    *moved_by_ = start.ms - machine_.now().ms;
  }
  ~MovedClock() override { ::munmap(const_cast<std::int64_t*>(moved_by_), sizeof(std::int64_t)); }
  MovedClock(const MovedClock&) = delete;
  MovedClock& operator=(const MovedClock&) = delete;

  [[nodiscard]] Instant now() const override { return {machine_.now().ms + *moved_by_}; }
  [[nodiscard]] std::int64_t monotonic_ms() const override { return machine_.monotonic_ms(); }
  [[nodiscard]] bool simulated() const override { return false; }

  void move(std::int64_t milliseconds) { *moved_by_ = *moved_by_ + milliseconds; }

  // With which a process sees this clock.
  [[nodiscard]] std::vector<std::string> environment() const {
    return {"LD_PRELOAD=" DONTHU_SHIFTED_CLOCK, "DONTHU_TEST_CLOCK=" + file_.string(),
            "ASAN_OPTIONS=verify_asan_link_order=0"};
  }

 private:
  SystemClock machine_;
  std::filesystem::path file_;
  volatile std::int64_t* moved_by_ = nullptr;
};

}  // namespace donthu::torture
