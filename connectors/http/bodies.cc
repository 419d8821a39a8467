#include "connectors/http/bodies.h"

namespace donthu::http {
namespace {

std::optional<NextDue> next_due(const petition::Case& state) {
  const petition::Deadline* first = nullptr;
  for (const auto& deadline : state.deadlines)
    if (deadline.state == event::DeadlineState::running &&
        deadline.bearer == event::Bearer::authority &&
        (first == nullptr || deadline.limit.due < first->limit.due))
      first = &deadline;
  if (first == nullptr) return std::nullopt;
  return NextDue{first->id, first->purpose, first->limit.due, first->limit.provisional};
}

}  // namespace

SummaryBody summary_of(const petition::Case& state) {
  SummaryBody out;
  out.id = state.id;
  out.version = state.version;
  out.number = state.number;
  out.kind = state.kind;
  out.instance = state.instance;
  out.channel = state.channel;
  out.status = state.status;
  out.matter = state.matter;
  out.topic = state.topic;
  out.locality = state.locality;
  out.handling_unit = state.handling_unit;
  out.accountable_unit = state.accountable_unit;
  for (const auto& assignment : state.assignments) out.officers.push_back(assignment.officer);
  out.received_at = state.received_at;
  out.accepted_at = state.accepted_at;
  out.finished_at = state.finished_at;
  out.outcome = state.outcome;
  out.suspended = state.suspended;
  out.ruling_needed = state.ruling_needed;
  out.times_overdue = state.times_overdue;
  out.times_escalated = state.times_escalated;
  out.next_due = next_due(state);
  out.stuck = state.stuck;
  return out;
}

}  // namespace donthu::http
