// Moves a case through its procedure. Every operation is a pure function of the host's answers: it
// moves tokens until each of them waits, and hands every step to the host as a FlowChange.
//
// An operation that returns an error may already have handed over changes: the host throws its
// working copy away, so that nothing has happened. Reasons shared by all operations:
//   rejected "step-limit", "depth-limit", "token-limit"  it runs in circles: mark an incident
//   rejected "procedure-deadlock"   tokens wait at a parallel gateway for flows that nobody can
//   take rejected "no-flow-applies"      no condition of an exclusive gateway is true and it has no
//   default invalid "condition-not-boolean" a condition gives neither true nor false; or the error
//   it gave not_found "procedure-unknown", "element-unknown"  the host does not hold what a token
//   names
// and whatever Host::call() and Host::changed() return, unchanged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/base/time.h"
#include "engine/policy/feel.h"
#include "engine/process/flow.h"
#include "engine/process/procedure.h"

namespace donthu::process {

// Elements entered in one operation. Beyond it a procedure is taken to run in circles.
inline constexpr std::uint32_t step_limit = 1'000;
// Tokens of one case, timers included. Only a reminder that fires for ever brings a case there.
inline constexpr std::size_t token_limit = 1'000;
// Sub-processes and call activities within one another.
inline constexpr std::uint32_t depth_limit = 32;

// A service task to be done: a named pure function of the host, with its inputs.
struct ServiceCall {
  std::string_view procedure;  // Valid during the call.
  std::string_view element;
  std::string_view function;
  const std::map<std::string, std::string>& inputs;
};

// What the executor needs of a case while one operation runs. Not thread-safe: one operation at a
// time, and none is begun from within a method of the host.
class Host {
 public:
  virtual ~Host() = default;

  // The flow of the working copy. After changed() has returned it must hold that change.
  [[nodiscard]] virtual const FlowState& state() const = 0;

  // Records the change as an event and folds it into the working copy with apply(). An error ends
  // the operation with it.
  [[nodiscard]] virtual Status changed(const FlowChange& change) = 0;

  // Does the work of a service task at once. An error ends the operation with it.
  [[nodiscard]] virtual Status call(const ServiceCall& call) = 0;

  // The names that conditions may use. Asked anew at each gateway, for functions change the case.
  [[nodiscard]] virtual policy::Context variables() const = 0;

  // The procedure of that id and version, or null. It must live as long as the operation.
  [[nodiscard]] virtual const Procedure* procedure(std::string_view id,
                                                   std::string_view version) const = 0;

  // The version of the procedure `id` that a call activity in `caller_version` calls. As it stands:
  // the same version, as for processes that lie in one file.
  [[nodiscard]] virtual std::string called_version(std::string_view id,
                                                   std::string_view caller_version) const;

  // The time of the command, from which durations count.
  [[nodiscard]] virtual Instant now() const = 0;

  // Elements that one operation may enter. As it stands: step_limit.
  [[nodiscard]] virtual std::uint32_t max_steps() const;

 protected:
  Host() = default;
  Host(const Host&) = default;
  Host& operator=(const Host&) = default;
};

// Begins the procedure; also anew after it has ended (token ids go on).
// rejected "already-started": it runs. not_found "procedure-unknown".
[[nodiscard]] Status start(std::string_view procedure, std::string_view version, Host& host);

// Interrupts all tokens and ends the flow, for a case that is closed outside its procedure
// (withdrawn, terminated). Does nothing where nothing runs.
[[nodiscard]] Status stop(Host& host);

struct CommandPlace {
  enum class Kind : std::uint8_t {
    waited_for,    // A task or message catch event waits for it: `token`, `procedure`, `element`.
    anytime,       // No element waits for it, but the procedure allows it at any time.
    not_expected,  // Neither: `expected` lists the verbs that are, each once, sorted.
  };
  Kind kind = Kind::not_expected;
  std::uint32_t token = 0;
  std::string procedure;
  std::string element;
  std::vector<std::string> expected;
};

// Which element would take the command; changes nothing. Where several tokens wait for it, the one
// with the lowest id takes it.
[[nodiscard]] Result<CommandPlace> place_of(std::string_view verb, const Host& host);

// Completes the element that waits for the verb and moves on. The same answer as place_of() gave;
// for `anytime` and `not_expected` nothing has changed. The conditions that follow see what
// Host::variables() says by then, so first give the host the events of the command.
[[nodiscard]] Result<CommandPlace> complete_command(std::string_view verb, Host& host);

// A deadline of the case has become due soon or overdue: fires each boundary timer bound to it, on
// all elements that are active now, from the outermost scope inwards. An interrupting one cancels
// its activity with all that stands in it. Gives the number fired. An activity that begins later
// does not learn of it.
[[nodiscard]] Result<std::uint32_t> fire_deadline(std::string_view purpose, DeadlineMoment moment,
                                                  Host& host);

// A timer announced by timer_set is due.
// not_found "timer-gone": it fired or was cancelled; forget it. rejected "timer-not-due": ask
// later.
[[nodiscard]] Status fire_timer(std::uint32_t token, Host& host);

struct ExpectedCommand {
  std::string verb;
  std::uint32_t token = 0;  // 0: allowed at any time, no element waits for it.
  std::string procedure;
  std::string element;   // Empty where token is 0.
  Text name;             // Name of the element, or of the procedure.
  std::string deadline;  // Purpose of the deadline that bounds the task; may be empty.
};

// What the case waits for, by token id, then what is allowed at any time, by procedure and as
// written there.
[[nodiscard]] Result<std::vector<ExpectedCommand>> expected_commands(const Host& host);

}  // namespace donthu::process
