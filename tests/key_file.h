// What tests ask of a key file.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "engine/sealing/key_file.h"

namespace donthu::sealing {

// Keys that are durable on return: the number of the first, or 0 and a failed test.
inline std::uint64_t make_keys(KeyFile& keys, std::size_t count) {
  const auto first = keys.create(count);
  EXPECT_TRUE(first) << to_string(first.error());
  const auto synced = keys.sync();
  EXPECT_TRUE(synced) << to_string(synced.error());
  return first.value_or(0);
}

// The key's bytes, or the reason why it cannot be had.
inline std::string key_text(KeyFile& keys, std::uint64_t key) {
  const auto found = keys.find(key);
  return found ? std::string(found->view()) : found.error().reason;
}

}  // namespace donthu::sealing
