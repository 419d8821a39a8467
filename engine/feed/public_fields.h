// What of an event anybody who reads the feed may see: the one table.
//
// A field that is not named here is private, so that a new field stays private until somebody
// decides. Sealed texts can never be named. A text is published only where it is a code (lower-case
// letters, digits and `_-.`), or belongs to a rule in force (see RuleCitation).
#pragma once

#include <span>
#include <string_view>

#include "engine/event/json.h"

namespace donthu::feed {

// The public fields of a type, separated by spaces; empty where nothing is decided.
template <class T>
inline constexpr std::string_view public_fields = "";

using namespace std::string_view_literals;

template <>
inline constexpr auto public_fields<event::RegisterNumber> = "unit year number"sv;
template <>
inline constexpr auto public_fields<event::RuleCitation> = "rule version row citation"sv;
template <>
inline constexpr auto public_fields<event::Term> = "amount day_kind roll_over counts_from"sv;
template <>
inline constexpr auto public_fields<event::Limit> =
    "raw due_date due due_soon provisional calendar"sv;

template <>
inline constexpr auto public_fields<event::PetitionRegistered> =
    "number kind instance channel received_at topic complex remote origin"sv;
template <>
inline constexpr auto public_fields<event::PetitionClassified> =
    "eligible within_authority ineligible ground"sv;
template <>
inline constexpr auto public_fields<event::PetitionAccepted> = "accepted_at complex remote"sv;
template <>
inline constexpr auto public_fields<event::PetitionDeclined> = "ground"sv;
template <>
inline constexpr auto public_fields<event::TaskAssigned> = "officer task due accountable unit"sv;
template <>
inline constexpr auto public_fields<event::TaskEnded> = "officer task outcome"sv;
template <>
inline constexpr auto public_fields<event::PetitionTransferred> = "from to ground"sv;
template <>
inline constexpr auto public_fields<event::PetitionEscalated> =
    "from to reason handling_moves deadline ladder"sv;
template <>
inline constexpr auto public_fields<event::RulingNeeded> = "unit ground"sv;
template <>
inline constexpr auto public_fields<event::PetitionLinked> = "kind"sv;
template <>
inline constexpr auto public_fields<event::SignatoriesRecorded> =
    "signatories all_signed representation_required rule"sv;
template <>
inline constexpr auto public_fields<event::SignatureWithdrawn> = "signatories remaining rule"sv;
template <>
inline constexpr auto public_fields<event::SettlementMeetingHeld> = "held_at by"sv;
template <>
inline constexpr auto public_fields<event::DelayExplained> = "deadline by cause"sv;
template <>
inline constexpr auto public_fields<event::LevelSkippingFound> = "lodged_with competent"sv;
template <>
inline constexpr auto public_fields<event::TransferCircleFound> = "way"sv;
template <>
inline constexpr auto public_fields<event::RulingMade> = "to"sv;
template <>
inline constexpr auto public_fields<event::PetitionHandedOver> =
    "from to accountable_from accountable_to effective_from rule"sv;
template <>
inline constexpr auto public_fields<event::PetitionAnswered> = "mode answered_at by"sv;
template <>
inline constexpr auto public_fields<event::PetitionResolved> = "form outcome resolved_at by"sv;
template <>
inline constexpr auto public_fields<event::NoticeSent> = "purpose sent_at"sv;
template <>
inline constexpr auto public_fields<event::PetitionSuspended> = "ground from rule"sv;
template <>
inline constexpr auto public_fields<event::PetitionResumed> = "until"sv;
template <>
inline constexpr auto public_fields<event::PetitionWithdrawn> = "scope rule"sv;
template <>
inline constexpr auto public_fields<event::PetitionTerminated> = "ground"sv;
template <>
inline constexpr auto public_fields<event::EnforcementRecorded> = "completed"sv;
template <>
inline constexpr auto public_fields<event::PetitionClosed> = "outcome"sv;
template <>
inline constexpr auto public_fields<event::PetitionReopened> = "ground"sv;
template <>
inline constexpr auto public_fields<event::SecondInstanceLodged> = "from to lodged_at"sv;
template <>
inline constexpr auto public_fields<event::SuperiorApplied> = "superior applied_at"sv;
template <>
inline constexpr auto public_fields<event::ReportDemanded> = "superior handler demanded_at"sv;
template <>
inline constexpr auto public_fields<event::ReportGiven> = "handler reported_at"sv;
template <>
inline constexpr auto public_fields<event::PetitionUrged> = "by"sv;
template <>
inline constexpr auto public_fields<event::ReminderSent> = "to deadline"sv;
template <>
inline constexpr auto public_fields<event::DocumentAttached> = "size_bytes"sv;
template <>
inline constexpr auto public_fields<event::EntryCorrected> = "entry"sv;
template <>
inline constexpr auto public_fields<event::KindReclassified> = "was now"sv;
template <>
inline constexpr auto public_fields<event::SealedRead> = "allowed"sv;

template <>
inline constexpr auto public_fields<event::DeadlineSet> =
    "deadline purpose bearer unit start term limit climbs extensions_allowed rung rule"sv;
template <>
inline constexpr auto public_fields<event::DeadlineDueSoon> = "deadline due"sv;
template <>
inline constexpr auto public_fields<event::DeadlineSuspended> = "deadline from"sv;
template <>
inline constexpr auto public_fields<event::DeadlineResumed> = "deadline until limit"sv;
template <>
inline constexpr auto public_fields<event::DeadlineExtended> = "deadline by count limit rule"sv;
template <>
inline constexpr auto public_fields<event::DeadlineRecomputed> =
    "deadline cause start term limit was rule"sv;
template <>
inline constexpr auto public_fields<event::DeadlineMet> = "deadline met_at recorded_late"sv;
template <>
inline constexpr auto public_fields<event::DeadlineOverdue> =
    "deadline due fired_at unit officer"sv;
template <>
inline constexpr auto public_fields<event::DeadlineAnnulled> = "deadline cause"sv;
template <>
inline constexpr auto public_fields<event::DeadlineLapsed> = "deadline due"sv;

template <>
inline constexpr auto public_fields<event::FlowStarted> = "procedure"sv;
template <>
inline constexpr auto public_fields<event::FlowIncident> = "element"sv;
template <>
inline constexpr auto public_fields<event::FlowStopped> = "cause"sv;
template <>
inline constexpr auto public_fields<event::CaseQuarantined> = "case_id case_version seq"sv;
template <>
inline constexpr auto public_fields<event::CaseReleased> = "case_id"sv;
template <>
inline constexpr auto public_fields<event::SweepOpened> = "sweep kind"sv;
template <>
inline constexpr auto public_fields<event::SweepClosed> = "sweep visited changed rejected"sv;
template <>
inline constexpr auto public_fields<event::ClockConfirmed> = "before now"sv;

// Of the registry, what names no officer.
template <>
inline constexpr auto public_fields<event::UnitEstablished> =
    "unit level code parent valid_from has_council"sv;
template <>
inline constexpr auto public_fields<event::UnitChanged> =
    "unit effective_from level code parent has_council"sv;
template <>
inline constexpr auto public_fields<event::UnitEnded> = "unit valid_until"sv;
template <>
inline constexpr auto public_fields<event::UnitSucceeded> =
    "predecessor successor extent effective_from"sv;
template <>
inline constexpr auto public_fields<event::OfficerAppointed> = "officer valid_from"sv;
template <>
inline constexpr auto public_fields<event::OfficeAssigned> =
    "office officer unit role acting valid_from valid_until"sv;
template <>
inline constexpr auto public_fields<event::OfficeVacated> = "office valid_until"sv;
template <>
inline constexpr auto public_fields<event::DelegationGranted> =
    "delegation from to unit valid_from valid_until"sv;
template <>
inline constexpr auto public_fields<event::DelegationRevoked> = "delegation valid_until"sv;
template <>
inline constexpr auto public_fields<event::RuleActivated> =
    "kind id rule_version digest valid_from valid_until published"sv;
// Nothing of VerificationRecorded, NoteAdded, PetitionVoided, FlowMoved and RuleChunk.

// The public part of an event's fields, in the order of the type; a text that is no code is null.
[[nodiscard]] boost::json::object public_data(const event::Event& event);

// For tests and schemas: what is public of each kind of event, in the order of event_types(); and
// the names in the table that no field bears, as "PetitionClosed.outcom".
[[nodiscard]] std::vector<std::string_view> public_fields_by_type();
[[nodiscard]] std::vector<std::string> misspelt_public_fields();
// JSON Schema of the public data of each kind of event, in the order of event_types().
[[nodiscard]] std::vector<boost::json::object> public_schemas();

}  // namespace donthu::feed
