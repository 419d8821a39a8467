// What differs between two states of a case, field by field.
#pragma once

#include <string>
#include <vector>

#include "engine/petition/case.h"

namespace donthu::replay {

// Values are JSON texts, as event::to_json writes them: sealed texts stay sealed. "null" where a
// field or an element is not there.
struct Change {
  std::string path;  // "status", "deadlines[0].limit.due"
  std::string before;
  std::string after;

  friend bool operator==(const Change&, const Change&) = default;
};

// In the order of the fields; elements of a list are compared by their place. Pure.
[[nodiscard]] std::vector<Change> changes_between(const petition::Case& before,
                                                  const petition::Case& after);

}  // namespace donthu::replay
