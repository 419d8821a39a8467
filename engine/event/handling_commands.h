// The verbs from registration to the answer or decision.
// Every struct here is stored: its number, name and field order never change (see fields.h).
#pragma once

#include "engine/event/petition_values.h"

namespace donthu::event {

// Registers a petition (tiếp nhận, vào sổ).
struct Register {
  static constexpr std::uint16_t type = 100;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Register"sv;
  static constexpr std::string_view verb = "register"sv;

  PetitionKind kind = PetitionKind::complaint;
  Channel channel = Channel::counter;
  std::optional<Instant> received_at;  // Default: the effective time.
  std::string matter;
  std::string topic;
  std::string locality;
  bool complex = false;
  bool remote = false;
  std::vector<std::string> parts;
  std::vector<Person> persons;
  SealedText content{SealedField::content, 0, {}, {}};
  std::optional<CaseId> origin;

  friend bool operator==(const Register&, const Register&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("kind", kind), field("channel", channel), field("received_at", received_at),
            field("matter", matter), field("topic", topic), field("locality", locality),
            field("complex", complex), field("remote", remote), field("parts", parts),
            field("persons", persons), field("content", content), field("origin", origin));
  }
};

// Triage: eligible or not, within authority or not.
struct Classify {
  static constexpr std::uint16_t type = 101;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Classify"sv;
  static constexpr std::string_view verb = "classify"sv;

  bool eligible = true;
  bool within_authority = true;
  std::optional<Ineligible> ineligible;
  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Classify&, const Classify&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("eligible", eligible), field("within_authority", within_authority),
            field("ineligible", ineligible), field("ground", ground), field("reason", reason));
  }
};

// Accepts for settlement (thụ lý).
struct Accept {
  static constexpr std::uint16_t type = 102;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Accept"sv;
  static constexpr std::string_view verb = "accept"sv;

  std::optional<bool> complex;
  std::optional<bool> remote;

  friend bool operator==(const Accept&, const Accept&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("complex", complex), field("remote", remote));
  }
};

// Does not accept (không thụ lý).
struct Decline {
  static constexpr std::uint16_t type = 103;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Decline"sv;
  static constexpr std::string_view verb = "decline"sv;

  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Decline&, const Decline&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("ground", ground), field("reason", reason));
  }
};

// Gives a task to an officer.
struct Assign {
  static constexpr std::uint16_t type = 104;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Assign"sv;
  static constexpr std::string_view verb = "assign"sv;

  OfficerId officer;
  std::string task;
  std::optional<Date> due;  // Default: the deadline that runs.

  friend bool operator==(const Assign&, const Assign&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("officer", officer), field("task", task), field("due", due));
  }
};

// Forwards to the competent unit, or to a body outside.
struct Transfer {
  static constexpr std::uint16_t type = 105;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Transfer"sv;
  static constexpr std::string_view verb = "transfer"sv;

  UnitId to;
  std::string outside;
  std::string ground;
  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Transfer&, const Transfer&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("to", to), field("outside", outside), field("ground", ground),
            field("reason", reason));
  }
};

// Beyond the unit's authority. (Overdue climbs by itself.)
struct Escalate {
  static constexpr std::uint16_t type = 106;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Escalate"sv;
  static constexpr std::string_view verb = "escalate"sv;

  SealedText reason{SealedField::reason, 0, {}, {}};

  friend bool operator==(const Escalate&, const Escalate&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("reason", reason));
  }
};

// Records a finding (xác minh).
struct Verify {
  static constexpr std::uint16_t type = 107;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Verify"sv;
  static constexpr std::string_view verb = "verify"sv;

  SealedText finding{SealedField::finding, 0, {}, {}};

  friend bool operator==(const Verify&, const Verify&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("finding", finding));
  }
};

// Answers a recommendation or feedback.
struct Answer {
  static constexpr std::uint16_t type = 108;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Answer"sv;
  static constexpr std::string_view verb = "answer"sv;

  AnswerMode mode = AnswerMode::written;
  SealedText answer{SealedField::answer, 0, {}, {}};
  std::optional<Digest> document;

  friend bool operator==(const Answer&, const Answer&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("mode", mode), field("answer", answer), field("document", document));
  }
};

// Decides a complaint, or concludes a denunciation.
struct Resolve {
  static constexpr std::uint16_t type = 109;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Resolve"sv;
  static constexpr std::string_view verb = "resolve"sv;

  ResolutionForm form = ResolutionForm::decision;
  Outcome outcome = Outcome::justified;
  std::string document_number;
  SealedText summary{SealedField::answer, 0, {}, {}};
  std::optional<Digest> document;

  friend bool operator==(const Resolve&, const Resolve&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("form", form), field("outcome", outcome),
            field("document_number", document_number), field("summary", summary),
            field("document", document));
  }
};

// Holds the dialogue that is a step of settling a complaint (đối thoại; not a conference).
struct HoldMeeting {
  static constexpr std::uint16_t type = 134;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "HoldMeeting"sv;
  static constexpr std::string_view verb = "hold_meeting"sv;

  SealedText minutes{SealedField::finding, 0, {}, {}};
  std::optional<Digest> document;

  friend bool operator==(const HoldMeeting&, const HoldMeeting&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("minutes", minutes), field("document", document));
  }
};

// Says why a term was not, or will not be kept.
struct ExplainDelay {
  static constexpr std::uint16_t type = 135;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ExplainDelay"sv;
  static constexpr std::string_view verb = "explain_delay"sv;

  std::string purpose;  // Of the deadline; default: the overdue one, else the one that is due next.
  DelayReason cause = DelayReason::other;
  SealedText note{SealedField::note, 0, {}, {}};

  friend bool operator==(const ExplainDelay&, const ExplainDelay&) = default;
  template <class Archive>
  void serialize([[maybe_unused]] Archive& archive) {
    archive(field("purpose", purpose), field("cause", cause), field("note", note));
  }
};

}  // namespace donthu::event
