#include "engine/petition/rule_words.h"

#include <algorithm>
#include <array>
#include <optional>

#include "engine/event/petition_values.h"

namespace donthu::petition {
namespace {

template <event::NamedEnum Enum>
std::vector<std::string> names_of() {
  std::vector<std::string> names;
  for (const auto& [value, name] : event::EnumNames<Enum>::values) names.emplace_back(name);
  return names;
}

struct InputRule {
  std::string_view name;
  bool required = true;
  std::vector<std::string_view> choices = {};  // Empty: any slug.
};

struct FunctionRule {
  std::string_view name;
  std::vector<InputRule> inputs;
};

const std::vector<FunctionRule>& function_rules() {
  static const std::vector<FunctionRule> rules{
      {"annul-deadline", {{"purpose"}, {"cause"}}},
      {"close", {{"outcome"}}},
      {"meet-deadline", {{"purpose"}}},
      {"remind", {{"purpose"}}},
      {"set-deadline",
       {{"purpose"},
        {"from", true, {"received", "accepted", "resolved", "effective", "limit"}},
        {"of", false},
        {"unit", false, {"handling", "superior"}}}},
  };
  return rules;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string all;
  for (const std::string_view word : words) all += (all.empty() ? "" : ", ") + std::string(word);
  return all;
}

Status check_input(const process::ServiceCall& call, const InputRule& rule) {
  const std::string name(rule.name);
  const std::string element(call.element);
  const auto given = call.inputs.find(name);
  if (given == call.inputs.end()) {
    if (!rule.required) return {};
    return fail(ErrorCode::invalid, "input-missing",
                "service task '" + element + "' calls " + std::string(call.function) +
                    " without its input '" + name + "'",
                element, "add <donthu:input name=\"" + name + "\" value=\"…\"/>");
  }
  const std::string& value = given->second;
  if (rule.choices.empty() ? is_slug(value)
                           : std::ranges::find(rule.choices, value) != rule.choices.end())
    return {};
  return fail(ErrorCode::invalid, "input-not-allowed",
              "input '" + name + "' of service task '" + element + "' is '" + value + "'", element,
              rule.choices.empty() ? "write small letters, digits, '-' and '_'"
                                   : "write one of: " + joined(rule.choices));
}

// A limit is always the limit of some deadline, and nothing else has one.
Status check_origin(const process::ServiceCall& call) {
  if (call.function != "set-deadline") return {};
  const bool from_limit = call.inputs.at("from") == "limit";
  if (from_limit == call.inputs.contains("of")) return {};
  const std::string element(call.element);
  return fail(ErrorCode::invalid, from_limit ? "input-missing" : "input-not-allowed",
              "service task '" + element + "' has " +
                  (from_limit ? "from=limit without of" : "of without from=limit"),
              element, "name in 'of' the deadline whose limit it counts from");
}

}  // namespace

bool is_slug(std::string_view word) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !word.empty() && word.size() <= 64 && word[0] >= 'a' && word[0] <= 'z' &&
         std::ranges::all_of(word, good);
}

const std::vector<std::string>& verbs() {
  static const std::vector<std::string> all{"register",
                                            "classify",
                                            "accept",
                                            "decline",
                                            "assign",
                                            "transfer",
                                            "escalate",
                                            "verify",
                                            "answer",
                                            "resolve",
                                            "notify",
                                            "extend",
                                            "suspend",
                                            "resume",
                                            "withdraw",
                                            "terminate",
                                            "enforce",
                                            "close",
                                            "reopen",
                                            "lodge_second_instance",
                                            "apply_to_superior",
                                            "demand_report",
                                            "report",
                                            "urge",
                                            "note",
                                            "attach",
                                            "correct",
                                            "reclassify",
                                            "void",
                                            "rule",
                                            "read_sealed",
                                            "link",
                                            "record_signatories",
                                            "withdraw_signature",
                                            "hold_meeting",
                                            "explain_delay"};
  return all;
}

const std::vector<std::string>& condition_names() {
  static const std::vector<std::string> all{
      "kind",   "instance", "verb",      "eligible", "within_authority", "status",  "complex",
      "remote", "outcome",  "suspended", "mode",     "completed",        "channel", "level"};
  return all;
}

const std::vector<std::string>& service_functions() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    for (const FunctionRule& rule : function_rules()) names.emplace_back(rule.name);
    return names;
  }();
  return all;
}

const process::Vocabulary& procedure_words() {
  static const process::Vocabulary words{
      .functions = service_functions(),
      .commands = verbs(),
      .deadlines = std::nullopt,  // Purposes are data: rows of the terms policy.
      .kinds = names_of<event::PetitionKind>(),
      .names = condition_names(),
      .processes = std::nullopt};  // Sought by the trial.
  return words;
}

Status check_inputs(const process::ServiceCall& call) {
  const auto rule = std::ranges::find(function_rules(), call.function, &FunctionRule::name);
  const std::string element(call.element);
  if (rule == function_rules().end())
    return fail(ErrorCode::invalid, "function-unknown",
                "service task '" + element + "' calls '" + std::string(call.function) + "'",
                element, "call one of the known functions");
  for (const auto& [name, value] : call.inputs)
    if (std::ranges::find(rule->inputs, name, &InputRule::name) == rule->inputs.end())
      return fail(ErrorCode::invalid, "input-unknown",
                  "service task '" + element + "' gives " + std::string(call.function) +
                      " an input '" + name + "'",
                  element, "remove it, or correct its name");
  for (const InputRule& input : rule->inputs) DONTHU_TRY(check_input(call, input));
  return check_origin(call);
}

const std::vector<std::string>& question_names() {
  static const std::vector<std::string> all{
      "kind", "instance", "purpose", "verb",  "complex",    "remote",  "level",      "role",
      "rung", "reason",   "ground",  "scope", "legal_date", "channel", "succession", "signatories"};
  return all;
}

const std::vector<PolicyContract>& policy_contracts() {
  using enum AnswerKind;
  static const std::vector<std::string_view> day_kinds{"calendar_days", "working_days",
                                                       "working_hours"};
  static const std::vector<std::string_view> origins{"raw", "rolled"};
  static const std::vector<PolicyContract> all{
      {"terms",
       "term",
       {{"amount", count, {}},
        {"day_kind", one_of, day_kinds},
        {"roll_over", one_of, {"next_working_day", "none"}},
        {"counts_from", one_of, origins},
        {"bearer", one_of, {"authority", "citizen"}},
        {"climbs", boolean, {}},
        {"extensions_allowed", count, {}},
        {"extension_amount", count, {}},
        {"extension_day_kind", one_of, day_kinds},
        {"extension_counts_from", one_of, origins},
        {"due_soon_days", count, {}},
        {"met_by", AnswerKind::verbs, {}}}},
      {"ladder",
       "ladder",
       {{"climbs", boolean, {}},
        {"handling_moves", boolean, {}},
        {"next_purpose", slug_or_empty, {}}}},
      {"authority", "authority", {{"allowed", boolean, {}}, {"reason", slug_or_empty, {}}}},
      {"suspension", "suspension", {{"allowed", boolean, {}}}},
      {"withdrawal", "withdrawal", {{"allowed", boolean, {}}}},
      {"representation",
       "representation",
       {{"required", boolean, {}}, {"fewest", count, {}}, {"most", count, {}}}},
      {"succession",
       "succession",
       {{"to", one_of, {"successor", "superior", "ruling"}}, {"terms_restart", boolean, {}}}},
  };
  return all;
}

}  // namespace donthu::petition
