// Sealer's documents: a libsodium secretstream, pulled chunk by chunk.
#include <algorithm>
#include <cstring>
#include <memory>

#include <sodium.h>

#include "engine/base/check.h"
#include "engine/sealing/cipher.h"
#include "engine/sealing/sealer.h"

namespace donthu::sealing {
namespace {

constexpr char document_version = 1;
constexpr std::string_view document_label = "donthu/document/1";
constexpr std::size_t stream_header = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t chunk_overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t sealed_chunk = document_chunk + chunk_overhead;
constexpr unsigned char more = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
constexpr unsigned char final = crypto_secretstream_xchacha20poly1305_TAG_FINAL;

// A state of the cipher that wipes itself.
struct Stream {
  crypto_secretstream_xchacha20poly1305_state state{};

  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() { sodium_memzero(&state, sizeof(state)); }
};

// Reads until `size` bytes are there or the source ends; what comes is appended.
Status read_up_to(Bytes& out, std::size_t size, const ByteSource& source) {
  const std::size_t start = out.size();
  out.resize(start + size);
  std::size_t done = 0;
  while (done < size) {
    DONTHU_ASSIGN(const std::size_t count, source({out.data() + start + done, size - done}));
    if (count == 0) break;
    DONTHU_CHECK(count <= size - done, "a source gave more than was asked for");
    done += count;
  }
  out.resize(start + done);
  return {};
}

// Gives from the front of `bytes` at `place`.
std::size_t give(std::span<char> out, ByteView bytes, std::size_t& place) {
  const std::size_t count = std::min(out.size(), bytes.size() - place);
  std::memcpy(out.data(), bytes.data() + place, count);
  place += count;
  return count;
}

void initialise(Stream& stream, ByteView header, const Secret& key) {
  // Also for sealing: init_push would draw the header from libsodium's own random numbers, and a
  // run under a seed could not be repeated. Both functions make the same state of the same header.
  crypto_secretstream_xchacha20poly1305_init_pull(&stream.state, octets(header), key.data());
}

std::unexpected<Error> not_this_document() {
  return fail(ErrorCode::corrupt, "document-mismatch",
              "the sealed document was changed, or belongs to another case or key", {},
              "Restore it from a copy");
}

class Sealing {
 public:
  Sealing(ByteSource plain, Bytes bound, ByteView header, const Secret& key)
      : plain_(std::move(plain)), bound_(std::move(bound)) {
    initialise(stream_, header, key);
    ready_.push_back(document_version);
    ready_.append(header);
  }

  Result<std::size_t> read(std::span<char> out) {
    if (place_ == ready_.size() && !finished_) DONTHU_TRY(seal_next());
    return give(out, ready_, place_);
  }

 private:
  Status seal_next() {
    // Only the chunk after it tells whether a chunk is the last one.
    if (!begun_) DONTHU_TRY(read_up_to(next_, document_chunk, plain_));
    begun_ = true;
    const Bytes chunk = std::exchange(next_, {});
    if (chunk.size() == document_chunk) DONTHU_TRY(read_up_to(next_, document_chunk, plain_));
    finished_ = next_.empty();
    ready_.resize(chunk.size() + chunk_overhead);
    place_ = 0;
    crypto_secretstream_xchacha20poly1305_push(&stream_.state, octets(ready_.data()), nullptr,
                                               octets(chunk), chunk.size(), octets(bound_),
                                               bound_.size(), finished_ ? final : more);
    return {};
  }

  ByteSource plain_;
  const Bytes bound_;
  Stream stream_;
  Bytes next_;
  Bytes ready_;
  std::size_t place_ = 0;
  bool begun_ = false;
  bool finished_ = false;
};

class Unsealing {
 public:
  Unsealing(ByteSource sealed, Bytes bound, const Secret& key)
      : sealed_(std::move(sealed)), bound_(std::move(bound)), key_(key) {}

  Result<std::size_t> read(std::span<char> out) {
    if (!begun_) DONTHU_TRY(begin());
    // The final chunk alone may be empty.
    while (place_ == ready_.size() && !finished_) DONTHU_TRY(unseal_next());
    return give(out, ready_, place_);
  }

 private:
  Status begin() {
    Bytes header;
    DONTHU_TRY(read_up_to(header, 1 + stream_header, sealed_));
    if (header.size() < 1 + stream_header) return cut();
    if (header.front() != document_version)
      return fail(ErrorCode::unsupported, "document-version",
                  "a newer version sealed this document, or it was changed", {},
                  "Run the newer version, or restore the document from a copy");
    initialise(stream_, ByteView(header).substr(1), key_);
    key_.wipe();
    begun_ = true;
    return {};
  }

  Status unseal_next() {
    Bytes chunk;
    DONTHU_TRY(read_up_to(chunk, sealed_chunk, sealed_));
    if (chunk.empty()) return cut();
    if (chunk.size() < chunk_overhead) return not_this_document();
    Bytes plain(chunk.size() - chunk_overhead, '\0');
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(&stream_.state, octets(plain.data()), nullptr,
                                                   &tag, octets(chunk), chunk.size(),
                                                   octets(bound_), bound_.size()) != 0)
      return not_this_document();
    if (tag == final) {
      Bytes rest;
      DONTHU_TRY(read_up_to(rest, 1, sealed_));
      if (!rest.empty()) return not_this_document();
    }
    finished_ = tag == final;
    ready_ = std::move(plain);
    place_ = 0;
    return {};
  }

  static std::unexpected<Error> cut() {
    return fail(ErrorCode::corrupt, "document-cut", "the end of the sealed document is missing", {},
                "Restore it from a copy");
  }

  ByteSource sealed_;
  const Bytes bound_;
  Secret key_;
  Stream stream_;
  Bytes ready_;
  std::size_t place_ = 0;
  bool begun_ = false;
  bool finished_ = false;
};

}  // namespace

std::uint64_t sealed_document_size(std::uint64_t size) {
  const std::uint64_t chunks =
      std::max<std::uint64_t>(1, (size + document_chunk - 1) / document_chunk);
  return 1 + stream_header + size + chunks * chunk_overhead;
}

Result<ByteSource> Sealer::seal_document(std::uint64_t key, const CaseId& of, ByteSource plain) {
  if (key == 0)
    return fail(ErrorCode::invalid, "no-key",
                "a document is sealed under a key, and none was named", {},
                "Create a key for this case");
  DONTHU_ASSIGN(const Secret secret, keys_.find(key));
  Bytes header(stream_header, '\0');
  random_.fill(octets(header.data()), header.size());
  auto sealing =
      std::make_shared<Sealing>(std::move(plain), binding(document_label, keys_.log(), of, {}, key),
                                header, derive_key(secret, 1, "document"));
  return [sealing](std::span<char> out) { return sealing->read(out); };
}

Result<ByteSource> Sealer::unseal_document(std::uint64_t key, const CaseId& of, ByteSource sealed) {
  DONTHU_ASSIGN(const Secret secret, keys_.find(key));
  auto unsealing = std::make_shared<Unsealing>(std::move(sealed),
                                               binding(document_label, keys_.log(), of, {}, key),
                                               derive_key(secret, 1, "document"));
  return [unsealing](std::span<char> out) { return unsealing->read(out); };
}

}  // namespace donthu::sealing
