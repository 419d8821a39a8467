// How a case moves through its procedure, and what the engine notes about itself.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {

// One change of the tokens, as process::FlowChange; applying it needs no procedure.
struct FlowStep {
  std::uint16_t kind = 0;  // Number of process::FlowChange::Kind.
  std::uint32_t token = 0;
  std::uint32_t parent = 0;
  std::string procedure;
  std::string version;
  std::string element;
  std::string via;
  Instant timer_due;

  friend bool operator==(const FlowStep&, const FlowStep&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("kind", kind), field("token", token), field("parent", parent),
            field("procedure", procedure), field("version", version), field("element", element),
            field("via", via), field("timer_due", timer_due));
  }
};

// The case begins a procedure, and keeps this version of it until it is migrated.
struct FlowStarted {
  static constexpr std::uint16_t type = 300;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "FlowStarted"sv;

  RuleCitation procedure;

  friend bool operator==(const FlowStarted&, const FlowStarted&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("procedure", procedure));
  }
};

// Tokens moved.
struct FlowMoved {
  static constexpr std::uint16_t type = 301;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "FlowMoved"sv;

  std::vector<FlowStep> steps;

  friend bool operator==(const FlowMoved&, const FlowMoved&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("steps", steps));
  }
};

// The procedure could not go on from here by itself; somebody must look.
struct FlowIncident {
  static constexpr std::uint16_t type = 302;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "FlowIncident"sv;

  std::string element;
  std::string reason;  // Slug of the error.

  friend bool operator==(const FlowIncident&, const FlowIncident&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("element", element), field("reason", reason));
  }
};

// All tokens of the case are withdrawn: it ended outside its procedure, or begins another.
struct FlowStopped {
  static constexpr std::uint16_t type = 303;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "FlowStopped"sv;

  std::string cause;  // Slug: terminated, voided, transferred, second_instance, reclassified, …

  friend bool operator==(const FlowStopped&, const FlowStopped&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("cause", cause));
  }
};

// An entry of this case could not be applied; the case stands still from here until it is released.
struct CaseQuarantined {
  static constexpr std::uint16_t type = 310;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "CaseQuarantined"sv;

  CaseId case_id;
  std::uint64_t case_version = 0;  // The last version that could be applied.
  std::uint64_t seq = 0;           // The entry that could not.
  std::string reason;

  friend bool operator==(const CaseQuarantined&, const CaseQuarantined&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("case_id", case_id), field("case_version", case_version), field("seq", seq),
            field("reason", reason));
  }
};

struct CaseReleased {
  static constexpr std::uint16_t type = 311;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "CaseReleased"sv;

  CaseId case_id;

  friend bool operator==(const CaseReleased&, const CaseReleased&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("case_id", case_id));
  }
};

// Work that touches many cases: recorded in partition 0, done case by case by each writer.
enum class SweepKind : std::uint16_t { calendar = 1, policy = 2, officer_left = 3, succession = 4 };
template <>
struct EnumNames<SweepKind> {
  static constexpr std::array values{std::pair{SweepKind::calendar, "calendar"sv},
                                     std::pair{SweepKind::policy, "policy"sv},
                                     std::pair{SweepKind::officer_left, "officer_left"sv},
                                     std::pair{SweepKind::succession, "succession"sv}};
};

struct SweepOpened {
  static constexpr std::uint16_t type = 320;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SweepOpened"sv;

  std::uint32_t sweep = 0;
  SweepKind kind = SweepKind::calendar;
  OfficerId officer;  // Of officer_left.
  std::string
      subject;  // Of calendar and policy: the rule's id and version. Of succession: the day.

  friend bool operator==(const SweepOpened&, const SweepOpened&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("sweep", sweep), field("kind", kind), field("officer", officer),
            field("subject", subject));
  }
};

// One partition has gone through all of its cases.
struct SweepClosed {
  static constexpr std::uint16_t type = 321;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SweepClosed"sv;

  std::uint32_t sweep = 0;
  std::uint64_t visited = 0;
  std::uint64_t changed = 0;
  std::uint64_t rejected = 0;
  std::vector<CaseId> rejected_cases;  // At most 1,000; the count tells the rest.

  friend bool operator==(const SweepClosed&, const SweepClosed&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("sweep", sweep), field("visited", visited), field("changed", changed),
            field("rejected", rejected), field("rejected_cases", rejected_cases));
  }
};

// An operator vouches for the clock after a jump.
struct ClockConfirmed {
  static constexpr std::uint16_t type = 330;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ClockConfirmed"sv;

  Instant before;
  Instant now;

  friend bool operator==(const ClockConfirmed&, const ClockConfirmed&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("before", before), field("now", now));
  }
};

// Somebody looked at sealed data, or tried to.
struct SealedRead {
  static constexpr std::uint16_t type = 340;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SealedRead"sv;

  bool allowed = false;
  std::string purpose;

  friend bool operator==(const SealedRead&, const SealedRead&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("allowed", allowed), field("purpose", purpose));
  }
};

}  // namespace donthu::event
