// The vocabulary of petitions (DOMAIN glossary). Every number here is stored: never reuse one.
#pragma once

#include "engine/event/values.h"

namespace donthu::event {

enum class PetitionKind : std::uint16_t {
  complaint = 1,
  denunciation = 2,
  recommendation = 3,
  feedback = 4
};
template <>
struct EnumNames<PetitionKind> {
  static constexpr std::array values{std::pair{PetitionKind::complaint, "complaint"sv},
                                     std::pair{PetitionKind::denunciation, "denunciation"sv},
                                     std::pair{PetitionKind::recommendation, "recommendation"sv},
                                     std::pair{PetitionKind::feedback, "feedback"sv}};
};

enum class Instance : std::uint16_t { first = 1, second = 2 };
template <>
struct EnumNames<Instance> {
  static constexpr std::array values{std::pair{Instance::first, "first"sv},
                                     std::pair{Instance::second, "second"sv}};
};

enum class Channel : std::uint16_t {
  counter = 1,
  post = 2,
  online = 3,
  reception = 4,
  conference = 5,
  voter_contact = 6,
  press = 7,
  social_media = 8,
  transferred_in = 9,
  telephone = 10,
};
template <>
struct EnumNames<Channel> {
  static constexpr std::array values{std::pair{Channel::counter, "counter"sv},
                                     std::pair{Channel::post, "post"sv},
                                     std::pair{Channel::online, "online"sv},
                                     std::pair{Channel::reception, "reception"sv},
                                     std::pair{Channel::conference, "conference"sv},
                                     std::pair{Channel::voter_contact, "voter_contact"sv},
                                     std::pair{Channel::press, "press"sv},
                                     std::pair{Channel::social_media, "social_media"sv},
                                     std::pair{Channel::transferred_in, "transferred_in"sv},
                                     std::pair{Channel::telephone, "telephone"sv}};
};

// Outcomes of a petition that is not eligible for handling (Circular 05/2021/TT-TTCP).
enum class Ineligible : std::uint16_t { guide = 1, return_petition = 2, file_without_action = 3 };
template <>
struct EnumNames<Ineligible> {
  static constexpr std::array values{
      std::pair{Ineligible::guide, "guide"sv}, std::pair{Ineligible::return_petition, "return"sv},
      std::pair{Ineligible::file_without_action, "file_without_action"sv}};
};

enum class EscalationReason : std::uint16_t { beyond_authority = 1, overdue = 2 };
template <>
struct EnumNames<EscalationReason> {
  static constexpr std::array values{
      std::pair{EscalationReason::beyond_authority, "beyond_authority"sv},
      std::pair{EscalationReason::overdue, "overdue"sv}};
};

enum class AnswerMode : std::uint16_t { on_the_spot = 1, written = 2 };
template <>
struct EnumNames<AnswerMode> {
  static constexpr std::array values{std::pair{AnswerMode::on_the_spot, "on_the_spot"sv},
                                     std::pair{AnswerMode::written, "written"sv}};
};

enum class ResolutionForm : std::uint16_t { decision = 1, conclusion = 2 };
template <>
struct EnumNames<ResolutionForm> {
  static constexpr std::array values{std::pair{ResolutionForm::decision, "decision"sv},
                                     std::pair{ResolutionForm::conclusion, "conclusion"sv}};
};

enum class Outcome : std::uint16_t { justified = 1, partly_justified = 2, unjustified = 3 };
template <>
struct EnumNames<Outcome> {
  static constexpr std::array values{std::pair{Outcome::justified, "justified"sv},
                                     std::pair{Outcome::partly_justified, "partly_justified"sv},
                                     std::pair{Outcome::unjustified, "unjustified"sv}};
};

enum class SuspensionGround : std::uint16_t {
  awaiting_other_body = 1,
  force_majeure = 2,
  expert_examination = 3
};
template <>
struct EnumNames<SuspensionGround> {
  static constexpr std::array values{
      std::pair{SuspensionGround::awaiting_other_body, "awaiting_other_body"sv},
      std::pair{SuspensionGround::force_majeure, "force_majeure"sv},
      std::pair{SuspensionGround::expert_examination, "expert_examination"sv}};
};

enum class WithdrawalScope : std::uint16_t { full = 1, partial = 2 };
template <>
struct EnumNames<WithdrawalScope> {
  static constexpr std::array values{std::pair{WithdrawalScope::full, "full"sv},
                                     std::pair{WithdrawalScope::partial, "partial"sv}};
};

// How a petition repeats another of the same person about the same matter.
enum class DuplicateKind : std::uint16_t {
  duplicate = 1,  // The other is still being handled, here or elsewhere.
  repeat = 2,     // The other was settled for good.
  copy = 3,       // It also went to the competent body.
};
template <>
struct EnumNames<DuplicateKind> {
  static constexpr std::array values{std::pair{DuplicateKind::duplicate, "duplicate"sv},
                                     std::pair{DuplicateKind::repeat, "repeat"sv},
                                     std::pair{DuplicateKind::copy, "copy"sv}};
};

// Why a term was not, or will not be kept, as its unit says.
enum class DelayReason : std::uint16_t {
  budget = 1,        // An unforeseen task without money (một số nhiệm vụ phát sinh đột xuất).
  staff = 2,         // Too few officers.
  verification = 3,  // Complicated verification.
  other_body = 4,    // Waits for another body.
  petitioner = 5,    // The petitioner did not come, or did not give what was asked for.
  unclear_law = 6,
  force_majeure = 7,
  other = 8,
};
template <>
struct EnumNames<DelayReason> {
  static constexpr std::array values{std::pair{DelayReason::budget, "budget"sv},
                                     std::pair{DelayReason::staff, "staff"sv},
                                     std::pair{DelayReason::verification, "verification"sv},
                                     std::pair{DelayReason::other_body, "other_body"sv},
                                     std::pair{DelayReason::petitioner, "petitioner"sv},
                                     std::pair{DelayReason::unclear_law, "unclear_law"sv},
                                     std::pair{DelayReason::force_majeure, "force_majeure"sv},
                                     std::pair{DelayReason::other, "other"sv}};
};

enum class TerminationGround : std::uint16_t {
  withdrawn = 1,
  petitioner_died_without_heir = 2,
  organisation_dissolved = 3,
  settled = 4,
  other = 5,
};
template <>
struct EnumNames<TerminationGround> {
  static constexpr std::array values{
      std::pair{TerminationGround::withdrawn, "withdrawn"sv},
      std::pair{TerminationGround::petitioner_died_without_heir, "petitioner_died_without_heir"sv},
      std::pair{TerminationGround::organisation_dissolved, "organisation_dissolved"sv},
      std::pair{TerminationGround::settled, "settled"sv},
      std::pair{TerminationGround::other, "other"sv}};
};

// Where a case stands, from its domain events; never from tokens of a procedure.
enum class CaseStatus : std::uint16_t {
  registered = 1,  // Received, not yet classified.
  classified = 2,  // Eligible for handling, not yet accepted.
  accepted = 3,    // The legal clock runs.
  resolved = 4,    // Decided or concluded; may still be enforced.
  answered = 5,    // Recommendation or feedback that was answered.
  ineligible = 6,  // Guided, returned or filed without action.
  declined = 7,
  transferred = 8,  // Forwarded to a body outside this administration.
  terminated = 9,
  closed = 10,
  voided = 11,  // Entered by mistake; stays in the record.
};
template <>
struct EnumNames<CaseStatus> {
  static constexpr std::array values{std::pair{CaseStatus::registered, "registered"sv},
                                     std::pair{CaseStatus::classified, "classified"sv},
                                     std::pair{CaseStatus::accepted, "accepted"sv},
                                     std::pair{CaseStatus::resolved, "resolved"sv},
                                     std::pair{CaseStatus::answered, "answered"sv},
                                     std::pair{CaseStatus::ineligible, "ineligible"sv},
                                     std::pair{CaseStatus::declined, "declined"sv},
                                     std::pair{CaseStatus::transferred, "transferred"sv},
                                     std::pair{CaseStatus::terminated, "terminated"sv},
                                     std::pair{CaseStatus::closed, "closed"sv},
                                     std::pair{CaseStatus::voided, "voided"sv}};
};

enum class DeadlineState : std::uint16_t {
  running = 1,
  suspended = 2,
  met = 3,
  overdue = 4,
  annulled = 5,
  lapsed = 6,
};
template <>
struct EnumNames<DeadlineState> {
  static constexpr std::array values{std::pair{DeadlineState::running, "running"sv},
                                     std::pair{DeadlineState::suspended, "suspended"sv},
                                     std::pair{DeadlineState::met, "met"sv},
                                     std::pair{DeadlineState::overdue, "overdue"sv},
                                     std::pair{DeadlineState::annulled, "annulled"sv},
                                     std::pair{DeadlineState::lapsed, "lapsed"sv}};
};

// Whose duty a deadline is: an authority's, whose lapse is a breach that climbs; or a citizen's
// right, which merely ends.
enum class Bearer : std::uint16_t { authority = 1, citizen = 2 };
template <>
struct EnumNames<Bearer> {
  static constexpr std::array values{std::pair{Bearer::authority, "authority"sv},
                                     std::pair{Bearer::citizen, "citizen"sv}};
};

// Numbers as deadline::DayKind, deadline::RollOver and deadline::CountsFrom, which compute with
// them.
enum class DayKind : std::uint16_t { calendar_days = 1, working_days = 2, working_hours = 3 };
template <>
struct EnumNames<DayKind> {
  static constexpr std::array values{std::pair{DayKind::calendar_days, "calendar_days"sv},
                                     std::pair{DayKind::working_days, "working_days"sv},
                                     std::pair{DayKind::working_hours, "working_hours"sv}};
};
enum class RollOver : std::uint16_t { none = 1, next_working_day = 2 };
template <>
struct EnumNames<RollOver> {
  static constexpr std::array values{std::pair{RollOver::none, "none"sv},
                                     std::pair{RollOver::next_working_day, "next_working_day"sv}};
};
enum class CountsFrom : std::uint16_t { raw = 1, rolled = 2 };
template <>
struct EnumNames<CountsFrom> {
  static constexpr std::array values{std::pair{CountsFrom::raw, "raw"sv},
                                     std::pair{CountsFrom::rolled, "rolled"sv}};
};

struct Term {
  std::uint32_t amount = 0;
  DayKind day_kind = DayKind::calendar_days;
  RollOver roll_over = RollOver::next_working_day;
  CountsFrom counts_from = CountsFrom::raw;  // What an extension of this term counts from.

  friend bool operator==(const Term&, const Term&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("amount", amount), field("day_kind", day_kind), field("roll_over", roll_over),
            field("counts_from", counts_from));
  }
};

// Days that are not counted: from the day after `from` to `until`, inclusive; open while suspended.
struct Pause {
  Date from;
  std::optional<Date> until;

  friend bool operator==(const Pause&, const Pause&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("from", from), field("until", until));
  }
};

// The limits that a deadline's derivation arrived at, written into every event that changes them.
struct Limit {
  Date raw;                  // The last day before roll-over.
  Date due_date;             // The last day.
  Instant due;               // 24:00 local of due_date; the exact minute for working hours.
  Instant due_soon;          // When to warn; 0: no warning.
  bool provisional = false;  // Beyond the published calendar.
  std::string calendar;      // Id and version of the calendar that was used.

  friend bool operator==(const Limit&, const Limit&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("raw", raw), field("due_date", due_date), field("due", due),
            field("due_soon", due_soon), field("provisional", provisional),
            field("calendar", calendar));
  }
};

}  // namespace donthu::event
