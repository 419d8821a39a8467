// Stage 3 of the parser: what is drawn can be executed from its start to an end.
#include <string>
#include <vector>

#include "engine/process/draft.h"

namespace donthu::process {
namespace {

bool is_end(ElementKind kind) {
  return kind == ElementKind::end_event || kind == ElementKind::terminate_end_event;
}

class Soundness {
 public:
  Soundness(const Draft& draft, Report& report)
      : draft_(draft), parts_(draft.parts), report_(report) {}

  void check() {
    check_scope(draft_.node, no_index, parts_.start);
    for (Index index = 0; index < parts_.elements.size(); ++index) {
      const Element& element = parts_.elements[index];
      if (element.kind == ElementKind::sub_process)
        check_scope(draft_.element_nodes[index], index, element.start);
      check_connections(index);
      check_conditions(index);
    }
    if (report_.clean()) check_reach();
  }

 private:
  void refuse(Index element, const char* reason, const std::string& what, std::string remedy) {
    report_.refuse(ErrorCode::invalid, reason, draft_.element_nodes[element], what,
                   std::move(remedy));
  }

  void check_scope(pugi::xml_node node, Index scope, Index start) {
    if (start == no_index)
      report_.refuse(ErrorCode::invalid, "no-start-event", node, "it has no start event",
                     "draw one");
    for (const Element& element : parts_.elements)
      if (element.scope == scope && is_end(element.kind)) return;
    report_.refuse(ErrorCode::invalid, "no-end-event", node, "it has no end event", "draw one");
  }

  void check_connections(Index index) {
    const Element& element = parts_.elements[index];
    const bool begins =
        element.kind == ElementKind::start_event || element.kind == ElementKind::boundary_timer;
    if (begins && !element.incoming.empty())
      refuse(index, "flow-into-start", "a flow leads into it, though it only begins",
             "let the flow lead to the element behind it");
    if (is_end(element.kind) && !element.outgoing.empty())
      refuse(index, "flow-out-of-end", "a flow leads out of it, though it ends",
             "remove the flow, or the end event");
    if (!is_end(element.kind) && element.outgoing.empty())
      refuse(index, "dead-end", "no flow leads out of it",
             "connect it to what follows, or to an end");
  }

  void check_conditions(Index index) {
    const Element& element = parts_.elements[index];
    if (element.kind != ElementKind::exclusive_gateway) {
      for (const Index flow : element.outgoing)
        if (parts_.flows[flow].condition)
          refuse_flow(flow, "condition-not-supported",
                      "it has a condition, though it does not start at an exclusive gateway",
                      "draw an exclusive gateway before it");
      return;
    }
    for (const Index flow : element.outgoing) {
      const bool conditional = parts_.flows[flow].condition.has_value();
      if (flow == element.default_flow && conditional)
        refuse_flow(flow, "bad-default", "it is the default flow and has a condition",
                    "remove the condition, for it would not be asked");
      if (flow != element.default_flow && !conditional && element.outgoing.size() > 1)
        refuse_flow(flow, "no-condition",
                    "it leaves exclusive gateway '" + element.id + "' without a condition",
                    "give it a condition, or make it the default flow");
    }
    if (element.default_flow == no_index && element.outgoing.size() > 1)
      report_.warn("no-default-flow", draft_.element_nodes[index],
                   "it has no default flow: where no condition is true, the command is refused",
                   "draw a default flow, if the conditions do not cover every case");
  }

  void refuse_flow(Index flow, const char* reason, const std::string& what, std::string remedy) {
    report_.refuse(ErrorCode::invalid, reason, draft_.flow_nodes[flow], what, std::move(remedy));
  }

  // Marks what `seeds` lead to, forwards along the flows or backwards.
  std::vector<bool> spread(std::vector<Index> seeds, bool forwards) const {
    std::vector<bool> marked(parts_.elements.size(), false);
    while (!seeds.empty()) {
      const Index at = seeds.back();
      seeds.pop_back();
      if (marked[at]) continue;
      marked[at] = true;
      const Element& element = parts_.elements[at];
      for (const Index flow : forwards ? element.outgoing : element.incoming)
        seeds.push_back(forwards ? parts_.flows[flow].target : parts_.flows[flow].source);
      if (forwards) {
        seeds.insert(seeds.end(), element.boundary.begin(), element.boundary.end());
        if (element.start != no_index) seeds.push_back(element.start);
      }
    }
    return marked;
  }

  void check_reach() {
    std::vector<Index> ends;
    for (Index index = 0; index < parts_.elements.size(); ++index)
      if (is_end(parts_.elements[index].kind)) ends.push_back(index);
    const std::vector<bool> reached = spread({parts_.start}, true);
    const std::vector<bool> ending = spread(std::move(ends), false);
    for (Index index = 0; index < parts_.elements.size(); ++index) {
      if (!reached[index])
        refuse(index, "unreachable", "no way leads to it from the start event",
               "connect it, or remove it");
      if (!ending[index])
        refuse(index, "end-unreachable", "no way leads from it to an end event",
               "draw a way out to an end event");
    }
  }

  const Draft& draft_;
  const ProcedureParts& parts_;
  Report& report_;
};

}  // namespace

void check_soundness(const Draft& draft, Report& report) { Soundness(draft, report).check(); }

}  // namespace donthu::process
