#include "engine/process/duration.h"

#include <algorithm>
#include <chrono>
#include <string>

namespace donthu::process {
namespace {

constexpr std::int64_t largest_number = 1'000'000'000;
constexpr std::int32_t months_of_a_century = 1'200;
constexpr std::int32_t days_of_a_century = 36'525;

int order_of(char unit, bool in_time) {
  constexpr std::string_view of_date = "YMWD";
  constexpr std::string_view of_time = "HMS";
  const std::size_t at = (in_time ? of_time : of_date).find(unit);
  if (at == std::string_view::npos) return -1;
  return static_cast<int>(at) + (in_time ? 10 : 0);
}

struct Sum {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t ms = 0;
};

void count(Sum& sum, int order, std::int64_t number) {
  switch (order) {
    case 0: sum.months += 12 * number; break;
    case 1: sum.months += number; break;
    case 2: sum.days += 7 * number; break;
    case 3: sum.days += number; break;
    case 10: sum.ms += number * ms_per_hour; break;
    case 11: sum.ms += number * ms_per_minute; break;
    default: sum.ms += number * 1'000; break;
  }
}

// False where the text is no duration.
bool read_parts(std::string_view text, Sum& sum) {
  if (text.size() < 3 || text.front() != 'P') return false;
  bool in_time = false;
  int last = -1;
  std::size_t at = 1;
  while (at < text.size()) {
    if (text[at] == 'T' && !in_time) {
      in_time = true;
      if (++at == text.size()) return false;
      continue;
    }
    const std::size_t begin = at;
    std::int64_t number = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      number = number * 10 + (text[at] - '0');
      if (number > largest_number) return false;
    }
    if (at == begin || at == text.size()) return false;
    const int order = order_of(text[at], in_time);
    if (order <= last) return false;
    last = order;
    ++at;
    count(sum, order, number);
  }
  return last >= 0;
}

}  // namespace

Result<Duration> parse_duration(std::string_view text, std::string_view field) {
  Sum sum;
  if (!read_parts(text, sum))
    return fail(ErrorCode::invalid, "bad-duration",
                "'" + std::string(text.substr(0, 40)) + "' is no ISO 8601 duration",
                std::string(field), "write whole numbers, such as P30D, P1M or PT36H");
  if (sum.months > months_of_a_century || sum.days > days_of_a_century ||
      sum.ms > days_of_a_century * ms_per_day || sum.months + sum.days + sum.ms == 0)
    return fail(ErrorCode::invalid, "bad-duration",
                "'" + std::string(text.substr(0, 40)) + "' is nothing, or more than a century",
                std::string(field), "write a duration between a second and 100 years");
  return Duration{.months = static_cast<std::int32_t>(sum.months),
                  .days = static_cast<std::int32_t>(sum.days),
                  .ms = sum.ms};
}

Instant add(Instant start, const Duration& duration) {
  const Date day = local_date(start);
  const std::int64_t time_of_day = start.ms - start_of_day(day).ms;
  const std::chrono::year_month_day from{day};
  const std::chrono::year_month month =
      from.year() / from.month() + std::chrono::months{duration.months};
  const std::chrono::year_month_day_last end{month.year(), month.month() / std::chrono::last};
  const Date moved = std::chrono::sys_days{month / std::min(from.day(), end.day())};
  return {start_of_day(moved + days{duration.days}).ms + time_of_day + duration.ms};
}

}  // namespace donthu::process
