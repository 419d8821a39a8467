// The target of a request, strictly read: path and parameters.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace donthu::http {

struct Target {
  std::vector<std::string> segments;  // Decoded: "/v1/petitions" is {"v1", "petitions"}.
  std::vector<std::pair<std::string, std::string>> query;
};

// invalid "bad-target": no absolute path, a fragment, wrong percent-encoding, bytes that are not
// UTF-8, control characters, or more than 64 segments or parameters.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

}  // namespace donthu::http
