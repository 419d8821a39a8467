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

// Folds all of partition 0 into the registry. corrupt, unsupported: the engine cannot work.
[[nodiscard]] Status load_registry(const log::EventLog& log, RegistryState& registry);

// Checks the chain from the last verified mark, and compares the log's head with those that the
// head file and the state remember. Gives, by partition, why it must stay read-only: the log was
// cut or edited. An extension is no difference. Nothing is repaired, cut or deleted over one.
[[nodiscard]] Result<std::map<PartitionId, PartitionState>> check_log(
    const log::EventLog& log, const store::Database& state, const log::HeadFile* remembered);

// Claims every partition that is not read-only and begins an epoch in it, then folds what the state
// lacks; a partition that cannot be folded becomes read-only. The log's registry is loaded before.
[[nodiscard]] Status take_over(log::EventLog& log, store::Database& state, const Clock& clock,
                               std::size_t cached_cases,
                               std::map<PartitionId, PartitionState>& partitions,
                               std::vector<Follower::StuckCase>& stuck);

// What the head file is to say now. `closing`: the log is being closed in good order, so that what
// was written counts as verified; otherwise only what was read back at the start does.
[[nodiscard]] log::HeadFile head_file_of(const log::EventLog& log,
                                         const std::map<PartitionId, PartitionState>& partitions,
                                         const log::HeadFile* before, bool closing);

}  // namespace donthu::runtime
