// What every log of ours does before it stores anything.
#pragma once

#include <functional>
#include <map>

#include "engine/log/event_log.h"

namespace donthu::log {

// Appended (and `partition` moved on), Conflict or Refused (and `partition` as it was). Stores
// nothing.
[[nodiscard]] AppendOutcome judge_append(event::Acceptance& partition, const Append& append);

// The outcomes of one call, each Append judged by what those before it leave; and what the rule of
// each partition is once the appended ones are stored.
struct JudgedAppends {
  std::vector<AppendOutcome> outcomes;
  std::map<PartitionId, event::Acceptance> after;
};
// `rule_of`: the rule of a partition as it is, or why nothing is appended to it. `turned_away` gets
// those that the rule does not let in.
[[nodiscard]] JudgedAppends judge_appends(
    std::span<const Append> appends,
    const std::function<Result<event::Acceptance>(PartitionId)>& rule_of,
    const std::function<void(const Append&)>& turned_away);

[[nodiscard]] Error no_such_partition(PartitionId partition, std::uint16_t partitions);
[[nodiscard]] Error closed_for_writing();
[[nodiscard]] Error beyond_head(PartitionId partition, std::uint64_t seq, std::uint64_t next_seq);

// The genesis of one partition of the log that `genesis` describes.
[[nodiscard]] event::Genesis genesis_of(event::Genesis genesis, PartitionId partition);

}  // namespace donthu::log
