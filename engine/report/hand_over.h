// What became of the cases of units that ended on a day: to whom they went, and how many still wait
// for somebody to say who is competent.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/registry/registry.h"
#include "engine/runtime/queries.h"

namespace donthu::report {

// Counts of cases. A case that was in nobody's hands but this unit's stands in one row.
struct HandOverRow {
  UnitId unit;  // The one that ended; none: the total.
  std::string name;
  std::map<UnitId, std::uint64_t> to;            // Handed over, to whom.
  std::map<std::string, std::uint64_t> waiting;  // For a ruling, by its ground.
  std::uint64_t ruled = 0;                       // A person named the competent unit.

  [[nodiscard]] std::uint64_t handed_over() const;
  [[nodiscard]] std::uint64_t waits() const;
  [[nodiscard]] std::uint64_t cases() const { return handed_over() + waits() + ruled; }
};

struct HandOverReport {
  Date day;  // The first one without the units.
  LogId log;
  bool simulated = false;  // For the surfaces to set.
  HandOverRow total;
  std::vector<HandOverRow> rows;  // By name; units that had nothing in hand are left out.
};

// By what is recorded by now. Errors: those of Queries::each_timeline.
[[nodiscard]] Result<HandOverReport> hand_over_report(const runtime::Queries& queries,
                                                      const registry::Registry& registry, Date day);

}  // namespace donthu::report
