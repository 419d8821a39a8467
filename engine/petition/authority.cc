#include "engine/petition/authority.h"

#include <algorithm>
#include <array>

#include "engine/petition/hand_over.h"

namespace donthu::petition {
namespace {

using event::OfficeRole;

// Verbs by which somebody outside the handling unit looks after a case.
bool is_oversight(std::string_view verb) {
  static constexpr std::array verbs = {"urge", "demand_report", "rule", "read_sealed", "note"};
  return std::ranges::find(verbs, verb) != verbs.end();
}

// The registering unit keeps the register, wherever the case has gone.
bool is_of_register(std::string_view verb) {
  static constexpr std::array verbs = {"correct",  "void",
                                       "note",     "attach",
                                       "notify",   "apply_to_superior",
                                       "withdraw", "lodge_second_instance"};
  return std::ranges::find(verbs, verb) != verbs.end();
}

// An act that took effect while the unit's own term ran, recorded after the case had climbed. Not
// one of a unit that gave the case away: its terms were met or annulled then.
bool acted_within_its_term(const Case& state, UnitId unit, Instant effective_at) {
  return std::ranges::any_of(state.deadlines, [&](const Deadline& deadline) {
    return deadline.unit == unit && deadline.state == event::DeadlineState::overdue &&
           deadline.start <= effective_at && effective_at <= deadline.limit.due;
  });
}

// Also where the lower unit has ended: as on its last day, or nobody could rule who goes on.
bool stands_above(const Context& context, UnitId upper, UnitId lower) {
  Date date = local_date(context.now);
  const auto unit = context.registry->unit(lower, date);
  if (unit && unit->valid_until && *unit->valid_until < date) date = *unit->valid_until;
  return context.registry->is_above(upper, lower, date);
}

bool unit_has_to_do(const Draft& draft, UnitId unit, std::string_view verb) {
  const Case& state = draft.now_at();
  const Context& context = draft.context();
  if (verb == "register") return true;
  if (unit == state.handling_unit || unit == state.accountable_unit) return true;
  if (is_of_register(verb) && unit == state.number.unit) return true;
  if (is_oversight(verb) && stands_above(context, unit, state.handling_unit)) return true;
  // What is over was not handed over; somebody must be able to look after the file.
  if (!state.pending() &&
      !context.registry->is_valid(state.handling_unit, local_date(context.now)) &&
      stands_above(context, unit, state.handling_unit))
    return true;
  return acted_within_its_term(state, unit, context.effective_at) ||
         acted_before_its_end(state, unit, context.effective_at);
}

std::unexpected<Error> not_yours(std::string_view reason, std::string vi, std::string en,
                                 std::string remedy) {
  return reject(ErrorCode::forbidden, std::string(reason), std::move(vi), std::move(en), "actor",
                std::move(remedy));
}

// The roles that the actor has in the unit: held ones, or the delegator's.
Result<std::vector<OfficeRole>> roles_of(const Draft& draft, std::string_view verb) {
  const Context& context = draft.context();
  const event::Actor& actor = context.actor;
  const Date date = draft.legal_date();
  std::vector<OfficeRole> roles;
  for (const auto& office : context.registry->offices_of(actor.officer, date))
    if (office.unit == actor.unit) roles.push_back(office.role);
  const auto delegation = context.registry->delegation_for(actor.officer, actor.unit, verb, date);
  if (delegation)
    for (const auto& office : context.registry->offices_of(delegation->from, date))
      if (office.unit == actor.unit) roles.push_back(office.role);
  if (roles.empty())
    return not_yours("officer-of-another-unit",
                     "Cán bộ không giữ chức vụ tại đơn vị này vào ngày " + to_vietnamese(date),
                     "the officer holds no office in the acting unit on " + to_string(date),
                     "Act in the unit where the officer holds office, or have its head delegate "
                     "this verb");
  return roles;
}

}  // namespace

Status check_authority(const Draft& draft, std::string_view verb) {
  const Context& context = draft.context();
  const event::Actor& actor = context.actor;
  const Date date = draft.legal_date();
  if (!context.registry->officer(actor.officer))
    return reject(ErrorCode::not_found, "unknown-officer", "Không có cán bộ này trong danh bạ",
                  "no such officer in the registry", "actor.officer",
                  "List officers with donthu registry officers");
  if (!context.registry->unit(actor.unit, date))
    return reject(ErrorCode::not_found, "unknown-unit", "Không có đơn vị này trong danh bạ",
                  "no such unit in the registry", "actor.unit",
                  "List units with donthu registry units");
  if (!context.registry->is_valid(actor.unit, date))
    return reject(ErrorCode::rejected, "unit-not-in-force",
                  "Đơn vị không còn (hoặc chưa) hoạt động vào ngày " + to_vietnamese(date),
                  "the unit is not in force on " + to_string(date), "actor.unit",
                  "Act for the unit that took it over (donthu registry successor)");
  DONTHU_ASSIGN(const auto roles, roles_of(draft, verb));
  if (!unit_has_to_do(draft, actor.unit, verb))
    return not_yours("unit-not-competent", "Đơn vị không thụ lý, không giám sát vụ việc này",
                     "the unit neither handles the case nor answers for it",
                     "The handling unit or its superior acts; see case show");
  auto facts = draft.facts();
  facts.insert_or_assign("verb", std::string(verb));
  const auto level = context.registry->level(actor.unit, date);
  if (level) facts.insert_or_assign("level", event::name_of(*level));
  for (const OfficeRole role : roles) {
    facts.insert_or_assign("role", event::name_of(role));
    DONTHU_ASSIGN(const auto ruling, draft.rule("authority", "authority", facts, date));
    if (ruling.flag("allowed")) return {};
  }
  return not_yours("role-not-allowed", "Chức vụ này không được thực hiện thao tác này",
                   "this role may not use the verb '" + std::string(verb) + "'",
                   "Ask the head of the unit, or have the verb delegated");
}

Status check_effective_time(const Draft& draft, std::string_view verb) {
  const Context& context = draft.context();
  if (context.effective_at > context.now)
    return reject(ErrorCode::invalid, "effective-in-future",
                  "Thời điểm có hiệu lực không được ở tương lai",
                  "the effective time lies after the time of recording", "effective_at",
                  "Give the time at which the act took effect, not a planned one");
  if (verb != "register" && context.effective_at < draft.now_at().received_at)
    return reject(ErrorCode::invalid, "effective-before-receipt",
                  "Thời điểm có hiệu lực trước ngày nhận đơn",
                  "the effective time lies before the receipt of the petition", "effective_at",
                  "Correct the date of receipt first, if that is what is wrong");
  const auto* calendar = context.rules->calendar(local_date(context.now));
  Date earliest = local_date(context.now) - days{1};
  while (calendar != nullptr && !calendar->compiled->is_working(earliest)) earliest -= days{1};
  if (local_date(context.effective_at) < earliest && context.backdating_reason.empty())
    return reject(ErrorCode::invalid, "backdating-without-reason",
                  "Ghi lùi ngày quá một ngày làm việc phải nêu lý do",
                  "an effective time more than one working day back needs a reason",
                  "backdating_reason", "Say why it is recorded late; the reason stays visible");
  return {};
}

Result<OfficerId> accountable_head(const Draft& draft, UnitId unit) {
  const auto head = draft.context().registry->head(unit, local_date(draft.context().now));
  if (!head)
    return reject(ErrorCode::rejected, "unit-has-no-head",
                  "Đơn vị chưa có người đứng đầu chịu trách nhiệm",
                  "the unit has no head who could answer for the task", "unit",
                  "Register its chair, or put a vice chair in charge (donthu registry)");
  return head->officer;
}

}  // namespace donthu::petition
