// What the engine does by itself when a deadline falls due, and the way up the ladder.
#pragma once

#include "engine/petition/draft.h"

namespace donthu::petition {

// The warning or the due instant of a deadline has come. Records nothing where there is nothing
// left to do (met meanwhile, fired already, suspended). A deadline whose calendar was replaced is
// computed anew instead of fired.
[[nodiscard]] Status fire_deadline(Draft& draft, const event::FireDeadline& command);

// Hands the case up to the competent superior as of now, with a term of its own. Where nobody
// stands above, it waits in the queue of rulings.
[[nodiscard]] Status climb(Draft& draft, std::uint32_t deadline);

// Ends every open task, and gives the case to the head of the unit: it never stays without a name.
// Where the unit has no head, the case waits in the queue of rulings.
void assign_to_head(Draft& draft, UnitId unit, std::string_view ended_because);

// Ends the task and gives the same one, due as it was, to the head of the unit. False where the
// unit has no head: then nobody has it.
[[nodiscard]] bool pass_task_on(Draft& draft, const Assignment& open, UnitId unit,
                                std::string_view because);

void end_assignments(Draft& draft, std::string_view outcome);

}  // namespace donthu::petition
