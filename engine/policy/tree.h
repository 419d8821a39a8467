// A parsed FEEL text: nodes in one vector, children before parents.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/builtins.h"
#include "engine/policy/feel.h"

namespace donthu::policy {

using NodeId = std::uint32_t;

// What the fields of a Node hold is written beside each kind; "children [a, b)" are b entries of
// Tree::children from index a on.
enum class NodeKind : std::uint8_t {
  literal,        // a: literal
  name,           // a: text. From the context given to evaluate.
  item_name,      // a: text, b: node, c: slot. Member a of the slot where it has one, else node b.
  slot,           // a: slot. A variable of the text itself.
  member,         // a: node, b: text
  negation,       // a: node
  sum,            // a, b: nodes
  difference,     // a, b: nodes
  product,        // a, b: nodes
  quotient,       // a, b: nodes
  power,          // a, b: nodes
  comparison,     // a, b: nodes; detail: Comparison
  conjunction,    // a, b: nodes
  disjunction,    // a, b: nodes
  between,        // a, b, c: nodes
  choice,         // a: condition, b: then, c: else
  list,           // children [a, b): nodes
  context,        // children [a, b): text, node and slot in turn
  filter,         // a: list, b: condition, c: slot of the item
  membership,     // a: tested, b: test, c: slot of the tested value
  instance_of,    // a: node; detail: Kind
  loop,           // children [a, b): slot and source in turn; c: body
  some,           // as loop
  every,          // as loop
  span,           // a, b: nodes. Whole numbers from a to b; only as a loop's source.
  builtin_call,   // children [a, b): nodes; builtin
  function_call,  // children [a, b): nodes; c: function

  // Tests of a slot; they give true, false or null.
  test_all,        // `-`
  test_any,        // children [a, b): tests. True where one is.
  test_not,        // a: test
  test_compare,    // a: node, c: slot; detail: Comparison
  test_range,      // a, b: nodes, c: slot; detail: 1 if the start is excluded, + 2 if the end is
  test_equal,      // a: node, c: slot. Equal, or in the list.
  test_condition,  // a: node that uses `?` itself
};

enum class Comparison : std::uint8_t { equal, unequal, less, less_equal, greater, greater_equal };

struct Node {
  NodeKind kind = NodeKind::literal;
  std::uint8_t detail = 0;
  std::uint16_t height = 1;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  std::uint32_t c = 0;
  const Builtin* builtin = nullptr;
};

// The longest way from a node to a leaf: chains like 1 + 1 + … nest to the left without nesting in
// the text, and evaluation recurses.
inline constexpr std::uint16_t tree_height_limit = 512;

class Tree {
 public:
  std::string text;
  std::string where;
  std::vector<Node> nodes;
  std::vector<std::uint32_t> children;
  std::vector<Value> literals;
  std::vector<std::string> texts;
  std::vector<std::shared_ptr<const Function>> functions;
  std::vector<std::string> free_names;  // Sorted, once each.
  std::uint32_t slots = 0;
  NodeId root = 0;
};

// Everything `tree` says about `names`, with `tested` in slot 0 where the tree is a test.
[[nodiscard]] Result<Value> evaluate(const Tree& tree, const Context& names, const Value& tested);

}  // namespace donthu::policy
