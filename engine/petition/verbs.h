// The verbs: what each demands of the case beyond its procedure, and the events it gives.
//
// Called after the actor, the time and the procedure were judged. A verb records the events of its
// own act; meeting deadlines by the verb and moving the procedure follow for all verbs alike.
#pragma once

#include "engine/petition/draft.h"

namespace donthu::petition {

// What a verb leaves to be done to the procedure.
enum class FlowAfter : std::uint8_t {
  go_on,    // The element that waited for the verb, if any, is completed.
  restart,  // The case begins the procedure of its kind and instance anew.
  stop,     // The case ended outside its procedure.
};

// Asks a policy that gives `allowed`; rejected "law-does-not-allow" with its citation where it says
// no.
[[nodiscard]] Result<event::RuleCitation> demand_allowed(const Draft& draft,
                                                         std::string_view policy,
                                                         const policy::Context& facts,
                                                         std::string_view field);

class Verbs {
 public:
  explicit Verbs(Draft& draft) : draft_(draft) {}

  [[nodiscard]] Result<FlowAfter> operator()(const event::Register& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Classify& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Accept& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Decline& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Assign& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Transfer& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Escalate& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Verify& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Answer& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Resolve& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Notify& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Extend& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Suspend& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Resume& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Withdraw& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Terminate& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Enforce& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Close& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Reopen& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::LodgeSecondInstance& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::ApplyToSuperior& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::DemandReport& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::GiveReport& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Urge& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::AddNote& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Attach& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Correct& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Reclassify& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Void& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Rule& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::ReadSealed& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::Link& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::RecordSignatories& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::WithdrawSignature& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::HoldMeeting& command);
  [[nodiscard]] Result<FlowAfter> operator()(const event::ExplainDelay& command);

 private:
  [[nodiscard]] const Case& now_at() const { return draft_.now_at(); }
  [[nodiscard]] const Context& context() const { return draft_.context(); }
  [[nodiscard]] Status demand_open() const;
  [[nodiscard]] Status demand_no_duplicate() const;
  [[nodiscard]] Status demand_representation() const;
  // Nobody wants it settled any more.
  [[nodiscard]] FlowAfter end_withdrawn();

  Draft& draft_;
};

}  // namespace donthu::petition
