// A commit: one accepted command and its events, the body of one log entry.
#pragma once

#include <variant>

#include "engine/event/commands.h"
#include "engine/event/deadline_events.h"
#include "engine/event/flow_events.h"
#include "engine/event/party_events.h"
#include "engine/event/petition_events.h"
#include "engine/event/registry_events.h"

namespace donthu::event {

// Asks to read sealed fields; the commit records who did, or who was refused.
struct ReadSealed {
  static constexpr std::uint16_t type = 130;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "ReadSealed"sv;
  static constexpr std::string_view verb = "read_sealed"sv;

  std::string purpose;  // Why; a code or a document number, never a person's data.

  friend bool operator==(const ReadSealed&, const ReadSealed&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("purpose", purpose));
  }
};

// Of entries that no verb caused: quarantine, sweeps, the clock, the registry.
struct Administer {
  static constexpr std::uint16_t type = 1;
  static constexpr std::uint16_t version = 1;
  static constexpr std::string_view name = "Administer"sv;
  static constexpr std::string_view verb = "administer"sv;

  std::string reason;

  friend bool operator==(const Administer&, const Administer&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("reason", reason));
  }
};

using Command =
    std::variant<Administer, Register, Classify, Accept, Decline, Assign, Transfer, Escalate,
                 Verify, Answer, Resolve, Notify, Extend, Suspend, Resume, Withdraw, Terminate,
                 Enforce, Close, Reopen, LodgeSecondInstance, ApplyToSuperior, DemandReport,
                 GiveReport, Urge, AddNote, Attach, Correct, Reclassify, Void, Rule, ReadSealed,
                 FireDeadline, FireTimer, Recompute, ReassignToHead, Release, HandOver, Link,
                 RecordSignatories, WithdrawSignature, HoldMeeting, ExplainDelay>;

using Event = std::variant<
    PetitionRegistered, PetitionClassified, PetitionAccepted, PetitionDeclined, TaskAssigned,
    TaskEnded, PetitionTransferred, PetitionEscalated, RulingNeeded, RulingMade,
    VerificationRecorded, PetitionAnswered, PetitionResolved, NoticeSent, PetitionSuspended,
    PetitionResumed, PetitionWithdrawn, PetitionTerminated, EnforcementRecorded, PetitionClosed,
    PetitionReopened, SecondInstanceLodged, SuperiorApplied, ReportDemanded, ReportGiven,
    PetitionUrged, ReminderSent, NoteAdded, DocumentAttached, EntryCorrected, KindReclassified,
    PetitionVoided, PetitionHandedOver, PetitionLinked, SignatoriesRecorded, SignatureWithdrawn,
    SettlementMeetingHeld, DelayExplained, LevelSkippingFound, TransferCircleFound, SealedRead,
    DeadlineSet, DeadlineDueSoon, DeadlineSuspended, DeadlineResumed, DeadlineExtended,
    DeadlineRecomputed, DeadlineMet, DeadlineOverdue, DeadlineAnnulled, DeadlineLapsed, FlowStarted,
    FlowMoved, FlowIncident, FlowStopped, CaseQuarantined, CaseReleased, SweepOpened, SweepClosed,
    ClockConfirmed, UnitEstablished, UnitChanged, UnitEnded, UnitSucceeded, OfficerAppointed,
    OfficeAssigned, OfficeVacated, DelegationGranted, DelegationRevoked, RuleChunk, RuleActivated>;

struct Commit {
  Actor actor;
  CaseId case_id;                  // None for entries of the registry and of a partition.
  std::uint64_t case_version = 0;  // Commits of this case so far, this one included.
  Digest previous_of_case;  // Hash of the entry with the case's previous commit; zero at first.
  Instant effective_at;     // When it took effect, as the officer says; never after log time.
  std::string backdating_reason;   // Slug; demanded beyond one working day.
  std::uint64_t registry_seq = 0;  // Next seq of partition 0 at which it was decided.
  Digest request_mac;  // HMAC of the request; the same id with another body is a conflict.
  CommandId cause;     // The command that led to this one, where another did.
  CommandId correlation;
  Command command;  // Its sealed fields are references: the events carry the boxes.
  std::vector<Event> events;
};

[[nodiscard]] std::string_view name_of(const Event& event);
[[nodiscard]] std::string_view verb_of(const Command& command);

}  // namespace donthu::event
