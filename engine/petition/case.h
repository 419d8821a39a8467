// The state of one petition: the fold of its events.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/event/commit.h"
#include "engine/process/flow.h"

namespace donthu::process {

// Tokens are stored with the case; the order of these fields is part of its stored form.
template <class Archive>
void serialize(Archive& archive, Token& token) {
  using event::field;
  auto state = static_cast<std::uint16_t>(token.state);
  archive(field("id", token.id), field("parent", token.parent), field("procedure", token.procedure),
          field("version", token.version), field("element", token.element), field("via", token.via),
          field("state", state), field("timer_due", token.timer_due));
  token.state = static_cast<TokenState>(state);
}

template <class Archive>
void serialize(Archive& archive, FlowState& flow) {
  using event::field;
  archive(field("tokens", flow.tokens), field("next_token", flow.next_token),
          field("started", flow.started), field("ended", flow.ended));
}

}  // namespace donthu::process

namespace donthu::petition {

using event::field;

// A legal deadline of the case, with all that its derivation used.
struct Deadline {
  std::uint32_t id = 0;
  std::string purpose;
  event::Bearer bearer = event::Bearer::authority;
  UnitId unit;  // Whose duty it is.
  event::DeadlineState state = event::DeadlineState::running;
  Instant start;
  event::Term term;
  std::vector<event::Term> extensions;
  std::vector<event::Pause> pauses;
  event::Limit limit;
  bool climbs = false;
  std::uint16_t extensions_allowed = 0;
  event::Term extension;
  std::uint16_t rung = 0;
  std::uint16_t warn_days = 0;
  std::string met_by;  // Verbs, separated by spaces.
  event::RuleCitation rule;
  bool warned = false;          // DeadlineDueSoon was recorded.
  Instant overdue_recorded_at;  // 0 where it never was found overdue.
  OfficerId overdue_officer;
  Instant met_at;
  bool met_recorded_late = false;
  std::string annulled_because;

  // Still waits for its act or its end.
  [[nodiscard]] bool open() const {
    return state == event::DeadlineState::running || state == event::DeadlineState::suspended;
  }

  friend bool operator==(const Deadline&, const Deadline&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("purpose", purpose), field("bearer", bearer),
            field("unit", unit), field("state", state), field("start", start), field("term", term),
            field("extensions", extensions), field("pauses", pauses), field("limit", limit),
            field("climbs", climbs), field("extensions_allowed", extensions_allowed),
            field("extension", extension), field("rung", rung), field("warn_days", warn_days),
            field("met_by", met_by), field("rule", rule), field("warned", warned),
            field("overdue_recorded_at", overdue_recorded_at),
            field("overdue_officer", overdue_officer), field("met_at", met_at),
            field("met_recorded_late", met_recorded_late),
            field("annulled_because", annulled_because));
  }
};

// An open task: the five clears but for the outcome, which is written when it ends.
struct Assignment {
  OfficerId officer;
  std::string task;
  Date due;
  OfficerId accountable;
  UnitId unit;
  Instant since;

  friend bool operator==(const Assignment&, const Assignment&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("officer", officer), field("task", task), field("due", due),
            field("accountable", accountable), field("unit", unit), field("since", since));
  }
};

// A unit that had the case in hand until it ended.
struct FormerUnit {
  UnitId unit;
  Date last_day;

  friend bool operator==(const FormerUnit&, const FormerUnit&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("unit", unit), field("last_day", last_day));
  }
};

struct Attachment {
  Digest digest;
  std::uint64_t size_bytes = 0;
  std::string media_type;
  event::SealedText document_name{event::SealedField::document_name, 0, {}, {}};

  friend bool operator==(const Attachment&, const Attachment&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("digest", digest), field("size_bytes", size_bytes),
            field("media_type", media_type), field("document_name", document_name));
  }
};

struct Case {
  CaseId id;
  std::uint64_t version = 0;  // Commits folded so far; the ETag.
  Digest head;                // Hash of the entry with the last of them: the case's own chain.
  std::string stuck;          // Why it is quarantined; empty: it is not.

  event::PetitionKind kind = event::PetitionKind::complaint;
  event::Instance instance = event::Instance::first;
  event::Channel channel = event::Channel::counter;
  event::CaseStatus status = event::CaseStatus::registered;
  event::RegisterNumber number;
  std::string matter;
  std::string topic;
  std::string locality;
  bool complex = false;
  bool remote = false;
  std::vector<std::string> parts;  // Contents not withdrawn.
  std::vector<std::string> withdrawn_parts;
  std::vector<event::Person> persons;
  event::SealedText content{event::SealedField::content, 0, {}, {}};
  std::uint64_t case_key = 0;
  std::optional<CaseId> origin;

  UnitId handling_unit;     // Handles it now.
  UnitId accountable_unit;  // Answers for it now: the handling unit, or the superior it climbed to.
  bool ruling_needed = false;
  std::string ruling_ground;  // Why; empty where none is needed.
  bool suspended = false;
  std::vector<Assignment> assignments;  // Open ones.
  std::vector<Deadline> deadlines;      // All, in the order they were set.
  std::vector<Attachment> attachments;
  process::FlowState flow;

  Instant registered_at;  // Log time of the registration.
  Instant received_at;
  Instant
      handling_since;  // When the handling unit received it: terms from receipt count from here.
  Instant accepted_at;
  Instant finished_at;  // Effective time of the resolution, answer or other end; 0 while open.
  UnitId finished_by;   // The unit that resolved or answered.
  std::optional<event::Outcome> outcome;
  std::uint16_t times_escalated = 0;
  std::uint16_t times_overdue = 0;
  std::vector<FormerUnit> former_units;  // Those that ended with the case in hand, in order.
  std::vector<UnitId> transferred_by;    // Those that gave it away to another, in order.
  bool level_skipping = false;           // The petitioner went past the competent unit.
  bool went_in_circles = false;          // It was transferred to a unit that had given it away.
  std::optional<CaseId> duplicate_of;
  event::DuplicateKind duplicate_kind = event::DuplicateKind::duplicate;
  std::uint32_t signatories = 0;  // Of a petition of many who have not withdrawn; 0: of one.
  bool all_signed = false;
  std::optional<Digest> appointment;  // Of their representatives, who stand among the persons.
  bool representation_required = false;

  [[nodiscard]] bool open() const;
  // Open, or its procedure still goes on: the decision is to be carried out.
  [[nodiscard]] bool pending() const;
  [[nodiscard]] const Deadline* find_deadline(std::uint32_t id) const;
  // The open deadline of that purpose that was set last, or null.
  [[nodiscard]] const Deadline* open_deadline(std::string_view purpose) const;

  friend bool operator==(const Case&, const Case&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("id", id), field("version", version), field("head", head), field("stuck", stuck),
            field("kind", kind), field("instance", instance), field("channel", channel),
            field("status", status), field("number", number), field("matter", matter),
            field("topic", topic), field("locality", locality), field("complex", complex),
            field("remote", remote), field("parts", parts),
            field("withdrawn_parts", withdrawn_parts), field("persons", persons),
            field("content", content), field("case_key", case_key), field("origin", origin),
            field("handling_unit", handling_unit), field("accountable_unit", accountable_unit),
            field("ruling_needed", ruling_needed), field("ruling_ground", ruling_ground),
            field("suspended", suspended), field("assignments", assignments),
            field("deadlines", deadlines), field("attachments", attachments), field("flow", flow),
            field("registered_at", registered_at), field("received_at", received_at),
            field("handling_since", handling_since), field("accepted_at", accepted_at),
            field("finished_at", finished_at), field("finished_by", finished_by),
            field("outcome", outcome), field("times_escalated", times_escalated),
            field("times_overdue", times_overdue), field("former_units", former_units),
            field("transferred_by", transferred_by), field("level_skipping", level_skipping),
            field("went_in_circles", went_in_circles), field("duplicate_of", duplicate_of),
            field("duplicate_kind", duplicate_kind), field("signatories", signatories),
            field("all_signed", all_signed), field("appointment", appointment),
            field("representation_required", representation_required));
  }
};

// When an event was recorded and when it took effect.
struct EventTimes {
  Instant recorded_at;   // Log time of its entry.
  Instant effective_at;  // As the commit says; never later than recorded_at.
};

// Folds one event into the case. Pure: consults nothing but the event.
// corrupt "event-impossible": the event does not fit the state. The case must stop there; `state`
// may be half changed, so the caller folds a copy. Never aborts: it must survive any log.
[[nodiscard]] Status apply(Case& state, const event::Event& event, const EventTimes& times);

// Folds a whole commit: all its events, the version and the case's chain. `entry_hash` is the hash
// of the stored entry. On an error `state` is unchanged.
// corrupt "case-chain-broken": the commit is not the next of this case.
[[nodiscard]] Status apply(Case& state, const event::Commit& commit, Instant recorded_at,
                           const Digest& entry_hash);

// The next instants at which the engine must act on this case by itself.
struct DueInstant {
  Instant at;
  enum class What : std::uint8_t { due_soon = 1, due = 2, timer = 3 } what = What::due;
  std::uint32_t id = 0;  // Deadline, or token of a procedure's timer.

  friend auto operator<=>(const DueInstant&, const DueInstant&) = default;
};

// All armed instants of the case, in no particular order: each running deadline that has not fired
// (its warning and its due instant), and each timer of the procedure. None of a stuck or suspended
// deadline. The projection keeps exactly these in its index by time.
[[nodiscard]] std::vector<DueInstant> due_instants(const Case& state);

}  // namespace donthu::petition
