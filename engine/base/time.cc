#include "engine/base/time.h"

#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "engine/base/text.h"

namespace donthu {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

std::unexpected<Error> bad_time(Text what, std::string_view field, std::string_view remedy) {
  return reject(ErrorCode::invalid, "bad-time", std::move(what.vi), std::move(what.en),
                std::string(field), std::string(remedy));
}

// Exactly `count` digits at the front, taken off `text`.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + count, value);
  if (error != std::errc{} || end != text.data() + count || text[0] == '-') return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

struct DateParts {
  int year, month, day;
};

std::optional<DateParts> take_date(std::string_view& text) {
  if (text.size() >= 10 && text[2] == '/') {
    const auto d = take_number(text, 2);
    if (!d || !take(text, '/')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, '/')) return std::nullopt;
    const auto y = take_number(text, 4);
    if (!y) return std::nullopt;
    return DateParts{*y, *m, *d};
  }
  const auto y = take_number(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = take_number(text, 2);
  if (!d) return std::nullopt;
  return DateParts{*y, *m, *d};
}

constexpr std::string_view date_form = "Write a day as 2022-01-24 or 24/01/2022";
constexpr std::string_view time_form =
    "Write a time as 2022-01-24T09:00:00Z, 2022-01-24T09:00:00+07:00 or 2022-01-24 09:00";

Result<Date> checked_date(const DateParts& parts, std::string_view field) {
  const year_month_day ymd{year{parts.year}, month{static_cast<unsigned>(parts.month)},
                           day{static_cast<unsigned>(parts.day)}};
  if (!ymd.ok())
    return bad_time(
        {fmt::format("Không có ngày {:02}/{:02}/{:04}", parts.day, parts.month, parts.year),
         fmt::format("the day {:02}/{:02}/{:04} does not exist", parts.day, parts.month,
                     parts.year)},
        field, date_form);
  if (parts.year < 1900 || parts.year > 2999)
    return bad_time({fmt::format("Năm {} nằm ngoài khoảng 1900 đến 2999", parts.year),
                     fmt::format("the year {} is outside 1900 to 2999", parts.year)},
                    field, date_form);
  return Date{ymd};
}

// ".123", taken off `text`; more than three digits are cut, not rounded.
std::optional<int> take_milliseconds(std::string_view& text) {
  if (!take(text, '.')) return 0;
  int value = 0;
  int digits = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9' && digits < 9) {
    if (digits < 3) value = value * 10 + (text[0] - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 3; ++digits) value *= 10;
  return value;
}

// "Z", "+07:00" or nothing (local time); milliseconds to subtract.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  if (text.empty()) return vietnam_offset_ms;
  if (take(text, 'Z')) return 0;
  const bool minus = text.starts_with('-');
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int64_t offset = *hours * ms_per_hour + *minutes * ms_per_minute;
  return minus ? -offset : offset;
}

std::optional<std::int64_t> take_time_of_day(std::string_view& text) {
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ':')) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes) return std::nullopt;
  int seconds = 0;
  int milliseconds = 0;
  if (take(text, ':')) {
    const auto s = take_number(text, 2);
    const auto ms = s ? take_milliseconds(text) : std::nullopt;
    if (!ms) return std::nullopt;
    seconds = *s;
    milliseconds = *ms;
  }
  if (*hours > 23 || *minutes > 59 || seconds > 59) return std::nullopt;
  return *hours * ms_per_hour + *minutes * ms_per_minute + seconds * 1000 + milliseconds;
}

year_month_day civil(Date date) { return year_month_day{date}; }

}  // namespace

Date local_date(Instant instant) {
  return Date{days{floor_divide(instant.ms + vietnam_offset_ms, ms_per_day)}};
}

Instant start_of_day(Date date) {
  return {date.time_since_epoch().count() * ms_per_day - vietnam_offset_ms};
}

Instant end_of_day(Date date) { return start_of_day(date + days{1}); }

int minute_of_day(Instant instant) {
  return static_cast<int>((instant.ms - start_of_day(local_date(instant)).ms) / ms_per_minute);
}

int year_of(Date date) { return static_cast<int>(civil(date).year()); }

Date make_date(int y, unsigned m, unsigned d) {
  return Date{year_month_day{year{y}, month{m}, day{d}}};
}

std::string to_string(Date date) {
  const auto ymd = civil(date);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
}

std::string to_vietnamese(Date date) {
  const auto ymd = civil(date);
  return fmt::format("{:02}/{:02}/{:04}", static_cast<unsigned>(ymd.day()),
                     static_cast<unsigned>(ymd.month()), static_cast<int>(ymd.year()));
}

std::string weekday_vi(Date date) {
  static constexpr std::array names = {"Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư",
                                       "Thứ Năm",  "Thứ Sáu", "Thứ Bảy"};
  return names[std::chrono::weekday{date}.c_encoding()];
}

std::string weekday_en(Date date) {
  static constexpr std::array names = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return names[std::chrono::weekday{date}.c_encoding()];
}

Result<Date> parse_date(std::string_view text, std::string_view field) {
  auto rest = text;
  const auto parts = take_date(rest);
  if (!parts || !rest.empty())
    return bad_time({"Đây không phải là ngày", "this is not a day"}, field, date_form);
  return checked_date(*parts, field);
}

std::string to_string(Instant instant) {
  const std::int64_t day_number = floor_divide(instant.ms, ms_per_day);
  const std::int64_t ms = instant.ms - day_number * ms_per_day;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", to_string(Date{days{day_number}}),
                     ms / ms_per_hour, ms / ms_per_minute % 60, ms / 1000 % 60, ms % 1000);
}

std::string to_local(Instant instant) {
  const int minutes = minute_of_day(instant);
  return fmt::format("{} {:02}:{:02}", to_vietnamese(local_date(instant)), minutes / 60,
                     minutes % 60);
}

std::string to_local_due(Instant instant) {
  const Date date = local_date(instant);
  if (start_of_day(date) == instant) return to_vietnamese(date - days{1}) + " 24:00";
  return to_local(instant);
}

Result<Instant> parse_instant(std::string_view text, std::string_view field) {
  auto rest = text;
  const auto parts = take_date(rest);
  if (!parts)
    return bad_time({"Đây không phải là ngày giờ", "this is not a time"}, field, time_form);
  DONTHU_ASSIGN(const Date date, checked_date(*parts, field));
  if (rest.empty()) return start_of_day(date);
  if (!take(rest, 'T') && !take(rest, ' '))
    return bad_time({"Đây không phải là ngày giờ", "this is not a time"}, field, time_form);
  const auto time_of_day = take_time_of_day(rest);
  const auto offset = time_of_day ? take_offset(rest) : std::nullopt;
  if (!offset || !rest.empty())
    return bad_time({"Đây không phải là ngày giờ", "this is not a time"}, field, time_form);
  return Instant{date.time_since_epoch().count() * ms_per_day + *time_of_day - *offset};
}

}  // namespace donthu
