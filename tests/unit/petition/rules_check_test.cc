// What the gate keeps out, and what it says about it.
#include <gmock/gmock.h>

#include "tests/unit/petition/rules_fixture.h"

namespace donthu::petition {
namespace {

using event::RuleKind;
using ::testing::HasSubstr;

// Replaces the first `what`, which must be there.
std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  if (at != std::string::npos) text.replace(at, what.size(), with);
  return text;
}

Error refused(RuleKind kind, std::string_view id, const std::string& file,
              const Rules* others = nullptr) {
  const Status checked = check_rule(kind, id, file, "the-file", others);
  if (checked) {
    ADD_FAILURE() << "was not refused";
    return {};
  }
  EXPECT_FALSE(checked.error().message.empty());
  EXPECT_FALSE(checked.error().remedy.empty()) << checked.error().reason;
  EXPECT_THAT(checked.error().field, HasSubstr("the-file"));
  return checked.error();
}

std::string reason(RuleKind kind, std::string_view id, const std::string& file) {
  return refused(kind, id, file).reason;
}

TEST(CheckRule, RefusesAnIdThatIsNoSlug) {
  EXPECT_EQ(reason(RuleKind::topics, "Topics 1", read_schema("topics.csv")), "bad-rule-id");
}

TEST(CheckRule, ACalendarBearsItsOwnId) {
  const std::string file = read_schema("calendars/vietnam-state-2026-2.csv");
  EXPECT_TRUE(check_rule(RuleKind::calendar, "vietnam-state", file, "c").has_value());
  EXPECT_EQ(reason(RuleKind::calendar, "hanoi", file), "calendar-id");
  EXPECT_EQ(reason(RuleKind::calendar, "hanoi", "nonsense"), "bad-calendar");
}

TEST(CheckRule, TopicsAreAList) {
  EXPECT_TRUE(check_rule(RuleKind::topics, "topics", read_schema("topics.csv"), "t").has_value());
  EXPECT_EQ(reason(RuleKind::topics, "topics", "a,b"), "bad-header");
}

TEST(CheckRule, RefusesAPolicyThatNobodyAsks) {
  const Error error = refused(RuleKind::policy, "tariffs", read_schema("policies/terms.dmn"));
  EXPECT_EQ(error.reason, "policy-unknown");
  EXPECT_THAT(
      error.remedy,
      HasSubstr("terms, ladder, authority, suspension, withdrawal, representation, succession"));
}

TEST(CheckRule, APolicyHoldsTheDecisionAskedFor) {
  EXPECT_EQ(reason(RuleKind::policy, "ladder", read_schema("policies/terms.dmn")),
            "decision-missing");
}

TEST(CheckRule, APolicyGivesEveryAnswer) {
  const std::string file = read_schema("policies/suspension.dmn");
  const Error error =
      refused(RuleKind::policy, "suspension", replaced(file, R"(name="allowed")", R"(name="may")"));
  EXPECT_EQ(error.reason, "answer-missing");
  EXPECT_THAT(error.message, HasSubstr("'allowed'"));
}

TEST(CheckRule, APolicyReadsOnlyWhatTheEngineProvides) {
  std::string file = read_schema("policies/withdrawal.dmn");
  file = replaced(file, R"(<variable id="variable_scope" name="scope")",
                  R"(<variable id="variable_scope" name="weather")");
  file = replaced(file, R"(name="scope")", R"(name="weather")");
  file = replaced(file, "<text>scope</text>", "<text>weather</text>");
  const Error error = refused(RuleKind::policy, "withdrawal", file);
  EXPECT_EQ(error.reason, "input-unknown");
  EXPECT_THAT(error.message, HasSubstr("'weather'"));
}

TEST(CheckRule, EveryRowCitesTheLaw) {
  const std::string file = read_schema("policies/withdrawal.dmn");
  EXPECT_EQ(reason(RuleKind::policy, "withdrawal",
                   replaced(file, R"(<annotation name="citation" />)",
                            R"(<annotation name="remark" />)")),
            "citation-missing");
}

TEST(CheckRule, FindsRowsThatOverlapAndShowsTheQuestion) {
  const std::string file = read_schema("policies/withdrawal.dmn");
  const Error error =
      refused(RuleKind::policy, "withdrawal",
              replaced(file, R"(&gt;= date("2026-07-01"))", R"(&gt;= date("2026-06-30"))"));
  EXPECT_EQ(error.reason, "rows-overlap");
  EXPECT_THAT(error.message, HasSubstr("legal_date = 2026-06-30"));
  EXPECT_THAT(error.message, HasSubstr("scope = partial"));
}

TEST(CheckRule, RefusesAnswersTheEngineDoesNotUnderstand) {
  const std::string file = read_schema("policies/terms.dmn");
  EXPECT_EQ(
      reason(RuleKind::policy, "terms", replaced(file, R"("calendar_days")", R"("fortnights")")),
      "bad-answer");
  EXPECT_EQ(
      reason(RuleKind::policy, "terms", replaced(file, R"("accept decline")", R"("accept dance")")),
      "bad-answer");
  EXPECT_EQ(
      reason(RuleKind::policy, "terms", replaced(file, "<text>10</text>", "<text>-10</text>")),
      "bad-answer");
}

TEST(CheckRule, ATableGivesOneRow) {
  const std::string file = read_schema("policies/ladder.dmn");
  EXPECT_EQ(reason(RuleKind::policy, "ladder",
                   replaced(file, R"(hitPolicy="FIRST")", R"(hitPolicy="COLLECT")")),
            "several-rows");
}

constexpr std::string_view waiting =
    R"(<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="u"/>
<userTask id="u" donthu:command="classify"/><sequenceFlow id="f2" sourceRef="u" targetRef="g"/>
<exclusiveGateway id="g" default="f3"/><sequenceFlow id="f3" sourceRef="g" targetRef="e"/>
<sequenceFlow id="f4" sourceRef="g" targetRef="c">
  <conditionExpression>eligible = false</conditionExpression></sequenceFlow>
<serviceTask id="c" donthu:function="close"><extensionElements>
  <donthu:input name="outcome" value="done"/></extensionElements></serviceTask>
<sequenceFlow id="f5" sourceRef="c" targetRef="e"/><endEvent id="e"/>)";

std::string procedure(const std::string& what, const std::string& with) {
  return bpmn("feedback", replaced(std::string(waiting), what, with));
}

TEST(CheckRule, AGoodProcedurePasses) {
  const Status checked =
      check_rule(RuleKind::procedure, "feedback", bpmn("feedback", waiting), "the-file");
  EXPECT_TRUE(checked.has_value()) << to_string(checked.error());
}

TEST(CheckRule, TheFirstProcessBearsTheRulesId) {
  EXPECT_EQ(reason(RuleKind::procedure, "complaint", bpmn("feedback", waiting)), "process-id");
  std::string two = bpmn("feedback", waiting);
  two = replaced(two, "</definitions>",
                 R"(<process id="more"><startEvent id="a"/>
<sequenceFlow id="b" sourceRef="a" targetRef="d"/><endEvent id="d"/></process></definitions>)");
  EXPECT_EQ(reason(RuleKind::procedure, "feedback", two), "process-id");
  EXPECT_TRUE(check_rule(RuleKind::procedure, "feedback",
                         replaced(two, R"(id="more")", R"(id="feedback.more")"), "the-file")
                  .has_value());
}

TEST(CheckRule, RefusesUnknownVerbsFunctionsAndNames) {
  const RuleKind kind = RuleKind::procedure;
  const Error verb = refused(kind, "feedback", procedure("\"classify\"", "\"classifi\""));
  EXPECT_EQ(verb.reason, "unknown-command");
  EXPECT_EQ(verb.field, "the-file#u");
  EXPECT_EQ(refused(kind, "feedback", procedure("\"close\"", "\"burn\"")).reason,
            "unknown-function");
  EXPECT_EQ(refused(kind, "feedback", procedure("eligible =", "colour =")).reason, "unknown-name");
}

TEST(CheckRule, RefusesWrongInputsOfAFunction) {
  const RuleKind kind = RuleKind::procedure;
  const std::string outcome = R"(<donthu:input name="outcome" value="done"/>)";
  const Error missing = refused(kind, "feedback", procedure(outcome, ""));
  EXPECT_EQ(missing.reason, "input-missing");
  EXPECT_EQ(missing.field, "the-file#c");
  EXPECT_EQ(refused(kind, "feedback",
                    procedure(outcome, outcome + R"(<donthu:input name="colour" value="red"/>)"))
                .reason,
            "input-unknown");
  EXPECT_EQ(refused(kind, "feedback", procedure("\"done\"", "\"All done\"")).reason,
            "input-not-allowed");
}

std::string deadline_task(const std::string& inputs) {
  std::string text = replaced(std::string(waiting), R"(donthu:function="close")",
                              R"(donthu:function="set-deadline")");
  text = replaced(text, R"(<donthu:input name="outcome" value="done"/>)", inputs);
  return bpmn("feedback", text);
}

TEST(CheckRule, ALimitIsTheLimitOfADeadline) {
  const RuleKind kind = RuleKind::procedure;
  const std::string purpose = R"(<donthu:input name="purpose" value="answer"/>)";
  EXPECT_TRUE(check_rule(kind, "feedback",
                         deadline_task(purpose + R"(<donthu:input name="from" value="received"/>)"),
                         "f")
                  .has_value());
  EXPECT_EQ(refused(kind, "feedback",
                    deadline_task(purpose + R"(<donthu:input name="from" value="limit"/>)"))
                .reason,
            "input-missing");
  EXPECT_EQ(refused(kind, "feedback",
                    deadline_task(purpose + R"(<donthu:input name="from" value="received"/>
<donthu:input name="of" value="resolution"/>)"))
                .reason,
            "input-not-allowed");
  EXPECT_EQ(refused(kind, "feedback",
                    deadline_task(purpose + R"(<donthu:input name="from" value="yesterday"/>)"))
                .reason,
            "input-not-allowed");
}

TEST(CheckRule, FindsAGatewayWithoutAWayOn) {
  std::string text = replaced(std::string(waiting), R"( default="f3")", "");
  text = replaced(text, R"(<sequenceFlow id="f3" sourceRef="g" targetRef="e"/>)",
                  R"(<sequenceFlow id="f3" sourceRef="g" targetRef="e">
<conditionExpression>eligible = true</conditionExpression></sequenceFlow>)");
  const Error error = refused(RuleKind::procedure, "feedback", bpmn("feedback", text));
  EXPECT_EQ(error.reason, "procedure-cannot-run");
  EXPECT_THAT(error.message, HasSubstr("after its start, classify"));
}

TEST(CheckRule, FindsACircleWithoutAWaitInIt) {
  const std::string circle =
      R"(<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/>
<exclusiveGateway id="g" default="f2"/><sequenceFlow id="f2" sourceRef="g" targetRef="c"/>
<serviceTask id="c" donthu:function="remind"><extensionElements>
  <donthu:input name="purpose" value="answer"/></extensionElements></serviceTask>
<sequenceFlow id="f3" sourceRef="c" targetRef="g"/>
<sequenceFlow id="f4" sourceRef="g" targetRef="e">
  <conditionExpression>verb = "answer"</conditionExpression></sequenceFlow><endEvent id="e"/>)";
  const Error error = refused(RuleKind::procedure, "feedback", bpmn("feedback", circle));
  EXPECT_EQ(error.reason, "procedure-cannot-run");
}

TEST(CheckRule, FindsAJoinThatNeverComes) {
  const std::string stuck =
      R"(<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="u"/>
<userTask id="u" donthu:command="classify"/><sequenceFlow id="f2" sourceRef="u" targetRef="g"/>
<exclusiveGateway id="g" default="f3"/><sequenceFlow id="f3" sourceRef="g" targetRef="j"/>
<sequenceFlow id="f4" sourceRef="g" targetRef="j">
  <conditionExpression>eligible = true</conditionExpression></sequenceFlow>
<parallelGateway id="j"/><sequenceFlow id="f5" sourceRef="j" targetRef="e"/><endEvent id="e"/>)";
  const Error error = refused(RuleKind::procedure, "feedback", bpmn("feedback", stuck));
  EXPECT_EQ(error.reason, "procedure-cannot-run");
}

TEST(CheckRule, ACalledProcessMustBeThereWhereTheOthersAreKnown) {
  const std::string caller =
      R"(<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
<callActivity id="a" calledElement="settlement"/>
<sequenceFlow id="f2" sourceRef="a" targetRef="e"/><endEvent id="e"/>)";
  const std::string good = bpmn("feedback", caller);
  const std::string bad = replaced(good, "settlement", "nowhere");
  EXPECT_TRUE(check_rule(RuleKind::procedure, "feedback", bad, "f").has_value());
  EXPECT_TRUE(check_rule(RuleKind::procedure, "feedback", good, "f", &shipped_rules()).has_value());
  EXPECT_EQ(refused(RuleKind::procedure, "feedback", bad, &shipped_rules()).reason,
            "called-process-unknown");
}

TEST(CheckRule, EachDeadlineThatIsSetHasATerm) {
  const std::string unknown = deadline_task(R"(<donthu:input name="purpose" value="oversigt"/>
<donthu:input name="from" value="received"/>)");
  const std::string file =
      replaced(unknown, R"(id="feedback")", R"(id="feedback" donthu:kinds="feedback")");
  EXPECT_TRUE(check_rule(RuleKind::procedure, "feedback", file, "f").has_value());
  const Error error = refused(RuleKind::procedure, "feedback", file, &shipped_rules());
  EXPECT_EQ(error.reason, "term-missing");
  EXPECT_THAT(error.message, HasSubstr("'oversigt'"));
  EXPECT_TRUE(check_rule(RuleKind::procedure, "feedback", replaced(file, "oversigt", "answer"), "f",
                         &shipped_rules())
                  .has_value());
}

TEST(CheckRule, NewTermsServeTheProceduresThatAreThere) {
  const std::string file = read_schema("policies/terms.dmn");
  EXPECT_TRUE(check_rule(RuleKind::policy, "terms", file, "f", &shipped_rules()).has_value());
  const Error error =
      refused(RuleKind::policy, "terms", replaced(file, R"("notify_acceptance")", R"("notify")"),
              &shipped_rules());
  EXPECT_EQ(error.reason, "term-missing");
  EXPECT_THAT(error.message, HasSubstr("procedure 'denunciation'"));
}

TEST(CheckRule, ATrialOfManyFactsEnds) {
  std::string conditions = "eligible = true";
  for (const char* name : {"kind", "verb", "within_authority", "status", "complex", "remote",
                           "outcome", "suspended", "mode", "completed", "channel", "level"})
    conditions += std::string(" and ") + name + " = null";
  const Status checked = check_rule(RuleKind::procedure, "feedback",
                                    procedure("eligible = false", conditions), "the-file");
  EXPECT_TRUE(checked.has_value()) << to_string(checked.error());
}

TEST(CheckRule, SurvivesBytesThatAreNoFile) {
  for (const RuleKind kind :
       {RuleKind::calendar, RuleKind::policy, RuleKind::procedure, RuleKind::topics})
    for (const std::string& bytes :
         {std::string(), std::string("\0\xff", 2), std::string("<a>"), std::string(100, '<')})
      EXPECT_FALSE(check_rule(kind, "terms", bytes, "the-file").has_value());
}

}  // namespace
}  // namespace donthu::petition
