// The cases that the writer decided on last, decoded.
#pragma once

#include <list>
#include <memory>
#include <unordered_map>

#include "engine/petition/case.h"

namespace donthu::runtime {

// The least recently used one goes first. One thread.
class CaseCache {
 public:
  explicit CaseCache(std::size_t capacity) : capacity_(capacity) {}

  // Null: not here.
  [[nodiscard]] std::shared_ptr<const petition::Case> find(const CaseId& id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, place->second);
    return *place->second;
  }

  void put(std::shared_ptr<const petition::Case> state) {
    const auto place = places_.find(state->id);
    if (place != places_.end()) {
      recent_.splice(recent_.begin(), recent_, place->second);
      recent_.front() = std::move(state);
      return;
    }
    recent_.push_front(std::move(state));
    places_[recent_.front()->id] = recent_.begin();
    if (recent_.size() <= capacity_) return;
    places_.erase(recent_.back()->id);
    recent_.pop_back();
  }

  void erase(const CaseId& id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return;
    recent_.erase(place->second);
    places_.erase(place);
  }

  void clear() {
    places_.clear();
    recent_.clear();
  }

 private:
  std::size_t capacity_;
  std::list<std::shared_ptr<const petition::Case>> recent_;
  std::unordered_map<CaseId, std::list<std::shared_ptr<const petition::Case>>::iterator> places_;
};

}  // namespace donthu::runtime
