#include "engine/petition/hand_over.h"

#include <algorithm>
#include <ranges>

#include "engine/petition/escalation.h"
#include "engine/petition/terms.h"

namespace donthu::petition {
namespace {

std::vector<std::string> parts_of(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (const auto part : std::views::split(text, separator)) {
    std::string_view word(part.begin(), part.end());
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    if (!word.empty()) parts.emplace_back(word);
  }
  return parts;
}

// The unit of that name below `handler`; none where there is none, or several.
UnitId unit_below(const registry::Registry& registry, UnitId handler, std::string_view name,
                  Date date) {
  UnitId found;
  for (const UnitId unit : registry.units_named(name, date)) {
    if (!registry.is_above(handler, unit, date)) continue;
    if (found) return {};
    found = unit;
  }
  return found;
}

// "quận Hoàn Kiếm" of a place in one of its wards.
bool names_what_stands_above(const registry::Registry& registry, UnitId handler,
                             std::string_view name, Date date) {
  const auto above = registry.ancestors(handler, date);
  return std::ranges::any_of(registry.units_named(name, date), [&](UnitId unit) {
    return unit == handler || std::ranges::find(above, unit) != above.end();
  });
}

registry::Place place_of(const std::string& text, UnitId otherwise, UnitId handler,
                         const registry::Registry& registry, Date date) {
  registry::Place place;
  for (const std::string& part : parts_of(text, ',')) {
    const UnitId unit = unit_below(registry, handler, part, date);
    if (unit && !place.unit)
      place.unit = unit;
    else if (!unit && place.locality.empty() &&
             !names_what_stands_above(registry, handler, part, date))
      place.locality = part;
  }
  if (!place.unit) place.unit = otherwise;
  return place;
}

// Who goes on with it, and by what rule.
struct Heir {
  UnitId unit;         // None: a person must rule.
  std::string reason;  // Why.
  bool terms_restart = false;
  event::RuleCitation rule;
};

Heir heir_of(const Draft& draft, UnitId handler, Date last_day, Date today) {
  const registry::Registry& registry = *draft.context().registry;
  const auto places = places_of(draft.now_at(), handler, registry, last_day);
  const registry::Succession succession = registry.successor(places, today);
  auto facts = draft.facts();
  facts.insert_or_assign("succession", event::name_of(succession.outcome));
  facts.insert_or_assign("legal_date", today);
  const auto ruling = draft.rule("succession", "succession", facts, today);
  Heir heir;
  if (!ruling) {
    // Not even a deadline may be held up for want of a rule: somebody rules.
    heir.reason = ruling.error().reason;
    return heir;
  }
  heir.rule = ruling->citation;
  heir.terms_restart = ruling->flag("terms_restart");
  const std::string to = ruling->text("to");
  if (to == "successor") heir.unit = succession.unit;
  if (to == "superior") heir.unit = superior_of(registry, handler, today);
  heir.reason = succession.reason.empty() ? "policy-asks-for-ruling" : succession.reason;
  return heir;
}

// Tasks of units that are no more. Where the new unit has no head yet, nobody has them: who is
// competent is determined, and needs no ruling.
void hand_tasks_over(Draft& draft, const event::PetitionHandedOver& handed, Date today) {
  const std::vector<Assignment> open = draft.now_at().assignments;
  for (const Assignment& task : open)
    if (!draft.context().registry->is_valid(task.unit, today))
      (void)pass_task_on(draft, task, task.unit == handed.from ? handed.to : handed.accountable_to,
                         "unit_changed");
}

// What ended, of the case's units; none where both stand.
struct Ended {
  bool handler = false;
  bool superior = false;
  Date last_day;

  [[nodiscard]] bool any() const { return handler || superior; }
};

Ended ended_of(const Case& state, const registry::Registry& registry, Date today) {
  Ended ended;
  const auto last_day_of = [&](UnitId id) {
    const auto unit = registry.unit(id, today);
    return unit && unit->valid_until && *unit->valid_until < today ? unit->valid_until
                                                                   : std::nullopt;
  };
  const auto handler = last_day_of(state.handling_unit);
  const auto superior = last_day_of(state.accountable_unit);
  ended.handler = handler.has_value();
  ended.superior = superior.has_value();
  if (ended.any()) ended.last_day = handler ? *handler : *superior;
  return ended;
}

event::PetitionHandedOver handed_to(const Draft& draft, UnitId unit, const Ended& ended) {
  const Case& state = draft.now_at();
  event::PetitionHandedOver handed;
  handed.from = state.handling_unit;
  handed.to = unit;
  handed.accountable_from = handed.accountable_to = state.accountable_unit;
  handed.effective_from = ended.last_day + days{1};
  if (handed.accountable_from == handed.from) {
    handed.accountable_to = handed.to;
  } else if (ended.superior) {
    const UnitId above =
        draft.context().registry->superior(handed.to, local_date(draft.context().now));
    handed.accountable_to = above ? above : handed.to;
  }
  return handed;
}

Status restart_terms(Draft& draft) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id) {
    const Deadline former = *draft.now_at().find_deadline(id);
    if (former.state != event::DeadlineState::running || former.bearer != event::Bearer::authority)
      continue;
    annul_deadline(draft, id, "handed_over");
    DONTHU_TRY(set_deadline(draft, former.purpose, {draft.context().now, nullptr}, former.unit,
                            former.rung));
  }
  return {};
}

}  // namespace

std::vector<registry::Place> places_of(const Case& state, UnitId handler,
                                       const registry::Registry& registry, Date date) {
  const UnitId registrar = state.number.unit;
  const UnitId otherwise = registry.is_above(handler, registrar, date) ? registrar : handler;
  std::vector<registry::Place> places;
  for (const std::string& text : parts_of(state.locality, ';'))
    places.push_back(place_of(text, otherwise, handler, registry, date));
  if (places.empty()) places.push_back({otherwise, {}});
  return places;
}

UnitId superior_of(const registry::Registry& registry, UnitId unit, Date date) {
  if (registry.is_valid(unit, date)) return registry.superior(unit, date);
  const auto known = registry.unit(unit, date);
  if (!known || !known->valid_until) return {};
  for (const UnitId above : registry.ancestors(unit, *known->valid_until))
    if (registry.is_valid(above, date)) return above;
  return {};
}

bool acted_before_its_end(const Case& state, UnitId unit, Instant effective_at) {
  return std::ranges::any_of(state.former_units, [&](const FormerUnit& former) {
    return former.unit == unit && local_date(effective_at) <= former.last_day;
  });
}

UnitId handler_for(const Case& state, const Context& context) {
  return acted_before_its_end(state, context.actor.unit, context.effective_at)
             ? context.actor.unit
             : state.handling_unit;
}

Status hand_over(Draft& draft) {
  const Case& state = draft.now_at();
  const Date today = local_date(draft.context().now);
  const Ended ended = ended_of(state, *draft.context().registry, today);
  if (!ended.any() || !state.pending()) return {};
  Heir heir{state.handling_unit, {}, false, {}};
  if (ended.handler) heir = heir_of(draft, state.handling_unit, ended.last_day, today);
  if (!heir.unit) {
    // It waits until somebody rules, or a locality is recorded; each reason is said once.
    if (state.ruling_ground != heir.reason)
      draft.record(event::RulingNeeded{state.handling_unit, std::move(heir.reason)});
    return {};
  }
  // That nobody stands above who could be asked is as true as before.
  const bool at_the_top = state.ruling_ground == "no_superior";
  event::PetitionHandedOver handed = handed_to(draft, heir.unit, ended);
  handed.rule = std::move(heir.rule);
  draft.record(handed);
  hand_tasks_over(draft, handed, today);
  if (at_the_top && handed.accountable_to == handed.accountable_from)
    draft.record(event::RulingNeeded{handed.accountable_to, "no_superior"});
  return heir.terms_restart ? restart_terms(draft) : Status{};
}

void hand_over_to(Draft& draft, UnitId unit) {
  const Date today = local_date(draft.context().now);
  const Ended ended = ended_of(draft.now_at(), *draft.context().registry, today);
  if (!ended.any()) return;
  event::PetitionHandedOver handed = handed_to(draft, unit, ended);
  handed.accountable_to = unit;
  draft.record(std::move(handed));
}

}  // namespace donthu::petition
