// The verbs about terms, withdrawal, the second instance, the file itself, and the engine's own.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {
// Records that a notice which the law demands was sent.
struct Notify {
  static constexpr std::uint16_t type = 110;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Notify"sv;
  static constexpr std::string_view verb = "notify"sv;

  std::string purpose;

  friend bool operator==(const Notify&, const Notify&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("purpose", purpose));
  }
};

// Extends a running deadline.
struct Extend {
  static constexpr std::uint16_t type = 111;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Extend"sv;
  static constexpr std::string_view verb = "extend"sv;

  std::string purpose;  // Default: resolution.
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Extend&, const Extend&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("purpose", purpose), field("reason", reason));
  }
};

// Stops the clock (tạm đình chỉ).
struct Suspend {
  static constexpr std::uint16_t type = 112;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Suspend"sv;
  static constexpr std::string_view verb = "suspend"sv;

  SuspensionGround ground = SuspensionGround::awaiting_other_body;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Suspend&, const Suspend&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// Lets the clock run again.
struct Resume {
  static constexpr std::uint16_t type = 113;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Resume"sv;
  static constexpr std::string_view verb = "resume"sv;

  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const Resume&, const Resume&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("note", note));
  }
};

// The petitioner withdraws, in whole or in part.
struct Withdraw {
  static constexpr std::uint16_t type = 114;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Withdraw"sv;
  static constexpr std::string_view verb = "withdraw"sv;

  WithdrawalScope scope = WithdrawalScope::full;
  std::vector<std::string> parts;
  bool coerced = false;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Withdraw&, const Withdraw&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("scope", scope), field("parts", parts), field("coerced", coerced),
            field("reason", reason));
  }
};

// Ends the case without a decision (đình chỉ).
struct Terminate {
  static constexpr std::uint16_t type = 115;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Terminate"sv;
  static constexpr std::string_view verb = "terminate"sv;

  TerminationGround ground = TerminationGround::other;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Terminate&, const Terminate&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// Records the carrying out of the decision.
struct Enforce {
  static constexpr std::uint16_t type = 116;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Enforce"sv;
  static constexpr std::string_view verb = "enforce"sv;

  bool completed = false;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const Enforce&, const Enforce&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("completed", completed), field("note", note));
  }
};

// Closes the file.
struct Close {
  static constexpr std::uint16_t type = 117;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Close"sv;
  static constexpr std::string_view verb = "close"sv;

  std::string outcome;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const Close&, const Close&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("outcome", outcome), field("note", note));
  }
};

// Opens a closed file, on a ground.
struct Reopen {
  static constexpr std::uint16_t type = 118;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Reopen"sv;
  static constexpr std::string_view verb = "reopen"sv;

  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Reopen&, const Reopen&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// The complainant goes to the second instance.
struct LodgeSecondInstance {
  static constexpr std::uint16_t type = 119;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "LodgeSecondInstance"sv;
  static constexpr std::string_view verb = "lodge_second_instance"sv;

  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const LodgeSecondInstance&, const LodgeSecondInstance&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("reason", reason));
  }
};

// The denouncer applies to the superior (Article 38).
struct ApplyToSuperior {
  static constexpr std::uint16_t type = 120;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ApplyToSuperior"sv;
  static constexpr std::string_view verb = "apply_to_superior"sv;

  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const ApplyToSuperior&, const ApplyToSuperior&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("note", note));
  }
};

// The superior demands a report.
struct DemandReport {
  static constexpr std::uint16_t type = 121;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DemandReport"sv;
  static constexpr std::string_view verb = "demand_report"sv;

  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const DemandReport&, const DemandReport&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("note", note));
  }
};

// The handler reports.
struct GiveReport {
  static constexpr std::uint16_t type = 122;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "GiveReport"sv;
  static constexpr std::string_view verb = "report"sv;

  SealedText report{SealedField::note, 0, {}, {}};

  friend bool operator==(const GiveReport&, const GiveReport&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("report", report));
  }
};

// Reminds the handling unit (đôn đốc).
struct Urge {
  static constexpr std::uint16_t type = 123;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Urge"sv;
  static constexpr std::string_view verb = "urge"sv;

  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const Urge&, const Urge&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("note", note));
  }
};

// Puts a note on the file.
struct AddNote {
  static constexpr std::uint16_t type = 124;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "AddNote"sv;
  static constexpr std::string_view verb = "note"sv;

  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const AddNote&, const AddNote&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("note", note));
  }
};

// Attaches a stored document.
struct Attach {
  static constexpr std::uint16_t type = 125;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Attach"sv;
  static constexpr std::string_view verb = "attach"sv;

  Digest digest;
  std::uint64_t size_bytes = 0;
  std::string media_type;
  SealedText document_name{SealedField::document_name, 0, {}, {}};

  friend bool operator==(const Attach&, const Attach&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("digest", digest), field("size_bytes", size_bytes),
            field("media_type", media_type), field("document_name", document_name));
  }
};

// Puts a wrong entry right: matter, topic, locality, channel, received_at, complex or remote.
struct Correct {
  static constexpr std::uint16_t type = 126;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Correct"sv;
  static constexpr std::string_view verb = "correct"sv;

  std::string entry;
  std::string now;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Correct&, const Correct&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("entry", entry), field("now", now), field("reason", reason));
  }
};

// The kind was wrong.
struct Reclassify {
  static constexpr std::uint16_t type = 127;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Reclassify"sv;
  static constexpr std::string_view verb = "reclassify"sv;

  PetitionKind kind = PetitionKind::complaint;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Reclassify&, const Reclassify&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("kind", kind), field("reason", reason));
  }
};

// The entry was a mistake.
struct Void {
  static constexpr std::uint16_t type = 128;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Void"sv;
  static constexpr std::string_view verb = "void"sv;

  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Void&, const Void&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("reason", reason));
  }
};

// Names the competent unit for a case in the queue of rulings.
struct Rule {
  static constexpr std::uint16_t type = 129;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Rule"sv;
  static constexpr std::string_view verb = "rule"sv;

  UnitId to;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Rule&, const Rule&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("to", to), field("reason", reason));
  }
};

// By the engine: a deadline fell due, or its warning did.
struct FireDeadline {
  static constexpr std::uint16_t type = 190;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "FireDeadline"sv;
  static constexpr std::string_view verb = "fire_deadline"sv;

  std::uint32_t deadline = 0;
  bool due_soon = false;  // The warning; else the due instant.
  Instant at;             // The instant that was armed.

  friend bool operator==(const FireDeadline&, const FireDeadline&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("due_soon", due_soon), field("at", at));
  }
};

// By the engine: a timer of the procedure fell due.
struct FireTimer {
  static constexpr std::uint16_t type = 191;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "FireTimer"sv;
  static constexpr std::string_view verb = "fire_timer"sv;

  std::uint32_t token = 0;
  Instant at;

  friend bool operator==(const FireTimer&, const FireTimer&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("token", token), field("at", at));
  }
};

// By a sweep: compute the running deadlines anew with the calendar and policies now in force.
struct Recompute {
  static constexpr std::uint16_t type = 192;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Recompute"sv;
  static constexpr std::string_view verb = "recompute"sv;

  std::string cause;

  friend bool operator==(const Recompute&, const Recompute&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("cause", cause));
  }
};

// By a sweep: the assigned officer left; the task goes to the head.
struct ReassignToHead {
  static constexpr std::uint16_t type = 193;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ReassignToHead"sv;
  static constexpr std::string_view verb = "reassign_to_head"sv;

  OfficerId officer;

  friend bool operator==(const ReassignToHead&, const ReassignToHead&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("officer", officer));
  }
};

// By a sweep: units ended, and others go on with what they had in hand.
struct HandOver {
  static constexpr std::uint16_t type = 195;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "HandOver"sv;
  static constexpr std::string_view verb = "hand_over"sv;

  Date day;  // Of which the units are looked at.

  friend bool operator==(const HandOver&, const HandOver&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("day", day));
  }
};

// By an operator: a stuck case is released and folded again.
struct Release {
  static constexpr std::uint16_t type = 194;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Release"sv;
  static constexpr std::string_view verb = "release"sv;

  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Release&, const Release&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("reason", reason));
  }
};

}  // namespace donthu::event
