// Durations as BPMN timers write them: ISO 8601, "P30D", "P1M", "PT36H".
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace donthu::process {

struct Duration {
  std::int32_t months = 0;  // Years and months together.
  std::int32_t days = 0;    // Weeks and days together: calendar days.
  std::int64_t ms = 0;      // Hours, minutes and seconds together.

  friend bool operator==(const Duration&, const Duration&) = default;
};

// PnYnMnWnDTnHnMnS with whole numbers, at least one part, positive, at most 100 years.
// invalid ("bad-duration") with `field`: correct the text.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text, std::string_view field);

// Local time of Vietnam: the months first (the day is cut to the length of the month: 31/01 + P1M =
// 28/02), then the days at the same time of day, then the rest.
[[nodiscard]] Instant add(Instant start, const Duration& duration);

}  // namespace donthu::process
