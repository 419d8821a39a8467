// What happens to its terms, its withdrawal, its second instance and its file.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {
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

// The unit that handled it, or answered for it, has ended: another goes on with everything as it is
// (bàn giao nguyên trạng; Decree 141/2025/NĐ-CP, Article 14).
struct PetitionHandedOver {
  static constexpr std::uint16_t type = 132;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "PetitionHandedOver"sv;

  UnitId from;  // Handled it; the same as `to` where only the unit that answered for it has ended.
  UnitId to;
  UnitId accountable_from;
  UnitId accountable_to;
  Date effective_from;  // The first day without the unit that ended.
  RuleCitation rule;

  friend bool operator==(const PetitionHandedOver&, const PetitionHandedOver&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("from", from), field("to", to), field("accountable_from", accountable_from),
            field("accountable_to", accountable_to), field("effective_from", effective_from),
            field("rule", rule));
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
