// A position in the feed: how far each partition was read. Opaque to those outside, valid for ever.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/result.h"

namespace donthu::feed {

struct Cursor {
  LogId log;
  std::vector<std::uint64_t> next;     // By partition: the seq of the first entry not yet read.
  std::uint16_t within_partition = 0;  // The partition read last, where reading goes on fairly.
  std::uint32_t within = 0;            // Events of its next entry that were read already.

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// Base64url of: u8 format (1), log id, then as varints the partition count, each next seq,
// within_partition and within; last 4 bytes of SHA-256 over all before, so that a cut or mistyped
// cursor is refused.
[[nodiscard]] std::string to_string(const Cursor& cursor);
// invalid "bad-cursor": not one of ours.
[[nodiscard]] Result<Cursor> parse_cursor(std::string_view text);

}  // namespace donthu::feed
