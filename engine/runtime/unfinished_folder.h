// A folder on its way: gone again unless it came to its end.
#pragma once

#include <filesystem>

namespace donthu::runtime {

// Takes what stands in `path` away when it is destroyed, and the folder too where it was not there
// before; so whatever stops the work, nothing half done stays behind, nor takes up room on a full
// disk. A folder that holds something already is never touched. Not thread-safe.
class UnfinishedFolder {
 public:
  explicit UnfinishedFolder(std::filesystem::path path);
  ~UnfinishedFolder();
  UnfinishedFolder(const UnfinishedFolder&) = delete;
  UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;

  // It is whole: it stays.
  void finish() { ours_ = false; }

 private:
  std::filesystem::path path_;
  bool existed_ = false;
  bool ours_ = false;
};

}  // namespace donthu::runtime
