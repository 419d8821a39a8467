// The state of an earlier time, and a case step by step.
#include <algorithm>

#include "engine/replay/past.h"
#include "engine/replay/steps.h"
#include "tests/engine_fixture.h"

namespace donthu::replay {
namespace {

class ReplayTest : public test::EngineTest {};

TEST_F(ReplayTest, ThePastIsWhatTheStateWasThen) {
  create();
  work(11, 200);
  const Instant then = engine().now();
  const CaseId id = cases_.front();
  const auto was = engine().queries().find_case(id);
  ASSERT_TRUE(was);
  const std::size_t known = cases_.size();
  ASSERT_TRUE(engine().advance_to({then.ms + 1}));
  work(12, 300);
  ASSERT_GT(cases_.size(), known);

  const auto log = log_on_disk();
  ASSERT_TRUE(log);
  const auto limits = recorded_until(**log, then);
  ASSERT_TRUE(limits);
  const auto past = Past::replay(**log, *limits, scratch("past"));
  ASSERT_TRUE(past) << to_string(past.error());
  EXPECT_EQ((*past)->queries().find_case(id), was);
  const auto later = (*past)->queries().find_case(cases_.back());
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, ErrorCode::not_found);
  for (std::size_t i = 0; i < known; ++i) {
    const auto as_of = engine().queries().case_recorded_as_of(cases_[i], then);
    ASSERT_TRUE(as_of);
    EXPECT_EQ(*(*past)->queries().find_case(cases_[i]), *as_of);
  }
  EXPECT_FALSE(Past::replay(**log, *limits, scratch("past")));
}

TEST_F(ReplayTest, StepsLeadFromNothingToThePresent) {
  create();
  const auto registered = engine().execute(workload_->registration(0));
  ASSERT_TRUE(registered);
  const CaseId id = registered->case_id;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto answer = engine().execute(workload_->step(0, id, i));
    ASSERT_TRUE(answer) << to_string(answer.error());
  }
  const auto present = engine().queries().find_case(id);
  ASSERT_TRUE(present);
  std::size_t steps = 0;
  std::vector<Change> of_status;
  std::optional<petition::Case> last;
  const auto end = each_step(engine().queries(), id, [&](const Step& step) {
    EXPECT_TRUE(steps == 0 || step.before == *last);
    EXPECT_EQ(step.changes, changes_between(step.before, step.after));
    last = step.after;
    ++steps;
    for (const Change& change : step.changes)
      if (change.path == "status") of_status.push_back(change);
    return true;
  });
  ASSERT_TRUE(end) << to_string(end.error());
  EXPECT_EQ(*end, *present);
  EXPECT_EQ(*last, *present);
  EXPECT_GT(steps, 6U);
  ASSERT_EQ(of_status.size(), 2U);
  EXPECT_EQ(of_status.back(), (Change{"status", "\"classified\"", "\"accepted\""}));
}

TEST_F(ReplayTest, SteppingStopsWhereTheVisitorSaysSo) {
  create();
  const auto registered = engine().execute(workload_->registration(0));
  ASSERT_TRUE(registered);
  int steps = 0;
  const auto end =
      each_step(engine().queries(), registered->case_id, [&](const Step&) { return ++steps < 2; });
  ASSERT_TRUE(end);
  EXPECT_EQ(steps, 2);
}

TEST(ChangesTest, ListsAreComparedByPlace) {
  petition::Case before;
  before.parts = {"a", "b"};
  petition::Case after = before;
  after.parts = {"a", "c", "d"};
  after.version = 1;
  const auto changes = changes_between(before, after);
  const std::vector<Change> expected{
      {"version", "0", "1"}, {"parts[1]", "\"b\"", "\"c\""}, {"parts[2]", "null", "\"d\""}};
  EXPECT_EQ(changes, expected);
}

}  // namespace
}  // namespace donthu::replay
