#include "engine/runtime/unfinished_folder.h"

#include <vector>

namespace donthu::runtime {

namespace fs = std::filesystem;

UnfinishedFolder::UnfinishedFolder(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  existed_ = fs::exists(path_, error);
  ours_ = !error && (!existed_ || (fs::is_empty(path_, error) && !error));
}

UnfinishedFolder::~UnfinishedFolder() {
  if (!ours_) return;
  std::error_code ignored;
  if (!existed_) {
    fs::remove_all(path_, ignored);
    return;
  }
  std::vector<fs::path> inside;
  for (fs::directory_iterator each(path_, ignored), end; !ignored && each != end;
       each.increment(ignored))
    inside.push_back(each->path());
  for (const auto& path : inside) fs::remove_all(path, ignored);
}

}  // namespace donthu::runtime
