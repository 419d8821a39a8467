// How long a duty or a right lasts, and how its days are counted.
#pragma once

#include <cstdint>

namespace donthu::deadline {

// DO NOT CHANGE THE NUMBERS of these three: they are stored in events.

// What is counted. The day of the event itself never is (Civil Code 2015, Article 147).
enum class DayKind : std::uint16_t {
  calendar_days = 1,  // Every day, days off too.
  working_days = 2,   // Days on which offices work, make-up Saturdays among them.
  working_hours = 3,  // Hours in which offices work, to the minute.
};

// What happens where the last calendar day is a day off (Civil Code 2015, Article 148(5)). Terms in
// working days and hours always end in working time, whatever stands here.
enum class RollOver : std::uint16_t { none = 1, next_working_day = 2 };

// From which limit of a term its extension counts: the last day itself, or where that rolled to.
enum class CountsFrom : std::uint16_t { raw = 1, rolled = 2 };

struct Term {
  std::uint32_t amount = 0;  // In days, or in hours.
  DayKind kind = DayKind::calendar_days;
  RollOver roll_over = RollOver::next_working_day;
  CountsFrom counts_from = CountsFrom::raw;  // What an extension of this term counts from.

  friend bool operator==(const Term&, const Term&) = default;
};

}  // namespace donthu::deadline
