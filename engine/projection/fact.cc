#include "engine/projection/fact.h"

namespace donthu::projection {
namespace {

class FactOf {
 public:
  FactOf(const petition::Case& after, const petition::EventTimes& times)
      : after_(after), times_(times) {}

  std::optional<Fact> operator()(const event::PetitionRegistered& e) const {
    Fact fact = make(FactKind::received, e.number.unit, event::name_of(e.kind));
    fact.effective_at = e.received_at;
    return fact;
  }
  std::optional<Fact> operator()(const event::PetitionClassified& e) const {
    return make(FactKind::classified, after_.handling_unit, e.eligible ? "eligible" : "ineligible");
  }
  std::optional<Fact> operator()(const event::PetitionAccepted&) const {
    return make(FactKind::accepted, after_.handling_unit);
  }
  std::optional<Fact> operator()(const event::PetitionDeclined& e) const {
    return make(FactKind::declined, after_.handling_unit, e.ground);
  }
  std::optional<Fact> operator()(const event::PetitionTransferred& e) const {
    return between(FactKind::transferred, e.from, e.to, e.ground);
  }
  std::optional<Fact> operator()(const event::PetitionEscalated& e) const {
    Fact fact = between(FactKind::escalated, e.from, e.to, event::name_of(e.reason));
    fact.deadline = e.deadline;
    // Accountability passes when the climb is recorded, also where the deadline fell due long ago.
    if (e.reason == event::EscalationReason::overdue) fact.effective_at = times_.recorded_at;
    return fact;
  }
  std::optional<Fact> operator()(const event::DeadlineOverdue& e) const {
    Fact fact = of_deadline(FactKind::overdue, e.deadline);
    fact.unit = e.unit;
    fact.effective_at = e.due;
    return fact;
  }
  std::optional<Fact> operator()(const event::DeadlineMet& e) const {
    Fact fact = of_deadline(FactKind::met, e.deadline);
    fact.effective_at = e.met_at;
    fact.late = e.recorded_late;
    return fact;
  }
  std::optional<Fact> operator()(const event::DeadlineAnnulled& e) const {
    return of_deadline(FactKind::annulled, e.deadline);
  }
  std::optional<Fact> operator()(const event::PetitionResolved& e) const {
    Fact fact = make(FactKind::resolved, e.by, event::name_of(e.outcome));
    fact.effective_at = e.resolved_at;
    return fact;
  }
  std::optional<Fact> operator()(const event::PetitionAnswered& e) const {
    Fact fact = make(FactKind::answered, e.by, event::name_of(e.mode));
    fact.effective_at = e.answered_at;
    return fact;
  }
  std::optional<Fact> operator()(const event::PetitionTerminated& e) const {
    return make(FactKind::terminated, after_.handling_unit, event::name_of(e.ground));
  }
  std::optional<Fact> operator()(const event::PetitionClosed& e) const {
    return make(FactKind::closed, after_.handling_unit, e.outcome);
  }
  std::optional<Fact> operator()(const event::PetitionReopened& e) const {
    return make(FactKind::reopened, after_.handling_unit, e.ground);
  }
  std::optional<Fact> operator()(const event::SecondInstanceLodged& e) const {
    Fact fact = between(FactKind::second_instance, e.from, e.to, {});
    fact.effective_at = e.lodged_at;
    return fact;
  }
  std::optional<Fact> operator()(const event::PetitionVoided&) const {
    return make(FactKind::voided, after_.handling_unit);
  }
  std::optional<Fact> operator()(const event::KindReclassified& e) const {
    return make(FactKind::reclassified, after_.handling_unit, event::name_of(e.now));
  }
  std::optional<Fact> operator()(const event::EntryCorrected& e) const {
    if (e.entry != "received_at") return std::nullopt;
    Fact fact = make(FactKind::received_corrected, after_.handling_unit);
    fact.effective_at = after_.received_at;
    return fact;
  }
  std::optional<Fact> operator()(const event::PetitionWithdrawn& e) const {
    return make(FactKind::withdrawn, after_.handling_unit, event::name_of(e.scope));
  }
  std::optional<Fact> operator()(const event::PetitionSuspended& e) const {
    return make(FactKind::suspended, after_.handling_unit, event::name_of(e.ground));
  }
  std::optional<Fact> operator()(const event::PetitionResumed&) const {
    return make(FactKind::resumed, after_.handling_unit);
  }
  std::optional<Fact> operator()(const event::PetitionHandedOver& e) const {
    Fact fact = between(FactKind::handed_over, e.from, e.to, {});
    fact.effective_at = start_of_day(e.effective_from);
    return fact;
  }
  std::optional<Fact> operator()(const event::RulingNeeded& e) const {
    return make(FactKind::ruling_needed, e.unit, e.ground);
  }
  std::optional<Fact> operator()(const event::RulingMade& e) const {
    return between(FactKind::ruled, {}, e.to, {});
  }
  std::optional<Fact> operator()(const event::PetitionLinked& e) const {
    return make(FactKind::linked, after_.handling_unit, event::name_of(e.kind));
  }
  std::optional<Fact> operator()(const event::DelayExplained& e) const {
    Fact fact = make(FactKind::delay_explained, e.by, event::name_of(e.cause));
    fact.deadline = e.deadline;
    return fact;
  }
  std::optional<Fact> operator()(const event::LevelSkippingFound& e) const {
    return between(FactKind::level_skipping, e.lodged_with, e.competent, {});
  }
  std::optional<Fact> operator()(const event::TransferCircleFound& e) const {
    return make(FactKind::transfer_circle, e.way.empty() ? UnitId{} : e.way.back());
  }
  std::optional<Fact> operator()(const event::SignatoriesRecorded& e) const {
    return make(FactKind::mass_petition, after_.handling_unit, std::to_string(e.signatories));
  }
  std::optional<Fact> operator()(const event::SettlementMeetingHeld& e) const {
    Fact fact = make(FactKind::meeting, e.by);
    fact.effective_at = e.held_at;
    return fact;
  }
  // Everything else is read from the case or its history, not from the timeline.
  template <class Other>
  std::optional<Fact> operator()(const Other&) const {
    return std::nullopt;
  }

 private:
  [[nodiscard]] Fact make(FactKind kind, UnitId unit, std::string_view detail = {}) const {
    Fact fact;
    fact.kind = kind;
    fact.unit = unit;
    fact.detail = detail;
    fact.effective_at = times_.effective_at;
    fact.recorded_at = times_.recorded_at;
    return fact;
  }
  [[nodiscard]] Fact between(FactKind kind, UnitId from, UnitId to, std::string_view detail) const {
    Fact fact = make(kind, from, detail);
    fact.other = to;
    return fact;
  }
  [[nodiscard]] Fact of_deadline(FactKind kind, std::uint32_t id) const {
    const petition::Deadline* deadline = after_.find_deadline(id);
    Fact fact = make(kind, deadline != nullptr ? deadline->unit : UnitId{},
                     deadline != nullptr ? deadline->purpose : std::string());
    fact.deadline = id;
    return fact;
  }

  const petition::Case& after_;
  const petition::EventTimes& times_;
};

}  // namespace

std::optional<Fact> fact_of(const event::Event& event, const petition::Case& after,
                            const petition::EventTimes& times) {
  return std::visit(FactOf{after, times}, event);
}

}  // namespace donthu::projection
