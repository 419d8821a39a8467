// The words that rule files share with the engine: the verbs, functions and names that a procedure
// may use, and what a policy is asked and must answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/process/execution.h"
#include "engine/process/parser.h"

namespace donthu::petition {

// The verbs that an element may wait for or that a process may allow at any time.
[[nodiscard]] const std::vector<std::string>& verbs();

// What conditions of a procedure may name. `verb` is the command being decided; what the case does
// not know yet (eligible before it is classified) is null.
[[nodiscard]] const std::vector<std::string>& condition_names();

// For parse_procedures.
[[nodiscard]] const process::Vocabulary& procedure_words();

// The inputs of a service task:
//   set-deadline    purpose; from = received | accepted | resolved | effective | limit, the last
//                   with of = purpose of the deadline whose limit it counts from;
//                   unit = handling (default) | superior
//   meet-deadline   purpose: the open deadline of that purpose is met; nothing where none is open
//   annul-deadline  purpose, cause: likewise it is annulled
//   remind          purpose: a reminder to the unit whose deadline it is
//   close           outcome: slug of what came of the case
// invalid "function-unknown", "input-missing", "input-unknown", "input-not-allowed".
[[nodiscard]] Status check_inputs(const process::ServiceCall& call);

// What every policy is asked with, each always present (null where it does not apply):
// strings but for complex and remote (boolean), rung and signatories (numbers) and legal_date
// (date).
[[nodiscard]] const std::vector<std::string>& question_names();

enum class AnswerKind : std::uint8_t { boolean, count, slug_or_empty, one_of, verbs };

struct AnswerColumn {
  std::string_view name;
  AnswerKind kind = AnswerKind::boolean;
  std::vector<std::string_view> choices;  // Of one_of.
};

// A policy that the engine asks: file id, its decision, and the outputs that must be there. Further
// outputs are allowed. Each row must carry the annotation "citation".
struct PolicyContract {
  std::string_view id;
  std::string_view decision;
  std::vector<AnswerColumn> answers;
};

// terms, ladder, authority, suspension, withdrawal, representation, succession.
[[nodiscard]] const std::vector<PolicyContract>& policy_contracts();

// Small letters, digits, '-' and '_', beginning with a letter; at most 64 bytes.
[[nodiscard]] bool is_slug(std::string_view word);

}  // namespace donthu::petition
