// The demonstration, played through the real engine: its totals are the goal's to the last
// petition.
#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <unistd.h>

#include "engine/base/text.h"
#include "engine/report/report.h"
#include "tools/donthu/demo/city.h"
#include "tools/donthu/demo/pages.h"
#include "tools/donthu/demo/reform.h"
#include "tools/donthu/demo/run.h"

namespace donthu::demo {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t seed = 2021;
constexpr auto quiet = [](std::uint64_t, std::uint64_t) {};

// A folder with an engine on it, filled for the demonstration.
class Demonstration {
 public:
  Demonstration() {
    static int count = 0;
    configuration_.data =
        std::filesystem::path(testing::TempDir()) /
        ("donthu-demo-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    std::filesystem::remove_all(configuration_.data);
    const auto created = runtime::Engine::create(configuration_, {&clock_, &random_});
    EXPECT_TRUE(created) << to_string(created.error());
    open();
    const auto furnished = furnish(*engine_, DONTHU_SOURCE_DIR "/schemas", seed);
    EXPECT_TRUE(furnished) << to_string(furnished.error());
  }
  ~Demonstration() {
    engine_.reset();
    std::filesystem::remove_all(configuration_.data);
  }
  Demonstration(const Demonstration&) = delete;
  Demonstration& operator=(const Demonstration&) = delete;

  void open() {
    engine_.reset();
    auto opened = runtime::Engine::open(configuration_, {&clock_, &random_});
    ASSERT_TRUE(opened) << to_string(opened.error());
    engine_ = std::move(*opened);
  }
  RunResult run(const Goal& goal) {
    const auto plan = plan_for(*engine_, seed, goal);
    EXPECT_TRUE(plan) << to_string(plan.error());
    const auto result = play(*engine_, *plan, quiet);
    EXPECT_TRUE(result) << to_string(result.error());
    if (result->first_rejection) ADD_FAILURE() << to_string(*result->first_rejection);
    return *result;
  }
  report::Report reported(report::Basis basis, report::AsOfKind kind) {
    report::ReportRequest request;
    request.from = make_date(2021, 7, 1);
    request.until = last_day;
    request.compare = report::Period{first_day, make_date(2021, 6, 30)};
    request.basis = basis;
    request.as_of_kind = kind;
    request.per = report::Per::ward;
    const auto made = report::compute(engine_->queries(), *engine_->registry(), request);
    EXPECT_TRUE(made) << to_string(made.error());
    return *made;
  }
  [[nodiscard]] runtime::Engine& engine() { return *engine_; }

 private:
  runtime::Configuration configuration_;
  SimulatedClock clock_{start_of_day(first_day)};
  SeededRandom random_{seed};
  std::unique_ptr<runtime::Engine> engine_;
};

void expect_goal(const report::Report& made, const Goal& goal) {
  EXPECT_EQ(made.total.before->received, goal.periods[0].received);
  EXPECT_EQ(made.total.before->resolved, goal.periods[0].resolved);
  EXPECT_EQ(made.total.before->backlog, goal.periods[0].received - goal.periods[0].resolved);
  EXPECT_EQ(made.total.figures.received, goal.periods[1].received);
  EXPECT_EQ(made.total.figures.resolved, goal.periods[1].resolved);
  EXPECT_EQ(made.total.figures.backlog, goal.periods[1].received - goal.periods[1].resolved);
}

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
  return widest;
}

constexpr Goal small{{{{220, 212}, {173, 155}}}};

TEST(Demonstration, TheReportGivesThePublishedTotalsToTheLastPetition) {
  Demonstration demo;
  const RunResult result = demo.run(published);
  EXPECT_EQ(result.rejected, 0u);
  const auto made = demo.reported(report::Basis::cohort, report::AsOfKind::recorded);
  expect_goal(made, published);
  EXPECT_GT(made.total.figures.overdue_open, 0u);
  EXPECT_GT(made.total.figures.escalated, 0u);
  EXPECT_EQ(made.rows.size(), 175u);
  EXPECT_THAT(published_page(made), HasSubstr("-21,5 %  ◀"));
  EXPECT_THAT(published_page(made), Not(HasSubstr("✗")));
  EXPECT_LE(widest_line(published_page(made)), 100u);

  // Those answered in time and entered late are overdue only by what was known.
  const auto truth = demo.reported(report::Basis::cohort, report::AsOfKind::effective);
  EXPECT_EQ(truth.total.figures.received, made.total.figures.received);
  EXPECT_EQ(truth.total.figures.resolved, made.total.figures.resolved);
  EXPECT_LT(truth.total.figures.overdue, made.total.figures.overdue);

  // What was left of the first year and answered in the second counts in its flow.
  const auto flow = demo.reported(report::Basis::flow, report::AsOfKind::recorded);
  EXPECT_EQ(flow.total.figures.received, 3462u);
  EXPECT_GT(flow.total.figures.resolved, 3110u);
}

TEST(Demonstration, TheNeglectedComplaintClimbsByItselfToTheCity) {
  Demonstration demo;
  const RunResult result = demo.run(small);
  runtime::Engine& engine = demo.engine();
  const auto climbing = engine.queries().find_case(result.climbing);
  ASSERT_TRUE(climbing) << to_string(climbing.error());
  EXPECT_TRUE(climbing->open());
  EXPECT_EQ(climbing->times_escalated, 2);
  EXPECT_EQ(climbing->times_overdue, 3);
  EXPECT_EQ(engine.registry()->level(climbing->accountable_unit, last_day), event::UnitLevel::city);
  EXPECT_EQ(engine.registry()->level(climbing->handling_unit, last_day), event::UnitLevel::ward);

  const auto history = history_page(engine, result.climbing);
  ASSERT_TRUE(history) << to_string(history.error());
  EXPECT_THAT(*history, HasSubstr("Phường Hàng Trống → Quận Hoàn Kiếm"));
  EXPECT_THAT(*history, HasSubstr("Quận Hoàn Kiếm → Thành phố Hà Nội"));
  EXPECT_LE(widest_line(*history), 100u);
  const auto deadline = deadline_page(engine, result.climbing);
  ASSERT_TRUE(deadline) << to_string(deadline.error());
  EXPECT_THAT(*deadline, HasSubstr("28/02/2022 24:00"));
  EXPECT_LE(widest_line(*deadline), 100u);
  const auto as_of = as_of_page(engine, result.climbing, start_of_day(make_date(2022, 2, 25)),
                                end_of_day(last_day));
  ASSERT_TRUE(as_of) << to_string(as_of.error());
  EXPECT_THAT(*as_of, HasSubstr("Số lần quá hạn: 0"));
  EXPECT_THAT(*as_of, HasSubstr("Số lần quá hạn: 3"));
  EXPECT_LE(widest_line(*as_of), 100u);
}

TEST(Demonstration, ASecondRunAddsNothing) {
  Demonstration demo;
  const RunResult first = demo.run(small);
  demo.open();
  const auto entries = demo.engine().health().entries;
  const RunResult second = demo.run(small);
  EXPECT_EQ(second.commands, 0u);
  EXPECT_GT(second.repeated, 0u);
  EXPECT_EQ(second.fired, 0u);
  EXPECT_EQ(second.climbing, first.climbing);
  EXPECT_EQ(demo.engine().health().entries, entries);
  expect_goal(demo.reported(report::Basis::cohort, report::AsOfKind::recorded), small);
}

TEST(Demonstration, APetitionCrossesTheReformOnceHoweverOftenItIsTold) {
  Demonstration demo;
  demo.run(small);
  const auto id = cross_reform(demo.engine(), seed);
  ASSERT_TRUE(id) << to_string(id.error());
  const auto page = history_page(demo.engine(), *id);
  ASSERT_TRUE(page) << to_string(page.error());
  EXPECT_THAT(*page, HasSubstr("BÀN GIAO NGUYÊN TRẠNG: Phường Hàng Trống → Phường Hoàn Kiếm"));
  EXPECT_LE(widest_line(*page), 100u);
  const auto state = demo.engine().queries().find_case(*id);
  ASSERT_TRUE(state) << to_string(state.error());
  EXPECT_EQ(state->status, event::CaseStatus::resolved);
  EXPECT_EQ(state->times_overdue, 0);
  const auto handed = hand_over_page(demo.engine(), reform_day);
  ASSERT_TRUE(handed) << to_string(handed.error());
  EXPECT_LE(widest_line(*handed), 100u);
  demo.open();
  const auto entries = demo.engine().health().entries;
  EXPECT_EQ(demo.run(small).commands, 0u);
  const auto again = cross_reform(demo.engine(), seed);
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(*again, *id);
  EXPECT_EQ(demo.engine().health().entries, entries);
}

TEST(Demonstration, ARunThatWasBrokenOffGoesOn) {
  Demonstration demo;
  const auto plan = plan_for(demo.engine(), seed, small);
  ASSERT_TRUE(plan);
  // What a run leaves that was stopped at night, after less than half of the days.
  Plan half = *plan;
  const Date stop = make_date(2021, 5, 11);
  for (PlannedCase& planned : half.cases)
    std::erase_if(planned.steps, [&](const Step& step) { return step.day >= stop; });
  const auto begun = play(demo.engine(), half, quiet, stop - days{1});
  ASSERT_TRUE(begun) << to_string(begun.error());
  demo.open();
  demo.run(small);
  expect_goal(demo.reported(report::Basis::cohort, report::AsOfKind::recorded), small);
}

TEST(Demonstration, AFolderOfOtherOfficersIsRefused) {
  Demonstration demo;
  const auto furnished = furnish(demo.engine(), DONTHU_SOURCE_DIR "/schemas", seed + 1);
  ASSERT_FALSE(furnished);
  EXPECT_EQ(furnished.error().reason, "not-a-demonstration");
}

TEST(Demonstration, TheSameSeedGivesTheSamePlan) {
  Demonstration demo;
  const auto one = plan_for(demo.engine(), 7, small);
  const auto two = plan_for(demo.engine(), 7, small);
  const auto other = plan_for(demo.engine(), 8, small);
  const auto wards = [](const Plan& plan) {
    std::vector<std::uint32_t> all;
    for (const PlannedCase& planned : plan.cases) all.push_back(planned.ward.value);
    return all;
  };
  EXPECT_EQ(wards(*one), wards(*two));
  EXPECT_NE(wards(*one), wards(*other));
}

}  // namespace
}  // namespace donthu::demo
