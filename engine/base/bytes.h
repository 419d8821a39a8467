// Byte strings, and fixed-width integers in them.
#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace donthu {

// Bytes are kept in std::string: RocksDB, OpenSSL and the network all speak it without a copy.
using Bytes = std::string;
using ByteView = std::string_view;

// Appends `value` little-endian (stored entries) or big-endian (keys, which must sort by number).
template <std::unsigned_integral T>
void put_le(Bytes& out, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<char>(value >> (8 * i)));
}

template <std::unsigned_integral T>
void put_be(Bytes& out, T value) {
  for (std::size_t i = sizeof(T); i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

// Reads at `offset`. The caller has checked that offset + sizeof(T) <= bytes.size().
template <std::unsigned_integral T>
[[nodiscard]] T get_le(ByteView bytes, std::size_t offset) {
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;)
    value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) |
                           static_cast<unsigned char>(bytes[offset + i]));
  return value;
}

template <std::unsigned_integral T>
[[nodiscard]] T get_be(ByteView bytes, std::size_t offset) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) |
                           static_cast<unsigned char>(bytes[offset + i]));
  return value;
}

}  // namespace donthu
