// Boundary timers: of deadlines, and of their own durations.
#include <gtest/gtest.h>

#include "tests/unit/process/case.h"

namespace donthu::process {
namespace {

std::string watched(bool interrupting) {
  return process("main", start_at("s") + task("work", "work") +
                             boundary_on("late", "work", "resolution", "overdue", interrupting) +
                             task("escalated", "report") + end_at("e") + end_at("e2") +
                             path({"s", "work", "e"}) + path({"late", "escalated", "e2"}));
}

std::uint32_t overdue(Case& petition, const std::string& purpose = "resolution") {
  const auto fired = fire_deadline(purpose, DeadlineMoment::overdue, petition);
  EXPECT_TRUE(fired) << to_string(fired.error());
  return fired.value_or(0);
}

TEST(Deadline, InterruptingTimerReplacesTheTask) {
  Case petition(watched(true));
  ASSERT_TRUE(petition.begin());
  petition.story();
  EXPECT_EQ(overdue(petition), 1u);
  EXPECT_EQ(petition.story(), "interrupted:work entered:late entered:escalated");
  EXPECT_EQ(petition.standing(), "escalated");
  EXPECT_EQ(overdue(petition), 0u);
  EXPECT_FALSE(petition.command("work"));
  ASSERT_TRUE(petition.command("report"));
  EXPECT_TRUE(petition.state().ended);
  petition.expect_replay_equal();
}

TEST(Deadline, NonInterruptingTimerLeavesTheTaskAndMayFireAgain) {
  Case petition(watched(false));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(overdue(petition), 1u);
  EXPECT_EQ(petition.standing(), "work escalated");
  // Extended and overdue once more.
  EXPECT_EQ(overdue(petition), 1u);
  EXPECT_EQ(petition.standing(), "work escalated escalated");
  ASSERT_TRUE(petition.command("work"));
  EXPECT_FALSE(petition.state().ended);
  ASSERT_TRUE(petition.command("report"));
  ASSERT_TRUE(petition.command("report"));
  EXPECT_TRUE(petition.state().ended);
  petition.expect_replay_equal();
}

TEST(Deadline, ReminderThatFiresForEverMeetsTheTokenLimit) {
  Case petition(watched(false));
  ASSERT_TRUE(petition.begin());
  std::size_t fired = 0;
  for (; fired < 2 * token_limit; ++fired) {
    const auto status = fire_deadline("resolution", DeadlineMoment::overdue, petition);
    if (status) continue;
    EXPECT_EQ(status.error().reason, "token-limit");
    break;
  }
  EXPECT_LE(fired, token_limit);
}

TEST(Deadline, OnlyItsOwnPurposeAndMomentFire) {
  Case petition(watched(true));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(overdue(petition, "acceptance"), 0u);
  EXPECT_EQ(*fire_deadline("resolution", DeadlineMoment::due_soon, petition), 0u);
  EXPECT_EQ(petition.standing(), "work");
  ASSERT_TRUE(petition.command("work"));
  EXPECT_EQ(overdue(petition), 0u);
}

TEST(Deadline, ArmsNoTimerForTheDeadlineBelongsToTheCase) {
  Case petition(watched(true));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.timer("late"), nullptr);
}

// main: call(inner) with a boundary; inner: sub-process with a boundary; sub: task with a boundary.
std::string nested(bool outer, bool middle, bool inner) {
  return process("main", start_at("s") +
                             element("callActivity", "call", "calledElement=\"inner\"") +
                             boundary_on("b0", "call", "resolution", "overdue", outer) +
                             task("t0", "t0") + end_at("e") + end_at("f0") +
                             path({"s", "call", "e"}) + path({"b0", "t0", "f0"})) +
         process("inner",
                 start_at("s1") +
                     element("subProcess", "sub", "",
                             start_at("s2") + task("work", "work") +
                                 boundary_on("b2", "work", "resolution", "overdue", inner) +
                                 task("t2", "t2") + end_at("e2") + end_at("f2") +
                                 path({"s2", "work", "e2"}) + path({"b2", "t2", "f2"})) +
                     boundary_on("b1", "sub", "resolution", "overdue", middle) + task("t1", "t1") +
                     end_at("e1") + end_at("f1") + path({"s1", "sub", "e1"}) +
                     path({"b1", "t1", "f1"}));
}

TEST(Deadline, OuterInterruptingTimerCancelsAllThatStandsInsideFirstInnermost) {
  Case petition(nested(true, true, true));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(petition.standing(), "call sub work");
  petition.story();
  EXPECT_EQ(overdue(petition), 1u);
  EXPECT_EQ(petition.story(),
            "interrupted:work interrupted:sub interrupted:call entered:b0 entered:t0");
  petition.expect_replay_equal();
}

TEST(Deadline, NonInterruptingTimersFireFromTheOutermostInwards) {
  Case petition(nested(false, false, false));
  ASSERT_TRUE(petition.begin());
  petition.story();
  EXPECT_EQ(overdue(petition), 3u);
  EXPECT_EQ(petition.story(), "entered:b0 entered:t0 entered:b1 entered:t1 entered:b2 entered:t2");
  EXPECT_EQ(petition.standing(), "call sub work t0 t1 t2");
  const FlowState& state = petition.state();
  EXPECT_EQ(state.find(4)->parent, 0u);
  EXPECT_EQ(state.find(5)->parent, 1u);
  EXPECT_EQ(state.find(6)->parent, 2u);
  for (const char* verb : {"work", "t2", "t1", "t0"}) ASSERT_TRUE(petition.command(verb));
  EXPECT_TRUE(petition.state().ended);
  petition.expect_replay_equal();
}

TEST(Deadline, MiddleInterruptingTimerSparesTheOuterScope) {
  Case petition(nested(false, true, false));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(overdue(petition), 2u);
  EXPECT_EQ(petition.standing(), "call t0 t1");
  ASSERT_TRUE(petition.command("t1"));
  EXPECT_EQ(petition.standing(), "t0");
  petition.expect_replay_equal();
}

TEST(Deadline, RemindersOnOneTaskFireBeforeTheTimerThatEndsIt) {
  Case petition(process("main", start_at("s") + task("work", "work") +
                                    boundary_on("ends", "work", "resolution", "overdue", true) +
                                    boundary_on("reminds", "work", "resolution", "overdue", false) +
                                    task("t", "t") + service("f", "remind") + end_at("e") +
                                    end_at("e2") + end_at("e3") + path({"s", "work", "e"}) +
                                    path({"ends", "t", "e2"}) + path({"reminds", "f", "e3"})));
  ASSERT_TRUE(petition.begin());
  petition.story();
  EXPECT_EQ(overdue(petition), 2u);
  EXPECT_EQ(petition.story(),
            "entered:reminds entered:f entered:e3 left:e3 interrupted:work entered:ends entered:t");
}

std::string timed(bool interrupting) {
  return process("main", start_at("s") + task("work", "work") +
                             boundary_for("timer", "work", "P30D", interrupting) + task("t", "t") +
                             end_at("e") + end_at("e2") + path({"s", "work", "e"}) +
                             path({"timer", "t", "e2"}));
}

TEST(Timer, IsArmedWithItsDueTimeAndFiresOnce) {
  Case petition(timed(false));
  ASSERT_TRUE(petition.begin());
  const Token* timer = petition.timer("timer");
  ASSERT_NE(timer, nullptr);
  EXPECT_EQ(timer->parent, 1u);
  EXPECT_EQ(timer->timer_due.ms, petition.time.ms + 30 * ms_per_day);
  EXPECT_EQ(petition.recorded().back().timer_due, timer->timer_due);
  const std::uint32_t id = timer->id;
  petition.time = timer->timer_due;
  petition.story();
  ASSERT_TRUE(fire_timer(id, petition));
  EXPECT_EQ(petition.story(), "timer-fired:timer entered:timer entered:t");
  EXPECT_EQ(petition.standing(), "work t");
  EXPECT_EQ(fire_timer(id, petition).error().reason, "timer-gone");
  petition.expect_replay_equal();
}

TEST(Timer, InterruptingOneEndsTheTask) {
  Case petition(timed(true));
  ASSERT_TRUE(petition.begin());
  petition.time.ms += 31 * ms_per_day;
  petition.story();
  ASSERT_TRUE(fire_timer(2, petition));
  EXPECT_EQ(petition.story(), "timer-fired:timer interrupted:work entered:timer entered:t");
  petition.expect_replay_equal();
}

TEST(Timer, IsCancelledWhenTheTaskEnds) {
  Case petition(timed(true));
  ASSERT_TRUE(petition.begin());
  petition.story();
  ASSERT_TRUE(petition.command("work"));
  EXPECT_EQ(petition.story(), "timer-cancelled:timer entered:e left:e ended");
  EXPECT_EQ(fire_timer(2, petition).error().code, ErrorCode::not_found);
  petition.expect_replay_equal();
}

TEST(Timer, DoesNotFireBeforeItsTime) {
  Case petition(timed(true));
  ASSERT_TRUE(petition.begin());
  petition.time.ms += 30 * ms_per_day - 1;
  EXPECT_EQ(fire_timer(2, petition).error().reason, "timer-not-due");
  // A token that is no timer is none either.
  EXPECT_EQ(fire_timer(1, petition).error().reason, "timer-gone");
}

TEST(Timer, OfACallActivityGoesWithAllItsInnerTimers) {
  Case petition(process("main", start_at("s") +
                                    element("callActivity", "call", "calledElement=\"inner\"") +
                                    boundary_for("outer", "call", "P10D", true) + end_at("e") +
                                    task("t", "t") + end_at("e0") + path({"s", "call", "e"}) +
                                    path({"outer", "t", "e0"})) +
                process("inner", start_at("s1") + task("work", "work") +
                                     boundary_for("inner_timer", "work", "P20D", false) +
                                     end_at("e1") + end_at("e2") + path({"s1", "work", "e1"}) +
                                     path({"inner_timer", "e2"})));
  ASSERT_TRUE(petition.begin());
  petition.time.ms += 10 * ms_per_day;
  petition.story();
  ASSERT_TRUE(fire_timer(petition.timer("outer")->id, petition));
  EXPECT_EQ(petition.story(),
            "timer-fired:outer timer-cancelled:inner_timer interrupted:work interrupted:call "
            "entered:outer entered:t");
  EXPECT_EQ(petition.standing(), "t");
  petition.expect_replay_equal();
}

TEST(Timer, AtADateKeepsThatDate) {
  Case petition(process(
      "main", start_at("s") + task("work", "work") +
                  element("boundaryEvent", "timer", "attachedToRef=\"work\"",
                          "<bpmn:timerEventDefinition><bpmn:timeDate>2030-07-01T08:00:00+07:00"
                          "</bpmn:timeDate></bpmn:timerEventDefinition>") +
                  end_at("e") + end_at("e2") + path({"s", "work", "e"}) + path({"timer", "e2"})));
  ASSERT_TRUE(petition.begin());
  EXPECT_EQ(to_string(petition.timer("timer")->timer_due), "2030-07-01T01:00:00.000Z");
}

TEST(Timer, StopCancelsIt) {
  Case petition(timed(true));
  ASSERT_TRUE(petition.begin());
  petition.story();
  ASSERT_TRUE(stop(petition));
  EXPECT_EQ(petition.story(), "timer-cancelled:timer interrupted:work ended");
}

}  // namespace
}  // namespace donthu::process
