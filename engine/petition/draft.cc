#include "engine/petition/draft.h"

#include <utility>

#include "engine/base/check.h"
#include "engine/petition/escalation.h"
#include "engine/petition/terms.h"

namespace donthu::petition {
namespace {

// The level of a unit, as policies name it; empty where the unit is not in force on that day.
std::string level_of(const registry::Registry& registry, UnitId unit, Date date) {
  const auto level = registry.level(unit, date);
  return level ? std::string(event::name_of(*level)) : std::string();
}

}  // namespace

Draft::Draft(const Case* before, std::string_view verb, const Context& context)
    : before_(before), case_(before != nullptr ? *before : Case{}), verb_(verb), context_(context) {
  case_.id = context.case_id;
}

void Draft::record(event::Event event) {
  flush_steps();
  const auto folded = apply(case_, event, {context_.now, context_.effective_at});
  DONTHU_CHECK(folded.has_value(), "a decided event does not fit the case it was decided on");
  events_.push_back(std::move(event));
}

std::size_t Draft::mark() {
  flush_steps();
  return events_.size();
}

// Folds anew what stays. Rolling back is rare, so that going on need not copy anything.
void Draft::roll_back(std::size_t mark) {
  steps_.clear();
  events_.resize(mark);
  case_ = before_ != nullptr ? *before_ : Case{};
  case_.id = context_.case_id;
  for (const event::Event& event : events_) {
    const auto folded = apply(case_, event, {context_.now, context_.effective_at});
    DONTHU_CHECK(folded.has_value(), "an event that was folded once must fold again");
  }
}

Decision Draft::finish() && {
  flush_steps();
  return {std::move(events_), std::move(case_)};
}

policy::Context Draft::facts(std::string_view purpose) const {
  policy::Context facts = variables();
  facts.emplace("purpose", std::string(purpose));
  facts.emplace("legal_date", legal_date());
  return facts;
}

policy::Context Draft::variables() const {
  policy::Context names;
  names.emplace("kind", event::name_of(case_.kind));
  names.emplace("instance", event::name_of(case_.instance));
  names.emplace("channel", event::name_of(case_.channel));
  names.emplace("status", event::name_of(case_.status));
  names.emplace("verb", std::string_view(verb_));
  names.emplace("complex", case_.complex);
  names.emplace("remote", case_.remote);
  names.emplace("suspended", case_.suspended);
  names.emplace("level",
                level_of(*context_.registry, case_.handling_unit, local_date(context_.now)));
  if (case_.outcome)
    names.emplace("outcome", event::name_of(*case_.outcome));
  else
    names.emplace("outcome", policy::Value());
  for (const auto& [name, value] : noted_) names.insert_or_assign(name, value);
  return names;
}

void Draft::note(std::string_view name, policy::Value value) {
  noted_.insert_or_assign(std::string(name), std::move(value));
}

Result<Draft::Ruling> Draft::rule(std::string_view policy, std::string_view decision,
                                  const policy::Context& facts, Date date) const {
  const auto* version = context_.rules->policy(policy, date);
  if (version == nullptr)
    return reject(
        ErrorCode::not_found, "policy-missing",
        "Chưa có quy định '" + std::string(policy) + "' có hiệu lực ngày " + to_vietnamese(date),
        "no version of the policy '" + std::string(policy) + "' is in force on " + to_string(date),
        {}, "Publish one that covers that day (donthu rules publish)");
  DONTHU_ASSIGN(auto outcome, context_.rules->decide(*version, decision, facts));
  Ruling ruling;
  ruling.citation.rule = version->id;
  ruling.citation.version = version->version;
  if (!outcome->matched.empty()) {
    const auto& row = outcome->matched.front();
    ruling.citation.row = row.index;
    const auto citation = row.annotations.find("citation");
    ruling.citation.citation =
        citation != row.annotations.end() ? citation->second : version->citation;
  }
  ruling.outcome = std::move(outcome);
  return ruling;
}

namespace {

const policy::Value* output_of(const policy::Outcome& outcome, std::string_view name) {
  for (const auto& [output, value] : outcome.outputs)
    if (output == name) return &value;
  return nullptr;
}

}  // namespace

bool Draft::Ruling::flag(std::string_view output) const {
  const auto* value = output_of(*outcome, output);
  return value != nullptr && value->is_true();
}

std::int64_t Draft::Ruling::number(std::string_view output) const {
  const auto* value = output_of(*outcome, output);
  return value != nullptr ? value->integer().value_or(0) : 0;
}

std::string Draft::Ruling::text(std::string_view output) const {
  const auto* value = output_of(*outcome, output);
  return value != nullptr && value->string() != nullptr ? *value->string() : std::string();
}

Status Draft::changed(const process::FlowChange& change) {
  DONTHU_TRY(process::apply(case_.flow, change));
  event::FlowStep step;
  step.kind = static_cast<std::uint16_t>(change.kind);
  step.token = change.token;
  step.parent = change.parent;
  step.procedure = change.procedure;
  step.version = change.version;
  step.element = change.element;
  step.via = change.via;
  step.timer_due = change.timer_due;
  steps_.push_back(std::move(step));
  return {};
}

// Moves of tokens are gathered, and become one event before the next event of another sort.
void Draft::flush_steps() {
  if (!steps_.empty()) events_.emplace_back(event::FlowMoved{std::exchange(steps_, {})});
}

const process::Procedure* Draft::procedure(std::string_view id, std::string_view version) const {
  return context_.rules->procedure(id, version);
}

namespace {

Result<TermStart> start_of(const Draft& draft, const process::ServiceCall& call) {
  const auto input = [&](const char* name) {
    const auto found = call.inputs.find(name);
    return found != call.inputs.end() ? found->second : std::string();
  };
  const Case& state = draft.now_at();
  const std::string from = input("from");
  if (from == "received") return TermStart{state.handling_since, nullptr};
  if (from == "accepted") return TermStart{state.accepted_at, nullptr};
  if (from == "resolved") return TermStart{state.finished_at, nullptr};
  if (from == "effective" || from.empty()) return TermStart{draft.context().effective_at, nullptr};
  const std::string of = input("of");
  for (auto it = state.deadlines.rbegin(); from == "limit" && it != state.deadlines.rend(); ++it)
    if (it->purpose == of && it->state != event::DeadlineState::annulled)
      return TermStart{{}, &*it};
  return fail(ErrorCode::invalid, "term-start-unknown",
              "the service task asks for a term from '" + from + "' of '" + of +
                  "', which this case does not have",
              std::string(call.procedure) + "#" + std::string(call.element),
              "Use received, accepted, resolved, effective, or limit with the purpose of a "
              "deadline that was set before");
}

}  // namespace

Status Draft::call(const process::ServiceCall& call) {
  const auto input = [&](const char* name) {
    const auto found = call.inputs.find(name);
    return found != call.inputs.end() ? found->second : std::string();
  };
  const std::string purpose = input("purpose");
  if (call.function == "set-deadline") {
    DONTHU_ASSIGN(const TermStart start, start_of(*this, call));
    UnitId unit = case_.handling_unit;
    if (input("unit") == "superior")
      unit = context_.registry->superior(unit, local_date(context_.now));
    return set_deadline(*this, purpose, start, unit);
  }
  if (call.function == "meet-deadline" || call.function == "annul-deadline") {
    const Deadline* deadline = case_.open_deadline(purpose);
    if (deadline == nullptr) return {};
    const std::uint32_t id = deadline->id;
    if (call.function == "meet-deadline")
      meet_deadline(*this, id);
    else
      annul_deadline(*this, id, input("cause").empty() ? "procedure" : input("cause"));
    return {};
  }
  if (call.function == "remind") {
    const Deadline* deadline = case_.open_deadline(purpose);
    record(event::ReminderSent{case_.handling_unit, deadline != nullptr ? deadline->id : 0});
    return {};
  }
  if (call.function == "close") {
    record(event::PetitionClosed{input("outcome").empty() ? "done" : input("outcome")});
    annul_open_duties(*this, "closed");
    end_assignments(*this, "case_ended");
    return {};
  }
  return fail(ErrorCode::invalid, "function-unknown",
              "the service task calls '" + std::string(call.function) +
                  "', which this version does not know",
              std::string(call.procedure) + "#" + std::string(call.element),
              "Known functions are listed by donthu rules functions");
}

}  // namespace donthu::petition
