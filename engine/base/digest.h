// SHA-256 (FIPS 180-4) and HMAC (RFC 2104), by OpenSSL; text forms of bytes.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"

namespace donthu {

struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  friend auto operator<=>(const Digest&, const Digest&) = default;
  [[nodiscard]] ByteView view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

[[nodiscard]] Digest sha256(ByteView bytes);
[[nodiscard]] Digest sha256(ByteView first, ByteView second);
[[nodiscard]] Digest hmac_sha256(ByteView key, ByteView bytes);

// The RFC 6962 §2.1 leaf hash: SHA-256(0x00 ‖ bytes). The hash of an entry everywhere in donthu.
[[nodiscard]] Digest leaf_hash(ByteView bytes);

// Lower-case hexadecimal. from_hex takes both cases and refuses anything else.
[[nodiscard]] std::string to_hex(ByteView bytes);
[[nodiscard]] inline std::string to_hex(const Digest& digest) { return to_hex(digest.view()); }
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);
[[nodiscard]] std::optional<Digest> digest_from_hex(std::string_view text);
// Exactly 32 bytes, else nothing.
[[nodiscard]] std::optional<Digest> digest_from_bytes(ByteView bytes);

// RFC 4648 §4, padded; and §5 (URL and file name safe), unpadded.
[[nodiscard]] std::string to_base64(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);
[[nodiscard]] std::string to_base64url(ByteView bytes);
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace donthu
