// Asks a policy every question before anybody depends on it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/petition/rule_words.h"
#include "engine/policy/decision.h"

namespace donthu::petition {

// Questions asked at most; a table with more combinations is refused, for nobody could vouch for
// it.
inline constexpr std::size_t trial_questions_limit = 500'000;

// Pure. Every combination of: the words that an input can be, those in the cells of its column and
// one that is in none, the dates there with the days before and after each, and numbers 0 to 3.
// invalid "decision-missing", "not-a-table", "input-unknown", "answer-missing", "citation-missing":
//   the table lacks what the contract asks. "several-rows": its hit policy gives more than one row.
//   "rows-overlap", "bad-answer": the message shows the question; mend the rows it names.
// full "too-many-questions": split the cells, or the policy.
[[nodiscard]] Status try_policy(const policy::DecisionModel& model, const PolicyContract& contract);

// Whether the terms policy has, on some day, a term for that purpose and kind; `instance` empty:
// for either. False also where it cannot be asked.
[[nodiscard]] bool has_term(const policy::DecisionModel& terms, std::string_view purpose,
                            std::string_view kind, std::string_view instance);

}  // namespace donthu::petition
