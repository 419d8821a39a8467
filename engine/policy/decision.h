// DMN decision models: tables and literal expressions that depend on each other and on input data.
//
// A policy is one such file. Read are DMN 1.2 to 1.5 (MODEL namespaces 20180521, 20191111,
// 20211108, 20230324): inputData, decision with decisionTable or literalExpression, business
// knowledge models with a literal expression, informationRequirement, itemDefinition. Diagrams,
// texts and extension elements are passed over. Everything else (boxed contexts, invocations,
// relations, boxed functions, decision services, imports) is refused with the element's id, so
// that no part of a rule is silently left out. Declared types are checked on input data; those of
// columns and of results are not: there the allowed input and output values are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/policy/value.h"

namespace donthu::policy {

inline constexpr std::size_t model_bytes_limit = 1024 * 1024;
inline constexpr std::size_t model_decisions_limit = 200;  // Also input data, functions, types.
inline constexpr std::size_t table_columns_limit = 64;
inline constexpr std::size_t table_rules_limit = 2000;

// DMN 1.5 §8.2.10.
enum class HitPolicy : std::uint8_t {
  unique,        // At most one rule may match.
  any,           // Several may, with equal outputs.
  priority,      // The output that stands first in the output values.
  first,         // The first rule, in the table's order.
  rule_order,    // All, in the table's order.
  output_order,  // All, in the order of the output values.
  collect,       // All, or their sum, smallest, largest or number.
};
enum class Aggregator : std::uint8_t { none, sum, min, max, count };

[[nodiscard]] std::string_view name_of(HitPolicy policy);  // "UNIQUE", …, as in the file.
[[nodiscard]] std::string_view name_of(Aggregator aggregator);

// A table as it stands in the file: for showing a policy to people. Texts are FEEL source.
struct InputColumn {
  std::string id;
  std::string label;
  std::string expression;
};
struct OutputColumn {
  std::string id;
  std::string label;
  std::string name;  // For the only output of a table without a name: the decision's name.
};
struct Rule {
  std::string id;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> annotations;  // One for each of Decision::annotation_names.
};

struct Decision {
  std::string id;
  std::string name;
  bool is_table = false;
  std::string literal;  // FEEL source where it is no table.
  HitPolicy hit_policy = HitPolicy::unique;
  Aggregator aggregator = Aggregator::none;
  std::vector<InputColumn> inputs;
  std::vector<OutputColumn> outputs;
  // The columns in the order of the file; "description" comes last, where a rule has a
  // <description> (the column "Annotations" of dmn-js).
  std::vector<std::string> annotation_names;
  std::vector<Rule> rules;
  // What the caller has to give for this decision, by way of all decisions it requires; sorted.
  // "now" and "today" stand here where an expression reads them.
  std::vector<std::string> input_names;
};

// A rule that contributed to an outcome; what an event records beside the policy's version.
struct MatchedRule {
  std::uint32_t index = 0;  // From 1, as a table shows it.
  std::string id;           // Empty where the file gives none.
  std::map<std::string, Value> outputs;
  std::map<std::string, std::string> annotations;  // By column name; empty cells are left out.
};

// A required decision, with the rules it rests on.
struct SupportingDecision {
  std::string id;
  Value result;
  std::vector<MatchedRule> matched;
};

struct Outcome {
  // One output: its value. Several: a context. Hit policies of several rows: a list. Null where no
  // rule matched and there is no default.
  Value result;
  // Where exactly one row (or the default outputs) made the result: its outputs by name.
  std::map<std::string, Value> outputs;
  // In the order of the result. Empty for literal expressions, and for default outputs.
  std::vector<MatchedRule> matched;
  // In the order in which they were made, each once.
  std::vector<SupportingDecision> supporting;
};

// A parsed model. Immutable, cheap to copy, safe to use from many threads.
class DecisionModel {
 public:
  // invalid "dmn-syntax": no well-formed XML, no DMN, or an inconsistent table; "dmn-reference": a
  //   requirement of something that is not there, or a circle; "dmn-undeclared-name": an
  //   expression reads what the decision does not require; and the errors of Expression::parse.
  // unsupported "dmn-doctype", "dmn-version", "dmn-unsupported": see above.
  // full "dmn-limit": beyond the limits above.
  // Error::field is "file_name#element-id". In each case mend the file.
  [[nodiscard]] static Result<DecisionModel> parse(std::string_view xml,
                                                   std::string_view file_name);

  // The id is looked up before the name. `inputs` holds input data by name; names that the decision
  // does not read are passed over.
  // not_found "no-such-decision". invalid "missing-input": give the name, with a null Value where
  // it
  //   is not known; "wrong-type", "value-not-allowed": the input is not what the model declares.
  // invalid "rules-overlap": several rules of a UNIQUE table match, or rules of an ANY table with
  //   distinct outputs; "output-not-allowed", "not-a-number": an output does not fit the table's
  //   output values or its aggregator. These name the rules: the policy is wrong, not the input.
  // full "feel-limit".
  [[nodiscard]] Result<Outcome> decide(std::string_view decision_id_or_name,
                                       const Context& inputs) const;

  // In the order of the file.
  [[nodiscard]] const std::vector<Decision>& decisions() const;
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::string& file_name() const;

 private:
  struct Parsed;
  friend class ModelReader;
  explicit DecisionModel(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace donthu::policy
