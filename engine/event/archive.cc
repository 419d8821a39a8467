#include "engine/event/archive.h"

namespace donthu::event {
namespace {

// Above this a sink's buffer is given back after use.
constexpr std::size_t kept_bytes = 1U << 20U;

}  // namespace

void ByteSink::clear() {
  size_ = 0;
  if (buffer_.size() > kept_bytes) Bytes(4'096, '\0').swap(buffer_);
}

void ByteSink::patch(std::size_t offset, std::uint32_t value) {
  DONTHU_CHECK(offset + sizeof(value) <= size_, "a patch beyond what was written");
  for (std::size_t i = 0; i < sizeof(value); ++i)
    buffer_[offset + i] = static_cast<char>(value >> (8 * i));
}

std::streamsize ByteSink::xsputn(const char* data, std::streamsize signed_size) {
  const auto size = static_cast<std::size_t>(signed_size);
  if (size > buffer_.size() - size_) [[unlikely]]
    buffer_.resize(2 * (buffer_.size() + size));
  char* to = buffer_.data() + size_;
  // Fixed sizes become single moves.
  switch (size) {
    case 0: break;
    case 1: *to = *data; break;
    case 2: std::memcpy(to, data, 2); break;
    case 4: std::memcpy(to, data, 4); break;
    case 8: std::memcpy(to, data, 8); break;
    default: std::memcpy(to, data, size);
  }
  size_ += size;
  return signed_size;
}

ByteSink::int_type ByteSink::overflow(int_type byte) {
  const char one = traits_type::to_char_type(byte);
  xsputn(&one, 1);
  return byte;
}

std::streamsize ByteSource::xsgetn(char* data, std::streamsize signed_size) {
  const auto size = static_cast<std::size_t>(signed_size);
  if (size > remaining()) [[unlikely]]
    throw DecodeFailure{ErrorCode::corrupt, "bytes-missing", "The stored bytes end too early"};
  switch (size) {
    case 0: break;
    case 1: *data = *at_; break;
    case 2: std::memcpy(data, at_, 2); break;
    case 4: std::memcpy(data, at_, 4); break;
    case 8: std::memcpy(data, at_, 8); break;
    default: std::memcpy(data, at_, size);
  }
  at_ += size;
  return signed_size;
}

void fail_size(std::uint64_t claimed, std::size_t remaining) {
  throw DecodeFailure{ErrorCode::corrupt, "size-beyond-bytes",
                      "A stored size of " + std::to_string(claimed) + " goes beyond the " +
                          std::to_string(remaining) + " bytes that are left"};
}

void fail_too_many(std::uint32_t count) {
  throw DecodeFailure{
      ErrorCode::corrupt, "too-many-records",
      std::to_string(count) + " records; one entry holds at most " + std::to_string(max_records)};
}

void fail_flag(std::uint8_t value) {
  throw DecodeFailure{ErrorCode::corrupt, "bad-flag",
                      "A stored yes-or-no is neither 0 nor 1 but " + std::to_string(value)};
}

void fail_enum(std::uint16_t value) {
  throw DecodeFailure{ErrorCode::unsupported, "unknown-value",
                      "This version knows no value with the number " + std::to_string(value)};
}

void fail_nesting() {
  throw DecodeFailure{ErrorCode::corrupt, "nested-too-deep",
                      "Values inside values beyond " + std::to_string(max_nesting) + " levels"};
}

void fail_box() {
  throw DecodeFailure{ErrorCode::corrupt, "box-in-command",
                      "A stored command carries a sealed text; only events may"};
}

void fail_left_over(std::size_t size) {
  throw DecodeFailure{ErrorCode::corrupt, "bytes-left-over",
                      std::to_string(size) + " stored bytes belong to no field"};
}

void fail_record(std::uint16_t type, std::uint16_t version, bool command) {
  throw DecodeFailure{ErrorCode::unsupported, command ? "unknown-command" : "unknown-event",
                      std::string("This version knows no ") + (command ? "command" : "event") +
                          " of type " + std::to_string(type) + " version " +
                          std::to_string(version)};
}

}  // namespace donthu::event
