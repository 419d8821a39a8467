// Walks a Tree. A wrong kind gives null; only an exhausted Work makes the whole evaluation fail.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/base/check.h"
#include "engine/policy/temporal.h"
#include "engine/policy/tree.h"

namespace donthu::policy {
namespace {

// Beyond it a chain of functions calling functions could exhaust the stack.
constexpr int recursion_limit = 2048;

Value truth(const std::optional<bool>& answer) { return answer ? Value(*answer) : Value(); }

Value compared(Comparison how, const Value& left, const Value& right, Work& work) {
  if (how == Comparison::equal) return truth(equal(left, right, work));
  if (how == Comparison::unequal) {
    const auto same = equal(left, right, work);
    return same ? Value(!*same) : Value();
  }
  const auto order = compare(left, right);
  if (!order) return {};
  switch (how) {
    case Comparison::less: return *order < 0;
    case Comparison::less_equal: return *order <= 0;
    case Comparison::greater: return *order > 0;
    default: return *order >= 0;
  }
}

Value conjunction(const Value& left, const Value& right) {
  if (left.is_false() || right.is_false()) return false;
  return left.is_true() && right.is_true() ? Value(true) : Value();
}

Value disjunction(const Value& left, const Value& right) {
  if (left.is_true() || right.is_true()) return true;
  return left.is_false() && right.is_false() ? Value(false) : Value();
}

Value member_of(const Value& value, const std::string& name, Work& work) {
  if (value.context()) return value.member(name);
  if (const List* list = value.list()) {
    List members;
    for (const Value& item : *list) {
      if (!work.spend(1)) return {};
      members.push_back(item.member(name));
    }
    return members;
  }
  return part_of(value, name);
}

bool equal_or_in(const Value& tested, const Value& value, Work& work) {
  if (equal(tested, value, work).value_or(false)) return true;
  const List* list = value.list();
  return list != nullptr && std::ranges::any_of(*list, [&](const Value& item) {
           return equal(tested, item, work).value_or(false);
         });
}

Value item_at(const List& list, const Number& index) {
  const auto place = index.to_int64();
  const auto size = static_cast<std::int64_t>(list.size());
  if (!place || *place == 0 || *place > size || *place < -size) return {};
  return list[static_cast<std::size_t>(*place > 0 ? *place - 1 : size + *place)];
}

class Walk {
 public:
  Walk(const Tree& tree, const Context& names, Work& work, int depth)
      : tree_(tree), names_(names), work_(work), depth_(depth), slots_(tree.slots) {}

  Value value(NodeId id);
  void put(std::uint32_t slot, Value value) { slots_[slot] = std::move(value); }

 private:
  Value computed(const Node& node);
  Value operation(const Node& node);
  Value test(const Node& node);
  Value name(const Node& node) const;
  Value item_name(const Node& node);
  Value list(const Node& node);
  Value context(const Node& node);
  Value filter(const Node& node);
  Value membership(const Node& node);
  Value between(const Node& node);
  Value loop(const Node& node);
  // False where the loop is to stop.
  bool iterate(const Node& node, std::uint32_t source, List& results);
  bool iterate_span(const Node& node, const Node& span, std::uint32_t source, List& results);
  bool visit(const Node& node, std::uint32_t source, List& results, Value item);
  Value builtin_call(const Node& node);
  Value function_call(const Node& node);
  Value test_any(const Node& node);
  Value test_range(const Node& node);
  // What the value costs in memory where it is made.
  Value kept(Value made);

  const Tree& tree_;
  const Context& names_;
  Work& work_;
  int depth_;
  std::vector<Value> slots_;
};

Value Walk::value(NodeId id) {
  if (!work_.spend(1)) return {};
  const Node& node = tree_.nodes[id];
  switch (node.kind) {
    case NodeKind::literal: return tree_.literals[node.a];
    case NodeKind::name: return name(node);
    case NodeKind::slot: return slots_[node.a];
    default: break;
  }
  if (depth_ >= recursion_limit) {
    work_.exhaust();
    return {};
  }
  ++depth_;
  Value result = computed(node);
  --depth_;
  return result;
}

Value Walk::computed(const Node& node) {
  switch (node.kind) {
    case NodeKind::item_name: return item_name(node);
    case NodeKind::member: return member_of(value(node.a), tree_.texts[node.b], work_);
    case NodeKind::negation: return negate(value(node.a));
    case NodeKind::sum:
    case NodeKind::difference:
    case NodeKind::product:
    case NodeKind::quotient:
    case NodeKind::power:
    case NodeKind::comparison: return operation(node);
    case NodeKind::conjunction: {
      const Value left = value(node.a);
      return left.is_false() ? Value(false) : conjunction(left, value(node.b));
    }
    case NodeKind::disjunction: {
      const Value left = value(node.a);
      return left.is_true() ? Value(true) : disjunction(left, value(node.b));
    }
    case NodeKind::between: return between(node);
    case NodeKind::choice: return value(value(node.a).is_true() ? node.b : node.c);
    case NodeKind::list: return list(node);
    case NodeKind::context: return context(node);
    case NodeKind::filter: return filter(node);
    case NodeKind::membership: return membership(node);
    case NodeKind::instance_of: return value(node.a).kind() == static_cast<Kind>(node.detail);
    case NodeKind::loop:
    case NodeKind::some:
    case NodeKind::every: return loop(node);
    case NodeKind::builtin_call: return builtin_call(node);
    case NodeKind::function_call: return function_call(node);
    default: return test(node);
  }
}

Value Walk::operation(const Node& node) {
  const Value left = value(node.a);
  const Value right = value(node.b);
  switch (node.kind) {
    case NodeKind::sum: return add(left, right, work_);
    case NodeKind::difference: return subtract(left, right);
    case NodeKind::product: return multiply(left, right);
    case NodeKind::quotient: return divide(left, right);
    case NodeKind::power: return work_.spend(16) ? power(left, right) : Value();
    default: return compared(static_cast<Comparison>(node.detail), left, right, work_);
  }
}

Value Walk::test(const Node& node) {
  switch (node.kind) {
    case NodeKind::test_all: return true;
    case NodeKind::test_any: return test_any(node);
    case NodeKind::test_not: {
      const Value inner = value(node.a);
      return inner.boolean() ? Value(!*inner.boolean()) : Value();
    }
    case NodeKind::test_compare:
      return compared(static_cast<Comparison>(node.detail), slots_[node.c], value(node.a), work_);
    case NodeKind::test_range: return test_range(node);
    case NodeKind::test_equal: return equal_or_in(slots_[node.c], value(node.a), work_);
    case NodeKind::test_condition: return value(node.a);
    default: DONTHU_CHECK(false, "a node kind that is evaluated elsewhere");
  }
}

Value Walk::name(const Node& node) const {
  const auto found = names_.find(tree_.texts[node.a]);
  return found == names_.end() ? Value{} : found->second;
}

Value Walk::item_name(const Node& node) {
  if (const Context* members = slots_[node.c].context()) {
    const auto found = members->find(tree_.texts[node.a]);
    if (found != members->end()) return found->second;
  }
  return value(node.b);
}

Value Walk::kept(Value made) {
  if (made.list() && made.list()->size() > list_length_limit) work_.exhaust();
  if (made.string() && made.string()->size() > string_bytes_limit) work_.exhaust();
  return made;
}

Value Walk::list(const Node& node) {
  List items;
  items.reserve(node.b - node.a);
  for (auto i = node.a; i < node.b; ++i) items.push_back(value(tree_.children[i]));
  return items;
}

Value Walk::context(const Node& node) {
  Context members;
  for (auto i = node.a; i < node.b; i += 3) {
    Value member = value(tree_.children[i + 1]);
    slots_[tree_.children[i + 2]] = member;
    members.insert_or_assign(tree_.texts[tree_.children[i]], std::move(member));
  }
  return members;
}

Value Walk::between(const Node& node) {
  const Value tested = value(node.a);
  const Value low = value(node.b);
  const Value high = value(node.c);
  return conjunction(compared(Comparison::greater_equal, tested, low, work_),
                     compared(Comparison::less_equal, tested, high, work_));
}

Value Walk::filter(const Node& node) {
  const Value source = value(node.a);
  if (source.is_null()) return {};
  const List single{source};
  const List& items = source.list() ? *source.list() : single;
  const Node& condition = tree_.nodes[node.b];
  const bool is_literal = condition.kind == NodeKind::literal;
  if (is_literal && tree_.literals[condition.a].number()) {
    return item_at(items, *tree_.literals[condition.a].number());
  }
  List passed;
  for (std::size_t i = 0; i < items.size() && !work_.exhausted(); ++i) {
    slots_[node.c] = items[i];
    const Value answer = value(node.b);
    // A number is a place in the list; it cannot depend on the item.
    if (i == 0 && answer.number()) return item_at(items, *answer.number());
    if (answer.is_true()) passed.push_back(items[i]);
  }
  return passed;
}

Value Walk::membership(const Node& node) {
  slots_[node.c] = value(node.a);
  return value(node.b);
}

// One body with one value for the variable of this source, and all of the further sources.
bool Walk::visit(const Node& node, std::uint32_t source, List& results, Value item) {
  if (!work_.spend(1)) return false;
  slots_[tree_.children[source]] = std::move(item);
  if (source + 2 < node.b) return iterate(node, source + 2, results);
  Value result = value(node.c);
  if (node.kind == NodeKind::loop) {
    results.push_back(std::move(result));
    if (results.size() <= list_length_limit) return true;
    work_.exhaust();
    return false;
  }
  // For some and every, one answer decides; otherwise what is kept is whether one was null.
  const bool decides = node.kind == NodeKind::some ? result.is_true() : result.is_false();
  if (decides) {
    results.assign(1, std::move(result));
    return false;
  }
  if (!result.boolean()) results.assign(1, Value());
  return true;
}

bool Walk::iterate_span(const Node& node, const Node& span, std::uint32_t source, List& results) {
  const auto first = value(span.a).integer();
  const auto last = value(span.b).integer();
  if (!first || !last) return true;
  const std::int64_t step = *first <= *last ? 1 : -1;
  for (std::int64_t i = *first;; i += step) {
    if (!visit(node, source, results, i)) return false;
    if (i == *last) return true;
  }
}

bool Walk::iterate(const Node& node, std::uint32_t source, List& results) {
  const Node& from = tree_.nodes[tree_.children[source + 1]];
  if (from.kind == NodeKind::span) return iterate_span(node, from, source, results);
  const Value items = value(tree_.children[source + 1]);
  if (!items.list()) return items.is_null() || visit(node, source, results, items);
  return std::ranges::all_of(*items.list(),
                             [&](const Value& item) { return visit(node, source, results, item); });
}

Value Walk::loop(const Node& node) {
  List results;
  iterate(node, node.a, results);
  if (node.kind == NodeKind::loop) return results;
  if (!results.empty()) return results.front();
  return node.kind == NodeKind::every;
}

Value Walk::builtin_call(const Node& node) {
  std::vector<Value> arguments;
  arguments.reserve(node.b - node.a);
  for (auto i = node.a; i < node.b; ++i) {
    arguments.push_back(value(tree_.children[i]));
    const List* items = arguments.back().list();
    const std::string* text = arguments.back().string();
    if (!work_.spend((items ? items->size() : 0) + (text ? text->size() / 64 : 0))) return {};
  }
  return kept(node.builtin->call(arguments, work_));
}

Value Walk::function_call(const Node& node) {
  const Function& function = *tree_.functions[node.c];
  Context arguments;
  for (auto i = node.a; i < node.b; ++i) {
    arguments.insert_or_assign(function.parameters()[i - node.a], value(tree_.children[i]));
  }
  if (work_.exhausted()) return {};
  Walk body(function.tree(), arguments, work_, depth_);
  return body.value(function.tree().root);
}

Value Walk::test_any(const Node& node) {
  Value result = false;
  for (auto i = node.a; i < node.b; ++i) {
    result = disjunction(result, value(tree_.children[i]));
    if (result.is_true()) break;
  }
  return result;
}

Value Walk::test_range(const Node& node) {
  const Value& tested = slots_[node.c];
  const Value low = value(node.a);
  const Value high = value(node.b);
  const bool after = (node.detail & 1) != 0;
  const bool before = (node.detail & 2) != 0;
  return conjunction(
      compared(after ? Comparison::greater : Comparison::greater_equal, tested, low, work_),
      compared(before ? Comparison::less : Comparison::less_equal, tested, high, work_));
}

}  // namespace

Result<Value> evaluate(const Tree& tree, const Context& names, const Value& tested) {
  Work work;
  Walk walk(tree, names, work, 0);
  if (tree.slots > 0) walk.put(0, tested);
  Value result = walk.value(tree.root);
  if (result.list() || result.context()) measure(result, work);
  if (!work.exhausted()) return result;
  return fail(ErrorCode::full, "feel-limit",
              "FEEL: the evaluation takes more steps, list items or text than allowed", tree.where,
              "Give it shorter lists, or split the expression.");
}

}  // namespace donthu::policy
