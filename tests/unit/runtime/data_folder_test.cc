// Making a data folder, and refusing one whose log lies elsewhere.
#include "engine/runtime/data_folder.h"

#include <fstream>
#include <thread>

#include "tests/engine_fixture.h"
#include "tests/unit/runtime/faulty_source.h"

namespace donthu::runtime {
namespace {

// A cluster that is away.
class Unreachable final : public log::LogSource {
 public:
  Result<event::Genesis> create(const std::string& path, const event::Genesis&,
                                Random&) const override {
    std::filesystem::create_directory(path);
    return fail(ErrorCode::unavailable, "away", "away");
  }
  Result<std::unique_ptr<log::EventLog>> open(const std::string&, Random&,
                                              const log::EmbeddedLogOptions&) const override {
    return fail(ErrorCode::unavailable, "away", "away");
  }
};

class DataFolderTest : public test::EngineTest {
 protected:
  Configuration fresh() const {
    auto with = small_configuration();
    with.data = scratch("fresh");
    with.partitions = 2;
    return with;
  }
  SystemRandom random_;
};

TEST_F(DataFolderTest, FolderThatCouldNotBeMadeIsGoneAgain) {
  const Unreachable away;
  EXPECT_EQ(Engine::create(fresh(), {&clock_, &random_, &away}).error().reason, "away");
  EXPECT_FALSE(std::filesystem::exists(fresh().data));
  const auto made = Engine::create(fresh(), {&clock_, &random_});
  EXPECT_TRUE(made) << to_string(made.error());
}

TEST_F(DataFolderTest, FolderWhoseLogLiesInATopicIsNotOpenedAsIfItWereTheLog) {
  ASSERT_TRUE(Engine::create(fresh(), {&clock_, &random_}));
  std::ofstream(DataFolder(fresh()).kafka()) << "brokers = kafka-1:9092\n";
  const auto opened = Engine::open(fresh(), {&clock_, &random_});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "log-elsewhere");
  const Unreachable away;
  EXPECT_EQ(Engine::open(fresh(), {&clock_, &random_, &away}).error().reason, "away");
}

TEST_F(DataFolderTest, EngineWhoseLogCannotBeReachedIsNotReadyUntilItCan) {
  const FaultySource source;
  ASSERT_TRUE(Engine::create(fresh(), {&clock_, &random_, &source}));
  const auto engine = *Engine::open(fresh(), {&clock_, &random_, &source});
  EXPECT_TRUE(engine->health().ready);
  source.opened->set_faults(
      {.lost_acknowledgement = 0, .failed_append = 1'000, .rival_claim = 0, .failed_claim = 1'000});
  EXPECT_FALSE(engine->confirm_clock({}));
  EXPECT_FALSE(engine->health().ready);
  EXPECT_NE(engine->health().reason.find("log"), std::string::npos) << engine->health().reason;
  source.opened->set_faults({});
  for (int tries = 0; tries < 500 && !engine->health().ready; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_TRUE(engine->health().ready) << engine->health().reason;
  EXPECT_TRUE(engine->confirm_clock({}));
}

}  // namespace
}  // namespace donthu::runtime
