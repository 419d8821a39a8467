#include "engine/runtime/copying.h"

#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace donthu::runtime {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_copy(const std::error_code& error, const fs::path& place) {
  return fail(error == std::errc::no_space_on_device ? ErrorCode::full : ErrorCode::io,
              "cannot-copy", "the copy failed: " + error.message(), place.string(),
              "Check the disk and its permissions; remove the unfinished copy");
}

Status sync_path(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  const std::error_code error(errno, std::generic_category());
  if (file >= 0) ::close(file);
  if (!synced) return cannot_copy(error, path);
  return {};
}

Status make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) return cannot_copy(error, folder);
  return {};
}

}  // namespace

Status sync_folder(const fs::path& folder) { return sync_path(folder, O_RDONLY | O_DIRECTORY); }

Status copy_file_synced(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy_file(from, to, error);
  if (!error) fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return cannot_copy(error, to);
  return sync_path(to, O_RDONLY);
}

Status copy_file_if_there(const fs::path& from, const fs::path& to) {
  std::error_code error;
  return fs::exists(from, error) ? copy_file_synced(from, to) : Status{};
}

Status copy_folder(const fs::path& from, const fs::path& to, const TakesPath& takes) {
  DONTHU_TRY(make_folder(to));
  std::vector<fs::path> folders{to};
  std::error_code error;
  fs::recursive_directory_iterator entries(from, error);
  if (error) return cannot_copy(error, from);
  for (const fs::recursive_directory_iterator end; entries != end; entries.increment(error)) {
    const fs::path below = entries->path().lexically_relative(from);
    const bool folder = entries->is_directory(error);
    if (takes && !takes(below)) {
      if (folder) entries.disable_recursion_pending();
      continue;
    }
    if (folder) {
      DONTHU_TRY(make_folder(to / below));
      folders.push_back(to / below);
    } else if (entries->is_regular_file(error)) {
      DONTHU_TRY(copy_file_synced(entries->path(), to / below));
    }
    if (error) return cannot_copy(error, entries->path());
  }
  if (error) return cannot_copy(error, from);
  for (const fs::path& folder : folders) DONTHU_TRY(sync_folder(folder));
  return {};
}

Status copy_documents(const fs::path& from, const fs::path& to) {
  // Beside the fan-out by digest lie the store's lock and what is being received.
  return copy_folder(from, to, [](const fs::path& below) {
    const std::string first = below.begin()->string();
    return first.size() == 2 && first.find_first_not_of("0123456789abcdef") == std::string::npos;
  });
}

}  // namespace donthu::runtime
