// Whether the activated versions of a rule leave a day without one, or make it doubtful which of
// them is in force on a day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/registry/registry.h"

namespace donthu::registry {

enum class CoverageFault : std::uint8_t {
  gap,         // No version is in force.
  overlap,     // Two versions of one publication are; the one that Registry::rule prefers prevails.
  returns,     // A version is in force again, after one that was published later.
  superseded,  // Never in force: later publications cover all its days. No fault, but good to know.
};

struct CoverageFinding {
  CoverageFault fault = CoverageFault::gap;
  event::RuleKind kind = event::RuleKind::policy;
  std::string id;
  std::string version;  // Before the gap; that prevails; that is back; that is superseded.
  std::string other;    // After the gap (empty: none comes); that gives way; that ended.
  Date from;
  std::optional<Date> until;  // The last day; none: for ever.

  friend bool operator==(const CoverageFinding&, const CoverageFinding&) = default;
};

// Of every rule from the first day of its first version on, by kind, id and day.
[[nodiscard]] std::vector<CoverageFinding> check_coverage(const Registry& registry);

}  // namespace donthu::registry
