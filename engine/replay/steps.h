// A case, event by event, with its state before and after each.
#pragma once

#include <functional>

#include "engine/replay/changes.h"
#include "engine/runtime/queries.h"

namespace donthu::replay {

// One event. References are good until the visitor returns.
struct Step {
  const runtime::HistoryEntry& entry;  // The commit that holds it.
  std::size_t event = 0;               // Its number in the commit, from 0.
  const petition::Case& before;
  const petition::Case& after;  // With the commit's last event: version and chain, too.
  std::vector<Change> changes;

  [[nodiscard]] const event::Event& what() const { return entry.commit.events[event]; }
};
using StepVisitor = std::function<bool(const Step&)>;

// Visits the events of a case from its registration on; stops where the visitor gives false.
// Returns the case as it was then. corrupt "event-impossible", "case-chain-broken": an entry cannot
// be folded; the steps before it were visited. Errors of Queries::history.
[[nodiscard]] Result<petition::Case> each_step(const runtime::Queries& queries, const CaseId& id,
                                               const StepVisitor& visit);

}  // namespace donthu::replay
