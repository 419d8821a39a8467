#include "engine/petition/case.h"

#include <algorithm>
#include <ranges>

namespace donthu::petition {

using event::CaseStatus;
using event::DeadlineState;

bool Case::open() const {
  switch (status) {
    case CaseStatus::registered:
    case CaseStatus::classified:
    case CaseStatus::accepted: return true;
    default: return false;
  }
}

bool Case::pending() const { return open() || (flow.started && !flow.ended); }

const Deadline* Case::find_deadline(std::uint32_t deadline) const {
  // Numbers are given from 1 in order, so a number is a place.
  return deadline >= 1 && deadline <= deadlines.size() ? &deadlines[deadline - 1] : nullptr;
}

const Deadline* Case::open_deadline(std::string_view purpose) const {
  for (const Deadline& deadline : std::views::reverse(deadlines))
    if (deadline.open() && deadline.purpose == purpose) return &deadline;
  return nullptr;
}

std::vector<DueInstant> due_instants(const Case& state) {
  std::vector<DueInstant> armed;
  if (!state.stuck.empty()) return armed;
  for (const Deadline& deadline : state.deadlines) {
    if (deadline.state != DeadlineState::running) continue;
    if (deadline.limit.due_soon && !deadline.warned)
      armed.push_back({deadline.limit.due_soon, DueInstant::What::due_soon, deadline.id});
    armed.push_back({deadline.limit.due, DueInstant::What::due, deadline.id});
  }
  for (const process::Token& token : state.flow.tokens)
    if (token.timer_due) armed.push_back({token.timer_due, DueInstant::What::timer, token.id});
  return armed;
}

}  // namespace donthu::petition
