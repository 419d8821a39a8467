#include "engine/sealing/key_cache.h"

#include <algorithm>

#include <sodium.h>

#include "engine/base/check.h"
#include "engine/sealing/cipher.h"

namespace donthu::sealing {

KeyCache::KeyCache(std::size_t capacity)
    : sets_(std::max<std::size_t>(1, (capacity + set_size - 1) / set_size)) {
  start_cipher();
  keys_ = static_cast<std::uint8_t*>(sodium_allocarray(sets_.size() * set_size, secret_size));
  DONTHU_CHECK(keys_ != nullptr, "no memory for the cache of keys");
}

KeyCache::~KeyCache() { sodium_free(keys_); }

std::size_t KeyCache::place_of(const Set& set, std::uint64_t number) {
  const auto found = std::find(set.numbers.begin(), set.numbers.end(), number);
  return static_cast<std::size_t>(found - set.numbers.begin());
}

std::uint8_t* KeyCache::key_at(std::size_t set, std::size_t place) {
  return keys_ + (set * set_size + place) * secret_size;
}

std::optional<Secret> KeyCache::find(std::uint64_t number) {
  const std::size_t at = number % sets_.size();
  const std::lock_guard lock(mutex_);
  Set& set = sets_[at];
  const std::size_t place = place_of(set, number);
  if (place == set_size) return std::nullopt;
  set.used[place] = ++clock_;
  std::optional<Secret> key(std::in_place);
  std::copy_n(key_at(at, place), secret_size, key->data());
  return key;
}

void KeyCache::put(std::uint64_t number, const Secret& key) {
  const std::size_t at = number % sets_.size();
  const std::lock_guard lock(mutex_);
  Set& set = sets_[at];
  std::size_t place = place_of(set, number);
  if (place == set_size) {
    const auto oldest = std::min_element(set.used.begin(), set.used.end());
    place = static_cast<std::size_t>(oldest - set.used.begin());
  }
  set.numbers[place] = number;
  set.used[place] = ++clock_;
  std::copy_n(key.data(), secret_size, key_at(at, place));
}

void KeyCache::remove(std::uint64_t number) {
  const std::size_t at = number % sets_.size();
  const std::lock_guard lock(mutex_);
  Set& set = sets_[at];
  const std::size_t place = place_of(set, number);
  if (place == set_size) return;
  set.numbers[place] = 0;
  set.used[place] = 0;
  sodium_memzero(key_at(at, place), secret_size);
}

}  // namespace donthu::sealing
