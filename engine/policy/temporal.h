// Dates, times and durations as FEEL writes them (DMN 1.5 §10.3.2.3.4-8, after XML Schema part 2),
// and their arithmetic. Years 1 to 9999; times to the millisecond. What is beyond gives nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/policy/value.h"

namespace donthu::policy {

// Durations beyond about 3000 millennia are not held; sums of two such still fit 64 bits.
inline constexpr std::int64_t duration_ms_limit = 100'000'000'000'000'000;
inline constexpr std::int64_t duration_months_limit = 1'000'000'000;

// Only "2022-01-24": the forms that officers type are for other rooms.
[[nodiscard]] std::optional<Date> read_date(std::string_view text);
// "09:30:00", "09:30:00.250", "09:30:00Z", "09:30:00+07:00".
[[nodiscard]] std::optional<TimeOfDay> read_time(std::string_view text);
// Date, "T" and time; a date alone stands for its 00:00.
[[nodiscard]] std::optional<DateTime> read_date_time(std::string_view text);
// "P30D", "-PT1H30M", "P1Y2M" as a duration of either kind; null where it is none.
[[nodiscard]] Value read_duration(std::string_view text);
// What @"…" stands for: any of the above; null where it is none.
[[nodiscard]] Value read_temporal(std::string_view text);

[[nodiscard]] std::string write(Date date);
[[nodiscard]] std::string write(const TimeOfDay& time);
[[nodiscard]] std::string write(const DateTime& date_time);
[[nodiscard]] std::string write(DaysDuration duration);
[[nodiscard]] std::string write(MonthsDuration duration);

[[nodiscard]] std::optional<Date> date_of(std::int64_t year, std::int64_t month, std::int64_t day);
[[nodiscard]] Date date_of(const DateTime& date_time);
[[nodiscard]] TimeOfDay time_of(const DateTime& date_time);
[[nodiscard]] DateTime date_time_of(Date date, const TimeOfDay& time);
// Milliseconds since 00:00 UTC, which may be below zero or beyond a day.
[[nodiscard]] std::int64_t utc_ms(const TimeOfDay& time);

// A date keeps being a date: hours are counted from its 00:00 and what is less than a day dropped.
[[nodiscard]] std::optional<Date> add(Date date, DaysDuration duration);
// 31/01 + P1M is the last day of February.
[[nodiscard]] std::optional<Date> add(Date date, MonthsDuration duration);
[[nodiscard]] std::optional<DateTime> add(const DateTime& start, DaysDuration duration);
[[nodiscard]] std::optional<DateTime> add(const DateTime& start, MonthsDuration duration);
// Round the clock: 23:00 + PT2H is 01:00.
[[nodiscard]] TimeOfDay add(const TimeOfDay& start, DaysDuration duration);
// Whole months from one date to another: what "years and months duration(from, to)" gives.
[[nodiscard]] MonthsDuration months_between(Date from, Date to);

// "year", "day", "hours", … of a value that has parts; null where it has no such part.
[[nodiscard]] Value part_of(const Value& value, std::string_view name);

}  // namespace donthu::policy
