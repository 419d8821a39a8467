// Who may act on a case: the officer, the office, the unit, the delegation, and the policy.
#pragma once

#include <string_view>

#include "engine/petition/draft.h"

namespace donthu::petition {

// Checks that the actor holds an office in the acting unit on the legal date (or a delegation there
// for this verb), that the unit has to do with the case, and that the policy `authority` allows the
// verb to the actor's role.
// not_found: unknown officer or unit. forbidden: anything else; the remedy says who may.
[[nodiscard]] Status check_authority(const Draft& draft, std::string_view verb);

// The effective time lies between the receipt and now; beyond one working day back it has a reason.
[[nodiscard]] Status check_effective_time(const Draft& draft, std::string_view verb);

// The head who answers for a unit now; rejected "unit-has-no-head" where there is none.
[[nodiscard]] Result<OfficerId> accountable_head(const Draft& draft, UnitId unit);

}  // namespace donthu::petition
