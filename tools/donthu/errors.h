// What people read when something went wrong that the engine says in English only.
#pragma once

#include "engine/base/result.h"

namespace donthu::cli {

// The same error with a Vietnamese message, and with the remedy that the command line has. Stored
// bytes, disks and rule files are told of in English below this room; whoever meets them here
// learns in Vietnamese what is the matter, and where.
[[nodiscard]] Error in_two_languages(Error error);

}  // namespace donthu::cli
