#include "engine/process/xml.h"

#include <algorithm>
#include <iterator>

#include "engine/base/text.h"

namespace donthu::process {
namespace {

std::unexpected<Error> refuse(std::string_view xml, std::size_t at, const char* reason,
                              std::string message, std::string remedy) {
  return fail(ErrorCode::invalid, reason, std::move(message),
              "line " + std::to_string(line_of(xml, static_cast<std::ptrdiff_t>(at))),
              std::move(remedy));
}

// The position behind `end`, searched from `at`; the end of the text where there is none.
std::size_t behind(std::string_view xml, std::size_t at, std::string_view end) {
  const std::size_t found = xml.find(end, at);
  return found == std::string_view::npos ? xml.size() : found + end.size();
}

// Of "&…;" the part between; empty where it does not end soon.
std::string_view reference_at(std::string_view xml, std::size_t at) {
  const std::string_view rest = xml.substr(at + 1, 12);
  const std::size_t end = rest.find(';');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

// A predefined entity (XML 1.0 §4.6), or a character by number that XML allows (§2.2).
bool is_plain_reference(std::string_view name) {
  if (name == "lt" || name == "gt" || name == "amp" || name == "apos" || name == "quot")
    return true;
  if (name.size() < 2 || name[0] != '#') return false;
  const bool hex = name[1] == 'x';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  if (digits.empty() || digits.size() > 8) return false;
  std::uint64_t code = 0;
  for (const char c : digits) {
    int digit = -1;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (hex && c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (hex && c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit < 0) return false;
    code = code * (hex ? 16 : 10) + static_cast<std::uint64_t>(digit);
  }
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  return code < 0x7f || (code > 0x9f && code < 0xd800) || (code > 0xdfff && code < 0xfffe) ||
         (code > 0xffff && code <= 0x10ffff);
}

}  // namespace

Status check_text(std::string_view xml) {
  if (!is_utf8(xml))
    return fail(ErrorCode::invalid, "not-utf8", "the file is not UTF-8", "line 1",
                "save it as UTF-8");
  const auto control = std::find_if(xml.begin(), xml.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
           c == 0x7f;
  });
  if (control != xml.end())
    return refuse(xml, static_cast<std::size_t>(control - xml.begin()), "control-character",
                  "the file has a control character", "remove it");
  for (std::size_t at = 0; at < xml.size();) {
    const char c = xml[at];
    const std::string_view rest = xml.substr(at);
    if (rest.starts_with("<!--")) {
      at = behind(xml, at + 4, "-->");
    } else if (rest.starts_with("<![CDATA[")) {
      at = behind(xml, at + 9, "]]>");
    } else if (rest.starts_with("<?")) {
      at = behind(xml, at + 2, "?>");
    } else if (rest.starts_with("<!")) {
      return refuse(xml, at, "doctype", "the file has a document type declaration",
                    "remove DOCTYPE and ENTITY declarations; BPMN needs none");
    } else if (c == '&' && !is_plain_reference(reference_at(xml, at))) {
      return refuse(xml, at, "entity",
                    "the file has a reference to an entity that XML itself "
                    "does not define",
                    "write the character itself, or &amp; for '&'");
    } else {
      ++at;
    }
  }
  return {};
}

namespace {

constexpr int max_depth = 64;
constexpr std::ptrdiff_t max_attributes = 64;

// Stops at the first element that is too deep, has too many attributes, or one of them twice.
class ShapeWalker : public pugi::xml_tree_walker {
 public:
  pugi::xml_node offender;

  bool for_each(pugi::xml_node& node) override {
    const auto attributes = node.attributes();
    bool good = depth() < max_depth &&
                std::distance(attributes.begin(), attributes.end()) <= max_attributes;
    for (auto one = attributes.begin(); good && one != attributes.end(); ++one)
      for (auto other = std::next(one); good && other != attributes.end(); ++other)
        good = std::string_view(one->name()) != other->name();
    if (!good || node.type() == pugi::node_doctype) offender = node;
    return !offender;
  }
};

}  // namespace

Status check_shape(std::string_view xml, const pugi::xml_document& document) {
  ShapeWalker walker;
  // traverse() wants a handle that may change; the walker changes nothing.
  pugi::xml_node root = document.root();
  root.traverse(walker);
  if (walker.offender)
    return fail(ErrorCode::invalid, "bad-xml",
                std::string("element '") + walker.offender.name() +
                    "' lies too deep, or has too many attributes, or one of them twice",
                "line " + std::to_string(line_of(xml, walker.offender.offset_debug())),
                "correct the element");
  return {};
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

namespace {

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
}

std::string_view declared(pugi::xml_node node, std::string_view prefix) {
  const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (; node.type() == pugi::node_element; node = node.parent())
    if (const pugi::xml_attribute found = node.attribute(name.c_str())) return found.value();
  return {};
}

}  // namespace

std::string_view namespace_of(pugi::xml_node node) {
  return declared(node, prefix_of(node.name()));
}

std::string_view namespace_of(pugi::xml_node node, pugi::xml_attribute attribute) {
  const std::string_view prefix = prefix_of(attribute.name());
  return prefix.empty() ? std::string_view{} : declared(node, prefix);
}

bool is_namespace_declaration(pugi::xml_attribute attribute) {
  const std::string_view name = attribute.name();
  return name == "xmlns" || name.starts_with("xmlns:");
}

bool is_bpmn(pugi::xml_node node, std::string_view local) {
  return local_name(node.name()) == local && namespace_of(node) == bpmn_namespace;
}

std::string text_of(pugi::xml_node node) {
  std::string text;
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      text += child.value();
  return std::string(trimmed(text));
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(white);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(white) - begin + 1);
}

std::size_t line_of(std::string_view xml, std::ptrdiff_t offset) {
  if (offset < 0) return 1;
  const std::string_view before = xml.substr(0, static_cast<std::size_t>(offset));
  return static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
}

}  // namespace donthu::process
