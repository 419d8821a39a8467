#include "engine/process/parser.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "engine/process/attributes.h"
#include "engine/process/draft.h"
#include "engine/process/xml.h"

namespace donthu::process {
namespace {

// Ids that stand in the file; a drawing refers to them.
using Ids = std::set<std::string, std::less<>>;

class IdWalker : public pugi::xml_tree_walker {
 public:
  explicit IdWalker(Report& report) : report_(report) {}

  Ids ids;

  bool for_each(pugi::xml_node& node) override {
    const pugi::xml_attribute id = node.attribute("id");
    if (id && !ids.insert(id.value()).second)
      report_.refuse(ErrorCode::invalid, "duplicate-id", node,
                     "its id stands more than once in the file", "give each element its own id");
    return true;
  }

 private:
  Report& report_;
};

// References of what is only drawn: lanes and associations.
class DrawnReferenceWalker : public pugi::xml_tree_walker {
 public:
  DrawnReferenceWalker(const Ids& ids, Report& report) : ids_(ids), report_(report) {}

  bool for_each(pugi::xml_node& node) override {
    if (node.type() != pugi::node_element) return true;
    if (is_bpmn(node, "flowNodeRef")) check(node, text_of(node));
    if (is_bpmn(node, "association")) {
      check(node, node.attribute("sourceRef").value());
      check(node, node.attribute("targetRef").value());
    }
    return true;
  }

 private:
  void check(pugi::xml_node node, std::string_view reference) {
    if (ids_.contains(local_name(reference))) return;
    report_.refuse(ErrorCode::invalid, "dangling-reference", node,
                   "it refers to " + quoted(reference) + ", which is not in this file",
                   "remove the reference, or correct the id");
  }

  const Ids& ids_;
  Report& report_;
};

class FileReader {
 public:
  FileReader(std::string_view xml, const Vocabulary& vocabulary)
      : xml_(xml), vocabulary_(vocabulary), report_(xml) {}

  void read() {
    if (const Status loaded = load(); !loaded) return report_.refuse(loaded.error());
    IdWalker walker(report_);
    document_.traverse(walker);
    ids_ = std::move(walker.ids);
    if (!report_.clean()) return;
    read_definitions();
    if (!report_.clean()) return;
    for (Draft& draft : drafts_) resolve_references(draft, report_);
    DrawnReferenceWalker drawn(ids_, report_);
    document_.traverse(drawn);
    for (const Draft& draft : drafts_) check_calls(draft);
    if (!report_.clean()) return;
    for (Draft& draft : drafts_) check_soundness(draft, report_);
    if (!report_.clean()) return;
    for (Draft& draft : drafts_) check_drawn(draft);
  }

  [[nodiscard]] Report& report() { return report_; }

  [[nodiscard]] ProcedureFile finish() {
    ProcedureFile file;
    for (Draft& draft : drafts_)
      file.procedures.push_back(std::make_shared<const Procedure>(std::move(draft.parts)));
    file.warnings = std::move(report_.warnings());
    return file;
  }

 private:
  Status load() {
    if (xml_.size() > max_file_bytes)
      return fail(ErrorCode::full, "file-too-large", "the file is larger than 1 MiB", "line 1",
                  "split it: call activities may call processes of other files");
    DONTHU_TRY(check_text(xml_));
    const pugi::xml_parse_result parsed = document_.load_buffer(
        xml_.data(), xml_.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
    if (!parsed)
      return fail(ErrorCode::invalid, "bad-xml",
                  std::string("the file is not well-formed XML: ") + parsed.description(),
                  "line " + std::to_string(line_of(xml_, parsed.offset)),
                  "export it from the modeler again");
    DONTHU_TRY(check_shape(xml_, document_));
    if (!is_bpmn(document_.document_element(), "definitions") ||
        document_.document_element().next_sibling())
      return fail(ErrorCode::invalid, "not-bpmn", "the file is no BPMN 2.0 file", "line 1",
                  "its root must be <definitions> in the namespace of BPMN 2.0");
    return {};
  }

  void read_definitions() {
    static constexpr std::array<AttributeRule, 5> rules{{{"targetNamespace"},
                                                         {"exporter"},
                                                         {"exporterVersion"},
                                                         {"expressionLanguage"},
                                                         {"typeLanguage"}}};
    const pugi::xml_node definitions = document_.document_element();
    check_attributes(definitions, rules, {}, report_);
    const std::string language = definitions.attribute("expressionLanguage").value();
    if (!language.empty() && language.find("FEEL") == std::string::npos &&
        language.find("feel") == std::string::npos)
      report_.refuse(ErrorCode::unsupported, "language-not-supported", definitions,
                     "expressions are written in " + quoted(language), "write them in FEEL");
    static_cast<void>(read_extensions(definitions, false, report_));
    for (const pugi::xml_node child : definitions.children())
      if (is_bpmn(child, "message")) read_message(child);
    for (const pugi::xml_node child : definitions.children()) read_root(child);
    std::size_t elements = 0;
    for (const Draft& draft : drafts_)
      elements += draft.parts.elements.size() + draft.parts.flows.size();
    if (elements > max_elements)
      report_.refuse(
          ErrorCode::full, "too-many-elements", definitions,
          "it has more than " + std::to_string(max_elements) + " elements and sequence flows",
          "split it: call activities may call processes of other files");
    if (drafts_.empty() && report_.clean())
      report_.refuse(ErrorCode::invalid, "no-process", definitions, "it has no process",
                     "draw one");
  }

  void read_root(pugi::xml_node node) {
    if (is_bpmn(node, "process")) {
      if (drafts_.size() < max_elements)
        drafts_.push_back(read_process(node, {report_, vocabulary_, messages_}));
    } else if (is_bpmn(node, "collaboration")) {
      read_collaboration(node);
    } else if (local_name(node.name()) == "BPMNDiagram" &&
               namespace_of(node) == diagram_namespace) {
      read_diagram(node);
    } else if (!is_bpmn(node, "message") &&
               (node.type() != pugi::node_element || !is_annotation(node))) {
      refuse_element(node, report_);
    }
  }

  void read_message(pugi::xml_node node) {
    static constexpr std::array<AttributeRule, 1> rules{{{"itemRef"}}};
    check_attributes(node, rules, {}, report_);
    const std::string id = read_id(node, report_);
    messages_[id] = read_name(node, report_).vi;
  }

  // Pools: a drawing around processes. What flows between them is not executed, so not accepted.
  void read_collaboration(pugi::xml_node node) {
    static constexpr std::array<AttributeRule, 1> rules{{{"isClosed", "false"}}};
    static constexpr std::array<AttributeRule, 1> participant_rules{{{"processRef"}}};
    check_attributes(node, rules, {}, report_);
    for (const pugi::xml_node child : node.children()) {
      if (is_bpmn(child, "participant")) {
        check_attributes(child, participant_rules, {}, report_);
        check_reference(child, "processRef");
      } else if (child.type() != pugi::node_element || !is_annotation(child)) {
        refuse_element(child, report_);
      }
    }
  }

  void read_diagram(pugi::xml_node diagram) {
    for (const pugi::xml_node plane : diagram.children()) {
      if (local_name(plane.name()) != "BPMNPlane") continue;
      check_reference(plane, "bpmnElement");
      for (const pugi::xml_node shape : plane.children()) {
        check_reference(shape, "bpmnElement");
        drawn_.insert(std::string(local_name(shape.attribute("bpmnElement").value())));
      }
    }
  }

  void check_reference(pugi::xml_node node, const char* attribute) {
    const pugi::xml_attribute reference = node.attribute(attribute);
    if (!reference || ids_.contains(local_name(reference.value()))) return;
    report_.refuse(ErrorCode::invalid, "dangling-reference", node,
                   std::string(attribute) + " names " + quoted(reference.value()) +
                       ", which is not in this file",
                   "remove it, or correct the id");
  }

  void check_calls(const Draft& draft) {
    if (!vocabulary_.processes) return;
    for (Index index = 0; index < draft.parts.elements.size(); ++index) {
      const Element& element = draft.parts.elements[index];
      if (element.kind != ElementKind::call_activity) continue;
      const auto& known = *vocabulary_.processes;
      const bool here = std::any_of(drafts_.begin(), drafts_.end(), [&](const Draft& other) {
        return other.parts.id == element.called;
      });
      if (here || std::find(known.begin(), known.end(), element.called) != known.end()) continue;
      report_.refuse(ErrorCode::invalid, "unknown-process", draft.element_nodes[index],
                     "calledElement names " + quoted(element.called) + ", which is no process",
                     "correct it, or deploy that process first");
    }
  }

  void check_drawn(Draft& draft) {
    const auto& elements = draft.parts.elements;
    const auto is_drawn = [&](const Element& element) { return drawn_.contains(element.id); };
    draft.parts.has_diagram = std::any_of(elements.begin(), elements.end(), is_drawn);
    if (!draft.parts.has_diagram)
      return report_.warn("no-diagram", draft.node, "it has no diagram",
                          "draw it in a modeler, so that people see where a case stands");
    for (Index index = 0; index < elements.size(); ++index)
      if (!is_drawn(elements[index]))
        report_.warn("not-drawn", draft.element_nodes[index], "it is not in the diagram",
                     "draw it, so that people see when a case stands there");
  }

  std::string_view xml_;
  const Vocabulary& vocabulary_;
  pugi::xml_document document_;
  Report report_;
  Ids ids_;
  Ids drawn_;
  Messages messages_;
  std::vector<Draft> drafts_;
};

}  // namespace

Result<ProcedureFile> parse_procedures(std::string_view bpmn, const Vocabulary& vocabulary) {
  FileReader reader(bpmn, vocabulary);
  reader.read();
  if (!reader.report().clean()) return std::unexpected(reader.report().problems().front());
  return reader.finish();
}

std::vector<Error> problems_of(std::string_view bpmn, const Vocabulary& vocabulary) {
  FileReader reader(bpmn, vocabulary);
  reader.read();
  return std::move(reader.report().problems());
}

}  // namespace donthu::process
