#include "engine/policy/decision.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/policy/model.h"

namespace donthu::policy {
namespace {

// Only what the decision reads, each checked against its type.
Result<Context> checked_inputs(const DecisionModel& model, const Decision& decision,
                               const std::map<std::string, std::string, std::less<>>& types,
                               const ItemTypes& definitions, const Context& inputs) {
  Context known;
  for (const std::string& name : decision.input_names) {
    const auto given = inputs.find(name);
    if (given == inputs.end()) {
      return fail(
          ErrorCode::invalid, "missing-input",
          "decision \"" + decision.name + "\" of " + model.file_name() + " needs \"" + name + "\"",
          name, "Give it, as null where it is not known.");
    }
    const auto type = types.find(name);
    if (type != types.end()) {
      DONTHU_ASSIGN(std::string wrong, mismatch(given->second, type->second, definitions));
      if (!wrong.empty()) {
        return fail(ErrorCode::invalid, std::move(wrong),
                    "\"" + name + "\" is a " + std::string(name_of(given->second.kind())) +
                        " that does not fit type \"" + type->second + "\" of " + model.file_name(),
                    name, "Give a value of the type that the model declares.");
      }
    }
    known.emplace(name, given->second);
  }
  return known;
}

}  // namespace

std::string_view name_of(HitPolicy policy) {
  constexpr std::array<std::string_view, 7> names{"UNIQUE",     "ANY",          "PRIORITY", "FIRST",
                                                  "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
  return names[static_cast<std::size_t>(policy)];
}

std::string_view name_of(Aggregator aggregator) {
  constexpr std::array<std::string_view, 5> names{"", "SUM", "MIN", "MAX", "COUNT"};
  return names[static_cast<std::size_t>(aggregator)];
}

const std::vector<Decision>& DecisionModel::decisions() const { return parsed_->decisions; }

const std::string& DecisionModel::name() const { return parsed_->name; }

const std::string& DecisionModel::file_name() const { return parsed_->file_name; }

Result<Outcome> DecisionModel::decide(std::string_view decision_id_or_name,
                                      const Context& inputs) const {
  const auto& decisions = parsed_->decisions;
  auto wanted = std::ranges::find(decisions, decision_id_or_name, &Decision::id);
  if (wanted == decisions.end()) {
    wanted = std::ranges::find(decisions, decision_id_or_name, &Decision::name);
  }
  if (wanted == decisions.end()) {
    return fail(
        ErrorCode::not_found, "no-such-decision",
        parsed_->file_name + " has no decision \"" + std::string(decision_id_or_name) + "\"",
        parsed_->file_name, "Give the id or the name of one of its decisions.");
  }
  DONTHU_ASSIGN(Context known,
                checked_inputs(*this, *wanted, parsed_->inputs, parsed_->types, inputs));
  Outcome outcome;
  const Logic& goal = parsed_->logic[static_cast<std::size_t>(wanted - decisions.begin())];
  for (const std::size_t index : goal.order) {
    const Decision& decision = decisions[index];
    const Logic& logic = parsed_->logic[index];
    TableOutcome made;
    if (logic.literal) {
      DONTHU_ASSIGN(made.result, logic.literal->evaluate(known));
      made.outputs[decision.name] = made.result;
    } else {
      DONTHU_ASSIGN(made, decide_table(decision, logic, known));
    }
    if (&logic == &goal) {
      outcome.result = std::move(made.result);
      outcome.outputs = std::move(made.outputs);
      outcome.matched = std::move(made.matched);
    } else {
      known.insert_or_assign(decision.name, made.result);
      outcome.supporting.push_back({decision.id, std::move(made.result), std::move(made.matched)});
    }
  }
  return outcome;
}

}  // namespace donthu::policy
