// One operation on the flow of a case, from its cause until every token waits. Inside of
// execution.h; other rooms use that.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>

#include "engine/base/result.h"
#include "engine/process/execution.h"

namespace donthu::process {

// What a token stands on.
struct Place {
  const Procedure* procedure = nullptr;
  const Element* element = nullptr;
};

// not_found "procedure-unknown", "element-unknown": the host does not hold what the token names.
[[nodiscard]] Result<Place> locate(const Host& host, const Token& token);

// Number of scopes around the token.
[[nodiscard]] std::uint32_t depth_of(const FlowState& state, const Token& token);

// A token moves only while it is taken from `ready_`, or as the cause of the operation; so it never
// stands in `ready_` twice, and no element is worked twice.
class Run {
 public:
  explicit Run(Host& host) : host_(host) {}

  [[nodiscard]] Status begin(std::string_view procedure, std::string_view version);
  [[nodiscard]] Status stop();
  // The element of the token is done: goes on along all its outgoing flows.
  [[nodiscard]] Status leave(std::uint32_t token);
  // The boundary event of the activity on which the token stands has happened.
  [[nodiscard]] Status fire(std::uint32_t token, const Element& boundary);
  [[nodiscard]] Status fire_timer(std::uint32_t timer);
  // Works what has arrived until every token waits.
  [[nodiscard]] Status settle();

 private:
  [[nodiscard]] Status arrive(std::uint32_t token);
  [[nodiscard]] Status open(const Token& token, const Place& place);
  [[nodiscard]] Status arm_timers(const Token& token, const Place& place);
  [[nodiscard]] Status work(const Token& token, const Place& place);
  [[nodiscard]] Status choose(const Token& token, const Place& place);
  [[nodiscard]] Status join(const Token& token, const Place& place);
  [[nodiscard]] Status finish(const Token& token, const Place& place);
  [[nodiscard]] Status check_deadlock() const;

  [[nodiscard]] Status count_step(const Element& element);
  [[nodiscard]] Status enter(const Token& scope, const Element& element);
  [[nodiscard]] Status take(const Token& token, const Procedure& procedure, Index flow);
  [[nodiscard]] Status remove(const Token& token, FlowChange::Kind kind);
  [[nodiscard]] Status interrupt_inside(std::uint32_t scope);
  [[nodiscard]] Status cancel_timers(std::uint32_t activity);

  Host& host_;
  std::deque<std::uint32_t> ready_;
  std::uint32_t steps_ = 0;
};

}  // namespace donthu::process
