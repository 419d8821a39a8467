// The fold. One overload an event; an event that does not touch the case's state has a comment that
// says why. Released events keep their meaning for ever: a changed meaning is a new event version.
#include <algorithm>

#include "engine/petition/case.h"

namespace donthu::petition {
namespace {

using event::CaseStatus;
using event::DeadlineState;

std::unexpected<Error> impossible(std::string_view event, std::string why) {
  return fail(ErrorCode::corrupt, "event-impossible",
              "the event " + std::string(event) + " does not fit the case: " + why, {},
              "The case stands still until it is released; run the audit");
}

class Fold {
 public:
  Fold(Case& state, const EventTimes& times) : state_(state), times_(times) {}

  // --- The petition ---

  Status operator()(const event::PetitionRegistered& e) {
    if (state_.number.number != 0) return impossible(e.name, "it is registered already");
    state_.kind = e.kind;
    state_.instance = e.instance;
    state_.channel = e.channel;
    state_.number = e.number;
    state_.matter = e.matter;
    state_.topic = e.topic;
    state_.locality = e.locality;
    state_.complex = e.complex;
    state_.remote = e.remote;
    state_.parts = e.parts;
    state_.persons = e.persons;
    state_.content = e.content;
    state_.case_key = e.case_key;
    state_.origin = e.origin;
    state_.handling_unit = e.number.unit;
    state_.accountable_unit = e.number.unit;
    state_.registered_at = times_.recorded_at;
    state_.received_at = e.received_at;
    state_.handling_since = e.received_at;
    state_.status = CaseStatus::registered;
    return {};
  }

  Status operator()(const event::PetitionClassified& e) {
    if (e.eligible) {
      state_.status = CaseStatus::classified;
    } else {
      finish(CaseStatus::ineligible, times_.effective_at);
    }
    return {};
  }

  Status operator()(const event::PetitionAccepted& e) {
    state_.status = CaseStatus::accepted;
    state_.accepted_at = e.accepted_at;
    state_.complex = e.complex;
    state_.remote = e.remote;
    return {};
  }

  Status operator()(const event::PetitionDeclined&) {
    finish(CaseStatus::declined, times_.effective_at);
    return {};
  }

  Status operator()(const event::TaskAssigned& e) {
    state_.assignments.push_back(
        {e.officer, e.task, e.due, e.accountable, e.unit, times_.effective_at});
    return {};
  }

  Status operator()(const event::TaskEnded& e) {
    const auto place = std::ranges::find_if(state_.assignments, [&](const Assignment& open) {
      return open.officer == e.officer && open.task == e.task;
    });
    if (place == state_.assignments.end()) return impossible(e.name, "no such task is open");
    state_.assignments.erase(place);
    return {};
  }

  Status operator()(const event::PetitionTransferred& e) {
    if (!e.to) {
      finish(CaseStatus::transferred, times_.effective_at);
      return {};
    }
    state_.transferred_by.push_back(e.from);
    hand_to(e.to);
    return {};
  }

  Status operator()(const event::LevelSkippingFound&) {
    state_.level_skipping = true;
    return {};
  }

  Status operator()(const event::TransferCircleFound&) {
    state_.went_in_circles = true;
    return {};
  }

  Status operator()(const event::PetitionLinked& e) {
    state_.duplicate_of = e.duplicate_of ? std::optional(e.duplicate_of) : std::optional<CaseId>();
    state_.duplicate_kind = e.kind;
    return {};
  }

  Status operator()(const event::SignatoriesRecorded& e) {
    state_.signatories = e.signatories;
    state_.all_signed = e.all_signed;
    state_.appointment = e.appointment;
    state_.representation_required = e.representation_required;
    std::erase_if(state_.persons, [](const event::Person& person) {
      return person.role == event::PersonRole::representative;
    });
    state_.persons.insert(state_.persons.end(), e.representatives.begin(), e.representatives.end());
    return {};
  }

  Status operator()(const event::SignatureWithdrawn& e) {
    if (e.signatories + e.remaining != state_.signatories)
      return impossible(e.name, "it does not have so many signatories");
    state_.signatories = e.remaining;
    return {};
  }

  Status operator()(const event::PetitionEscalated& e) {
    state_.accountable_unit = e.to;
    ++state_.times_escalated;
    if (e.reason == event::EscalationReason::beyond_authority)
      hand_to(e.to);
    else if (e.handling_moves)
      state_.handling_unit = e.to;
    return {};
  }

  Status operator()(const event::RulingNeeded& e) {
    state_.ruling_needed = true;
    state_.ruling_ground = e.ground;
    return {};
  }

  Status operator()(const event::PetitionHandedOver& e) {
    need_no_ruling();
    const Date last_day = e.effective_from - days{1};
    if (e.from != e.to) state_.former_units.push_back({e.from, last_day});
    if (e.accountable_from != e.accountable_to && e.accountable_from != e.from)
      state_.former_units.push_back({e.accountable_from, last_day});
    // What was due by then stays with the unit that let it lapse, also where that is found later.
    const Instant since = start_of_day(e.effective_from);
    hand_duties(e.from, e.to, since);
    hand_duties(e.accountable_from, e.accountable_to, since);
    state_.handling_unit = e.to;
    state_.accountable_unit = e.accountable_to;
    return {};
  }

  Status operator()(const event::RulingMade& e) {
    need_no_ruling();
    hand_duties(state_.handling_unit, e.to);
    state_.handling_unit = e.to;
    state_.accountable_unit = e.to;
    state_.handling_since = times_.effective_at;
    return {};
  }

  Status operator()(const event::PetitionAnswered& e) {
    finish(CaseStatus::answered, e.answered_at);
    state_.finished_by = e.by;
    return {};
  }

  Status operator()(const event::PetitionResolved& e) {
    finish(CaseStatus::resolved, e.resolved_at);
    state_.finished_by = e.by;
    state_.outcome = e.outcome;
    return {};
  }

  Status operator()(const event::PetitionSuspended&) {
    state_.suspended = true;
    return {};
  }

  Status operator()(const event::PetitionResumed&) {
    state_.suspended = false;
    return {};
  }

  Status operator()(const event::PetitionWithdrawn& e) {
    for (const std::string& part : e.parts) {
      std::erase(state_.parts, part);
      state_.withdrawn_parts.push_back(part);
    }
    return {};
  }

  Status operator()(const event::PetitionTerminated&) {
    finish(CaseStatus::terminated, times_.effective_at);
    return {};
  }

  Status operator()(const event::PetitionClosed&) {
    if (!state_.finished_at) state_.finished_at = times_.effective_at;
    state_.status = CaseStatus::closed;
    need_no_ruling();
    return {};
  }

  Status operator()(const event::PetitionReopened&) {
    reopen(CaseStatus::classified);
    return {};
  }

  Status operator()(const event::SecondInstanceLodged& e) {
    reopen(CaseStatus::classified);
    state_.instance = event::Instance::second;
    state_.handling_unit = e.to;
    state_.accountable_unit = e.to;
    state_.handling_since = e.lodged_at;
    return {};
  }

  Status operator()(const event::DocumentAttached& e) {
    state_.attachments.push_back({e.digest, e.size_bytes, e.media_type, e.document_name});
    return {};
  }

  Status operator()(const event::EntryCorrected& e) { return correct(e); }

  Status operator()(const event::KindReclassified& e) {
    state_.kind = e.now;
    return {};
  }

  Status operator()(const event::PetitionVoided&) {
    finish(CaseStatus::voided, times_.effective_at);
    return {};
  }

  // These stand in the history; nothing later is decided by them.
  Status operator()(const event::VerificationRecorded&) { return {}; }
  Status operator()(const event::SettlementMeetingHeld&) { return {}; }
  Status operator()(const event::DelayExplained&) { return {}; }
  Status operator()(const event::NoticeSent&) { return {}; }
  Status operator()(const event::EnforcementRecorded&) { return {}; }
  Status operator()(const event::SuperiorApplied&) { return {}; }
  Status operator()(const event::ReportDemanded&) { return {}; }
  Status operator()(const event::ReportGiven&) { return {}; }
  Status operator()(const event::PetitionUrged&) { return {}; }
  Status operator()(const event::ReminderSent&) { return {}; }
  Status operator()(const event::NoteAdded&) { return {}; }
  Status operator()(const event::SealedRead&) { return {}; }
  Status operator()(const event::FlowIncident&) { return {}; }

  // --- Deadlines ---

  Status operator()(const event::DeadlineSet& e) {
    if (e.deadline != state_.deadlines.size() + 1)
      return impossible(e.name, "deadlines are numbered without a gap");
    Deadline deadline;
    deadline.id = e.deadline;
    deadline.purpose = e.purpose;
    deadline.bearer = e.bearer;
    deadline.unit = e.unit;
    deadline.start = e.start;
    deadline.term = e.term;
    deadline.limit = e.limit;
    deadline.climbs = e.climbs;
    deadline.extensions_allowed = e.extensions_allowed;
    deadline.extension = e.extension;
    deadline.rung = e.rung;
    deadline.warn_days = e.warn_days;
    deadline.met_by = e.met_by;
    deadline.rule = e.rule;
    state_.deadlines.push_back(std::move(deadline));
    return {};
  }

  Status operator()(const event::DeadlineDueSoon& e) {
    return change(e, [](Deadline& deadline) { deadline.warned = true; });
  }

  Status operator()(const event::DeadlineSuspended& e) {
    return change(e, [&](Deadline& deadline) {
      deadline.state = DeadlineState::suspended;
      deadline.pauses.push_back({e.from, std::nullopt});
    });
  }

  Status operator()(const event::DeadlineResumed& e) {
    const Deadline* known = state_.find_deadline(e.deadline);
    if (known == nullptr || known->pauses.empty() || known->pauses.back().until)
      return impossible(e.name, "the deadline is not suspended");
    return change(e, [&](Deadline& deadline) {
      deadline.state = DeadlineState::running;
      deadline.pauses.back().until = e.until;
      limit(deadline, e.limit);
    });
  }

  Status operator()(const event::DeadlineExtended& e) {
    return change(e, [&](Deadline& deadline) {
      deadline.extensions.push_back(e.by);
      limit(deadline, e.limit);
    });
  }

  Status operator()(const event::DeadlineRecomputed& e) {
    return change(e, [&](Deadline& deadline) {
      deadline.start = e.start;
      deadline.term = e.term;
      limit(deadline, e.limit);
      deadline.rule = e.rule;
    });
  }

  Status operator()(const event::DeadlineMet& e) {
    return change(e, [&](Deadline& deadline) {
      // Overdue by recorded time and met by effective time are both true: the state keeps the
      // finding, and the fields beside it tell the act.
      if (deadline.state != DeadlineState::overdue) deadline.state = DeadlineState::met;
      deadline.met_at = e.met_at;
      deadline.met_recorded_late = e.recorded_late;
    });
  }

  Status operator()(const event::DeadlineOverdue& e) {
    ++state_.times_overdue;
    return change(e, [&](Deadline& deadline) {
      deadline.state = DeadlineState::overdue;
      deadline.overdue_recorded_at = e.fired_at;
      deadline.overdue_officer = e.officer;
    });
  }

  Status operator()(const event::DeadlineAnnulled& e) {
    return change(e, [&](Deadline& deadline) {
      deadline.state = DeadlineState::annulled;
      deadline.annulled_because = e.cause;
    });
  }

  Status operator()(const event::DeadlineLapsed& e) {
    return change(e, [](Deadline& deadline) { deadline.state = DeadlineState::lapsed; });
  }

  // --- The procedure ---

  // The steps that put tokens on it stand in a FlowMoved behind it.
  Status operator()(const event::FlowStarted&) { return {}; }

  Status operator()(const event::FlowMoved& e) {
    for (const event::FlowStep& step : e.steps) {
      process::FlowChange change;
      change.kind = static_cast<process::FlowChange::Kind>(step.kind);
      change.token = step.token;
      change.parent = step.parent;
      change.procedure = step.procedure;
      change.version = step.version;
      change.element = step.element;
      change.via = step.via;
      change.timer_due = step.timer_due;
      DONTHU_TRY(process::apply(state_.flow, change));
    }
    return {};
  }

  // The steps that took the tokens away stand in a FlowMoved before it.
  Status operator()(const event::FlowStopped&) { return {}; }

  Status operator()(const event::CaseQuarantined& e) {
    state_.stuck = e.reason;
    return {};
  }

  Status operator()(const event::CaseReleased&) {
    state_.stuck.clear();
    return {};
  }

  // What belongs to no case cannot stand in a commit of one.
  template <class Other>
  Status operator()(const Other& e) {
    return impossible(e.name, "it belongs to no case");
  }

 private:
  void finish(CaseStatus status, Instant at) {
    state_.status = status;
    state_.finished_at = at;
    state_.suspended = false;
    need_no_ruling();
  }

  void need_no_ruling() {
    state_.ruling_needed = false;
    state_.ruling_ground.clear();
  }

  // A warning holds as long as the day it was given for.
  static void limit(Deadline& deadline, const event::Limit& limit) {
    deadline.warned = deadline.warned && deadline.limit.due_soon == limit.due_soon;
    deadline.limit = limit;
  }

  // Handed over as it is: what still runs is the other unit's duty, with its due date.
  void hand_duties(UnitId from, UnitId to, Instant due_after = {}) {
    for (Deadline& deadline : state_.deadlines)
      if (deadline.open() && deadline.bearer == event::Bearer::authority && deadline.unit == from &&
          deadline.limit.due > due_after)
        deadline.unit = to;
  }

  // Another unit begins with it from the start.
  void hand_to(UnitId unit) {
    need_no_ruling();
    state_.handling_unit = unit;
    state_.accountable_unit = unit;
    state_.handling_since = times_.effective_at;
    state_.status = CaseStatus::registered;
    state_.accepted_at = {};
  }

  void reopen(CaseStatus status) {
    state_.handling_since = times_.effective_at;
    state_.status = status;
    state_.finished_at = {};
    state_.finished_by = {};
    state_.outcome.reset();
    state_.accepted_at = {};
  }

  template <class Event, class Change>
  Status change(const Event& e, Change&& change) {
    if (e.deadline < 1 || e.deadline > state_.deadlines.size())
      return impossible(e.name, "the case has no deadline of that number");
    change(state_.deadlines[e.deadline - 1]);
    return {};
  }

  Status correct(const event::EntryCorrected& e) {
    if (e.entry == "matter") {
      state_.matter = e.now;
    } else if (e.entry == "topic") {
      state_.topic = e.now;
    } else if (e.entry == "locality") {
      state_.locality = e.now;
    } else if (e.entry == "complex") {
      state_.complex = e.now == "true";
    } else if (e.entry == "remote") {
      state_.remote = e.now == "true";
    } else if (e.entry == "channel") {
      if (!event::from_name(e.now, state_.channel)) return impossible(e.name, "unknown channel");
    } else if (e.entry == "received_at") {
      const auto instant = parse_instant(e.now);
      if (!instant) return impossible(e.name, "not an instant");
      if (state_.handling_since == state_.received_at) state_.handling_since = *instant;
      state_.received_at = *instant;
    } else {
      return impossible(e.name, "unknown entry " + e.entry);
    }
    return {};
  }

  Case& state_;
  const EventTimes& times_;
};

}  // namespace

Status apply(Case& state, const event::Event& event, const EventTimes& times) {
  return std::visit(Fold{state, times}, event);
}

Status apply(Case& state, const event::Commit& commit, Instant recorded_at,
             const Digest& entry_hash) {
  if (commit.case_version != state.version + 1 || commit.previous_of_case != state.head)
    return fail(ErrorCode::corrupt, "case-chain-broken",
                "commit " + std::to_string(commit.case_version) + " does not follow version " +
                    std::to_string(state.version) + " of case " + to_string(state.id),
                {}, "Run the audit: an entry of this case is missing or misplaced");
  Case next = state;
  next.id = commit.case_id;
  for (const event::Event& event : commit.events)
    DONTHU_TRY(apply(next, event, {recorded_at, commit.effective_at}));
  next.version = commit.case_version;
  next.head = entry_hash;
  state = std::move(next);
  return {};
}

}  // namespace donthu::petition
