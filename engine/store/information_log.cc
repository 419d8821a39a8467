#include "engine/store/information_log.h"

#include <array>
#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <ctime>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace donthu::store {

namespace {

constexpr off_t largest_file = off_t{4} << 20;

class InformationLog final : public rocksdb::Logger {
 public:
  explicit InformationLog(int descriptor)
      : rocksdb::Logger(rocksdb::InfoLogLevel::WARN_LEVEL), descriptor_(descriptor) {
    struct stat file = {};
    if (::fstat(descriptor_, &file) == 0) size_.store(file.st_size);
  }
  ~InformationLog() override { ::close(descriptor_); }
  InformationLog(const InformationLog&) = delete;
  InformationLog& operator=(const InformationLog&) = delete;

  using rocksdb::Logger::Logv;
  void Logv(const char* format, va_list arguments) override {
    std::array<char, 2048> text;
    const int length = std::vsnprintf(text.data(), text.size(), format, arguments);
    if (length <= 0) return;
    const auto line =
        fmt::format("{:%Y-%m-%dT%H:%M:%S}Z {}\n", fmt::gmtime(std::time(nullptr)), text.data());
    // Begins again where it has grown too long: what happened last is what is looked for.
    if (size_.fetch_add(static_cast<off_t>(line.size())) > largest_file &&
        ::ftruncate(descriptor_, 0) == 0)
      size_.store(0);
    // A line that cannot be written is lost on purpose: this file decides nothing.
    [[maybe_unused]] const auto written = ::write(descriptor_, line.data(), line.size());
  }

 private:
  int descriptor_;
  std::atomic<off_t> size_{0};
};

class NoLog final : public rocksdb::Logger {
 public:
  NoLog() : rocksdb::Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

}  // namespace

std::shared_ptr<rocksdb::Logger> open_information_log(const std::string& folder) {
  const auto path = folder + "/LOG";
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  if (descriptor < 0) return std::make_shared<NoLog>();
  return std::make_shared<InformationLog>(descriptor);
}

}  // namespace donthu::store
