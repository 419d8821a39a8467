// What each element does to the tokens of a case.
#include <gtest/gtest.h>

#include "tests/unit/process/case.h"

namespace donthu::process {
namespace {

using Kind = CommandPlace::Kind;

const std::string one_task = process(
    "main",
    start_at("s") + task("accept_task", "accept decline", "donthu:deadline=\"acceptance\"") +
        end_at("e") + path({"s", "accept_task", "e"}),
    "donthu:anytime=\"withdraw note\"");

TEST(Execution, UserTaskWaitsForItsCommandAndThenEnds) {
  Case petition(one_task);
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.standing(), "accept_task");
  EXPECT_EQ(petition.story(), "started entered:s entered:accept_task");
  ASSERT_TRUE(petition.command("decline"));
  EXPECT_EQ(petition.story(), "entered:e left:e ended");
  EXPECT_TRUE(petition.state().ended);
  EXPECT_TRUE(petition.state().tokens.empty());
  petition.expect_replay_equal();
}

TEST(Execution, SaysWhichCommandsAreWaitedForAndWhichAreAllowedAtAnyTime) {
  Case petition(one_task);
  ASSERT_TRUE(petition.begin());
  const auto expected = expected_commands(petition);
  ASSERT_TRUE(expected);
  ASSERT_EQ(expected->size(), 4u);
  EXPECT_EQ((*expected)[0].verb, "accept");
  EXPECT_EQ((*expected)[0].element, "accept_task");
  EXPECT_EQ((*expected)[0].name.vi, "accept_task!");
  EXPECT_EQ((*expected)[0].deadline, "acceptance");
  EXPECT_EQ((*expected)[1].verb, "decline");
  EXPECT_EQ((*expected)[2].verb, "withdraw");
  EXPECT_EQ((*expected)[2].token, 0u);
  EXPECT_EQ((*expected)[3].verb, "note");

  const auto unknown = place_of("resolve", petition);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->kind, Kind::not_expected);
  EXPECT_EQ(unknown->expected, (std::vector<std::string>{"accept", "decline", "note", "withdraw"}));
  EXPECT_EQ(place_of("withdraw", petition)->kind, Kind::anytime);
  EXPECT_EQ(place_of("accept", petition)->kind, Kind::waited_for);
}

TEST(Execution, CommandsThatNoElementTakesChangeNothing) {
  Case petition(one_task);
  ASSERT_TRUE(petition.begin());
  const FlowState before = petition.state();
  ASSERT_TRUE(complete_command("withdraw", petition));
  ASSERT_TRUE(complete_command("resolve", petition));
  EXPECT_EQ(petition.state(), before);
}

TEST(Execution, NothingIsExpectedBeforeTheStartAndAfterTheEnd) {
  Case petition(one_task);
  EXPECT_TRUE(expected_commands(petition)->empty());
  ASSERT_TRUE(petition.begin());
  ASSERT_TRUE(petition.command("accept"));
  EXPECT_TRUE(expected_commands(petition)->empty());
  EXPECT_EQ(place_of("withdraw", petition)->kind, Kind::not_expected);
}

TEST(Execution, StartsOnceUntilItHasEndedAndThenAnewWithFreshTokens) {
  Case petition(one_task);
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.begin().error().reason, "already-started");
  ASSERT_TRUE(petition.command("accept"));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.standing(), "accept_task");
  EXPECT_EQ(petition.state().tokens.front().id, 2u);
  petition.expect_replay_equal();
}

TEST(Execution, StopInterruptsEverythingAndEnds) {
  Case petition(one_task);
  ASSERT_TRUE(stop(petition));
  EXPECT_FALSE(petition.state().started);
  ASSERT_TRUE(petition.begin());
  petition.story();
  ASSERT_TRUE(stop(petition));
  EXPECT_EQ(petition.story(), "interrupted:accept_task ended");
  EXPECT_TRUE(petition.state().ended);
}

TEST(Execution, ServiceTaskCallsItsFunctionWithItsInputs) {
  Case petition(
      process("main", start_at("s") +
                          element("serviceTask", "f", "donthu:function=\"set-deadline\"",
                                  "<bpmn:extensionElements><donthu:input name=\"purpose\" "
                                  "value=\"resolution\"/></bpmn:extensionElements>") +
                          end_at("e") + path({"s", "f", "e"})));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.calls, (std::vector<std::string>{"set-deadline"}));
  EXPECT_EQ(petition.last_inputs, (std::map<std::string, std::string>{{"purpose", "resolution"}}));
  EXPECT_TRUE(petition.state().ended);
}

TEST(Execution, ErrorOfAFunctionEndsTheOperation) {
  Case petition(
      process("main", start_at("s") + service("f", "one") + end_at("e") + path({"s", "f", "e"})));
  petition.on_call = [](const std::string&) -> Status {
    return fail(ErrorCode::rejected, "no-competent-unit", "");
  };
  EXPECT_EQ(petition.begin().error().reason, "no-competent-unit");
  EXPECT_FALSE(petition.state().ended);
}

const std::string choice = process(
    "main", start_at("s") + task("t", "decide") + service("f", "judge") +
                element("exclusiveGateway", "g", "default=\"g-other\"") + task("a", "a") +
                task("b", "b") + task("other", "other") + end_at("e") + path({"s", "t", "f", "g"}) +
                flow("g", "a", "= outcome = \"a\"") + flow("g", "b", "outcome = \"b\"") +
                flow("g", "other") + path({"a", "e"}) + path({"b", "e"}) + path({"other", "e"}));

TEST(Execution, ExclusiveGatewayTakesTheFirstFlowWhoseConditionIsTrue) {
  for (const auto& [outcome, taken] :
       std::map<std::string, std::string>{{"a", "a"}, {"b", "b"}, {"c", "other"}}) {
    Case petition(choice);
    // The function decides, so the variables must be asked after it.
    petition.on_call = [&, value = outcome](const std::string&) -> Status {
      petition.names["outcome"] = policy::Value(value);
      return {};
    };
    ASSERT_TRUE(petition.begin());
    ASSERT_TRUE(petition.command("decide"));
    EXPECT_EQ(petition.standing(), taken);
    petition.expect_replay_equal();
  }
}

TEST(Execution, ExclusiveGatewayWithoutAWayOutRefusesTheCommand) {
  Case petition(process("main", start_at("s") + element("exclusiveGateway", "g") + end_at("e") +
                                    end_at("e2") + path({"s", "g"}) + flow("g", "e", "false") +
                                    flow("g", "e2", "false")));
  const Status status = petition.begin();
  EXPECT_EQ(status.error().reason, "no-flow-applies");
  EXPECT_EQ(status.error().field, "g");
  EXPECT_FALSE(status.error().message_vi.empty());
}

TEST(Execution, ConditionThatIsNeitherTrueNorFalseRefusesTheCommand) {
  Case petition(process(
      "main", start_at("s") + element("exclusiveGateway", "g", "default=\"g-e2\"") + end_at("e") +
                  end_at("e2") + path({"s", "g"}) + flow("g", "e", "eligible") + flow("g", "e2")));
  EXPECT_EQ(petition.begin().error().reason, "condition-not-boolean");
  EXPECT_EQ(petition.begin().error().reason, "already-started");
}

TEST(Execution, LoopBackToAnEarlierTask) {
  Case petition(process("main", start_at("s") + task("t", "supplement") +
                                    element("exclusiveGateway", "g", "default=\"g-t\"") +
                                    end_at("e") + path({"s", "t", "g"}) +
                                    flow("g", "e", "outcome = \"full\"") + flow("g", "t")));
  ASSERT_TRUE(petition.begin());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(petition.command("supplement"));
    EXPECT_EQ(petition.standing(), "t");
  }
  petition.names["outcome"] = policy::Value("full");
  ASSERT_TRUE(petition.command("supplement"));
  EXPECT_TRUE(petition.state().ended);
  petition.expect_replay_equal();
}

TEST(Execution, CircleWithoutAWaitMeetsTheStepLimit) {
  Case petition(process("main", start_at("s") + service("f", "again") +
                                    element("exclusiveGateway", "g", "default=\"g-f\"") +
                                    end_at("e") + path({"s", "f", "g"}) + flow("g", "e", "false") +
                                    flow("g", "f")));
  const Status status = petition.begin();
  EXPECT_EQ(status.error().reason, "step-limit");
  EXPECT_EQ(status.error().code, ErrorCode::rejected);
  EXPECT_LE(petition.recorded().size(), step_limit + 1u);
  petition.restore({{}, 0});
  petition.limit = 10;
  petition.calls.clear();
  EXPECT_EQ(petition.begin().error().reason, "step-limit");
  EXPECT_EQ(petition.calls.size(), 5u);
}

const std::string parallel = process(
    "main", start_at("s") + element("parallelGateway", "fork") + task("a", "a") + task("b", "b") +
                task("c", "c") + element("parallelGateway", "join") + task("last", "last") +
                end_at("e") + path({"s", "fork", "a", "join", "last", "e"}) +
                path({"fork", "b", "join"}) + path({"fork", "c", "join"}));

TEST(Execution, ParallelGatewayForksAndJoinsInAnyOrder) {
  std::vector<std::string> order{"a", "b", "c"};
  do {
    Case petition(parallel);
    ASSERT_TRUE(petition.begin());
    EXPECT_EQ(petition.standing(), "a b c");
    ASSERT_TRUE(petition.command(order[0]));
    ASSERT_TRUE(petition.command(order[1]));
    EXPECT_EQ(place_of("last", petition)->kind, Kind::not_expected);
    ASSERT_TRUE(petition.command(order[2]));
    EXPECT_EQ(petition.standing(), "last");
    ASSERT_TRUE(petition.command("last"));
    EXPECT_TRUE(petition.state().ended);
    petition.expect_replay_equal();
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Execution, JoinThatNobodyCanCompleteIsAnErrorAndNotASilence) {
  Case petition(process(
      "main", start_at("s") + element("exclusiveGateway", "x", "default=\"x-a\"") + task("a", "a") +
                  task("b", "b") + element("parallelGateway", "join") + end_at("e") +
                  path({"s", "x"}) + flow("x", "a") + flow("x", "b", "false") +
                  path({"a", "join", "e"}) + path({"b", "join"})));
  ASSERT_TRUE(petition.begin());
  const Status status = petition.command("a");
  EXPECT_EQ(status.error().reason, "procedure-deadlock");
  EXPECT_EQ(status.error().field, "join");
}

TEST(Execution, JoinTakesOneTokenOfEachFlow) {
  // Two tokens over a, one over b: the second of a waits for the next of b.
  Case petition(
      process("main", start_at("s") + element("parallelGateway", "fork") +
                          element("exclusiveGateway", "m") + task("a", "a") + task("b", "b") +
                          element("parallelGateway", "join") + task("last", "last") + end_at("e") +
                          path({"s", "fork", "m", "a", "join"}) +
                          "<bpmn:sequenceFlow id=\"again\" sourceRef=\"fork\" targetRef=\"m\"/>" +
                          path({"fork", "b", "join", "last", "e"})));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.standing(), "a a b");
  ASSERT_TRUE(petition.command("a"));
  ASSERT_TRUE(petition.command("a"));
  EXPECT_EQ(petition.standing(), "join? join? b");
  ASSERT_TRUE(petition.command("b"));
  EXPECT_EQ(petition.standing(), "join? last");
  petition.expect_replay_equal();
}

TEST(Execution, SeveralFlowsOutOfATaskForkAndEachIntoATaskCounts) {
  Case petition(process("main", start_at("s") + task("t", "go") + service("f", "count") +
                                    service("h", "count") + task("u", "u") + end_at("e") +
                                    path({"s", "t", "f", "u", "e"}) + path({"t", "h", "u"})));
  ASSERT_TRUE(petition.begin());
  ASSERT_TRUE(petition.command("go"));
  EXPECT_EQ(petition.calls.size(), 2u);
  EXPECT_EQ(petition.standing(), "u u");
  // The oldest takes it.
  EXPECT_EQ(place_of("u", petition)->token, 1u);
  ASSERT_TRUE(petition.command("u"));
  EXPECT_FALSE(petition.state().ended);
  ASSERT_TRUE(petition.command("u"));
  EXPECT_TRUE(petition.state().ended);
  petition.expect_replay_equal();
}

TEST(Execution, TerminateEndEventEndsWhateverElseStandsInItsScope) {
  Case petition(process("main", start_at("s") + element("parallelGateway", "fork") +
                                    task("a", "a") + task("b", "b") + end_at("e") +
                                    terminate_at("z") + path({"s", "fork", "a", "z"}) +
                                    path({"fork", "b", "e"})));
  ASSERT_TRUE(petition.begin());
  petition.story();
  ASSERT_TRUE(petition.command("a"));
  EXPECT_EQ(petition.story(), "entered:z left:z interrupted:b ended");
  petition.expect_replay_equal();
}

TEST(Execution, MessageCatchEventAndReceiveTaskWaitForTheirCommands) {
  Case petition("<bpmn:message id=\"m\" name=\"Kết quả xác minh\"/>" +
                process("main", start_at("s") +
                                    element("intermediateCatchEvent", "c",
                                            "donthu:command=\"receive-result\"",
                                            "<bpmn:messageEventDefinition messageRef=\"m\"/>") +
                                    element("receiveTask", "r",
                                            "donthu:command=\"receive-report\" messageRef=\"m\"") +
                                    end_at("e") + path({"s", "c", "r", "e"})));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.procedures().at("main")->find("c")->message, "Kết quả xác minh");
  EXPECT_EQ(petition.procedures().at("main")->find("r")->message, "Kết quả xác minh");
  EXPECT_EQ(petition.standing(), "c");
  EXPECT_FALSE(petition.command("receive-report"));
  ASSERT_TRUE(petition.command("receive-result"));
  EXPECT_EQ(petition.standing(), "r");
  ASSERT_TRUE(petition.command("receive-report"));
  EXPECT_TRUE(petition.state().ended);
}

TEST(Execution, SubProcessIsAScopeThatEndsWithItsLastToken) {
  Case petition(process(
      "main", start_at("s") +
                  element("subProcess", "sub", "",
                          start_at("is") + element("parallelGateway", "fork") + task("a", "a") +
                              task("b", "b") + end_at("ie") + end_at("ie2") +
                              path({"is", "fork", "a", "ie"}) + path({"fork", "b", "ie2"})) +
                  task("after", "after") + end_at("e") + path({"s", "sub", "after", "e"})));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.standing(), "sub a b");
  ASSERT_TRUE(petition.command("b"));
  EXPECT_EQ(petition.standing(), "sub a");
  ASSERT_TRUE(petition.command("a"));
  EXPECT_EQ(petition.standing(), "after");
  EXPECT_EQ(petition.state().tokens.front().id, 1u);
  petition.expect_replay_equal();
}

const std::string calling =
    process("main",
            start_at("s") + element("callActivity", "call", "calledElement=\"inner\"") +
                task("after", "after") + end_at("e") + path({"s", "call", "after", "e"}),
            "donthu:anytime=\"note\"") +
    process("inner",
            start_at("s2") + task("work", "work") + end_at("e2") + path({"s2", "work", "e2"}),
            "donthu:anytime=\"suspend note\"");

TEST(Execution, CallActivityRunsTheCalledProcedureAndReturns) {
  Case petition(calling);
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.standing(), "call work");
  EXPECT_EQ(petition.state().tokens.back().procedure, "inner");
  EXPECT_EQ(petition.state().tokens.back().parent, petition.state().tokens.front().id);
  std::vector<std::string> verbs;
  const auto expected = expected_commands(petition);
  for (const auto& one : *expected) verbs.push_back(one.verb);
  EXPECT_EQ(verbs, (std::vector<std::string>{"work", "note", "suspend"}));
  ASSERT_TRUE(petition.command("work"));
  EXPECT_EQ(petition.standing(), "after");
  EXPECT_EQ(place_of("suspend", petition)->kind, Kind::not_expected);
  petition.expect_replay_equal();
}

TEST(Execution, CalledProcedureRunsInTheVersionTheHostPinned) {
  Case petition(calling);
  petition.versions["inner"] = "7";
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.state().tokens.back().version, "7");
  EXPECT_EQ(petition.state().tokens.front().version, "1");
  ASSERT_TRUE(petition.command("work"));
  EXPECT_EQ(petition.state().tokens.front().version, "1");
}

TEST(Execution, CalledProcedureThatIsNotThereIsAnError) {
  Case petition(calling);
  petition.withdrawn = "inner";
  const Status status = petition.begin();
  EXPECT_EQ(status.error().reason, "procedure-unknown");
  EXPECT_EQ(status.error().code, ErrorCode::not_found);
  Case other(calling);
  EXPECT_EQ(start("main", "2", other).error().reason, "procedure-unknown");
  ASSERT_TRUE(other.begin());
  other.withdrawn = "inner";
  EXPECT_EQ(expected_commands(other).error().reason, "procedure-unknown");
  EXPECT_EQ(other.command("work").error().reason, "procedure-unknown");
}

TEST(Execution, ProcedureThatCallsItselfMeetsTheDepthLimit) {
  Case petition(process("main", start_at("s") +
                                    element("callActivity", "call", "calledElement=\"main\"") +
                                    end_at("e") + path({"s", "call", "e"})));
  EXPECT_EQ(petition.begin().error().reason, "depth-limit");
}

}  // namespace
}  // namespace donthu::process
