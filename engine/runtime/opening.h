// What happens between a folder on disk and an engine that may write to it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/log/event_log.h"
#include "engine/log/head_file.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/follower.h"
#include "engine/runtime/registry_state.h"
#include "engine/runtime/writer.h"

namespace donthu::runtime {

// Checks the chain from the last verified mark, and compares the log's head with those that the
// head file and the state remember. Gives, by partition, why it must stay read-only: the log was
// cut or edited. An extension is no difference. Nothing is repaired, cut or deleted over one.
[[nodiscard]] Result<std::map<PartitionId, PartitionState>> check_log(
    const log::EventLog& log, const store::Database& state, const log::HeadFile* remembered);

// The partition differs from what was known of it, or a newer program wrote it: it can be read up
// to there, and the others go on.
[[nodiscard]] bool stands_still(const Error& error);

// Folds what the state lacks of the partition, which becomes read-only where it cannot be folded.
[[nodiscard]] Status fold_rest(Follower& follower, const store::Database& state, PartitionId id,
                               PartitionState& partition);

// Claims the partition, begins an epoch in it, and folds what the state lacks. It becomes read-only
// instead where its log differs from what is known of it. Errors: conflict "claim-lost": another
// writer has it; unavailable, and those of the log: not known, the log is to be opened again.
[[nodiscard]] Status take_over(log::EventLog& log, const store::Database& state, const Clock& clock,
                               Follower& follower, PartitionId id, PartitionState& partition);

// What the head file is to say now. `closing`: the log is being closed in good order, so that what
// was written counts as verified; otherwise only what was read back at the start does.
[[nodiscard]] log::HeadFile head_file_of(const log::EventLog& log,
                                         const std::map<PartitionId, PartitionState>& partitions,
                                         const log::HeadFile* before, bool closing);

}  // namespace donthu::runtime
