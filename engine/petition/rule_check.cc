// check_rule: the gate before a rule file is activated.
#include <algorithm>
#include <set>
#include <utility>

#include "engine/event/petition_values.h"
#include "engine/petition/policy_trial.h"
#include "engine/petition/procedure_trial.h"
#include "engine/petition/rule_manifest.h"
#include "engine/petition/rule_words.h"
#include "engine/petition/rules.h"
#include "engine/process/parser.h"

namespace donthu::petition {
namespace {

// The deadlines that a procedure sets must have a term, or they would silently not be set.
Status check_terms(const policy::DecisionModel& terms, const process::Procedure& procedure) {
  for (const process::Element& element : procedure.elements()) {
    const auto purpose = element.inputs.find("purpose");
    if (element.function != "set-deadline" || purpose == element.inputs.end()) continue;
    for (const std::string& kind : procedure.kinds()) {
      if (has_term(terms, purpose->second, kind, procedure.instance())) continue;
      return fail(ErrorCode::invalid, "term-missing",
                  "service task '" + element.id + "' of procedure '" + procedure.id() +
                      "' sets a deadline '" + purpose->second +
                      "', for which the policy 'terms' has no row for " + kind + " on any day",
                  element.id, "add the row first, or correct the purpose");
    }
  }
  return {};
}

// The version of the terms policy that the registry lists last. Null: none.
const policy::DecisionModel* newest_terms(const Rules& rules) {
  const policy::DecisionModel* newest = nullptr;
  for (const Policy& policy : rules.policies())
    if (policy.id == "terms") newest = policy.compiled.get();
  return newest;
}

Status check_policy(std::string_view id, ByteView file, std::string_view file_name,
                    const Rules* others) {
  const auto contract = std::ranges::find(policy_contracts(), id, &PolicyContract::id);
  if (contract == policy_contracts().end()) {
    std::string known;
    for (const PolicyContract& one : policy_contracts())
      known += (known.empty() ? "" : ", ") + std::string(one.id);
    return fail(ErrorCode::invalid, "policy-unknown",
                "the engine asks no policy '" + std::string(id) + "'", std::string(file_name),
                "give it one of the ids that are asked: " + known);
  }
  DONTHU_ASSIGN(const policy::DecisionModel model, policy::DecisionModel::parse(file, file_name));
  DONTHU_TRY(try_policy(model, *contract));
  if (id == "terms" && others != nullptr)
    for (const ProcedureVersion& procedure : others->procedures())
      DONTHU_TRY(check_terms(model, *procedure.compiled));
  return {};
}

// Processes of one file are told apart from those of all other files by their names.
Status check_process_ids(const process::ProcedureFile& file, std::string_view id) {
  const std::string prefix = std::string(id) + ".";
  for (const auto& procedure : file.procedures) {
    const bool first = procedure == file.procedures.front();
    if (first ? procedure->id() == id : procedure->id().starts_with(prefix)) continue;
    return fail(ErrorCode::invalid, "process-id",
                (first ? "the first process of the file is '" : "a further process is '") +
                    procedure->id() + "'",
                procedure->id(),
                first ? "give it the rule's id: " + std::string(id)
                      : "name it " + prefix + "… (and the call activities that call it)");
  }
  return {};
}

Status check_procedure(std::string_view id, ByteView file, const Rules* others) {
  DONTHU_ASSIGN(const process::ProcedureFile parsed,
                process::parse_procedures(file, procedure_words()));
  DONTHU_TRY(check_process_ids(parsed, id));
  DONTHU_TRY(try_procedures(parsed.procedures, others));
  const policy::DecisionModel* terms = others == nullptr ? nullptr : newest_terms(*others);
  for (const auto& procedure : parsed.procedures)
    if (terms != nullptr) DONTHU_TRY(check_terms(*terms, *procedure));
  return {};
}

Status check_calendar(std::string_view id, ByteView file, std::string_view file_name) {
  DONTHU_ASSIGN(const deadline::Calendar calendar, deadline::Calendar::parse(file, file_name));
  if (calendar.id() == id) return {};
  return fail(ErrorCode::invalid, "calendar-id",
              "the calendar names itself '" + calendar.id() + "', not '" + std::string(id) + "'",
              std::string(file_name), "activate it under its own id");
}

Status check_parsed(event::RuleKind kind, std::string_view id, ByteView file,
                    std::string_view file_name, const Rules* others) {
  if (!is_slug(id))
    return fail(ErrorCode::invalid, "bad-rule-id", "the id '" + std::string(id) + "' is no slug",
                "id", "write small letters, digits, '-' and '_', beginning with a letter");
  switch (kind) {
    case event::RuleKind::calendar: return check_calendar(id, file, file_name);
    case event::RuleKind::policy: return check_policy(id, file, file_name, others);
    case event::RuleKind::procedure: return check_procedure(id, file, others);
    case event::RuleKind::topics: DONTHU_TRY(parse_topics(file, file_name)); return {};
  }
  return fail(ErrorCode::unsupported, "rule-kind-unknown",
              "this version knows no rules of that kind", "kind",
              "write calendar, procedure, policy or topics");
}

}  // namespace

Status check_rule(event::RuleKind kind, std::string_view id, ByteView file,
                  std::string_view file_name, const Rules* others) {
  Status checked = check_parsed(kind, id, file, file_name, others);
  if (checked || checked.error().field.find(file_name) != std::string::npos) return checked;
  // The parsers of procedures name an element; people also need the file.
  Error error = std::move(checked).error();
  error.field = std::string(file_name) + (error.field.empty() ? "" : "#" + error.field);
  return std::unexpected(std::move(error));
}

}  // namespace donthu::petition
