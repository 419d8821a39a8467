// XChaCha20-Poly1305 (IETF) by libsodium: a ciphertext that cannot be changed unseen, bound to data
// beside it. Nonces are random: with 24 bytes they never meet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/sealing/secret.h"

namespace donthu::sealing {

inline constexpr std::size_t nonce_size = 24;
inline constexpr std::size_t tag_size = 16;

// Before any other use of libsodium; more than once does no harm.
void start_cipher();

// Appends ciphertext and tag.
void encrypt(Bytes& out, ByteView plain, ByteView beside, ByteView nonce, const Secret& key);

// Writes box.size() - tag_size bytes to `out`, or gives false, where box, `beside`, nonce or key
// are not those of encrypt(); then what stands in `out` means nothing.
[[nodiscard]] bool decrypt(char* out, ByteView box, ByteView beside, ByteView nonce,
                           const Secret& key);

// Key `number` derived from `from` for the purpose of 8 letters.
[[nodiscard]] Secret derive_key(const Secret& from, std::uint64_t number, const char (&purpose)[9]);

// Appends the part behind its length (4 bytes), so that no two lists of parts read the same.
void put_framed(Bytes& out, ByteView part);

// What a sealed thing is bound to: label, log, case, field and key number, each framed.
[[nodiscard]] Bytes binding(std::string_view label, const LogId& log, const CaseId& of,
                            std::string_view field, std::uint64_t key);

[[nodiscard]] inline const std::uint8_t* octets(ByteView bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}
[[nodiscard]] inline std::uint8_t* octets(char* bytes) {
  return reinterpret_cast<std::uint8_t*>(bytes);
}

}  // namespace donthu::sealing
