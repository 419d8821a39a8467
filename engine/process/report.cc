#include <algorithm>
#include <utility>

#include "engine/base/text.h"
#include "engine/process/draft.h"
#include "engine/process/xml.h"

namespace donthu::process {
namespace {

// The element a modeler can select: what lies in a task or an event belongs to it.
pugi::xml_node owner_of(pugi::xml_node node) {
  for (pugi::xml_node at = node; at.parent(); at = at.parent()) {
    const pugi::xml_node parent = at.parent();
    if (parent.type() == pugi::node_document || is_bpmn(parent, "definitions") ||
        is_bpmn(parent, "process") || is_bpmn(parent, "subProcess") ||
        is_bpmn(parent, "collaboration"))
      return at;
  }
  return node;
}

// Ids and names go into the texts only as far as a terminal can show them.
std::string shown(std::string_view text) {
  return is_clean_text(text) ? fit(text, std::min<std::size_t>(display_width(text), 80)) : "?";
}

std::string describe(pugi::xml_node node) {
  std::string text = shown(local_name(node.name()));
  const std::string_view name = node.attribute("name").value();
  const std::string_view id = node.attribute("id").value();
  if (!name.empty()) text += " \"" + shown(name) + "\"";
  if (!id.empty()) text += " (" + shown(id) + ")";
  return text;
}

}  // namespace

std::string quoted(std::string_view text) { return "'" + shown(text) + "'"; }

Error Report::about(ErrorCode code, std::string reason, pugi::xml_node node,
                    const std::string& what, std::string remedy) const {
  const pugi::xml_node owner = owner_of(node);
  const std::string line = "line " + std::to_string(line_of(xml_, node.offset_debug()));
  const std::string id = shown(owner.attribute("id").value());
  return {.code = code,
          .reason = std::move(reason),
          .message = describe(owner) + ", " + line + ": " + what,
          .message_vi = {},
          .field = id.empty() ? line : id,
          .remedy = std::move(remedy)};
}

void Report::refuse(ErrorCode code, std::string reason, pugi::xml_node node,
                    const std::string& what, std::string remedy) {
  if (problems_.size() >= max_told) return;
  problems_.push_back(about(code, std::move(reason), node, what, std::move(remedy)));
}

void Report::warn(std::string reason, pugi::xml_node node, const std::string& what,
                  std::string remedy) {
  if (warnings_.size() >= max_told) return;
  warnings_.push_back(
      about(ErrorCode::unsupported, std::move(reason), node, what, std::move(remedy)));
}

}  // namespace donthu::process
