#include <algorithm>
#include <utility>

#include "engine/policy/parser.h"
#include "engine/policy/temporal.h"

namespace donthu::policy {

std::uint32_t Parser::add_text(std::string_view text) {
  const auto found = std::ranges::find(tree_->texts, text);
  const auto index = found - tree_->texts.begin();
  if (found == tree_->texts.end()) tree_->texts.emplace_back(text);
  return static_cast<std::uint32_t>(index);
}

void Parser::set_children(Node& node, const std::vector<std::uint32_t>& entries) {
  node.a = static_cast<std::uint32_t>(tree_->children.size());
  tree_->children.insert(tree_->children.end(), entries.begin(), entries.end());
  node.b = static_cast<std::uint32_t>(tree_->children.size());
}

Parser::NodeResult Parser::literal(Value value) {
  Node node{.kind = NodeKind::literal};
  node.a = static_cast<std::uint32_t>(tree_->literals.size());
  tree_->literals.push_back(std::move(value));
  return add(node);
}

Parser::NodeResult Parser::primary() {
  if (scanner_.sees("\"")) {
    DONTHU_ASSIGN(std::string text, scanner_.take_string());
    return literal(std::move(text));
  }
  if (scanner_.sees_digit() || (scanner_.sees(".") && !scanner_.sees(".."))) {
    DONTHU_ASSIGN(Value number, scanner_.take_number());
    return literal(std::move(number));
  }
  if (scanner_.sees("(")) return parenthesis();
  if (scanner_.sees("[")) return list();
  if (scanner_.sees("{")) return context();
  if (scanner_.sees("@")) return temporal();
  if (scanner_.sees("'") || scanner_.sees("\xE2\x80\x9C") || scanner_.sees("\xE2\x80\x9D")) {
    return scanner_.syntax_error("a quotation mark that FEEL does not know",
                                 "Write strings in straight double quotation marks: \"text\".");
  }
  if (scanner_.sees_name_start()) return name_or_call();
  return scanner_.syntax_error("expected a value but found " + scanner_.found(),
                               "Write a name, a number, a \"text\", a list or a call here.");
}

Parser::NodeResult Parser::parenthesis() {
  if (range_ahead()) {
    return scanner_.unsupported("a range as a value",
                                "Use ranges after `in`, in a table's cell, or in `for`.");
  }
  scanner_.take("(");
  DONTHU_ASSIGN(const NodeId inner, expression());
  DONTHU_TRY(expect(")", "the expression in parentheses"));
  return inner;
}

Parser::NodeResult Parser::list() {
  if (range_ahead()) {
    return scanner_.unsupported("a range as a value",
                                "Use ranges after `in`, in a table's cell, or in `for`.");
  }
  scanner_.take("[");
  std::vector<std::uint32_t> items;
  while (!scanner_.sees("]")) {
    DONTHU_ASSIGN(const NodeId item, expression());
    items.push_back(item);
    if (!scanner_.take(",")) break;
  }
  DONTHU_TRY(expect("]", "the items of a list"));
  Node node{.kind = NodeKind::list};
  set_children(node, items);
  return add(node);
}

Result<std::string> Parser::variable_name(std::string_view end) {
  std::string name;
  while (scanner_.sees_name_start() && !scanner_.sees_word(end)) {
    name += (name.empty() ? "" : " ") + std::string(scanner_.take_identifier());
  }
  if (!name.empty()) return name;
  return scanner_.syntax_error("expected a name but found " + scanner_.found(),
                               "Write a name before \"" + std::string(end) + "\".");
}

Result<std::string> Parser::context_key() {
  if (scanner_.sees("\"")) return scanner_.take_string();
  return variable_name(":");
}

Parser::NodeResult Parser::context() {
  scanner_.take("{");
  std::vector<std::uint32_t> entries;
  const std::size_t locals_before = locals_.size();
  while (!scanner_.sees("}")) {
    DONTHU_ASSIGN(const std::string key, context_key());
    DONTHU_TRY(expect(":", "the key of a context"));
    for (std::size_t i = locals_before; i < locals_.size(); ++i) {
      if (locals_[i].name == key) {
        return scanner_.syntax_error("a key that this context has already",
                                     "Give every entry of a context its own key.");
      }
    }
    DONTHU_ASSIGN(const NodeId value, expression());
    const std::uint32_t slot = new_slot();
    entries.insert(entries.end(), {add_text(key), value, slot});
    // Later entries see the earlier ones (§10.3.2.6).
    locals_.push_back({key, slot, false});
    keys_.push_back(key);
    if (!scanner_.take(",")) break;
  }
  locals_.resize(locals_before);
  DONTHU_TRY(expect("}", "the entries of a context"));
  Node node{.kind = NodeKind::context};
  set_children(node, entries);
  return add(node);
}

Parser::NodeResult Parser::temporal() {
  scanner_.take("@");
  if (!scanner_.sees("\"")) {
    return scanner_.syntax_error("\"@\" without text", "Write @\"2022-01-24\" or @\"P30D\".");
  }
  const std::size_t start = scanner_.position();
  DONTHU_ASSIGN(const std::string text, scanner_.take_string());
  Value value = read_temporal(text);
  if (value.is_null()) {
    scanner_.go_to(start);
    return scanner_.syntax_error("no date, time or duration",
                                 "Write it like @\"2022-01-24\", @\"2022-01-24T09:00:00+07:00\", "
                                 "@\"09:00:00\", @\"P30D\", @\"PT8H\" or @\"P1Y6M\".");
  }
  return literal(std::move(value));
}

// The longest declared name that stands here, else one identifier.
Result<Parser::Name> Parser::match_name() const {
  const std::string_view identifier = scanner_.peek_identifier();
  Name best{std::string(identifier), identifier.size(), false};
  const auto consider = [&](std::string_view candidate) {
    const std::size_t length = scanner_.length_of(candidate);
    if (length > best.length) best = {std::string(candidate), length, true};
  };
  for (const std::string& name : declared_.names) {
    consider(name);
    // A name that the model declares goes before a word of FEEL: input data may be called
    // "instance".
    if (name == identifier) best.joined = true;
  }
  for (const auto& function : declared_.functions) consider(function->name());
  for (const Local& local : locals_) consider(local.name);
  for (const std::string& key : keys_) consider(key);
  consider("time offset");
  for (const std::string_view name : spaced_builtin_names()) {
    const std::size_t length = scanner_.length_of(name);
    if (length <= best.length) continue;
    Scanner after = scanner_;
    after.take_bytes(length);
    if (after.sees("(")) best = {std::string(name), length, true};
  }
  if (best.length != 0) return best;
  return scanner_.syntax_error("expected a name but found " + scanner_.found(),
                               "Write a name here.");
}

Parser::NodeResult Parser::name_or_call() {
  DONTHU_ASSIGN(const Name name, match_name());
  if (!name.joined) {
    if (scanner_.take_word("true")) return literal(true);
    if (scanner_.take_word("false")) return literal(false);
    if (scanner_.take_word("null")) return literal(nullptr);
    if (scanner_.take_word("if")) return choice();
    if (scanner_.take_word("for")) return loop(NodeKind::loop);
    if (scanner_.take_word("some")) return loop(NodeKind::some);
    if (scanner_.take_word("every")) return loop(NodeKind::every);
    if (scanner_.sees_word("function")) {
      return scanner_.unsupported("a function definition",
                                  "Put the function into a business knowledge model.");
    }
    if (is_keyword(name.text)) {
      return scanner_.syntax_error("expected a value but found the word \"" + name.text + "\"",
                                   "Write a value before it, or declare the name that holds it.");
    }
  }
  scanner_.take_bytes(name.length);
  if (scanner_.sees("(")) return call(name);
  return resolve(name.text);
}

// From the innermost scope outwards. A filter's item gives its members as names, but which it has
// is known only when it is there: so each filter on the way is asked before what lies further out.
Parser::NodeResult Parser::resolve(const std::string& name) {
  std::size_t at = locals_.size();
  std::vector<std::uint32_t> items;
  Node node{.kind = NodeKind::name};
  for (; at > 0; --at) {
    const Local& local = locals_[at - 1];
    if (local.name == name) {
      node.kind = NodeKind::slot;
      node.a = local.slot;
      break;
    }
    if (local.is_item) items.push_back(local.slot);
  }
  if (name == "?") {
    uses_tested_value_ = true;
    if (node.kind != NodeKind::slot) {
      return scanner_.syntax_error("\"?\" where nothing is tested",
                                   "Use it in a table's input entry or after `in`.");
    }
  }
  if (node.kind == NodeKind::name) {
    node.a = add_text(name);
    if (items.empty()) tree_->free_names.push_back(name);
  }
  DONTHU_ASSIGN(NodeId result, add(node));
  for (auto slot = items.rbegin(); slot != items.rend(); ++slot) {
    Node item{.kind = NodeKind::item_name};
    item.a = add_text(name);
    item.b = result;
    item.c = *slot;
    DONTHU_ASSIGN(result, add(item));
  }
  return result;
}

Status Parser::arguments(std::vector<std::uint32_t>& nodes) {
  scanner_.take("(");
  while (!scanner_.sees(")")) {
    DONTHU_ASSIGN(const NodeId argument, expression());
    nodes.push_back(argument);
    if (scanner_.sees(":")) {
      return scanner_.unsupported("a named argument", "Give the arguments in their order.");
    }
    if (nodes.size() > arguments_limit) {
      return scanner_.too_much("more than 64 arguments", "Put them into a list.");
    }
    if (!scanner_.take(",")) break;
  }
  return expect(")", "the arguments of a call");
}

Parser::NodeResult Parser::call(const Name& name) {
  std::vector<std::uint32_t> given;
  DONTHU_TRY(arguments(given));
  Node node;
  std::size_t least = 0;
  std::size_t most = 0;
  const auto function = std::ranges::find_if(
      declared_.functions, [&](const auto& one) { return one->name() == name.text; });
  if (function != declared_.functions.end()) {
    node.kind = NodeKind::function_call;
    node.c = static_cast<std::uint32_t>(tree_->functions.size());
    tree_->functions.push_back(*function);
    least = most = (*function)->parameters().size();
  } else if ((name.text == "now" || name.text == "today") && given.empty()) {
    return resolve(name.text);
  } else if (const Builtin* builtin = find_builtin(name.text)) {
    node.kind = NodeKind::builtin_call;
    node.builtin = builtin;
    least = builtin->least;
    most = builtin->most;
  } else {
    return scanner_.unsupported("the function \"" + name.text + "\" before",
                                "Use a built-in function, or declare a business knowledge model.");
  }
  if (given.size() < least || given.size() > most) {
    return scanner_.syntax_error(
        "\"" + name.text + "\" with " + std::to_string(given.size()) + " arguments before",
        "Give it " + std::to_string(least) + (least == most ? "" : " to " + std::to_string(most)) +
            ".");
  }
  set_children(node, given);
  return add(node);
}

Parser::NodeResult Parser::choice() {
  Node node{.kind = NodeKind::choice};
  DONTHU_ASSIGN(node.a, expression());
  DONTHU_TRY(expect("then", "the condition of if"));
  DONTHU_ASSIGN(node.b, expression());
  DONTHU_TRY(expect("else", "the value after then"));
  DONTHU_ASSIGN(node.c, expression());
  return add(node);
}

Parser::NodeResult Parser::loop(NodeKind kind) {
  const std::size_t locals_before = locals_.size();
  std::vector<std::uint32_t> sources;
  do {
    DONTHU_ASSIGN(const std::string variable, variable_name("in"));
    DONTHU_TRY(expect("in", "the variable of a loop"));
    DONTHU_ASSIGN(NodeId source, expression());
    if (scanner_.take("..")) {
      Node span{.kind = NodeKind::span};
      span.a = source;
      DONTHU_ASSIGN(span.b, expression());
      DONTHU_ASSIGN(source, add(span));
    }
    const std::uint32_t slot = new_slot();
    sources.insert(sources.end(), {slot, source});
    locals_.push_back({variable, slot, false});
  } while (scanner_.take(","));
  DONTHU_TRY(expect(kind == NodeKind::loop ? "return" : "satisfies", "the lists of a loop"));
  Node node{.kind = kind};
  DONTHU_ASSIGN(node.c, expression());
  locals_.resize(locals_before);
  set_children(node, sources);
  return add(node);
}

}  // namespace donthu::policy
