// The working copy on which a command is decided: every event recorded here is folded in at once,
// so that what is decided next sees it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/petition/case.h"
#include "engine/petition/decide.h"
#include "engine/process/execution.h"

namespace donthu::petition {

// Lives for one decision. As host of the procedure it records each move of a token, and does the
// work of service tasks.
class Draft final : public process::Host {
 public:
  Draft(const Case* before, std::string_view verb, const Context& context);

  [[nodiscard]] const Case& now_at() const { return case_; }
  [[nodiscard]] const Context& context() const { return context_; }
  // The day by whose law the act is judged.
  [[nodiscard]] Date legal_date() const { return local_date(context_.effective_at); }

  // Folds the event and keeps it. An event that cannot be folded is a bug of a verb: it aborts.
  void record(event::Event event);

  // A place to come back to: everything recorded after it is taken back by roll_back().
  [[nodiscard]] std::size_t mark();
  void roll_back(std::size_t mark);

  // The case and the events; takes them out of the draft.
  [[nodiscard]] Decision finish() &&;

  // The names by which policies and conditions know the case. `purpose` may be empty.
  [[nodiscard]] policy::Context facts(std::string_view purpose = {}) const;

  // Evaluates a policy of the legal date. not_found "policy-missing" where none is in force;
  // invalid where its table is broken for these facts.
  struct Ruling {
    RulingCache::Answer outcome;
    event::RuleCitation citation;
    [[nodiscard]] bool found() const { return !outcome->matched.empty(); }
    [[nodiscard]] bool flag(std::string_view output) const;
    [[nodiscard]] std::int64_t number(std::string_view output) const;
    [[nodiscard]] std::string text(std::string_view output) const;
  };
  [[nodiscard]] Result<Ruling> rule(std::string_view policy, std::string_view decision,
                                    const policy::Context& facts, Date date) const;

  // What has just happened, for the conditions of gateways.
  void note(std::string_view name, policy::Value value);

  // --- process::Host ---
  [[nodiscard]] const process::FlowState& state() const override { return case_.flow; }
  [[nodiscard]] Status changed(const process::FlowChange& change) override;
  [[nodiscard]] Status call(const process::ServiceCall& call) override;
  [[nodiscard]] policy::Context variables() const override;
  [[nodiscard]] const process::Procedure* procedure(std::string_view id,
                                                    std::string_view version) const override;
  [[nodiscard]] std::string called_version(std::string_view id,
                                           std::string_view caller_version) const override {
    return context_.rules->called_version(id, caller_version, legal_date());
  }
  [[nodiscard]] Instant now() const override { return context_.now; }

 private:
  void flush_steps();

  const Case* before_;
  Case case_;
  std::string verb_;
  const Context& context_;
  std::vector<event::Event> events_;
  std::vector<event::FlowStep> steps_;  // Folded already, not yet an event.
  std::map<std::string, policy::Value, std::less<>> noted_;
};

}  // namespace donthu::petition
