#include "engine/deadline/calendar.h"

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/deadline/calendars.h"

namespace donthu::deadline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string header =
    "# id: office\n"
    "# version: 1\n"
    "# published: 2025-01-01\n"
    "# covers: 2025-01-01..2025-12-31\n"
    "# citation: Quyết định 1\n";
const std::string columns = "date,day,name_vi,name_en,source\n";

std::vector<std::string> days_of(const Calendar& calendar, int year, bool off) {
  std::vector<std::string> found;
  for (const auto& day : calendar.entries())
    if (year_of(day.date) == year && day.off == off)
      found.push_back(to_vietnamese(day.date).substr(0, 5));
  return found;
}

TEST(ShippedCalendar, HasTheClosuresOfEachYear) {
  const auto& calendar = before_culture_day();
  const auto off = [&](int year) { return days_of(calendar, year, true); };
  EXPECT_THAT(off(2020), ElementsAre("01/01", "23/01", "24/01", "27/01", "28/01", "29/01", "02/04",
                                     "30/04", "01/05", "02/09"));
  EXPECT_THAT(off(2021), ElementsAre("01/01", "10/02", "11/02", "12/02", "15/02", "16/02", "21/04",
                                     "30/04", "03/05", "02/09", "03/09"));
  EXPECT_THAT(off(2022), ElementsAre("03/01", "31/01", "01/02", "02/02", "03/02", "04/02", "11/04",
                                     "02/05", "03/05", "01/09", "02/09"));
  EXPECT_THAT(off(2023), ElementsAre("02/01", "20/01", "23/01", "24/01", "25/01", "26/01", "01/05",
                                     "02/05", "03/05", "01/09", "04/09"));
  EXPECT_THAT(off(2024), ElementsAre("01/01", "08/02", "09/02", "12/02", "13/02", "14/02", "18/04",
                                     "29/04", "30/04", "01/05", "02/09", "03/09"));
  EXPECT_THAT(off(2025), ElementsAre("01/01", "27/01", "28/01", "29/01", "30/01", "31/01", "07/04",
                                     "30/04", "01/05", "02/05", "01/09", "02/09"));
  EXPECT_THAT(off(2026), ElementsAre("01/01", "02/01", "16/02", "17/02", "18/02", "19/02", "20/02",
                                     "27/04", "30/04", "01/05", "31/08", "01/09", "02/09"));
}

TEST(ShippedCalendar, HasTheMakeUpSaturdays) {
  const auto& calendar = before_culture_day();
  std::vector<std::string> worked;
  for (const auto& day : calendar.entries())
    if (!day.off) worked.push_back(to_string(day.date));
  EXPECT_THAT(worked, ElementsAre("2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"));
  for (const auto& day : calendar.entries()) {
    EXPECT_EQ(is_weekend(day.date), !day.off) << to_string(day.date);
    EXPECT_FALSE(day.source.empty());
  }
}

TEST(ShippedCalendar, TheTwoVersionsDifferInCultureDayOnly) {
  auto expected = before_culture_day().entries();
  const auto& later = with_culture_day();
  const CalendarDay* day = later.entry(make_date(2026, 11, 24));
  ASSERT_NE(day, nullptr);
  EXPECT_EQ(day->name.vi, "Ngày Văn hóa Việt Nam");
  expected.push_back(*day);
  EXPECT_EQ(later.entries(), expected);
  EXPECT_GT(later.published(), before_culture_day().published());
  EXPECT_EQ(later.id(), before_culture_day().id());
  EXPECT_EQ(later.name(), "vietnam-state 2026-2");
  EXPECT_EQ(later.minutes_a_day(), 480);
  EXPECT_EQ(later.covers_from(), make_date(2020, 1, 1));
  EXPECT_EQ(later.covers_until(), make_date(2026, 12, 31));
}

TEST(Calendar, KnowsNothingButTheWeekendOutsideWhatItCovers) {
  const auto& calendar = with_culture_day();
  EXPECT_FALSE(calendar.covers(make_date(2027, 1, 1)));
  EXPECT_TRUE(calendar.is_working(make_date(2027, 1, 1)));
  EXPECT_FALSE(calendar.is_working(make_date(2027, 1, 2)));
  EXPECT_FALSE(calendar.covers(make_date(2019, 12, 31)));
}

TEST(Calendar, CountsWorkingDaysBackOverMakeUpSaturdays) {
  const auto& calendar = with_culture_day();
  const Date monday = make_date(2025, 4, 28);
  EXPECT_EQ(calendar.working_days_before(monday, 0), monday);
  EXPECT_EQ(calendar.working_days_before(monday, 1), make_date(2025, 4, 26));
  EXPECT_EQ(calendar.working_days_before(monday, 2), make_date(2025, 4, 25));
  EXPECT_EQ(calendar.working_days_before(monday, UINT32_MAX), make_date(1900, 1, 1));
  EXPECT_EQ(calendar.working_day_from(make_date(2025, 4, 26)), make_date(2025, 4, 26));
  EXPECT_EQ(calendar.working_day_from(make_date(2025, 4, 30)), make_date(2025, 5, 5));
}

TEST(CalendarFile, TakesWhatPeopleAndSpreadsheetsWrite) {
  const auto calendar =
      Calendar::parse("\xEF\xBB\xBF## comment: with a colon\r\n" + header +
                          "# hours: 07:30-11:30,13:00-17:00\r\n\r\n" + columns +
                          "02/05/2025,off,\"Nghỉ, \"\"hoán đổi\"\"\",Day off , QĐ 2\r\n"
                          "## the Saturday worked for it\n"
                          "2025-04-26,work,Làm bù,Make-up day,QĐ 2",
                      "office.csv");
  ASSERT_TRUE(calendar) << to_string(calendar.error());
  EXPECT_EQ(calendar->name(), "office 1");
  EXPECT_EQ(calendar->citation(), "Quyết định 1");
  EXPECT_THAT(calendar->office_hours(), ElementsAre(OfficeHours{450, 690}, OfficeHours{780, 1020}));
  ASSERT_EQ(calendar->entries().size(), 2U);
  EXPECT_EQ(calendar->entries()[0].date, make_date(2025, 4, 26));
  EXPECT_EQ(calendar->entries()[1].name.vi, "Nghỉ, \"hoán đổi\"");
  EXPECT_EQ(calendar->entries()[1].name.en, "Day off");
  EXPECT_EQ(calendar->entries()[1].source, "QĐ 2");
}

TEST(CalendarFile, HasTheUsualOfficeHoursWhereItSaysNothing) {
  const auto calendar = Calendar::parse(header + columns, "office.csv");
  ASSERT_TRUE(calendar) << to_string(calendar.error());
  EXPECT_THAT(calendar->office_hours(), ElementsAre(OfficeHours{480, 720}, OfficeHours{810, 1050}));
}

struct Refusal {
  std::string csv;
  std::string place;
  std::string message;
  std::string remedy;

  friend void PrintTo(const Refusal& refusal, std::ostream* out) {
    *out << refusal.message << " at " << refusal.place;
  }
};

class CalendarRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(CalendarRefusal, NamesThePlaceAndTheRemedy) {
  const auto& expected = GetParam();
  const auto calendar = Calendar::parse(expected.csv, "office.csv");
  ASSERT_FALSE(calendar) << expected.csv;
  const auto& error = calendar.error();
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_EQ(error.reason, "bad-calendar");
  EXPECT_EQ(error.field, expected.place);
  EXPECT_THAT(error.message, HasSubstr(expected.message));
  EXPECT_THAT(error.remedy, HasSubstr(expected.remedy));
  EXPECT_THAT(error.message_vi, HasSubstr(expected.place));
}

std::string with_header(const std::string& lines) { return header + lines + columns; }
std::string with_row(const std::string& row) { return header + columns + row; }
std::string without(const std::string& key) {
  std::string text = header;
  const auto at = text.find("# " + key);
  text.erase(at, text.find('\n', at) + 1 - at);
  return text + columns;
}

INSTANTIATE_TEST_SUITE_P(
    Header, CalendarRefusal,
    testing::Values(
        Refusal{"", "office.csv:1", "column line is missing", "Write: date,day"},
        Refusal{header, "office.csv:5", "column line is missing", "Write: date,day"},
        Refusal{without("id"), "office.csv:5", "'id' is missing", "# id: vietnam-state"},
        Refusal{without("version"), "office.csv:5", "'version' is missing", "# version: 2026-1"},
        Refusal{without("published"), "office.csv:5", "'published' is missing",
                "# published: 2025"},
        Refusal{without("covers"), "office.csv:5", "'covers' is missing", "# covers: 2020-01-01.."},
        Refusal{without("citation"), "office.csv:5", "'citation' is missing", "# citation:"},
        Refusal{with_header("# publisher: x\n"), "office.csv:6", "'publisher'", "comment with ##"},
        Refusal{with_header("# remark\n"), "office.csv:6", "'remark'", "comment with ##"},
        Refusal{with_header("# id: other\n"), "office.csv:6", "first in line 1", "Keep one"},
        Refusal{"# id: An Office\n", "office.csv:1", "'id' cannot be read", "# id: vietnam-state"},
        Refusal{"# published: 2025-02-29\n", "office.csv:1", "'published'", "# published: 2025"},
        Refusal{"# covers: 2025\n", "office.csv:1", "'covers'", "2020-01-01..2026-12-31"},
        Refusal{"# covers: 2025-12-31..2025-01-01\n", "office.csv:1", "before it begins",
                "earlier"},
        Refusal{"# citation:\n", "office.csv:1", "'citation'", "Write: # citation"},
        Refusal{with_header("# hours: 8-12\n"), "office.csv:6", "'hours'", "08:00-12:00"},
        Refusal{with_header("# hours: 08:00-24:30\n"), "office.csv:6", "'hours'", "08:00-12:00"},
        Refusal{with_header("# hours: -8:00-12:00\n"), "office.csv:6", "'hours'", "08:00-12:00"},
        Refusal{with_header("# hours:\n"), "office.csv:6", "'hours'", "08:00-12:00"},
        Refusal{with_header("# hours: 12:00-08:00\n"), "office.csv:6", "overlap", "in order"},
        Refusal{with_header("# hours: 08:00-12:00,11:00-13:00\n"), "office.csv:6", "overlap",
                "in order"}));

INSTANTIATE_TEST_SUITE_P(
    Rows, CalendarRefusal,
    testing::Values(
        Refusal{header + "date,day\n", "office.csv:6", "not the column line", "date,day,name_vi"},
        Refusal{with_row("# id: x\n"), "office.csv:7", "among the rows", "above the column line"},
        Refusal{with_row("2025-05-02,off,a,b\n"), "office.csv:7", "4 fields", "quotation marks"},
        Refusal{with_row("2025-05-02,off,a,b,c,d\n"), "office.csv:7", "6 fields", "quotation"},
        Refusal{with_row("2025-05-02,off,\"a,b,c\n"), "office.csv:7", "quotation", "whole field"},
        Refusal{with_row("2025-05-02,off,\"a\"x,b,c\n"), "office.csv:7", "quotation", "double"},
        Refusal{with_row("2025-05-02,off,a\"x,b,c\n"), "office.csv:7", "quotation", "double"},
        Refusal{with_row("2025-02-29,off,a,b,c\n"), "office.csv:7", "does not exist", "2022-01-24"},
        Refusal{with_row("2025-05-02,free,a,b,c\n"), "office.csv:7", "neither", "Write off"},
        Refusal{with_row("2025-05-02,off,,b,c\n"), "office.csv:7", "name_vi", "both languages"},
        Refusal{with_row("2025-05-02,off,a,,c\n"), "office.csv:7", "name_en", "both languages"},
        Refusal{with_row("2025-05-02,off,a,b,\n"), "office.csv:7", "source", "who decreed it"},
        Refusal{with_row("2026-01-02,off,a,b,c\n"), "office.csv:7", "outside", "Widen"},
        Refusal{with_row("2025-05-02,work,a,b,c\n"), "office.csv:7", "is a Fri", "Check the date"},
        Refusal{with_row("2025-05-02,off,a,b,c\n2025-05-01,off,a,b,c\n2025-05-02,off,a,b,c\n"),
                "office.csv:9", "first in line 7", "Keep one"},
        Refusal{with_row("2025-05-02,off,\xFF,b,c\n"), "office.csv:7", "UTF-8", "UTF-8"}));

TEST(CalendarFile, RefusesToBeEndless) {
  const auto large = Calendar::parse(std::string((4 << 20) + 1, '\n'), "office.csv");
  ASSERT_FALSE(large);
  EXPECT_THAT(large.error().message, HasSubstr("larger than"));
}

// Whatever is done to a good file, the reader answers: it neither fails an invariant nor reads past
// the end.
TEST(CalendarFile, AnswersToEveryMutilation) {
  const std::string good = header + "# hours: 08:00-12:00, 13:30-17:30\n" + columns +
                           "2025-05-02,off,\"Nghỉ, hoán đổi\",Day off,QĐ 2\n"
                           "2025-04-26,work,Làm bù,Make-up day,QĐ 2\n";
  ASSERT_TRUE(Calendar::parse(good, "f"));
  for (std::size_t i = 0; i <= good.size(); ++i) {
    (void)Calendar::parse(good.substr(0, i), "f");
    (void)Calendar::parse(good.substr(i), "f");
    for (const char c : {'"', ',', '\n', '#', ':', '-', '.', '\0', '\xC3', '9'}) {
      std::string changed = good;
      changed.insert(i, 1, c);
      (void)Calendar::parse(changed, "f");
      if (i < good.size()) changed.erase(i + 1, 1);
      (void)Calendar::parse(changed, "f");
    }
  }
}

}  // namespace
}  // namespace donthu::deadline
