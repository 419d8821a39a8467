// The fold survives any log: impossible changes are errors, and leave the state as it was.
#include "engine/process/flow.h"

#include <random>

#include <gtest/gtest.h>

namespace donthu::process {
namespace {

using Kind = FlowChange::Kind;

FlowChange make(Kind kind, std::uint32_t token, std::uint32_t parent, const char* element,
                Instant due = {}) {
  return {kind, token, parent, "main", "1", element, "", due};
}

FlowState with_task_and_timer() {
  FlowState state;
  EXPECT_TRUE(apply(state, make(Kind::started, 0, 0, "")));
  EXPECT_TRUE(apply(state, make(Kind::entered, 1, 0, "call")));
  EXPECT_TRUE(apply(state, make(Kind::timer_set, 2, 1, "timer", {5})));
  EXPECT_TRUE(apply(state, make(Kind::entered, 3, 1, "work")));
  return state;
}

TEST(Flow, RefusesChangesThatNobodyCanHaveDecided) {
  const FlowState before = with_task_and_timer();
  FlowChange other_version = make(Kind::entered, 3, 1, "next");
  other_version.version = "2";
  FlowChange nameless = make(Kind::started, 0, 0, "");
  nameless.procedure.clear();
  for (const FlowChange& change : {make(Kind::started, 0, 0, ""),
                                   make(Kind::ended, 0, 0, ""),
                                   nameless,
                                   make(Kind::entered, 5, 0, "x"),
                                   make(Kind::entered, 0, 0, "x"),
                                   make(Kind::entered, 4, 9, "x"),
                                   make(Kind::entered, 4, 2, "x"),
                                   make(Kind::entered, 4, 0, ""),
                                   make(Kind::entered, 4, 0, "x", {5}),
                                   make(Kind::entered, 3, 0, "x"),
                                   make(Kind::entered, 2, 1, "x"),
                                   make(Kind::entered, 1, 0, "x"),
                                   other_version,
                                   make(Kind::timer_set, 4, 1, "timer"),
                                   make(Kind::timer_set, 4, 0, "timer", {5}),
                                   make(Kind::timer_set, 3, 1, "timer", {5}),
                                   make(Kind::left, 9, 0, "x"),
                                   make(Kind::left, 3, 1, "elsewhere"),
                                   make(Kind::left, 1, 0, "call"),
                                   make(Kind::left, 2, 1, "timer"),
                                   make(Kind::timer_fired, 3, 1, "work"),
                                   make(Kind::timer_cancelled, 9, 1, "timer"),
                                   make(Kind::interrupted, 1, 0, "call")}) {
    FlowState state = before;
    const Status status = apply(state, change);
    ASSERT_FALSE(status) << name_of(change.kind) << " " << change.token << " " << change.element;
    EXPECT_EQ(status.error().code, ErrorCode::corrupt);
    EXPECT_EQ(state, before);
  }
}

TEST(Flow, RefusesAnUnknownKindAsWrittenByANewerVersion) {
  FlowState state = with_task_and_timer();
  EXPECT_EQ(apply(state, make(static_cast<Kind>(99), 1, 0, "x")).error().code,
            ErrorCode::unsupported);
}

TEST(Flow, NothingMovesBeforeTheStartOrAfterTheEnd) {
  FlowState state;
  EXPECT_FALSE(apply(state, make(Kind::entered, 1, 0, "x")));
  ASSERT_TRUE(apply(state, make(Kind::started, 0, 0, "")));
  ASSERT_TRUE(apply(state, make(Kind::ended, 0, 0, "")));
  EXPECT_FALSE(apply(state, make(Kind::entered, 1, 0, "x")));
  EXPECT_TRUE(apply(state, make(Kind::started, 0, 0, "")));
}

TEST(Flow, SurvivesAnyLog) {
  std::mt19937 engine(20220124);
  const auto random = [&] { return static_cast<std::uint32_t>(engine()); };
  const char* elements[] = {"", "a", "b", "call"};
  for (int run = 0; run < 200; ++run) {
    FlowState state;
    for (int step = 0; step < 200; ++step) {
      const auto kind = static_cast<Kind>(random() % 11);
      const FlowState before = state;
      const Status status =
          apply(state, make(kind, random() % 2 ? state.next_token : random() % 8, random() % 6,
                            elements[random() % 4], Instant{random() % 2}));
      if (!status) {
        ASSERT_EQ(state, before);
      }
      for (std::size_t i = 1; i < state.tokens.size(); ++i)
        ASSERT_LT(state.tokens[i - 1].id, state.tokens[i].id);
      for (const Token& token : state.tokens) {
        ASSERT_LT(token.id, state.next_token);
        ASSERT_TRUE(token.parent == 0 || state.find(token.parent) != nullptr);
      }
    }
  }
}

}  // namespace
}  // namespace donthu::process
