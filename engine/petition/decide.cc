#include "engine/petition/decide.h"

#include <algorithm>
#include <array>

#include "engine/petition/authority.h"
#include "engine/petition/escalation.h"
#include "engine/petition/flow_attempt.h"
#include "engine/petition/hand_over.h"
#include "engine/petition/terms.h"
#include "engine/petition/verbs.h"

namespace donthu::petition {
namespace {

template <class... Kinds>
struct Overloaded : Kinds... {
  using Kinds::operator()...;
};
template <class... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

// What may still be asked of a case whose procedure has run to its end.
bool outlives_procedure(std::string_view verb) {
  static constexpr std::array verbs = {
      "reopen", "lodge_second_instance", "note",    "attach",        "correct", "void", "close",
      "notify", "read_sealed",           "enforce", "demand_report", "report",  "rule"};
  return std::ranges::find(verbs, verb) != verbs.end();
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : ", ") + word;
  return line;
}

void start_flow(Draft& draft) {
  const Case& state = draft.now_at();
  const auto* version =
      draft.context().rules->procedure_for(state.kind, state.instance, draft.legal_date());
  if (version == nullptr) {
    draft.record(event::FlowIncident{{}, "no-procedure-in-force"});
    return;
  }
  run_flow(draft, [&](Draft& attempt) -> Status {
    if (attempt.state().started && !attempt.state().ended) DONTHU_TRY(process::stop(attempt));
    attempt.record(
        event::FlowStarted{{version->compiled->id(), version->version, 0, version->citation}});
    return process::start(version->compiled->id(), version->version, attempt);
  });
}

void stop_flow(Draft& draft, std::string_view cause) {
  if (!draft.state().started || draft.state().ended) return;
  run_flow(draft, [&](Draft& attempt) -> Status {
    DONTHU_TRY(process::stop(attempt));
    attempt.record(event::FlowStopped{std::string(cause)});
    return {};
  });
}

// The procedure must wait for the verb, or allow it at any time.
Status check_order(const Draft& draft, std::string_view verb) {
  const bool running = draft.state().started && !draft.state().ended;
  if (!running) {
    if (outlives_procedure(verb)) return {};
    return reject(ErrorCode::rejected, "procedure-ended", "Quy trình của vụ việc đã kết thúc",
                  "the procedure of the case has ended and takes no '" + std::string(verb) + "'",
                  "verb", "Reopen the case, where there is a ground");
  }
  DONTHU_ASSIGN(const auto place, process::place_of(verb, draft));
  if (place.kind != process::CommandPlace::Kind::not_expected || outlives_procedure(verb))
    return {};
  return reject(ErrorCode::rejected, "verb-not-expected",
                "Quy trình không chờ thao tác '" + std::string(verb) + "' ở bước này",
                "the procedure does not wait for '" + std::string(verb) + "' now", "verb",
                "It takes now: " + joined(place.expected));
}

// The first of the case's commits.
Status check_beginning(const Case* before, const event::Command& command, const Context& context) {
  const bool registers = std::holds_alternative<event::Register>(command);
  if (registers && before != nullptr)
    return reject(ErrorCode::conflict, "already-registered", "Đơn này đã vào sổ",
                  "the case is registered already", "case", "Use another idempotency key");
  if (!registers && before == nullptr)
    return reject(ErrorCode::not_found, "unknown-case", "Không có vụ việc này",
                  "there is no such case", "case", "Find it with donthu case find");
  if (before != nullptr && !before->stuck.empty())
    return reject(ErrorCode::unavailable, "case-stuck", "Vụ việc đang bị khóa chờ kiểm tra",
                  "the case stands still, for one of its entries could not be applied", "case",
                  "An operator looks at it and releases it (donthu case release)");
  if (before != nullptr && before->status == event::CaseStatus::voided &&
      !std::holds_alternative<event::AddNote>(command) &&
      !std::holds_alternative<event::ReadSealed>(command))
    return reject(ErrorCode::rejected, "case-voided", "Bản ghi này đã bị hủy", "the entry is void",
                  "case", "Register the petition anew");
  DONTHU_TRY(context.actor.is_engine()
                 ? fail(ErrorCode::forbidden, "actor-missing", "no acting officer is named",
                        "actor", "Name the officer and the unit who act")
                 : Status{});
  return {};
}

Result<Decision> decide_verb(const Case* before, const event::Command& command,
                             const Context& context) {
  DONTHU_TRY(check_beginning(before, command, context));
  const std::string_view verb = event::verb_of(command);
  Draft draft(before, verb, context);
  DONTHU_TRY(check_effective_time(draft, verb));
  // A registration has no kind before its event; policies ask for it.
  if (const auto* registration = std::get_if<event::Register>(&command)) {
    draft.note("kind", event::name_of(registration->kind));
    DONTHU_TRY(check_authority(draft, verb));
  } else {
    DONTHU_TRY(check_authority(draft, verb));
    DONTHU_TRY(check_order(draft, verb));
  }
  Result<FlowAfter> after = std::visit(
      Overloaded{[](const event::Administer&) -> Result<FlowAfter> {
                   return fail(ErrorCode::invalid, "not-a-verb", "this is no verb of a case",
                               "verb", "Use one of the verbs in the OpenAPI document");
                 },
                 [](const event::FireDeadline&) -> Result<FlowAfter> { return FlowAfter::go_on; },
                 [](const event::FireTimer&) -> Result<FlowAfter> { return FlowAfter::go_on; },
                 [](const event::Recompute&) -> Result<FlowAfter> { return FlowAfter::go_on; },
                 [](const event::ReassignToHead&) -> Result<FlowAfter> { return FlowAfter::go_on; },
                 [](const event::Release&) -> Result<FlowAfter> { return FlowAfter::go_on; },
                 [](const event::HandOver&) -> Result<FlowAfter> { return FlowAfter::go_on; },
                 [&](const auto& known) { return Verbs(draft)(known); }},
      command);
  if (!after) return std::unexpected(after.error());
  DONTHU_TRY(meet_deadlines(draft, verb));
  switch (*after) {
    case FlowAfter::restart: start_flow(draft); break;
    case FlowAfter::stop: stop_flow(draft, verb); break;
    case FlowAfter::go_on:
      if (draft.state().started && !draft.state().ended)
        run_flow(draft, [&](Draft& attempt) -> Status {
          const auto taken = process::complete_command(verb, attempt);
          return taken ? Status{} : std::unexpected(taken.error());
        });
      break;
  }
  // An act of before, typed in after the unit has ended, may have put the case into its hands.
  DONTHU_TRY(hand_over(draft));
  return std::move(draft).finish();
}

Status recompute_all(Draft& draft, std::string_view cause) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id) {
    const auto changed = recompute_deadline(draft, id, cause);
    if (!changed) return std::unexpected(changed.error());
  }
  return {};
}

void reassign_to_head(Draft& draft, OfficerId left) {
  const std::vector<Assignment> open = draft.now_at().assignments;
  for (const Assignment& assignment : open)
    if (assignment.officer == left &&
        !pass_task_on(draft, assignment, assignment.unit, "officer_left"))
      draft.record(event::RulingNeeded{assignment.unit, "no_head"});
}

// The engine's own commands. They are judged by nobody's office, and may find nothing left to do.
Result<Decision> decide_engine(const Case* before, const event::Command& command,
                               const Context& context) {
  if (before == nullptr)
    return fail(ErrorCode::not_found, "unknown-case", "there is no such case", "case",
                "This is the engine's own command; run the audit");
  Draft draft(before, event::verb_of(command), context);
  if (!before->stuck.empty()) return std::move(draft).finish();
  const Status done = std::visit(
      Overloaded{[&](const event::FireDeadline& fire) { return fire_deadline(draft, fire); },
                 [&](const event::FireTimer& fire) -> Status {
                   const auto* token = before->flow.find(fire.token);
                   if (token == nullptr || token->timer_due != fire.at) return {};
                   run_flow(draft, [&](Draft& attempt) {
                     return process::fire_timer(fire.token, attempt);
                   });
                   return {};
                 },
                 [&](const event::Recompute& again) { return recompute_all(draft, again.cause); },
                 [&](const event::ReassignToHead& reassign) -> Status {
                   // Of a unit that has ended, the tasks go to those who go on with the case.
                   DONTHU_TRY(hand_over(draft));
                   reassign_to_head(draft, reassign.officer);
                   return {};
                 },
                 [&](const event::HandOver&) { return hand_over(draft); },
                 [](const auto&) -> Status { return {}; }},
      command);
  if (!done) return std::unexpected(done.error());
  return std::move(draft).finish();
}

}  // namespace

bool is_engine_command(const event::Command& command) {
  return std::holds_alternative<event::FireDeadline>(command) ||
         std::holds_alternative<event::FireTimer>(command) ||
         std::holds_alternative<event::Recompute>(command) ||
         std::holds_alternative<event::HandOver>(command) ||
         std::holds_alternative<event::ReassignToHead>(command);
}

Result<Decision> decide(const Case* before, const event::Command& command, const Context& context) {
  return is_engine_command(command) ? decide_engine(before, command, context)
                                    : decide_verb(before, command, context);
}

Result<std::vector<ExpectedVerb>> expected_verbs(const Case& state, const Rules& rules) {
  Context context;
  context.rules = &rules;
  const registry::Registry nobody;
  context.registry = &nobody;
  context.case_id = state.id;
  const Draft draft(&state, {}, context);
  DONTHU_ASSIGN(auto expected, process::expected_commands(draft));
  std::vector<ExpectedVerb> verbs;
  for (auto& command : expected)
    verbs.push_back({std::move(command.verb), std::move(command.element), std::move(command.name),
                     std::move(command.deadline)});
  return verbs;
}

}  // namespace donthu::petition
