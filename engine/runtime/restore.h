// Puts a backup in the place of a data folder that was lost.
#pragma once

#include <filesystem>
#include <vector>

#include "engine/log/verification.h"
#include "engine/runtime/configuration.h"

namespace donthu::runtime {

struct RestoreOptions {
  std::filesystem::path keys;   // A copy of the keys; empty: they are where `target` says already.
  std::filesystem::path heads;  // A head file that outlived the lost folder; empty: the backup's.
};

struct RestoredPartition {
  PartitionId partition;
  log::Head head;
  // Against the head file: log_behind, differs: entries that were there once are not in the backup,
  // or are others; the engine will open the partition read-only.
  log::HeadComparison comparison;
};

struct Restored {
  std::vector<RestoredPartition> partitions;
  bool keys = false;  // The key folder is there.

  // Any partition's log is behind its own head file, or differs from it.
  [[nodiscard]] bool behind() const;
};

// Copies the backup into `target.data`, verifies every entry of the copied log, and compares its
// heads with the head file that it keeps. `target.data` becomes a data folder in the last step.
//
// not_found "no-data-folder": `backup` is none. conflict "folder-not-empty": the target holds
// something; nothing of it was touched. corrupt "backup-broken": the copied log is not sound, with
// the first bad entry. conflict "copy-exists": the key folder is there already. io, full.
[[nodiscard]] Result<Restored> restore(const std::filesystem::path& backup,
                                       const Configuration& target,
                                       const RestoreOptions& options = {});

}  // namespace donthu::runtime
