#include "tools/donthu/new_data_folder.h"

#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/runtime/copying.h"
#include "engine/runtime/data_folder.h"

namespace donthu::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* staging = ".donthu-init";
constexpr const char* format = "FORMAT";

std::vector<fs::path> names_in(const fs::path& folder) {
  std::vector<fs::path> names;
  std::error_code ignored;
  for (fs::directory_iterator each(folder, ignored), end; !ignored && each != end;
       each.increment(ignored))
    names.push_back(each->path().filename());
  return names;
}

std::unexpected<Error> running(const fs::path& root) {
  return reject(ErrorCode::conflict, "init-running", "Một lệnh init khác đang tạo thư mục này",
                "another init is at work on this folder", root.string(), "Wait for its end");
}

Status move_up(const fs::path& from, const fs::path& to, const fs::path& name) {
  std::error_code error;
  fs::rename(from / name, to / name, error);
  if (!error) return {};
  return fail(ErrorCode::io, "cannot-move", "the folder cannot be put in place: " + error.message(),
              (to / name).string(), "Check the disk and the folder's permissions");
}

}  // namespace

// A lock on a folder, which ends with the process whatever ends it.
class NewDataFolder::Held {
 public:
  explicit Held(const fs::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
  ~Held() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  [[nodiscard]] bool alone() const {
    return descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  }

 private:
  int descriptor_;
};

NewDataFolder::NewDataFolder(const runtime::Configuration& target)
    : root_(target.data), staged_(target) {
  staged_.data = root_ / staging;
  unfinished_ = std::make_unique<runtime::UnfinishedFolder>(root_);
  if (!target.keys.empty())
    unfinished_keys_ = std::make_unique<runtime::UnfinishedFolder>(target.keys);
}

// What an init left that was killed: all that stands there is its own, for it began in an empty
// folder, and it is no data folder yet.
Status NewDataFolder::clear_broken_off(const fs::path& root) {
  std::error_code ignored;
  if (!fs::exists(root / staging, ignored) || fs::exists(root / format, ignored)) return {};
  const Held broken_off(root / staging);
  if (!broken_off.alone()) return running(root);
  for (const auto* name :
       {"log", "state", "documents", "keys", "heads", "kafka.conf", "simulated-now", staging})
    fs::remove_all(root / name, ignored);
  return {};
}

Result<NewDataFolder> NewDataFolder::begin(const runtime::Configuration& target) {
  DONTHU_TRY(clear_broken_off(target.data));
  NewDataFolder folder(target);
  DONTHU_TRY(runtime::DataFolder(target).create_root());
  if (const Status held = folder.hold_staging(); !held) {
    // What stands there now is the other's.
    folder.keep();
    return std::unexpected(held.error());
  }
  return folder;
}

Status NewDataFolder::hold_staging() {
  std::error_code error;
  if (!fs::create_directory(staged_.data, error)) return running(root_);
  held_ = std::make_shared<Held>(staged_.data);
  if (!held_->alone()) return running(root_);
  return {};
}

void NewDataFolder::keep() {
  unfinished_->finish();
  if (unfinished_keys_) unfinished_keys_->finish();
}

Status NewDataFolder::finish() {
  const fs::path from = staged_.data;
  for (const auto& name : names_in(from))
    if (name != format) DONTHU_TRY(move_up(from, root_, name));
  DONTHU_TRY(runtime::sync_folder(root_));
  DONTHU_TRY(move_up(from, root_, format));
  std::error_code ignored;
  fs::remove(from, ignored);
  keep();
  return runtime::sync_folder(root_);
}

}  // namespace donthu::cli
