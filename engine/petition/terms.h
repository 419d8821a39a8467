// Legal deadlines within a decision: setting, meeting, suspending, extending, recomputing.
#pragma once

#include <string_view>

#include "engine/deadline/derivation.h"
#include "engine/petition/draft.h"

namespace donthu::petition {

// What a term begins with.
struct TermStart {
  Instant at;                          // The event day, which is not counted.
  const Deadline* limit_of = nullptr;  // Or: the limit of this deadline.
};

// The open duty of an authority that falls due first, or null.
[[nodiscard]] const Deadline* next_duty(const Case& state);

// Looks the term up in the policy `terms`, derives the limit and records DeadlineSet. A deadline of
// the same purpose that is still open is annulled as superseded. Where no row applies there is no
// such term, and nothing is recorded.
[[nodiscard]] Status set_deadline(Draft& draft, std::string_view purpose, const TermStart& start,
                                  UnitId unit, std::uint16_t rung = 0);

// Meets every open or overdue deadline that the verb meets, as its policy row says. `unit` narrows
// it to deadlines of that unit; none: any.
[[nodiscard]] Status meet_deadlines(Draft& draft, std::string_view verb);
void meet_deadline(Draft& draft, std::uint32_t deadline);
void annul_deadline(Draft& draft, std::uint32_t deadline, std::string_view cause);
// Annuls all open deadlines: the case ended, or another body's clock begins.
void annul_open_deadlines(Draft& draft, std::string_view cause);
// The same for an authority's duties alone: a citizen's right outlives the file.
void annul_open_duties(Draft& draft, std::string_view cause);

void suspend_deadlines(Draft& draft, Date from);
[[nodiscard]] Status resume_deadlines(Draft& draft, Date until);
[[nodiscard]] Status extend_deadline(Draft& draft, std::string_view purpose,
                                     const event::SealedText& reason);

// Derives the limit anew, with the calendar and the policy now in force for its start. Records
// DeadlineRecomputed where anything differs; true if so. A deadline already met or missed is left.
[[nodiscard]] Result<bool> recompute_deadline(Draft& draft, std::uint32_t deadline,
                                              std::string_view cause);

// How a deadline of a case came about; what "explain this deadline" prints. The calendar is the one
// that its limit names. Errors as deadline::derive: an open pause has no limit.
[[nodiscard]] Result<deadline::Derivation> derive(const Deadline& deadline,
                                                  const deadline::Calendar& calendar);

// True where the calendar that the limit was computed with is no longer the one in force.
[[nodiscard]] bool calendar_is_outdated(const Draft& draft, const Deadline& deadline);

}  // namespace donthu::petition
