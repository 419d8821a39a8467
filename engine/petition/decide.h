// Judges a command: events, or a rejection that says what to do.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/petition/case.h"
#include "engine/petition/rules.h"
#include "engine/registry/registry.h"

namespace donthu::petition {

// All that decide may know of the world. Borrowed for the call.
struct Context {
  Instant now;           // Becomes the log time of the entry.
  Instant effective_at;  // <= now; when the act took effect, as the officer says.
  std::string backdating_reason;
  event::Actor actor;  // actor.unit is checked against the registry; engine commands have none.
  const registry::Registry* registry = nullptr;
  const Rules* rules = nullptr;
  CaseId case_id;
  std::uint64_t case_key = 0;  // For a registration: the key that its free text was sealed with.
  // The next register number of that unit and year; asked once, at a registration.
  std::function<std::uint32_t(UnitId, std::uint16_t year)> next_number;
  // Whether there is such a case, of whatever partition; empty: not asked for.
  std::function<bool(const CaseId&)> knows_case;
};

struct Decision {
  std::vector<event::Event> events;
  Case after;  // The state with all the events folded in; version and head are the caller's to set.
};

// Pure. `before` is null for a registration, else the case as it is. SealedText in `command` is
// carried over into the events; nothing sealed is looked at.
//
// Errors: rejected (the law, the procedure or the state forbids it now; the reason and remedy say
// what would be allowed), forbidden (not this officer or unit), invalid (a field is wrong),
// not_found (unit, officer or deadline), full (more than 255 deadlines, parts or attachments). The
// engine's own commands may find that nothing is left to do: then `events` is empty, and the caller
// writes no entry.
[[nodiscard]] Result<Decision> decide(const Case* before, const event::Command& command,
                                      const Context& context);

// Whether only the engine itself may give this command; the runtime takes none from outside.
[[nodiscard]] bool is_engine_command(const event::Command& command);

// A verb that the case could take now, for people and integrations.
struct ExpectedVerb {
  std::string verb;
  std::string element;  // Of the procedure; empty: allowed at any time.
  Text name;
  std::string deadline;  // Purpose of the deadline that bounds it; may be empty.
};
[[nodiscard]] Result<std::vector<ExpectedVerb>> expected_verbs(const Case& state,
                                                               const Rules& rules);

}  // namespace donthu::petition
