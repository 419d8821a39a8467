// The rules in force, compiled from the files that the registry holds.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/deadline/calendar.h"
#include "engine/event/petition_values.h"
#include "engine/policy/decision.h"
#include "engine/process/procedure.h"
#include "engine/registry/registry.h"

namespace donthu::petition {

// One activated version of a rule file, compiled. Immutable.
template <class Compiled>
struct RuleVersion {
  std::string id;
  std::string version;
  Date valid_from;
  std::optional<Date> valid_until;
  Date published;
  std::string citation;
  std::shared_ptr<const Compiled> compiled;

  [[nodiscard]] bool in_force(Date date) const {
    return date >= valid_from && (!valid_until || date <= *valid_until);
  }
};

// Immutable; any thread may read it. Made anew when the registry's rules change, with unchanged
// files taken over from the one before.
class Rules {
 public:
  // Compiles every activated file that `before` does not have yet. An error names the rule and the
  // place in its file; a registry never activates a file that does not compile (see check_rule).
  [[nodiscard]] static Result<std::shared_ptr<const Rules>> compile(
      const registry::Registry& registry, const Rules* before = nullptr);

  // The version in force on a day: of those valid then, the one published last. Null: none.
  [[nodiscard]] const RuleVersion<policy::DecisionModel>* policy(std::string_view id,
                                                                 Date date) const;
  [[nodiscard]] const RuleVersion<deadline::Calendar>* calendar(Date date) const;
  // A calendar by the name that a Limit carries ("vietnam-state 2026-2"). Null: none.
  [[nodiscard]] const RuleVersion<deadline::Calendar>* calendar_named(std::string_view name) const;
  // The procedure for a kind and instance that is in force on a day.
  [[nodiscard]] const RuleVersion<process::Procedure>* procedure_for(event::PetitionKind kind,
                                                                     event::Instance instance,
                                                                     Date date) const;
  // A pinned version of a procedure. Null: unknown.
  [[nodiscard]] const process::Procedure* procedure(std::string_view id,
                                                    std::string_view version) const;

  [[nodiscard]] const std::vector<RuleVersion<policy::DecisionModel>>& policies() const;
  [[nodiscard]] const std::vector<RuleVersion<deadline::Calendar>>& calendars() const;
  [[nodiscard]] const std::vector<RuleVersion<process::Procedure>>& procedures() const;

 private:
  std::vector<RuleVersion<policy::DecisionModel>> policies_;
  std::vector<RuleVersion<deadline::Calendar>> calendars_;
  std::vector<RuleVersion<process::Procedure>> procedures_;
};

// Everything that would keep a file from being activated: it does not parse, calls a function or a
// verb that this version does not know, or lacks a table's inputs. `kind` as in RuleActivated.
[[nodiscard]] Status check_rule(event::RuleKind kind, std::string_view id, ByteView file,
                                std::string_view file_name);

// The names of the functions that a service task may call.
[[nodiscard]] const std::vector<std::string>& service_functions();

}  // namespace donthu::petition
