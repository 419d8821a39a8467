// Random procedures on random paths. After every operation:
//  - the recorded changes, folded by apply() alone, give the live state (law 2);
//  - an operation that failed, with its working copy thrown away, has changed nothing;
//  - every token stands on an element that exists, and each timer belongs to an activity that has
//  it.
// At the end the same seed once more gives the same changes, and whoever keeps working comes to the
// end.
#include <gtest/gtest.h>

#include "tests/unit/process/random_procedure.h"

namespace donthu::process {
namespace {

constexpr std::uint32_t seeds = 1'000;
constexpr int operations = 40;

class Walk {
 public:
  explicit Walk(std::uint32_t seed) : dice_(seed ^ 0x5eedu), case_(RandomProcedure(seed).write()) {}

  void run() {
    operate([&] { return case_.begin(); });
    for (int i = 0; i < operations && !testing::Test::HasFailure(); ++i) {
      case_.names["pick"] = policy::Value(std::to_string(dice_.below(4)));
      case_.time.ms += ms_per_day / 2;
      if (dice_.one_in(6)) fail_midway();
      random_operation();
    }
    finish();
  }

  [[nodiscard]] const std::vector<FlowChange>& changes() const { return case_.recorded(); }
  [[nodiscard]] std::size_t fired() const { return fired_; }

 private:
  template <class Operation>
  void operate(Operation operation) {
    const Status status = operation();
    ASSERT_TRUE(status) << status.error().reason << ": " << to_string(status.error());
    for (; folded_ < case_.recorded().size(); ++folded_)
      ASSERT_TRUE(apply(replayed_, case_.recorded()[folded_]));
    ASSERT_EQ(replayed_, case_.state());
    check_tokens();
  }

  void check_tokens() const {
    for (const Token& token : case_.state().tokens) {
      const Procedure* procedure = case_.procedure(token.procedure, token.version);
      ASSERT_NE(procedure, nullptr);
      const Element* element = procedure->find(token.element);
      ASSERT_NE(element, nullptr);
      const bool timer = token.state == TokenState::timer;
      ASSERT_EQ(timer, element->kind == ElementKind::boundary_timer);
      if (!timer) continue;
      const Token* activity = case_.state().find(token.parent);
      ASSERT_NE(activity, nullptr);
      ASSERT_EQ(activity->element, procedure->element(element->attached_to).id);
    }
    ASSERT_TRUE(!case_.state().ended || case_.state().tokens.empty());
    ASSERT_EQ(case_.state().ended, expected_commands(case_)->empty());
  }

  // As when the step limit is met: the host throws its working copy away.
  void fail_midway() {
    const auto mark = case_.mark();
    case_.limit = dice_.below(3);
    const auto place = complete_command("v" + std::to_string(dice_.below(4)), case_);
    case_.limit = step_limit;
    if (!place) {
      ASSERT_EQ(place.error().reason, "step-limit");
      case_.restore(mark);
    } else {
      operate([] { return Status{}; });
    }
  }

  void random_operation() {
    switch (dice_.below(8)) {
      case 0:
      case 1: return fire_random_deadline();
      case 2: return fire_due_timers();
      case 3:
        if (dice_.one_in(5)) operate([&] { return stop(case_); });
        if (case_.state().ended) operate([&] { return case_.begin(); });
        return;
      default: complete_something();
    }
  }

  void fire_random_deadline() {
    operate([&]() -> Status {
      DONTHU_ASSIGN(
          const std::uint32_t count,
          fire_deadline("d" + std::to_string(dice_.below(2)),
                        dice_.one_in(2) ? DeadlineMoment::due_soon : DeadlineMoment::overdue,
                        case_));
      fired_ += count;
      return {};
    });
  }

  void fire_due_timers() {
    std::vector<std::uint32_t> due;
    for (const Token& token : case_.state().tokens)
      if (token.state == TokenState::timer && token.timer_due <= case_.time)
        due.push_back(token.id);
    for (const std::uint32_t id : due)
      operate([&]() -> Status {
        const Status status = fire_timer(id, case_);
        if (!status && status.error().reason == "timer-gone") return {};
        ++fired_;
        return status;
      });
  }

  void complete_something() {
    operate([&]() -> Status {
      const auto place = complete_command("v" + std::to_string(dice_.below(4)), case_);
      return place ? Status{} : std::unexpected(place.error());
    });
  }

  void finish() {
    case_.names["pick"] = policy::Value("none");
    for (int i = 0; i < 2'000 && !case_.state().ended && !testing::Test::HasFailure(); ++i) {
      const auto expected = expected_commands(case_);
      ASSERT_TRUE(expected);
      ASSERT_FALSE(expected->empty());
      ASSERT_NE(expected->front().token, 0u) << "nothing but what is allowed at any time";
      operate([&] { return case_.command(expected->front().verb); });
    }
    EXPECT_TRUE(case_.state().ended);
  }

  Dice dice_;
  Case case_;
  FlowState replayed_;
  std::size_t folded_ = 0;
  std::size_t fired_ = 0;
};

TEST(Replay, RecordedChangesAloneGiveTheLiveStateAfterEveryOperation) {
  std::size_t fired = 0;
  std::map<FlowChange::Kind, std::size_t> kinds;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    walk.run();
    Walk again(seed);
    again.run();
    ASSERT_EQ(walk.changes(), again.changes());
    if (HasFailure()) return;
    fired += walk.fired();
    for (const FlowChange& change : walk.changes()) ++kinds[change.kind];
  }
  // The walks have gone everywhere, else they prove little.
  EXPECT_GT(fired, 1'000u);
  for (int kind = 1; kind <= 9; ++kind)
    EXPECT_GT(kinds[static_cast<FlowChange::Kind>(kind)], 100u)
        << name_of(static_cast<FlowChange::Kind>(kind));
}

}  // namespace
}  // namespace donthu::process
