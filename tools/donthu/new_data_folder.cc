#include "tools/donthu/new_data_folder.h"

#include <vector>

#include "engine/runtime/copying.h"
#include "engine/runtime/data_folder.h"

namespace donthu::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* staging = "unfinished";
constexpr const char* format = "FORMAT";

std::vector<fs::path> names_in(const fs::path& folder) {
  std::vector<fs::path> names;
  std::error_code ignored;
  for (fs::directory_iterator each(folder, ignored), end; !ignored && each != end;
       each.increment(ignored))
    names.push_back(each->path().filename());
  return names;
}

// What an init left that was killed: all that stands there is its own, for it began in an empty
// folder, and it is no data folder yet.
void clear_broken_off(const fs::path& root) {
  std::error_code ignored;
  if (!fs::exists(root / staging, ignored) || fs::exists(root / format, ignored)) return;
  for (const auto* name :
       {"log", "state", "documents", "keys", "heads", "kafka.conf", "simulated-now", staging})
    fs::remove_all(root / name, ignored);
}

Status move_up(const fs::path& from, const fs::path& to, const fs::path& name) {
  std::error_code error;
  fs::rename(from / name, to / name, error);
  if (!error) return {};
  return fail(ErrorCode::io, "cannot-move", "the folder cannot be put in place: " + error.message(),
              (to / name).string(), "Check the disk and the folder's permissions");
}

}  // namespace

NewDataFolder::NewDataFolder(const runtime::Configuration& target)
    : root_(target.data), staged_(target) {
  staged_.data = root_ / staging;
  unfinished_ = std::make_unique<runtime::UnfinishedFolder>(root_);
  if (!target.keys.empty())
    unfinished_keys_ = std::make_unique<runtime::UnfinishedFolder>(target.keys);
}

Result<NewDataFolder> NewDataFolder::begin(const runtime::Configuration& target) {
  clear_broken_off(target.data);
  NewDataFolder folder(target);
  DONTHU_TRY(runtime::DataFolder(target).create_root());
  return folder;
}

Status NewDataFolder::finish() {
  const fs::path from = staged_.data;
  for (const auto& name : names_in(from))
    if (name != format) DONTHU_TRY(move_up(from, root_, name));
  DONTHU_TRY(runtime::sync_folder(root_));
  DONTHU_TRY(move_up(from, root_, format));
  std::error_code ignored;
  fs::remove(from, ignored);
  unfinished_->finish();
  if (unfinished_keys_) unfinished_keys_->finish();
  return runtime::sync_folder(root_);
}

}  // namespace donthu::cli
