// One more petition, which lives through the reform of 01/07/2025: its ward ends, and another goes
// on.
#pragma once

#include "engine/base/result.h"
#include "engine/runtime/engine.h"

namespace donthu::demo {

// The first day without districts, and without the wards of before.
inline const Date reform_day = make_date(2025, 7, 1);

// Moves the clock on to the days of the reform and past them: a complaint is lodged at Phường Hàng
// Trống, accepted by its chair, and decided by the chair of the ward that has the quarter then. The
// officers of that ward and the table of quarters are invented. Done twice, it is one case.
// Errors: of the engine; not_found where the shipped units are not in the registry.
[[nodiscard]] Result<CaseId> cross_reform(runtime::Engine& engine, std::uint64_t seed);

}  // namespace donthu::demo
