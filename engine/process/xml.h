// Namespaces over pugixml, and the gate before it: what XML may contain here. Inside of parser.h;
// other rooms use that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <pugixml.hpp>

#include "engine/base/result.h"

namespace donthu::process {

inline constexpr std::string_view bpmn_namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL";
inline constexpr std::string_view diagram_namespace = "http://www.omg.org/spec/BPMN/20100524/DI";
inline constexpr std::string_view schema_instance_namespace =
    "http://www.w3.org/2001/XMLSchema-instance";

// UTF-8 without DOCTYPE, entities of its own, or control characters.
// invalid "not-utf8", "control-character", "doctype", "entity"; `field` is the line.
[[nodiscard]] Status check_text(std::string_view xml);

// Bounds depth and attributes, and finds attributes that stand twice (pugixml lets them pass).
// invalid "bad-xml".
[[nodiscard]] Status check_shape(std::string_view xml, const pugi::xml_document& document);

// The part of a name after its prefix: "bpmn:userTask" -> "userTask".
[[nodiscard]] std::string_view local_name(std::string_view name);

// The namespace of an element; empty where it has none or its prefix is not declared.
[[nodiscard]] std::string_view namespace_of(pugi::xml_node node);
// The namespace of an attribute of `node`; one without prefix has none.
[[nodiscard]] std::string_view namespace_of(pugi::xml_node node, pugi::xml_attribute attribute);
[[nodiscard]] bool is_namespace_declaration(pugi::xml_attribute attribute);

// Whether the element is `local` of BPMN.
[[nodiscard]] bool is_bpmn(pugi::xml_node node, std::string_view local);

// The text directly inside an element, without white space at its ends.
[[nodiscard]] std::string text_of(pugi::xml_node node);
[[nodiscard]] std::string_view trimmed(std::string_view text);

// 1 for the first line.
[[nodiscard]] std::size_t line_of(std::string_view xml, std::ptrdiff_t offset);

}  // namespace donthu::process
