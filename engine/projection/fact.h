// Timeline rows: what happened to a case, when it took effect, and when that became known. Views
// and reports by effective time read these rows, never a fold of a subset of events, which could be
// an order nobody decided.
#pragma once

#include <optional>
#include <string>

#include "engine/event/commit.h"
#include "engine/petition/case.h"

namespace donthu::projection {

// The numbers are stored; never reuse one.
enum class FactKind : std::uint16_t {
  received = 1,    // unit: registered it. detail: kind of petition.
  classified = 2,  // detail: eligible, ineligible.
  accepted = 3,
  declined = 4,
  transferred = 5,  // unit -> other.
  escalated = 6,    // unit -> other; detail: overdue, beyond_authority.
  overdue = 7,      // unit: let it lapse. effective: the due instant. detail: purpose.
  met = 8,          // detail: purpose; late: recorded after it had been found overdue.
  annulled = 9,     // detail: purpose; takes back the overdue of the same deadline, if any.
  resolved = 10,    // unit: decided it. detail: outcome.
  answered = 11,    // unit; detail: mode.
  terminated = 12,  // detail: ground.
  closed = 13,
  reopened = 14,
  second_instance = 15,  // unit -> other.
  voided = 16,
  reclassified = 17,        // detail: the new kind.
  received_corrected = 18,  // effective: the corrected receipt.
  withdrawn = 19,
  suspended = 20,
  resumed = 21,
  handed_over = 22,      // unit -> other; effective: the first day without the unit.
  ruling_needed = 23,    // unit; detail: ground.
  ruled = 24,            // other: named as competent.
  linked = 25,           // detail: duplicate, repeat, copy.
  delay_explained = 26,  // unit: says so. detail: why; deadline.
  level_skipping = 27,   // unit: lodged with; other: competent.
  transfer_circle = 28,  // unit: had given it away before, and has it again.
  mass_petition = 29,    // Many petition together. detail: how many.
  meeting = 30,          // unit: held the dialogue with the complainant.
};

}  // namespace donthu::projection

template <>
struct donthu::event::EnumNames<donthu::projection::FactKind> {
  using Kind = donthu::projection::FactKind;
  static constexpr std::array values{std::pair{Kind::received, "received"sv},
                                     std::pair{Kind::classified, "classified"sv},
                                     std::pair{Kind::accepted, "accepted"sv},
                                     std::pair{Kind::declined, "declined"sv},
                                     std::pair{Kind::transferred, "transferred"sv},
                                     std::pair{Kind::escalated, "escalated"sv},
                                     std::pair{Kind::overdue, "overdue"sv},
                                     std::pair{Kind::met, "met"sv},
                                     std::pair{Kind::annulled, "annulled"sv},
                                     std::pair{Kind::resolved, "resolved"sv},
                                     std::pair{Kind::answered, "answered"sv},
                                     std::pair{Kind::terminated, "terminated"sv},
                                     std::pair{Kind::closed, "closed"sv},
                                     std::pair{Kind::reopened, "reopened"sv},
                                     std::pair{Kind::second_instance, "second_instance"sv},
                                     std::pair{Kind::voided, "voided"sv},
                                     std::pair{Kind::reclassified, "reclassified"sv},
                                     std::pair{Kind::received_corrected, "received_corrected"sv},
                                     std::pair{Kind::withdrawn, "withdrawn"sv},
                                     std::pair{Kind::suspended, "suspended"sv},
                                     std::pair{Kind::resumed, "resumed"sv},
                                     std::pair{Kind::handed_over, "handed_over"sv},
                                     std::pair{Kind::ruling_needed, "ruling_needed"sv},
                                     std::pair{Kind::ruled, "ruled"sv},
                                     std::pair{Kind::linked, "linked"sv},
                                     std::pair{Kind::delay_explained, "delay_explained"sv},
                                     std::pair{Kind::level_skipping, "level_skipping"sv},
                                     std::pair{Kind::transfer_circle, "transfer_circle"sv},
                                     std::pair{Kind::mass_petition, "mass_petition"sv},
                                     std::pair{Kind::meeting, "meeting"sv}};
};

namespace donthu::projection {

struct Fact {
  FactKind kind = FactKind::received;
  UnitId unit;
  UnitId other;
  std::uint32_t deadline = 0;
  bool late = false;
  std::string detail;
  Instant effective_at;
  Instant recorded_at;

  friend bool operator==(const Fact&, const Fact&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    using event::field;
    archive(field("kind", kind), field("unit", unit), field("other", other),
            field("deadline", deadline), field("late", late), field("detail", detail),
            field("effective_at", effective_at), field("recorded_at", recorded_at));
  }
};

// The fact that an event adds to the timeline, where it adds one. `after` is the case with the
// event folded in.
[[nodiscard]] std::optional<Fact> fact_of(const event::Event& event, const petition::Case& after,
                                          const petition::EventTimes& times);

}  // namespace donthu::projection
