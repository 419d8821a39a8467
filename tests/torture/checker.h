// Compares what clients were told with what the log holds, once all processes have ended.
#pragma once

#include <string>
#include <vector>

#include "tests/torture/load.h"
#include "tests/torture/world.h"

namespace donthu::torture {

struct Expectations {
  // No node's partition stands still: every due instant fired, and the topic leads to the copies.
  bool whole = true;
};

struct Findings {
  std::vector<std::string> wrong;  // Empty: nothing was lost, doubled, moved or missed.
  std::uint64_t entries = 0;
  std::uint64_t commits = 0;    // Of cases.
  std::uint64_t deadlines = 0;  // Fired: overdue, lapsed, warned of.
  std::uint64_t voids = 0;      // Records in the topic that do not count.
  double audit_seconds = 0;
};

// Every node audits itself; every acknowledged command stands in every node's copy once, where its
// client was told, and in the order in which each client was told; what was refused stands nowhere;
// what nobody was told stands once or not at all. Versions of a case have no gap; no command id
// stands twice; a deadline that was due has fired once, and none fired early. All copies hold the
// same entries, and so does the topic for a reader that begins anew. No server may run.
[[nodiscard]] Findings check(World& world, const Tally& told, const Expectations& expected = {});

}  // namespace donthu::torture
