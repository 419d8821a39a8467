#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

TEST(Units, AWardStandsBelowItsDistrictUntilTheDistrictsEnd) {
  const Registry registry = small_city();
  EXPECT_EQ(registry.superior(hang_trong, make_date(2022, 1, 24)), hoan_kiem_district);
  EXPECT_EQ(registry.superior(hang_trong, last_day), hoan_kiem_district);
  EXPECT_EQ(registry.superior(hang_trong, first_day), UnitId{});
  EXPECT_EQ(registry.superior(hoan_kiem, first_day), hanoi);
  EXPECT_EQ(registry.superior(hoan_kiem, last_day), UnitId{});
  EXPECT_EQ(registry.superior(hanoi, first_day), UnitId{});
  EXPECT_EQ(registry.ancestors(hang_trong, last_day),
            (std::vector<UnitId>{hoan_kiem_district, hanoi}));
  EXPECT_EQ(registry.ancestors(hoan_kiem, first_day), std::vector<UnitId>{hanoi});
  EXPECT_TRUE(registry.is_above(hanoi, hang_trong, last_day));
  EXPECT_FALSE(registry.is_above(hoan_kiem_district, hoan_kiem, first_day));
}

TEST(Units, NoDistrictIsLeftAfterTheLastDay) {
  const Registry registry = small_city();
  const auto districts = [&](Date date) {
    int count = 0;
    for (const UnitId id : registry.units(date))
      count += registry.level(id, date) == event::UnitLevel::district ? 1 : 0;
    return count;
  };
  EXPECT_EQ(districts(last_day), 2);
  EXPECT_EQ(districts(first_day), 0);
}

TEST(Units, ACodeNamesAnotherUnitLater) {
  const Registry registry = small_city();
  EXPECT_EQ(registry.unit_by_code("00070", last_day), hang_trong);
  EXPECT_EQ(registry.unit_by_code("00070", first_day), hoan_kiem);
  EXPECT_EQ(registry.unit_by_code("00061", first_day), UnitId{});
  EXPECT_EQ(registry.unit_by_code("", first_day), UnitId{});
}

TEST(Units, NamesAreFoundAsPeopleTypeThem) {
  const Registry registry = small_city();
  EXPECT_EQ(registry.units_named("cua nam", last_day), std::vector<UnitId>{cua_nam_old});
  EXPECT_EQ(registry.units_named("Phường Cửa Nam", first_day), std::vector<UnitId>{cua_nam});
  EXPECT_EQ(registry.units_named("hoan kiem", last_day), std::vector<UnitId>{hoan_kiem_district});
  EXPECT_TRUE(registry.units_named("Cầu Giấy", last_day).empty());
}

TEST(Units, AnEndedUnitIsStillShownAsItWas) {
  const Registry registry = small_city();
  const auto unit = registry.unit(hang_trong, make_date(2026, 1, 1));
  ASSERT_TRUE(unit);
  EXPECT_FALSE(unit->valid);
  EXPECT_EQ(unit->name, "Phường Hàng Trống");
  EXPECT_EQ(unit->parent, hoan_kiem_district);
  EXPECT_FALSE(registry.unit({999}, last_day));
}

TEST(Units, AttributesChangeFromADayOnAndKeepTheirPast) {
  Registry registry = small_city();
  event::UnitChanged pilot;
  pilot.unit = hang_bac;
  pilot.effective_from = make_date(2021, 7, 1);
  pilot.has_council = false;
  event::UnitChanged renamed;
  renamed.unit = hang_bac;
  renamed.effective_from = make_date(2023, 1, 1);
  renamed.full_name = "Phường Phố Bạc";
  ASSERT_EQ(change(registry, {pilot, renamed}), "");
  EXPECT_TRUE(registry.unit(hang_bac, make_date(2021, 6, 30))->has_council);
  EXPECT_FALSE(registry.unit(hang_bac, make_date(2021, 7, 1))->has_council);
  EXPECT_EQ(registry.name(hang_bac, make_date(2022, 12, 31)), "Phường Hàng Bạc");
  EXPECT_EQ(registry.name(hang_bac, make_date(2023, 1, 1)), "Phường Phố Bạc");
  EXPECT_FALSE(registry.unit(hang_bac, make_date(2023, 1, 1))->has_council);
  EXPECT_EQ(registry.units_named("hang bac", make_date(2022, 1, 1)), std::vector{hang_bac});
  EXPECT_TRUE(registry.units_named("hang bac", make_date(2024, 1, 1)).empty());
  EXPECT_EQ(registry.units_named("pho bac", make_date(2024, 1, 1)), std::vector{hang_bac});
}

TEST(Units, ACorrectionOfTheSameDayPrevails) {
  Registry registry = small_city();
  event::UnitChanged typo;
  typo.unit = hang_bac;
  typo.effective_from = make_date(2023, 1, 1);
  typo.full_name = "Phường Hàng Bặc";
  event::UnitChanged mended = typo;
  mended.full_name = "Phường Hàng Bạc";
  ASSERT_EQ(change(registry, {typo}), "");
  ASSERT_EQ(change(registry, {mended}), "");
  EXPECT_EQ(registry.name(hang_bac, make_date(2023, 1, 1)), "Phường Hàng Bạc");
}

TEST(Units, ASnapshotDoesNotMove) {
  Registry registry = small_city();
  const Registry snapshot = registry;
  event::UnitChanged renamed;
  renamed.unit = hoan_kiem;
  renamed.effective_from = first_day;
  renamed.full_name = "Phường Hồ Gươm";
  ASSERT_TRUE(registry.apply(renamed));
  EXPECT_EQ(registry.name(hoan_kiem, first_day), "Phường Hồ Gươm");
  EXPECT_EQ(snapshot.name(hoan_kiem, first_day), "Phường Hoàn Kiếm");
  EXPECT_FALSE(registry == snapshot);
}

TEST(Units, ChildrenAreThoseOfTheDay) {
  const Registry registry = small_city();
  EXPECT_EQ(registry.children(hoan_kiem_district, last_day),
            (std::vector<UnitId>{hang_trong, hang_bac, cua_nam_old}));
  EXPECT_EQ(registry.children(hanoi, last_day),
            (std::vector<UnitId>{hoan_kiem_district, ba_dinh_district}));
  EXPECT_EQ(registry.children(hanoi, first_day), (std::vector<UnitId>{hoan_kiem, cua_nam}));
}

}  // namespace
}  // namespace donthu::registry
