// The whole state as it was known at an earlier time, in a folder of its own, to be asked like the
// present one.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "engine/registry/registry.h"
#include "engine/runtime/bulk_fold.h"
#include "engine/runtime/log_queries.h"

namespace donthu::replay {

// Where a replay stops in each partition: the first seq that is not folded.
using Limits = std::vector<std::uint64_t>;

// The entries recorded up to and including `at`. One instant over all partitions is what each of
// them knew then; commands of different partitions have no other order.
[[nodiscard]] Result<Limits> recorded_until(const log::EventLog& log, Instant at);

class Past {
 public:
  // Folds the log up to the limits into the folder, which must not exist, and stays there as a
  // state; whoever made it removes it. `log` must outlive it. conflict "folder-exists"; errors of
  // runtime::fold_all, after which nothing is left.
  [[nodiscard]] static Result<std::unique_ptr<Past>> replay(
      const log::EventLog& log, const Limits& limits, const std::filesystem::path& folder,
      const runtime::FoldProgress& progress = {});

  // Of cases, numbers, histories, timelines: all as of then. next_seq and each_entry tell of the
  // log, and so of what came later, too.
  [[nodiscard]] const runtime::Queries& queries() const { return *queries_; }
  [[nodiscard]] const store::Database& state() const { return *state_; }
  [[nodiscard]] const registry::Registry& registry() const { return *registry_; }
  [[nodiscard]] const Limits& limits() const { return limits_; }
  [[nodiscard]] const runtime::BulkFolded& folded() const { return folded_; }

 private:
  Past() = default;

  Limits limits_;
  runtime::BulkFolded folded_;
  std::unique_ptr<store::Database> state_;
  std::unique_ptr<runtime::LogQueries> queries_;
  std::shared_ptr<const registry::Registry> registry_;
};

}  // namespace donthu::replay
