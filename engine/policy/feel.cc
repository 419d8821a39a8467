#include "engine/policy/feel.h"

#include <utility>

#include "engine/policy/parser.h"
#include "engine/policy/tree.h"

namespace donthu::policy {

Result<Expression> Expression::parse(std::string_view text, std::string_view where,
                                     const Declarations& declared) {
  Parser parser(text, where, declared);
  DONTHU_ASSIGN(auto tree, parser.parse_expression_text());
  return Expression(std::move(tree));
}

Result<Value> Expression::evaluate(const Context& names) const {
  return policy::evaluate(*tree_, names, {});
}

const std::vector<std::string>& Expression::names() const { return tree_->free_names; }

const std::string& Expression::text() const { return tree_->text; }

Result<UnaryTests> UnaryTests::parse(std::string_view text, std::string_view where,
                                     const Declarations& declared) {
  Parser parser(text, where, declared);
  DONTHU_ASSIGN(auto tree, parser.parse_unary_tests_text());
  return UnaryTests(std::move(tree));
}

Result<bool> UnaryTests::matches(const Value& tested, const Context& names) const {
  DONTHU_ASSIGN(const Value answer, policy::evaluate(*tree_, names, tested));
  return answer.is_true();
}

const std::vector<std::string>& UnaryTests::names() const { return tree_->free_names; }

const std::string& UnaryTests::text() const { return tree_->text; }

Function::Function(std::string name, std::vector<std::string> parameters, Expression body)
    : name_(std::move(name)), parameters_(std::move(parameters)), body_(std::move(body)) {}

}  // namespace donthu::policy
