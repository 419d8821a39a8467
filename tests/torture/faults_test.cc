// Every fault of faults.h, on some thousand commands, on one cluster of three real brokers.
#include "tests/torture/faults.h"

#include <ostream>

#include <gtest/gtest.h>

namespace donthu::torture {

// For GoogleTest.
static void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.what; }

namespace {

class Brokers final : public testing::Environment {
 public:
  void SetUp() override {
    if (!cluster().start(3)) std::exit(kafka::say_that_kafka_is_missing());
    ASSERT_FALSE(cluster().brokers().empty());
  }
  void TearDown() override { EXPECT_TRUE(cluster().clean()); }
  static kafka::Cluster& cluster() {
    static kafka::Cluster only;
    return only;
  }
};

const auto* const brokers = testing::AddGlobalTestEnvironment(new Brokers);

class UnderLoad : public testing::TestWithParam<Fault> {};

TEST_P(UnderLoad, NothingIsLostDoubledOrMissed) {
  Settings settings;
  settings.commands = 5'000;
  settings.outage = std::chrono::seconds(5);
  const auto report = run(GetParam(), Brokers::cluster(), settings);
  if (!report.skipped.empty()) GTEST_SKIP() << "NOT TESTED: " << report.skipped;
  for (const auto& wrong : report.wrong) ADD_FAILURE() << wrong;
  EXPECT_GE(report.acknowledged, settings.commands);
  EXPECT_GE(report.found.commits, report.acknowledged);
  // Otherwise midnight was no test.
  EXPECT_GT(report.found.deadlines, 100U);
}

INSTANTIATE_TEST_SUITE_P(Faults, UnderLoad, testing::ValuesIn(faults()), [](const auto& with) {
  std::string name;
  bool begins = true;
  for (const char c : with.param.name) {
    if (c != '-') name += begins ? static_cast<char>(std::toupper(c)) : c;
    begins = c == '-';
  }
  return name;
});

}  // namespace
}  // namespace donthu::torture
