#include <algorithm>
#include <array>
#include <utility>

#include "engine/policy/model_reader.h"

namespace donthu::policy {
namespace {

std::size_t place_in(std::span<const std::string_view> words, std::string_view word) {
  return static_cast<std::size_t>(std::ranges::find(words, word) - words.begin());
}

bool needs_ranking(HitPolicy policy) {
  return policy == HitPolicy::priority || policy == HitPolicy::output_order;
}

}  // namespace

Status ModelReader::read_hit_policy(pugi::xml_node node, Decision& decision) const {
  constexpr std::array<std::string_view, 7> policies{
      "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
  constexpr std::array<std::string_view, 5> aggregators{"", "SUM", "MIN", "MAX", "COUNT"};
  const pugi::xml_attribute policy = node.attribute("hitPolicy");
  const std::size_t which = policy ? place_in(policies, policy.value()) : 0;
  const std::size_t how = place_in(aggregators, node.attribute("aggregation").value());
  decision.hit_policy = static_cast<HitPolicy>(which);
  decision.aggregator = static_cast<Aggregator>(how);
  if (which == policies.size() || how == aggregators.size()) {
    return fail(ErrorCode::invalid, "dmn-syntax", "an unknown hit policy or aggregation",
                place_of(node), "Use those of DMN 1.5 §8.2.10, such as UNIQUE or FIRST.");
  }
  if (how != 0 && decision.hit_policy != HitPolicy::collect) {
    return fail(ErrorCode::invalid, "dmn-syntax", "an aggregation without hit policy COLLECT",
                place_of(node), "Use COLLECT, or remove the aggregation.");
  }
  return {};
}

Status ModelReader::read_input(pugi::xml_node node, Decision& decision, Logic& logic,
                               const Scope& scope) {
  const pugi::xml_node source = child(node, "inputExpression");
  const std::string place = place_of(node);
  DONTHU_TRY(check_language(source));
  const std::string text = text_of(source);
  if (text.empty()) {
    return fail(ErrorCode::invalid, "dmn-syntax", "an input column without its expression", place,
                "Write the name of an input into the column's expression.");
  }
  DONTHU_ASSIGN(Expression expression, read_expression(text, place, decision, scope));
  TableInput input{std::move(expression), {}};
  const std::string allowed = text_in(node, "inputValues");
  if (!allowed.empty()) {
    DONTHU_ASSIGN(input.allowed, read_tests(allowed, place, decision, scope));
  }
  decision.inputs.push_back({node.attribute("id").value(), node.attribute("label").value(), text});
  logic.table.inputs.push_back(std::move(input));
  return {};
}

Status ModelReader::read_ranking(const Decision& decision, TableOutput& output,
                                 const std::string& text, const std::string& place) const {
  if (text.empty() || !needs_ranking(decision.hit_policy)) return {};
  auto list = Expression::parse("[" + text + "]", place);
  const auto values = list ? list->evaluate({}) : std::unexpected(list.error());
  if (values && values->list() && !values->list()->empty()) {
    output.ranking = *values->list();
    return {};
  }
  return fail(ErrorCode::invalid, "dmn-syntax", "output values that are no list of values", place,
              "PRIORITY and OUTPUT ORDER need the output values in their order, with commas.");
}

Status ModelReader::read_output(pugi::xml_node node, Decision& decision, Logic& logic,
                                const Scope& scope) {
  const std::string place = place_of(node);
  TableOutput output;
  output.name = trimmed(node.attribute("name").value());
  std::string allowed = text_in(node, "outputValues");
  if (allowed.empty()) {
    // The allowed values of the output's type stand for them (§8.3.2).
    const auto type = model_->types.find(type_of(node));
    if (type != model_->types.end()) allowed = type->second.allowed_text;
  }
  if (!allowed.empty()) {
    DONTHU_ASSIGN(output.allowed, read_tests(allowed, place, decision, scope));
  }
  DONTHU_TRY(read_ranking(decision, output, allowed, place));
  const pugi::xml_node otherwise = child(node, "defaultOutputEntry");
  if (const std::string text = text_of(otherwise); !text.empty()) {
    DONTHU_TRY(check_language(otherwise));
    DONTHU_ASSIGN(output.otherwise, read_expression(text, place, decision, scope));
  }
  decision.outputs.push_back(
      {node.attribute("id").value(), node.attribute("label").value(), output.name});
  logic.table.outputs.push_back(std::move(output));
  return {};
}

Status ModelReader::read_rule(pugi::xml_node node, Decision& decision, Logic& logic,
                              const Scope& scope) {
  Rule shown;
  TableRule rule;
  shown.id = node.attribute("id").value();
  for (const pugi::xml_node entry : node.children()) {
    const std::string_view element = element_of(entry);
    if (element == "annotationEntry") shown.annotations.push_back(text_of(entry));
    if (element != "inputEntry" && element != "outputEntry") continue;
    DONTHU_TRY(check_language(entry));
    const std::string place = place_of(entry);
    const std::string text = text_of(entry);
    if (element == "inputEntry") {
      shown.inputs.push_back(text.empty() ? "-" : text);
      rule.tests.emplace_back();
      if (text.empty() || text == "-") continue;  // Modelers write an empty cell for "any".
      DONTHU_ASSIGN(rule.tests.back(), read_tests(text, place, decision, scope));
    } else if (text.empty()) {
      return fail(ErrorCode::invalid, "dmn-syntax", "an empty output entry", place,
                  "Write the output, or null where there is none.");
    } else {
      shown.outputs.push_back(text);
      DONTHU_ASSIGN(Expression output, read_expression(text, place, decision, scope));
      rule.outputs.push_back(std::move(output));
    }
  }
  if (shown.inputs.size() != decision.inputs.size() ||
      shown.outputs.size() != decision.outputs.size() ||
      shown.annotations.size() > decision.annotation_names.size()) {
    return fail(
        ErrorCode::invalid, "dmn-syntax",
        "rule " + std::to_string(decision.rules.size() + 1) + " has not one entry for each column",
        place_of(node), "Give it an inputEntry, outputEntry and annotationEntry for each.");
  }
  shown.annotations.resize(decision.annotation_names.size());
  decision.rules.push_back(std::move(shown));
  logic.table.rules.push_back(std::move(rule));
  return {};
}

Status ModelReader::check_table(const Decision& decision, const Logic& logic) const {
  const auto wrong = [&](std::string what, std::string remedy) {
    return fail(ErrorCode::invalid, "dmn-syntax", std::move(what), logic.place, std::move(remedy));
  };
  if (decision.outputs.empty() || decision.rules.empty()) {
    return wrong("a table without output columns or without rules", "Add them.");
  }
  if (decision.aggregator != Aggregator::none && decision.outputs.size() > 1) {
    return wrong("an aggregation over several output columns", "Aggregate a table of one output.");
  }
  const auto ranked = [](const TableOutput& output) { return !output.ranking.empty(); };
  if (needs_ranking(decision.hit_policy) && std::ranges::none_of(logic.table.outputs, ranked)) {
    return wrong(
        "hit policy " + std::string(name_of(decision.hit_policy)) + " without output values",
        "Add <outputValues> in the order of their priority.");
  }
  if (decision.outputs.size() == 1) return {};
  for (std::size_t i = 0; i < decision.outputs.size(); ++i) {
    for (std::size_t other = 0; other < i; ++other) {
      if (decision.outputs[i].name == decision.outputs[other].name) {
        return wrong("two output columns of one name", "Give every output column its own name.");
      }
    }
    if (decision.outputs[i].name.empty()) {
      return wrong("an output column without a name", "Name every output where there are several.");
    }
  }
  return {};
}

Status ModelReader::read_table(pugi::xml_node node, Decision& decision, Logic& logic,
                               const Scope& scope) {
  DONTHU_TRY(read_hit_policy(node, decision));
  std::vector<pugi::xml_node> rules;
  for (const pugi::xml_node part : node.children()) {
    const std::string_view element = element_of(part);
    if (element == "input") DONTHU_TRY(read_input(part, decision, logic, scope));
    if (element == "output") DONTHU_TRY(read_output(part, decision, logic, scope));
    if (element == "annotation") {
      std::string name = trimmed(part.attribute("name").value());
      if (name.empty() || name == "description" ||
          std::ranges::find(decision.annotation_names, name) != decision.annotation_names.end()) {
        return fail(ErrorCode::invalid, "dmn-syntax",
                    "an annotation column without a name of its own", place_of(part),
                    "Name it, but not \"description\", which is a rule's <description>.");
      }
      decision.annotation_names.push_back(std::move(name));
    }
    if (element == "rule") rules.push_back(part);
  }
  const std::size_t columns =
      decision.inputs.size() + decision.outputs.size() + decision.annotation_names.size();
  if (columns > table_columns_limit || rules.size() > table_rules_limit) {
    return fail(ErrorCode::full, "dmn-limit",
                "a table of more than " + std::to_string(table_columns_limit) + " columns or " +
                    std::to_string(table_rules_limit) + " rules",
                logic.place, "Split the table.");
  }
  if (decision.outputs.size() == 1 && decision.outputs.front().name.empty()) {
    decision.outputs.front().name = decision.name;
    logic.table.outputs.front().name = decision.name;
  }
  for (const pugi::xml_node rule : rules) DONTHU_TRY(read_rule(rule, decision, logic, scope));
  const auto description = [&](pugi::xml_node rule) {
    return trimmed(child(rule, "description").text().get());
  };
  if (std::ranges::any_of(rules, [&](auto rule) { return !description(rule).empty(); })) {
    decision.annotation_names.push_back("description");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      decision.rules[i].annotations.push_back(description(rules[i]));
    }
  }
  return check_table(decision, logic);
}

}  // namespace donthu::policy
