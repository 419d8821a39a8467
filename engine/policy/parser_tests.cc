#include <algorithm>
#include <array>
#include <utility>

#include "engine/policy/parser.h"

namespace donthu::policy {
namespace {

constexpr std::array<std::pair<std::string_view, Comparison>, 6> comparisons{{
    {"!=", Comparison::unequal},
    {"<=", Comparison::less_equal},
    {">=", Comparison::greater_equal},
    {"=", Comparison::equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

}  // namespace

Result<std::shared_ptr<const Tree>> Parser::parse_unary_tests_text() {
  DONTHU_TRY(check_text());
  const std::uint32_t slot = new_slot();  // Slot 0: evaluate() puts the tested value there.
  locals_.push_back({"?", slot, false});
  const std::size_t start = scanner_.position();
  if (scanner_.take("-") && scanner_.at_end()) {
    DONTHU_ASSIGN(const NodeId root, add({.kind = NodeKind::test_all}));
    return finish(root);
  }
  scanner_.go_to(start);
  if (scanner_.sees_word("not")) {
    bool is_whole = false;
    DONTHU_ASSIGN(const NodeId negated, negated_tests(slot, is_whole));
    if (is_whole) return finish(negated);
    scanner_.go_to(start);
  }
  DONTHU_ASSIGN(const NodeId root, tests(slot, {}));
  if (!scanner_.at_end()) {
    return scanner_.syntax_error("expected \",\" or the end but found " + scanner_.found(),
                                 "Separate tests by commas. Write text in quotation marks; for a "
                                 "condition on several values use `?` for the tested one.");
  }
  return finish(root);
}

// `not(…)` around all tests negates them; `not(a) and b` is an expression instead. That is told
// apart by where the parenthesis closes, so the text is read at most twice.
Parser::NodeResult Parser::negated_tests(std::uint32_t slot, bool& is_whole) {
  scanner_.take_word("not");
  if (!scanner_.take("(")) return NodeId{0};
  auto inner = tests(slot, ")");
  if (!inner) return inner;
  if (!scanner_.take(")") || !scanner_.at_end()) return NodeId{0};
  is_whole = true;
  Node node{.kind = NodeKind::test_not};
  node.a = *inner;
  return add(node);
}

Parser::NodeResult Parser::membership(NodeId tested) {
  Node node{.kind = NodeKind::membership};
  node.a = tested;
  node.c = new_slot();
  locals_.push_back({"?", node.c, false});
  const bool outer_use = std::exchange(uses_tested_value_, false);
  const bool several = scanner_.sees("(") && !range_ahead();
  if (several) scanner_.take("(");
  auto inner = several ? tests(node.c, ")") : test(node.c, false);
  locals_.pop_back();
  uses_tested_value_ = outer_use;
  if (!inner) return inner;
  node.b = *inner;
  if (several) DONTHU_TRY(expect(")", "the tests of `in`"));
  return add(node);
}

Parser::NodeResult Parser::tests(std::uint32_t slot, std::string_view end) {
  std::vector<std::uint32_t> all;
  do {
    if (!end.empty() && scanner_.sees(end)) break;
    DONTHU_ASSIGN(const NodeId one, test(slot, true));
    all.push_back(one);
  } while (scanner_.take(","));
  if (all.size() == 1) return all.front();
  if (all.empty()) {
    return scanner_.syntax_error("no test", "Write at least one value, comparison or range.");
  }
  Node node{.kind = NodeKind::test_any};
  set_children(node, all);
  return add(node);
}

Parser::NodeResult Parser::test(std::uint32_t slot, bool whole_expression) {
  for (const auto& [symbol, which] : comparisons) {
    if (!scanner_.take(symbol)) continue;
    Node node{.kind = NodeKind::test_compare};
    node.detail = static_cast<std::uint8_t>(which);
    node.c = slot;
    DONTHU_ASSIGN(node.a, sum());
    return add(node);
  }
  if (range_ahead()) return range_test(slot);
  const bool outer_use = std::exchange(uses_tested_value_, false);
  DONTHU_ASSIGN(const NodeId value, whole_expression ? expression() : sum());
  const bool uses_tested_value = std::exchange(uses_tested_value_, outer_use);
  Node node{.kind = uses_tested_value ? NodeKind::test_condition : NodeKind::test_equal};
  node.a = value;
  node.c = slot;
  return add(node);
}

Parser::NodeResult Parser::range_test(std::uint32_t slot) {
  Node node{.kind = NodeKind::test_range};
  node.c = slot;
  if (!scanner_.take("[")) {
    node.detail = 1;
    if (!scanner_.take("(")) scanner_.take("]");
  }
  DONTHU_ASSIGN(node.a, sum());
  DONTHU_TRY(expect("..", "the start of a range"));
  at_range_end_ = true;
  auto high = sum();
  at_range_end_ = false;
  if (!high) return high;
  node.b = *high;
  if (!scanner_.take("]")) {
    node.detail |= 2;
    if (!scanner_.take(")") && !scanner_.take("[")) {
      return scanner_.syntax_error("expected the end of a range but found " + scanner_.found(),
                                   "Close it with \"]\" (end included) or \")\" (excluded).");
    }
  }
  return add(node);
}

// Whether a bracket here opens a range: ".." comes before its comma or its end. Looking ahead
// costs one pass for each level of nesting; reading twice would cost a power of two.
bool Parser::range_ahead() const {
  const std::string_view rest = text_.substr(scanner_.position());
  if (rest.empty() || (rest[0] != '(' && rest[0] != '[' && rest[0] != ']')) return false;
  int level = 0;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    switch (rest[i]) {
      case '"':
        for (++i; i < rest.size() && rest[i] != '"'; ++i) {
          if (rest[i] == '\\') ++i;
        }
        break;
      case '(':
      case '[':
      case '{': ++level; break;
      case ')':
      case ']':
      case '}':
        if (--level < 0) return false;
        break;
      case ',':
        if (level == 0) return false;
        break;
      case '.':
        if (level == 0 && rest.substr(i).starts_with("..")) return true;
        break;
      default: break;
    }
  }
  return false;
}

}  // namespace donthu::policy
