// What happens to a petition from registration to the answer or decision.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {

// The first event of a case: it is in the register of `number.unit`.
struct PetitionRegistered {
  static constexpr std::uint16_t type = 100;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionRegistered"sv;

  RegisterNumber number;
  PetitionKind kind = PetitionKind::complaint;
  Instance instance = Instance::first;
  Channel channel = Channel::counter;
  Instant received_at;   // When the office received it.
  std::string matter;    // Name of the matter; names no person.
  std::string topic;     // Code of schemas/topics.csv, or empty.
  std::string locality;  // Residential quarter or village, for the successor of a split unit.
  bool complex = false;
  bool remote = false;             // Remote area, with difficult travel: longer terms.
  std::vector<std::string> parts;  // Labels of the separate contents, e.g. A and B.
  std::vector<Person> persons;
  SealedText content{SealedField::content, 0, {}, {}};
  std::uint64_t case_key = 0;    // Key of the free text of this case.
  std::optional<CaseId> origin;  // The case that this one goes on from or repeats.

  friend bool operator==(const PetitionRegistered&, const PetitionRegistered&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("number", number), field("kind", kind), field("instance", instance),
            field("channel", channel), field("received_at", received_at), field("matter", matter),
            field("topic", topic), field("locality", locality), field("complex", complex),
            field("remote", remote), field("parts", parts), field("persons", persons),
            field("content", content), field("case_key", case_key), field("origin", origin));
  }
};

// Triage.
struct PetitionClassified {
  static constexpr std::uint16_t type = 101;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionClassified"sv;

  bool eligible = false;
  bool within_authority = true;
  std::optional<Ineligible> ineligible;
  std::string ground;  // Code of the ground.
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionClassified&, const PetitionClassified&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("eligible", eligible), field("within_authority", within_authority),
            field("ineligible", ineligible), field("ground", ground), field("reason", reason));
  }
};

// Acceptance (thụ lý): the legal clock of the settlement starts.
struct PetitionAccepted {
  static constexpr std::uint16_t type = 102;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionAccepted"sv;

  Instant accepted_at;
  bool complex = false;
  bool remote = false;

  friend bool operator==(const PetitionAccepted&, const PetitionAccepted&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("accepted_at", accepted_at), field("complex", complex), field("remote", remote));
  }
};

// Not accepted (không thụ lý).
struct PetitionDeclined {
  static constexpr std::uint16_t type = 103;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionDeclined"sv;

  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionDeclined&, const PetitionDeclined&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// The five clears of an open task: officer, task, due date, accountable head; the outcome follows.
struct TaskAssigned {
  static constexpr std::uint16_t type = 104;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "TaskAssigned"sv;

  OfficerId officer;
  std::string task;
  Date due;
  OfficerId accountable;  // Head of the unit at that time.
  UnitId unit;

  friend bool operator==(const TaskAssigned&, const TaskAssigned&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("officer", officer), field("task", task), field("due", due),
            field("accountable", accountable), field("unit", unit));
  }
};

// An assignment ended, with its outcome.
struct TaskEnded {
  static constexpr std::uint16_t type = 105;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "TaskEnded"sv;

  OfficerId officer;
  std::string task;
  std::string outcome;  // Slug: done, reassigned, unit_changed, case_ended, officer_left.

  friend bool operator==(const TaskEnded&, const TaskEnded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("officer", officer), field("task", task), field("outcome", outcome));
  }
};

// Forwarded to the competent unit; outside this administration where `to` is none.
struct PetitionTransferred {
  static constexpr std::uint16_t type = 106;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionTransferred"sv;

  UnitId from;
  UnitId to;
  std::string outside;  // Name of a body outside, where to is none.
  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionTransferred&, const PetitionTransferred&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("from", from), field("to", to), field("outside", outside),
            field("ground", ground), field("reason", reason));
  }
};

// Handed up to the competent superior as of that instant.
struct PetitionEscalated {
  static constexpr std::uint16_t type = 107;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionEscalated"sv;

  UnitId from;
  UnitId to;
  EscalationReason reason = EscalationReason::overdue;
  bool handling_moves = false;  // The superior also handles it, and is not only accountable.
  std::uint32_t deadline = 0;   // The overdue deadline; 0 where none.
  RuleCitation ladder;
  SealedText note{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionEscalated&, const PetitionEscalated&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("from", from), field("to", to), field("reason", reason),
            field("handling_moves", handling_moves), field("deadline", deadline),
            field("ladder", ladder), field("note", note));
  }
};

// Nobody above is competent, or none could be determined: it waits in the queue of rulings.
struct RulingNeeded {
  static constexpr std::uint16_t type = 108;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "RulingNeeded"sv;

  UnitId unit;
  std::string ground;  // Slug: no_superior, no_competent_unit, no_head.

  friend bool operator==(const RulingNeeded&, const RulingNeeded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("unit", unit), field("ground", ground));
  }
};

// A finding of the verification (xác minh).
struct VerificationRecorded {
  static constexpr std::uint16_t type = 109;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "VerificationRecorded"sv;

  SealedText finding{SealedField::finding, 0, {}, {}};

  friend bool operator==(const VerificationRecorded&, const VerificationRecorded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("finding", finding));
  }
};

// Answered (recommendation, feedback).
struct PetitionAnswered {
  static constexpr std::uint16_t type = 110;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionAnswered"sv;

  AnswerMode mode = AnswerMode::written;
  Instant answered_at;
  UnitId by;
  SealedText answer{SealedField::answer, 0, {}, {}};
  std::optional<Digest> document;

  friend bool operator==(const PetitionAnswered&, const PetitionAnswered&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("mode", mode), field("answered_at", answered_at), field("by", by),
            field("answer", answer), field("document", document));
  }
};

// Resolved by a decision (complaint) or a conclusion (denunciation).
struct PetitionResolved {
  static constexpr std::uint16_t type = 111;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionResolved"sv;

  ResolutionForm form = ResolutionForm::decision;
  Outcome outcome = Outcome::justified;
  std::string document_number;
  Instant resolved_at;
  UnitId by;
  SealedText summary{SealedField::answer, 0, {}, {}};
  std::optional<Digest> document;

  friend bool operator==(const PetitionResolved&, const PetitionResolved&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("form", form), field("outcome", outcome),
            field("document_number", document_number), field("resolved_at", resolved_at),
            field("by", by), field("summary", summary), field("document", document));
  }
};

// The dialogue that is a step of settling a complaint was held (Law on Complaints, Articles 30,
// 39).
struct SettlementMeetingHeld {
  static constexpr std::uint16_t type = 136;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SettlementMeetingHeld"sv;

  Instant held_at;
  UnitId by;
  SealedText minutes{SealedField::finding, 0, {}, {}};
  std::optional<Digest> document;

  friend bool operator==(const SettlementMeetingHeld&, const SettlementMeetingHeld&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("held_at", held_at), field("by", by), field("minutes", minutes),
            field("document", document));
  }
};

// Why a term was not, or will not be kept, as the unit says.
struct DelayExplained {
  static constexpr std::uint16_t type = 137;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DelayExplained"sv;

  std::uint32_t deadline = 0;
  UnitId by;
  DelayReason cause = DelayReason::other;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const DelayExplained&, const DelayExplained&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("deadline", deadline), field("by", by), field("cause", cause),
            field("note", note));
  }
};

// The petitioner went past the unit that is competent (vượt cấp): it was transferred down to it.
struct LevelSkippingFound {
  static constexpr std::uint16_t type = 138;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "LevelSkippingFound"sv;

  UnitId lodged_with;
  UnitId competent;

  friend bool operator==(const LevelSkippingFound&, const LevelSkippingFound&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("lodged_with", lodged_with), field("competent", competent));
  }
};

// It was transferred to a unit that had given it away before: the way it went round, which begins
// and ends with that unit.
struct TransferCircleFound {
  static constexpr std::uint16_t type = 139;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "TransferCircleFound"sv;

  std::vector<UnitId> way;

  friend bool operator==(const TransferCircleFound&, const TransferCircleFound&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("way", way));
  }
};

}  // namespace donthu::event
