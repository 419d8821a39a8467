#include "engine/petition/ruling_cache.h"

#include <algorithm>

#include "engine/base/bytes.h"

namespace donthu::petition {
namespace {

constexpr std::size_t most_answers = 16'384;

// The model, the decision, and every value that the decision reads; each framed by its length.
std::string key_of(const policy::DecisionModel& model, const policy::Decision& decision,
                   const policy::Context& facts) {
  std::string key;
  put_le(key, static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&model.decisions())));
  key += decision.id;
  for (const std::string& name : decision.input_names) {
    const auto value = facts.find(name);
    const std::string text =
        value != facts.end() ? policy::to_literal(value->second) : std::string("?");
    put_le(key, static_cast<std::uint32_t>(text.size()));
    key += text;
  }
  return key;
}

}  // namespace

Result<RulingCache::Answer> RulingCache::decide(const policy::DecisionModel& model,
                                                std::string_view decision,
                                                const policy::Context& facts) {
  const auto known = std::ranges::find(model.decisions(), decision, &policy::Decision::id);
  std::string key;
  if (known != model.decisions().end()) {
    key = key_of(model, *known, facts);
    const std::lock_guard lock(mutex_);
    const auto answer = answers_.find(key);
    if (answer != answers_.end()) return answer->second;
  }
  DONTHU_ASSIGN(auto outcome, model.decide(decision, facts));
  auto answer = std::make_shared<const policy::Outcome>(std::move(outcome));
  if (!key.empty()) {
    const std::lock_guard lock(mutex_);
    if (answers_.size() >= most_answers) answers_.clear();
    answers_.emplace(std::move(key), answer);
  }
  return answer;
}

}  // namespace donthu::petition
