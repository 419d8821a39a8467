// 32 secret bytes that are wiped when they go out of scope.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/base/bytes.h"

namespace donthu::sealing {

inline constexpr std::size_t secret_size = 32;

// Copies wipe themselves too. The bytes lie where the object lies: only the master key and the
// cache of the key file are held in locked memory.
class Secret {
 public:
  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { wipe(); }

  [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
  [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
  [[nodiscard]] ByteView view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  void wipe();

 private:
  std::array<std::uint8_t, secret_size> bytes_{};
};

}  // namespace donthu::sealing
