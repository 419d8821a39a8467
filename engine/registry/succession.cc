// Where a unit's territory is now (DOMAIN B6, F15).
#include <algorithm>
#include <set>

#include "engine/base/text.h"
#include "engine/registry/state.h"

namespace donthu::registry {
namespace {

// Successions of successions; what is longer is a mistake in the log.
constexpr int longest_line = 16;

struct Walk {
  const Registry& registry;
  const State& state;
  Date date;
  std::set<UnitId> ends;  // Units that are valid on the date.
  std::string reason;     // Why a person must rule, where one must.

  void stop(std::string_view why) {
    if (reason.empty()) reason = why;
  }

  // `since`: what went before does not concern a territory that came later.
  void follow(UnitId id, const std::string& locality, Date since, int length) {
    const UnitRecord* record = state.units.find(id.value);
    if (record == nullptr) return stop("unknown-unit");
    if (length > longest_line) return stop("succession-too-long");
    if (date < record->valid_from) return stop("unit-not-yet-established");

    std::vector<SuccessionFact> facts;
    for (const SuccessionFact& fact : record->successions)
      if (fact.effective_from >= since && fact.effective_from <= date) facts.push_back(fact);

    std::vector<SuccessionFact> chosen;
    for (const SuccessionFact& fact : facts)
      if (!locality.empty() && folded(fact.locality) == locality) chosen.push_back(fact);
    if (chosen.empty() && record->valid(date)) {
      ends.insert(id);
      return;
    }
    if (facts.empty()) return follow_children(*record, id, locality, length);
    if (chosen.empty()) {
      chosen = facts;
      judge(facts, locality);
    }
    std::set<UnitId> seen;
    for (const SuccessionFact& fact : chosen)
      if (seen.insert(fact.successor).second)
        follow(fact.successor, locality, fact.effective_from, length + 1);
  }

  // No fact names the locality. One successor that took everything is certain without it.
  void judge(const std::vector<SuccessionFact>& facts, const std::string& locality) {
    std::set<UnitId> successors;
    bool whole = false;
    for (const SuccessionFact& fact : facts) {
      successors.insert(fact.successor);
      whole = whole || fact.extent == event::SuccessionExtent::whole;
    }
    if (successors.size() == 1 && whole) return;
    if (!locality.empty()) return stop("locality-not-recorded");
    if (successors.size() == 1) stop("only-a-part-is-recorded");
  }

  // A district that ended left its territory to the successors of the units below it.
  void follow_children(const UnitRecord& record, UnitId id, const std::string& locality,
                       int length) {
    const auto below = registry.children(id, record.valid_until.value_or(date));
    if (below.empty()) return stop("no-successor-recorded");
    Walk inner{registry, state, date, {}, {}};
    for (const UnitId child : below) inner.follow(child, locality, record.valid_from, length + 1);
    ends.merge(inner.ends);
    // Two are several, whatever the rest is.
    if (ends.size() < 2 || !locality.empty())
      if (!inner.reason.empty()) stop(inner.reason);
  }
};

// The lowest unit that is each of the others or stands above it; none where there is no such.
UnitId common_superior(const Registry& registry, const std::set<UnitId>& units, Date date) {
  std::vector<UnitId> common;
  bool first = true;
  for (const UnitId unit : units) {
    std::vector<UnitId> tower = registry.ancestors(unit, date);
    tower.insert(tower.begin(), unit);
    if (first) common = tower;
    first = false;
    std::erase_if(common,
                  [&](UnitId each) { return std::ranges::find(tower, each) == tower.end(); });
  }
  return common.empty() ? UnitId{} : common.front();
}

Succession conclude(const Walk& walk) {
  Succession result;
  result.candidates.assign(walk.ends.begin(), walk.ends.end());
  result.reason = walk.reason;
  if (!walk.reason.empty()) return result;
  if (walk.ends.size() == 1) {
    result.outcome = Succession::Outcome::one;
    result.unit = *walk.ends.begin();
    return result;
  }
  result.unit = common_superior(walk.registry, walk.ends, walk.date);
  if (result.unit)
    result.outcome = Succession::Outcome::several;
  else
    result.reason = "no-common-superior";
  return result;
}

}  // namespace

Succession Registry::successor(UnitId id, std::string_view locality, Date date) const {
  const Place place{id, std::string(locality)};
  return successor({&place, 1}, date);
}

Succession Registry::successor(std::span<const Place> places, Date date) const {
  Walk walk{*this, *state_, date, {}, {}};
  for (const Place& place : places) walk.follow(place.unit, folded(place.locality), Date::min(), 0);
  return conclude(walk);
}

std::vector<UnitId> Registry::ended(Date date) const {
  std::vector<UnitId> found;
  state_->units.each([&](std::uint32_t number, const UnitRecord& record) {
    if (record.valid_until && *record.valid_until < date) found.push_back({number});
  });
  return found;
}

std::optional<Date> Registry::last_end(Date date) const {
  std::optional<Date> last;
  state_->units.each([&](std::uint32_t, const UnitRecord& record) {
    const auto end = record.first_day_without();
    if (end && *end <= date && (!last || *end > *last)) last = end;
  });
  return last;
}

std::optional<Date> Registry::next_end(Date date) const {
  std::optional<Date> next;
  state_->units.each([&](std::uint32_t, const UnitRecord& record) {
    const auto end = record.first_day_without();
    if (end && *end > date && (!next || *end < *next)) next = end;
  });
  return next;
}

}  // namespace donthu::registry
