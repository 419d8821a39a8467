#include "engine/deadline/explanation.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/deadline/calendars.h"

namespace donthu::deadline {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

Instant at(std::string_view text) { return parse_instant(text).value(); }
Date on(std::string_view text) { return parse_date(text).value(); }

struct Lines {
  std::vector<std::string> vi;
  std::vector<std::string> en;
};

Lines explained(const Request& request) {
  const auto derivation = derive(request, with_culture_day());
  if (!derivation) {
    ADD_FAILURE() << to_string(derivation.error());
    return {};
  }
  Lines lines;
  for (auto& text : explain(*derivation, with_culture_day())) {
    EXPECT_TRUE(is_clean_text(text.vi)) << text.vi;
    lines.vi.push_back(std::move(text.vi));
    lines.en.push_back(std::move(text.en));
  }
  return lines;
}

TEST(Explanation, ReadsFromTheStartToTheLimit) {
  const auto lines = explained({at("22/04/2025 09:00"), {5, DayKind::working_days}});
  EXPECT_THAT(
      lines.vi,
      ElementsAre(
          "Thời hạn: 5 ngày làm việc.",
          "Bắt đầu: Thứ Ba 22/04/2025; ngày này không tính (Bộ luật Dân sự 2015, Điều 147).",
          "23/04/2025 đến 25/04/2025: 3 ngày làm việc. Đã tính 3/5.",
          "Thứ Bảy 26/04/2025: 1 ngày làm việc, ngày làm bù: Làm bù cho ngày nghỉ hoán đổi "
          "02/05/2025 (nguồn: baochinhphu.vn 250304; tet-amlich.com [đã đối chiếu]). Đã tính 4/5.",
          "Chủ Nhật 27/04/2025: nghỉ hằng tuần, không tính.",
          "Thứ Hai 28/04/2025: 1 ngày làm việc. Đã tính 5/5.",
          "Hạn: 24:00 Thứ Hai 28/04/2025; quá hạn từ Thứ Ba 29/04/2025.",
          "Lịch làm việc: vietnam-state 2026-2, công bố 01/07/2026. Căn cứ: Bộ luật Lao động 2019, "
          "Điều 111 và 112; thông báo nghỉ lễ, Tết hằng năm."));
  EXPECT_EQ(lines.en[2], "23/04/2025 to 25/04/2025: 3 working days. Counted so far: 3 of 5.");
  EXPECT_EQ(lines.en[4], "Sun 27/04/2025: weekend, not counted.");
  EXPECT_EQ(lines.en[6], "Due: 24:00 on Mon 28/04/2025; overdue from Tue 29/04/2025.");
}

TEST(Explanation, SaysWhereALimitRolledAndWhy) {
  const auto lines = explained({at("24/01/2022 09:00"), {10}});
  EXPECT_THAT(
      lines.vi,
      ElementsAre(
          "Thời hạn: 10 ngày, tính cả ngày nghỉ.", StartsWith("Bắt đầu: Thứ Hai 24/01/2022;"),
          "25/01/2022 đến 03/02/2022: 10 ngày. Đã tính 10/10.",
          "Ngày cuối của thời hạn là Thứ Năm 03/02/2022. Thời hạn không kết thúc vào ngày nghỉ (Bộ "
          "luật Dân "
          "sự "
          "2015, Điều 148):",
          "Thứ Năm 03/02/2022 và Thứ Sáu 04/02/2022: 2 ngày nghỉ, hạn chuyển tiếp: Tết Nguyên đán "
          "(nguồn: wikihoc, lịch nghỉ Tết Nhâm Dần 2022 [đã đối chiếu]).",
          "Thứ Bảy 05/02/2022 và Chủ Nhật 06/02/2022: nghỉ hằng tuần, hạn chuyển tiếp.",
          "Thứ Hai 07/02/2022: ngày làm việc, thời hạn kết thúc vào ngày này.",
          "Hạn: 24:00 Thứ Hai 07/02/2022; quá hạn từ Thứ Ba 08/02/2022.", StartsWith("Lịch")));
}

TEST(Explanation, NamesEachReasonOfNeighbouringDaysOff) {
  const auto lines = explained({at("29/04/2025 08:00"), {1, DayKind::working_days}});
  EXPECT_THAT(lines.vi,
              Contains(StartsWith("Thứ Tư 30/04/2025: ngày nghỉ, không tính: Ngày Chiến")));
  EXPECT_THAT(lines.vi,
              Contains(StartsWith("Thứ Năm 01/05/2025: ngày nghỉ, không tính: Ngày Quốc")));
  EXPECT_THAT(lines.en,
              Contains(StartsWith("Fri 02/05/2025: day off, not counted: Day off in exchange "
                                  "for 26/04/2025 (source: baochinhphu.vn")));
}

TEST(Explanation, ShowsSuspensions) {
  Request request{at("06/07/2026"), {30}};
  request.pauses = {{on("20/07/2026"), on("10/08/2026")}};
  const auto lines = explained(request);
  EXPECT_THAT(lines.vi, Contains("21/07/2026 đến 10/08/2026: tạm đình chỉ, 21 ngày không tính."));
  EXPECT_THAT(lines.en, Contains("21/07/2026 to 10/08/2026: suspended, 21 days not counted."));

  request.pauses = {{on("05/08/2026"), on("10/08/2026")}};
  const auto on_last_day = explained(request);
  EXPECT_THAT(
      on_last_day.vi,
      Contains(
          "Ngày cuối của thời hạn là Thứ Tư 05/08/2026. Thời hạn không kết thúc vào ngày tạm đình "
          "chỉ:"));
  EXPECT_THAT(on_last_day.en,
              Contains("Wed 05/08/2026: suspended; the limit moves to the day of the "
                       "resumption, Mon 10/08/2026."));
}

TEST(Explanation, ShowsFromWhichLimitAnExtensionCounts) {
  Request request{at("26/02/2026"), {30}};
  request.extensions = {{30}};
  const auto raw = explained(request);
  EXPECT_THAT(raw.vi, Contains("Hạn trước khi gia hạn lần 1: 24:00 Thứ Hai 30/03/2026."));
  EXPECT_THAT(raw.vi,
              Contains("Gia hạn lần 1: thêm 30 ngày, tính cả ngày nghỉ; tính tiếp từ Thứ Bảy "
                       "28/03/2026, ngày cuối khi chưa chuyển."));
  request.term.counts_from = CountsFrom::rolled;
  EXPECT_THAT(
      explained(request).en,
      Contains("Extension 1 adds 30 days, days off included; counted on from Mon 30/03/2026, "
               "the last day after it rolled."));
}

TEST(Explanation, ShowsHoursWithTheirTimes) {
  const auto lines = explained({at("14/03/2025 15:00"), {8, DayKind::working_hours}});
  EXPECT_THAT(
      lines.vi,
      ElementsAre(
          "Thời hạn: 8 giờ làm việc.",
          "Tính từ 15:00 Thứ Sáu 14/03/2025, theo giờ làm việc 08:00-12:00, 13:30-17:30.",
          "Thứ Sáu 14/03/2025: 15:00-17:30, 2 giờ 30 phút. Đã tính 2 giờ 30 phút trên 8 giờ.",
          "Thứ Bảy 15/03/2025 và Chủ Nhật 16/03/2025: nghỉ hằng tuần, không tính.",
          "Thứ Hai 17/03/2025: 08:00-12:00, 13:30-15:00, 5 giờ 30 phút. Đã tính 8 giờ trên 8 "
          "giờ.",
          "Hạn: 15:00 Thứ Hai 17/03/2025.", StartsWith("Lịch làm việc")));
  EXPECT_EQ(lines.en[5], "Due: 15:00 on Mon 17/03/2025.");
  EXPECT_THAT(
      explained({at("10/03/2025 17:00"), {36, DayKind::working_hours}}).en,
      Contains("11/03/2025 to 14/03/2025: 32 hours. Counted so far: 32 hours 30 minutes of 36 "
               "hours."));
}

TEST(Explanation, SaysThatALimitIsProvisional) {
  EXPECT_THAT(explained({at("15/12/2026"), {15, DayKind::working_days}}).vi,
              Contains(AllOf(StartsWith("Tạm tính"), HasSubstr("31/12/2026"))));
  EXPECT_THAT(explained({at("15/11/2026"), {15, DayKind::working_days}}).vi,
              Not(Contains(StartsWith("Tạm tính"))));
}

TEST(Explanation, SaysWhereTheCalendarIsAnotherOne) {
  const auto derivation =
      derive({at("16/11/2026"), {7, DayKind::working_days}}, with_culture_day());
  ASSERT_TRUE(derivation);
  const auto lines = explain(*derivation, before_culture_day());
  EXPECT_THAT(lines[0].vi, HasSubstr("vietnam-state 2026-2"));
  EXPECT_THAT(lines[0].vi, HasSubstr("vietnam-state 2026-1"));
}

// A year of working days is a page, not a book.
TEST(Explanation, StaysReadableForLongTerms) {
  EXPECT_THAT(explained({at("02/01/2026"), {90}}).vi, SizeIs(testing::Le(8)));
  EXPECT_THAT(explained({at("02/01/2026"), {30, DayKind::working_days}}).vi,
              SizeIs(testing::Le(24)));
}

}  // namespace
}  // namespace donthu::deadline
