#include "engine/policy/decision.h"

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace donthu::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view dmn15 = "https://www.omg.org/spec/DMN/20230324/MODEL/";

std::string definitions(const std::string& content, std::string_view uri = dmn15) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><definitions xmlns=\"" + std::string(uri) +
         "\" id=\"m\" name=\"Model\" namespace=\"urn:test\">" + content + "</definitions>";
}

std::string input_data(const std::string& name, const std::string& type = "") {
  return "<inputData id=\"i_" + name + "\" name=\"" + name + "\"><variable name=\"" + name + "\"" +
         (type.empty() ? "" : " typeRef=\"" + type + "\"") + "/></inputData>";
}

std::string requires_input(const std::string& name) {
  return "<informationRequirement><requiredInput href=\"#i_" + name +
         "\"/></informationRequirement>";
}

std::string requires_decision(const std::string& id) {
  return "<informationRequirement><requiredDecision href=\"#" + id +
         "\"/></informationRequirement>";
}

std::string cell(const std::string& element, const std::string& text) {
  return "<" + element + "><text><![CDATA[" + text + "]]></text></" + element + ">";
}

// One input n, one output; each rule is {test, output}.
std::string table(const std::string& attributes,
                  const std::vector<std::pair<std::string, std::string>>& rules,
                  const std::string& output = "<output id=\"o\"/>") {
  std::string xml = "<decisionTable " + attributes + "><input id=\"c1\">" +
                    cell("inputExpression", "n") + "</input>" + output;
  int number = 0;
  for (const auto& [test, result] : rules) {
    xml += "<rule id=\"r" + std::to_string(++number) + "\">" + cell("inputEntry", test) +
           cell("outputEntry", result) + "</rule>";
  }
  return xml + "</decisionTable>";
}

std::string one_decision(const std::string& logic, const std::string& type = "number") {
  return definitions(input_data("n", type) + "<decision id=\"d\" name=\"Verdict\">" +
                     requires_input("n") + logic + "</decision>");
}

Result<Outcome> decide(const std::string& xml, const Context& inputs) {
  auto model = DecisionModel::parse(xml, "test.dmn");
  if (!model) return std::unexpected(model.error());
  return model->decide("d", inputs);
}

std::string result_of(const std::string& xml, int n) {
  const auto outcome = decide(xml, {{"n", n}});
  return outcome ? to_literal(outcome->result) : outcome.error().reason;
}

Error error_of(const std::string& xml) {
  const auto model = DecisionModel::parse(xml, "test.dmn");
  EXPECT_FALSE(model) << xml;
  return model ? Error{} : model.error();
}

const std::string law = R"(
  <inputData id="i_kind" name="kind"><variable name="kind" typeRef="string"/></inputData>
  <inputData id="i_complex" name="complex"><variable name="complex" typeRef="boolean"/></inputData>
  <decision id="term" name="Term">
    <informationRequirement id="q1"><requiredInput href="#i_kind"/></informationRequirement>
    <informationRequirement id="q2"><requiredInput href="#i_complex"/></informationRequirement>
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="c1" label="Kind"><inputExpression id="e1" typeRef="string"><text>kind</text></inputExpression></input>
      <input id="c2"><inputExpression id="e2" typeRef="boolean"><text>complex</text></inputExpression></input>
      <output id="o1" name="days" typeRef="number"/>
      <output id="o2" name="counted" typeRef="string"/>
      <annotation name="citation"/>
      <rule id="first-30"><description>plain</description>
        <inputEntry id="x1"><text>"complaint"</text></inputEntry><inputEntry id="x2"><text>false</text></inputEntry>
        <outputEntry id="x3"><text>30</text></outputEntry><outputEntry id="x4"><text>"calendar"</text></outputEntry>
        <annotationEntry><text>Luật Khiếu nại 2011, Điều 28</text></annotationEntry>
      </rule>
      <rule id="first-45">
        <inputEntry id="x5"><text>"complaint"</text></inputEntry><inputEntry id="x6"><text>true</text></inputEntry>
        <outputEntry id="x7"><text>45</text></outputEntry><outputEntry id="x8"><text>"calendar"</text></outputEntry>
        <annotationEntry><text>Luật Khiếu nại 2011, Điều 28</text></annotationEntry>
      </rule>
    </decisionTable>
  </decision>)";

TEST(Decision, MatchedRuleCarriesOutputsAndLegalCitation) {
  const auto model = DecisionModel::parse(definitions(law), "term.dmn");
  ASSERT_TRUE(model) << to_string(model.error());
  const auto outcome =
      model->decide("Term", {{"kind", "complaint"}, {"complex", true}, {"unused", 1}});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(to_literal(outcome->result), "{counted: \"calendar\", days: 45}");
  EXPECT_EQ(outcome->outputs.at("days"), Value(45));
  ASSERT_EQ(outcome->matched.size(), 1U);
  EXPECT_EQ(outcome->matched[0].index, 2U);
  EXPECT_EQ(outcome->matched[0].id, "first-45");
  EXPECT_EQ(outcome->matched[0].annotations.at("citation"), "Luật Khiếu nại 2011, Điều 28");
  EXPECT_FALSE(outcome->matched[0].annotations.contains("description"));

  const auto none = model->decide("term", {{"kind", "proposal"}, {"complex", nullptr}});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->result.is_null());
  EXPECT_TRUE(none->matched.empty());
}

TEST(Decision, TheTableCanBeShownAsItStandsInTheFile) {
  const auto model = DecisionModel::parse(definitions(law), "term.dmn");
  ASSERT_TRUE(model);
  const Decision& shown = model->decisions().at(0);
  EXPECT_EQ(shown.name, "Term");
  EXPECT_EQ(shown.inputs[0].label, "Kind");
  EXPECT_EQ(shown.outputs[1].name, "counted");
  EXPECT_THAT(shown.annotation_names, ElementsAre("citation", "description"));
  EXPECT_THAT(shown.input_names, ElementsAre("complex", "kind"));
  EXPECT_THAT(shown.rules[0].inputs, ElementsAre("\"complaint\"", "false"));
  EXPECT_THAT(shown.rules[0].annotations, ElementsAre("Luật Khiếu nại 2011, Điều 28", "plain"));
}

TEST(HitPolicy, UniqueRefusesTwoMatchesAndNamesTheRules) {
  const std::string xml = one_decision(table("", {{"> 1", "1"}, {"> 2", "2"}, {"> 5", "3"}}));
  EXPECT_EQ(result_of(xml, 2), "1");
  EXPECT_EQ(result_of(xml, 1), "null");
  const auto outcome = decide(xml, {{"n", 3}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, "rules-overlap");
  EXPECT_THAT(outcome.error().message, HasSubstr("1 (r1) and 2 (r2)"));
  EXPECT_EQ(outcome.error().field, "test.dmn#d");
}

TEST(HitPolicy, AnyWantsEqualOutputs) {
  const std::string xml =
      one_decision(table("hitPolicy=\"ANY\"", {{"> 1", "1"}, {"> 2", "1"}, {"> 5", "3"}}));
  EXPECT_EQ(result_of(xml, 3), "1");
  EXPECT_EQ(result_of(xml, 6), "rules-overlap");
}

TEST(HitPolicy, FirstTakesTheTablesOrder) {
  const std::string xml =
      one_decision(table("hitPolicy=\"FIRST\"", {{"> 5", "3"}, {"> 2", "2"}, {"-", "1"}}));
  EXPECT_EQ(result_of(xml, 6), "3");
  EXPECT_EQ(result_of(xml, 3), "2");
  EXPECT_EQ(result_of(xml, 0), "1");
}

TEST(HitPolicy, PriorityAndOutputOrderFollowTheOutputValues) {
  const std::string output =
      "<output id=\"o\">" + cell("outputValues", "\"high\", \"low\"") + "</output>";
  const std::vector<std::pair<std::string, std::string>> rules{
      {"-", "\"low\""}, {"> 5", "\"high\""}, {"> 7", "\"low\""}};
  const std::string priority = one_decision(table("hitPolicy=\"PRIORITY\"", rules, output));
  EXPECT_EQ(result_of(priority, 6), "\"high\"");
  EXPECT_EQ(result_of(priority, 1), "\"low\"");
  EXPECT_EQ(result_of(one_decision(table("hitPolicy=\"OUTPUT ORDER\"", rules, output)), 8),
            "[\"high\", \"low\", \"low\"]");
  EXPECT_EQ(result_of(one_decision(table("hitPolicy=\"RULE ORDER\"", rules, output)), 8),
            "[\"low\", \"high\", \"low\"]");
  EXPECT_EQ(error_of(one_decision(table("hitPolicy=\"PRIORITY\"", rules))).reason, "dmn-syntax");
}

TEST(HitPolicy, CollectGathersOrAggregates) {
  const std::vector<std::pair<std::string, std::string>> rules{
      {"> 1", "10"}, {"> 2", "0.5"}, {"> 3", "10"}};
  const auto collect = [&](const std::string& aggregation) {
    return one_decision(table("hitPolicy=\"COLLECT\" " + aggregation, rules));
  };
  EXPECT_EQ(result_of(collect(""), 4), "[10, 0.5, 10]");
  EXPECT_EQ(result_of(collect(""), 2), "[10]");
  EXPECT_EQ(result_of(collect(""), 0), "null");
  EXPECT_EQ(result_of(collect("aggregation=\"SUM\""), 4), "20.5");
  EXPECT_EQ(result_of(collect("aggregation=\"MIN\""), 4), "0.5");
  EXPECT_EQ(result_of(collect("aggregation=\"MAX\""), 4), "10");
  EXPECT_EQ(result_of(collect("aggregation=\"COUNT\""), 4), "3");
  const std::vector<std::pair<std::string, std::string>> texts{{"-", "\"a\""}};
  EXPECT_EQ(result_of(one_decision(table("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", texts)), 1),
            "not-a-number");
}

TEST(Decision, DefaultOutputsStandInWhereNoRuleMatches) {
  const std::string output =
      "<output id=\"o\">" + cell("defaultOutputEntry", "n * 2") + "</output>";
  const std::string xml = one_decision(table("", {{"> 5", "1"}}, output));
  EXPECT_EQ(result_of(xml, 3), "6");
  EXPECT_EQ(result_of(xml, 6), "1");
  EXPECT_TRUE(decide(xml, {{"n", 3}})->matched.empty());
  EXPECT_EQ(decide(xml, {{"n", 3}})->outputs.at("Verdict"), Value(6));
}

TEST(Decision, InputsAreCheckedAgainstWhatTheModelDeclares) {
  const std::string xml = one_decision(table("", {{"> 5", "1"}}));
  EXPECT_EQ(decide(xml, {}).error().reason, "missing-input");
  EXPECT_EQ(decide(xml, {}).error().field, "n");
  EXPECT_EQ(decide(xml, {{"n", "6"}}).error().reason, "wrong-type");
  EXPECT_TRUE(decide(xml, {{"n", nullptr}})->result.is_null());

  const std::string limited =
      definitions("<itemDefinition name=\"tKind\"><typeRef>string</typeRef>" +
                  cell("allowedValues", "\"a\",\"b\"") + "</itemDefinition>" +
                  input_data("n", "tKind") + "<decision id=\"d\" name=\"D\">" +
                  requires_input("n") + cell("literalExpression", "n") + "</decision>");
  EXPECT_EQ(to_literal(decide(limited, {{"n", "a"}})->result), "\"a\"");
  EXPECT_EQ(decide(limited, {{"n", "c"}}).error().reason, "value-not-allowed");
  EXPECT_EQ(decide(limited, {{"n", 1}}).error().reason, "wrong-type");
}

TEST(Decision, StructuresAndCollectionsAreCheckedInside) {
  const std::string xml = definitions(
      "<itemDefinition name=\"tUnit\"><itemComponent name=\"level\"><typeRef>string</typeRef>"
      "</itemComponent></itemDefinition>"
      "<itemDefinition name=\"tUnits\" isCollection=\"true\"><typeRef>tUnit</typeRef>"
      "</itemDefinition>" +
      input_data("n", "tUnits") + "<decision id=\"d\" name=\"D\">" + requires_input("n") +
      cell("literalExpression", "n[1].level") + "</decision>");
  EXPECT_EQ(to_literal(decide(xml, {{"n", List{Context{{"level", "ward"}}}}})->result), "\"ward\"");
  EXPECT_EQ(decide(xml, {{"n", List{Context{{"level", 1}}}}}).error().reason, "wrong-type");
  EXPECT_EQ(decide(xml, {{"n", Context{{"level", "ward"}}}}).error().reason, "wrong-type");
}

TEST(Decision, TableValuesBeyondTheDeclaredOnesAreErrors) {
  const std::string in = "<decisionTable><input id=\"c\">" + cell("inputExpression", "n") +
                         cell("inputValues", "[1..5]") + "</input><output id=\"o\">" +
                         cell("outputValues", "1, 2") + "</output><rule id=\"r\">" +
                         cell("inputEntry", "-") + cell("outputEntry", "n") +
                         "</rule></decisionTable>";
  EXPECT_EQ(result_of(one_decision(in), 2), "2");
  EXPECT_EQ(result_of(one_decision(in), 6), "value-not-allowed");
  EXPECT_EQ(result_of(one_decision(in), 3), "output-not-allowed");
}

TEST(Decision, RequiredDecisionsAreMadeFirstAndEachOnce) {
  const std::string xml =
      definitions(input_data("n") + "<decision id=\"d\" name=\"D\">" + requires_decision("left") +
                  requires_decision("right") + cell("literalExpression", "Left side + Right") +
                  "</decision>" + "<decision id=\"right\" name=\"Right\">" +
                  requires_decision("base") + cell("literalExpression", "Base * 3") +
                  "</decision>" + "<decision id=\"left\" name=\"Left side\">" +
                  requires_decision("base") + cell("literalExpression", "Base * 2") +
                  "</decision>" + "<decision id=\"base\" name=\"Base\">" + requires_input("n") +
                  table("", {{"> 0", "n + 1"}}) + "</decision>");
  const auto outcome = decide(xml, {{"n", 1}});
  ASSERT_TRUE(outcome) << to_string(outcome.error());
  EXPECT_EQ(outcome->result, Value(10));
  ASSERT_EQ(outcome->supporting.size(), 3U);
  EXPECT_EQ(outcome->supporting[0].id, "base");
  EXPECT_EQ(outcome->supporting[0].matched.at(0).id, "r1");
  EXPECT_EQ(decide(xml, {}).error().reason, "missing-input");
}

TEST(Decision, TimeComesFromTheCallerOnly) {
  const std::string xml =
      definitions("<decision id=\"d\" name=\"D\">" +
                  cell("literalExpression", "today() + @\"P1D\"") + "</decision>");
  const auto model = DecisionModel::parse(xml, "test.dmn");
  ASSERT_TRUE(model);
  EXPECT_THAT(model->decisions()[0].input_names, ElementsAre("today"));
  EXPECT_EQ(model->decide("d", {}).error().reason, "missing-input");
  EXPECT_EQ(to_string(model->decide("d", {{"today", make_date(2022, 2, 28)}})->result),
            "2022-03-01");
}

TEST(DecisionErrors, UndeclaredNamesAreFoundWhenTheFileIsRead) {
  const Error error = error_of(one_decision(table("", {{"> m", "1"}})));
  EXPECT_EQ(error.reason, "dmn-undeclared-name");
  EXPECT_EQ(error.field, "test.dmn#r1");
  EXPECT_THAT(error.message, HasSubstr("\"m\""));
  EXPECT_EQ(error_of(one_decision(table("", {{"> 1", "complaint"}}))).reason,
            "dmn-undeclared-name");
}

TEST(DecisionErrors, FeelErrorsNameTheRule) {
  const Error error = error_of(one_decision(table("", {{"> 1", "1"}, {">", "1"}})));
  EXPECT_EQ(error.reason, "feel-syntax");
  EXPECT_EQ(error.field, "test.dmn#r2");
}

TEST(DecisionErrors, XmlBeyondPlainElementsIsRefused) {
  EXPECT_EQ(error_of("").reason, "dmn-syntax");
  EXPECT_EQ(error_of("<a>").reason, "dmn-syntax");
  EXPECT_EQ(error_of("<a/>").reason, "dmn-syntax");
  EXPECT_EQ(error_of("\xFF\xFE<").reason, "dmn-syntax");
  EXPECT_EQ(
      error_of("<!DOCTYPE x [<!ENTITY a \"b\">]>" + one_decision(table("", {{"-", "1"}}))).reason,
      "dmn-doctype");
  EXPECT_EQ(error_of(definitions("", "http://www.omg.org/spec/DMN/20151101/dmn.xsd")).reason,
            "dmn-version");
  EXPECT_EQ(error_of(std::string(model_bytes_limit + 1, ' ')).reason, "dmn-limit");
  std::string deep;
  for (int i = 0; i < 200000; ++i) deep += "<a>";
  EXPECT_EQ(error_of(deep).reason, "dmn-syntax");
}

TEST(DecisionErrors, WhatIsNotSupportedIsRefusedWithItsId) {
  for (const std::string element : {"context", "invocation", "relation", "list",
                                    "functionDefinition", "conditional", "for", "filter"}) {
    const Error error = error_of(one_decision("<" + element + " id=\"box\"/>"));
    EXPECT_EQ(error.reason, "dmn-unsupported") << element;
    EXPECT_EQ(error.field, "test.dmn#box");
    EXPECT_THAT(error.message, HasSubstr(element));
  }
  for (const std::string element : {"import", "decisionService"}) {
    EXPECT_EQ(error_of(definitions("<" + element + " id=\"x\" name=\"X\"/>")).reason,
              "dmn-unsupported");
  }
  EXPECT_EQ(error_of(one_decision("<literalExpression expressionLanguage=\"javascript\">"
                                  "<text>1</text></literalExpression>"))
                .reason,
            "dmn-unsupported");
}

TEST(DecisionErrors, InconsistentModelsAreRefused) {
  const auto broken = [](const std::string& logic) { return error_of(one_decision(logic)).reason; };
  EXPECT_EQ(broken(""), "dmn-syntax");
  EXPECT_EQ(broken(table("hitPolicy=\"BEST\"", {{"-", "1"}})), "dmn-syntax");
  EXPECT_EQ(broken(table("aggregation=\"SUM\"", {{"-", "1"}})), "dmn-syntax");
  EXPECT_EQ(broken(table("", {})), "dmn-syntax");
  EXPECT_EQ(broken(table("", {{"-", ""}})), "dmn-syntax");
  EXPECT_EQ(broken(table("", {{"-", "1"}}, "<output/><output/>")), "dmn-syntax");
  for (const std::string name : {"", "description", "o"}) {
    EXPECT_EQ(broken(table("", {{"-", "1"}},
                           "<output/><annotation name=\"o\"/><annotation name=\"" + name + "\"/>")),
              "dmn-syntax");
  }
  EXPECT_EQ(broken(requires_decision("nowhere") + table("", {{"-", "1"}})), "dmn-reference");
  EXPECT_EQ(broken(requires_decision("d") + table("", {{"-", "1"}})), "dmn-reference");
  EXPECT_EQ(error_of(one_decision(table("", {{"-", "1"}}), "tUnknown")).reason, "dmn-reference");
  EXPECT_EQ(error_of(definitions(input_data("n") + input_data("n"))).reason, "dmn-syntax");
  EXPECT_EQ(error_of(definitions("")).reason, "dmn-syntax");
}

TEST(DecisionErrors, FunctionsInACircleAreRefused) {
  const auto function = [](const std::string& id, const std::string& other) {
    return "<businessKnowledgeModel id=\"" + id + "\" name=\"" + id +
           "\"><encapsulatedLogic><formalParameter name=\"x\"/>" +
           cell("literalExpression", other + "(x)") +
           "</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href=\"#" + other +
           "\"/></knowledgeRequirement></businessKnowledgeModel>";
  };
  const std::string decision =
      "<decision id=\"d\" name=\"D\"><knowledgeRequirement><requiredKnowledge "
      "href=\"#f\"/></knowledgeRequirement>" +
      cell("literalExpression", "f(1)") + "</decision>";
  EXPECT_EQ(error_of(definitions(function("f", "g") + function("g", "f") + decision)).reason,
            "dmn-reference");
}

TEST(DecisionErrors, UnknownDecisionsAreNotFound) {
  const auto model = DecisionModel::parse(definitions(law), "term.dmn");
  EXPECT_EQ(model->decide("other", {}).error().code, ErrorCode::not_found);
}

TEST(Decision, AllSupportedVersionsAndPrefixesAreRead) {
  for (const std::string_view uri :
       std::vector<std::string_view>{"http://www.omg.org/spec/DMN/20180521/MODEL/",
                                     "https://www.omg.org/spec/DMN/20191111/MODEL/",
                                     "https://www.omg.org/spec/DMN/20211108/MODEL/", dmn15}) {
    EXPECT_TRUE(DecisionModel::parse(definitions(law, uri), "term.dmn")) << uri;
  }
  const std::string prefixed =
      "<dmn:definitions xmlns:dmn=\"" + std::string(dmn15) +
      "\" xmlns=\"urn:other\"><dmn:decision id=\"d\" name=\"D\"><dmn:literalExpression>"
      "<dmn:text>1 &lt; 2</dmn:text></dmn:literalExpression></dmn:decision><decision/>"
      "</dmn:definitions>";
  EXPECT_EQ(decide(prefixed, {})->result, Value(true));
}

// Bytes of a true file changed: every outcome is a model, an outcome, or an error.
TEST(DecisionErrors, MutatedFilesNeverCrash) {
  const std::string original = definitions(law);
  const std::string alphabet = "<>/=\"'&;#! \n-?.()[]ax0\xC3\xFF";
  std::mt19937_64 random(20110711);
  for (int round = 0; round < 3000; ++round) {
    std::string xml = original;
    for (std::size_t changes = 1 + random() % 5; changes > 0; --changes) {
      const std::size_t at = random() % xml.size();
      switch (random() % 3) {
        case 0: xml[at] = alphabet[random() % alphabet.size()]; break;
        case 1: xml.erase(at, 1 + random() % 40); break;
        default: xml.insert(at, xml.substr(random() % xml.size(), random() % 60));
      }
    }
    const auto model = DecisionModel::parse(xml, "term.dmn");
    if (!model) continue;
    for (const Decision& decision : model->decisions()) {
      (void)model->decide(decision.id, {{"kind", "complaint"}, {"complex", true}});
    }
  }
}

}  // namespace
}  // namespace donthu::policy
