#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

using event::RuleKind;

event::RuleActivated activation(const std::string& version, Date from, std::optional<Date> until,
                                Date published) {
  return activated(RuleKind::calendar, "vietnam-state", version, from, until, published);
}

TEST(Rules, TheVersionOfTheLegalDateIsInForce) {
  Registry registry;
  ASSERT_EQ(
      change(registry, rule_file_facts(activation("1", make_date(2011, 7, 1),
                                                  make_date(2026, 6, 30), make_date(2011, 7, 1)),
                                       "old law")),
      "");
  ASSERT_EQ(change(registry, rule_file_facts(activation("2", make_date(2026, 7, 1), std::nullopt,
                                                        make_date(2025, 12, 1)),
                                             "new law")),
            "");
  const auto version = [&](Date date) {
    const auto rule = registry.rule(RuleKind::calendar, "vietnam-state", date);
    return rule ? rule->version : std::string("none");
  };
  EXPECT_EQ(version(make_date(2010, 1, 1)), "none");
  EXPECT_EQ(version(make_date(2026, 6, 30)), "1");
  EXPECT_EQ(version(make_date(2026, 7, 1)), "2");
  EXPECT_EQ(registry.rules(RuleKind::calendar).size(), 2u);
  EXPECT_TRUE(registry.rules(RuleKind::policy).empty());
  const auto rule = registry.rule(RuleKind::calendar, "vietnam-state", make_date(2026, 7, 1));
  EXPECT_EQ(*registry.rule_file(rule->digest), "new law");
}

TEST(Rules, TheLaterPublicationPrevailsInWhateverOrderTheyCome) {
  const Date from = make_date(2020, 1, 1);
  for (const bool late_first : {false, true}) {
    Registry registry;
    auto first = rule_file_facts(activation("a", from, std::nullopt, make_date(2025, 12, 1)), "a");
    auto second = rule_file_facts(activation("b", from, std::nullopt, make_date(2026, 10, 1)), "b");
    if (late_first) std::swap(first, second);
    ASSERT_EQ(change(registry, first), "");
    ASSERT_EQ(change(registry, second), "");
    EXPECT_EQ(registry.rule(RuleKind::calendar, "vietnam-state", make_date(2026, 11, 24))->version,
              "b");
  }
}

TEST(Rules, ALargeFileComesInChunksInAnyOrder) {
  const std::string file(150'000, 'x');
  auto facts = rule_file_facts(
      activation("1", make_date(2020, 1, 1), std::nullopt, make_date(2020, 1, 1)), file);
  ASSERT_EQ(facts.size(), 5u);
  std::swap(facts[0], facts[3]);
  Registry registry;
  const auto changes = split_into_changes(facts, "publish");
  EXPECT_EQ(changes.size(), 3u);
  for (const auto& each : changes) ASSERT_EQ(change(registry, each.facts), "");
  const auto rule = registry.rule(RuleKind::calendar, "vietnam-state", make_date(2022, 1, 1));
  ASSERT_TRUE(rule);
  EXPECT_EQ(*registry.rule_file(rule->digest), file);
}

TEST(Rules, NothingIsActivatedWithoutAllItsBytes) {
  auto facts =
      rule_file_facts(activation("1", make_date(2020, 1, 1), std::nullopt, make_date(2020, 1, 1)),
                      std::string(100'000, 'x'));
  Registry registry;
  EXPECT_EQ(change(registry, {facts.back()}), "rule-file-incomplete");
  ASSERT_EQ(change(registry, {facts[0]}), "");
  EXPECT_EQ(change(registry, {facts.back()}), "rule-file-incomplete");
  ASSERT_EQ(change(registry, {facts[1]}), "");
  auto wrong = std::get<event::RuleChunk>(facts[2]);
  wrong.bytes.bytes[0] = 'y';
  ASSERT_EQ(change(registry, {wrong}), "");
  EXPECT_EQ(change(registry, {facts.back()}), "rule-file-digest");
  ASSERT_EQ(change(registry, {facts[2]}), "");
  EXPECT_EQ(change(registry, {facts.back()}), "");
}

TEST(Rules, AVersionIsGivenOnce) {
  Registry registry;
  const Date day = make_date(2020, 1, 1);
  ASSERT_EQ(change(registry, rule_file_facts(activation("1", day, std::nullopt, day), "a")), "");
  EXPECT_EQ(
      change(registry, rule_file_facts(activation("1", day, std::nullopt, day + days{1}), "b")),
      "rule-version-taken");
  EXPECT_EQ(change(registry, rule_file_facts(activation("2", day, std::nullopt, day), "b")),
            "rule-order-unclear");
}

TEST(Rules, ChunksOutsideTheirFileAreRefused) {
  Registry registry;
  EXPECT_EQ(change(registry, {event::RuleChunk{sha256("a"), 1, 1, {"a"}}}), "chunk-outside-file");
  EXPECT_EQ(change(registry, {event::RuleChunk{sha256("a"), 0, 0, {"a"}}}), "chunk-outside-file");
  EXPECT_EQ(change(registry, {event::RuleChunk{sha256("a"), 0, 9999, {"a"}}}),
            "chunk-outside-file");
  EXPECT_EQ(change(registry, {event::RuleChunk{sha256(""), 0, 1, {}}}), "bad-field");
  EXPECT_EQ(
      change(registry,
             {event::RuleChunk{sha256("a"), 0, 1, {std::string(event::rule_chunk_max + 1, 'a')}}}),
      "bad-field");
}

}  // namespace
}  // namespace donthu::registry
