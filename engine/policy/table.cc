// Decision tables: which rules match, and what the hit policy makes of them (DMN 1.5 §8.2.10).
#include <algorithm>
#include <utility>

#include "engine/policy/model.h"
#include "engine/policy/operators.h"

namespace donthu::policy {
namespace {

struct Hit {
  std::size_t rule = 0;  // From 0.
  List outputs;
};

std::string rule_name(const Decision& decision, std::size_t rule) {
  const std::string& id = decision.rules[rule].id;
  return std::to_string(rule + 1) + (id.empty() ? "" : " (" + id + ")");
}

std::string rule_names(const Decision& decision, const std::vector<Hit>& hits) {
  std::string names;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    if (i > 0) names += i + 1 == hits.size() ? " and " : ", ";
    names += rule_name(decision, hits[i].rule);
  }
  return names;
}

Result<List> tested_values(const Decision& decision, const Logic& logic, const Context& names) {
  List values;
  values.reserve(logic.table.inputs.size());
  for (std::size_t i = 0; i < logic.table.inputs.size(); ++i) {
    const TableInput& input = logic.table.inputs[i];
    DONTHU_ASSIGN(Value value, input.expression.evaluate(names));
    if (input.allowed && !value.is_null()) {
      DONTHU_ASSIGN(const bool allowed, input.allowed->matches(value, names));
      if (!allowed) {
        return fail(ErrorCode::invalid, "value-not-allowed",
                    "the value of \"" + decision.inputs[i].expression + "\" is not among " +
                        "the input values of table \"" + decision.name + "\"",
                    logic.place, "Give one of the input values that the table declares.");
      }
    }
    values.push_back(std::move(value));
  }
  return values;
}

Result<bool> rule_matches(const TableRule& rule, const List& values, const Context& names) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!rule.tests[i]) continue;
    DONTHU_ASSIGN(const bool passes, rule.tests[i]->matches(values[i], names));
    if (!passes) return false;
  }
  return true;
}

Result<List> outputs_of(const Decision& decision, const Logic& logic, std::size_t rule,
                        const Context& names) {
  List outputs;
  for (std::size_t i = 0; i < logic.table.outputs.size(); ++i) {
    const TableOutput& column = logic.table.outputs[i];
    DONTHU_ASSIGN(Value value, logic.table.rules[rule].outputs[i].evaluate(names));
    if (column.allowed && !value.is_null()) {
      DONTHU_ASSIGN(const bool allowed, column.allowed->matches(value, names));
      if (!allowed) {
        return fail(ErrorCode::invalid, "output-not-allowed",
                    "the output \"" + column.name + "\" of rule " + rule_name(decision, rule) +
                        " of table \"" + decision.name + "\" is not among its output values",
                    logic.place, "Mend the rule, or add the value to the output values.");
      }
    }
    outputs.push_back(std::move(value));
  }
  return outputs;
}

Result<std::vector<Hit>> find_hits(const Decision& decision, const Logic& logic,
                                   const Context& names) {
  DONTHU_ASSIGN(const List values, tested_values(decision, logic, names));
  std::vector<Hit> hits;
  for (std::size_t rule = 0; rule < logic.table.rules.size(); ++rule) {
    DONTHU_ASSIGN(const bool matches, rule_matches(logic.table.rules[rule], values, names));
    if (!matches) continue;
    DONTHU_ASSIGN(List outputs, outputs_of(decision, logic, rule, names));
    hits.push_back({rule, std::move(outputs)});
    if (decision.hit_policy == HitPolicy::first) break;
  }
  return hits;
}

Status check_overlap(const Decision& decision, const Logic& logic, const std::vector<Hit>& hits) {
  if (hits.size() < 2) return {};
  if (decision.hit_policy == HitPolicy::unique) {
    return fail(ErrorCode::invalid, "rules-overlap",
                "rules " + rule_names(decision, hits) + " of the UNIQUE table \"" + decision.name +
                    "\" match at once",
                logic.place, "Narrow the rules so that at most one matches, or use FIRST.");
  }
  const bool agree = std::ranges::all_of(
      hits, [&](const Hit& hit) { return hit.outputs == hits.front().outputs; });
  if (decision.hit_policy != HitPolicy::any || agree) return {};
  return fail(ErrorCode::invalid, "rules-overlap",
              "rules " + rule_names(decision, hits) + " of the ANY table \"" + decision.name +
                  "\" match with distinct outputs",
              logic.place, "Give overlapping rules equal outputs, or use FIRST.");
}

// Where the hit's outputs stand in the output values, column by column.
std::vector<std::size_t> rank_of(const Hit& hit, const Table& table) {
  std::vector<std::size_t> ranks;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    const List& ranking = table.outputs[i].ranking;
    if (ranking.empty()) continue;
    const auto found = std::ranges::find(ranking, hit.outputs[i]);
    ranks.push_back(static_cast<std::size_t>(found - ranking.begin()));
  }
  return ranks;
}

void sort_by_output_values(std::vector<Hit>& hits, const Table& table) {
  std::ranges::stable_sort(hits, {}, [&](const Hit& hit) { return rank_of(hit, table); });
}

Value row_value(const Table& table, const List& outputs) {
  if (outputs.size() == 1) return outputs.front();
  Context row;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    row.insert_or_assign(table.outputs[i].name, outputs[i]);
  }
  return row;
}

std::map<std::string, Value> named_outputs(const Table& table, const List& outputs) {
  std::map<std::string, Value> named;
  for (std::size_t i = 0; i < outputs.size(); ++i) named[table.outputs[i].name] = outputs[i];
  return named;
}

MatchedRule matched_rule(const Decision& decision, const Table& table, const Hit& hit) {
  const Rule& rule = decision.rules[hit.rule];
  MatchedRule matched{
      static_cast<std::uint32_t>(hit.rule + 1), rule.id, named_outputs(table, hit.outputs), {}};
  for (std::size_t i = 0; i < rule.annotations.size(); ++i) {
    if (rule.annotations[i].empty()) continue;
    matched.annotations[decision.annotation_names[i]] = rule.annotations[i];
  }
  return matched;
}

Result<Value> aggregated(const Decision& decision, const Logic& logic,
                         const std::vector<Hit>& hits) {
  if (decision.aggregator == Aggregator::count)
    return Value(static_cast<std::int64_t>(hits.size()));
  Work work;
  Value total = hits.front().outputs.front();
  bool fits = decision.aggregator != Aggregator::sum || total.number() || total.days_duration() ||
              total.months_duration();
  for (const Hit& hit : hits) {
    const Value& output = hit.outputs.front();
    const auto order = compare(output, total);
    fits = fits && order.has_value();
    if (!fits || &hit == &hits.front()) continue;
    if (decision.aggregator == Aggregator::sum) total = add(total, output, work);
    if (decision.aggregator == Aggregator::min && *order < 0) total = output;
    if (decision.aggregator == Aggregator::max && *order > 0) total = output;
    fits = !total.is_null();
  }
  if (fits) return total;
  return fail(ErrorCode::invalid, "not-a-number",
              "the outputs of rules " + rule_names(decision, hits) + " of table \"" +
                  decision.name + "\" have no " + std::string(name_of(decision.aggregator)),
              logic.place, "Give every rule an output of the same kind that can be aggregated.");
}

Result<TableOutcome> default_outcome(const Table& table, const Context& names) {
  const auto has_default = [](const TableOutput& output) { return output.otherwise.has_value(); };
  if (!std::ranges::any_of(table.outputs, has_default)) return TableOutcome{};
  List outputs;
  for (const TableOutput& output : table.outputs) {
    if (!output.otherwise) {
      outputs.emplace_back();
      continue;
    }
    DONTHU_ASSIGN(Value value, output.otherwise->evaluate(names));
    outputs.push_back(std::move(value));
  }
  return TableOutcome{row_value(table, outputs), named_outputs(table, outputs), {}};
}

}  // namespace

Result<TableOutcome> decide_table(const Decision& decision, const Logic& logic,
                                  const Context& names) {
  const Table& table = logic.table;
  DONTHU_ASSIGN(std::vector<Hit> hits, find_hits(decision, logic, names));
  if (hits.empty()) return default_outcome(table, names);
  DONTHU_TRY(check_overlap(decision, logic, hits));
  const HitPolicy policy = decision.hit_policy;
  if (policy == HitPolicy::priority || policy == HitPolicy::output_order) {
    sort_by_output_values(hits, table);
  }
  if (policy == HitPolicy::priority) hits.resize(1);

  TableOutcome outcome;
  for (const Hit& hit : hits) outcome.matched.push_back(matched_rule(decision, table, hit));
  const bool one_row = policy == HitPolicy::unique || policy == HitPolicy::any ||
                       policy == HitPolicy::priority || policy == HitPolicy::first;
  if (one_row || hits.size() == 1) outcome.outputs = outcome.matched.front().outputs;
  if (one_row) {
    outcome.result = row_value(table, hits.front().outputs);
  } else if (decision.aggregator != Aggregator::none) {
    DONTHU_ASSIGN(outcome.result, aggregated(decision, logic, hits));
  } else {
    List rows;
    for (const Hit& hit : hits) rows.push_back(row_value(table, hit.outputs));
    outcome.result = std::move(rows);
  }
  return outcome;
}

}  // namespace donthu::policy
