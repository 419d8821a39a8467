// FEEL's operators on values (DMN 1.5 §10.3.2.1-3.15). Wrong kinds give null, never an error.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>

#include "engine/policy/feel.h"
#include "engine/policy/value.h"

namespace donthu::policy {

// What one evaluation may still do. Everything that loops spends from it, and stops when it is
// exhausted; the evaluation then fails as a whole, so what such a loop returned does not matter.
class Work {
 public:
  [[nodiscard]] bool spend(std::size_t steps) {
    if (steps > left_) {
      left_ = 0;
      exhausted_ = true;
      return false;
    }
    left_ -= steps;
    return true;
  }
  void exhaust() { exhausted_ = true; }
  [[nodiscard]] bool exhausted() const { return exhausted_; }

 private:
  std::size_t left_ = evaluation_steps_limit;
  bool exhausted_ = false;
};

// "=": null equals null and nothing else; distinct kinds cannot be compared (nothing).
[[nodiscard]] std::optional<bool> equal(const Value& left, const Value& right, Work& work);
// "<" and its like: numbers, strings (by code point), dates, times, durations of one kind.
[[nodiscard]] std::optional<std::strong_ordering> compare(const Value& left, const Value& right);

[[nodiscard]] Value add(const Value& left, const Value& right, Work& work);
[[nodiscard]] Value subtract(const Value& left, const Value& right);
[[nodiscard]] Value multiply(const Value& left, const Value& right);
[[nodiscard]] Value divide(const Value& left, const Value& right);
[[nodiscard]] Value power(const Value& left, const Value& right);
[[nodiscard]] Value negate(const Value& value);

// The value as it stands, where all of it holds at most what `work` allows; else exhausts it. The
// same list may occur in many places of one value, so that writing it out takes far more than
// making it.
void measure(const Value& value, Work& work);

}  // namespace donthu::policy
