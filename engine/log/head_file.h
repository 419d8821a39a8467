// The small file beside the databases that remembers where each partition's log ended, so that a
// log that was cut or edited is noticed. Losing it loses that check, nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/event/envelope.h"

namespace donthu::log {

struct HeadMark {
  event::Head head;      // The log held this once, durably.
  event::Head verified;  // Up to here every entry was read back and checked; Head{} for none.

  friend bool operator==(const HeadMark&, const HeadMark&) = default;
};

struct HeadFile {
  LogId log;
  std::vector<HeadMark> partitions;  // By partition number.

  friend bool operator==(const HeadFile&, const HeadFile&) = default;
};

// A head in 56 bytes: next_seq, hash, epoch, log time. get_head needs head_bytes from `offset` on.
inline constexpr std::size_t head_bytes = 56;
void put_head(Bytes& out, const event::Head& head);
[[nodiscard]] event::Head get_head(ByteView bytes, std::size_t offset);

[[nodiscard]] Bytes encode_head_file(const HeadFile& file);
// Errors: corrupt "head-file-…", unsupported "head-file-newer".
[[nodiscard]] Result<HeadFile> parse_head_file(ByteView bytes);

// Errors: not_found "no-head-file" where there is none; those of parsing; io.
[[nodiscard]] Result<HeadFile> read_head_file(const std::string& path);
// Writes a new file beside it, syncs it, renames it over the old one and syncs the folder: a reader
// sees the old file or the new one. One writer at a time. Errors: full, io.
[[nodiscard]] Status write_head_file(const std::string& path, const HeadFile& file);

}  // namespace donthu::log
