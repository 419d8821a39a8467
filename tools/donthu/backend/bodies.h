// The forms of answers that no type of the engine has (schemas/openapi.yaml), for the local folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/event/json.h"
#include "engine/petition/case.h"

namespace donthu::cli {

using event::field;

struct NextDue {
  std::uint32_t deadline = 0;
  std::string purpose;
  Instant due;
  bool provisional = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("deadline", deadline), field("purpose", purpose), field("due", due),
            field("provisional", provisional));
  }
};

// A case in a list.
struct Summary {
  CaseId id;
  std::uint64_t version = 0;
  event::RegisterNumber number;
  event::PetitionKind kind = event::PetitionKind::complaint;
  event::Instance instance = event::Instance::first;
  event::Channel channel = event::Channel::counter;
  event::CaseStatus status = event::CaseStatus::registered;
  std::string matter;
  std::string topic;
  std::string locality;
  UnitId handling_unit;
  UnitId accountable_unit;
  std::vector<OfficerId> officers;
  Instant received_at;
  Instant accepted_at;
  Instant finished_at;
  std::optional<event::Outcome> outcome;
  bool suspended = false;
  bool ruling_needed = false;
  std::uint16_t times_overdue = 0;
  std::uint16_t times_escalated = 0;
  std::optional<NextDue> next_due;  // The open deadline of an authority that falls due first.
  std::string stuck;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("version", version), field("number", number),
            field("kind", kind), field("instance", instance), field("channel", channel),
            field("status", status), field("matter", matter), field("topic", topic),
            field("locality", locality), field("handling_unit", handling_unit),
            field("accountable_unit", accountable_unit), field("officers", officers),
            field("received_at", received_at), field("accepted_at", accepted_at),
            field("finished_at", finished_at), field("outcome", outcome),
            field("suspended", suspended), field("ruling_needed", ruling_needed),
            field("times_overdue", times_overdue), field("times_escalated", times_escalated),
            field("next_due", next_due), field("stuck", stuck));
  }
};

[[nodiscard]] inline Summary summary_of(const petition::Case& state) {
  Summary out{.id = state.id,
              .version = state.version,
              .number = state.number,
              .kind = state.kind,
              .instance = state.instance,
              .channel = state.channel,
              .status = state.status,
              .matter = state.matter,
              .topic = state.topic,
              .locality = state.locality,
              .handling_unit = state.handling_unit,
              .accountable_unit = state.accountable_unit,
              .officers = {},
              .received_at = state.received_at,
              .accepted_at = state.accepted_at,
              .finished_at = state.finished_at,
              .outcome = state.outcome,
              .suspended = state.suspended,
              .ruling_needed = state.ruling_needed,
              .times_overdue = state.times_overdue,
              .times_escalated = state.times_escalated,
              .next_due = {},
              .stuck = state.stuck};
  for (const auto& assignment : state.assignments) out.officers.push_back(assignment.officer);
  for (const auto& deadline : state.deadlines)
    if (deadline.state == event::DeadlineState::running &&
        deadline.bearer == event::Bearer::authority &&
        (!out.next_due || deadline.limit.due < out.next_due->due))
      out.next_due =
          NextDue{deadline.id, deadline.purpose, deadline.limit.due, deadline.limit.provisional};
  return out;
}

}  // namespace donthu::cli
