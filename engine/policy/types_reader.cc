#include <utility>

#include "engine/policy/model_reader.h"

namespace donthu::policy {
namespace {

constexpr int component_depth_limit = 8;

}  // namespace

Result<ItemType> ModelReader::read_type(pugi::xml_node node, int depth) {
  if (depth > component_depth_limit) {
    return fail(ErrorCode::full, "dmn-limit", "item components nested too deep", place_of(node),
                "Give the inner structure an item definition of its own.");
  }
  ItemType type;
  type.is_collection = node.attribute("isCollection").as_bool();
  type.base = trimmed(child(node, "typeRef").text().get());
  if (type.base.starts_with("feel:")) type.base.erase(0, 5);
  for (const pugi::xml_node part : node.children()) {
    const std::string_view element = element_of(part);
    if (element == "functionItem" || element == "typeConstraint") {
      DONTHU_TRY(refuse(part, "item definitions have a type, allowed values and components"));
    }
    if (element != "itemComponent") continue;
    const std::string name = trimmed(part.attribute("name").value());
    DONTHU_ASSIGN(ItemType component, read_type(part, depth + 1));
    component_names_.push_back(name);
    type.components.emplace_back(name, std::move(component));
  }
  type.allowed_text = text_in(node, "allowedValues");
  if (!type.allowed_text.empty()) {
    DONTHU_ASSIGN(type.allowed, UnaryTests::parse(type.allowed_text, place_of(node)));
  }
  return type;
}

Status ModelReader::check_type(const ItemType& type, const std::string& place) const {
  if (!type.base.empty() && !is_known_type(type.base, model_->types)) {
    return fail(ErrorCode::invalid, "dmn-reference",
                "the type \"" + type.base + "\" is not defined", place,
                "Use a built-in type, or add an item definition.");
  }
  for (const auto& [name, component] : type.components) DONTHU_TRY(check_type(component, place));
  return {};
}

Status ModelReader::read_types() {
  for (const pugi::xml_node node : definitions_.children()) {
    if (element_of(node) != "itemDefinition") continue;
    const std::string name = trimmed(node.attribute("name").value());
    if (name.empty() || is_known_type(name, model_->types)) {
      return fail(ErrorCode::invalid, "dmn-syntax",
                  "an item definition without a name, or with one that is taken", place_of(node),
                  "Give every item definition its own name.");
    }
    if (model_->types.size() == model_decisions_limit) {
      return fail(ErrorCode::full, "dmn-limit", "too many item definitions", place_of(node),
                  "Split the file into several models.");
    }
    DONTHU_ASSIGN(ItemType type, read_type(node, 0));
    model_->types.emplace(name, std::move(type));
  }
  for (const auto& [name, type] : model_->types) {
    DONTHU_TRY(check_type(type, model_->file_name));
  }
  return {};
}

}  // namespace donthu::policy
