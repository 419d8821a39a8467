// A group: what was decided together, becomes durable with one sync, and is answered together.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "engine/log/event_log.h"
#include "engine/petition/rules.h"
#include "engine/registry/registry.h"
#include "engine/runtime/request.h"
#include "engine/runtime/state_rows.h"

namespace donthu::runtime {

struct Reply {
  Completion done;
  Result<Answer> answer;
  // Whether the answer rests on an entry of this group: then a failed append makes it unknown.
  bool of_entry = false;
  // In whose name it was decided. An answer that rests on no entry is not proven by the log, so it
  // is given only while this is still the partition's epoch.
  PartitionId partition;
  std::uint64_t epoch = 0;
};

struct Group {
  std::uint64_t number = 0;
  std::map<PartitionId, log::Append> appends;
  PendingRows rows;
  std::vector<Reply> replies;
  std::set<PartitionId> asked;  // The partitions of the replies.
  bool seals = false;           // Has sealed texts under keys that are not durable yet.
  std::uint64_t entries = 0;
  // When it was last seen that others had not taken over, before the first of the replies was
  // decided.
  std::chrono::steady_clock::time_point looked_at_others;
  bool acted = false;  // Deadlines were fired in it, or steps of sweeps taken.
  // The registry as of this group, where it changed in it.
  std::shared_ptr<const registry::Registry> registry;
  std::shared_ptr<const petition::Rules> rules;

  [[nodiscard]] bool empty() const { return replies.empty() && appends.empty(); }
};

}  // namespace donthu::runtime
