// A data folder that init fills: there whole, or not at all.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/result.h"
#include "engine/runtime/configuration.h"
#include "engine/runtime/unfinished_folder.h"

namespace donthu::cli {

// The folder is made and filled inside its own place under another name, and moved up in the end,
// FORMAT last: the place may be a mount point, which nothing can be renamed over. One that was
// broken off by a crash is no data folder, and is cleared away by the next begin(). Whatever fails
// before finish() leaves the place as it was.
class NewDataFolder {
 public:
  // conflict "folder-not-empty": it holds something; "init-running": another init is at work there.
  // Nothing was touched. io.
  [[nodiscard]] static Result<NewDataFolder> begin(const runtime::Configuration& target);

  // Where to make and fill it. Every database in it must be closed before finish().
  [[nodiscard]] const runtime::Configuration& staged() const { return staged_; }
  // io, full.
  [[nodiscard]] Status finish();

 private:
  // The staging folder, locked for as long as it is worked on.
  class Held;

  explicit NewDataFolder(const runtime::Configuration& target);
  [[nodiscard]] static Status clear_broken_off(const std::filesystem::path& root);
  [[nodiscard]] Status hold_staging();
  void keep();

  std::filesystem::path root_;
  runtime::Configuration staged_;
  std::unique_ptr<runtime::UnfinishedFolder> unfinished_;
  std::unique_ptr<runtime::UnfinishedFolder> unfinished_keys_;
  std::shared_ptr<Held> held_;
};

}  // namespace donthu::cli
