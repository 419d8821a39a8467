#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

using event::OfficeRole;

constexpr OfficerId an{1}, binh{2}, chi{3};

event::OfficeAssigned assigned(OfficeId office, OfficerId officer, UnitId unit, OfficeRole role,
                               Date from, bool acting = false) {
  return {office, officer, unit, role, acting, from, std::nullopt, "test"};
}

event::DelegationGranted granted(DelegationId id, std::vector<std::string> verbs, Date from,
                                 std::optional<Date> until) {
  return {id, an, chi, hang_trong, std::move(verbs), from, until, "test"};
}

// An is chair of Hàng Trống until 31/12/2023, then Bình is in charge as vice chair; Chi is an
// officer.
Registry staffed() {
  Registry registry = small_city();
  const Date start = make_date(2021, 7, 1);
  EXPECT_EQ(change(registry, {event::OfficerAppointed{an, "Nguyễn Văn An", "CB001", start, "test"},
                              event::OfficerAppointed{binh, "Trần Thị Bình", "CB002", start, ""},
                              event::OfficerAppointed{chi, "Lê Chi", "CB003", start, ""},
                              assigned({1}, an, hang_trong, OfficeRole::chair, start),
                              assigned({2}, chi, hang_trong, OfficeRole::officer, start),
                              event::OfficeVacated{{1}, make_date(2023, 12, 31), "test"},
                              assigned({3}, binh, hang_trong, OfficeRole::vice_chair,
                                       make_date(2024, 1, 1), true)}),
            "");
  return registry;
}

TEST(Offices, TheHeadIsTheChairElseTheViceChairInCharge) {
  const Registry registry = staffed();
  EXPECT_EQ(registry.head(hang_trong, make_date(2022, 1, 24))->officer, an);
  EXPECT_EQ(registry.head(hang_trong, make_date(2023, 12, 31))->officer, an);
  const auto acting = registry.head(hang_trong, make_date(2024, 1, 1));
  ASSERT_TRUE(acting);
  EXPECT_EQ(acting->officer, binh);
  EXPECT_TRUE(acting->acting);
}

TEST(Offices, AUnitWithoutAHeadSaysWhatToDo) {
  const Registry registry = staffed();
  const auto none = registry.head(hang_bac, make_date(2022, 1, 24));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().reason, "unit-has-no-head");
  EXPECT_FALSE(none.error().remedy.empty());
  EXPECT_EQ(registry.head(hang_trong, first_day).error().reason, "unit-not-valid");
}

TEST(Offices, AnOfficeEndsWithItsUnit) {
  const Registry registry = staffed();
  EXPECT_TRUE(registry.may_act(chi, hang_trong, last_day));
  EXPECT_FALSE(registry.may_act(chi, hang_trong, first_day));
  EXPECT_FALSE(registry.may_act(chi, hang_bac, last_day));
  EXPECT_FALSE(registry.may_act({77}, hang_trong, last_day));
  EXPECT_TRUE(registry.has_role(chi, hang_trong, OfficeRole::officer, last_day));
  EXPECT_FALSE(registry.has_role(chi, hang_trong, OfficeRole::chair, last_day));
  EXPECT_TRUE(registry.offices_of(chi, first_day).empty());
  EXPECT_EQ(registry.offices_in(hang_trong, last_day).size(), 2u);
}

TEST(Offices, TheUnitOfAnOfficerMustBeTheOnlyOne) {
  Registry registry = staffed();
  EXPECT_EQ(registry.unit_of(chi, last_day).value(), hang_trong);
  EXPECT_EQ(registry.unit_of(an, make_date(2024, 1, 1)).error().reason, "officer-without-office");
  ASSERT_EQ(change(registry, {assigned({9}, chi, hang_bac, OfficeRole::officer, last_day)}), "");
  EXPECT_EQ(registry.unit_of(chi, last_day).error().reason, "officer-in-several-units");
}

TEST(Offices, OfficersAreFoundByTheirStaffCode) {
  Registry registry = staffed();
  EXPECT_EQ(registry.officer_by_staff_code("CB002"), binh);
  EXPECT_EQ(registry.officer_by_staff_code("CB999"), OfficerId{});
  EXPECT_EQ(registry.officer(binh)->name, "Trần Thị Bình");
  ASSERT_EQ(change(registry, {event::OfficerAppointed{binh, "Trần Thị Bình", "CB020",
                                                      make_date(2021, 7, 1), "corrected"}}),
            "");
  EXPECT_EQ(registry.officer_by_staff_code("CB020"), binh);
  EXPECT_EQ(registry.officer_by_staff_code("CB002"), OfficerId{});
}

TEST(Offices, ASecondChairOfTheSameDaysIsRefused) {
  Registry registry = staffed();
  EXPECT_EQ(change(registry,
                   {assigned({9}, binh, hang_trong, OfficeRole::chair, make_date(2023, 12, 31))}),
            "unit-has-a-chair");
  EXPECT_EQ(
      change(registry, {assigned({9}, binh, hang_trong, OfficeRole::chair, make_date(2024, 6, 1))}),
      "");
  EXPECT_EQ(change(registry, {event::OfficeVacated{{1}, make_date(2024, 6, 1), "corrected"}}),
            "unit-has-a-chair");
}

TEST(Delegations, HoldWithinTheirScopeAndInterval) {
  Registry registry = staffed();
  const Date from = make_date(2022, 1, 1);
  const Date until = make_date(2022, 12, 31);
  ASSERT_EQ(change(registry, {granted({1}, {"accept", "answer"}, from, until)}), "");
  const auto found = registry.delegation_for(chi, hang_trong, "answer", from);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->from, an);
  EXPECT_TRUE(registry.delegation_for(chi, hang_trong, "accept", until));
  EXPECT_FALSE(registry.delegation_for(chi, hang_trong, "resolve", from));
  EXPECT_FALSE(registry.delegation_for(chi, hang_trong, "answer", from - days{1}));
  EXPECT_FALSE(registry.delegation_for(chi, hang_trong, "answer", until + days{1}));
  EXPECT_FALSE(registry.delegation_for(chi, hang_bac, "answer", from));
  EXPECT_FALSE(registry.delegation_for(binh, hang_trong, "answer", from));
}

TEST(Delegations, EndWhenRevokedAndWithTheDelegatorsOffice) {
  Registry registry = staffed();
  ASSERT_EQ(change(registry, {granted({1}, {"*"}, make_date(2022, 1, 1), std::nullopt)}), "");
  EXPECT_TRUE(registry.delegation_for(chi, hang_trong, "resolve", make_date(2023, 12, 31)));
  EXPECT_FALSE(registry.delegation_for(chi, hang_trong, "resolve", make_date(2024, 1, 1)));
  ASSERT_EQ(change(registry, {event::DelegationRevoked{{1}, make_date(2022, 6, 30), "test"}}), "");
  EXPECT_TRUE(registry.delegation_for(chi, hang_trong, "resolve", make_date(2022, 6, 30)));
  EXPECT_FALSE(registry.delegation_for(chi, hang_trong, "resolve", make_date(2022, 7, 1)));
  EXPECT_EQ(registry.delegation({1})->valid_until, make_date(2022, 6, 30));
}

TEST(Delegations, OfNobodyOrNothingAreRefused) {
  Registry registry = staffed();
  const Date day = make_date(2022, 1, 1);
  EXPECT_EQ(change(registry, {granted({1}, {}, day, std::nullopt)}), "bad-field");
  EXPECT_EQ(change(registry, {granted({1}, {"*", "accept"}, day, std::nullopt)}), "bad-field");
  EXPECT_EQ(change(registry, {granted({1}, {"accept"}, day, day - days{1})}), "bad-field");
  EXPECT_EQ(change(registry, {granted({1}, {"accept"}, make_date(2024, 1, 1), std::nullopt)}),
            "delegator-without-office");
  auto stranger = granted({1}, {"accept"}, day, std::nullopt);
  stranger.to = {77};
  EXPECT_EQ(change(registry, {stranger}), "unknown-officer");
}

}  // namespace
}  // namespace donthu::registry
