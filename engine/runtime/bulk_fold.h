// Folds a whole log into an empty state, fast: several partitions at a time, and of the rows that
// show a case as it is now only the last of each batch. The rows are those that a Follower writes,
// key by key.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "engine/log/event_log.h"
#include "engine/runtime/follower.h"
#include "engine/store/database.h"

namespace donthu::runtime {

struct BulkFoldOptions {
  unsigned threads = 2;
  // Cases that each thread keeps decoded, in number; some 4 KiB each.
  std::size_t cached_cases = 50'000;
  // Of the state while it is filled, by family, in bytes: few large tables are cheaper to merge
  // than many small ones.
  std::size_t write_buffer_bytes = std::size_t{128} << 20;
  // Where to stop, by partition: the first seq that is not folded. Missing: the log's head.
  std::vector<std::uint64_t> until_seq;
};

struct BulkFolded {
  std::uint64_t entries = 0;
  std::uint64_t events = 0;
  StuckCases stuck;
};

// Called from any of the threads, one at a time, with the entries folded so far and those to fold;
// false stops the work.
using FoldProgress = std::function<bool(std::uint64_t entries, std::uint64_t total)>;

// `state` holds no row of what is folded. unavailable "stopped": `progress` gave false.
// unsupported: an entry of an unknown type; the program is too old. corrupt: the log is not what
// was written; run the audit. After an error `state` holds a part and is to be thrown away.
[[nodiscard]] Result<BulkFolded> fold_all(const log::EventLog& log, store::Database& state,
                                          const BulkFoldOptions& options,
                                          const FoldProgress& progress = {});

}  // namespace donthu::runtime
