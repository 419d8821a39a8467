// Stage 1 of the parser: each element and flow by itself.
#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "engine/process/attributes.h"
#include "engine/process/draft.h"
#include "engine/process/xml.h"

namespace donthu::process {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<AttributeRule, 4> implemented_task_rules{
    {{"isForCompensation", "false"},
     {"startQuantity", "1"},
     {"completionQuantity", "1"},
     {"implementation", "##unspecified"}}};
constexpr std::array<AttributeRule, 6> receive_rules{{{"isForCompensation", "false"},
                                                      {"startQuantity", "1"},
                                                      {"completionQuantity", "1"},
                                                      {"implementation", "##unspecified"},
                                                      {"instantiate", "false"},
                                                      {"messageRef"}}};
constexpr std::array<AttributeRule, 4> sub_process_rules{{{"isForCompensation", "false"},
                                                          {"startQuantity", "1"},
                                                          {"completionQuantity", "1"},
                                                          {"triggeredByEvent", "false"}}};
constexpr std::array<AttributeRule, 4> call_rules{{{"isForCompensation", "false"},
                                                   {"startQuantity", "1"},
                                                   {"completionQuantity", "1"},
                                                   {"calledElement"}}};
constexpr std::array<AttributeRule, 2> start_rules{
    {{"isInterrupting", "true"}, {"parallelMultiple", "false"}}};
constexpr std::array<AttributeRule, 1> catch_rules{{{"parallelMultiple", "false"}}};
constexpr std::array<AttributeRule, 3> boundary_rules{
    {{"attachedToRef"}, {"cancelActivity"}, {"parallelMultiple", "false"}}};
constexpr std::array<AttributeRule, 2> exclusive_rules{{{"default"}, {"gatewayDirection"}}};
constexpr std::array<AttributeRule, 1> parallel_rules{{{"gatewayDirection"}}};
constexpr std::array<AttributeRule, 3> flow_rules{
    {{"sourceRef"}, {"targetRef"}, {"isImmediate", "true"}}};
constexpr std::array<AttributeRule, 3> process_rules{
    {{"isExecutable", "true"}, {"isClosed", "false"}, {"processType"}}};

constexpr std::array<std::string_view, 1> named{"name_en"};
constexpr std::array<std::string_view, 2> commanded{"name_en", "command"};
constexpr std::array<std::string_view, 3> commanded_in_time{"name_en", "command", "deadline"};
constexpr std::array<std::string_view, 2> functional{"name_en", "function"};
constexpr std::array<std::string_view, 3> timed{"name_en", "deadline", "on"};
constexpr std::array<std::string_view, 4> on_process{"name_en", "kinds", "instance", "anytime"};

struct ElementRule {
  std::string_view local;
  ElementKind kind;
  std::span<const AttributeRule> attributes;
  Names extensions;
};

constexpr std::array<ElementRule, 11> element_rules{{
    {"startEvent", ElementKind::start_event, start_rules, named},
    {"endEvent", ElementKind::end_event, {}, named},
    {"userTask", ElementKind::user_task, implemented_task_rules, commanded_in_time},
    {"receiveTask", ElementKind::receive_task, receive_rules, commanded},
    {"serviceTask", ElementKind::service_task, implemented_task_rules, functional},
    {"intermediateCatchEvent", ElementKind::message_catch_event, catch_rules, commanded},
    {"exclusiveGateway", ElementKind::exclusive_gateway, exclusive_rules, named},
    {"parallelGateway", ElementKind::parallel_gateway, parallel_rules, named},
    {"subProcess", ElementKind::sub_process, sub_process_rules, named},
    {"callActivity", ElementKind::call_activity, call_rules, named},
    {"boundaryEvent", ElementKind::boundary_timer, boundary_rules, timed},
}};

bool is_text(pugi::xml_node node) { return node.type() != pugi::node_element; }

bool is_event_definition(pugi::xml_node node) {
  return !is_text(node) && namespace_of(node) == bpmn_namespace &&
         local_name(node.name()).ends_with("EventDefinition");
}

// The one event definition of an event; none where there is none, and refused where there are more.
pugi::xml_node event_definition(pugi::xml_node event, Report& report) {
  pugi::xml_node found;
  for (const pugi::xml_node child : event.children()) {
    if (!is_event_definition(child)) continue;
    if (found)
      report.refuse(ErrorCode::unsupported, "element-not-supported", event,
                    "it has more than one event definition", "draw one event each");
    else
      found = child;
  }
  return found;
}

// FEEL, under any of its URIs, or nothing said.
void check_language(pugi::xml_node node, const char* attribute, Report& report) {
  const std::string language = node.attribute(attribute).value();
  if (language.empty() || language.find("FEEL") != std::string::npos ||
      language.find("feel") != std::string::npos)
    return;
  report.refuse(ErrorCode::unsupported, "language-not-supported", node,
                "expressions are written in " + quoted(language), "write them in FEEL");
}

class ProcessReader {
 public:
  ProcessReader(Draft& draft, const Reading& reading) : draft_(draft), reading_(reading) {}

  void read_children(pugi::xml_node node, Index scope) {
    for (const pugi::xml_node child : node.children()) {
      if (!is_text(child) && is_annotation(child)) continue;
      // What belongs to a sub-process as an activity was read with it.
      if (scope != no_index && (is_bpmn(child, "incoming") || is_bpmn(child, "outgoing"))) continue;
      if (draft_.parts.elements.size() + draft_.parts.flows.size() > max_elements) return;
      const auto rule = rule_of(child);
      if (is_bpmn(child, "sequenceFlow"))
        read_flow(child, scope);
      else if (rule != element_rules.end())
        read_element(child, *rule, scope);
      else
        refuse_element(child, reading_.report);
    }
  }

 private:
  static decltype(element_rules)::const_iterator rule_of(pugi::xml_node node) {
    if (is_text(node) || namespace_of(node) != bpmn_namespace) return element_rules.end();
    return std::find_if(element_rules.begin(), element_rules.end(), [&](const ElementRule& rule) {
      return rule.local == local_name(node.name());
    });
  }

  void read_element(pugi::xml_node node, const ElementRule& rule, Index scope) {
    Report& report = reading_.report;
    check_attributes(node, rule.attributes, rule.extensions, report);
    Element element;
    element.kind = rule.kind;
    element.scope = scope;
    element.id = read_id(node, report);
    element.name = read_name(node, report);
    element.inputs = read_extensions(node, rule.kind == ElementKind::service_task, report);
    if (rule.kind != ElementKind::sub_process) check_children(node, rule.kind);
    read_meaning(node, element);
    const Index index = static_cast<Index>(draft_.parts.elements.size());
    draft_.parts.elements.push_back(std::move(element));
    draft_.element_nodes.push_back(node);
    if (rule.kind == ElementKind::sub_process) read_children(node, index);
  }

  void check_children(pugi::xml_node node, ElementKind kind) {
    const bool event = kind == ElementKind::end_event || kind == ElementKind::boundary_timer ||
                       kind == ElementKind::message_catch_event;
    for (const pugi::xml_node child : node.children()) {
      if (!is_text(child) &&
          (is_bpmn(child, "incoming") || is_bpmn(child, "outgoing") ||
           is_bpmn(child, "documentation") || is_bpmn(child, "extensionElements")))
        continue;
      if (event && is_event_definition(child)) continue;
      refuse_element(child, reading_.report);
    }
  }

  void read_meaning(pugi::xml_node node, Element& element) {
    switch (element.kind) {
      case ElementKind::user_task: return read_user_task(node, element);
      case ElementKind::receive_task:
        read_commands(node, element);
        return read_message(node, node, element);
      case ElementKind::message_catch_event: return read_catch(node, element);
      case ElementKind::service_task: return read_service(node, element);
      case ElementKind::end_event: return read_end(node, element);
      case ElementKind::boundary_timer: return read_boundary(node, element);
      case ElementKind::call_activity: return read_call(node, element);
      case ElementKind::terminate_end_event:
      case ElementKind::start_event:
      case ElementKind::exclusive_gateway:
      case ElementKind::parallel_gateway:
      case ElementKind::sub_process: return;
    }
  }

  void read_commands(pugi::xml_node node, Element& element) {
    element.commands = read_words(node, "command", reading_.vocabulary.commands, reading_.report);
    if (element.commands.empty())
      reading_.report.refuse(ErrorCode::invalid, "no-command", node,
                             "it names no command that completes it",
                             "name one or several in donthu:command");
  }

  void read_user_task(pugi::xml_node node, Element& element) {
    read_commands(node, element);
    element.deadline = read_word(node, "deadline", reading_.vocabulary.deadlines, reading_.report);
  }

  void read_message(pugi::xml_node node, pugi::xml_node holder, Element& element) {
    const std::string reference(local_name(holder.attribute("messageRef").value()));
    if (reference.empty()) return;
    const auto message = reading_.messages.find(reference);
    if (message == reading_.messages.end())
      return reading_.report.refuse(
          ErrorCode::invalid, "dangling-reference", node,
          "messageRef names " + quoted(reference) + ", which is no message",
          "choose a message of this file");
    element.message = message->second;
  }

  void read_catch(pugi::xml_node node, Element& element) {
    const pugi::xml_node definition = event_definition(node, reading_.report);
    if (!is_bpmn(definition, "messageEventDefinition"))
      return reading_.report.refuse(
          ErrorCode::unsupported, "element-not-supported", node,
          "this engine executes intermediate catch events for messages only",
          "make it a message catch event, or a task with a boundary timer");
    static constexpr std::array<AttributeRule, 1> rules{{{"messageRef"}}};
    check_definition(definition, rules);
    read_commands(node, element);
    read_message(node, definition, element);
  }

  void read_service(pugi::xml_node node, Element& element) {
    element.function = read_word(node, "function", reading_.vocabulary.functions, reading_.report);
    if (!extension_attribute(node, "function"))
      reading_.report.refuse(ErrorCode::invalid, "no-function", node,
                             "it names no function to call", "name it in donthu:function");
  }

  void read_end(pugi::xml_node node, Element& element) {
    const pugi::xml_node definition = event_definition(node, reading_.report);
    if (!definition) return;
    if (!is_bpmn(definition, "terminateEventDefinition"))
      return reading_.report.refuse(ErrorCode::unsupported, "element-not-supported", node,
                                    "this engine does not execute end events with " +
                                        std::string(local_name(definition.name())),
                                    "make it a plain or a terminate end event");
    check_definition(definition, {});
    element.kind = ElementKind::terminate_end_event;
  }

  void read_call(pugi::xml_node node, Element& element) {
    element.called = local_name(node.attribute("calledElement").value());
    if (element.called.empty())
      reading_.report.refuse(ErrorCode::invalid, "no-called-element", node,
                             "it names no process to call", "name its id in calledElement");
  }

  // An event definition without children.
  void check_definition(pugi::xml_node definition, std::span<const AttributeRule> rules) {
    check_attributes(definition, rules, {}, reading_.report);
    for (const pugi::xml_node child : definition.children())
      if (is_text(child) || !is_annotation(child)) refuse_element(child, reading_.report);
  }

  void read_boundary(pugi::xml_node node, Element& element) {
    Report& report = reading_.report;
    const std::string_view cancel = node.attribute("cancelActivity").as_string("true");
    if (cancel != "true" && cancel != "false")
      report.refuse(ErrorCode::invalid, "bad-value", node,
                    "cancelActivity is neither true nor false", "write true or false");
    element.interrupting = cancel == "true";
    const pugi::xml_node definition = event_definition(node, report);
    if (!is_bpmn(definition, "timerEventDefinition"))
      return report.refuse(ErrorCode::unsupported, "element-not-supported", node,
                           "this engine executes boundary events for timers only",
                           "make it a boundary timer event");
    element.timer.deadline = read_word(node, "deadline", reading_.vocabulary.deadlines, report);
    const bool bound = static_cast<bool>(extension_attribute(node, "deadline"));
    const std::string moment = extension_text(node, "on");
    if (bound) {
      if (moment == "due_soon")
        element.timer.on = DeadlineMoment::due_soon;
      else if (moment != "overdue")
        report.refuse(ErrorCode::invalid, "bad-moment", node,
                      "donthu:on is neither due_soon nor overdue", "write one of the two");
      return check_definition(definition, {});
    }
    if (extension_attribute(node, "on"))
      report.refuse(ErrorCode::invalid, "bad-moment", node,
                    "donthu:on stands without donthu:deadline",
                    "name the deadline in donthu:deadline");
    read_timer(node, definition, element.timer);
  }

  void read_timer(pugi::xml_node node, pugi::xml_node definition, TimerRule& timer) {
    Report& report = reading_.report;
    check_attributes(definition, {}, {}, report);
    std::size_t rules = 0;
    for (const pugi::xml_node child : definition.children()) {
      if (!is_text(child) && is_annotation(child)) continue;
      if (!is_bpmn(child, "timeDuration") && !is_bpmn(child, "timeDate")) {
        refuse_element(child, report);
        continue;
      }
      ++rules;
      static constexpr std::array<AttributeRule, 1> expression_rules{{{"language"}}};
      check_attributes(child, expression_rules, {}, report);
      check_language(child, "language", report);
      read_time(node, child, timer);
    }
    if (rules == 1 || !report.clean()) return;
    report.refuse(ErrorCode::invalid, "bad-timer", node,
                  "it needs exactly one of timeDuration, timeDate and donthu:deadline",
                  "say when it fires");
  }

  void read_time(pugi::xml_node node, pugi::xml_node time, TimerRule& timer) {
    Report& report = reading_.report;
    const std::string text = text_of(time);
    if (text.starts_with("="))
      return report.refuse(ErrorCode::unsupported, "expression-not-supported", node,
                           "its time is an expression",
                           "write a plain time, or bind it to a deadline with donthu:deadline");
    if (is_bpmn(time, "timeDuration")) {
      const Result<Duration> duration = parse_duration(text, "timeDuration");
      if (!duration)
        return report.refuse(ErrorCode::invalid, duration.error().reason, node,
                             duration.error().message, duration.error().remedy);
      timer.after = *duration;
      return;
    }
    const Result<Instant> at = parse_instant(text, "timeDate");
    if (!at || !*at)
      return report.refuse(ErrorCode::invalid, "bad-time", node, "timeDate is no time",
                           "write it as 2026-07-01T08:00:00+07:00");
    timer.at = *at;
  }

  void read_flow(pugi::xml_node node, Index scope) {
    Report& report = reading_.report;
    check_attributes(node, flow_rules, {}, report);
    SequenceFlow flow;
    flow.id = read_id(node, report);
    flow.name = read_name(node, report).vi;
    for (const pugi::xml_node child : node.children()) {
      if (is_bpmn(child, "conditionExpression"))
        read_condition(node, child, flow);
      else if (is_text(child) || !is_annotation(child))
        refuse_element(child, report);
    }
    static_cast<void>(read_extensions(node, false, report));
    draft_.parts.flows.push_back(std::move(flow));
    draft_.flow_nodes.push_back(node);
    draft_.flow_scopes.push_back(scope);
  }

  void read_condition(pugi::xml_node node, pugi::xml_node expression, SequenceFlow& flow) {
    Report& report = reading_.report;
    static constexpr std::array<AttributeRule, 1> rules{{{"language"}}};
    check_attributes(expression, rules, {}, report);
    check_language(expression, "language", report);
    if (flow.condition)
      return report.refuse(ErrorCode::invalid, "bad-condition", node, "it has two conditions",
                           "remove one");
    const std::string text = text_of(expression);
    std::string_view condition = text;
    if (condition.starts_with("=")) condition = trimmed(condition.substr(1));
    Result<policy::Expression> parsed = policy::Expression::parse(condition, flow.id);
    if (!parsed)
      return report.refuse(
          ErrorCode::invalid, "bad-condition", node,
          "its condition does not parse: " + parsed.error().message,
          parsed.error().remedy.empty() ? "correct the expression" : parsed.error().remedy);
    for (const std::string& name : parsed->names())
      if (const auto& known = reading_.vocabulary.names;
          known && std::find(known->begin(), known->end(), name) == known->end())
        report.refuse(ErrorCode::invalid, "unknown-name", node,
                      "its condition uses '" + name + "', which no case has", "correct the name");
    flow.condition = std::move(*parsed);
  }

  Draft& draft_;
  const Reading& reading_;
};

}  // namespace

Draft read_process(pugi::xml_node process, const Reading& reading) {
  Report& report = reading.report;
  Draft draft;
  draft.node = process;
  check_attributes(process, process_rules, on_process, report);
  draft.parts.id = read_id(process, report);
  draft.parts.name = read_name(process, report);
  draft.parts.kinds = read_words(process, "kinds", reading.vocabulary.kinds, report);
  draft.parts.anytime = read_words(process, "anytime", reading.vocabulary.commands, report);
  draft.parts.instance = extension_text(process, "instance");
  if (extension_attribute(process, "instance") && draft.parts.instance != "first" &&
      draft.parts.instance != "second")
    report.refuse(ErrorCode::invalid, "bad-value", process,
                  "donthu:instance is neither first nor second", "write one of the two");
  static_cast<void>(read_extensions(process, false, report));
  ProcessReader(draft, reading).read_children(process, no_index);
  return draft;
}

}  // namespace donthu::process
