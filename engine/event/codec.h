// Turns described types into their stored bytes and back (the form: archive.h).
// Thread-safe. Nothing thrown leaves these functions.
#pragma once

#include <utility>

#include "engine/event/archive.h"

namespace donthu::event {

// A thread's streams to and from bytes: making a stream costs more than writing a commit.
class WriterLease {
 public:
  WriterLease();
  ~WriterLease();
  WriterLease(const WriterLease&) = delete;
  WriterLease& operator=(const WriterLease&) = delete;
  [[nodiscard]] ByteSink& sink();
  [[nodiscard]] std::ostream& stream();
};

class ReaderLease {
 public:
  explicit ReaderLease(ByteView bytes);
  ~ReaderLease();
  ReaderLease(const ReaderLease&) = delete;
  ReaderLease& operator=(const ReaderLease&) = delete;
  [[nodiscard]] ByteSource& source();
  [[nodiscard]] std::istream& stream();
};

// Inside a catch block: the exception as an error.
[[nodiscard]] Error current_decode_error(const char* field_name);
// False where the bytes do not begin as a document does.
[[nodiscard]] bool is_little_endian_document(ByteView bytes);
[[nodiscard]] Error not_a_document();

// Appends the stored form of `value`. Aborts where a sealed text still carries plain text, or an
// enum a number without a name: neither may ever be stored.
template <class T>
void encode_into(Bytes& out, const T& value) {
  WriterLease lease;
  BinaryWriter writer(lease.sink(), lease.stream());
  write_value(writer, value);
  out.append(lease.sink().bytes());
}

template <class T>
[[nodiscard]] Bytes encode(const T& value) {
  Bytes out;
  encode_into(out, value);
  return out;
}

// Reads exactly one value from all of `bytes`; Error::field names the field that could not be read.
// corrupt: the bytes are not such a value, or go on after it. Stop, and run the audit.
// unsupported: an enum number ("unknown-value"), event or command ("unknown-event",
//   "unknown-command") that a newer version wrote. Update this program.
// full: no memory.
template <class T>
[[nodiscard]] Result<T> decode(ByteView bytes) {
  if (!is_little_endian_document(bytes)) return std::unexpected(not_a_document());
  const char* field_name = "";
  try {
    ReaderLease lease(bytes);
    BinaryReader reader(lease.source(), lease.stream(), field_name);
    Result<T> value(std::in_place);
    read_value(reader, *value);
    if (reader.remaining() != 0) fail_left_over(reader.remaining());
    return value;
  } catch (...) {
    return std::unexpected(current_decode_error(field_name));
  }
}

}  // namespace donthu::event
