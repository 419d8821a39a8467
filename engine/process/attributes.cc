#include "engine/process/attributes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/process/xml.h"

namespace donthu::process {
namespace {

constexpr std::size_t max_id_bytes = 128;
constexpr std::size_t max_name_bytes = 512;
constexpr std::size_t max_word_bytes = 64;
constexpr std::size_t max_words = 64;

bool is_slug(std::string_view word) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !word.empty() && word.size() <= max_word_bytes && word[0] >= 'a' && word[0] <= 'z' &&
         std::all_of(word.begin(), word.end(), good);
}

// XML's NCName (Namespaces in XML §3), where everything outside ASCII counts as a letter.
bool is_xml_name(std::string_view id) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  const auto good = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !id.empty() && id.size() <= max_id_bytes && letter(id[0]) &&
         std::all_of(id.begin(), id.end(), good) && is_clean_text(id);
}

void check_plain(pugi::xml_node node, pugi::xml_attribute attribute,
                 std::span<const AttributeRule> rules, Report& report) {
  const std::string_view name = attribute.name();
  if (name == "id" || name == "name") return;
  const auto rule = std::find_if(rules.begin(), rules.end(),
                                 [&](const AttributeRule& one) { return one.name == name; });
  if (rule == rules.end())
    return report.refuse(ErrorCode::unsupported, "attribute-not-supported", node,
                         "attribute " + quoted(name) + " is not supported here", "remove it");
  if (!rule->only.empty() && rule->only != attribute.value())
    report.refuse(ErrorCode::unsupported, "attribute-not-supported", node,
                  "attribute " + quoted(name) + " may only be " + quoted(rule->only),
                  "remove it, or give it that value");
}

void check_prefixed(pugi::xml_node node, pugi::xml_attribute attribute,
                    std::span<const std::string_view> extensions, Report& report) {
  const std::string_view name = attribute.name();
  const std::string_view space = namespace_of(node, attribute);
  if (space == schema_instance_namespace || name.starts_with("xml:")) return;
  if (space.empty())
    return report.refuse(ErrorCode::invalid, "undeclared-prefix", node,
                         "the prefix of attribute " + quoted(name) + " is not declared",
                         "declare it with xmlns:…");
  if (space != extension_namespace)
    return report.warn("foreign-extension", node,
                       "attribute " + quoted(name) + " has no effect here", "remove it");
  if (std::find(extensions.begin(), extensions.end(), local_name(name)) == extensions.end())
    report.refuse(ErrorCode::invalid, "unknown-attribute", node,
                  "attribute " + quoted(name) + " is unknown on this element",
                  "correct its name, or remove it");
}

// What to draw instead of what we do not execute.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> remedies{{
    {"task", "make it a user task or a service task"},
    {"scriptTask", "make it a service task that calls a known function"},
    {"businessRuleTask", "make it a service task that calls a known function"},
    {"sendTask", "make it a service task that calls a known function"},
    {"manualTask", "make it a user task with the command that records it"},
    {"intermediateThrowEvent", "make it a service task that calls a known function"},
    {"inclusiveGateway", "draw it with exclusive and parallel gateways"},
    {"complexGateway", "draw it with exclusive and parallel gateways"},
    {"eventBasedGateway",
     "draw one message catch event with several commands, and gateways after it"},
    {"transaction", "draw a sub-process"},
    {"adHocSubProcess", "draw a sub-process"},
    {"multiInstanceLoopCharacteristics", "remove the marker and draw the repetition with gateways"},
    {"standardLoopCharacteristics", "remove the marker and draw the repetition with gateways"},
    {"timeCycle", "use timeDuration or timeDate"},
}};

}  // namespace

void check_attributes(pugi::xml_node node, std::span<const AttributeRule> rules,
                      std::span<const std::string_view> extensions, Report& report) {
  for (const pugi::xml_attribute attribute : node.attributes()) {
    if (is_namespace_declaration(attribute)) continue;
    if (std::string_view(attribute.name()).find(':') == std::string_view::npos)
      check_plain(node, attribute, rules, report);
    else
      check_prefixed(node, attribute, extensions, report);
  }
}

pugi::xml_attribute extension_attribute(pugi::xml_node node, std::string_view local) {
  for (const pugi::xml_attribute attribute : node.attributes())
    if (local_name(attribute.name()) == local &&
        namespace_of(node, attribute) == extension_namespace)
      return attribute;
  return {};
}

std::string extension_text(pugi::xml_node node, std::string_view local) {
  return std::string(trimmed(extension_attribute(node, local).value()));
}

std::vector<std::string> read_words(pugi::xml_node node, std::string_view local,
                                    const std::optional<std::vector<std::string>>& known,
                                    Report& report) {
  std::vector<std::string> words;
  const std::string attribute = "donthu:" + std::string(local);
  std::string_view rest = trimmed(extension_attribute(node, local).value());
  while (!rest.empty()) {
    if (words.size() == max_words) {
      report.refuse(ErrorCode::full, "bad-word", node,
                    attribute + " has more than " + std::to_string(max_words) + " names",
                    "name fewer");
      break;
    }
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n"));
    rest = trimmed(rest.substr(word.size()));
    if (!is_slug(word))
      report.refuse(ErrorCode::invalid, "bad-word", node,
                    quoted(word) + " in " + attribute + " is no name",
                    "use small letters, digits, '-' and '_'; separate names by a space");
    else if (std::find(words.begin(), words.end(), word) != words.end())
      report.refuse(ErrorCode::invalid, "bad-word", node,
                    quoted(word) + " stands twice in " + attribute, "remove one of them");
    else if (known && std::find(known->begin(), known->end(), word) == known->end())
      report.refuse(ErrorCode::invalid, "unknown-" + std::string(local), node,
                    quoted(word) + " in " + attribute + " is not known",
                    "correct it, or use a version of the program that knows it");
    words.emplace_back(word);
  }
  return words;
}

std::string read_word(pugi::xml_node node, std::string_view local,
                      const std::optional<std::vector<std::string>>& known, Report& report) {
  std::vector<std::string> words = read_words(node, local, known, report);
  if (words.size() > 1)
    report.refuse(ErrorCode::invalid, "bad-word", node,
                  "donthu:" + std::string(local) + " takes one name", "write only one");
  if (words.empty() && extension_attribute(node, local))
    report.refuse(ErrorCode::invalid, "bad-word", node,
                  "donthu:" + std::string(local) + " is empty", "give it a value, or remove it");
  return words.empty() ? std::string{} : std::move(words.front());
}

Text read_name(pugi::xml_node node, Report& report) {
  Text name{node.attribute("name").value(), extension_text(node, "name_en")};
  for (std::string* text : {&name.vi, &name.en}) {
    std::replace_if(
        text->begin(), text->end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; },
        ' ');
    if (text->size() <= max_name_bytes && is_clean_text(*text)) continue;
    report.refuse(ErrorCode::invalid, "bad-name", node,
                  "its name is longer than " + std::to_string(max_name_bytes) +
                      " bytes, or has control characters",
                  "give it a short name");
    text->clear();
  }
  return name;
}

std::string read_id(pugi::xml_node node, Report& report) {
  const std::string id = node.attribute("id").value();
  if (!is_xml_name(id))
    report.refuse(ErrorCode::invalid, "bad-id", node,
                  id.empty() ? "it has no id" : "its id is no XML name of at most 128 bytes",
                  "give it an id of letters, digits, '_', '-' and '.', unique in the file");
  return id;
}

std::map<std::string, std::string> read_extensions(pugi::xml_node node, bool inputs_allowed,
                                                   Report& report) {
  static constexpr std::array<AttributeRule, 1> input_rules{{{"value"}}};
  std::map<std::string, std::string> inputs;
  for (const pugi::xml_node holder : node.children()) {
    if (!is_bpmn(holder, "extensionElements")) continue;
    for (const pugi::xml_node child : holder.children()) {
      if (namespace_of(child) != extension_namespace) {
        report.warn("foreign-extension", node,
                    "extension " + quoted(child.name()) + " has no effect here", "remove it");
        continue;
      }
      if (!inputs_allowed || local_name(child.name()) != "input") {
        report.refuse(ErrorCode::invalid, "unknown-extension", node,
                      "extension " + quoted(child.name()) + " is unknown in this element",
                      "correct its name, or remove it");
        continue;
      }
      check_attributes(child, input_rules, {}, report);
      const std::string name = child.attribute("name").value();
      const std::string value = child.attribute("value").value();
      if (!is_slug(name) || !child.attribute("value") || child.first_child())
        report.refuse(ErrorCode::invalid, "bad-input", node,
                      "input " + quoted(name) +
                          " needs a name of small letters, digits, '-' and "
                          "'_', and a value",
                      "write <donthu:input name=\"…\" value=\"…\"/>");
      else if (value.starts_with("=") || !is_clean_text(value) || value.size() > max_name_bytes)
        report.refuse(ErrorCode::unsupported, "bad-input", node,
                      "the value of input " + quoted(name) + " is an expression or too long",
                      "write a plain value of at most 512 bytes");
      else if (!inputs.emplace(name, value).second)
        report.refuse(ErrorCode::invalid, "bad-input", node,
                      "input " + quoted(name) + " stands twice", "remove one of them");
    }
  }
  return inputs;
}

bool is_annotation(pugi::xml_node node) {
  if (namespace_of(node) != bpmn_namespace) return false;
  static constexpr std::array<std::string_view, 7> names{
      "documentation", "textAnnotation", "association",      "group",
      "laneSet",       "category",       "extensionElements"};
  return std::find(names.begin(), names.end(), local_name(node.name())) != names.end();
}

void refuse_element(pugi::xml_node node, Report& report) {
  if (node.type() != pugi::node_element)
    return report.refuse(ErrorCode::invalid, "stray-text", node.parent(),
                         "it has text where BPMN has none", "remove the text");
  const std::string_view local = local_name(node.name());
  if (namespace_of(node) != bpmn_namespace)
    return report.refuse(ErrorCode::invalid, "not-bpmn", node,
                         "it does not belong to the namespace of BPMN 2.0",
                         "declare the namespace, or move it into extensionElements");
  const auto remedy =
      std::find_if(remedies.begin(), remedies.end(), [&](auto& one) { return one.first == local; });
  report.refuse(
      ErrorCode::unsupported, "element-not-supported", node,
      "this engine does not execute " + std::string(local),
      std::string(remedy == remedies.end() ? "remove it, or draw it otherwise" : remedy->second));
}

}  // namespace donthu::process
