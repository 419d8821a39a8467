// The invariants of the graph of units, of offices and delegations. Private to the room.
#pragma once

#include "engine/registry/state.h"

namespace donthu::registry {

// Each judges the state *after* a fact was folded in, and names the fact's field.

// Parents valid and without a cycle, codes unique, children inside the unit's life.
[[nodiscard]] Status judge_unit(const Registry& after, UnitId unit);
// One chair, and one vice chair in charge, on any day.
[[nodiscard]] Status judge_office(const Registry& after, OfficeId office);

// Where a field's text or number is wrong by itself.
[[nodiscard]] Status judge_shape(const event::RegistryEvent& fact);

}  // namespace donthu::registry
