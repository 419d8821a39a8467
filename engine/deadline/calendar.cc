#include "engine/deadline/calendar.h"

#include <algorithm>
#include <chrono>

namespace donthu::deadline {
namespace {

// Of the years that parse_date takes.
constexpr Date first_day{std::chrono::year{1900} / 1 / 1};

}  // namespace

bool is_weekend(Date date) {
  const std::chrono::weekday weekday{date};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

const CalendarDay* Calendar::entry(Date date) const {
  const auto found = std::ranges::lower_bound(entries_, date, {}, &CalendarDay::date);
  return found != entries_.end() && found->date == date ? &*found : nullptr;
}

bool Calendar::is_working(Date date) const {
  if (const CalendarDay* day = entry(date)) return !day->off;
  return !is_weekend(date);
}

int Calendar::minutes_a_day() const {
  int minutes = 0;
  for (const auto& part : office_hours_) minutes += part.until - part.from;
  return minutes;
}

Date Calendar::working_day_from(Date date) const {
  while (!is_working(date)) date += days{1};
  return date;
}

Date Calendar::working_days_before(Date date, std::uint32_t count) const {
  while (count > 0 && date > first_day) {
    date -= days{1};
    if (is_working(date)) --count;
  }
  return date;
}

}  // namespace donthu::deadline
