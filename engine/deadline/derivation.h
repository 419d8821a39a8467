// From a start and a term to a due instant, with every step on the way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/time.h"
#include "engine/deadline/calendar.h"
#include "engine/deadline/term.h"

namespace donthu::deadline {

// The clock stands still (Law on Denunciation 2018, Article 34; Law 136/2025/QH15 for complaints
// since 01/07/2026). Suspended on `from`, resumed on `until`: the days after `from`, up to and
// including `until`, are not counted. Suspended 20/07, resumed 10/08: 21 days are not counted.
struct Pause {
  Date from;
  std::optional<Date> until;

  friend bool operator==(const Pause&, const Pause&) = default;
};

// What a deadline is derived from.
struct Request {
  Instant start;  // The event that starts the term; its local day is not counted.
  Term term;
  std::vector<Term> extensions = {};  // In order; each counts from a limit of the one before it.
  std::vector<Pause> pauses = {};     // In order, not overlapping, all of them ended.
};

// A term that starts from the limit of an earlier one (the second complaint's window after the
// first resolution's last day) starts from that day itself, so the first day that counts is the one
// after it. The limit's due instant would not do: 24:00 is already the next day.
[[nodiscard]] Instant start_from_limit(Date limit);

enum class DayFate : std::uint8_t {
  counted,  // A plain day that counts.
  make_up,  // A day of the weekend that counts because the calendar has it worked.
  weekend,
  day_off,  // A weekday on which the calendar has offices closed.
  paused,
};

// Neighbouring days that fared alike. A make-up day, and a day worked in part, stand alone.
struct Span {
  Date first;
  Date last;  // Inclusive.
  DayFate fate = DayFate::counted;
  // The term had been counted out, and its limit could not stand on these days. A limit on the day
  // of a suspension moves to the day of the resumption: first is then the former, last the latter.
  bool rolling = false;
  std::uint32_t total = 0;  // Counted up to the end of the span: days, or minutes of working time.

  friend bool operator==(const Span&, const Span&) = default;
};

// One term, the first or an extension, counted out.
struct Step {
  Term term;
  Instant from;    // Its local day is not counted; for working hours, counting starts there.
  Date raw_limit;  // The last day that was counted.
  Date due_date;   // The same after roll-over.
  Instant due;     // 24:00 local time of due_date; for working hours the exact minute.
  std::vector<Span> spans;

  friend bool operator==(const Step&, const Step&) = default;
};

struct Derivation {
  Instant start;
  Term term;
  std::vector<Term> extensions;
  std::vector<Pause> pauses;
  Date raw_limit;
  Date due_date;
  Instant due;
  // A day that mattered lies outside the calendar: derive again when a later one is published.
  bool provisional = false;
  std::string calendar_version;  // Calendar::name().
  std::vector<Step> steps;       // The term, then each extension; the last has the limits above.

  friend bool operator==(const Derivation&, const Derivation&) = default;
};

inline constexpr std::uint32_t max_term_days = 3'660;
inline constexpr std::uint32_t max_term_hours = 10'000;
inline constexpr std::size_t max_extensions = 100;
inline constexpr std::size_t max_pauses = 1'000;

// Derives the due instant. Deterministic: the same request and calendar give the same derivation on
// every machine. Errors, all with the field of the request and a remedy:
//   invalid: no start; a term of 0 or above the limits; an unknown kind, roll-over or origin; too
//     many extensions or pauses; a pause that ends before it begins, or begins before the one
//     before has ended; a day outside the years 1900 to 2999. Mend the request.
//   rejected "deadline-suspended": the last pause is open, so there is no due date. Treat the
//     deadline as suspended, and derive again when it is resumed.
[[nodiscard]] Result<Derivation> derive(const Request& request, const Calendar& calendar);

}  // namespace donthu::deadline
