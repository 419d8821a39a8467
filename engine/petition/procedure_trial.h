// Runs a procedure before anybody depends on it: every place it can come to, with every verb and
// every combination of the facts that its conditions ask for, as far as the limits below reach.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/process/procedure.h"

namespace donthu::petition {

class Rules;

// Enough for every way through a procedure of some dozen elements. Larger ones are tried as far as
// this goes, in the order of the drawing.
inline constexpr std::size_t trial_places_limit = 300;
inline constexpr std::size_t trial_operations_limit = 50'000;

// Pure. `procedures` are the processes of one file; each of them is tried from its start. Processes
// they call are sought among them, then in `others`; without `others` an unknown one is taken to
// return at once, with them it is not_found "called-process-unknown".
// invalid "procedure-cannot-run": the message says after which verbs and why; `field` is the
//   element. Reasons: it goes in circles, waits at a gateway for ever, or a gateway has no way on.
// invalid "input-…": a service task lacks an input or has a wrong one (check_inputs).
[[nodiscard]] Status try_procedures(
    const std::vector<std::shared_ptr<const process::Procedure>>& procedures, const Rules* others);

}  // namespace donthu::petition
