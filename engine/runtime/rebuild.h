// Makes the database `state` anew from the log, and compares two of them.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "engine/runtime/bulk_fold.h"
#include "engine/runtime/data_folder.h"

namespace donthu::runtime {

// An empty state in a new folder, in bulk mode: to be filled by fold_all with these options and
// finished with finish_bulk. conflict: the folder exists.
[[nodiscard]] Result<std::unique_ptr<store::Database>> create_bulk_state(
    const std::filesystem::path& folder, std::shared_ptr<store::Cache> cache,
    const BulkFoldOptions& options = {});

// Folds the log into a new state and puts it in the place of the folder's in one step. Nobody has
// that one open; it stays until then. After an error one of the two is there, or none. Errors of
// fold_all; io, full.
[[nodiscard]] Result<BulkFolded> replace_state(const log::EventLog& log, const DataFolder& folder,
                                               const std::shared_ptr<store::Cache>& cache,
                                               const BulkFoldOptions& options,
                                               const FoldProgress& progress = {});

// Folds everything again into a folder beside `state`, and puts it in its place in one step; the
// old state stays until then and is dropped afterwards. Started again after a crash it begins anew.
// The log is only read, but held, so that no engine can begin meanwhile: conflict
// "database-in-use" where one works on the folder (stop it first). Those of DataFolder::check,
// EmbeddedLog::open and fold_all; io, full.
[[nodiscard]] Result<BulkFolded> rebuild_state(const Configuration& configuration,
                                               const BulkFoldOptions& options = {},
                                               const FoldProgress& progress = {});

// Where two states begin to differ.
struct StateDifference {
  PartitionId partition;
  std::string table;  // "cases", "due", …
  Bytes key;
  enum class What : std::uint8_t { missing, unexpected, other_value } what = What::missing;
  Bytes expected;  // Values; empty where the row is missing on that side.
  Bytes found;
};
struct StateComparison {
  std::uint64_t rows = 0;                // Compared.
  std::uint64_t differences = 0;         // In all.
  std::optional<StateDifference> first;  // In the order of keys.

  [[nodiscard]] bool equal() const { return differences == 0; }
};
// Key by key, as both are when it begins. corrupt, io: a database cannot be read.
[[nodiscard]] Result<StateComparison> compare_states(const store::Database& expected,
                                                     const store::Database& found);
// In a sentence, for people: which row of which table differs, and how.
[[nodiscard]] std::string to_string(const StateDifference& difference);

// Folds the log into a state of its own in `scratch` (made, and removed at the end) up to where
// `state` stands, and compares. The log may be ahead of the state, never behind: open the state
// first. conflict "state-ahead": it knows more than the log holds. Errors of fold_all.
[[nodiscard]] Result<StateComparison> compare_with_log(const log::EventLog& log,
                                                       const store::Database& state,
                                                       const std::filesystem::path& scratch,
                                                       BulkFoldOptions options = {},
                                                       const FoldProgress& progress = {});

}  // namespace donthu::runtime
