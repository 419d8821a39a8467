#include "engine/process/flow.h"

#include <algorithm>
#include <utility>

namespace donthu::process {
namespace {

using Kind = FlowChange::Kind;

std::unexpected<Error> impossible(const FlowChange& change, const char* why) {
  return fail(ErrorCode::corrupt, "flow-change-impossible",
              std::string("flow change '") + name_of(change.kind) + "' of token " +
                  std::to_string(change.token) + ": " + why,
              change.element, "stop the case and run the audit");
}

std::vector<Token>::iterator place(FlowState& state, std::uint32_t id) {
  const auto at =
      std::lower_bound(state.tokens.begin(), state.tokens.end(), id,
                       [](const Token& token, std::uint32_t wanted) { return token.id < wanted; });
  return at != state.tokens.end() && at->id == id ? at : state.tokens.end();
}

bool has_children(const FlowState& state, std::uint32_t id) {
  return std::any_of(state.tokens.begin(), state.tokens.end(),
                     [&](const Token& token) { return token.parent == id; });
}

Status add_token(FlowState& state, const FlowChange& change, TokenState kind) {
  if (change.token != state.next_token) return impossible(change, "its id is not the next one");
  if (change.token == UINT32_MAX) return impossible(change, "no id is left");
  if (change.parent != 0) {
    const Token* parent = state.find(change.parent);
    if (parent == nullptr) return impossible(change, "its parent is not there");
    if (parent->state != TokenState::active) return impossible(change, "its parent holds no scope");
  }
  state.tokens.push_back({.id = change.token,
                          .parent = change.parent,
                          .procedure = change.procedure,
                          .version = change.version,
                          .element = change.element,
                          .via = change.via,
                          .state = kind,
                          .timer_due = change.timer_due});
  ++state.next_token;
  return {};
}

Status enter(FlowState& state, const FlowChange& change, TokenState kind) {
  if (change.element.empty()) return impossible(change, "it names no element");
  if (change.timer_due) return impossible(change, "it is no timer");
  const auto token = place(state, change.token);
  if (token == state.tokens.end()) return add_token(state, change, kind);
  if (token->state == TokenState::timer) return impossible(change, "a timer does not move");
  if (token->parent != change.parent || token->procedure != change.procedure ||
      token->version != change.version)
    return impossible(change, "a token does not leave its scope or procedure");
  if (has_children(state, change.token)) return impossible(change, "tokens still stand inside it");
  token->element = change.element;
  token->via = change.via;
  token->state = kind;
  return {};
}

Status set_timer(FlowState& state, const FlowChange& change) {
  if (change.element.empty()) return impossible(change, "it names no element");
  if (!change.timer_due) return impossible(change, "it names no due time");
  if (change.parent == 0) return impossible(change, "it names no activity");
  return add_token(state, change, TokenState::timer);
}

Status remove(FlowState& state, const FlowChange& change, bool timer) {
  const auto token = place(state, change.token);
  if (token == state.tokens.end()) return impossible(change, "the token is not there");
  if ((token->state == TokenState::timer) != timer)
    return impossible(change, timer ? "the token is no timer" : "the token is a timer");
  if (token->element != change.element) return impossible(change, "the token stands elsewhere");
  if (has_children(state, change.token)) return impossible(change, "tokens still stand inside it");
  state.tokens.erase(token);
  return {};
}

Status begin(FlowState& state, const FlowChange& change) {
  if (state.started && !state.ended) return impossible(change, "a procedure is running");
  if (change.procedure.empty()) return impossible(change, "it names no procedure");
  state.started = true;
  state.ended = false;
  return {};
}

Status end(FlowState& state, const FlowChange& change) {
  if (!state.tokens.empty()) return impossible(change, "there are tokens left");
  state.ended = true;
  return {};
}

}  // namespace

const Token* FlowState::find(std::uint32_t id) const {
  const auto at =
      std::lower_bound(tokens.begin(), tokens.end(), id,
                       [](const Token& token, std::uint32_t wanted) { return token.id < wanted; });
  return at != tokens.end() && at->id == id ? &*at : nullptr;
}

const char* name_of(FlowChange::Kind kind) {
  switch (kind) {
    case Kind::started: return "started";
    case Kind::entered: return "entered";
    case Kind::waiting_at_gateway: return "waiting-at-gateway";
    case Kind::left: return "left";
    case Kind::interrupted: return "interrupted";
    case Kind::timer_set: return "timer-set";
    case Kind::timer_fired: return "timer-fired";
    case Kind::timer_cancelled: return "timer-cancelled";
    case Kind::ended: return "ended";
  }
  return "unknown";
}

Status apply(FlowState& state, const FlowChange& change) {
  if (change.kind == Kind::started) return begin(state, change);
  if (!state.started || state.ended) return impossible(change, "no procedure is running");
  switch (change.kind) {
    case Kind::entered: return enter(state, change, TokenState::active);
    case Kind::waiting_at_gateway: return enter(state, change, TokenState::waiting_at_gateway);
    case Kind::left:
    case Kind::interrupted: return remove(state, change, false);
    case Kind::timer_set: return set_timer(state, change);
    case Kind::timer_fired:
    case Kind::timer_cancelled: return remove(state, change, true);
    case Kind::ended: return end(state, change);
    case Kind::started: break;
  }
  return fail(ErrorCode::unsupported, "flow-change-unknown",
              "flow change of unknown kind " + std::to_string(static_cast<unsigned>(change.kind)),
              change.element, "use the version of the program that wrote it, or a newer one");
}

}  // namespace donthu::process
