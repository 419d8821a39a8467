// A decision model as it is evaluated: the counterpart of what decision.h shows.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/policy/decision.h"
#include "engine/policy/feel.h"

namespace donthu::policy {

// An item definition (DMN 1.5 §7.3.3), or one of its components.
struct ItemType {
  std::string base;  // The type it restricts; empty where it has components.
  bool is_collection = false;
  std::vector<std::pair<std::string, ItemType>> components;
  std::string allowed_text;
  std::optional<UnaryTests> allowed;
};

using ItemTypes = std::map<std::string, ItemType, std::less<>>;

// Whether a type of that name is built in or defined in `types`.
[[nodiscard]] bool is_known_type(const std::string& name, const ItemTypes& types);
// "" where the value is of the type, else what is wrong: "wrong-type" or "value-not-allowed".
// Null is of every type. Fails only as UnaryTests::matches does.
[[nodiscard]] Result<std::string> mismatch(const Value& value, const std::string& type,
                                           const ItemTypes& types, int depth = 0);

struct TableInput {
  Expression expression;
  std::optional<UnaryTests> allowed;
};

struct TableOutput {
  std::string name;
  std::optional<UnaryTests> allowed;
  List ranking;  // The output values in their order, for the hit policies that need it.
  std::optional<Expression> otherwise;
};

struct TableRule {
  std::vector<std::optional<UnaryTests>> tests;  // Nothing for `-`.
  std::vector<Expression> outputs;
};

struct Table {
  std::vector<TableInput> inputs;
  std::vector<TableOutput> outputs;
  std::vector<TableRule> rules;
};

// The logic of Decision with the same index.
struct Logic {
  std::optional<Expression> literal;
  Table table;
  std::string place;               // "file#id", for errors.
  std::vector<std::size_t> order;  // Decisions to make before, then this one; each once.
};

struct DecisionModel::Parsed {
  std::string name;
  std::string file_name;
  std::vector<Decision> decisions;
  std::vector<Logic> logic;
  std::map<std::string, std::string, std::less<>> inputs;  // Name to type; empty where untyped.
  ItemTypes types;
};

// What a table says: its result, and the rows that made it.
struct TableOutcome {
  Value result;
  std::map<std::string, Value> outputs;
  std::vector<MatchedRule> matched;
};
[[nodiscard]] Result<TableOutcome> decide_table(const Decision& decision, const Logic& logic,
                                                const Context& names);

}  // namespace donthu::policy
