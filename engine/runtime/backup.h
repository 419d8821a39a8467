// A copy of a data folder, made by a process of its own while an engine works on the folder.
#pragma once

#include "engine/runtime/bulk_fold.h"
#include "engine/runtime/configuration.h"

namespace donthu::runtime {

// Copies log, head file and documents into `target`, which must be empty or absent. The log is read
// entry by entry as it is when the call begins, and each is checked against its chain before it is
// copied, so the copy is as sound as its source. The state is not copied: the first start, or a
// rebuild, makes it anew. Needs nothing of the running engine, and takes no lock. Keys are copied
// apart, after it, by sealing::copy_keys.
//
// conflict "folder-not-empty"; conflict with a verdict, corrupt: the log is damaged, run the audit;
// unavailable "stopped"; io, full. What was copied before an error is no data folder, and may be
// removed. Returns the number of entries.
[[nodiscard]] Result<std::uint64_t> back_up(const Configuration& source,
                                            const std::filesystem::path& target,
                                            const FoldProgress& progress = {});

}  // namespace donthu::runtime
