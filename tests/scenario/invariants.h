// What must hold after every step of every story, whatever it tells.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/runtime/engine.h"

namespace donthu::scenario {

// A command fires what is due of its own case before anything else, so the order between cases
// holds only where all was settled before the next command came.
enum class Firings { in_order, in_order_of_case };

// Every breach, in words; empty: all is well. Reads the log and the state from the folder as they
// lie on the disk, beside the engine, which must have nothing left to do (Engine::settle).
//
//  - every partition: the log verifies from its first entry, seq dense and chain intact
//  - every case: the fold of its history is its row; its history has no gap, and no incident
//  - the index by time holds exactly the due instants of all cases
//  - an open task names officer, task, due date and accountable head
//  - no deadline is met and overdue at once, unless the act was late or recorded late
//  - no instant fired twice; of one moment's firings none comes before an earlier one
//  - register numbers are dense for each unit and year
//  - no command id stands in two commits
//  - no running deadline is past due
[[nodiscard]] std::vector<std::string> broken_invariants(const runtime::Engine& engine,
                                                         const std::filesystem::path& folder,
                                                         Firings firings);

// Folds the log of a closed engine into an empty state and compares all rows with the state that
// was lived, key by key.
[[nodiscard]] std::vector<std::string> differences_after_replay(
    const std::filesystem::path& folder);

}  // namespace donthu::scenario
