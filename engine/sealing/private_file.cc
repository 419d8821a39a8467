#include "engine/sealing/private_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace donthu::sealing {
namespace {

constexpr mode_t folder_mode = 0700;
constexpr mode_t file_mode = 0600;

Status check_private(const struct stat& found, const std::filesystem::path& path, bool folder) {
  const std::string name = path.string();
  const char* const mode = folder ? "700" : "600";
  if (folder ? !S_ISDIR(found.st_mode) : !S_ISREG(found.st_mode))
    return fail(ErrorCode::invalid, "not-private",
                folder ? "the key folder is not a folder" : "the file of keys is not a plain file",
                name, "Name the folder itself; links are not followed");
  if (found.st_uid != ::geteuid())
    return fail(
        ErrorCode::invalid, "not-private",
        "secrets lie in what belongs to another user (" + std::to_string(found.st_uid) + ")", name,
        "Run as its owner, or: chown " + std::to_string(::geteuid()) + " " + name);
  if ((found.st_mode & 077) != 0)
    return fail(ErrorCode::invalid, "not-private", "secrets lie open to other users", name,
                std::string("chmod ") + mode + " " + name +
                    ", and consider whether they were read meanwhile");
  return {};
}

}  // namespace

OpenFile::OpenFile(OpenFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), path_(std::move(other.path_)) {}

OpenFile::~OpenFile() {
  // Whatever had to be durable was synced before; a failure to close tells nothing more.
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> OpenFile::read_at(std::uint64_t offset, std::span<char> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t count = ::pread(descriptor_, out.data() + done, out.size() - done,
                                  static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read", path_, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Status OpenFile::write_at(std::uint64_t offset, ByteView bytes) const {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return system_error("write", path_, count < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<std::uint64_t> OpenFile::size() const {
  struct stat found{};
  if (::fstat(descriptor_, &found) != 0) return system_error("look at", path_, errno);
  return static_cast<std::uint64_t>(found.st_size);
}

Status OpenFile::resize(std::uint64_t size) const {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
    return system_error("resize", path_, errno);
  return {};
}

Status OpenFile::sync() const {
  if (::fdatasync(descriptor_) != 0) return system_error("sync", path_, errno);
  return {};
}

std::unexpected<Error> system_error(const char* action, const std::filesystem::path& path,
                                    int number) {
  const std::string what =
      std::string("cannot ") + action + ": " + std::generic_category().message(number);
  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    return fail(ErrorCode::full, "disk-full", what, path.string(), "Make room on that disk");
  return fail(ErrorCode::io, "system-refused", what, path.string(),
              "See the system's own log for this disk or folder");
}

Status check_private_folder(const std::filesystem::path& folder) {
  struct stat found{};
  if (::lstat(folder.c_str(), &found) != 0) {
    if (errno == ENOENT)
      return fail(ErrorCode::not_found, "no-such-folder", "there is no key folder", folder.string(),
                  "Name the folder in which master.key lies, or restore it from a copy");
    return system_error("look at", folder, errno);
  }
  return check_private(found, folder, true);
}

Status make_private_folder(const std::filesystem::path& named) {
  const std::filesystem::path folder = named.has_filename() ? named : named.parent_path();
  if (::mkdir(folder.c_str(), folder_mode) == 0)
    DONTHU_TRY(sync_folder(folder.parent_path()));
  else if (errno != EEXIST)
    return system_error("make the folder", folder, errno);
  return check_private_folder(folder);
}

Result<OpenFile> open_private_file(const std::filesystem::path& path, bool writable) {
  // O_NONBLOCK: a pipe that somebody put there is refused below and does not hang the start.
  const int flags = (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  OpenFile file(::open(path.c_str(), flags), path);
  if (file.descriptor() < 0) {
    if (errno == ENOENT)
      return fail(ErrorCode::not_found, "no-such-file", "there is no such file", path.string());
    if (errno == ELOOP)
      return fail(ErrorCode::invalid, "not-private", "the file of keys is a link", path.string(),
                  "Put the file itself there; links are not followed");
    return system_error("open", path, errno);
  }
  struct stat found{};
  if (::fstat(file.descriptor(), &found) != 0) return system_error("look at", path, errno);
  DONTHU_TRY(check_private(found, path, false));
  return file;
}

Status create_private_file(const std::filesystem::path& path, ByteView bytes) {
  std::filesystem::path unfinished = path;
  unfinished += ".new";
  // What an interrupted beginning left behind.
  if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT)
    return system_error("remove", unfinished, errno);
  Status written;
  {
    const OpenFile file(
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file_mode), unfinished);
    if (file.descriptor() < 0) return system_error("make", unfinished, errno);
    written = file.write_at(0, bytes);
    if (written) written = file.sync();
  }
  // A link and not a rename: it never takes the place of what is there.
  if (written && ::link(unfinished.c_str(), path.c_str()) != 0) {
    if (errno == EEXIST)
      written = fail(ErrorCode::conflict, "file-exists", "the file exists already", path.string());
    else
      written = system_error("make", path, errno);
  }
  ::unlink(unfinished.c_str());
  DONTHU_TRY(written);
  return sync_folder(path.parent_path());
}

Status sync_folder(const std::filesystem::path& folder) {
  const std::filesystem::path named = folder.empty() ? "." : folder;
  const OpenFile file(::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), named);
  if (file.descriptor() < 0) return system_error("open", named, errno);
  if (::fsync(file.descriptor()) != 0) return system_error("sync", named, errno);
  return {};
}

}  // namespace donthu::sealing
