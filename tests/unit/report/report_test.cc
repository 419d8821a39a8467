#include "engine/report/report.h"

#include <gmock/gmock.h>

#include "engine/event/json.h"
#include "tests/unit/report/timelines.h"

namespace donthu::report {
namespace {

using ::testing::HasSubstr;

constexpr UnitId city{1};
constexpr UnitId district{2};
constexpr UnitId ward{3};
constexpr UnitId other_ward{4};

registry::Registry hanoi() {
  registry::Registry registry;
  const auto unit = [&](UnitId id, event::UnitLevel level, const char* name, UnitId parent) {
    event::UnitEstablished made;
    made.unit = id;
    made.level = level;
    made.full_name = name;
    made.parent = parent;
    made.valid_from = day("2010-01-01");
    ASSERT_TRUE(registry.apply(made));
  };
  unit(city, event::UnitLevel::city, "Thành phố Hà Nội", {});
  unit(district, event::UnitLevel::district, "Quận Hoàn Kiếm", city);
  unit(ward, event::UnitLevel::ward, "Phường Hàng Trống", district);
  unit(other_ward, event::UnitLevel::ward, "Phường Hàng Bạc", district);
  return registry;
}

ReportRequest year(Basis basis, Per per = Per::ward) {
  ReportRequest request;
  request.from = day("2021-07-01");
  request.until = day("2022-06-30");
  request.basis = basis;
  request.per = per;
  return request;
}

Report made(const Timelines& timelines, const ReportRequest& request) {
  const auto report = compute(timelines, hanoi(), request);
  EXPECT_TRUE(report) << to_string(report.error());
  return report.value_or(Report{});
}

Timelines few() {
  return Timelines({
      // Of the period before, answered in this one.
      {received(ward, "2021-06-30 10:00"), fact(FactKind::answered, ward, "2021-07-05 10:00")},
      // 30/06/2021T17:30Z is 01/07/2021 in Hanoi.
      {received(ward, "2021-06-30T17:30:00Z"), fact(FactKind::answered, ward, "2021-07-06 10:00")},
      // The last minute of the period; open.
      {received(ward, "2022-06-30 23:59")},
      {received(ward, "2022-07-01 00:00")},
      {received(other_ward, "2022-05-10 10:00"),
       moved(FactKind::escalated, other_ward, district, "2022-05-12 10:00", "beyond_authority"),
       fact(FactKind::answered, district, "2022-05-20 10:00")},
      {received(other_ward, "2022-05-10 10:00", "denunciation"),
       fact(FactKind::voided, other_ward, "2022-05-11 10:00")},
  });
}

TEST(Report, TheCohortIsWhatWasReceivedInThePeriodBothDaysIncluded) {
  const Report report = made(few(), year(Basis::cohort));
  EXPECT_EQ(report.total.figures,
            (Figures{.received = 3, .resolved = 2, .backlog = 1, .escalated = 1}));
  ASSERT_EQ(report.rows.size(), 2u);
  EXPECT_EQ(report.rows[0].name, "Phường Hàng Bạc");
  EXPECT_EQ(report.rows[0].figures, (Figures{.received = 1, .escalated = 1, .left = 1}));
  EXPECT_EQ(report.rows[1].figures, (Figures{.received = 2, .resolved = 1, .backlog = 1}));
}

TEST(Report, TheFlowIsWhatHappenedInThePeriod) {
  const Report report = made(few(), year(Basis::flow));
  EXPECT_EQ(report.total.figures,
            (Figures{.received = 3, .resolved = 3, .backlog = 1, .escalated = 1}));
  ASSERT_EQ(report.rows.size(), 3u);
  EXPECT_EQ(report.rows[1].figures, (Figures{.received = 2, .resolved = 2, .backlog = 1}));
  EXPECT_EQ(report.rows[2].name, "Quận Hoàn Kiếm");
  EXPECT_EQ(report.rows[2].figures, (Figures{.resolved = 1}));
}

TEST(Report, AFileClosedAfterItsDecisionHasNotLeft) {
  const Timelines timelines({{received(ward, "2021-05-10 10:00", "complaint"),
                              fact(FactKind::resolved, ward, "2021-06-20 10:00", "justified"),
                              fact(FactKind::closed, ward, "2021-07-10 10:00", "enforced")},
                             {received(ward, "2021-07-10 10:00"),
                              fact(FactKind::terminated, ward, "2021-07-20 10:00", "withdrawn")}});
  EXPECT_EQ(made(timelines, year(Basis::flow)).total.figures, (Figures{.received = 1, .left = 1}));
}

TEST(Report, ADistrictIsItsWardsAndItself) {
  const Report report = made(few(), year(Basis::cohort, Per::district));
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].unit, district);
  EXPECT_EQ(report.rows[0].figures.resolved, 2u);
  EXPECT_EQ(report.rows[0].figures.left, 0u);
}

TEST(Report, TwoPeriodsAreEachComparedAsOfTheirOwnEnd) {
  ReportRequest request = year(Basis::cohort, Per::total);
  request.compare = Period{day("2020-07-01"), day("2021-06-30")};
  const Report report = made(few(), request);
  EXPECT_EQ(report.total.before, (Figures{.received = 1, .backlog = 1}));
  EXPECT_EQ(report.compare_as_of, at("2021-07-01 00:00"));
  EXPECT_TRUE(report.rows.empty());
}

TEST(Report, KindsNarrowItDown) {
  ReportRequest request = year(Basis::cohort, Per::total);
  request.kinds = {event::PetitionKind::complaint};
  EXPECT_EQ(made(few(), request).total.figures, Figures{});
}

TEST(Report, APeriodThatEndsBeforeItBeginsIsRefused) {
  ReportRequest request = year(Basis::cohort);
  request.until = day("2021-06-30");
  EXPECT_EQ(compute(few(), hanoi(), request).error().field, "until");
  request = year(Basis::cohort);
  request.compare = Period{day("2020-07-01"), day("2020-06-30")};
  EXPECT_EQ(compute(few(), hanoi(), request).error().field, "compare");
}

TEST(Report, TheTextFitsTheTerminalAndShowsRateBesideBacklog) {
  ReportRequest request = year(Basis::cohort);
  request.compare = Period{day("2020-07-01"), day("2021-06-30")};
  const std::string text = to_text(made(few(), request));
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    EXPECT_LE(display_width(line), 100u) << line;
    begin = end + 1;
  }
  EXPECT_THAT(text, HasSubstr("66,7 %       1"));
  EXPECT_THAT(text, HasSubstr("01/07/2021 – 30/06/2022"));
  EXPECT_THAT(text, HasSubstr("Theo đợt tiếp nhận"));
}

TEST(Report, TheCsvSaysNumeratorDenominatorUnitAndPeriodOnEachLine) {
  const std::string csv = to_csv(made(few(), year(Basis::cohort)));
  EXPECT_TRUE(csv.starts_with("mã đơn vị (unit id),đơn vị (unit),"));
  EXPECT_THAT(csv, HasSubstr("3,Phường Hàng Trống,2021-07-01,2022-06-30,cohort,"
                             "2022-06-30T17:00:00.000Z,recorded,resolution_rate,"
                             "Tỷ lệ giải quyết,50.0,1,2,%\n"));
  EXPECT_THAT(csv, HasSubstr(",\"Đã giải quyết, trả lời\",1,1,,petitions\n"));
}

TEST(Report, TheJsonHoldsTheSame) {
  ReportRequest request = year(Basis::flow);
  request.compare = Period{day("2020-07-01"), day("2021-06-30")};
  const auto json = event::parse_json(to_json(made(few(), request)));
  ASSERT_TRUE(json) << to_string(json.error());
  const auto& total = json->at("total");
  EXPECT_EQ(total.at("figures").at("resolution_rate").at("value").to_number<double>(), 100.0);
  EXPECT_EQ(total.at("figures").at("resolution_rate").at("denominator").to_number<int>(), 3);
  EXPECT_EQ(total.at("change").at("received").at("value").to_number<double>(), 200.0);
  EXPECT_TRUE(total.at("change").at("resolved").at("value").is_null());
  EXPECT_EQ(json->at("rows").as_array().size(), 3u);
}

}  // namespace
}  // namespace donthu::report
