#include "engine/base/time.h"

#include <gtest/gtest.h>

namespace donthu {
namespace {

TEST(Time, ThePeriodOfARecordIsItsLocalDay) {
  const auto instant = parse_instant("2021-06-30T17:30:00Z");
  ASSERT_TRUE(instant);
  EXPECT_EQ(to_string(local_date(*instant)), "2021-07-01");
}

TEST(Time, ADayEndsAt24HoursLocal) {
  const Date due = make_date(2022, 2, 28);
  EXPECT_EQ(to_string(end_of_day(due)), "2022-02-28T17:00:00.000Z");
  EXPECT_EQ(to_local_due(end_of_day(due)), "28/02/2022 24:00");
  EXPECT_EQ(to_local(end_of_day(due)), "01/03/2022 00:00");
}

TEST(Time, TakesTheFormsThatPeopleAndMachinesWrite) {
  EXPECT_EQ(*parse_date("24/01/2022"), make_date(2022, 1, 24));
  EXPECT_EQ(*parse_date("2022-01-24"), make_date(2022, 1, 24));
  const Instant nine = *parse_instant("2022-01-24T02:00:00Z");
  for (const char* text : {"2022-01-24 09:00", "2022-01-24T09:00:00.000+07:00", "24/01/2022 09:00",
                           "2022-01-24T02:00:00.0009Z"})
    EXPECT_EQ(*parse_instant(text), nine) << text;
}

TEST(Time, RefusesDaysThatDoNotExist) {
  for (const char* text : {"29/02/2023", "2023-13-01", "2023-00-10", "2023-04-31", "2023-4-1",
                           "2023-04-01x", "", "20230401"})
    EXPECT_EQ(parse_date(text).error().reason, "bad-time") << text;
  for (const char* text : {"2022-01-24 25:00", "2022-01-24T09:00+7", "2022-01-24T", "-022-01-24"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(Time, WorksBefore1970) {
  EXPECT_EQ(to_string(*parse_instant("1969-12-31T23:59:59.999Z")), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(weekday_vi(make_date(2022, 1, 24)), "Thứ Hai");
}

}  // namespace
}  // namespace donthu
