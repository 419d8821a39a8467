// Moves of a procedure that may fail without taking the act with them.
#pragma once

#include <utility>

#include "engine/petition/draft.h"

namespace donthu::petition {

// Runs an operation of the procedure. Where the procedure cannot go on, its moves are taken back
// and an incident stands in their place: the act itself is not lost over a badly drawn file.
template <class Operation>
void run_flow(Draft& draft, Operation&& operation) {
  const std::size_t before = draft.mark();
  const Status moved = operation(draft);
  if (moved) return;
  draft.roll_back(before);
  std::string element = moved.error().field;
  draft.record(event::FlowIncident{std::move(element), moved.error().reason});
}

}  // namespace donthu::petition
