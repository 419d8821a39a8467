// Stage 2 of the parser: references by id become indexes.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "engine/process/draft.h"
#include "engine/process/xml.h"

namespace donthu::process {
namespace {

class Resolver {
 public:
  Resolver(Draft& draft, Report& report) : draft_(draft), report_(report) {
    for (Index index = 0; index < draft.parts.elements.size(); ++index)
      elements_.emplace(draft.parts.elements[index].id, index);
    for (Index index = 0; index < draft.parts.flows.size(); ++index)
      flows_.emplace(draft.parts.flows[index].id, index);
  }

  void resolve() {
    for (Index index = 0; index < draft_.parts.flows.size(); ++index) connect(index);
    for (Index index = 0; index < draft_.parts.elements.size(); ++index) {
      const Element& element = draft_.parts.elements[index];
      if (element.kind == ElementKind::boundary_timer) attach(index);
      if (element.kind == ElementKind::exclusive_gateway) set_default(index);
      if (element.kind == ElementKind::start_event) set_start(index);
      check_listed(index, "incoming", element.incoming);
      check_listed(index, "outgoing", element.outgoing);
    }
  }

 private:
  using Map = std::map<std::string, Index, std::less<>>;

  Index find(const Map& among, pugi::xml_node node, const char* attribute, const char* what) {
    const std::string_view id = local_name(node.attribute(attribute).value());
    const auto found = among.find(id);
    if (found != among.end()) return found->second;
    report_.refuse(ErrorCode::invalid, "dangling-reference", node,
                   std::string(attribute) + " names " + quoted(id) + ", which is no " + what +
                       " of this process",
                   "connect it to an element of the same process");
    return no_index;
  }

  void connect(Index index) {
    const pugi::xml_node node = draft_.flow_nodes[index];
    SequenceFlow& flow = draft_.parts.flows[index];
    flow.source = find(elements_, node, "sourceRef", "element");
    flow.target = find(elements_, node, "targetRef", "element");
    if (flow.source == no_index || flow.target == no_index) return;
    Element& source = draft_.parts.elements[flow.source];
    Element& target = draft_.parts.elements[flow.target];
    source.outgoing.push_back(index);
    target.incoming.push_back(index);
    const Index scope = draft_.flow_scopes[index];
    if (source.scope != scope || target.scope != scope)
      report_.refuse(ErrorCode::invalid, "flow-crosses-border", node,
                     "it leaves or enters a sub-process",
                     "connect elements of the same scope; end the sub-process by its end event");
  }

  void attach(Index index) {
    const pugi::xml_node node = draft_.element_nodes[index];
    const Index activity = find(elements_, node, "attachedToRef", "element");
    if (activity == no_index) return;
    Element& boundary = draft_.parts.elements[index];
    Element& host = draft_.parts.elements[activity];
    boundary.attached_to = activity;
    host.boundary.push_back(index);
    const bool waits =
        host.kind == ElementKind::user_task || host.kind == ElementKind::receive_task ||
        host.kind == ElementKind::sub_process || host.kind == ElementKind::call_activity;
    if (!waits || host.scope != boundary.scope)
      report_.refuse(
          ErrorCode::invalid, "bad-attachment", node,
          "it is attached to a " + std::string(name_of(host.kind)) + ", on which it cannot fire",
          "attach it to a user task, receive task, sub-process or call activity of the "
          "same scope");
  }

  void set_default(Index index) {
    const pugi::xml_node node = draft_.element_nodes[index];
    if (!node.attribute("default")) return;
    const Index flow = find(flows_, node, "default", "sequence flow");
    draft_.parts.elements[index].default_flow = flow;
    if (flow == no_index || draft_.parts.flows[flow].source == index) return;
    report_.refuse(ErrorCode::invalid, "bad-default", node,
                   "its default flow starts at another element", "choose one of its own flows");
  }

  void set_start(Index index) {
    const Index scope = draft_.parts.elements[index].scope;
    Index& start = scope == no_index ? draft_.parts.start : draft_.parts.elements[scope].start;
    if (start == no_index)
      start = index;
    else
      report_.refuse(ErrorCode::unsupported, "several-start-events", draft_.element_nodes[index],
                     "it is not the only start event of its scope", "keep one of them");
  }

  // The lists <incoming> and <outgoing> repeat what the flows say; where they differ, somebody
  // edited one of the two by hand.
  void check_listed(Index index, const char* list, const std::vector<Index>& connected) {
    for (const pugi::xml_node child : draft_.element_nodes[index].children()) {
      if (!is_bpmn(child, list)) continue;
      const std::string id = text_of(child);
      const auto flow = flows_.find(local_name(id));
      if (flow != flows_.end() &&
          std::find(connected.begin(), connected.end(), flow->second) != connected.end())
        continue;
      report_.refuse(
          ErrorCode::invalid, "dangling-reference", child,
          std::string(list) + " names " + quoted(id) + ", which is no sequence flow that ends here",
          "remove the entry, or draw the flow");
    }
  }

  Draft& draft_;
  Report& report_;
  Map elements_;
  Map flows_;
};

}  // namespace

void resolve_references(Draft& draft, Report& report) { Resolver(draft, report).resolve(); }

}  // namespace donthu::process
