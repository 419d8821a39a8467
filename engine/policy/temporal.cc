#include "engine/policy/temporal.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace donthu::policy {
namespace {

using std::chrono::year_month_day;

constexpr std::int64_t day_ms = ms_per_day;
constexpr std::int64_t vietnam_offset_minutes = vietnam_offset_ms / ms_per_minute;
constexpr std::int64_t first_day =
    std::chrono::sys_days{std::chrono::year{1} / 1 / 1}.time_since_epoch().count();
constexpr std::int64_t last_day =
    std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}.time_since_epoch().count();

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::int64_t floor_modulo(std::int64_t value, std::int64_t by) {
  return value - floor_divide(value, by) * by;
}

std::optional<Date> date_of_days(std::int64_t count) {
  if (count < first_day || count > last_day) return std::nullopt;
  return Date{std::chrono::days{count}};
}

std::int64_t days_of(Date date) { return date.time_since_epoch().count(); }

// Reads fixed forms from left to right; any mismatch makes all of it fail.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return text_.empty(); }
  [[nodiscard]] char peek() const { return text_.empty() ? '\0' : text_.front(); }

  bool take(char expected) {
    if (peek() != expected || text_.empty()) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<std::int64_t> digits(std::size_t count) {
    if (text_.size() < count) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return value;
  }

  // One to fifteen digits.
  std::optional<std::int64_t> whole() {
    std::size_t count = 0;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') ++count;
    return count == 0 || count > 15 ? std::nullopt : digits(count);
  }

  // ".25" as 250; finer than a millisecond is refused, for it could not be kept.
  std::optional<std::int64_t> fraction_ms() {
    if (!take('.')) return 0;
    std::int64_t ms = 0;
    int place = 100;
    bool any = false;
    while (peek() >= '0' && peek() <= '9') {
      const int digit = peek() - '0';
      if (place == 0 && digit != 0) return std::nullopt;
      ms += digit * place;
      place /= 10;
      any = true;
      text_.remove_prefix(1);
    }
    return any ? std::optional(ms) : std::nullopt;
  }

 private:
  std::string_view text_;
};

std::optional<Date> take_date(Reader& reader) {
  const auto year = reader.digits(4);
  if (!year || !reader.take('-')) return std::nullopt;
  const auto month = reader.digits(2);
  if (!month || !reader.take('-')) return std::nullopt;
  const auto day = reader.digits(2);
  return day ? date_of(*year, *month, *day) : std::nullopt;
}

// False where the offset is malformed; `offset` stays empty where there is none.
bool take_offset(Reader& reader, std::optional<std::int16_t>& offset) {
  if (reader.at_end()) return true;
  if (reader.take('Z')) {
    offset = std::int16_t{0};
    return true;
  }
  const bool minus = reader.peek() == '-';
  if (!reader.take('+') && !reader.take('-')) return false;
  const auto hours = reader.digits(2);
  if (!hours || !reader.take(':')) return false;
  const auto minutes = reader.digits(2);
  if (!minutes || *hours > 14 || *minutes > 59) return false;
  offset = static_cast<std::int16_t>((minus ? -1 : 1) * (*hours * 60 + *minutes));
  return true;
}

std::optional<TimeOfDay> take_time(Reader& reader) {
  const auto hour = reader.digits(2);
  if (!hour || !reader.take(':')) return std::nullopt;
  const auto minute = reader.digits(2);
  if (!minute || !reader.take(':')) return std::nullopt;
  const auto second = reader.digits(2);
  const auto fraction = second ? reader.fraction_ms() : std::nullopt;
  if (!fraction || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  TimeOfDay time{((*hour * 60 + *minute) * 60 + *second) * 1000 + *fraction, {}};
  if (!take_offset(reader, time.offset_minutes)) return std::nullopt;
  return time;
}

std::string write_offset(const std::optional<std::int16_t>& offset) {
  if (!offset) return {};
  if (*offset == 0) return "Z";
  std::array<char, 16> text{};
  const int minutes = std::abs(int{*offset});
  std::snprintf(text.data(), text.size(), "%c%02d:%02d", *offset < 0 ? '-' : '+', minutes / 60,
                minutes % 60);
  return text.data();
}

std::string write_clock(std::int64_t ms) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(ms / ms_per_hour),
                static_cast<int>(ms / ms_per_minute % 60), static_cast<int>(ms / 1000 % 60));
  std::string result = text.data();
  if (ms % 1000 != 0) {
    std::snprintf(text.data(), text.size(), ".%03d", static_cast<int>(ms % 1000));
    result += text.data();
    while (result.ends_with('0')) result.pop_back();
  }
  return result;
}

// One number and its letter, at most once and in order; `fraction` only where the unit is seconds.
std::optional<std::int64_t> take_amount(Reader& reader, char& unit, std::int64_t& fraction) {
  const auto amount = reader.whole();
  if (!amount) return std::nullopt;
  const bool point = reader.peek() == '.';
  const auto rest = reader.fraction_ms();
  if (!rest) return std::nullopt;
  fraction = *rest;
  unit = reader.peek();
  if (!reader.take(unit) || (point && unit != 'S')) return std::nullopt;
  return amount;
}

Value months_value(std::int64_t months, bool negative) {
  if (months > duration_months_limit) return {};
  return MonthsDuration{negative ? -months : months};
}

std::optional<std::int64_t> scaled(std::int64_t amount, std::int64_t unit) {
  if (amount > duration_ms_limit / unit) return std::nullopt;
  return amount * unit;
}

// What follows "T".
std::optional<std::int64_t> take_clock_amounts(Reader& reader) {
  std::string_view units = "HMS";
  std::int64_t ms = 0;
  if (reader.at_end()) return std::nullopt;
  while (!reader.at_end()) {
    char unit = '\0';
    std::int64_t fraction = 0;
    const auto amount = take_amount(reader, unit, fraction);
    const auto place = amount ? units.find(unit) : std::string_view::npos;
    if (place == std::string_view::npos) return std::nullopt;
    units.remove_prefix(place + 1);
    const std::int64_t size = unit == 'H' ? ms_per_hour : unit == 'M' ? ms_per_minute : 1000;
    const auto part = scaled(*amount, size);
    if (!part || ms + *part > duration_ms_limit) return std::nullopt;
    ms += *part + fraction;
  }
  return ms;
}

}  // namespace

std::optional<Date> date_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year{static_cast<int>(year)},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return Date{date};
}

std::optional<Date> read_date(std::string_view text) {
  Reader reader(text);
  const auto date = take_date(reader);
  return reader.at_end() ? date : std::nullopt;
}

std::optional<TimeOfDay> read_time(std::string_view text) {
  Reader reader(text);
  const auto time = take_time(reader);
  return reader.at_end() ? time : std::nullopt;
}

std::optional<DateTime> read_date_time(std::string_view text) {
  Reader reader(text);
  const auto date = take_date(reader);
  if (!date) return std::nullopt;
  if (reader.at_end()) return date_time_of(*date, {});
  if (!reader.take('T')) return std::nullopt;
  const auto time = take_time(reader);
  if (!time || !reader.at_end()) return std::nullopt;
  return date_time_of(*date, *time);
}

Value read_duration(std::string_view text) {
  Reader reader(text);
  const bool negative = reader.take('-');
  if (!reader.take('P') || reader.at_end()) return {};
  std::string_view units = "YMD";
  std::int64_t months = 0;
  std::int64_t ms = 0;
  bool of_months = false;
  bool of_days = false;
  while (!reader.at_end() && reader.peek() != 'T') {
    char unit = '\0';
    std::int64_t fraction = 0;
    const auto amount = take_amount(reader, unit, fraction);
    const auto place = amount ? units.find(unit) : std::string_view::npos;
    if (place == std::string_view::npos || *amount > duration_months_limit) return {};
    units.remove_prefix(place + 1);
    (unit == 'D' ? of_days : of_months) = true;
    if (unit == 'D') ms = *amount * day_ms;
    if (unit == 'Y') months += *amount * 12;
    if (unit == 'M') months += *amount;
  }
  if (reader.take('T')) {
    const auto clock = take_clock_amounts(reader);
    if (!clock) return {};
    ms += *clock;
    of_days = true;
  }
  // FEEL knows no duration of months and days together, for it would have no fixed length.
  if (of_months == of_days) return {};
  if (of_months) return months_value(months, negative);
  if (ms > duration_ms_limit) return {};
  return DaysDuration{negative ? -ms : ms};
}

Value read_temporal(std::string_view text) {
  if (const auto date = read_date(text)) return *date;
  if (const auto date_time = read_date_time(text)) return *date_time;
  if (const auto time = read_time(text)) return *time;
  return read_duration(text);
}

std::string write(Date date) {
  const year_month_day parts{date};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", int{parts.year()},
                unsigned{parts.month()}, unsigned{parts.day()});
  return text.data();
}

std::string write(const TimeOfDay& time) {
  return write_clock(time.ms) + write_offset(time.offset_minutes);
}

std::string write(const DateTime& date_time) {
  return write(date_of(date_time)) + "T" + write(time_of(date_time));
}

std::string write(DaysDuration duration) {
  std::string text = duration.ms < 0 ? "-P" : "P";
  const std::int64_t ms = std::abs(duration.ms);
  if (ms == 0) return "PT0S";
  if (ms >= day_ms) text += std::to_string(ms / day_ms) + "D";
  const std::int64_t rest = ms % day_ms;
  if (rest == 0) return text;
  text += 'T';
  if (rest >= ms_per_hour) text += std::to_string(rest / ms_per_hour) + "H";
  if (rest / ms_per_minute % 60 != 0) text += std::to_string(rest / ms_per_minute % 60) + "M";
  if (const std::int64_t seconds = rest % ms_per_minute; seconds != 0) {
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "%d.%03d", static_cast<int>(seconds / 1000),
                  static_cast<int>(seconds % 1000));
    std::string number = digits.data();
    while (number.ends_with('0')) number.pop_back();
    if (number.ends_with('.')) number.pop_back();
    text += number + "S";
  }
  return text;
}

std::string write(MonthsDuration duration) {
  if (duration.months == 0) return "P0M";
  std::string text = duration.months < 0 ? "-P" : "P";
  const std::int64_t months = std::abs(duration.months);
  if (months >= 12) text += std::to_string(months / 12) + "Y";
  if (months % 12 != 0) text += std::to_string(months % 12) + "M";
  return text;
}

Date date_of(const DateTime& date_time) {
  return Date{std::chrono::days{floor_divide(date_time.local_ms, day_ms)}};
}

TimeOfDay time_of(const DateTime& date_time) {
  return {floor_modulo(date_time.local_ms, day_ms), date_time.offset_minutes};
}

DateTime date_time_of(Date date, const TimeOfDay& time) {
  return {days_of(date) * day_ms + time.ms, time.offset_minutes};
}

std::int64_t utc_ms(const TimeOfDay& time) {
  const std::int64_t offset = time.offset_minutes ? *time.offset_minutes : vietnam_offset_minutes;
  return time.ms - offset * ms_per_minute;
}

std::int64_t DateTime::utc_ms() const {
  const std::int64_t offset = offset_minutes ? *offset_minutes : vietnam_offset_minutes;
  return local_ms - offset * ms_per_minute;
}

std::optional<Date> add(Date date, DaysDuration duration) {
  return date_of_days(days_of(date) + floor_divide(duration.ms, day_ms));
}

std::optional<Date> add(Date date, MonthsDuration duration) {
  const year_month_day parts{date};
  const std::int64_t months =
      int{parts.year()} * std::int64_t{12} + unsigned{parts.month()} - 1 + duration.months;
  const std::int64_t year = floor_divide(months, 12);
  if (year < 1 || year > 9999) return std::nullopt;
  const std::chrono::year_month month{
      std::chrono::year{static_cast<int>(year)},
      std::chrono::month{static_cast<unsigned>(floor_modulo(months, 12) + 1)}};
  const std::chrono::day last = (month / std::chrono::last).day();
  return Date{month / std::min(parts.day(), last)};
}

std::optional<DateTime> add(const DateTime& start, DaysDuration duration) {
  const DateTime sum{start.local_ms + duration.ms, start.offset_minutes};
  const std::int64_t day = floor_divide(sum.local_ms, day_ms);
  if (day < first_day || day > last_day) return std::nullopt;
  return sum;
}

std::optional<DateTime> add(const DateTime& start, MonthsDuration duration) {
  const auto date = add(date_of(start), duration);
  if (!date) return std::nullopt;
  return date_time_of(*date, time_of(start));
}

TimeOfDay add(const TimeOfDay& start, DaysDuration duration) {
  return {floor_modulo(start.ms + duration.ms, day_ms), start.offset_minutes};
}

MonthsDuration months_between(Date from, Date to) {
  if (to < from) return {-months_between(to, from).months};
  const year_month_day first{from};
  const year_month_day second{to};
  std::int64_t months = (int{second.year()} - int{first.year()}) * std::int64_t{12} +
                        unsigned{second.month()} - unsigned{first.month()};
  if (second.day() < first.day()) --months;
  return {months};
}

namespace {

Value date_part(Date date, std::string_view name) {
  const year_month_day parts{date};
  if (name == "year") return int{parts.year()};
  if (name == "month") return unsigned{parts.month()};
  if (name == "day") return unsigned{parts.day()};
  if (name == "weekday") return std::chrono::weekday{date}.iso_encoding();
  return {};
}

Value time_part(const TimeOfDay& time, std::string_view name) {
  if (name == "hour") return time.ms / ms_per_hour;
  if (name == "minute") return time.ms / ms_per_minute % 60;
  if (name == "second") return time.ms / 1000 % 60;
  if (name == "time offset" && time.offset_minutes) {
    return DaysDuration{*time.offset_minutes * ms_per_minute};
  }
  return {};
}

Value duration_part(DaysDuration duration, std::string_view name) {
  if (name == "days") return duration.ms / day_ms;
  if (name == "hours") return duration.ms % day_ms / ms_per_hour;
  if (name == "minutes") return duration.ms % ms_per_hour / ms_per_minute;
  if (name == "seconds") return duration.ms % ms_per_minute / 1000;
  return {};
}

}  // namespace

Value part_of(const Value& value, std::string_view name) {
  if (const auto* date = value.date()) return date_part(*date, name);
  if (const auto* time = value.time()) return time_part(*time, name);
  if (const auto* date_time = value.date_time()) {
    Value part = date_part(date_of(*date_time), name);
    return part.is_null() ? time_part(time_of(*date_time), name) : part;
  }
  if (const auto* duration = value.days_duration()) return duration_part(*duration, name);
  if (const auto* duration = value.months_duration()) {
    if (name == "years") return duration->months / 12;
    if (name == "months") return duration->months % 12;
  }
  return {};
}

}  // namespace donthu::policy
