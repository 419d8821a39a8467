// Instants, dates, and the local time of Vietnam: UTC+7, without daylight saving.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace donthu {

// A point in time: milliseconds since 1970-01-01T00:00Z. 0 means "none".
struct Instant {
  std::int64_t ms = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
  [[nodiscard]] explicit operator bool() const { return ms != 0; }
};

// A day of the calendar, as an office in Vietnam counts it.
using Date = std::chrono::sys_days;
using std::chrono::days;

inline constexpr std::int64_t ms_per_minute = 60'000;
inline constexpr std::int64_t ms_per_hour = 60 * ms_per_minute;
inline constexpr std::int64_t ms_per_day = 24 * ms_per_hour;
inline constexpr std::int64_t vietnam_offset_ms = 7 * ms_per_hour;

// The local day on which the instant falls: 30/06/2021T17:30Z is 01/07/2021.
[[nodiscard]] Date local_date(Instant instant);
// 00:00 local time at the start of the day.
[[nodiscard]] Instant start_of_day(Date date);
// 24:00 local time, which is the start of the next day: the due instant of a term in days.
[[nodiscard]] Instant end_of_day(Date date);
// Local time of day in minutes since 00:00.
[[nodiscard]] int minute_of_day(Instant instant);
[[nodiscard]] int year_of(Date date);
[[nodiscard]] Date make_date(int year, unsigned month, unsigned day);

// "2022-01-24". parse_date also takes "24/01/2022", and refuses days that do not exist.
[[nodiscard]] std::string to_string(Date date);
[[nodiscard]] Result<Date> parse_date(std::string_view text, std::string_view field = "date");
// "24/01/2022", and with the weekday "Thứ Hai 24/01/2022" or "Mon 24/01/2022".
[[nodiscard]] std::string to_vietnamese(Date date);
[[nodiscard]] std::string weekday_vi(Date date);
[[nodiscard]] std::string weekday_en(Date date);

// RFC 3339 in UTC with milliseconds: "2022-02-28T17:00:00.000Z".
[[nodiscard]] std::string to_string(Instant instant);
// Local time for people; only to_local_due writes an instant at 00:00 as 24:00 of the day before.
[[nodiscard]] std::string to_local(Instant instant);      // "01/03/2022 00:00"
[[nodiscard]] std::string to_local_due(Instant instant);  // "28/02/2022 24:00"
// RFC 3339 with any offset; or a date, or "2022-01-24 09:00" / "2022-01-24T09:00", in local time.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text, std::string_view field = "time");

}  // namespace donthu
