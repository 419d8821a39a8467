// Stories that nobody would think of: what officers may do, in any order and at any time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace donthu::scenario {

// The same story for the same seed: `steps` lines after the cast. Written in the language of
// stories, so that one that fails can be kept as a file.
[[nodiscard]] std::vector<std::string> random_story(std::uint64_t seed, std::size_t steps);

}  // namespace donthu::scenario
