#include "engine/event/codec.h"

#include <new>

namespace donthu::event {
namespace {

struct Streams {
  ByteSink sink;
  std::ostream output{&sink};
  bool writing = false;
  ByteSource source;
  std::istream input{&source};
  bool reading = false;
};

Streams& streams() {
  thread_local Streams own;
  return own;
}

}  // namespace

WriterLease::WriterLease() {
  DONTHU_CHECK(!streams().writing, "a value is written inside another document");
  streams().writing = true;
  streams().sink.clear();
}

WriterLease::~WriterLease() { streams().writing = false; }

ByteSink& WriterLease::sink() { return streams().sink; }

std::ostream& WriterLease::stream() { return streams().output; }

ReaderLease::ReaderLease(ByteView bytes) {
  DONTHU_CHECK(!streams().reading, "a value is read inside another document");
  streams().reading = true;
  streams().source.reset(bytes);
}

ReaderLease::~ReaderLease() { streams().reading = false; }

ByteSource& ReaderLease::source() { return streams().source; }

std::istream& ReaderLease::stream() { return streams().input; }

Error current_decode_error(const char* field_name) {
  try {
    throw;
  } catch (const DecodeFailure& failure) {
    return {failure.code,
            failure.reason,
            failure.message,
            {},
            field_name,
            failure.code == ErrorCode::unsupported
                ? "Update this program to the version that wrote it, or a newer one."
                : "Stop writing, and run the audit."};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::full,
            "out-of-memory",
            "No memory to read a stored value",
            {},
            field_name,
            "Give the process more memory."};
  } catch (const std::exception& failure) {
    return {ErrorCode::corrupt, "undecodable",
            failure.what(),     {},
            field_name,         "Stop writing, and run the audit."};
  }
}

bool is_little_endian_document(ByteView bytes) { return !bytes.empty() && bytes[0] == '\1'; }

Error not_a_document() {
  return {ErrorCode::corrupt,
          "not-a-document",
          "The bytes do not begin as a stored value does",
          {},
          {},
          "Stop writing, and run the audit."};
}

}  // namespace donthu::event
