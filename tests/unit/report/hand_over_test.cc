#include "engine/report/hand_over.h"

#include <gtest/gtest.h>

#include "tests/unit/registry/small_city.h"
#include "tests/unit/report/timelines.h"

namespace donthu::report {
namespace {

using registry::cua_nam;
using registry::first_day;
using registry::hang_bac;
using registry::hang_trong;
using registry::hanoi;
using registry::hoan_kiem;

constexpr auto midnight = "2025-07-01 00:00";

HandOverReport report_of(std::vector<std::vector<Fact>> timelines) {
  return hand_over_report(Timelines(std::move(timelines)), registry::small_city(), first_day)
      .value();
}

std::vector<Fact> handed(UnitId from, UnitId to) {
  return {received(from, "2025-06-20 09:00"), moved(FactKind::handed_over, from, to, midnight, "")};
}

std::vector<Fact> waiting(UnitId unit, std::string ground = "locality-not-recorded") {
  return {received(unit, "2025-06-20 09:00"),
          fact(FactKind::ruling_needed, unit, midnight, std::move(ground))};
}

TEST(HandOverReport, SaysForEachUnitWhereItsCasesWent) {
  const auto made = report_of({handed(hang_trong, hoan_kiem), handed(hang_trong, hoan_kiem),
                               handed(hang_trong, cua_nam), handed(hang_bac, hoan_kiem)});
  ASSERT_EQ(made.rows.size(), 2U);
  EXPECT_EQ(made.rows[0].name, "Phường Hàng Bạc");
  EXPECT_EQ(made.rows[1].name, "Phường Hàng Trống");
  EXPECT_EQ(made.rows[1].to, (std::map<UnitId, std::uint64_t>{{hoan_kiem, 2}, {cua_nam, 1}}));
  EXPECT_EQ(made.total.handed_over(), 4U);
  EXPECT_EQ(made.total.cases(), 4U);
  EXPECT_EQ(made.total.waits(), 0U);
}

TEST(HandOverReport, TellsThoseThatWaitFromThoseThatWereRuledOrFoundLater) {
  auto ruled = waiting(hang_trong);
  Fact by_ruling = moved(FactKind::handed_over, hang_trong, hoan_kiem, midnight, "");
  by_ruling.recorded_at = at("2025-07-03 09:00");
  ruled.push_back(by_ruling);
  ruled.push_back(moved(FactKind::ruled, {}, hoan_kiem, "2025-07-03 09:00", ""));
  auto found = waiting(hang_trong);
  found.push_back(moved(FactKind::handed_over, hang_trong, cua_nam, midnight, ""));
  const auto made = report_of({waiting(hang_trong), waiting(hang_trong, "no-successor-recorded"),
                               std::move(ruled), std::move(found)});
  ASSERT_EQ(made.rows.size(), 1U);
  const HandOverRow& row = made.rows.front();
  EXPECT_EQ(row.waiting, (std::map<std::string, std::uint64_t>{{"locality-not-recorded", 1},
                                                               {"no-successor-recorded", 1}}));
  EXPECT_EQ(row.ruled, 1U);
  EXPECT_EQ(row.to, (std::map<UnitId, std::uint64_t>{{cua_nam, 1}}));
  EXPECT_EQ(row.cases(), 4U);
}

TEST(HandOverReport, CountsNobodyAsWaitingWhoHasAnAnswerAndNoneWhoWaitedForSomethingElseBefore) {
  auto answered = waiting(hang_trong);
  answered.push_back(fact(FactKind::answered, hang_trong, "2025-07-05 09:00", "written"));
  const std::vector<Fact> long_ago{
      received(hang_trong, "2023-01-02 09:00"),
      fact(FactKind::ruling_needed, hang_trong, "2023-02-01 00:00", "no_head"),
      fact(FactKind::answered, hang_trong, "2023-02-02 09:00", "written")};
  EXPECT_TRUE(report_of({std::move(answered), long_ago}).rows.empty());
}

TEST(HandOverReport, LeavesOutWhatHasNothingToDoWithTheEndOfAUnit) {
  auto oversight =
      std::vector<Fact>{received(hoan_kiem, "2025-07-02 09:00"),
                        moved(FactKind::handed_over, hoan_kiem, hoan_kiem, midnight, ""),
                        fact(FactKind::ruling_needed, hanoi, midnight, "no_superior")};
  EXPECT_TRUE(report_of({std::move(oversight)}).rows.empty());
}

}  // namespace
}  // namespace donthu::report
