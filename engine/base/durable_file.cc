#include "engine/base/durable_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace donthu {
namespace {

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  [[nodiscard]] bool write(ByteView bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  [[nodiscard]] bool sync() const { return ::fsync(descriptor_) == 0; }

 private:
  int descriptor_;
};

}  // namespace

std::unexpected<Error> file_refused(std::string_view what, const std::string& path, int error,
                                    std::string_view reason) {
  const bool full = error == ENOSPC || error == EDQUOT;
  return fail(full ? ErrorCode::full : ErrorCode::io, full ? "disk-full" : std::string(reason),
              fmt::format("Could not {} {}: {}", what, path, std::strerror(error)), path,
              full ? "Make room on the disk." : "Look at the disk and the folder's permissions.");
}

Status replace_file(const std::string& path, ByteView bytes, mode_t mode, std::string_view reason) {
  const std::string fresh = path + ".new";
  {
    const File out(fresh, O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (!out.is_open()) return file_refused("create", fresh, errno, reason);
    if (!out.write(bytes)) return file_refused("write", fresh, errno, reason);
    if (!out.sync()) return file_refused("sync", fresh, errno, reason);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0)
    return file_refused("rename", fresh, errno, reason);
  const auto folder = std::filesystem::path(path).parent_path();
  const File parent(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
  if (!parent.is_open() || !parent.sync())
    return file_refused("sync the folder of", path, errno, reason);
  return {};
}

}  // namespace donthu
