// Unwrapped keys that were used lately, in locked memory.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/sealing/secret.h"

namespace donthu::sealing {

// Thread-safe. Numbers fall into sets of eight by their last bits, for they are given out in a row;
// in a full set the one unused for longest makes room. What leaves is wiped.
class KeyCache {
 public:
  // Holds `capacity` keys, rounded up to whole sets; that many are allocated at once.
  explicit KeyCache(std::size_t capacity);
  ~KeyCache();
  KeyCache(const KeyCache&) = delete;
  KeyCache& operator=(const KeyCache&) = delete;

  [[nodiscard]] std::optional<Secret> find(std::uint64_t number);
  void put(std::uint64_t number, const Secret& key);
  void remove(std::uint64_t number);

 private:
  static constexpr std::size_t set_size = 8;
  struct Set {
    std::array<std::uint64_t, set_size> numbers{};  // 0: free.
    std::array<std::uint64_t, set_size> used{};     // When; greater is later.
  };

  // The place of the number in its set, or set_size.
  [[nodiscard]] static std::size_t place_of(const Set& set, std::uint64_t number);
  [[nodiscard]] std::uint8_t* key_at(std::size_t set, std::size_t place);

  std::mutex mutex_;
  std::vector<Set> sets_;
  std::uint8_t* keys_;  // sodium_malloc; set_size keys a set.
  std::uint64_t clock_ = 0;
};

}  // namespace donthu::sealing
