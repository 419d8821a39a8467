// The fold must not depend on the order of facts that do not depend on one another. Method: shuffle
// with a fixed seed, then apply whatever can be applied until nothing is left.
#include <algorithm>

#include "engine/base/ports.h"
#include "engine/registry/commits.h"
#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

std::vector<event::RegistryEvent> all_facts() {
  auto facts = small_city_facts();
  const Date start = make_date(2021, 7, 1);
  event::UnitChanged pilot;
  pilot.unit = hang_bac;
  pilot.effective_from = start;
  pilot.has_council = false;
  facts.push_back(pilot);
  for (std::uint32_t i = 1; i <= 40; ++i) {
    const UnitId unit = i % 2 == 0 ? hang_bac : hang_trong;
    facts.push_back(event::OfficerAppointed{
        {i}, "Cán bộ " + std::to_string(i), "CB" + std::to_string(i), start, "test"});
    facts.push_back(event::OfficeAssigned{
        {i}, {i}, unit, event::OfficeRole::officer, false, start, std::nullopt, "test"});
    if (i > 1)
      facts.push_back(event::DelegationGranted{
          {i}, {i - 1}, {i}, unit, {"accept"}, start, std::nullopt, "test"});
  }
  event::RuleActivated rule;
  rule.id = "terms";
  rule.rule_version = "1";
  rule.valid_from = rule.published = start;
  rule.citation = "test";
  for (auto& fact : rule_file_facts(rule, std::string(120'000, 'r'))) facts.push_back(fact);
  return facts;
}

Registry folded_in_some_order(std::vector<event::RegistryEvent> facts, std::uint64_t seed) {
  SeededRandom random(seed);
  for (std::size_t i = facts.size(); i > 1; --i) std::swap(facts[i - 1], facts[random.below(i)]);
  Registry registry;
  while (!facts.empty()) {
    const auto left =
        std::erase_if(facts, [&](const auto& fact) { return registry.apply(fact).has_value(); });
    EXPECT_GT(left, 0u) << facts.size() << " facts can never be applied";
    if (left == 0) break;
  }
  return registry;
}

TEST(Order, AnyValidOrderGivesTheSameRegistry) {
  const auto facts = all_facts();
  const Registry expected = fold(facts);
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_TRUE(folded_in_some_order(facts, seed) == expected) << "seed " << seed;
}

TEST(Order, ADifferenceIsSeen) {
  auto facts = all_facts();
  const Registry expected = fold(facts);
  facts.push_back(event::OfficeVacated{{1}, last_day, ""});
  EXPECT_FALSE(fold(facts) == expected);
}

TEST(Order, AFactThatCannotBeAppliedChangesNothing) {
  Registry registry = small_city();
  const Registry before = registry;
  EXPECT_FALSE(registry.apply(event::OfficeVacated{{77}, last_day, ""}));
  EXPECT_FALSE(registry.apply(event::DelegationRevoked{{77}, last_day, ""}));
  EXPECT_FALSE(registry.apply(event::UnitEnded{{77}, last_day, ""}));
  EXPECT_FALSE(registry.apply(succeeded(hang_bac, {77}, event::SuccessionExtent::part)));
  EXPECT_FALSE(registry.apply(event::OfficeAssigned{
      {1}, {77}, hang_bac, event::OfficeRole::officer, false, last_day, {}, ""}));
  EXPECT_TRUE(registry == before);
}

TEST(Order, ACommitIsFoldedWholeOrNotAtAll) {
  event::Commit commit;
  commit.events = as_events(small_city_facts());
  commit.events.push_back(event::ClockConfirmed{});
  Registry registry;
  ASSERT_TRUE(apply_commit(registry, commit));
  EXPECT_TRUE(registry == small_city());

  commit.events = as_events({event::UnitEnded{hang_bac, make_date(2022, 1, 1), ""},
                             event::UnitEnded{{77}, last_day, ""}});
  EXPECT_TRUE(concerns_registry(commit));
  EXPECT_FALSE(apply_commit(registry, commit));
  EXPECT_TRUE(registry == small_city());

  commit.events = {event::ClockConfirmed{}};
  EXPECT_FALSE(concerns_registry(commit));
  EXPECT_TRUE(apply_commit(registry, commit));
}

}  // namespace
}  // namespace donthu::registry
