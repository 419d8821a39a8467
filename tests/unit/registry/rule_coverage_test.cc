// What is wrong with the days of a rule's versions.
#include "engine/registry/rule_coverage.h"

#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

using event::RuleKind;

class Coverage : public testing::Test {
 protected:
  void activate(const std::string& version, Date from, std::optional<Date> until, Date published,
                const std::string& id = "terms") {
    const auto fact = activated(RuleKind::policy, id, version, from, until, published);
    ASSERT_EQ(change(registry_, rule_file_facts(fact, id + version)), "");
  }
  [[nodiscard]] std::vector<CoverageFinding> found() const { return check_coverage(registry_); }
  static CoverageFinding finding(CoverageFault fault, const std::string& version,
                                 const std::string& other, Date from, std::optional<Date> until) {
    return {fault, RuleKind::policy, "terms", version, other, from, until};
  }

  Registry registry_;
  const Date law_of_2011_ = make_date(2012, 7, 1);
  const Date law_of_2025_ = make_date(2026, 7, 1);
};

TEST_F(Coverage, VersionsThatFollowOneAnotherAreInOrder) {
  activate("1", law_of_2011_, make_date(2026, 6, 30), make_date(2011, 11, 11));
  activate("2", law_of_2025_, std::nullopt, make_date(2025, 12, 10));
  EXPECT_TRUE(found().empty());
}

TEST_F(Coverage, ALaterPublicationThatTakesOverForGoodIsInOrder) {
  activate("1", law_of_2011_, std::nullopt, make_date(2011, 11, 11));
  activate("2", law_of_2025_, std::nullopt, make_date(2025, 12, 10));
  EXPECT_TRUE(found().empty());
}

TEST_F(Coverage, ADayBetweenTwoVersionsIsAGap) {
  activate("1", law_of_2011_, make_date(2026, 6, 29), make_date(2011, 11, 11));
  activate("2", law_of_2025_, std::nullopt, make_date(2025, 12, 10));
  activate("1", law_of_2011_, std::nullopt, make_date(2011, 11, 11), "other");
  EXPECT_EQ(found(), (std::vector{finding(CoverageFault::gap, "1", "2", make_date(2026, 6, 30),
                                          make_date(2026, 6, 30))}));
}

TEST_F(Coverage, NothingAfterTheLastVersionIsAGapWithoutAnEnd) {
  activate("1", law_of_2011_, make_date(2026, 6, 30), make_date(2011, 11, 11));
  EXPECT_EQ(found(), (std::vector{finding(CoverageFault::gap, "1", "", law_of_2025_, {})}));
}

TEST_F(Coverage, TwoOfOnePublicationOverlapOnTheDaysOfBoth) {
  const Date published = make_date(2025, 12, 10);
  activate("a", law_of_2011_, make_date(2026, 7, 15), published);
  activate("b", law_of_2025_, std::nullopt, published);
  EXPECT_EQ(found(), (std::vector{finding(CoverageFault::overlap, "b", "a", law_of_2025_,
                                          make_date(2026, 7, 15))}));
}

TEST_F(Coverage, AnOverlapIsOneAlthoughAThirdVersionEndsInItsMidst) {
  const Date published = make_date(2025, 12, 10);
  activate("old", make_date(2010, 1, 1), make_date(2026, 7, 10), make_date(2009, 1, 1));
  activate("a", law_of_2025_, std::nullopt, published);
  activate("b", make_date(2026, 7, 2), make_date(2026, 7, 31), published);
  EXPECT_EQ(found(), (std::vector{finding(CoverageFault::overlap, "b", "a", make_date(2026, 7, 2),
                                          make_date(2026, 7, 31))}));
}

// A version for a while, over one without an end: what held before holds again, perhaps unmeant.
TEST_F(Coverage, WhatComesBackWhenALaterOneEndsIsNamed) {
  activate("1", law_of_2011_, std::nullopt, make_date(2011, 11, 11));
  activate("2", law_of_2025_, make_date(2026, 12, 31), make_date(2025, 12, 10));
  EXPECT_EQ(found(),
            (std::vector{finding(CoverageFault::returns, "1", "2", make_date(2027, 1, 1), {})}));
}

TEST_F(Coverage, AVersionWhoseDaysLaterOnesTakeIsSuperseded) {
  activate("1", law_of_2025_, std::nullopt, make_date(2025, 12, 10));
  activate("2", law_of_2025_, std::nullopt, make_date(2026, 7, 1));
  EXPECT_EQ(found(), (std::vector{finding(CoverageFault::superseded, "1", "", law_of_2025_, {})}));
}

}  // namespace
}  // namespace donthu::registry
