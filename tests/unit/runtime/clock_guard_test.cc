#include "engine/runtime/clock_guard.h"

#include <atomic>

#include <gtest/gtest.h>

#include "tests/scratch_folder.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::runtime {
namespace {

// The machine's clock, as a test sets it.
class HandClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return {now_ms}; }
  [[nodiscard]] std::int64_t monotonic_ms() const override { return monotonic; }
  [[nodiscard]] bool simulated() const override { return false; }

  void pass(std::int64_t ms) {
    now_ms += ms;
    monotonic += ms;
  }

  std::int64_t now_ms = 1'700'000'000'000;
  std::int64_t monotonic = 5'000;
};

class ClockGuardTest : public ::testing::Test {
 protected:
  HandClock clock_;
  Configuration configuration_;
  ClockGuard guard_{clock_, configuration_};
};

TEST_F(ClockGuardTest, TimeThatPassesIsNoJump) {
  clock_.pass(30 * ms_per_day);
  guard_.look();
  EXPECT_FALSE(guard_.in_doubt());
}

TEST_F(ClockGuardTest, AnHourMoreThanTheMonotonicClockIsNoticed) {
  clock_.now_ms += ms_per_hour;
  guard_.look();
  EXPECT_FALSE(guard_.in_doubt());
  clock_.now_ms += ms_per_hour + 1;
  guard_.look();
  EXPECT_TRUE(guard_.in_doubt());
  EXPECT_NE(guard_.reason().find("jumped"), std::string::npos);
}

TEST_F(ClockGuardTest, GoingBackIsNoticedToo) {
  clock_.now_ms -= 2 * ms_per_hour;
  guard_.look();
  EXPECT_TRUE(guard_.in_doubt());
}

TEST_F(ClockGuardTest, AClockBehindTheLogIsDoubtedAtStartUntilSomebodyVouchesForIt) {
  guard_.begin({clock_.now_ms + 2 * ms_per_hour});
  ASSERT_TRUE(guard_.in_doubt());
  guard_.confirm();
  EXPECT_FALSE(guard_.in_doubt());
}

TEST_F(ClockGuardTest, ANewLogIsNotDoubted) {
  guard_.begin({});
  EXPECT_FALSE(guard_.in_doubt());
}

// Is asked once more as it was, and has jumped by three hours then.
class JumpingClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override {
    if (armed_ && asked_++ > 0) return {begin_ms + 3 * ms_per_hour};
    return {begin_ms};
  }
  [[nodiscard]] std::int64_t monotonic_ms() const override { return machine_.monotonic_ms(); }
  [[nodiscard]] bool simulated() const override { return false; }
  void arm() { armed_ = true; }

  static constexpr std::int64_t begin_ms = 1'778'602'500'000;

 private:
  SystemClock machine_;
  std::atomic<bool> armed_{false};
  mutable std::atomic<int> asked_{0};
};

TEST(ClockGuardOfAnEngine, JumpBetweenTheLookAndTheDecisionDatesNothing) {
  const test::ScratchFolder folder;
  JumpingClock clock;
  Configuration configuration;
  configuration.partitions = 4;
  configuration.disk_reserve_bytes = 0;
  const auto workload = *bench::Workload::create(
      folder.path() / "data", DONTHU_SOURCE_DIR "/schemas", {&clock}, configuration);
  workload->engine().settle();
  clock.arm();
  const auto answer = workload->engine().execute(workload->registration(1));
  if (answer)
    EXPECT_LT(answer->recorded_at.ms, JumpingClock::begin_ms + ms_per_hour);
  else
    EXPECT_EQ(answer.error().reason, "clock-in-doubt");
}

TEST(ClockGuardOfASimulation, IsMovedOnPurposeAndNeverDoubted) {
  SimulatedClock clock({1'700'000'000'000});
  const Configuration configuration;
  ClockGuard guard(clock, configuration);
  clock.jump_to({1'800'000'000'000});
  guard.look();
  EXPECT_FALSE(guard.in_doubt());
}

}  // namespace
}  // namespace donthu::runtime
