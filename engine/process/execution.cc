#include "engine/process/execution.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/process/run.h"

namespace donthu::process {
namespace {

bool waits_for(const Token& token, const Element& element, std::string_view verb) {
  return token.state == TokenState::active &&
         std::find(element.commands.begin(), element.commands.end(), verb) !=
             element.commands.end();
}

// What is allowed at any time, each verb once.
Result<std::vector<ExpectedCommand>> anytime_commands(const Host& host) {
  std::vector<ExpectedCommand> found;
  std::vector<const Procedure*> seen;
  for (const Token& token : host.state().tokens) {
    DONTHU_ASSIGN(const Place place, locate(host, token));
    if (std::find(seen.begin(), seen.end(), place.procedure) != seen.end()) continue;
    seen.push_back(place.procedure);
    for (const std::string& verb : place.procedure->anytime()) {
      if (std::any_of(found.begin(), found.end(),
                      [&](const ExpectedCommand& other) { return other.verb == verb; }))
        continue;
      found.push_back({.verb = verb,
                       .token = 0,
                       .procedure = place.procedure->id(),
                       .element = {},
                       .name = place.procedure->name(),
                       .deadline = {}});
    }
  }
  return found;
}

// A boundary event that a deadline fires, and the order in which it does.
struct Bound {
  std::uint32_t depth;
  std::uint32_t token;
  bool interrupting;
  Index boundary;
  std::string element;  // Of the activity: whether the token still stands there.

  [[nodiscard]] auto order() const { return std::tie(depth, token, interrupting, boundary); }
};

Result<std::vector<Bound>> bound_to(std::string_view purpose, DeadlineMoment moment,
                                    const Host& host) {
  std::vector<Bound> found;
  for (const Token& token : host.state().tokens) {
    if (token.state != TokenState::active) continue;
    DONTHU_ASSIGN(const Place place, locate(host, token));
    for (const Index index : place.element->boundary) {
      const Element& boundary = place.procedure->element(index);
      if (boundary.timer.deadline != purpose || boundary.timer.on != moment) continue;
      found.push_back(
          {depth_of(host.state(), token), token.id, boundary.interrupting, index, token.element});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Bound& a, const Bound& b) { return a.order() < b.order(); });
  return found;
}

}  // namespace

std::string Host::called_version(std::string_view, std::string_view caller_version) const {
  return std::string(caller_version);
}

std::uint32_t Host::max_steps() const { return step_limit; }

Status start(std::string_view procedure, std::string_view version, Host& host) {
  if (host.state().started && !host.state().ended)
    return reject(ErrorCode::rejected, "already-started", "Quy trình của vụ việc đang chạy",
                  "the case already follows a procedure", {}, "stop it first");
  Run run(host);
  DONTHU_TRY(run.begin(procedure, version));
  return run.settle();
}

Status stop(Host& host) {
  if (!host.state().started || host.state().ended) return {};
  Run run(host);
  return run.stop();
}

Result<CommandPlace> place_of(std::string_view verb, const Host& host) {
  // The usual case first: an element that waits for it. The whole list is made only to explain.
  for (const Token& token : host.state().tokens) {
    if (token.state != TokenState::active) continue;
    DONTHU_ASSIGN(const Place waiting, locate(host, token));
    const auto& verbs = waiting.element->commands;
    if (std::find(verbs.begin(), verbs.end(), verb) == verbs.end()) continue;
    return CommandPlace{
        CommandPlace::Kind::waited_for, token.id, token.procedure, token.element, {}};
  }
  DONTHU_ASSIGN(const std::vector<ExpectedCommand> commands, expected_commands(host));
  CommandPlace place;
  for (const ExpectedCommand& command : commands) {
    if (command.verb == verb) {
      place.kind =
          command.token != 0 ? CommandPlace::Kind::waited_for : CommandPlace::Kind::anytime;
      place.token = command.token;
      place.procedure = command.procedure;
      place.element = command.element;
      return place;
    }
  }
  for (const ExpectedCommand& command : commands) place.expected.push_back(command.verb);
  std::sort(place.expected.begin(), place.expected.end());
  place.expected.erase(std::unique(place.expected.begin(), place.expected.end()),
                       place.expected.end());
  return place;
}

Result<CommandPlace> complete_command(std::string_view verb, Host& host) {
  DONTHU_ASSIGN(CommandPlace place, place_of(verb, host));
  if (place.kind != CommandPlace::Kind::waited_for) return place;
  Run run(host);
  DONTHU_TRY(run.leave(place.token));
  DONTHU_TRY(run.settle());
  return place;
}

Result<std::uint32_t> fire_deadline(std::string_view purpose, DeadlineMoment moment, Host& host) {
  DONTHU_ASSIGN(const std::vector<Bound> bound, bound_to(purpose, moment, host));
  Run run(host);
  std::uint32_t fired = 0;
  for (const Bound& one : bound) {
    // What an earlier one has cancelled or moved on is no longer bound.
    const Token* token = host.state().find(one.token);
    if (token == nullptr || token->element != one.element) continue;
    DONTHU_ASSIGN(const Place place, locate(host, *token));
    DONTHU_TRY(run.fire(one.token, place.procedure->element(one.boundary)));
    DONTHU_TRY(run.settle());
    ++fired;
  }
  return fired;
}

Status fire_timer(std::uint32_t token, Host& host) {
  const Token* timer = host.state().find(token);
  if (timer == nullptr || timer->state != TokenState::timer)
    return fail(ErrorCode::not_found, "timer-gone",
                "timer " + std::to_string(token) + " fired or was cancelled before", {},
                "forget it");
  if (host.now() < timer->timer_due)
    return fail(ErrorCode::rejected, "timer-not-due",
                "timer " + std::to_string(token) + " is due at " + to_string(timer->timer_due),
                timer->element, "ask again then");
  Run run(host);
  DONTHU_TRY(run.fire_timer(token));
  return run.settle();
}

Result<std::vector<ExpectedCommand>> expected_commands(const Host& host) {
  std::vector<ExpectedCommand> found;
  for (const Token& token : host.state().tokens) {
    DONTHU_ASSIGN(const Place place, locate(host, token));
    for (const std::string& verb : place.element->commands)
      if (waits_for(token, *place.element, verb))
        found.push_back({.verb = verb,
                         .token = token.id,
                         .procedure = token.procedure,
                         .element = token.element,
                         .name = place.element->name,
                         .deadline = place.element->deadline});
  }
  DONTHU_ASSIGN(std::vector<ExpectedCommand> anytime, anytime_commands(host));
  found.insert(found.end(), std::make_move_iterator(anytime.begin()),
               std::make_move_iterator(anytime.end()));
  return found;
}

}  // namespace donthu::process
