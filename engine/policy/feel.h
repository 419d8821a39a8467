// FEEL, the expression language of DMN 1.5 (chapter 10), without side effects, clock or randomness.
//
// Supported: literals (null, true, false, numbers, "text", @"2022-01-24"), names, paths (a.b),
// + - * / **, = != < <= > >=, and/or/not with three values, if/then/else, between, in, ranges,
// for/some/every, lists, filters, contexts, `instance of` for the built-in types, and the built-in
// functions listed at the end of builtins_*.cc. Not supported, and refused by parse: function
// definitions, external functions, named arguments, ranges as values, regular expressions.
//
// `now` and `today` (also written now(), today()) are names like any other: the caller puts the
// command's instant and date into the context. There is no other time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/policy/value.h"

namespace donthu::policy {

class Tree;      // A parsed text.
class Function;  // A named expression with parameters: what a business knowledge model gives.

// Bounds on what strangers can make us do. Beyond them parse or evaluate gives ErrorCode::full.
inline constexpr std::size_t expression_bytes_limit = 16 * 1024;
inline constexpr int expression_depth_limit = 64;
inline constexpr std::size_t evaluation_steps_limit = 1'000'000;
inline constexpr std::size_t list_length_limit = 100'000;
inline constexpr std::size_t string_bytes_limit = 1024 * 1024;

// What a text may name beyond plain identifiers.
struct Declarations {
  // Names that may hold spaces or signs ("Employment Status"); only these are read as one name.
  // A plain identifier needs no declaration.
  std::vector<std::string> names;
  std::vector<std::shared_ptr<const Function>> functions;
};

// One expression, parsed once and evaluated any number of times. Immutable, cheap to copy, and
// safe to evaluate from many threads.
class Expression {
 public:
  // `where` names the place in error messages ("term.dmn#rule-3"), and stands in Error::field.
  // invalid "feel-syntax": the text is no FEEL; the message gives line and column, the remedy says
  //   what was expected. unsupported "feel-unsupported": FEEL, but beyond the subset above.
  // full "feel-limit": longer than expression_bytes_limit or deeper than expression_depth_limit.
  // In each case mend the text.
  [[nodiscard]] static Result<Expression> parse(std::string_view text, std::string_view where,
                                                const Declarations& declared = {});

  // A name that the context does not hold is null, and so is an operation on values of the wrong
  // type (DMN 1.5 §10.3.2.1.1). full "feel-limit": more steps, list items or text than allowed.
  [[nodiscard]] Result<Value> evaluate(const Context& names) const;

  // The names that evaluate takes from its context, sorted, once each: for checking at deployment
  // that somebody provides them. Members of filtered items are not among them.
  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] const std::string& text() const;

 private:
  friend class Function;
  explicit Expression(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}
  std::shared_ptr<const Tree> tree_;
};

// The condition in one input entry of a decision table: `-`, `"a","b"`, `> 5`, `[1..5)`,
// `not(...)`, or an expression over `?`, the value under test. As Expression in all else.
class UnaryTests {
 public:
  [[nodiscard]] static Result<UnaryTests> parse(std::string_view text, std::string_view where,
                                                const Declarations& declared = {});

  // Whether `tested` passes. Null ("cannot be said") counts as not.
  [[nodiscard]] Result<bool> matches(const Value& tested, const Context& names) const;

  [[nodiscard]] const std::vector<std::string>& names() const;
  [[nodiscard]] const std::string& text() const;

 private:
  explicit UnaryTests(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}
  std::shared_ptr<const Tree> tree_;
};

// `name(parameters) = body`, callable from expressions that declare it. Immutable.
class Function {
 public:
  Function(std::string name, std::vector<std::string> parameters, Expression body);
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<std::string>& parameters() const { return parameters_; }
  [[nodiscard]] const Tree& tree() const { return *body_.tree_; }

 private:
  std::string name_;
  std::vector<std::string> parameters_;
  Expression body_;
};

}  // namespace donthu::policy
