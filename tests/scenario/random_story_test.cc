// Whatever officers do, in whatever order: the invariants hold, and the log gives the same state.
#include "tests/scenario/random_story.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/scenario/player.h"

namespace donthu::scenario {
namespace {

// DONTHU_STORY_SEED=n plays that one alone, with the invariants after every line.
// DONTHU_STORY_COUNT=n plays that many, DONTHU_STORY_STEPS=n makes them that long.
std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

void play(std::uint64_t seed, std::size_t check_each) {
  const auto story = random_story(seed, number_from("DONTHU_STORY_STEPS", 120));
  Player player;
  const auto failures = player.play(story, check_each);
  // A story in which next to nothing is allowed would prove nothing.
  EXPECT_GE(player.accepted() * 20, story.size()) << "seed " << seed;
  if (failures.empty()) return;
  std::string told;
  for (std::size_t line = 0; line < failures.front().line; ++line) told += story[line] + "\n";
  ADD_FAILURE() << "seed " << seed << ", line " << failures.front().line << ": "
                << failures.front().text << "\nand " << failures.size() - 1
                << " more. The story until then:\n"
                << told;
}

TEST(RandomStory, BreaksNoInvariant) {
  const std::uint64_t only = number_from("DONTHU_STORY_SEED", 0);
  if (only != 0) return play(only, 1);
  const std::uint64_t count = number_from("DONTHU_STORY_COUNT", 6);
  for (std::uint64_t seed = 1; seed <= count; ++seed) play(seed, 20);
}

}  // namespace
}  // namespace donthu::scenario
