// The demonstration, played through the real engine: its totals are the goal's to the last
// petition.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <unistd.h>

#include "engine/report/report.h"
#include "tools/donthu/demo/city.h"
#include "tools/donthu/demo/pages.h"
#include "tools/donthu/demo/run.h"

namespace donthu::demo {
namespace {

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

TEST(Demonstration, TheReportGivesThePublishedTotalsToTheLastPetition) {
  Demonstration demo;
  const auto start = std::chrono::steady_clock::now();
  const RunResult result = demo.run(published);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  printf("%llu commands, %llu firings, %.1f s\n", static_cast<unsigned long long>(result.commands),
         static_cast<unsigned long long>(result.fired), took.count());
  EXPECT_EQ(result.rejected, 0u);
  const auto made = demo.reported(report::Basis::cohort, report::AsOfKind::recorded);
  expect_goal(made, published);
  EXPECT_GT(made.total.figures.overdue_open, 0u);
  EXPECT_GT(made.total.figures.escalated, 0u);
  EXPECT_EQ(made.rows.size(), 175u);
  const auto climbing = demo.engine().queries().find_case(result.climbing);
  ASSERT_TRUE(climbing);
  EXPECT_GE(climbing->times_escalated, 2);
  EXPECT_TRUE(climbing->open());
  puts(published_page(made).c_str());
  puts(history_page(demo.engine(), result.climbing).value().c_str());
  puts(deadline_page(demo.engine(), result.climbing).value().c_str());
  puts(as_of_page(demo.engine(), result.climbing, start_of_day(make_date(2022, 2, 25)),
                  demo.engine().now())
           .value()
           .c_str());
  puts(next_page("donthu", "demo-data", result.climbing).c_str());
}

}  // namespace
}  // namespace donthu::demo
