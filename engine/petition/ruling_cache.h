// Answers of decision tables that were given before. A table is a pure function of few words, so an
// office asks the same questions thousands of times a day.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/policy/decision.h"

namespace donthu::petition {

// Thread-safe. Bounded: beyond its limit it forgets everything and begins anew.
class RulingCache {
 public:
  using Answer = std::shared_ptr<const policy::Outcome>;

  // As model.decide(decision, facts). Errors are not kept.
  [[nodiscard]] Result<Answer> decide(const policy::DecisionModel& model, std::string_view decision,
                                      const policy::Context& facts);

 private:
  std::mutex mutex_;
  std::map<std::string, Answer, std::less<>> answers_;
};

}  // namespace donthu::petition
