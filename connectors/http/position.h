// Positions in the log that clients hand from a change to a later question: "PARTITION:SEQ".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/shared.h"

namespace donthu::http {

struct Position {
  PartitionId partition;
  std::uint64_t seq = 0;  // Of the entry that must have been folded.
};

inline constexpr std::size_t max_positions = 64;

[[nodiscard]] std::string to_string(const Position& position);

// "7:12, 3:4", at most max_positions. invalid "bad-parameter".
[[nodiscard]] Result<std::vector<Position>> parse_positions(std::string_view text);

// Waits until the state holds those entries, without holding a thread up. unavailable
// "not-yet-here" where that takes too long; errors of parse_positions and of Engine::wait_for.
[[nodiscard]] awaitable<Status> wait_for_positions(Shared& shared, std::string text);

}  // namespace donthu::http
