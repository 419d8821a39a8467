// Where a case stands in its procedure: tokens, and the changes that move them.
//
// Plain data. FlowChange is what is stored in events; apply() folds it and consults nothing else,
// no procedure, no clock. So a procedure that is drawn anew never moves a token of the past.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace donthu::process {

// The numbers are stored. Never give a retired one away again.
enum class TokenState : std::uint16_t {
  active = 1,              // Stands on an element: waits there, or holds a scope open.
  waiting_at_gateway = 2,  // Arrived at a parallel gateway by `via`; waits for the other flows.
  timer = 3,               // A timer armed on the activity `parent`; due at `timer_due`.
};

// One place at which the case stands. A sub-process or call activity is a token too (it is the
// scope), and what stands inside names it as `parent`.
struct Token {
  std::uint32_t id = 0;  // Unique in the case for ever; from 1.
  std::uint32_t parent =
      0;  // The token of the scope, or of the activity a timer belongs to; 0 = root.
  std::string procedure;  // Process id.
  std::string version;    // Version of the procedure, pinned when the token's scope began.
  std::string element;    // Element id in that procedure.
  std::string via;        // Sequence flow by which it came; empty at a start or boundary event.
  TokenState state = TokenState::active;
  Instant timer_due;  // Only of a timer: the instant at which it fires. Otherwise none.

  friend bool operator==(const Token&, const Token&) = default;
};

// Begin with an empty one. Tokens are sorted by id.
struct FlowState {
  std::vector<Token> tokens;
  std::uint32_t next_token = 1;
  bool started = false;
  bool ended = false;  // The procedure ran to its end, or was stopped. Then there are no tokens.

  // The token of that id, or null.
  [[nodiscard]] const Token* find(std::uint32_t id) const;

  friend bool operator==(const FlowState&, const FlowState&) = default;
};

// One step of the flow. Fields that a kind does not name are empty.
struct FlowChange {
  // The numbers are stored. Never give a retired one away again.
  enum class Kind : std::uint16_t {
    // The procedure began (again, if it had ended before): procedure, version.
    started = 1,
    // A token stands on `element` now. A new one (token == next_token): parent, procedure, version,
    // element, via. One that was there moves on: element, via; parent, procedure and version
    // repeat.
    entered = 2,
    // As `entered`, but the token arrived at a parallel gateway that waits for other flows.
    waiting_at_gateway = 3,
    // The token was used up: at an end event, or merged into another one at a gateway.
    left = 4,
    // The token was removed because a boundary event, a terminate end event or stop() ended its
    // scope
    // or activity. Inner tokens come before the token that holds them.
    interrupted = 5,
    // A timer was armed. A new token: parent (the activity), procedure, version, element (the
    // boundary
    // event), timer_due. The host puts it into its index of due times under the token's id.
    timer_set = 6,
    // The timer fired and is gone: token, element. What follows from it comes as further changes.
    timer_fired = 7,
    // The activity ended before the timer: token, element. The host takes it out of its index.
    timer_cancelled = 8,
    // The procedure ended: no token is left.
    ended = 9,
  };

  Kind kind = Kind::entered;
  std::uint32_t token = 0;
  std::uint32_t parent = 0;
  std::string procedure;
  std::string version;
  std::string element;
  std::string via;
  Instant timer_due;

  friend bool operator==(const FlowChange&, const FlowChange&) = default;
};

// The stable name of a kind ("entered", "waiting-at-gateway", …); "unknown" for a number that has
// none.
[[nodiscard]] const char* name_of(FlowChange::Kind kind);

// Folds one change. Pure; on an error `state` is as it was.
// corrupt (reason "flow-change-impossible"): the change does not fit the state; the log holds
// something nobody can have decided. unsupported: a kind this version does not know. In both cases
// stop the case.
[[nodiscard]] Status apply(FlowState& state, const FlowChange& change);

}  // namespace donthu::process
