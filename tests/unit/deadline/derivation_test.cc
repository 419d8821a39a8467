// The dates that the law's own examples come to, worked out by hand.
#include "engine/deadline/derivation.h"

#include <cstdint>
#include <limits>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/deadline/calendars.h"

namespace donthu::deadline {
namespace {

constexpr Term calendar_term(std::uint32_t amount) { return {amount, DayKind::calendar_days}; }
constexpr Term working_term(std::uint32_t amount) { return {amount, DayKind::working_days}; }
constexpr Term hours_term(std::uint32_t amount) { return {amount, DayKind::working_hours}; }

Instant at(std::string_view text) { return parse_instant(text).value(); }
Date on(std::string_view text) { return parse_date(text).value(); }

Derivation derived(const Request& request, const Calendar& calendar = with_culture_day()) {
  auto derivation = derive(request, calendar);
  if (!derivation) {
    ADD_FAILURE() << to_string(derivation.error());
    return {};
  }
  return *derivation;
}

std::string due_date(std::string_view start, Term term,
                     const Calendar& calendar = with_culture_day()) {
  return to_vietnamese(derived({at(start), term}, calendar).due_date);
}

std::string raw_limit(std::string_view start, Term term) {
  return to_vietnamese(derived({at(start), term}).raw_limit);
}

TEST(Derivation, AWrittenAnswerAfterAConferenceTakesTenWorkingDays) {
  EXPECT_EQ(due_date("20/06/2022 08:00", working_term(10)), "04/07/2022");
}

TEST(Derivation, AComplaintIsReceivedAndResolvedAcrossTet) {
  EXPECT_EQ(raw_limit("24/01/2022 09:00", calendar_term(10)), "03/02/2022");
  EXPECT_EQ(due_date("24/01/2022 09:00", calendar_term(10)), "07/02/2022");
  EXPECT_EQ(due_date("24/01/2022 09:00", working_term(10)), "14/02/2022");

  const auto resolution = derived({at("27/01/2022 10:00"), calendar_term(30)});
  EXPECT_EQ(to_vietnamese(resolution.raw_limit), "26/02/2022");
  EXPECT_EQ(to_vietnamese(resolution.due_date), "28/02/2022");
  EXPECT_EQ(to_string(resolution.due), "2022-02-28T17:00:00.000Z");
  EXPECT_FALSE(resolution.provisional);
  EXPECT_EQ(resolution.calendar_version, "vietnam-state 2026-2");

  EXPECT_EQ(raw_limit("27/01/2022 10:00", calendar_term(45)), "13/03/2022");
  EXPECT_EQ(due_date("27/01/2022 10:00", calendar_term(45)), "14/03/2022");

  const auto second = derived({start_from_limit(resolution.due_date), calendar_term(30)});
  EXPECT_EQ(to_vietnamese(second.due_date), "30/03/2022");
  EXPECT_EQ(due_date("25/03/2022 15:00", calendar_term(10)), "04/04/2022");
}

TEST(Derivation, AMonthOfThirtyDaysKnowsTheLeapDay) {
  EXPECT_EQ(due_date("30/01/2024", calendar_term(30)), "29/02/2024");
  EXPECT_EQ(due_date("30/01/2023", calendar_term(30)), "01/03/2023");
}

TEST(Derivation, AMakeUpSaturdayCounts) {
  EXPECT_EQ(due_date("22/04/2025 14:00", working_term(5)), "28/04/2025");
}

TEST(Derivation, ADenunciationIsCheckedAcrossTet) {
  EXPECT_EQ(due_date("10/02/2026", working_term(7)), "26/02/2026");
  EXPECT_EQ(due_date("10/02/2026", working_term(10)), "03/03/2026");
  EXPECT_EQ(due_date("26/02/2026", working_term(5)), "05/03/2026");
}

TEST(Derivation, AnExtensionCountsFromTheLimitThatThePolicySays) {
  Request request{at("26/02/2026 09:00"), calendar_term(30)};
  EXPECT_EQ(to_vietnamese(derived(request).raw_limit), "28/03/2026");
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "30/03/2026");

  request.extensions = {calendar_term(30)};
  const auto from_raw = derived(request);
  EXPECT_EQ(to_vietnamese(from_raw.raw_limit), "27/04/2026");
  EXPECT_EQ(to_vietnamese(from_raw.due_date), "28/04/2026");
  ASSERT_EQ(from_raw.steps.size(), 2U);
  EXPECT_EQ(to_vietnamese(from_raw.steps[0].due_date), "30/03/2026");

  request.term.counts_from = CountsFrom::rolled;
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "29/04/2026");

  request.term.counts_from = CountsFrom::raw;
  request.extensions = {calendar_term(30), calendar_term(30)};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "27/05/2026");
}

TEST(Derivation, TheSuperiorAndTheHandlerHaveFiveWorkingDaysEach) {
  EXPECT_EQ(due_date("31/03/2026 08:30", working_term(5)), "07/04/2026");
  EXPECT_EQ(due_date("07/04/2026 16:00", working_term(5)), "14/04/2026");
}

TEST(Derivation, ACaseInFlightKeepsItsLimitWhenItsDistrictEnds) {
  EXPECT_EQ(raw_limit("12/06/2025", calendar_term(30)), "12/07/2025");
  EXPECT_EQ(due_date("12/06/2025", calendar_term(30)), "14/07/2025");
  EXPECT_EQ(due_date("02/06/2025", calendar_term(45)), "17/07/2025");
}

TEST(Derivation, AHolidayDeclaredLateMovesTheLimit) {
  EXPECT_EQ(due_date("16/11/2026", working_term(7), before_culture_day()), "25/11/2026");
  EXPECT_EQ(due_date("16/11/2026", working_term(7), with_culture_day()), "26/11/2026");
  EXPECT_EQ(due_date("16/11/2026", working_term(10), before_culture_day()), "30/11/2026");
  EXPECT_EQ(due_date("16/11/2026", working_term(10), with_culture_day()), "01/12/2026");
}

TEST(Derivation, ATermRunsOverTheEndOfTheYear) {
  EXPECT_EQ(due_date("30/12/2024 17:00", working_term(2)), "02/01/2025");
  EXPECT_EQ(due_date("25/12/2025", working_term(8)), "08/01/2026");
  EXPECT_EQ(due_date("25/12/2025", working_term(10)), "10/01/2026");  // A make-up Saturday.
  EXPECT_EQ(due_date("02/12/2025", calendar_term(30)), "05/01/2026");
}

TEST(Derivation, TheLocalDayOfTheEventIsNotCounted) {
  // 23:59 and 00:00 local time lie on different days, though on one day in UTC.
  EXPECT_EQ(due_date("2022-06-20T16:59:59Z", working_term(1)), "21/06/2022");
  EXPECT_EQ(due_date("2022-06-20T17:00:00Z", working_term(1)), "22/06/2022");
  EXPECT_EQ(due_date("18/06/2022 10:00", working_term(1)), "20/06/2022");  // From a Saturday.
}

TEST(Derivation, ALimitWithoutRollOverStandsOnADayOff) {
  Term term = calendar_term(30);
  term.roll_over = RollOver::none;
  EXPECT_EQ(due_date("27/01/2022", term), "26/02/2022");
}

TEST(Pauses, TheDaysOfASuspensionAreNotCounted) {
  Request request{at("06/07/2026 09:00"), calendar_term(30)};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "05/08/2026");
  request.pauses = {{on("20/07/2026"), on("10/08/2026")}};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "26/08/2026");
}

TEST(Pauses, AddUp) {
  Request request{at("06/07/2026"), calendar_term(30)};
  request.pauses = {{on("08/07/2026"), on("10/07/2026")},
                    {on("10/07/2026"), on("10/07/2026")},
                    {on("10/07/2026"), on("13/07/2026")}};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "10/08/2026");
  request.term = working_term(10);
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "23/07/2026");
}

TEST(Pauses, ReachIntoExtensions) {
  Request request{at("26/02/2026"), calendar_term(30)};
  request.extensions = {calendar_term(30)};
  request.pauses = {{on("06/04/2026"), on("08/04/2026")}};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "29/04/2026");
  EXPECT_EQ(to_vietnamese(derived(request).steps[0].due_date), "30/03/2026");
}

TEST(Pauses, ALimitOnTheDayOfASuspensionMovesToTheResumption) {
  Request request{at("26/02/2026"), calendar_term(30)};  // Raw Sat 28/03, rolled Mon 30/03.
  for (const char* day : {"28/03/2026", "29/03/2026", "30/03/2026"}) {
    request.pauses = {{on(day), on("10/04/2026")}};
    EXPECT_EQ(to_vietnamese(derived(request).due_date), "10/04/2026") << day;
    request.pauses = {{on(day), on("11/04/2026")}};  // Resumed on a Saturday.
    EXPECT_EQ(to_vietnamese(derived(request).due_date), "13/04/2026") << day;
  }
  request.pauses = {{on("31/03/2026"), on("10/04/2026")}};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "30/03/2026");
}

TEST(Pauses, BeforeTheStartMeanNothing) {
  Request request{at("06/07/2026"), calendar_term(30)};
  request.pauses = {{on("01/06/2026"), on("06/07/2026")}};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "05/08/2026");
  request.pauses = {{on("01/06/2026"), on("07/07/2026")}};
  EXPECT_EQ(to_vietnamese(derived(request).due_date), "06/08/2026");
}

TEST(Provisional, WhereADayThatMattersLiesOutsideTheCalendar) {
  EXPECT_FALSE(derived({at("15/12/2026"), working_term(12)}).provisional);
  EXPECT_TRUE(derived({at("15/12/2026"), working_term(13)}).provisional);
  // The term reaches back into days that the calendar covers, and ends outside.
  EXPECT_FALSE(derived({at("01/12/2026"), calendar_term(30)}).provisional);
  EXPECT_TRUE(derived({at("01/12/2026"), calendar_term(31)}).provisional);
  EXPECT_TRUE(derived({at("25/12/2019"), working_term(10)}).provisional);
  EXPECT_FALSE(derived({at("25/12/2019"), calendar_term(10)}).provisional);
}

TEST(Provisional, NeverWhereTheCalendarIsNotAsked) {
  Term term = calendar_term(90);
  term.roll_over = RollOver::none;
  EXPECT_FALSE(derived({at("01/12/2026"), term}).provisional);
}

TEST(WorkingHours, AreCountedToTheMinute) {
  const auto due = [](std::string_view start, std::uint32_t hours) {
    return to_local(derived({at(start), hours_term(hours)}).due);
  };
  // Mon 10/03/2025: an ordinary week.
  EXPECT_EQ(due("10/03/2025 08:00", 4), "10/03/2025 12:00");
  EXPECT_EQ(due("10/03/2025 08:00", 8), "10/03/2025 17:30");
  EXPECT_EQ(due("10/03/2025 09:15", 8), "11/03/2025 09:15");
  EXPECT_EQ(due("10/03/2025 11:00", 2), "10/03/2025 14:30");   // Across lunch.
  EXPECT_EQ(due("10/03/2025 12:45", 4), "10/03/2025 17:30");   // During lunch.
  EXPECT_EQ(due("10/03/2025 06:00", 1), "10/03/2025 09:00");   // Before the office opens.
  EXPECT_EQ(due("10/03/2025 20:00", 1), "11/03/2025 09:00");   // After it closed.
  EXPECT_EQ(due("14/03/2025 15:00", 8), "17/03/2025 15:00");   // Across a weekend.
  EXPECT_EQ(due("15/03/2025 10:00", 8), "17/03/2025 17:30");   // From a Saturday.
  EXPECT_EQ(due("25/04/2025 15:00", 8), "26/04/2025 15:00");   // Into a make-up Saturday.
  EXPECT_EQ(due("29/04/2025 15:00", 8), "05/05/2025 15:00");   // Across holidays.
  EXPECT_EQ(due("24/01/2025 17:30", 40), "07/02/2025 17:30");  // A week, across Tết.
}

TEST(WorkingHours, GiveAwayTheMinuteThatHasBegun) {
  EXPECT_EQ(to_local(derived({at("2025-03-10T09:15:00.001+07:00"), hours_term(8)}).due),
            "11/03/2025 09:16");
  EXPECT_EQ(to_local(derived({at("2025-03-10T23:59:59.999+07:00"), hours_term(8)}).due),
            "11/03/2025 17:30");
}

TEST(WorkingHours, StandStillDuringASuspension) {
  Request request{at("10/03/2025 14:30"), hours_term(8)};
  request.pauses = {{on("10/03/2025"), on("13/03/2025")}};
  EXPECT_EQ(to_local(derived(request).due), "14/03/2025 14:30");
  // Suspended on the day on which it would have been due: the rest of that day is given back.
  request.pauses = {{on("11/03/2025"), on("13/03/2025")}};
  EXPECT_EQ(to_local(derived(request).due), "13/03/2025 14:30");
}

TEST(WorkingHours, AreExtendedFromTheMinuteAndInDaysFromTheDay) {
  Request request{at("10/03/2025 14:30"), hours_term(8)};
  request.extensions = {hours_term(4)};
  EXPECT_EQ(to_local(derived(request).due), "12/03/2025 09:00");
  request.extensions = {working_term(2)};
  EXPECT_EQ(to_local_due(derived(request).due), "13/03/2025 24:00");
  request.term = working_term(1);
  request.extensions = {hours_term(4)};
  EXPECT_EQ(to_local(derived(request).due), "12/03/2025 12:00");
}

TEST(WorkingHours, MayLastUntilMidnight) {
  const auto calendar = Calendar::parse(
      "# id: watch\n# version: 1\n# published: 2025-01-01\n# covers: 2025-01-01..2025-12-31\n"
      "# citation: x\n# hours: 00:00-24:00\ndate,day,name_vi,name_en,source\n",
      "watch.csv");
  ASSERT_TRUE(calendar) << to_string(calendar.error());
  const auto derivation = derived({at("10/03/2025 16:00"), hours_term(8)}, *calendar);
  EXPECT_EQ(to_local_due(derivation.due), "10/03/2025 24:00");
  EXPECT_EQ(to_vietnamese(derivation.due_date), "10/03/2025");
}

struct BadRequest {
  std::string reason;
  std::string field;
  Request request;

  friend void PrintTo(const BadRequest& bad, std::ostream* out) {
    *out << bad.reason << " in " << bad.field;
  }
};

class DerivationRefusal : public testing::TestWithParam<BadRequest> {};

TEST_P(DerivationRefusal, SaysWhereAndWhatToDo) {
  const auto derivation = derive(GetParam().request, with_culture_day());
  ASSERT_FALSE(derivation);
  EXPECT_EQ(derivation.error().reason, GetParam().reason);
  EXPECT_EQ(derivation.error().field, GetParam().field);
  EXPECT_FALSE(derivation.error().message.empty());
  EXPECT_FALSE(derivation.error().message_vi.empty());
  EXPECT_FALSE(derivation.error().remedy.empty());
  EXPECT_EQ(derivation.error().code,
            GetParam().reason == "deadline-suspended" ? ErrorCode::rejected : ErrorCode::invalid);
}

const Instant monday = *parse_instant("06/07/2026 09:00");
const Date fifth = make_date(2026, 8, 5);

INSTANTIATE_TEST_SUITE_P(
    All, DerivationRefusal,
    testing::Values(
        BadRequest{"no-start", "start", {{}, calendar_term(30)}},
        BadRequest{"date-out-of-range", "start", {{INT64_MIN}, calendar_term(30)}},
        BadRequest{"date-out-of-range", "start", {{INT64_MAX}, calendar_term(30)}},
        BadRequest{
            "date-out-of-range", "term.amount", {*parse_instant("2999-12-30"), calendar_term(30)}},
        BadRequest{
            "date-out-of-range", "term.amount", {*parse_instant("2999-12-27"), working_term(4)}},
        BadRequest{
            "date-out-of-range", "term.amount", {*parse_instant("2999-12-27"), hours_term(40)}},
        BadRequest{"term-zero", "term.amount", {monday, calendar_term(0)}},
        BadRequest{"term-too-long", "term.amount", {monday, calendar_term(3'661)}},
        BadRequest{"term-too-long", "term.amount", {monday, working_term(4'294'967'295U)}},
        BadRequest{"term-too-long", "term.amount", {monday, hours_term(10'001)}},
        BadRequest{"term-zero",
                   "extensions[1].amount",
                   {monday, calendar_term(30), {calendar_term(30), working_term(0)}}},
        BadRequest{"too-many-extensions",
                   "extensions",
                   {monday, calendar_term(1), std::vector<Term>(101, calendar_term(1))}},
        BadRequest{"unknown-day-kind", "term.kind", {monday, {30, DayKind{9}}}},
        BadRequest{"unknown-roll-over",
                   "term.roll_over",
                   {monday, {30, DayKind::calendar_days, RollOver{9}}}},
        BadRequest{"unknown-origin",
                   "term.counts_from",
                   {monday, {30, DayKind::calendar_days, RollOver::none, CountsFrom{9}}}},
        BadRequest{"deadline-suspended",
                   "pauses[0].until",
                   {monday, calendar_term(30), {}, {{fifth, std::nullopt}}}},
        BadRequest{"pause-ends-before-it-begins",
                   "pauses[0].until",
                   {monday, calendar_term(30), {}, {{fifth, fifth - days{1}}}}},
        BadRequest{"pauses-overlap",
                   "pauses[1].from",
                   {monday,
                    calendar_term(30),
                    {},
                    {{fifth, fifth + days{9}}, {fifth + days{8}, fifth + days{12}}}}},
        BadRequest{"pauses-overlap",
                   "pauses[0].until",
                   {monday,
                    calendar_term(30),
                    {},
                    {{fifth, std::nullopt}, {fifth + days{8}, fifth + days{12}}}}},
        BadRequest{"date-out-of-range",
                   "pauses[0].until",
                   {monday, calendar_term(30), {}, {{fifth, Date::max()}}}},
        BadRequest{"date-out-of-range",
                   "pauses[0].from",
                   {monday, calendar_term(30), {}, {{Date::min(), fifth}}}},
        BadRequest{"too-many-pauses",
                   "pauses",
                   {monday, calendar_term(30), {}, std::vector<Pause>(1'001, {fifth, fifth})}}));

// Numbers from a stored event may be anything. Run under the sanitizers, this shows that no sum of
// them overflows; what is derived lies after its start and within the years that dates have.
TEST(Derivation, AnswersToEveryRequest) {
  std::mt19937_64 random(147);
  const auto edge = [&](std::int64_t low, std::int64_t high) {
    switch (random() % 8) {
      case 0: return std::numeric_limits<std::int64_t>::min();
      case 1: return std::numeric_limits<std::int64_t>::max();
      case 2: return low - 1;
      case 3: return high + 1;
      default:
        return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low));
    }
  };
  const auto day = [&] { return Date{days{static_cast<int>(edge(-25'567, 376'199))}}; };
  const auto term = [&] {
    return Term{static_cast<std::uint32_t>(edge(1, 4'000)), DayKind(1 + random() % 3),
                RollOver(1 + random() % 2), CountsFrom(1 + random() % 2)};
  };
  int derived_count = 0;
  for (int round = 0; round < 20'000; ++round) {
    Request request{{edge(start_of_day(on("01/01/1900")).ms, end_of_day(on("31/12/2999")).ms)},
                    term()};
    while (random() % 3 == 0) request.extensions.push_back(term());
    while (random() % 3 == 0) request.pauses.push_back({day(), day()});
    const auto derivation = derive(request, with_culture_day());
    if (!derivation) continue;
    ++derived_count;
    EXPECT_GT(derivation->due, request.start);
    EXPECT_GE(derivation->due_date, derivation->raw_limit);
    EXPECT_LE(derivation->due_date, on("31/12/2999"));
  }
  EXPECT_GT(derived_count, 1'000);
}

}  // namespace
}  // namespace donthu::deadline
