#include "engine/report/case_reading.h"

#include <algorithm>
#include <set>

namespace donthu::report {

using projection::Fact;
using projection::FactKind;

namespace {

std::optional<event::PetitionKind> kind_of(const std::string& name) {
  for (const auto& [kind, known] : event::EnumNames<event::PetitionKind>::values)
    if (known == name) return kind;
  return std::nullopt;
}

// Deadlines that were never overdue, by what is known: their lapse was taken back, or (by effective
// time) the act had been done in time and was only recorded late.
std::set<std::uint32_t> taken_back(const std::vector<Fact>& known, AsOfKind kind) {
  std::set<std::uint32_t> deadlines;
  for (const Fact& fact : known) {
    const bool in_time = fact.kind == FactKind::met && fact.late && kind == AsOfKind::effective;
    if (fact.kind == FactKind::annulled || in_time) deadlines.insert(fact.deadline);
  }
  return deadlines;
}

// A unit gave the case away before it ended, and that was typed in after the case had been handed
// over: it was never handed over so. `facts` in the order in which they were recorded.
void drop_overtaken_hand_overs(std::vector<Fact>& facts) {
  const auto moves = [](const Fact& fact) {
    return fact.kind == FactKind::transferred || fact.kind == FactKind::escalated ||
           fact.kind == FactKind::second_instance;
  };
  for (std::size_t i = facts.size(); i-- > 0;) {
    if (facts[i].kind != FactKind::handed_over) continue;
    const bool overtaken = std::any_of(facts.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                       facts.end(), [&](const Fact& later) {
                                         return moves(later) && later.unit == facts[i].unit &&
                                                later.effective_at < facts[i].effective_at;
                                       });
    if (overtaken) facts.erase(facts.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

bool is_correction(FactKind kind) {
  return kind == FactKind::received || kind == FactKind::received_corrected ||
         kind == FactKind::reclassified || kind == FactKind::voided || kind == FactKind::annulled;
}

}  // namespace

std::optional<CaseReading> read_case(const std::vector<Fact>& timeline, Instant as_of,
                                     AsOfKind kind) {
  std::vector<Fact> known;
  for (const Fact& fact : timeline)
    if (kind == AsOfKind::effective || fact.recorded_at < as_of) known.push_back(fact);
  CaseReading reading;
  for (const Fact& fact : known) {
    if (fact.kind == FactKind::voided) return std::nullopt;
    if (fact.kind == FactKind::received) reading.registered_by = fact.unit;
    if (fact.kind == FactKind::received || fact.kind == FactKind::received_corrected)
      reading.received_at = fact.effective_at;
    if (fact.kind == FactKind::received || fact.kind == FactKind::reclassified)
      reading.kind = kind_of(fact.detail).value_or(reading.kind);
  }
  if (!reading.registered_by || reading.received_at >= as_of) return std::nullopt;
  const auto never = taken_back(known, kind);
  for (Fact& fact : known) {
    if (is_correction(fact.kind) || fact.effective_at >= as_of) continue;
    const bool lapse = fact.kind == FactKind::overdue ||
                       (fact.kind == FactKind::escalated && kind == AsOfKind::effective);
    if (lapse && fact.deadline != 0 && never.contains(fact.deadline)) continue;
    reading.facts.push_back(std::move(fact));
  }
  drop_overtaken_hand_overs(reading.facts);
  std::ranges::stable_sort(reading.facts, {}, &Fact::effective_at);
  return reading;
}

Standing standing_of(const CaseReading& reading, const Scope& scope) {
  Standing standing;
  standing.handled_by = reading.registered_by;
  std::set<std::uint32_t> lapsed;
  for (const Fact& fact : reading.facts) switch (fact.kind) {
      case FactKind::transferred:
        standing.open = standing.open && fact.other;
        if (fact.other) standing.handled_by = fact.other;
        break;
      case FactKind::escalated:
        standing.escalated = standing.escalated || scope(fact.unit);
        if (fact.detail == event::name_of(event::EscalationReason::beyond_authority))
          standing.handled_by = fact.other;
        break;
      case FactKind::handed_over:
      case FactKind::ruled: standing.handled_by = fact.other; break;
      case FactKind::overdue:
        if (!scope(fact.unit)) break;
        standing.overdue = true;
        lapsed.insert(fact.deadline);
        break;
      case FactKind::met: lapsed.erase(fact.deadline); break;
      case FactKind::resolved:
      case FactKind::answered:
        standing.open = false;
        standing.resolved = standing.resolved || scope(fact.unit);
        break;
      case FactKind::declined:
      case FactKind::terminated:
      case FactKind::closed: standing.open = false; break;
      case FactKind::reopened:
        standing.open = true;
        standing.resolved = false;
        break;
      case FactKind::second_instance:
        standing.open = true;
        standing.handled_by = fact.other;
        // The first decision stands for the unit that made it.
        if (scope(fact.other)) standing.resolved = false;
        break;
      default: break;
    }
  standing.overdue_open = standing.open && !lapsed.empty();
  return standing;
}

}  // namespace donthu::report
