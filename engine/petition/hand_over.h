// A unit has ended with the case in hand: another goes on with it as it is (bàn giao nguyên trạng;
// DOMAIN B6, F15).
#pragma once

#include <vector>

#include "engine/petition/draft.h"

namespace donthu::petition {

// Where the matter lies, as far as the entry `locality` tells. It names places one after the other,
// with ';' between them; a place may name the unit it lies in, with ',' between: "Phường Hàng
// Trống, Tổ dân phố 1; Phường Hàng Bạc". Only a unit below `handler` on `date` counts. A
// part that names what stands above says nothing more. A place that names none lies in the unit
// that registered the case, where that is below `handler`, else in `handler` itself. At least one
// place.
[[nodiscard]] std::vector<registry::Place> places_of(const Case& state, UnitId handler,
                                                     const registry::Registry& registry, Date date);

// What stands above the unit: on `date` or, where the unit has ended by then, what stood above it
// on its last day and still stands on `date`. None at the top.
[[nodiscard]] UnitId superior_of(const registry::Registry& registry, UnitId unit, Date date);

// An act of a unit that has ended, of the time when it had the case in hand, typed in afterwards.
[[nodiscard]] bool acted_before_its_end(const Case& state, UnitId unit, Instant effective_at);

// The unit for which the actor's act counts: the handling unit, or the one that had the case in
// hand when the act took effect and has ended since, where the actor acts for that.
[[nodiscard]] UnitId handler_for(const Case& state, const Context& context);

// Where the handling unit has ended by now, the one that the policy `succession` names takes over:
// tasks go to its head, running deadlines become its duties with their due dates (the policy may
// have terms begin anew), everything else stays. Where the unit that answered for the case has
// ended, what stands above the handling unit takes its place. Where nobody is determined, the case
// waits in the queue of rulings. Records nothing where both units are valid, or nothing of the case
// is left to do. Errors: those of set_deadline where terms begin anew.
[[nodiscard]] Status hand_over(Draft& draft);

// The same, to the unit that a ruling names.
void hand_over_to(Draft& draft, UnitId unit);

}  // namespace donthu::petition
