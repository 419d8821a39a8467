// The bytes of `keys.dat`, version 1. All integers little-endian; 128 bytes a record, so that none
// ever lies across two sectors of a disk: it is there or not, and an erasure happened or not.
//
//   slot 0, header:  "DTKEYS" 01 00 | log id 16 | zeros 8 | nonce 24 | tag 16 | zeros
//   slot n, key n:   "DTK" kind | zeros 4 | number 8 | name 16 | nonce 24 | box 48 | zeros
//
// kind 1: a key. box = the 32-byte key under the key-encryption key, XChaCha20-Poly1305 (IETF).
// kind 2: erased. box = the tag of the empty text, then zeros: damage never passes for erasure.
// kind 3: a range of numbers, first to last, which one process has for itself; it never stands in
//   the file, but among the records that nodes share. box = last 8, zeros 24; number = first.
// Kinds 4 to 255 are reserved. A record of zeros is space that was never used.
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
inline constexpr std::uint64_t largest_key = (std::uint64_t{1} << 53) - 1;  // JSON carries it.

// Where the record of a key stands in the file.
[[nodiscard]] constexpr std::uint64_t place_of(std::uint64_t key) { return key * record_size; }

[[nodiscard]] Bytes encode_header(const LogId& log, const Secret& wrapping_key, Random& random);
// The log the header names; not yet proven. corrupt, unsupported.
[[nodiscard]] Result<LogId> decode_header(ByteView header);
// Whether a record says that it is a header; not yet proven.
[[nodiscard]] bool is_header(ByteView record);
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

// The number that a record names; not yet proven. corrupt "key-damaged": it is no record.
[[nodiscard]] Result<std::uint64_t> number_of(ByteView record);
// The name that it has, 16 bytes; the record is one.
[[nodiscard]] ByteView record_name(ByteView record);

struct NumberRange {
  std::uint64_t first = 1;
  std::uint64_t last = 0;
};

// The record of a range; its name is random, and tells whose it is.
[[nodiscard]] Bytes encode_range(const NumberRange& range, const LogId& log,
                                 const Secret& wrapping_key, Random& random);
// Whether a record says that it is a range; not yet proven.
[[nodiscard]] bool is_range(ByteView record);
// corrupt "key-damaged".
[[nodiscard]] Result<NumberRange> decode_range(ByteView record, const LogId& log,
                                               const Secret& wrapping_key);

// Whether a record says that its key was erased; not yet proven.
[[nodiscard]] bool is_erasure(ByteView record);
// All zeros.
[[nodiscard]] bool is_unused(ByteView record);

}  // namespace donthu::sealing
