#include "engine/process/run.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/check.h"

namespace donthu::process {
namespace {

using Kind = FlowChange::Kind;

// What the operation itself has found stands there until it moves it: only a host that moves tokens
// behind our back breaks that.
const Token& standing(const FlowState& state, std::uint32_t id) {
  const Token* token = state.find(id);
  DONTHU_CHECK(token != nullptr, "a token moved while an operation was running");
  return *token;
}

std::unexpected<Error> unknown_procedure(std::string_view id, std::string_view version) {
  return fail(
      ErrorCode::not_found, "procedure-unknown",
      "procedure '" + std::string(id) + "' version '" + std::string(version) + "' is not deployed",
      std::string(id), "deploy it in that version");
}

// `userTask "Thụ lý đơn" (accept_task)`.
std::string named(const Element& element) {
  return std::string(name_of(element.kind)) + " \"" + element.name.vi + "\" (" + element.id + ")";
}

FlowChange change_of(const Token& token, Kind kind) {
  return {.kind = kind,
          .token = token.id,
          .parent = token.parent,
          .procedure = token.procedure,
          .version = token.version,
          .element = token.element,
          .via = {},
          .timer_due = {}};
}

bool is_inside(const FlowState& state, const Token& token, std::uint32_t scope) {
  for (const Token* at = &token; at != nullptr && at->parent != 0; at = state.find(at->parent))
    if (at->parent == scope) return true;
  return scope == 0;
}

Result<bool> holds(const SequenceFlow& flow, const policy::Context& names) {
  DONTHU_ASSIGN(const policy::Value value, flow.condition->evaluate(names));
  if (const bool* answer = value.boolean()) return *answer;
  return reject(ErrorCode::invalid, "condition-not-boolean",
                "Điều kiện của nhánh \"" + flow.name + "\" chưa cho kết quả đúng hay sai",
                "the condition of sequenceFlow \"" + flow.name + "\" (" + flow.id +
                    ") gives neither true nor false: " + flow.condition->text(),
                flow.id, "give the case what the condition asks for, or correct the condition");
}

}  // namespace

Result<Place> locate(const Host& host, const Token& token) {
  const Procedure* procedure = host.procedure(token.procedure, token.version);
  if (procedure == nullptr) return unknown_procedure(token.procedure, token.version);
  const Element* element = procedure->find(token.element);
  if (element == nullptr)
    return fail(ErrorCode::not_found, "element-unknown",
                "procedure '" + token.procedure + "' version '" + token.version +
                    "' has no element '" + token.element + "'",
                token.element, "deploy the version that has it");
  return Place{procedure, element};
}

std::uint32_t depth_of(const FlowState& state, const Token& token) {
  std::uint32_t depth = 0;
  for (const Token* at = state.find(token.parent); at != nullptr; at = state.find(at->parent))
    ++depth;
  return depth;
}

Status Run::begin(std::string_view procedure, std::string_view version) {
  const Procedure* drawn = host_.procedure(procedure, version);
  if (drawn == nullptr) return unknown_procedure(procedure, version);
  Token root;
  root.procedure = procedure;
  root.version = version;
  DONTHU_TRY(host_.changed(change_of(root, Kind::started)));
  return enter(root, drawn->start());
}

Status Run::stop() {
  DONTHU_TRY(interrupt_inside(0));
  return host_.changed({.kind = Kind::ended,
                        .token = 0,
                        .parent = 0,
                        .procedure = {},
                        .version = {},
                        .element = {},
                        .via = {},
                        .timer_due = {}});
}

Status Run::leave(std::uint32_t id) {
  const Token token = standing(host_.state(), id);
  DONTHU_ASSIGN(const Place place, locate(host_, token));
  DONTHU_TRY(cancel_timers(id));
  for (const Index flow : place.element->outgoing) {
    Token branch = token;
    // The token itself takes the first flow; the others get tokens of their own.
    if (flow != place.element->outgoing.front()) branch.id = host_.state().next_token;
    DONTHU_TRY(take(branch, *place.procedure, flow));
  }
  return {};
}

Status Run::fire(std::uint32_t id, const Element& boundary) {
  const Token activity = standing(host_.state(), id);
  if (boundary.interrupting) {
    DONTHU_TRY(interrupt_inside(id));
    DONTHU_TRY(remove(activity, Kind::interrupted));
  }
  Token scope = activity;
  scope.id = activity.parent;
  return enter(scope, boundary);
}

Status Run::fire_timer(std::uint32_t id) {
  const Token timer = standing(host_.state(), id);
  DONTHU_ASSIGN(const Place place, locate(host_, timer));
  DONTHU_TRY(remove(timer, Kind::timer_fired));
  return fire(timer.parent, *place.element);
}

Status Run::settle() {
  while (!ready_.empty()) {
    const std::uint32_t token = ready_.front();
    ready_.pop_front();
    DONTHU_TRY(arrive(token));
  }
  return check_deadlock();
}

Status Run::arrive(std::uint32_t id) {
  const Token* found = host_.state().find(id);
  // Merged or interrupted since it was put in line.
  if (found == nullptr) return {};
  const Token token = *found;
  DONTHU_ASSIGN(const Place place, locate(host_, token));
  switch (place.element->kind) {
    case ElementKind::start_event:
    case ElementKind::boundary_timer: return leave(id);
    case ElementKind::user_task:
    case ElementKind::receive_task:
    case ElementKind::message_catch_event: return arm_timers(token, place);
    case ElementKind::service_task: return work(token, place);
    case ElementKind::exclusive_gateway: return choose(token, place);
    case ElementKind::parallel_gateway: return join(token, place);
    case ElementKind::sub_process:
    case ElementKind::call_activity: return open(token, place);
    case ElementKind::end_event:
    case ElementKind::terminate_end_event: return finish(token, place);
  }
  return {};
}

Status Run::open(const Token& token, const Place& place) {
  DONTHU_TRY(arm_timers(token, place));
  if (depth_of(host_.state(), token) >= depth_limit)
    return reject(ErrorCode::rejected, "depth-limit",
                  "Quy trình gọi lồng nhau quá sâu tại bước \"" + place.element->name.vi + "\"",
                  named(*place.element) + " opens more than " + std::to_string(depth_limit) +
                      " scopes within one another",
                  token.element, "correct the procedure: it calls itself without end");
  if (place.element->kind == ElementKind::sub_process)
    return enter(token, place.procedure->element(place.element->start));
  Token scope = token;
  scope.procedure = place.element->called;
  scope.version = host_.called_version(place.element->called, token.version);
  const Procedure* called = host_.procedure(scope.procedure, scope.version);
  if (called == nullptr) return unknown_procedure(scope.procedure, scope.version);
  return enter(scope, called->start());
}

// Arms the timers of the activity; a deadline needs none, for it belongs to the case.
Status Run::arm_timers(const Token& token, const Place& place) {
  for (const Index index : place.element->boundary) {
    const Element& boundary = place.procedure->element(index);
    const TimerRule& rule = boundary.timer;
    if (!rule.deadline.empty()) continue;
    FlowChange change = change_of(token, Kind::timer_set);
    change.token = host_.state().next_token;
    change.parent = token.id;
    change.element = boundary.id;
    change.timer_due = rule.after ? add(host_.now(), *rule.after) : rule.at;
    DONTHU_TRY(host_.changed(change));
  }
  return {};
}

Status Run::work(const Token& token, const Place& place) {
  DONTHU_TRY(host_.call({.procedure = token.procedure,
                         .element = token.element,
                         .function = place.element->function,
                         .inputs = place.element->inputs}));
  return leave(token.id);
}

Status Run::choose(const Token& token, const Place& place) {
  const Element& gateway = *place.element;
  const policy::Context names = host_.variables();
  for (const Index index : gateway.outgoing) {
    const SequenceFlow& flow = place.procedure->flow(index);
    if (index == gateway.default_flow) continue;
    bool applies = true;
    if (flow.condition) {
      DONTHU_ASSIGN(applies, holds(flow, names));
    }
    if (applies) return take(token, *place.procedure, index);
  }
  if (gateway.default_flow != no_index) return take(token, *place.procedure, gateway.default_flow);
  return reject(ErrorCode::rejected, "no-flow-applies",
                "Không có nhánh nào phù hợp tại \"" + gateway.name.vi + "\"",
                named(gateway) + ": no condition is true and there is no default flow", gateway.id,
                "draw a default flow, or conditions that cover every case");
}

// Waits until a token stands at the gateway on each incoming flow, then goes on as one of them.
Status Run::join(const Token& token, const Place& place) {
  if (token.state != TokenState::waiting_at_gateway) return leave(token.id);
  std::vector<Token> arrived;
  for (const Index index : place.element->incoming) {
    const std::string& flow = place.procedure->flow(index).id;
    if (flow == token.via) continue;
    const auto& tokens = host_.state().tokens;
    const auto other = std::find_if(tokens.begin(), tokens.end(), [&](const Token& candidate) {
      return candidate.state == TokenState::waiting_at_gateway && candidate.via == flow &&
             candidate.element == token.element && candidate.parent == token.parent;
    });
    if (other == tokens.end()) return {};
    arrived.push_back(*other);
  }
  for (const Token& other : arrived) DONTHU_TRY(remove(other, Kind::left));
  return leave(token.id);
}

Status Run::finish(const Token& token, const Place& place) {
  DONTHU_TRY(remove(token, Kind::left));
  const auto& tokens = host_.state().tokens;
  const auto stands_in_scope = [&](const Token& other) {
    return other.parent == token.parent && other.state != TokenState::timer;
  };
  if (place.element->kind == ElementKind::terminate_end_event) {
    if (token.parent != 0) DONTHU_TRY(interrupt_inside(token.parent));
  } else if (std::any_of(tokens.begin(), tokens.end(), stands_in_scope)) {
    return {};
  }
  if (token.parent != 0) return leave(token.parent);
  return stop();
}

// Tokens that wait for one another would wait for ever, and nobody would notice.
Status Run::check_deadlock() const {
  const auto& tokens = host_.state().tokens;
  for (const Token& token : tokens) {
    if (token.state != TokenState::waiting_at_gateway) continue;
    const auto may_come = [&](const Token& other) {
      return other.parent == token.parent && other.state == TokenState::active;
    };
    if (std::none_of(tokens.begin(), tokens.end(), may_come))
      return reject(ErrorCode::rejected, "procedure-deadlock",
                    "Quy trình bị tắc tại cổng song song '" + token.element + "'",
                    "every token of the scope waits at parallel gateway '" + token.element +
                        "', and none can come any more",
                    token.element,
                    "correct the procedure: a flow into the gateway cannot be taken");
  }
  return {};
}

Status Run::count_step(const Element& element) {
  if (host_.state().tokens.size() > token_limit)
    return reject(
        ErrorCode::rejected, "token-limit",
        "Vụ việc đang ở quá nhiều bước cùng một lúc, tại \"" + element.name.vi + "\"",
        named(element) + ": the case has more than " + std::to_string(token_limit) + " tokens",
        element.id, "complete what stands open, or correct the procedure");
  if (++steps_ <= host_.max_steps()) return {};
  return reject(ErrorCode::rejected, "step-limit",
                "Quy trình chạy quá nhiều bước trong một lệnh, tại \"" + element.name.vi + "\"",
                named(element) + " is beyond the step limit of one command", element.id,
                "correct the procedure: it runs in circles without waiting");
}

// A new token in `scope` (its id is the parent) on `element`.
Status Run::enter(const Token& scope, const Element& element) {
  DONTHU_TRY(count_step(element));
  FlowChange change = change_of(scope, Kind::entered);
  change.token = host_.state().next_token;
  change.parent = scope.id;
  change.element = element.id;
  DONTHU_TRY(host_.changed(change));
  ready_.push_back(change.token);
  return {};
}

// Along the flow onto its target; `token` may be a new one.
Status Run::take(const Token& token, const Procedure& procedure, Index index) {
  const SequenceFlow& flow = procedure.flow(index);
  const Element& target = procedure.element(flow.target);
  DONTHU_TRY(count_step(target));
  const bool joins = target.kind == ElementKind::parallel_gateway && target.incoming.size() > 1;
  FlowChange change = change_of(token, joins ? Kind::waiting_at_gateway : Kind::entered);
  change.element = target.id;
  change.via = flow.id;
  DONTHU_TRY(host_.changed(change));
  ready_.push_back(token.id);
  return {};
}

Status Run::remove(const Token& token, Kind kind) { return host_.changed(change_of(token, kind)); }

// Everything inside of `scope`, the innermost first: a token is always younger than what holds it.
Status Run::interrupt_inside(std::uint32_t scope) {
  std::vector<Token> inside;
  for (const Token& token : host_.state().tokens)
    if (is_inside(host_.state(), token, scope)) inside.push_back(token);
  for (auto token = inside.rbegin(); token != inside.rend(); ++token)
    DONTHU_TRY(remove(
        *token, token->state == TokenState::timer ? Kind::timer_cancelled : Kind::interrupted));
  return {};
}

Status Run::cancel_timers(std::uint32_t activity) {
  std::vector<Token> timers;
  for (const Token& token : host_.state().tokens)
    if (token.parent == activity && token.state == TokenState::timer) timers.push_back(token);
  for (const Token& timer : timers) DONTHU_TRY(remove(timer, Kind::timer_cancelled));
  return {};
}

}  // namespace donthu::process
