// What is refused at deployment: one line each, with the reason and the id that the officer sees.
#include <gtest/gtest.h>

#include "tests/unit/process/case.h"

namespace donthu::process {
namespace {

struct Refusal {
  std::string what;
  std::string file;
  std::string reason;
  std::string field;
};

void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.what; }

// start, the element, end.
std::string in_a_row(const std::string& content, const std::string& id) {
  return definitions(process("main", start_at("s") + content + end_at("e") + path({"s", id, "e"})));
}

Refusal unsupported(const std::string& what, const std::string& content, const std::string& id) {
  return {what, in_a_row(content, id), "element-not-supported", id};
}

Refusal in_main(const std::string& what, const std::string& content, const std::string& reason,
                const std::string& field) {
  return {what, definitions(process("main", content)), reason, field};
}

Refusal on_task(const std::string& what, const std::string& attributes, const std::string& reason) {
  return {what, in_a_row(task("t", "go", attributes), "t"), reason, "t"};
}

Refusal boundary(const std::string& what, const std::string& attributes, const std::string& content,
                 const std::string& reason) {
  return in_main(what,
                 start_at("s") + task("t", "go") +
                     element("boundaryEvent", "b", "attachedToRef=\"t\" " + attributes, content) +
                     end_at("e") + path({"s", "t", "e"}) + path({"b", "e"}),
                 reason, "b");
}

std::vector<Refusal> unsupported_elements() {
  std::vector<Refusal> all;
  for (const char* kind : {"task",
                           "scriptTask",
                           "sendTask",
                           "businessRuleTask",
                           "manualTask",
                           "inclusiveGateway",
                           "complexGateway",
                           "eventBasedGateway",
                           "intermediateThrowEvent",
                           "transaction",
                           "adHocSubProcess",
                           "callChoreography",
                           "subChoreography",
                           "choreographyTask",
                           "event",
                           "implicitThrowEvent",
                           "dataObject",
                           "dataObjectReference",
                           "dataStoreReference",
                           "property",
                           "ioSpecification",
                           "auditing",
                           "monitoring",
                           "resourceRole",
                           "potentialOwner",
                           "correlationSubscription",
                           "supports",
                           "noSuchElement"})
    all.push_back(unsupported(kind, element(kind, "x"), "x"));
  for (const char* kind : {"timer", "message", "signal", "error", "escalation", "conditional",
                           "compensate", "cancel", "link", "terminate"}) {
    const std::string inner = "<bpmn:" + std::string(kind) + "EventDefinition id=\"inner\"/>";
    all.push_back(in_main(std::string(kind) + " start event",
                          element("startEvent", "x", "", inner) + end_at("e") + path({"x", "e"}),
                          "element-not-supported", "x"));
    if (std::string_view(kind) != "terminate")
      all.push_back(in_main(std::string(kind) + " end event",
                            start_at("s") + element("endEvent", "x", "", inner) + path({"s", "x"}),
                            "element-not-supported", "x"));
    if (std::string_view(kind) != "message")
      all.push_back(
          unsupported(std::string(kind) + " catch event",
                      element("intermediateCatchEvent", "x", "donthu:command=\"go\"", inner), "x"));
    if (std::string_view(kind) != "timer")
      all.push_back(
          boundary(std::string(kind) + " boundary event", "", inner, "element-not-supported"));
  }
  for (const char* kind : {"multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
                           "ioSpecification", "property", "dataInputAssociation", "potentialOwner"})
    all.push_back(unsupported(std::string(kind) + " in a task",
                              element("userTask", "x", "donthu:command=\"go\"",
                                      "<bpmn:" + std::string(kind) + " id=\"inner\"/>"),
                              "x"));
  all.push_back(unsupported("catch event without definition",
                            element("intermediateCatchEvent", "x", "donthu:command=\"go\""), "x"));
  all.push_back(boundary("two event definitions", "donthu:deadline=\"d\" donthu:on=\"overdue\"",
                         "<bpmn:timerEventDefinition/><bpmn:timerEventDefinition/>",
                         "element-not-supported"));
  for (const char* kind : {"error", "signal", "escalation", "import", "interface", "itemDefinition",
                           "choreography", "globalUserTask", "dataStore", "resource"})
    all.push_back({std::string(kind) + " beside processes",
                   definitions(element(kind, "x") +
                               process("main", start_at("s") + end_at("e") + path({"s", "e"}))),
                   "element-not-supported", "x"});
  all.push_back({"message flow between pools",
                 definitions("<bpmn:collaboration id=\"c\"><bpmn:messageFlow id=\"x\"/>"
                             "</bpmn:collaboration>" +
                             process("main", start_at("s") + end_at("e") + path({"s", "e"}))),
                 "element-not-supported", "x"});
  return all;
}

std::vector<Refusal> wrong_words() {
  const std::string timer = "<bpmn:timerEventDefinition/>";
  return {
      on_task("unknown donthu attribute", "donthu:commnad=\"x\"", "unknown-attribute"),
      on_task("donthu attribute of another element", "donthu:function=\"x\"", "unknown-attribute"),
      on_task("attribute of BPMN without effect", "completionQuantity=\"2\"",
              "attribute-not-supported"),
      on_task("compensation", "isForCompensation=\"true\"", "attribute-not-supported"),
      on_task("default flow of a task", "default=\"t-e\"", "attribute-not-supported"),
      on_task("unknown plain attribute", "assignee=\"x\"", "attribute-not-supported"),
      on_task("undeclared prefix", "nobody:x=\"x\"", "undeclared-prefix"),
      on_task("two deadlines", "donthu:deadline=\"a b\"", "bad-word"),
      on_task("empty deadline", "donthu:deadline=\" \"", "bad-word"),
      on_task("deadline that is no word", "donthu:deadline=\"Hạn\"", "bad-word"),
      {"user task without command", in_a_row(element("userTask", "t"), "t"), "no-command", "t"},
      {"user task with empty command", in_a_row(task("t", " "), "t"), "no-command", "t"},
      {"command twice", in_a_row(task("t", "go go"), "t"), "bad-word", "t"},
      {"command in capitals", in_a_row(task("t", "Accept"), "t"), "bad-word", "t"},
      {"service task without function", in_a_row(element("serviceTask", "t"), "t"), "no-function",
       "t"},
      {"service task with empty function", in_a_row(service("t", ""), "t"), "bad-word", "t"},
      {"receive task without command", in_a_row(element("receiveTask", "t"), "t"), "no-command",
       "t"},
      {"instantiating receive task",
       in_a_row(element("receiveTask", "t", "donthu:command=\"go\" instantiate=\"true\""), "t"),
       "attribute-not-supported", "t"},
      {"call activity without target", in_a_row(element("callActivity", "t"), "t"),
       "no-called-element", "t"},
      {"input without value",
       in_a_row(element("serviceTask", "t", "donthu:function=\"f\"",
                        "<bpmn:extensionElements><donthu:input name=\"a\"/>"
                        "</bpmn:extensionElements>"),
                "t"),
       "bad-input", "t"},
      {"input as expression",
       in_a_row(element("serviceTask", "t", "donthu:function=\"f\"",
                        "<bpmn:extensionElements><donthu:input name=\"a\" value=\"=1\"/>"
                        "</bpmn:extensionElements>"),
                "t"),
       "bad-input", "t"},
      {"input twice",
       in_a_row(element("serviceTask", "t", "donthu:function=\"f\"",
                        "<bpmn:extensionElements><donthu:input name=\"a\" value=\"1\"/>"
                        "<donthu:input name=\"a\" value=\"2\"/></bpmn:extensionElements>"),
                "t"),
       "bad-input", "t"},
      {"input of a user task",
       in_a_row(element("userTask", "t", "donthu:command=\"go\"",
                        "<bpmn:extensionElements><donthu:input name=\"a\" value=\"1\"/>"
                        "</bpmn:extensionElements>"),
                "t"),
       "unknown-extension", "t"},
      {"unknown instance",
       definitions(process("main", start_at("s") + end_at("e") + path({"s", "e"}),
                           "donthu:instance=\"third\"")),
       "bad-value", "main"},
      {"process that is not executable",
       definitions("<bpmn:process id=\"main\" isExecutable=\"false\"/>"), "attribute-not-supported",
       "main"},
      boundary("timer without a time", "", timer, "bad-timer"),
      boundary("timer with two times", "",
               "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
               "<bpmn:timeDate>2030-01-01</bpmn:timeDate></bpmn:timerEventDefinition>",
               "bad-timer"),
      boundary("timer with a cycle", "",
               "<bpmn:timerEventDefinition><bpmn:timeCycle>R/P1D</bpmn:timeCycle>"
               "</bpmn:timerEventDefinition>",
               "element-not-supported"),
      boundary("timer with a bad duration", "",
               "<bpmn:timerEventDefinition><bpmn:timeDuration>30 days</bpmn:timeDuration>"
               "</bpmn:timerEventDefinition>",
               "bad-duration"),
      boundary("timer with a bad date", "",
               "<bpmn:timerEventDefinition><bpmn:timeDate>2030-02-30</bpmn:timeDate>"
               "</bpmn:timerEventDefinition>",
               "bad-time"),
      boundary("timer with an expression", "",
               "<bpmn:timerEventDefinition><bpmn:timeDuration>=x</bpmn:timeDuration>"
               "</bpmn:timerEventDefinition>",
               "expression-not-supported"),
      boundary("deadline without moment", "donthu:deadline=\"d\"", timer, "bad-moment"),
      boundary("deadline with unknown moment", "donthu:deadline=\"d\" donthu:on=\"met\"", timer,
               "bad-moment"),
      boundary("moment without deadline", "donthu:on=\"overdue\"", timer, "bad-moment"),
      boundary("deadline and duration", "donthu:deadline=\"d\" donthu:on=\"overdue\"",
               "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
               "</bpmn:timerEventDefinition>",
               "element-not-supported"),
      boundary("cancelActivity that is neither", "cancelActivity=\"no\"", timer, "bad-value"),
  };
}

std::vector<Refusal> wrong_drawings() {
  const std::string ends = end_at("e") + end_at("e2");
  return {
      in_main("no start event", end_at("e"), "no-start-event", "main"),
      in_main("several start events",
              start_at("s") + start_at("s2") + end_at("e") + path({"s", "e"}) + path({"s2", "e"}),
              "several-start-events", "s2"),
      in_main("no end event", start_at("s") + task("t", "go") + path({"s", "t"}) + flow("t", "t"),
              "no-end-event", "main"),
      in_main("flow from nowhere",
              start_at("s") + end_at("e") + path({"s", "e"}) + flow("nobody", "e"),
              "dangling-reference", "nobody-e"),
      in_main("flow to nowhere",
              start_at("s") + end_at("e") + path({"s", "e"}) + flow("s", "nobody"),
              "dangling-reference", "s-nobody"),
      in_main("flow to a flow", start_at("s") + end_at("e") + path({"s", "e"}) + flow("s", "s-e"),
              "dangling-reference", "s-s-e"),
      in_main("listed flow that is not there",
              element("startEvent", "s", "", "<bpmn:outgoing>gone</bpmn:outgoing>") + end_at("e") +
                  path({"s", "e"}),
              "dangling-reference", "s"),
      in_main("listed flow of another element",
              start_at("s") + task("t", "go") +
                  element("endEvent", "e", "", "<bpmn:incoming>s-t</bpmn:incoming>") +
                  path({"s", "t", "e"}),
              "dangling-reference", "e"),
      in_main("boundary event on nothing",
              start_at("s") + end_at("e") + path({"s", "e"}) +
                  boundary_for("b", "nobody", "P1D", true) + path({"b", "e"}),
              "dangling-reference", "b"),
      in_main("boundary event on a service task",
              start_at("s") + service("f", "f") + boundary_for("b", "f", "P1D", true) +
                  end_at("e") + path({"s", "f", "e"}) + path({"b", "e"}),
              "bad-attachment", "b"),
      in_main("boundary event with a flow into it",
              start_at("s") + task("t", "go") + boundary_for("b", "t", "P1D", true) + ends +
                  path({"s", "t", "e"}) + path({"t", "b", "e2"}),
              "flow-into-start", "b"),
      in_main("boundary event without a way out",
              start_at("s") + task("t", "go") + boundary_for("b", "t", "P1D", true) + end_at("e") +
                  path({"s", "t", "e"}),
              "dead-end", "b"),
      in_main("task without a way out",
              start_at("s") + task("t", "go") + task("u", "go") + end_at("e") +
                  path({"s", "t", "e"}) + flow("t", "u"),
              "dead-end", "u"),
      in_main(
          "flow into the start",
          start_at("s") + task("t", "go") + end_at("e") + path({"s", "t", "e"}) + flow("t", "s"),
          "flow-into-start", "s"),
      in_main("flow out of the end",
              start_at("s") + task("t", "go") + end_at("e") + path({"s", "t", "e", "t"}),
              "flow-out-of-end", "e"),
      in_main("task that nothing reaches",
              start_at("s") + task("t", "go") + end_at("e") + path({"s", "e"}) + path({"t", "e"}),
              "unreachable", "t"),
      in_main("end that nothing reaches", start_at("s") + ends + path({"s", "e"}), "unreachable",
              "e2"),
      in_main("end that one branch never reaches",
              start_at("s") + task("t", "go") + task("u", "go") + end_at("e") +
                  path({"s", "t", "e"}) + path({"t", "u"}) + flow("u", "u"),
              "end-unreachable", "u"),
      in_main("gateway whose flow has neither condition nor default",
              start_at("s") + element("exclusiveGateway", "g") + ends + path({"s", "g"}) +
                  flow("g", "e", "true") + flow("g", "e2"),
              "no-condition", "g-e2"),
      in_main("condition on the default flow",
              start_at("s") + element("exclusiveGateway", "g", "default=\"g-e2\"") + ends +
                  path({"s", "g"}) + flow("g", "e", "true") + flow("g", "e2", "true"),
              "bad-default", "g-e2"),
      in_main("default flow of another element",
              start_at("s") + element("exclusiveGateway", "g", "default=\"s-g\"") + end_at("e") +
                  path({"s", "g", "e"}),
              "bad-default", "g"),
      in_main("default flow that is not there",
              start_at("s") + element("exclusiveGateway", "g", "default=\"x\"") + end_at("e") +
                  path({"s", "g", "e"}),
              "dangling-reference", "g"),
      in_main(
          "condition after a task",
          start_at("s") + task("t", "go") + end_at("e") + path({"s", "t"}) + flow("t", "e", "true"),
          "condition-not-supported", "t-e"),
      in_main("condition after a parallel gateway",
              start_at("s") + element("parallelGateway", "g") + ends + path({"s", "g", "e"}) +
                  flow("g", "e2", "true"),
              "condition-not-supported", "g-e2"),
      in_main("condition that does not parse",
              start_at("s") + element("exclusiveGateway", "g", "default=\"g-e2\"") + ends +
                  path({"s", "g"}) + flow("g", "e", "1 +") + flow("g", "e2"),
              "bad-condition", "g-e"),
      in_main("empty condition",
              start_at("s") + element("exclusiveGateway", "g", "default=\"g-e2\"") + ends +
                  path({"s", "g"}) + flow("g", "e", "=") + flow("g", "e2"),
              "bad-condition", "g-e"),
      in_main(
          "flow into a sub-process",
          start_at("s") +
              element("subProcess", "sub", "",
                      start_at("is") + task("it", "go") + end_at("ie") + path({"is", "it", "ie"})) +
              end_at("e") + path({"s", "sub", "e"}) + flow("s", "it"),
          "flow-crosses-border", "s-it"),
      in_main(
          "boundary event across a border",
          start_at("s") +
              element("subProcess", "sub", "",
                      start_at("is") + task("it", "go") + end_at("ie") + path({"is", "it", "ie"})) +
              boundary_for("b", "it", "P1D", true) + end_at("e") + path({"s", "sub", "e"}) +
              path({"b", "e"}),
          "bad-attachment", "b"),
      in_main("sub-process without start",
              start_at("s") + element("subProcess", "sub", "", end_at("ie")) + end_at("e") +
                  path({"s", "sub", "e"}),
              "no-start-event", "sub"),
      in_main("event sub-process",
              start_at("s") +
                  element("subProcess", "sub", "triggeredByEvent=\"true\"",
                          start_at("is") + end_at("ie") + path({"is", "ie"})) +
                  end_at("e") + path({"s", "sub", "e"}),
              "attribute-not-supported", "sub"),
      in_main("duplicate id", start_at("s") + end_at("s") + path({"s", "s"}), "duplicate-id", "s"),
      in_main("missing id", start_at("") + end_at("e"), "bad-id", "line 8"),
      in_main("id with a space", start_at("a b") + end_at("e"), "bad-id", "a b"),
      in_main("text where none belongs", start_at("s") + "stray" + end_at("e") + path({"s", "e"}),
              "stray-text", "main"),
      in_main("element of a foreign namespace",
              start_at("s") + "<other:task id=\"x\"/>" + end_at("e") + path({"s", "e"}), "not-bpmn",
              "x"),
      in_main("message that is not there",
              start_at("s") +
                  element("receiveTask", "t", "donthu:command=\"go\" messageRef=\"m\"") +
                  end_at("e") + path({"s", "t", "e"}),
              "dangling-reference", "t"),
  };
}

std::vector<Refusal> wrong_files() {
  const std::string good =
      definitions(process("main", start_at("s") + end_at("e") + path({"s", "e"})));
  const auto with = [&](const std::string& text) {
    std::string file = good;
    return file.insert(file.find("<bpmn:definitions"), text);
  };
  const std::string body = process("main", start_at("s") + end_at("e") + path({"s", "e"}));
  std::string many = start_at("s");
  std::vector<std::string> chain{"s"};
  for (int i = 0; i < 500; ++i) {
    chain.push_back("t" + std::to_string(i));
    many += task(chain.back(), "go");
  }
  std::string deep = "x";
  for (int i = 0; i < 100; ++i) deep = "<other:x>" + deep + "</other:x>";
  return {
      {"empty file", "", "bad-xml", "line 1"},
      {"not XML", "hello", "bad-xml", "line 1"},
      {"cut XML", good.substr(0, good.size() / 2), "bad-xml", "line 6"},
      {"other XML", "<html/>", "not-bpmn", "line 1"},
      {"definitions of another namespace", "<definitions xmlns=\"urn:x\"/>", "not-bpmn", "line 1"},
      {"two roots", good + "<x/>", "not-bpmn", "line 1"},
      {"no process", definitions(""), "no-process", "file"},
      {"document type", with("<!DOCTYPE definitions>"), "doctype", "line 2"},
      {"entity declaration", with("<!DOCTYPE d [<!ENTITY x \"y\">]>\n"), "doctype", "line 2"},
      {"entity reference", with("<!-- & -->\n<?x & ?>\n<x>&boom;</x>"), "entity", "line 4"},
      {"character that XML does not allow", with("<x>&#0;</x>"), "entity", "line 2"},
      {"naked ampersand", with("<x>a & b</x>"), "entity", "line 2"},
      {"control character", with("<!-- \x01 -->"), "control-character", "line 2"},
      {"bytes that are no UTF-8", with("<!-- \xff -->"), "not-utf8", "line 1"},
      {"file of more than 1 MiB", with("<!--" + std::string(max_file_bytes, ' ') + "-->"),
       "file-too-large", "line 1"},
      {"more than a thousand elements",
       definitions(process("main", many + end_at("e") + path(chain) + flow("t499", "e"))),
       "too-many-elements", "file"},
      {"XML that lies too deep",
       definitions("<bpmn:extensionElements>" + deep + "</bpmn:extensionElements>" + body),
       "bad-xml", "line 7"},
      {"attribute twice",
       definitions(process("main", start_at("s") + end_at("e") + path({"s", "e"}),
                           "donthu:kinds=\"a\" donthu:kinds=\"b\"")),
       "bad-xml", "line 7"},
      {"expressions in another language",
       definitions(
           process("main", start_at("s") + element("exclusiveGateway", "g") + end_at("e") +
                               path({"s", "g"}) +
                               "<bpmn:sequenceFlow id=\"f\" sourceRef=\"g\" "
                               "targetRef=\"e\"><bpmn:conditionExpression language=\"groovy\">true"
                               "</bpmn:conditionExpression></bpmn:sequenceFlow>")),
       "language-not-supported", "f"},
      {"drawing of nothing",
       definitions(body + "<bpmndi:BPMNDiagram id=\"d\"><bpmndi:BPMNPlane id=\"p\">"
                          "<bpmndi:BPMNShape id=\"shape\" bpmnElement=\"gone\"/></bpmndi:BPMNPlane>"
                          "</bpmndi:BPMNDiagram>"),
       "dangling-reference", "d"},
      {"lane with nothing in it",
       definitions(process("main",
                           "<bpmn:laneSet id=\"set\"><bpmn:lane id=\"lane\">"
                           "<bpmn:flowNodeRef>gone</bpmn:flowNodeRef></bpmn:lane>"
                           "</bpmn:laneSet>" +
                               start_at("s") + end_at("e") + path({"s", "e"}))),
       "dangling-reference", "set"},
      {"association with nothing",
       definitions(process("main",
                           "<bpmn:association id=\"tie\" sourceRef=\"s\" "
                           "targetRef=\"gone\"/>" +
                               start_at("s") + end_at("e") + path({"s", "e"}))),
       "dangling-reference", "tie"},
      {"pool of no process",
       definitions("<bpmn:collaboration id=\"c\"><bpmn:participant id=\"pool\" "
                   "processRef=\"gone\"/></bpmn:collaboration>" +
                   body),
       "dangling-reference", "pool"},
  };
}

// What could make a file expensive to refuse, or a message longer than a screen.
TEST(Refusal, OfAHugeFileIsShort) {
  std::string tasks;
  while (tasks.size() < max_file_bytes - 2'000) tasks += "<bpmn:task/>\n";
  const auto problems = problems_of(definitions(process("main", tasks)), {});
  EXPECT_EQ(problems.size(), 100u);
  std::string words = "w";
  for (int i = 0; words.size() < max_file_bytes - 2'000; ++i) words += " w" + std::to_string(i);
  const auto told = problems_of(in_a_row(task("t", words), "t"), {});
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.front().code, ErrorCode::full);
  const auto named =
      problems_of(definitions(process(
                      "main", start_at("s") + end_at("e") + flow("s", std::string(500'000, 'x')))),
                  {});
  ASSERT_FALSE(named.empty());
  EXPECT_LT(to_string(named.front()).size(), 1'000u);
}

class Refused : public testing::TestWithParam<Refusal> {};

TEST_P(Refused, WithReasonPlaceAndRemedy) {
  const auto parsed = parse_procedures(GetParam().file, {});
  ASSERT_FALSE(parsed) << GetParam().what;
  const Error& error = parsed.error();
  EXPECT_EQ(error.reason, GetParam().reason) << to_string(error);
  EXPECT_EQ(error.field, GetParam().field) << to_string(error);
  EXPECT_FALSE(error.message.empty());
  EXPECT_FALSE(error.remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(UnsupportedElements, Refused, testing::ValuesIn(unsupported_elements()));
INSTANTIATE_TEST_SUITE_P(WrongWords, Refused, testing::ValuesIn(wrong_words()));
INSTANTIATE_TEST_SUITE_P(WrongDrawings, Refused, testing::ValuesIn(wrong_drawings()));
INSTANTIATE_TEST_SUITE_P(WrongFiles, Refused, testing::ValuesIn(wrong_files()));

}  // namespace
}  // namespace donthu::process
