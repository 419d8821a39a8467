// The bytes of `keys.dat`, version 1. All integers little-endian; 128 bytes a record, so that none
// ever lies across two sectors of a disk: it is there or not, and an erasure happened or not.
//
//   slot 0, header:  "DTKEYS" 01 00 | log id 16 | zeros 8 | nonce 24 | tag 16 | zeros
//   slot n, key n:   "DTK" kind | zeros 4 | number 8 | name 16 | nonce 24 | box 48 | zeros
//
// kind 1: a key. box = the 32-byte key under the key-encryption key, XChaCha20-Poly1305 (IETF).
// kind 2: erased. box = the tag of the empty text, then zeros: damage never passes for erasure.
// Kinds 3 to 255 are reserved. A record of zeros is space that was never used.
//
// The name is random, and tells keys apart that got the same number because a file was restored
// from an older copy; an erased record keeps the name of what was erased.
//
// Associated data: the 32 bytes before the nonce, then the log id. The tag of the header is that of
// the empty text, and shows whether a master key belongs to the file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/ports.h"
#include "engine/base/result.h"
#include "engine/sealing/secret.h"

namespace donthu::sealing {

inline constexpr std::size_t record_size = 128;

[[nodiscard]] Bytes encode_header(const LogId& log, const Secret& wrapping_key, Random& random);
// The log the header names; not yet proven. corrupt, unsupported.
[[nodiscard]] Result<LogId> decode_header(ByteView header);
// invalid "wrong-master-key": not made under this key, or damaged.
[[nodiscard]] Status check_header(ByteView header, const Secret& wrapping_key);

// Appends the record of a new random key and gives the key.
[[nodiscard]] Secret encode_new_key(Bytes& out, std::uint64_t number, const LogId& log,
                                    const Secret& wrapping_key, Random& random);
// The record that takes the place of `record`, which may be damaged.
[[nodiscard]] Bytes encode_erased(ByteView record, std::uint64_t number, const LogId& log,
                                  const Secret& wrapping_key, Random& random);
// not_found "key-erased"; corrupt "key-damaged"; unsupported "key-kind": a newer version wrote it.
[[nodiscard]] Result<Secret> decode_key(ByteView record, std::uint64_t number, const LogId& log,
                                        const Secret& wrapping_key);
// All zeros.
[[nodiscard]] bool is_unused(ByteView record);

}  // namespace donthu::sealing
