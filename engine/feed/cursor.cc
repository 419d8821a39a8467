#include "engine/feed/cursor.h"

#include "engine/base/digest.h"

namespace donthu::feed {
namespace {

constexpr char format = 1;
constexpr std::size_t check_bytes = 4;
constexpr std::size_t max_text = 16'384;

void put_varint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80U) {
    out.push_back(static_cast<char>(0x80U | (value & 0x7FU)));
    value >>= 7U;
  }
  out.push_back(static_cast<char>(value));
}

// False at the end of the bytes, or for a number that fits no 64 bits.
bool get_varint(ByteView& bytes, std::uint64_t& out) {
  out = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    out |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80U) return true;
  }
  return false;
}

std::unexpected<Error> bad_cursor() {
  return reject(ErrorCode::invalid, "bad-cursor", "Con trỏ không hợp lệ.",
                "This is no cursor of the feed.", "cursor",
                "Send a cursor exactly as the feed gave it, or none to begin at the start.");
}

bool read_positions(ByteView bytes, Cursor& cursor) {
  std::uint64_t count = 0;
  if (!get_varint(bytes, count) || count == 0 || count > 1'024) return false;
  cursor.next.resize(count);
  for (auto& next : cursor.next)
    if (!get_varint(bytes, next)) return false;
  std::uint64_t partition = 0;
  std::uint64_t within = 0;
  if (!get_varint(bytes, partition) || partition >= count) return false;
  if (!get_varint(bytes, within) || within > 0xFFFFFFFFULL || !bytes.empty()) return false;
  cursor.within_partition = static_cast<std::uint16_t>(partition);
  cursor.within = static_cast<std::uint32_t>(within);
  return true;
}

}  // namespace

std::string to_string(const Cursor& cursor) {
  Bytes bytes;
  bytes.reserve(32 + cursor.next.size() * 4);
  bytes.push_back(format);
  bytes += cursor.log.view();
  put_varint(bytes, cursor.next.size());
  for (const auto next : cursor.next) put_varint(bytes, next);
  put_varint(bytes, cursor.within_partition);
  put_varint(bytes, cursor.within);
  bytes += sha256(bytes).view().substr(0, check_bytes);
  return to_base64url(bytes);
}

Result<Cursor> parse_cursor(std::string_view text) {
  if (text.size() > max_text) return bad_cursor();
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() < 1 + sizeof(LogId::bytes) + check_bytes) return bad_cursor();
  auto body = ByteView(*bytes);
  const auto check = body.substr(body.size() - check_bytes);
  body.remove_suffix(check_bytes);
  if (sha256(body).view().substr(0, check_bytes) != check || body.front() != format)
    return bad_cursor();
  body.remove_prefix(1);
  Cursor cursor;
  cursor.log = *id_from_bytes<LogId>(body.substr(0, sizeof(LogId::bytes)));
  body.remove_prefix(sizeof(LogId::bytes));
  if (!read_positions(body, cursor)) return bad_cursor();
  return cursor;
}

}  // namespace donthu::feed
