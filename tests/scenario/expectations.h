// What a story expects of a case, of the queues, and of the past.
#pragma once

#include "tests/scenario/words.h"
#include "tests/scenario/world.h"

namespace donthu::scenario {

// The words after EXPECT. An error says what is there instead.
[[nodiscard]] Status expect(World& world, Words& words);

}  // namespace donthu::scenario
