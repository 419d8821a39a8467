#include "engine/runtime/data_folder.h"

#include <algorithm>
#include <fstream>
#include <limits>

namespace donthu::runtime {
namespace {

constexpr int layout = 1;

std::filesystem::path format_file(const std::filesystem::path& root) { return root / "FORMAT"; }

}  // namespace

DataFolder::DataFolder(const Configuration& configuration)
    : root(configuration.data),
      keys(configuration.keys.empty() ? configuration.data / "keys" : configuration.keys) {}

Status DataFolder::create_root() const {
  std::error_code error;
  std::filesystem::create_directories(root, error);
  if (error)
    return fail(ErrorCode::io, "cannot-make-folder",
                "the folder cannot be made: " + error.message(), root.string(),
                "Check the path and its permissions");
  if (!std::filesystem::is_empty(root, error))
    return fail(ErrorCode::conflict, "folder-not-empty", "the folder is not empty", root.string(),
                "Name an empty or a new folder");
  std::filesystem::permissions(root, std::filesystem::perms::owner_all, error);
  return {};
}

Status DataFolder::write_format() const {
  std::ofstream file(format_file(root));
  file << "donthu " << layout << "\n";
  file.close();
  if (!file)
    return fail(ErrorCode::io, "cannot-write", "the folder cannot be written", root.string(),
                "Check the disk and the folder's permissions");
  return {};
}

Status DataFolder::check() const {
  std::ifstream file(format_file(root));
  if (!file)
    return fail(ErrorCode::not_found, "no-data-folder", "there is no data folder here",
                root.string(), "Make one with donthu init");
  std::string word;
  int number = 0;
  if (!(file >> word >> number) || word != "donthu" || number < 1)
    return fail(ErrorCode::corrupt, "bad-data-folder", "the file FORMAT is not what was written",
                format_file(root).string(), "Restore it from a backup");
  if (number > layout)
    return fail(ErrorCode::unsupported, "newer-data-folder",
                "a newer version wrote this folder (layout " + std::to_string(number) +
                    ", this program knows " + std::to_string(layout) + ")",
                root.string(), "Use that version, or a later one");
  return {};
}

Result<std::uint64_t> free_bytes(const DataFolder& folder) {
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const auto& path : {folder.root, folder.keys}) {
    std::error_code error;
    const auto space = std::filesystem::space(path, error);
    if (error)
      return fail(ErrorCode::io, "cannot-ask-disk", "the disk does not say how much is free",
                  path.string(), "Check that the folder is still there");
    least = std::min<std::uint64_t>(least, space.available);
  }
  return least;
}

Status check_room(const Configuration& configuration, std::uint64_t bytes) {
  DONTHU_ASSIGN(const std::uint64_t free, free_bytes(DataFolder(configuration)));
  const std::uint64_t reserve = configuration.disk_reserve_bytes;
  if (free >= bytes && free - bytes >= reserve) return {};
  constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
  return reject(ErrorCode::full, "disk-reserve", "Ổ đĩa gần đầy: tạm ngừng tiếp nhận",
                std::to_string(free / mib) + " MiB are free on the disk, and the reserve of " +
                    std::to_string(reserve / mib) + " MiB must stay free",
                configuration.data.string(), "Make room on the disk; reading goes on");
}

}  // namespace donthu::runtime
