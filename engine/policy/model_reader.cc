#include "engine/policy/model_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/base/text.h"

namespace donthu::policy {
namespace {

constexpr std::array<std::string_view, 4> model_namespaces{
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
};

// What says nothing about a decision's outcome.
constexpr std::array<std::string_view, 21> silent_elements{
    "description",
    "extensionElements",
    "textAnnotation",
    "association",
    "group",
    "knowledgeSource",
    "elementCollection",
    "performanceIndicator",
    "organizationUnit",
    "question",
    "allowedAnswers",
    "variable",
    "informationRequirement",
    "knowledgeRequirement",
    "authorityRequirement",
    "supportedObjective",
    "impactedPerformanceIndicator",
    "decisionMaker",
    "decisionOwner",
    "usingProcess",
    "usingTask",
};

bool is_silent(std::string_view element) {
  return element.empty() || std::ranges::find(silent_elements, element) != silent_elements.end();
}

std::string_view without_hash(std::string_view reference) {
  return reference.starts_with('#') ? reference.substr(1) : reference;
}

}  // namespace

std::string trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(space) - first + 1));
}

ModelReader::ModelReader(std::string_view xml, std::string_view file_name)
    : xml_(xml), model_(std::make_shared<DecisionModel::Parsed>()) {
  model_->file_name = file_name;
}

std::string_view ModelReader::element_of(pugi::xml_node node) const {
  std::string_view name = node.name();
  if (!name.starts_with(prefix_)) return {};
  name.remove_prefix(prefix_.size());
  return name.find(':') == std::string_view::npos ? name : std::string_view{};
}

std::string ModelReader::qualified(std::string_view element) const {
  return prefix_ + std::string(element);
}

pugi::xml_node ModelReader::child(pugi::xml_node node, std::string_view element) const {
  return node.child(qualified(element).c_str());
}

std::string ModelReader::text_of(pugi::xml_node node) const {
  std::string text;
  for (const pugi::xml_node part : child(node, "text").children()) text += part.value();
  return trimmed(text);
}

std::string ModelReader::text_in(pugi::xml_node node, std::string_view element) const {
  return text_of(child(node, element));
}

std::string ModelReader::place_of(pugi::xml_node node) const {
  for (pugi::xml_node at = node; at; at = at.parent()) {
    if (const char* id = at.attribute("id").value(); *id != '\0') {
      return model_->file_name + "#" + id;
    }
  }
  return model_->file_name;
}

std::string ModelReader::type_of(pugi::xml_node node) const {
  const std::string type = node.attribute("typeRef").value();
  const std::string_view prefix = "feel:";
  return type.starts_with(prefix) ? type.substr(prefix.size()) : type;
}

Status ModelReader::refuse(pugi::xml_node node, std::string_view why) const {
  return fail(ErrorCode::unsupported, "dmn-unsupported",
              "<" + std::string(node.name()) + "> is not supported" +
                  (why.empty() ? std::string() : ": " + std::string(why)),
              place_of(node),
              "Use decision tables, literal expressions and business knowledge models of one.");
}

Status ModelReader::check_language(pugi::xml_node node) const {
  std::string language = node.attribute("expressionLanguage").value();
  while (language.ends_with('/')) language.pop_back();
  std::ranges::transform(language, language.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (language.empty() || language.ends_with("feel")) return {};
  return fail(ErrorCode::unsupported, "dmn-unsupported", "an expression language that is not FEEL",
              place_of(node), "Write the expression in FEEL and leave out expressionLanguage.");
}

Status ModelReader::open() {
  const std::string& file = model_->file_name;
  if (xml_.size() > model_bytes_limit) {
    return fail(ErrorCode::full, "dmn-limit", "the file is larger than 1 MiB", file,
                "Split it into several models.");
  }
  if (!is_utf8(xml_)) {
    return fail(ErrorCode::invalid, "dmn-syntax", "the file is not UTF-8", file,
                "Save it as UTF-8.");
  }
  const auto parsed = document_.load_buffer(
      xml_.data(), xml_.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  for (const pugi::xml_node node : document_.children()) {
    if (node.type() != pugi::node_doctype) continue;
    return fail(ErrorCode::unsupported, "dmn-doctype", "the file has a DOCTYPE", file,
                "Remove it: document types and entities are never read.");
  }
  if (!parsed) {
    const auto before = xml_.substr(0, static_cast<std::size_t>(parsed.offset));
    return fail(ErrorCode::invalid, "dmn-syntax",
                std::string("no well-formed XML: ") + parsed.description() + " in line " +
                    std::to_string(1 + std::ranges::count(before, '\n')),
                file, "Mend the XML; a DMN modeler writes it well-formed.");
  }
  definitions_ = document_.document_element();
  const std::string_view name = definitions_.name();
  const std::size_t colon = name.find(':');
  if (colon != std::string_view::npos) prefix_ = name.substr(0, colon + 1);
  if (element_of(definitions_) != "definitions") {
    return fail(ErrorCode::invalid, "dmn-syntax", "the root element is not <definitions>", file,
                "Give a DMN file.");
  }
  const std::string attribute =
      prefix_.empty() ? "xmlns" : "xmlns:" + prefix_.substr(0, prefix_.size() - 1);
  const std::string_view uri = definitions_.attribute(attribute.c_str()).value();
  if (std::ranges::find(model_namespaces, uri) == model_namespaces.end()) {
    return fail(ErrorCode::unsupported, "dmn-version",
                "the namespace of <definitions> is of no supported version of DMN", file,
                "Save the file as DMN 1.2, 1.3, 1.4 or 1.5.");
  }
  model_->name = definitions_.attribute("name").value();
  return check_language(definitions_);
}

Status ModelReader::remember_id(const std::string& id, pugi::xml_node node) {
  if (id.empty()) {
    return fail(ErrorCode::invalid, "dmn-syntax", "<" + std::string(node.name()) + "> has no id",
                place_of(node), "Give it an id, which requirements and events refer to.");
  }
  if (ids_.emplace(id, node).second && ids_.size() <= model_decisions_limit) return {};
  if (ids_.size() > model_decisions_limit) {
    return fail(ErrorCode::full, "dmn-limit",
                "more than " + std::to_string(model_decisions_limit) +
                    " decisions, input data and functions",
                place_of(node), "Split the file into several models.");
  }
  return fail(ErrorCode::invalid, "dmn-syntax", "the id \"" + id + "\" occurs twice",
              place_of(node), "Give every element its own id.");
}

Status ModelReader::collect_element(pugi::xml_node node, std::string_view element) {
  const std::string id = node.attribute("id").value();
  std::string name = trimmed(node.attribute("name").value());
  if (element == "itemDefinition" || is_silent(element)) return {};
  if (element != "inputData" && element != "decision" && element != "businessKnowledgeModel") {
    return refuse(node, {});
  }
  DONTHU_TRY(remember_id(id, node));
  if (name.empty()) {
    return fail(ErrorCode::invalid, "dmn-syntax", "<" + std::string(node.name()) + "> has no name",
                place_of(node), "Give it a name, by which expressions refer to it.");
  }
  for (const auto& [other_id, other] : ids_) {
    if (other_id != id && name == trimmed(other.attribute("name").value())) {
      return fail(ErrorCode::invalid, "dmn-syntax", "the name \"" + name + "\" occurs twice",
                  place_of(node), "Give decisions, input data and functions names of their own.");
    }
  }
  if (element == "inputData") {
    const std::string type = type_of(child(node, "variable"));
    if (!type.empty() && !is_known_type(type, model_->types)) {
      return fail(ErrorCode::invalid, "dmn-reference", "the type \"" + type + "\" is not defined",
                  place_of(node), "Use a built-in type, or add an item definition.");
    }
    input_names_[id] = name;
    model_->inputs[name] = type;
  } else if (element == "decision") {
    decision_indices_[id] = decision_nodes_.size();
    decision_nodes_.push_back(node);
  } else {
    functions_[id].node = node;
  }
  return {};
}

Status ModelReader::collect() {
  for (const pugi::xml_node node : definitions_.children()) {
    if (node.type() != pugi::node_element) continue;
    DONTHU_TRY(collect_element(node, element_of(node)));
  }
  if (!decision_nodes_.empty()) return {};
  return fail(ErrorCode::invalid, "dmn-syntax", "the model has no decision", model_->file_name,
              "Add a decision with a table or a literal expression.");
}

Result<ModelReader::Requirements> ModelReader::requirements(pugi::xml_node node) const {
  Requirements found;
  for (const pugi::xml_node requirement : node.children()) {
    const std::string_view element = element_of(requirement);
    if (element != "informationRequirement" && element != "knowledgeRequirement") continue;
    for (const pugi::xml_node target : requirement.children()) {
      const std::string_view kind = element_of(target);
      if (!kind.starts_with("required")) continue;
      const std::string id{without_hash(target.attribute("href").value())};
      const bool known = kind == "requiredInput"       ? input_names_.contains(id)
                         : kind == "requiredDecision"  ? decision_indices_.contains(id)
                         : kind == "requiredKnowledge" ? functions_.contains(id)
                                                       : false;
      if (!known) {
        return fail(ErrorCode::invalid, "dmn-reference",
                    "<" + std::string(target.name()) + "> refers to \"" + id +
                        "\", which the file does not have",
                    place_of(requirement), "Refer to the id of an element of the same file.");
      }
      (kind == "requiredInput"      ? found.inputs
       : kind == "requiredDecision" ? found.decisions
                                    : found.functions)
          .push_back(id);
    }
  }
  return found;
}

Result<std::shared_ptr<const Function>> ModelReader::function(const std::string& id) {
  FunctionSource& source = functions_[id];
  if (source.function) return source.function;
  if (source.in_progress) {
    return fail(ErrorCode::invalid, "dmn-reference",
                "functions that require each other in a circle", place_of(source.node),
                "Break the circle.");
  }
  source.in_progress = true;
  DONTHU_ASSIGN(source.function, read_function(id, source));
  return source.function;
}

Result<std::shared_ptr<const Function>> ModelReader::read_function(const std::string& id,
                                                                   FunctionSource& source) {
  const pugi::xml_node logic = child(source.node, "encapsulatedLogic");
  const std::string_view kind = logic.attribute("kind").value();
  const pugi::xml_node body = child(logic, "literalExpression");
  if (!body || (!kind.empty() && kind != "FEEL")) {
    DONTHU_TRY(refuse(source.node, "only a function of one literal expression is"));
  }
  Scope scope;
  std::vector<std::string>& parameters = scope.known;
  for (const pugi::xml_node part : logic.children()) {
    const std::string_view element = element_of(part);
    if (element == "formalParameter") {
      parameters.push_back(trimmed(part.attribute("name").value()));
    } else if (element != "literalExpression" && !is_silent(element)) {
      DONTHU_TRY(refuse(part, {}));
    }
  }
  DONTHU_ASSIGN(const Requirements needed, requirements(source.node));
  DONTHU_TRY(declare(needed, scope));
  DONTHU_TRY(check_language(body));
  const std::string place = model_->file_name + "#" + id;
  Decision reads;
  DONTHU_ASSIGN(Expression expression, read_expression(text_of(body), place, reads, scope));
  if (!reads.input_names.empty()) {
    return fail(ErrorCode::invalid, "dmn-undeclared-name",
                "a function reads \"" + reads.input_names.front() + "\", which is no parameter",
                place, "Make it a parameter.");
  }
  return std::make_shared<const Function>(trimmed(source.node.attribute("name").value()),
                                          std::move(parameters), std::move(expression));
}

// Adds what is required to what may be named.
Status ModelReader::declare(const Requirements& needed, Scope& scope) {
  for (const std::string& id : needed.inputs) scope.known.push_back(input_names_[id]);
  for (const std::string& id : needed.decisions) {
    scope.known.push_back(trimmed(ids_[id].attribute("name").value()));
  }
  for (const std::string& id : needed.functions) {
    DONTHU_ASSIGN(auto required, function(id));
    scope.declared.functions.push_back(std::move(required));
  }
  scope.declared.names = component_names_;
  scope.declared.names.insert(scope.declared.names.end(), scope.known.begin(), scope.known.end());
  return {};
}

Result<Expression> ModelReader::read_expression(const std::string& text, const std::string& place,
                                                Decision& decision, const Scope& scope) const {
  DONTHU_ASSIGN(Expression expression, Expression::parse(text, place, scope.declared));
  DONTHU_TRY(check_names(expression.names(), decision, scope, place));
  return expression;
}

Result<UnaryTests> ModelReader::read_tests(const std::string& text, const std::string& place,
                                           Decision& decision, const Scope& scope) const {
  DONTHU_ASSIGN(UnaryTests tests, UnaryTests::parse(text, place, scope.declared));
  DONTHU_TRY(check_names(tests.names(), decision, scope, place));
  return tests;
}

// What the decision does not require it must not read: a misspelt name would be null for ever.
Status ModelReader::check_names(const std::vector<std::string>& names, Decision& decision,
                                const Scope& scope, const std::string& place) const {
  for (const std::string& name : names) {
    if (std::ranges::find(scope.known, name) != scope.known.end()) continue;
    if (name == "now" || name == "today") {
      decision.input_names.push_back(name);
      continue;
    }
    return fail(ErrorCode::invalid, "dmn-undeclared-name",
                "an expression reads \"" + name + "\", which the decision does not require", place,
                "Add input data of that name and an informationRequirement, or write text in "
                "quotation marks.");
  }
  return {};
}

Status ModelReader::read_logic(pugi::xml_node node, Decision& decision, Logic& logic,
                               const Scope& scope) {
  bool found = false;
  for (const pugi::xml_node part : node.children()) {
    const std::string_view element = element_of(part);
    if (part.type() != pugi::node_element || is_silent(element)) continue;
    if (found) return refuse(part, "a decision has one expression");
    found = true;
    if (element == "decisionTable") {
      decision.is_table = true;
      DONTHU_TRY(read_table(part, decision, logic, scope));
    } else if (element == "literalExpression") {
      DONTHU_TRY(check_language(part));
      decision.literal = text_of(part);
      DONTHU_ASSIGN(logic.literal, read_expression(decision.literal, logic.place, decision, scope));
    } else {
      return refuse(part, {});
    }
  }
  if (found) return {};
  return fail(ErrorCode::invalid, "dmn-syntax",
              "the decision \"" + decision.name + "\" has no logic", logic.place,
              "Add a decisionTable or a literalExpression.");
}

Status ModelReader::read_decision(pugi::xml_node node) {
  Decision decision;
  Logic logic;
  decision.id = node.attribute("id").value();
  decision.name = trimmed(node.attribute("name").value());
  logic.place = place_of(node);
  DONTHU_ASSIGN(Requirements needed, requirements(node));
  Scope scope;
  DONTHU_TRY(declare(needed, scope));
  for (const std::string& id : needed.inputs) decision.input_names.push_back(input_names_[id]);
  DONTHU_TRY(read_logic(node, decision, logic, scope));
  model_->decisions.push_back(std::move(decision));
  model_->logic.push_back(std::move(logic));
  decision_requirements_.push_back(std::move(needed));
  return {};
}

Status ModelReader::visit(std::size_t index, std::vector<int>& state,
                          std::vector<std::size_t>& order) {
  if (state[index] == 2) return {};
  if (state[index] == 1) {
    return fail(ErrorCode::invalid, "dmn-reference",
                "decisions that require each other in a circle", model_->logic[index].place,
                "Break the circle.");
  }
  state[index] = 1;
  for (const std::string& id : decision_requirements_[index].decisions) {
    DONTHU_TRY(visit(decision_indices_[id], state, order));
  }
  state[index] = 2;
  order.push_back(index);
  return {};
}

Status ModelReader::order_decisions() {
  std::vector<std::vector<std::string>> own_names;
  for (const Decision& decision : model_->decisions) own_names.push_back(decision.input_names);
  for (std::size_t i = 0; i < model_->decisions.size(); ++i) {
    std::vector<int> state(model_->decisions.size(), 0);
    DONTHU_TRY(visit(i, state, model_->logic[i].order));
    std::vector<std::string> all;
    for (const std::size_t index : model_->logic[i].order) {
      all.insert(all.end(), own_names[index].begin(), own_names[index].end());
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    model_->decisions[i].input_names = std::move(all);
  }
  return {};
}

Result<DecisionModel> ModelReader::read() {
  DONTHU_TRY(open());
  DONTHU_TRY(read_types());
  DONTHU_TRY(collect());
  for (const pugi::xml_node node : decision_nodes_) DONTHU_TRY(read_decision(node));
  DONTHU_TRY(order_decisions());
  return DecisionModel(std::move(model_));
}

Result<DecisionModel> DecisionModel::parse(std::string_view xml, std::string_view file_name) {
  return ModelReader(xml, file_name).read();
}

}  // namespace donthu::policy
