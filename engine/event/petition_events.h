// What can happen to a petition.
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

// A notice that the law demands was sent.
struct NoticeSent {
  static constexpr std::uint16_t type = 112;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "NoticeSent"sv;

  std::string purpose;  // Purpose of the deadline it meets, e.g. notify_acceptance.
  Instant sent_at;

  friend bool operator==(const NoticeSent&, const NoticeSent&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("purpose", purpose), field("sent_at", sent_at));
  }
};

// The clock stops (tạm đình chỉ).
struct PetitionSuspended {
  static constexpr std::uint16_t type = 113;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionSuspended"sv;

  SuspensionGround ground = SuspensionGround::awaiting_other_body;
  Date from;
  RuleCitation rule;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionSuspended&, const PetitionSuspended&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("from", from), field("rule", rule),
            field("reason", reason));
  }
};

// The clock runs again; `until` is the last day that is not counted.
struct PetitionResumed {
  static constexpr std::uint16_t type = 114;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionResumed"sv;

  Date until;

  friend bool operator==(const PetitionResumed&, const PetitionResumed&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("until", until));
  }
};

// Withdrawn, whole or in part.
struct PetitionWithdrawn {
  static constexpr std::uint16_t type = 115;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionWithdrawn"sv;

  WithdrawalScope scope = WithdrawalScope::full;
  std::vector<std::string> parts;
  bool coerced = false;  // Withdrawn under threat or bribery: it goes on.
  RuleCitation rule;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionWithdrawn&, const PetitionWithdrawn&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("scope", scope), field("parts", parts), field("coerced", coerced),
            field("rule", rule), field("reason", reason));
  }
};

// Ended without a decision (đình chỉ).
struct PetitionTerminated {
  static constexpr std::uint16_t type = 116;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionTerminated"sv;

  TerminationGround ground = TerminationGround::withdrawn;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionTerminated&, const PetitionTerminated&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// A step of carrying out the decision (thi hành).
struct EnforcementRecorded {
  static constexpr std::uint16_t type = 117;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "EnforcementRecorded"sv;

  bool completed = false;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const EnforcementRecorded&, const EnforcementRecorded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("completed", completed), field("note", note));
  }
};

// Closed; the file rests.
struct PetitionClosed {
  static constexpr std::uint16_t type = 118;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionClosed"sv;

  std::string outcome;  // Slug of what came of it.

  friend bool operator==(const PetitionClosed&, const PetitionClosed&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("outcome", outcome));
  }
};

// Opened again, on a ground.
struct PetitionReopened {
  static constexpr std::uint16_t type = 119;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionReopened"sv;

  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionReopened&, const PetitionReopened&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// The complaint goes to the second instance.
struct SecondInstanceLodged {
  static constexpr std::uint16_t type = 120;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SecondInstanceLodged"sv;

  UnitId from;
  UnitId to;
  Instant lodged_at;

  friend bool operator==(const SecondInstanceLodged&, const SecondInstanceLodged&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("from", from), field("to", to), field("lodged_at", lodged_at));
  }
};

// A denouncer's application to the superior of an overdue handler (Law on Denunciations, Article
// 38).
struct SuperiorApplied {
  static constexpr std::uint16_t type = 121;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "SuperiorApplied"sv;

  UnitId superior;
  Instant applied_at;

  friend bool operator==(const SuperiorApplied&, const SuperiorApplied&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("superior", superior), field("applied_at", applied_at));
  }
};

// The superior demands a report from the handler.
struct ReportDemanded {
  static constexpr std::uint16_t type = 122;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ReportDemanded"sv;

  UnitId superior;
  UnitId handler;
  Instant demanded_at;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const ReportDemanded&, const ReportDemanded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("superior", superior), field("handler", handler),
            field("demanded_at", demanded_at), field("note", note));
  }
};

// The handler reports on process, reasons and responsibility.
struct ReportGiven {
  static constexpr std::uint16_t type = 123;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ReportGiven"sv;

  UnitId handler;
  Instant reported_at;
  SealedText report{SealedField::note, 0, {}, {}};

  friend bool operator==(const ReportGiven&, const ReportGiven&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("handler", handler), field("reported_at", reported_at), field("report", report));
  }
};

// A reminder by the superior or the head (đôn đốc).
struct PetitionUrged {
  static constexpr std::uint16_t type = 124;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionUrged"sv;

  UnitId by;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const PetitionUrged&, const PetitionUrged&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("by", by), field("note", note));
  }
};

// A note on the file.
struct NoteAdded {
  static constexpr std::uint16_t type = 125;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "NoteAdded"sv;

  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const NoteAdded&, const NoteAdded&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("note", note));
  }
};

// A document was attached; the store keeps it, sealed, under its digest.
struct DocumentAttached {
  static constexpr std::uint16_t type = 126;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "DocumentAttached"sv;

  Digest digest;
  std::uint64_t size_bytes = 0;
  std::string media_type;
  SealedText document_name{SealedField::document_name, 0, {}, {}};

  friend bool operator==(const DocumentAttached&, const DocumentAttached&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("digest", digest), field("size_bytes", size_bytes),
            field("media_type", media_type), field("document_name", document_name));
  }
};

// A wrong entry was put right; what stood there stays in the record.
struct EntryCorrected {
  static constexpr std::uint16_t type = 127;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "EntryCorrected"sv;

  std::string entry;  // Name of the field that was wrong.
  std::string was;
  std::string now;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const EntryCorrected&, const EntryCorrected&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("entry", entry), field("was", was), field("now", now), field("reason", reason));
  }
};

// The kind was wrong: another law applies from here.
struct KindReclassified {
  static constexpr std::uint16_t type = 128;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "KindReclassified"sv;

  PetitionKind was = PetitionKind::complaint;
  PetitionKind now = PetitionKind::complaint;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const KindReclassified&, const KindReclassified&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("was", was), field("now", now), field("reason", reason));
  }
};

// Entered by mistake: counts nowhere, stays in the record for ever.
struct PetitionVoided {
  static constexpr std::uint16_t type = 129;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionVoided"sv;

  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const PetitionVoided&, const PetitionVoided&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("reason", reason));
  }
};

// A ruling named the competent unit for a case in the queue.
struct RulingMade {
  static constexpr std::uint16_t type = 130;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "RulingMade"sv;

  UnitId to;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const RulingMade&, const RulingMade&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("to", to), field("reason", reason));
  }
};

// A reminder that the ladder sends by itself before it climbs.
struct ReminderSent {
  static constexpr std::uint16_t type = 131;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ReminderSent"sv;

  UnitId to;
  std::uint32_t deadline = 0;

  friend bool operator==(const ReminderSent&, const ReminderSent&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("to", to), field("deadline", deadline));
  }
};

}  // namespace donthu::event
