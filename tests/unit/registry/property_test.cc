// Random facts over few ids and days, so that nearly everything collides. Method: what decide
// accepts must keep the invariants on every day; what a log holds unchecked must neither abort nor
// hang.
#include <map>
#include <set>

#include "engine/base/ports.h"
#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

constexpr std::uint32_t most_ids = 8;
constexpr std::uint32_t most_days = 12;

struct Dice {
  SeededRandom random;

  std::uint32_t id() { return static_cast<std::uint32_t>(random.below(most_ids)); }
  Date date() { return first_day + days{static_cast<int>(random.below(most_days))}; }
  std::optional<Date> maybe_date() {
    return random.below(2) == 0 ? std::nullopt : std::optional(date());
  }
  bool coin() { return random.below(2) == 0; }
  std::string code() { return std::string(1, static_cast<char>('a' + random.below(4))); }

  event::UnitChanged change() {
    event::UnitChanged fact;
    fact.unit = {id()};
    fact.effective_from = date();
    if (coin()) fact.parent = UnitId{id()};
    if (coin()) fact.code = code();
    if (coin()) fact.full_name = "Phường " + code();
    return fact;
  }

  event::RegistryEvent fact() {
    switch (random.below(10)) {
      case 0:
      case 1:
        return established({id()}, event::UnitLevel::ward, "phường", code(), "Phường " + code(),
                           {id()}, date());
      case 2: return change();
      case 3: return event::UnitEnded{{id()}, maybe_date(), ""};
      case 4: {
        auto fact = succeeded({id()}, {id()}, event::SuccessionExtent::part, coin() ? code() : "");
        if (coin() && fact.locality.empty()) fact.extent = event::SuccessionExtent::whole;
        fact.effective_from = date();
        return fact;
      }
      case 5: return event::OfficerAppointed{{id()}, "Cán bộ", code(), date(), ""};
      case 6:
      case 7:
        return event::OfficeAssigned{
            {id()},       {id()},
            {id()},       coin() ? event::OfficeRole::chair : event::OfficeRole::officer,
            false,        date(),
            maybe_date(), ""};
      case 8: return event::OfficeVacated{{id()}, date(), ""};
      default:
        return event::DelegationGranted{{id()}, {id()}, {id()}, {id()}, {"*"}, date(), {}, ""};
    }
  }
};

void ask_everything(const Registry& registry) {
  for (std::uint32_t id = 0; id < most_ids; ++id)
    for (std::uint32_t day = 0; day < most_days; ++day) {
      const Date date = first_day + days{static_cast<int>(day)};
      EXPECT_LE(registry.ancestors({id}, date).size(), 16u);
      const auto found = registry.successor({id}, day % 2 == 0 ? "" : "a", date);
      EXPECT_EQ(found.outcome == Succession::Outcome::undetermined, !found.reason.empty());
      for (const UnitId unit : found.candidates) EXPECT_TRUE(registry.is_valid(unit, date));
      static_cast<void>(registry.head({id}, date));
      static_cast<void>(registry.unit_of({id}, date));
      static_cast<void>(registry.delegation_for({id}, {1}, "accept", date));
    }
}

void expect_invariants(const Registry& registry) {
  for (std::uint32_t day = 0; day < most_days + 2; ++day) {
    const Date date = first_day + days{static_cast<int>(day)};
    std::map<std::string, UnitId> bearers;
    for (const UnitId id : registry.units(date)) {
      const auto unit = registry.unit(id, date);
      EXPECT_TRUE(!unit->parent || registry.is_valid(unit->parent, date));
      EXPECT_TRUE(bearers.emplace(unit->code, id).second) << "two units bear " << unit->code;
      const auto tower = registry.ancestors(id, date);
      EXPECT_EQ(std::set<UnitId>(tower.begin(), tower.end()).size(), tower.size());
      EXPECT_FALSE(registry.is_above(id, id, date));
      int chairs = 0;
      for (const Office& office : registry.offices_in(id, date))
        chairs += office.role == event::OfficeRole::chair;
      EXPECT_LE(chairs, 1);
    }
  }
}

TEST(Property, WhatIsDecidedKeepsTheInvariantsOnEveryDay) {
  std::map<std::size_t, std::size_t> accepted;  // By kind of fact.
  std::set<std::string> reasons;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Dice dice{SeededRandom(seed)};
    Registry registry;
    for (int i = 0; i < 1000; ++i) {
      const auto decided = decide(registry, {{dice.fact()}, ""});
      if (!decided) {
        reasons.insert(decided.error().reason);
        EXPECT_FALSE(decided.error().remedy.empty()) << decided.error().reason;
        EXPECT_TRUE(decided.error().field.starts_with("facts[0]"));
        continue;
      }
      ++accepted[decided->front().index()];
      ASSERT_TRUE(registry.apply(decided->front()));
    }
    expect_invariants(registry);
    ask_everything(registry);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
  // A test that rejects everything, or for one reason, would prove nothing.
  EXPECT_EQ(accepted.size(), 8u);
  for (const auto& [kind, count] : accepted) EXPECT_GE(count, 5u) << "kind of fact " << kind;
  for (const char* reason :
       {"unit-above-itself", "parent-not-valid", "code-in-use", "unit-has-subordinates",
        "unit-has-a-chair", "successor-not-valid", "predecessor-goes-on", "staff-code-in-use"})
    EXPECT_TRUE(reasons.contains(reason)) << reason;
}

TEST(Property, AnUncheckedLogNeitherAbortsNorHangs) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Dice dice{SeededRandom(seed)};
    Registry registry;
    for (int i = 0; i < 300; ++i) static_cast<void>(registry.apply(dice.fact()));
    ask_everything(registry);
    static_cast<void>(decide(registry, {{dice.fact()}, ""}));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace donthu::registry
