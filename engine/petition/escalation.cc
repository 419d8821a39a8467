#include "engine/petition/escalation.h"

#include "engine/petition/authority.h"
#include "engine/petition/flow_attempt.h"
#include "engine/petition/hand_over.h"
#include "engine/petition/terms.h"

namespace donthu::petition {

using event::Bearer;
using event::DeadlineState;

void end_assignments(Draft& draft, std::string_view outcome) {
  while (!draft.now_at().assignments.empty()) {
    const Assignment open = draft.now_at().assignments.front();
    draft.record(event::TaskEnded{open.officer, open.task, std::string(outcome)});
  }
}

void assign_to_head(Draft& draft, UnitId unit, std::string_view ended_because) {
  end_assignments(draft, ended_because);
  const auto head = accountable_head(draft, unit);
  if (!head) {
    draft.record(event::RulingNeeded{unit, "no_head"});
    return;
  }
  // The task is due with the deadline that falls due next; without one, today.
  const Deadline* next = next_duty(draft.now_at());
  const Date due = next != nullptr ? next->limit.due_date : local_date(draft.context().now);
  draft.record(event::TaskAssigned{*head, "handle", due, *head, unit});
}

bool pass_task_on(Draft& draft, const Assignment& open, UnitId unit, std::string_view because) {
  draft.record(event::TaskEnded{open.officer, open.task, std::string(because)});
  const auto head = accountable_head(draft, unit);
  if (head) draft.record(event::TaskAssigned{*head, open.task, open.due, *head, unit});
  return head.has_value();
}

namespace {

// The superior answers for the case from now on, while the handling unit goes on with it.
void assign_oversight(Draft& draft, UnitId superior) {
  const auto head = accountable_head(draft, superior);
  if (!head) {
    draft.record(event::RulingNeeded{superior, "no_head"});
    return;
  }
  // One oversight at a time: whoever had it hands it on.
  const std::vector<Assignment> open = draft.now_at().assignments;
  for (const Assignment& assignment : open)
    if (assignment.task == "oversee")
      draft.record(event::TaskEnded{assignment.officer, assignment.task, "reassigned"});
  const Deadline& own = draft.now_at().deadlines.back();
  const Date due = own.unit == superior ? own.limit.due_date : local_date(draft.context().now);
  draft.record(event::TaskAssigned{*head, "oversee", due, *head, superior});
}

// The unit from which the case climbs: the one that let it lapse or, where that has ended, the one
// that handles it now; whoever answers for it in place of an ended superior is the next above.
UnitId standing_for(const Draft& draft, const Deadline& lapsed, Date today) {
  if (draft.context().registry->is_valid(lapsed.unit, today)) return lapsed.unit;
  return draft.now_at().handling_unit;
}

}  // namespace

Status climb(Draft& draft, std::uint32_t deadline_id) {
  const Deadline lapsed = *draft.now_at().find_deadline(deadline_id);
  const Context& context = draft.context();
  const Date today = local_date(context.now);
  auto facts = draft.facts(lapsed.purpose);
  facts.insert_or_assign("rung", static_cast<std::int64_t>(lapsed.rung));
  const auto level = context.registry->level(lapsed.unit, today);
  if (level) facts.insert_or_assign("level", event::name_of(*level));
  DONTHU_ASSIGN(const auto ladder, draft.rule("ladder", "ladder", facts, today));
  if (!ladder.flag("climbs")) return {};

  draft.record(event::ReminderSent{lapsed.unit, lapsed.id});
  const UnitId stands = standing_for(draft, lapsed, today);
  const UnitId superior = context.registry->superior(stands, today);
  if (!superior) {
    const bool gone = !context.registry->is_valid(stands, today);
    // Where the unit has ended, that is why it waits already.
    if (!gone || !draft.now_at().ruling_needed)
      draft.record(event::RulingNeeded{stands, gone ? "no_competent_unit" : "no_superior"});
    return {};
  }
  const bool handling_moves = ladder.flag("handling_moves");
  draft.record(event::PetitionEscalated{lapsed.unit,
                                        superior,
                                        event::EscalationReason::overdue,
                                        handling_moves,
                                        lapsed.id,
                                        ladder.citation,
                                        {}});
  const std::string next = ladder.text("next_purpose");
  if (!next.empty())
    DONTHU_TRY(set_deadline(draft, next, {context.now, nullptr}, superior,
                            static_cast<std::uint16_t>(lapsed.rung + 1)));
  if (handling_moves)
    assign_to_head(draft, superior, "unit_changed");
  else
    assign_oversight(draft, superior);
  return {};
}

namespace {

// The finding stands, whatever the procedure makes of it.
void fire_in_flow(Draft& draft, const std::string& purpose, process::DeadlineMoment moment) {
  run_flow(draft, [&](Draft& attempt) -> Status {
    const auto fired = process::fire_deadline(purpose, moment, attempt);
    return fired ? Status{} : std::unexpected(fired.error());
  });
}

Status fire_warning(Draft& draft, const Deadline& deadline) {
  if (deadline.warned || deadline.limit.due_soon > draft.context().now) return {};
  const std::string purpose = deadline.purpose;
  draft.record(event::DeadlineDueSoon{deadline.id, deadline.limit.due});
  fire_in_flow(draft, purpose, process::DeadlineMoment::due_soon);
  return {};
}

// Whoever had it in hand on the last day let it lapse: a unit that had ended by then did not.
Status hand_over_before(Draft& draft, const Deadline& deadline) {
  const auto unit = draft.context().registry->unit(deadline.unit, local_date(draft.context().now));
  const bool ended =
      unit && unit->valid_until && deadline.limit.due > end_of_day(*unit->valid_until);
  return ended ? hand_over(draft) : Status{};
}

Status fire_due(Draft& draft, std::uint32_t id) {
  if (draft.now_at().find_deadline(id)->bearer == Bearer::citizen) {
    draft.record(event::DeadlineLapsed{id, draft.now_at().find_deadline(id)->limit.due});
    return {};
  }
  DONTHU_TRY(hand_over_before(draft, *draft.now_at().find_deadline(id)));
  const Deadline& deadline = *draft.now_at().find_deadline(id);
  const std::string purpose = deadline.purpose;
  const bool climbs = deadline.climbs;
  OfficerId officer;
  for (const Assignment& open : draft.now_at().assignments)
    if (open.unit == deadline.unit) officer = open.officer;
  draft.record(
      event::DeadlineOverdue{id, deadline.limit.due, draft.context().now, deadline.unit, officer});
  fire_in_flow(draft, purpose, process::DeadlineMoment::overdue);
  // It climbs from the unit that goes on, where the one that let it lapse has ended.
  DONTHU_TRY(hand_over(draft));
  return climbs ? climb(draft, id) : Status{};
}

}  // namespace

Status fire_deadline(Draft& draft, const event::FireDeadline& command) {
  const Deadline* deadline = draft.now_at().find_deadline(command.deadline);
  if (deadline == nullptr)
    return fail(ErrorCode::not_found, "unknown-deadline", "the case has no deadline of that number",
                "deadline", "This is the engine's own command; run the audit");
  if (deadline->state != DeadlineState::running) return {};
  const Instant armed = command.due_soon ? deadline->limit.due_soon : deadline->limit.due;
  // Armed for another instant by now: the index will bring that one.
  if (armed != command.at || armed > draft.context().now) return {};
  if (calendar_is_outdated(draft, *deadline)) {
    DONTHU_ASSIGN(const bool changed, recompute_deadline(draft, command.deadline, "calendar"));
    deadline = draft.now_at().find_deadline(command.deadline);
    const Instant anew = command.due_soon ? deadline->limit.due_soon : deadline->limit.due;
    if (changed && anew > draft.context().now) return {};
  }
  return command.due_soon ? fire_warning(draft, *deadline) : fire_due(draft, deadline->id);
}

}  // namespace donthu::petition
