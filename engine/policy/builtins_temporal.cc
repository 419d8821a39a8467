// Dates, times and durations (DMN 1.5 §10.3.4.1 and §10.3.4.7). None of them reads a clock.
#include <algorithm>
#include <array>
#include <chrono>

#include "engine/policy/builtins.h"
#include "engine/policy/temporal.h"

namespace donthu::policy {
namespace {

using Arguments = std::span<const Value>;
using std::chrono::year_month_day;

template <class T>
Value value_or_null(const std::optional<T>& result) {
  return result ? Value(*result) : Value();
}

std::optional<Date> day_of(const Value& value) {
  if (value.date()) return *value.date();
  if (value.date_time()) return date_of(*value.date_time());
  return std::nullopt;
}

Value date(Arguments arguments, Work&) {
  if (arguments.size() == 1) {
    if (arguments[0].string()) return value_or_null(read_date(*arguments[0].string()));
    return value_or_null(day_of(arguments[0]));
  }
  if (arguments.size() != 3) return {};
  const auto year = arguments[0].integer();
  const auto month = arguments[1].integer();
  const auto day = arguments[2].integer();
  if (!year || !month || !day) return {};
  return value_or_null(date_of(*year, *month, *day));
}

Value time(Arguments arguments, Work&) {
  if (arguments.size() == 1) {
    if (arguments[0].string()) return value_or_null(read_time(*arguments[0].string()));
    if (arguments[0].date_time()) return time_of(*arguments[0].date_time());
    if (arguments[0].date()) return TimeOfDay{0, std::int16_t{0}};
    return arguments[0].time() ? arguments[0] : Value();
  }
  if (arguments.size() < 3) return {};
  const auto hour = arguments[0].integer();
  const auto minute = arguments[1].integer();
  const auto second = arguments[2].integer();
  if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 ||
      *second < 0 || *second > 59) {
    return {};
  }
  TimeOfDay result{((*hour * 60 + *minute) * 60 + *second) * 1000, {}};
  if (arguments.size() == 4 && !arguments[3].is_null()) {
    const auto* offset = arguments[3].days_duration();
    if (!offset || offset->ms % ms_per_minute != 0 || offset->ms > 14 * ms_per_hour ||
        offset->ms < -14 * ms_per_hour) {
      return {};
    }
    result.offset_minutes = static_cast<std::int16_t>(offset->ms / ms_per_minute);
  }
  return result;
}

Value date_and_time(Arguments arguments, Work&) {
  if (arguments.size() == 1) {
    if (arguments[0].string()) return value_or_null(read_date_time(*arguments[0].string()));
    if (arguments[0].date()) return date_time_of(*arguments[0].date(), {});
    return arguments[0].date_time() ? arguments[0] : Value();
  }
  const auto day = day_of(arguments[0]);
  if (!day || !arguments[1].time()) return {};
  return date_time_of(*day, *arguments[1].time());
}

Value duration(Arguments arguments, Work&) {
  if (arguments[0].days_duration() || arguments[0].months_duration()) return arguments[0];
  return arguments[0].string() ? read_duration(*arguments[0].string()) : Value();
}

Value years_and_months(Arguments arguments, Work&) {
  const auto from = day_of(arguments[0]);
  const auto to = day_of(arguments[1]);
  return from && to ? Value(months_between(*from, *to)) : Value();
}

Value day_of_week(Arguments arguments, Work&) {
  constexpr std::array<const char*, 7> names{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                             "Friday", "Saturday", "Sunday"};
  const auto day = day_of(arguments[0]);
  return day ? Value(names[std::chrono::weekday{*day}.iso_encoding() - 1]) : Value();
}

Value month_of_year(Arguments arguments, Work&) {
  constexpr std::array<const char*, 12> names{"January",   "February", "March",    "April",
                                              "May",       "June",     "July",     "August",
                                              "September", "October",  "November", "December"};
  const auto day = day_of(arguments[0]);
  return day ? Value(names[unsigned{year_month_day{*day}.month()} - 1]) : Value();
}

std::int64_t day_number(Date day) {
  const Date first{year_month_day{day}.year() / 1 / 1};
  return (day - first).count() + 1;
}

Value day_of_year(Arguments arguments, Work&) {
  const auto day = day_of(arguments[0]);
  return day ? Value(day_number(*day)) : Value();
}

// ISO 8601: a week belongs to the year of its Thursday.
Value week_of_year(Arguments arguments, Work&) {
  const auto day = day_of(arguments[0]);
  if (!day) return {};
  const auto weekday = static_cast<int>(std::chrono::weekday{*day}.iso_encoding());
  const Date thursday = *day + days{4 - weekday};
  return (day_number(thursday) - 1) / 7 + 1;
}

constexpr std::array table{
    Builtin{"date", 1, 3, date},
    Builtin{"date and time", 1, 2, date_and_time},
    Builtin{"day of week", 1, 1, day_of_week},
    Builtin{"day of year", 1, 1, day_of_year},
    Builtin{"duration", 1, 1, duration},
    Builtin{"month of year", 1, 1, month_of_year},
    Builtin{"time", 1, 4, time},
    Builtin{"week of year", 1, 1, week_of_year},
    Builtin{"years and months duration", 2, 2, years_and_months},
};

}  // namespace

std::span<const Builtin> temporal_builtins() { return table; }

}  // namespace donthu::policy
