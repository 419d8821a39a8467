// What every log of ours does before it stores anything.
#pragma once

#include "engine/log/event_log.h"

namespace donthu::log {

// Appended (and `partition` moved on), Conflict or Refused (and `partition` as it was). Stores
// nothing.
[[nodiscard]] AppendOutcome judge_append(event::Acceptance& partition, const Append& append);

[[nodiscard]] Error no_such_partition(PartitionId partition, std::uint16_t partitions);
[[nodiscard]] Error closed_for_writing();
[[nodiscard]] Error beyond_head(PartitionId partition, std::uint64_t seq, std::uint64_t next_seq);

// The genesis of one partition of the log that `genesis` describes.
[[nodiscard]] event::Genesis genesis_of(event::Genesis genesis, PartitionId partition);

}  // namespace donthu::log
