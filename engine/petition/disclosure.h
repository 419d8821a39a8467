// Keeps persons out of the fields that are stored in clear.
#pragma once

#include "engine/event/commit.h"

namespace donthu::petition {

// Looks at a request before it is sealed. invalid "discloses-person": a clear field (the name of
// the matter, a locality, a corrected value) holds the name, address, contact or identity of a
// person of the same request, or a long run of digits such as an identity or telephone number has.
// The error names the field, never what stands in it. (DESIGN, law 9; Law on Denunciations 2018,
// identity of the denouncer.)
[[nodiscard]] Status check_disclosure(const event::Command& command);

}  // namespace donthu::petition
