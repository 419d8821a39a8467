// What may be written on and in a BPMN element. Inside of parser.h; other rooms use that.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "engine/process/draft.h"

namespace donthu::process {

// An attribute of BPMN that an element may have; with `only` it may have no other value.
struct AttributeRule {
  std::string_view name;
  std::string_view only = {};
};

// Refuses each attribute that is neither in `rules` nor, with the prefix of our namespace, in
// `extensions`; warns of foreign ones. `id` and `name` are always allowed.
void check_attributes(pugi::xml_node node, std::span<const AttributeRule> rules,
                      std::span<const std::string_view> extensions, Report& report);

// The attribute of our namespace, or an empty one.
[[nodiscard]] pugi::xml_attribute extension_attribute(pugi::xml_node node, std::string_view local);
[[nodiscard]] std::string extension_text(pugi::xml_node node, std::string_view local);

// The words of a list attribute of our namespace; refuses words that are no slugs, words twice, and
// words that `known` lacks.
[[nodiscard]] std::vector<std::string> read_words(
    pugi::xml_node node, std::string_view local,
    const std::optional<std::vector<std::string>>& known, Report& report);

// The same for an attribute that is one word; empty where it is absent.
[[nodiscard]] std::string read_word(pugi::xml_node node, std::string_view local,
                                    const std::optional<std::vector<std::string>>& known,
                                    Report& report);

// `name` and donthu:name_en, cleaned of line breaks.
[[nodiscard]] Text read_name(pugi::xml_node node, Report& report);

// `id`, required; refuses what is no XML name of at most 128 bytes.
[[nodiscard]] std::string read_id(pugi::xml_node node, Report& report);

// The <donthu:input> of extensionElements; refuses other elements of our namespace, warns of
// foreign ones.
[[nodiscard]] std::map<std::string, std::string> read_extensions(pugi::xml_node node,
                                                                 bool inputs_allowed,
                                                                 Report& report);

// An element of BPMN that has no effect and is no mistake: documentation, text annotation, …
[[nodiscard]] bool is_annotation(pugi::xml_node node);

// Refuses an element, with a remedy where we know one.
void refuse_element(pugi::xml_node node, Report& report);

}  // namespace donthu::process
