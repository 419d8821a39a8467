// Holding several partitions at once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace donthu::log {

// Locks `writing` of each partition once, in ascending order, so that calls for several partitions
// cannot wait for one another in a circle.
template <class Partitions>
[[nodiscard]] std::vector<std::unique_lock<std::mutex>> lock_writing(
    Partitions& partitions, std::vector<std::uint16_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  std::vector<std::unique_lock<std::mutex>> locks;
  locks.reserve(numbers.size());
  for (const auto number : numbers) locks.emplace_back(partitions[number].writing);
  return locks;
}

template <class Partitions>
[[nodiscard]] std::vector<std::unique_lock<std::mutex>> lock_all_writing(Partitions& partitions) {
  std::vector<std::uint16_t> all(partitions.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint16_t>(i);
  return lock_writing(partitions, std::move(all));
}

}  // namespace donthu::log
