// Every story of stories/, on the real engine.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/scenario/player.h"

namespace donthu::scenario {
namespace {

const std::filesystem::path stories_folder =
    std::filesystem::path(DONTHU_SOURCE_DIR) / "tests/scenario/stories";

// The list that the build makes sure is complete: a story that no test plays is an error there.
const std::vector<std::string> stories = {DONTHU_STORIES};

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, GoesAsTold) {
  const auto file = stories_folder / (GetParam() + ".scenario");
  for (const Failure& failure : Player().play(file))
    ADD_FAILURE_AT(file.c_str(), static_cast<int>(failure.line)) << failure.text;
}

std::string test_name(const testing::TestParamInfo<std::string>& story) {
  std::string name;
  bool capital = true;
  for (const char c : story.param) {
    if (c == '-')
      capital = true;
    else
      name += std::exchange(capital, false) ? static_cast<char>(std::toupper(c)) : c;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Stories, Scenario, testing::ValuesIn(stories), test_name);

TEST(Stories, EachFileIsPlayed) {
  for (const auto& entry : std::filesystem::directory_iterator(stories_folder)) {
    EXPECT_EQ(entry.path().extension(), ".scenario") << entry.path();
    EXPECT_NE(std::ranges::find(stories, entry.path().stem().string()), stories.end())
        << entry.path() << " is in no list: add it to tests/scenario/CMakeLists.txt";
  }
}

}  // namespace
}  // namespace donthu::scenario
