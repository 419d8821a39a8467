#include "engine/policy/parser.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/text.h"

namespace donthu::policy {
namespace {

// Counts nesting for as long as it lives.
class Nesting {
 public:
  explicit Nesting(int& depth) : depth_(depth) { ++depth_; }
  ~Nesting() { --depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  int& depth_;
};

Node binary(NodeKind kind, NodeId left, NodeId right) {
  Node node{.kind = kind};
  node.a = left;
  node.b = right;
  return node;
}

}  // namespace

Parser::Parser(std::string_view text, std::string_view where, const Declarations& declared)
    : scanner_(text.size() > expression_bytes_limit ? std::string_view{} : text, where),
      text_(text),
      declared_(declared),
      tree_(std::make_shared<Tree>()) {
  tree_->where = where;
}

Status Parser::check_text() const {
  if (text_.size() > expression_bytes_limit) {
    return fail(ErrorCode::full, "feel-limit",
                "FEEL: the text has " + std::to_string(text_.size()) + " bytes, more than " +
                    std::to_string(expression_bytes_limit),
                tree_->where, "Split it into several decisions.");
  }
  if (!is_utf8(text_)) {
    return fail(ErrorCode::invalid, "feel-syntax", "FEEL: the text is not UTF-8", tree_->where,
                "Save the file as UTF-8.");
  }
  if (scanner_.at_end()) {
    return scanner_.syntax_error("nothing but space",
                                 "Write an expression; null where there is no value.");
  }
  return {};
}

Result<std::shared_ptr<const Tree>> Parser::finish(NodeId root) {
  tree_->root = root;
  tree_->text = text_;
  std::ranges::sort(tree_->free_names);
  const auto rest = std::ranges::unique(tree_->free_names);
  tree_->free_names.erase(rest.begin(), rest.end());
  return std::shared_ptr<const Tree>(std::move(tree_));
}

Result<std::shared_ptr<const Tree>> Parser::parse_expression_text() {
  DONTHU_TRY(check_text());
  DONTHU_ASSIGN(const NodeId root, expression());
  if (!scanner_.at_end()) {
    return scanner_.syntax_error("expected the end or an operator but found " + scanner_.found(),
                                 "If this is a name with spaces, declare it; else put an operator "
                                 "between the two values.");
  }
  return finish(root);
}

Status Parser::expect(std::string_view symbol, std::string_view after) {
  const bool word = symbol[0] >= 'a' && symbol[0] <= 'z';
  if (word ? scanner_.take_word(symbol) : scanner_.take(symbol)) return {};
  return scanner_.syntax_error(
      "expected \"" + std::string(symbol) + "\" but found " + scanner_.found(),
      "Put \"" + std::string(symbol) + "\" after " + std::string(after) + ".");
}

Parser::NodeResult Parser::add(Node node) {
  std::uint16_t below = 0;
  const auto look = [&](NodeId child) { below = std::max(below, tree_->nodes[child].height); };
  switch (node.kind) {
    case NodeKind::literal:
    case NodeKind::name:
    case NodeKind::slot:
    case NodeKind::test_all: break;
    case NodeKind::item_name: look(node.b); break;
    case NodeKind::member:
    case NodeKind::negation:
    case NodeKind::instance_of:
    case NodeKind::test_not:
    case NodeKind::test_compare:
    case NodeKind::test_equal:
    case NodeKind::test_condition: look(node.a); break;
    case NodeKind::between:
    case NodeKind::choice: look(node.c); [[fallthrough]];
    case NodeKind::sum:
    case NodeKind::difference:
    case NodeKind::product:
    case NodeKind::quotient:
    case NodeKind::power:
    case NodeKind::comparison:
    case NodeKind::conjunction:
    case NodeKind::disjunction:
    case NodeKind::filter:
    case NodeKind::membership:
    case NodeKind::span:
    case NodeKind::test_range:
      look(node.a);
      look(node.b);
      break;
    case NodeKind::list:
    case NodeKind::builtin_call:
    case NodeKind::function_call:
    case NodeKind::test_any:
      for (auto i = node.a; i < node.b; ++i) look(tree_->children[i]);
      break;
    case NodeKind::context:
      for (auto i = node.a; i < node.b; i += 3) look(tree_->children[i + 1]);
      break;
    case NodeKind::loop:
    case NodeKind::some:
    case NodeKind::every:
      for (auto i = node.a; i < node.b; i += 2) look(tree_->children[i + 1]);
      look(node.c);
      break;
  }
  node.height = static_cast<std::uint16_t>(below + 1);
  if (node.height > tree_height_limit) {
    return scanner_.too_much(
        "more than " + std::to_string(tree_height_limit) + " operations upon each other",
        "Use a list with `in`, or split the expression.");
  }
  tree_->nodes.push_back(node);
  return static_cast<NodeId>(tree_->nodes.size() - 1);
}

Parser::NodeResult Parser::expression() {
  const Nesting nesting(depth_);
  if (depth_ > expression_depth_limit) {
    return scanner_.too_much(
        "more than " + std::to_string(expression_depth_limit) + " levels of nesting",
        "Split the expression into several decisions.");
  }
  const bool outer = std::exchange(at_range_end_, false);
  auto result = disjunction();
  at_range_end_ = outer;
  return result;
}

Parser::NodeResult Parser::disjunction() {
  DONTHU_ASSIGN(NodeId left, conjunction());
  while (scanner_.take_word("or")) {
    DONTHU_ASSIGN(const NodeId right, conjunction());
    DONTHU_ASSIGN(left, add(binary(NodeKind::disjunction, left, right)));
  }
  return left;
}

Parser::NodeResult Parser::conjunction() {
  DONTHU_ASSIGN(NodeId left, comparison());
  while (scanner_.take_word("and")) {
    DONTHU_ASSIGN(const NodeId right, comparison());
    DONTHU_ASSIGN(left, add(binary(NodeKind::conjunction, left, right)));
  }
  return left;
}

namespace {

// Longer symbols first, for "<" starts "<=".
constexpr std::array<std::pair<std::string_view, Comparison>, 6> comparisons{{
    {"!=", Comparison::unequal},
    {"<=", Comparison::less_equal},
    {">=", Comparison::greater_equal},
    {"=", Comparison::equal},
    {"<", Comparison::less},
    {">", Comparison::greater},
}};

}  // namespace

Parser::NodeResult Parser::comparison() {
  DONTHU_ASSIGN(const NodeId left, sum());
  DONTHU_ASSIGN(const NodeId result, comparison_after(left));
  if (scanner_.sees("==")) {
    return scanner_.syntax_error("\"==\"", "FEEL compares with a single \"=\".");
  }
  if (result == left) return result;
  for (const auto& [symbol, which] : comparisons) {
    if (scanner_.sees(symbol)) {
      return scanner_.syntax_error("a second comparison without and/or",
                                   "Join comparisons with and, or use between.");
    }
  }
  return result;
}

Parser::NodeResult Parser::comparison_after(NodeId left) {
  for (const auto& [symbol, which] : comparisons) {
    if (scanner_.sees("==") || !scanner_.take(symbol)) continue;
    DONTHU_ASSIGN(const NodeId right, sum());
    Node node = binary(NodeKind::comparison, left, right);
    node.detail = static_cast<std::uint8_t>(which);
    return add(node);
  }
  if (scanner_.take_word("between")) return between(left);
  if (scanner_.take_word("in")) return membership(left);
  if (scanner_.take_word("instance")) return instance_of(left);
  return left;
}

Parser::NodeResult Parser::between(NodeId tested) {
  DONTHU_ASSIGN(const NodeId low, sum());
  DONTHU_TRY(expect("and", "the lower limit of between"));
  DONTHU_ASSIGN(const NodeId high, sum());
  Node node = binary(NodeKind::between, tested, low);
  node.c = high;
  return add(node);
}

Parser::NodeResult Parser::instance_of(NodeId value) {
  DONTHU_TRY(expect("of", "instance"));
  Node node{.kind = NodeKind::instance_of};
  node.a = value;
  for (auto kind = Kind::context; kind > Kind::null;
       kind = static_cast<Kind>(static_cast<int>(kind) - 1)) {
    const std::string_view name = name_of(kind);
    const std::size_t length = scanner_.length_of(name);
    if (length == 0) continue;
    scanner_.take_bytes(length);
    if (scanner_.sees("<")) break;
    node.detail = static_cast<std::uint8_t>(kind);
    return add(node);
  }
  return scanner_.unsupported("the type after `instance of`",
                              "Use a built-in type: number, string, boolean, date, time, date and "
                              "time, days and time duration, years and months duration, list, "
                              "context.");
}

Parser::NodeResult Parser::sum() {
  DONTHU_ASSIGN(NodeId left, product());
  while (scanner_.sees("+") || scanner_.sees("-")) {
    const NodeKind kind = scanner_.take("+") ? NodeKind::sum : NodeKind::difference;
    if (kind == NodeKind::difference) scanner_.take("-");
    DONTHU_ASSIGN(const NodeId right, product());
    DONTHU_ASSIGN(left, add(binary(kind, left, right)));
  }
  return left;
}

Parser::NodeResult Parser::product() {
  DONTHU_ASSIGN(NodeId left, power());
  while (scanner_.sees("*") || scanner_.sees("/")) {
    const NodeKind kind = scanner_.take("*") ? NodeKind::product : NodeKind::quotient;
    if (kind == NodeKind::quotient) scanner_.take("/");
    DONTHU_ASSIGN(const NodeId right, power());
    DONTHU_ASSIGN(left, add(binary(kind, left, right)));
  }
  return left;
}

Parser::NodeResult Parser::power() {
  DONTHU_ASSIGN(NodeId left, negation());
  while (scanner_.take("**")) {
    DONTHU_ASSIGN(const NodeId right, negation());
    DONTHU_ASSIGN(left, add(binary(NodeKind::power, left, right)));
  }
  return left;
}

Parser::NodeResult Parser::negation() {
  if (!scanner_.take("-")) return postfix();
  const Nesting nesting(depth_);
  if (depth_ > expression_depth_limit) {
    return scanner_.too_much("too many signs", "Write one sign.");
  }
  // Binds tighter than "**" (§10.3.1.2, the order of rule 4): -2 ** 2 is 4.
  DONTHU_ASSIGN(const NodeId operand, negation());
  Node node{.kind = NodeKind::negation};
  node.a = operand;
  return add(node);
}

Parser::NodeResult Parser::postfix() {
  DONTHU_ASSIGN(NodeId node, primary());
  while (true) {
    if (scanner_.sees(".") && !scanner_.sees("..")) {
      scanner_.take(".");
      DONTHU_ASSIGN(const Name name, match_name());
      scanner_.take_bytes(name.length);
      Node member{.kind = NodeKind::member};
      member.a = node;
      member.b = add_text(name.text);
      DONTHU_ASSIGN(node, add(member));
    } else if (!at_range_end_ && scanner_.take("[")) {
      DONTHU_ASSIGN(node, filter(node));
    } else {
      return node;
    }
  }
}

Parser::NodeResult Parser::filter(NodeId list) {
  Node node{.kind = NodeKind::filter};
  node.a = list;
  node.c = new_slot();
  locals_.push_back({"item", node.c, true});
  auto condition = expression();
  locals_.pop_back();
  if (!condition) return condition;
  node.b = *condition;
  DONTHU_TRY(expect("]", "the condition of a filter"));
  return add(node);
}

}  // namespace donthu::policy
