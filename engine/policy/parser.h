// FEEL text into a Tree, by recursive descent (grammar: DMN 1.5 §10.3.1.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/scanner.h"
#include "engine/policy/tree.h"

namespace donthu::policy {

// Used once for one text.
class Parser {
 public:
  Parser(std::string_view text, std::string_view where, const Declarations& declared);

  Result<std::shared_ptr<const Tree>> parse_expression_text();
  Result<std::shared_ptr<const Tree>> parse_unary_tests_text();

 private:
  using NodeResult = Result<NodeId>;

  // A variable of the text itself, or the item of a filter, whose members are names within it.
  struct Local {
    std::string name;
    std::uint32_t slot = 0;
    bool is_item = false;
  };
  struct Name {
    std::string text;
    std::size_t length = 0;  // In the source.
    bool joined = false;     // Declared, and longer than one identifier.
  };

  // parser.cc: the ladder of operators, loosest first.
  NodeResult expression();
  NodeResult disjunction();
  NodeResult conjunction();
  NodeResult comparison();
  NodeResult comparison_after(NodeId left);
  NodeResult sum();
  NodeResult product();
  NodeResult power();
  NodeResult negation();
  NodeResult postfix();
  NodeResult filter(NodeId list);
  NodeResult between(NodeId tested);
  NodeResult instance_of(NodeId value);

  // parser_tests.cc: what stands after `in`, and in the cells of a table.
  NodeResult membership(NodeId tested);
  NodeResult tests(std::uint32_t slot, std::string_view end);
  NodeResult test(std::uint32_t slot, bool whole_expression);
  NodeResult range_test(std::uint32_t slot);
  NodeResult negated_tests(std::uint32_t slot, bool& is_whole);
  [[nodiscard]] bool range_ahead() const;

  // parser_primary.cc: operands.
  NodeResult primary();
  NodeResult parenthesis();
  NodeResult list();
  NodeResult context();
  NodeResult temporal();
  NodeResult name_or_call();
  NodeResult call(const Name& name);
  Status arguments(std::vector<std::uint32_t>& nodes);
  NodeResult choice();
  NodeResult loop(NodeKind kind);
  Result<std::string> variable_name(std::string_view end);
  Result<std::string> context_key();
  NodeResult resolve(const std::string& name);
  Result<Name> match_name() const;
  NodeResult literal(Value value);

  NodeResult add(Node node);
  std::uint32_t add_text(std::string_view text);
  std::uint32_t new_slot() { return tree_->slots++; }
  // Copies the entries behind each other; gives the range as [first, last).
  void set_children(Node& node, const std::vector<std::uint32_t>& entries);
  Status expect(std::string_view symbol, std::string_view after);
  Result<std::shared_ptr<const Tree>> finish(NodeId root);
  Status check_text() const;

  Scanner scanner_;
  std::string_view text_;
  const Declarations& declared_;
  std::shared_ptr<Tree> tree_;
  std::vector<Local> locals_;
  std::vector<std::string> keys_;  // Of contexts read so far; they may be joined names.
  bool uses_tested_value_ = false;
  bool at_range_end_ = false;  // Where "[" closes a range, as in [1..5[, and filters nothing.
  int depth_ = 0;
};

}  // namespace donthu::policy
