// What a modeler's file becomes.
#include "engine/process/parser.h"

#include <gtest/gtest.h>

#include "tests/unit/process/case.h"

namespace donthu::process {
namespace {

const char* const modeled = R"(<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:d="http://donthu.vn/schema/bpmn/1"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
 id="file" targetNamespace="urn:x" exporter="bpmn-js" exporterVersion="17" modeler:executionPlatform="none">
  <!-- a comment with <!DOCTYPE in it -->
  <collaboration id="pools"><participant id="pool" name="UBND phường" processRef="complaint"/></collaboration>
  <process id="complaint" name="Khiếu nại lần đầu" isExecutable="true" d:kinds="complaint recommendation"
           d:instance="first" d:anytime="withdraw suspend" d:name_en="First complaint">
    <documentation>Luật Khiếu nại 2011</documentation>
    <laneSet id="lanes"><lane id="lane"><flowNodeRef>accept_task</flowNodeRef></lane></laneSet>
    <startEvent id="start"><outgoing>f1</outgoing></startEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="accept_task"/>
    <userTask id="accept_task" name="Thụ lý&#10;đơn" d:name_en="Accept" d:command=" accept
      decline " d:deadline="acceptance"><incoming>f1</incoming><outgoing>f2</outgoing></userTask>
    <sequenceFlow id="f2" sourceRef="accept_task" targetRef="gate"/>
    <exclusiveGateway id="gate" default="f4" gatewayDirection="Diverging"/>
    <sequenceFlow id="f3" name="thụ lý" sourceRef="gate" targetRef="set">
      <conditionExpression xsi:type="tFormalExpression"><![CDATA[= command = "accept"]]></conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f4" sourceRef="gate" targetRef="end"/>
    <serviceTask id="set" d:function="set-deadline">
      <extensionElements>
        <d:input name="purpose" value="resolution"/><d:input name="day-kind" value="calendar"/>
      </extensionElements>
    </serviceTask>
    <sequenceFlow id="f5" sourceRef="set" targetRef="end"/>
    <endEvent id="end"/>
    <textAnnotation id="note"><text>Điều 27</text></textAnnotation>
    <association id="tie" sourceRef="accept_task" targetRef="note"/>
  </process>
  <bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="pools">
    <bpmndi:BPMNShape id="s1" bpmnElement="start"><dc:Bounds x="1" y="2" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="s2" bpmnElement="accept_task"/><bpmndi:BPMNShape id="s3" bpmnElement="gate"/>
    <bpmndi:BPMNShape id="s4" bpmnElement="set"/>
    <bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="1" y="2"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>)";

TEST(Parser, ReadsAFileAsAModelerWritesIt) {
  const auto file = parse_procedures(modeled, {});
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_EQ(file->procedures.size(), 1u);
  const Procedure& procedure = *file->procedures[0];
  EXPECT_EQ(procedure.id(), "complaint");
  EXPECT_EQ(procedure.name(), (Text{"Khiếu nại lần đầu", "First complaint"}));
  EXPECT_EQ(procedure.kinds(), (std::vector<std::string>{"complaint", "recommendation"}));
  EXPECT_EQ(procedure.instance(), "first");
  EXPECT_EQ(procedure.anytime(), (std::vector<std::string>{"withdraw", "suspend"}));
  EXPECT_TRUE(procedure.has_diagram());

  const Element* accept = procedure.find("accept_task");
  ASSERT_NE(accept, nullptr);
  EXPECT_EQ(accept->name, (Text{"Thụ lý đơn", "Accept"}));
  EXPECT_EQ(accept->commands, (std::vector<std::string>{"accept", "decline"}));
  EXPECT_EQ(accept->deadline, "acceptance");

  const Element* gate = procedure.find("gate");
  EXPECT_EQ(procedure.flow(gate->default_flow).id, "f4");
  EXPECT_EQ(procedure.flow(gate->outgoing[0]).id, "f3");
  EXPECT_TRUE(procedure.flow(gate->outgoing[0]).condition);

  const Element* set = procedure.find("set");
  EXPECT_EQ(set->function, "set-deadline");
  EXPECT_EQ(set->inputs, (std::map<std::string, std::string>{{"purpose", "resolution"},
                                                             {"day-kind", "calendar"}}));
  EXPECT_EQ(procedure.start().id, "start");
  EXPECT_EQ(procedure.find("nobody"), nullptr);
  EXPECT_EQ(procedure.find(""), nullptr);
}

TEST(Parser, WarnsOfWhatRunsButDeservesALook) {
  const auto file = parse_procedures(modeled, {});
  ASSERT_TRUE(file);
  std::vector<std::string> warnings;
  for (const Error& one : file->warnings) warnings.push_back(one.reason + " " + one.field);
  EXPECT_EQ(warnings, (std::vector<std::string>{"foreign-extension file", "not-drawn end"}));
}

TEST(Parser, FileWithoutDiagramRunsWithAWarning) {
  const std::string plain =
      definitions(process("main", start_at("s") + end_at("e") + path({"s", "e"})));
  const auto file = parse_procedures(plain, {});
  ASSERT_TRUE(file);
  EXPECT_FALSE(file->procedures[0]->has_diagram());
  ASSERT_EQ(file->warnings.size(), 1u);
  EXPECT_EQ(file->warnings[0].reason, "no-diagram");
}

TEST(Parser, ReadsSeveralProcessesOfOneFile) {
  const auto file = parse_procedures(
      definitions(process("one", start_at("s") + end_at("e") + path({"s", "e"})) +
                  process("two", start_at("s2") + end_at("e2") + path({"s2", "e2"}))),
      {});
  ASSERT_TRUE(file);
  ASSERT_EQ(file->procedures.size(), 2u);
  EXPECT_EQ(file->procedures[1]->id(), "two");
}

TEST(Parser, ListsEverythingThatIsWrongInOneStage) {
  const std::string text =
      definitions(process("main", start_at("s") + element("scriptTask", "x") + task("t", "") +
                                      element("sendTask", "y") + end_at("e") + path({"s", "e"})));
  std::vector<std::string> fields;
  for (const Error& one : problems_of(text, {})) fields.push_back(one.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"x", "t", "y"}));
  EXPECT_EQ(parse_procedures(text, {}).error(), problems_of(text, {}).front());
  EXPECT_TRUE(problems_of(modeled, {}).empty());
}

TEST(Parser, SaysKindNameIdLineAndRemedy) {
  const auto refused =
      parse_procedures(definitions(process("main", start_at("s") + element("scriptTask", "x") +
                                                       end_at("e") + path({"s", "x", "e"}))),
                       {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
  EXPECT_EQ(to_string(refused.error()),
            "scriptTask \"x!\" (x), line 9: this engine does not execute scriptTask (x). make it a "
            "service task that calls a known function");
}

TEST(Parser, ChecksTheWordsItIsGiven) {
  const Vocabulary all{{{"set-deadline"}}, {{"accept", "decline", "withdraw", "suspend"}},
                       {{"acceptance"}},   {{"complaint", "recommendation"}},
                       {{"command"}},      {}};
  EXPECT_TRUE(parse_procedures(modeled, all));
  const auto reason = [&](auto change) {
    Vocabulary known = all;
    change(known);
    const auto problems = problems_of(modeled, known);
    return problems.empty() ? "" : problems.front().reason + " " + problems.front().field;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(reason([](Vocabulary& v) { v.functions = Words{}; }), "unknown-function set");
  EXPECT_EQ(reason([](Vocabulary& v) { v.commands = Words{"accept", "withdraw", "suspend"}; }),
            "unknown-command accept_task");
  EXPECT_EQ(reason([](Vocabulary& v) { v.commands->pop_back(); }), "unknown-anytime complaint");
  EXPECT_EQ(reason([](Vocabulary& v) { v.deadlines = Words{}; }), "unknown-deadline accept_task");
  EXPECT_EQ(reason([](Vocabulary& v) { v.kinds->pop_back(); }), "unknown-kinds complaint");
  EXPECT_EQ(reason([](Vocabulary& v) { v.names = Words{"outcome"}; }), "unknown-name f3");
}

TEST(Parser, CalledProcessesAreThoseOfTheFileAndThoseItIsGiven) {
  const std::string file = definitions(
      process("main", start_at("s") + element("callActivity", "c", "calledElement=\"inner\"") +
                          element("callActivity", "d", "calledElement=\"outer\"") + end_at("e") +
                          path({"s", "c", "d", "e"})) +
      process("inner", start_at("s2") + end_at("e2") + path({"s2", "e2"})));
  EXPECT_TRUE(parse_procedures(file, {}));
  Vocabulary known;
  known.processes = std::vector<std::string>{"outer"};
  EXPECT_TRUE(parse_procedures(file, known));
  known.processes->clear();
  EXPECT_EQ(parse_procedures(file, known).error().reason, "unknown-process");
  EXPECT_EQ(parse_procedures(file, known).error().field, "d");
}

TEST(Parser, ByteOrderMarkAndLineEndsDoNotMatter) {
  std::string text = "\xef\xbb\xbf";
  for (const char* c = modeled; *c != '\0'; ++c) text += *c == '\n' ? "\r\n" : std::string(1, *c);
  const auto file = parse_procedures(text, {});
  ASSERT_TRUE(file) << to_string(file.error());
  EXPECT_EQ(file->procedures[0]->find("accept_task")->name.vi, "Thụ lý đơn");
}

}  // namespace
}  // namespace donthu::process
