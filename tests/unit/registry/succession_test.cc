#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

using Outcome = Succession::Outcome;

TEST(Successor, AValidUnitIsItsOwn) {
  const auto found = small_city().successor(hang_trong, "", last_day);
  EXPECT_EQ(found.outcome, Outcome::one);
  EXPECT_EQ(found.unit, hang_trong);
}

TEST(Successor, AWholeWardGoesToOneUnitWhateverTheLocality) {
  const Registry registry = small_city();
  for (const char* locality : {"", "Tổ dân phố 9"}) {
    const auto found = registry.successor(hang_bac, locality, first_day);
    EXPECT_EQ(found.outcome, Outcome::one) << locality;
    EXPECT_EQ(found.unit, hoan_kiem);
  }
}

TEST(Successor, ASplitWardIsSeveralWithoutALocality) {
  const auto found = small_city().successor(hang_trong, "", first_day);
  EXPECT_EQ(found.outcome, Outcome::several);
  EXPECT_EQ(found.unit, hanoi);
  EXPECT_EQ(found.candidates, (std::vector<UnitId>{hoan_kiem, cua_nam}));
}

TEST(Successor, TheLocalityDecidesWhereAWardWasSplit) {
  const Registry registry = small_city();
  EXPECT_EQ(registry.successor(hang_trong, "tổ dân phố 1", first_day).unit, hoan_kiem);
  EXPECT_EQ(registry.successor(hang_trong, "To dan pho 2", first_day).unit, cua_nam);
}

TEST(Successor, SeveralLocalitiesAreOneUnitOrTheCity) {
  const Registry registry = small_city();
  const Place first{hang_trong, "Tổ dân phố 1"};
  const std::vector<Place> together{first, {hang_trong, "Tổ dân phố 3"}, {hang_bac, ""}};
  const std::vector<Place> apart{first, {hang_trong, "Tổ dân phố 2"}};
  const std::vector<Place> unmapped{first, {hang_trong, "Tổ dân phố 77"}};
  EXPECT_EQ(registry.successor(together, first_day).unit, hoan_kiem);
  const auto several = registry.successor(apart, first_day);
  EXPECT_EQ(several.outcome, Outcome::several);
  EXPECT_EQ(several.unit, hanoi);
  EXPECT_EQ(registry.successor(unmapped, first_day).outcome, Outcome::undetermined);
}

TEST(Successor, AnUnmappedLocalityNeedsARuling) {
  const auto found = small_city().successor(hang_trong, "Tổ dân phố 77", first_day);
  EXPECT_EQ(found.outcome, Outcome::undetermined);
  EXPECT_EQ(found.reason, "locality-not-recorded");
  EXPECT_EQ(found.unit, UnitId{});
  EXPECT_EQ(found.candidates, (std::vector<UnitId>{hoan_kiem, cua_nam}));
}

TEST(Successor, AnEndedWardWithoutARecordNeedsARuling) {
  const auto found = small_city().successor(cua_nam_old, "", first_day);
  EXPECT_EQ(found.outcome, Outcome::undetermined);
  EXPECT_EQ(found.reason, "no-successor-recorded");
  EXPECT_TRUE(found.candidates.empty());
}

TEST(Successor, ADistrictIsFollowedThroughItsWards) {
  const Registry registry = small_city();
  const auto found = registry.successor(hoan_kiem_district, "", first_day);
  EXPECT_EQ(found.outcome, Outcome::several);
  EXPECT_EQ(found.unit, hanoi);
  EXPECT_EQ(registry.successor(ba_dinh_district, "", first_day).reason, "no-successor-recorded");
}

TEST(EndedUnits, AreThoseWhoseLastDayIsOver) {
  const Registry registry = small_city();
  EXPECT_TRUE(registry.ended(last_day).empty());
  EXPECT_EQ(registry.last_end(last_day), std::nullopt);
  EXPECT_EQ(registry.ended(first_day), (std::vector<UnitId>{hoan_kiem_district, ba_dinh_district,
                                                            hang_trong, hang_bac, cua_nam_old}));
  EXPECT_EQ(registry.last_end(first_day), first_day);
  EXPECT_EQ(registry.last_end(make_date(2030, 1, 1)), first_day);
  EXPECT_EQ(registry.next_end(last_day), first_day);
  EXPECT_EQ(registry.next_end(first_day), std::nullopt);
}

TEST(Successor, ALineOfSuccessorsIsFollowedToItsEnd) {
  Registry registry = small_city();
  const Date later = make_date(2028, 1, 1);
  event::UnitSucceeded again = succeeded(hoan_kiem, {30}, event::SuccessionExtent::whole);
  again.effective_from = later;
  ASSERT_EQ(change(registry, {event::UnitEnded{hoan_kiem, later - days{1}, "test"},
                              established({30}, event::UnitLevel::ward, "phường", "00070",
                                          "Phường Thăng Long", hanoi, later),
                              again}),
            "");
  EXPECT_EQ(registry.successor(hang_bac, "", later - days{1}).unit, hoan_kiem);
  EXPECT_EQ(registry.successor(hang_bac, "", later).unit, UnitId{30});
  EXPECT_EQ(registry.successor(hang_trong, "Tổ dân phố 1", later).unit, UnitId{30});
}

TEST(Successor, AUnitThatGoesOnMayCedeALocality) {
  Registry registry = small_city();
  event::UnitSucceeded ceded =
      succeeded(hoan_kiem, cua_nam, event::SuccessionExtent::part, "Tổ dân phố 3");
  ceded.effective_from = make_date(2026, 1, 1);
  ASSERT_EQ(change(registry, {ceded}), "");
  EXPECT_EQ(registry.successor(hoan_kiem, "Tổ dân phố 3", make_date(2025, 12, 31)).unit, hoan_kiem);
  EXPECT_EQ(registry.successor(hoan_kiem, "Tổ dân phố 3", make_date(2026, 1, 1)).unit, cua_nam);
  EXPECT_EQ(registry.successor(hoan_kiem, "", make_date(2026, 1, 1)).unit, hoan_kiem);
  EXPECT_EQ(registry.successor(hang_trong, "Tổ dân phố 3", make_date(2026, 1, 1)).unit, cua_nam);
}

TEST(Successor, ACircleInTheLogEndsInARuling) {
  Registry registry = small_city();
  for (const auto& [from, to] : {std::pair{cua_nam_old, hang_bac}, {hang_bac, cua_nam_old}})
    ASSERT_TRUE(registry.apply(succeeded(from, to, event::SuccessionExtent::whole)));
  const auto found = registry.successor(cua_nam_old, "", first_day);
  EXPECT_EQ(found.outcome, Outcome::undetermined);
  EXPECT_EQ(registry.successor({999}, "", first_day).reason, "unknown-unit");
}

}  // namespace
}  // namespace donthu::registry
