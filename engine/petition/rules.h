// The rules in force, compiled from the files that the registry holds: policies (DMN), procedures
// (BPMN) and calendars. Which words they may use stands in rule_words.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/deadline/calendar.h"
#include "engine/event/petition_values.h"
#include "engine/event/registry_events.h"
#include "engine/petition/ruling_cache.h"
#include "engine/policy/decision.h"
#include "engine/process/procedure.h"
#include "engine/registry/registry.h"

namespace donthu::petition {

// One activated version of a rule file, compiled. Immutable.
template <class Compiled>
struct RuleVersion {
  // Of the rule; of a procedure the id of its process, for a file may hold several.
  std::string id;
  std::string version;
  Date valid_from;
  std::optional<Date> valid_until;
  Date published;
  std::string citation;
  Digest digest;  // Of the file.
  std::shared_ptr<const Compiled> compiled;

  [[nodiscard]] bool in_force(Date date) const {
    return date >= valid_from && (!valid_until || date <= *valid_until);
  }
};

using Policy = RuleVersion<policy::DecisionModel>;
using CalendarVersion = RuleVersion<deadline::Calendar>;
using ProcedureVersion = RuleVersion<process::Procedure>;

// An activated version as the registry holds it, with its file.
struct RuleFile {
  std::shared_ptr<const registry::RuleVersion> version;
  std::shared_ptr<const Bytes> bytes;
};

// Immutable; any thread may read it. Made anew when the registry's rules change, with unchanged
// files taken over from the one before. What a lookup points to lives as long as the Rules.
//
// Of the versions whose interval holds a day, the one published last is in force; of those the one
// that begins last; then the one that the registry lists last. All lookups are linear in the number
// of versions, which is dozens.
class Rules {
 public:
  // Compiles every activated file that `before` does not have yet, in the registry's order.
  // An error names the rule and the place in its file: check_rule keeps such a file from being
  // activated, so whoever meets it runs an older program than the one that activated it, and must
  // stop deciding. not_found "rule-file-missing": chunks of an activated file are not there.
  [[nodiscard]] static Result<std::shared_ptr<const Rules>> compile(
      const registry::Registry& registry, const Rules* before = nullptr);
  // The same from files at hand: each kind in the registry's order (id, publication, start).
  [[nodiscard]] static Result<std::shared_ptr<const Rules>> compile(
      const std::vector<RuleFile>& files, const Rules* before = nullptr);

  // The policy of that id in force on a legal date. Null: none.
  [[nodiscard]] const Policy* policy(std::string_view id, Date date) const;
  [[nodiscard]] const CalendarVersion* calendar(Date date) const;
  // A calendar by the name that a Limit carries, as Calendar::name(). Null: none.
  [[nodiscard]] const CalendarVersion* calendar_named(std::string_view name) const;
  // The procedure for a kind and instance that is in force on a day; one that names the instance
  // goes before one for every instance. Null: none.
  [[nodiscard]] const ProcedureVersion* procedure_for(event::PetitionKind kind,
                                                      event::Instance instance, Date date) const;
  // A pinned version of a procedure, by the id of its process. Null: unknown.
  [[nodiscard]] const process::Procedure* procedure(std::string_view id,
                                                    std::string_view version) const;
  // The version of `id` that a call activity of a procedure in `caller_version` calls: the same
  // version where there is one (processes of one file; files that are versioned together), else the
  // one in force on `date`. Empty: none. The answer for process::Host::called_version.
  [[nodiscard]] std::string called_version(std::string_view id, std::string_view caller_version,
                                           Date date) const;

  // What a decision of a policy answers; see RulingCache.
  [[nodiscard]] Result<RulingCache::Answer> decide(const Policy& policy, std::string_view decision,
                                                   const policy::Context& facts) const {
    return cache_->decide(*policy.compiled, decision, facts);
  }

  // Every version, in the registry's order.
  [[nodiscard]] const std::vector<Policy>& policies() const { return policies_; }
  [[nodiscard]] const std::vector<CalendarVersion>& calendars() const { return calendars_; }
  [[nodiscard]] const std::vector<ProcedureVersion>& procedures() const { return procedures_; }

 private:
  [[nodiscard]] Status add(const RuleFile& file, const Rules* before);
  [[nodiscard]] Status add_procedures(const RuleFile& file, const Rules* before);

  std::vector<Policy> policies_;
  std::vector<CalendarVersion> calendars_;
  std::vector<ProcedureVersion> procedures_;
  std::shared_ptr<RulingCache> cache_ = std::make_shared<RulingCache>();
};

// Everything that would keep a file from being activated as the rule `id`. Pure, and the only gate:
// what passes here compiles. `file_name` only stands in messages. With `others` (the rules it will
// live with) call activities must find their targets among them or in the file, and each deadline
// that a procedure sets must have a term; without, calls are taken to return at once.
//
// calendar: it parses, and bears the rule's id.
// policy: it is one that the engine asks for (rule_words.h); it parses, reads only what the engine
//   provides, cites the law, and answers every question that can be made of the words known here
//   and the words and dates in its own cells, one row at a time and with outputs the engine
//   understands. That no row matches is no error: the command is then rejected with that reason.
// procedure: it parses, calls known functions with their inputs, waits for known verbs; its first
//   process has the rule's id and further ones are named "<id>.<name>"; and it runs: from its
//   start, whatever verbs and facts come, it always finds a way to wait or to end.
// topics: a list of code, name_vi, name_en.
//
// invalid, unsupported, full: mend the file; message, field and remedy say where and how.
[[nodiscard]] Status check_rule(event::RuleKind kind, std::string_view id, ByteView file,
                                std::string_view file_name, const Rules* others = nullptr);

// The names of the functions that a service task may call.
[[nodiscard]] const std::vector<std::string>& service_functions();

}  // namespace donthu::petition
