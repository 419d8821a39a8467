// Personal data is sealed before it reaches `decide` or the log, and unsealed only to be read by
// somebody, which is an event of its own (law 9 and 10 of the house).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/ports.h"
#include "engine/base/result.h"
#include "engine/sealing/key_file.h"

namespace donthu::sealing {

// One sealed text, as it stands in an event.
struct Sealed {
  std::uint64_t key = 0;  // Its number in the key file; 0: nothing is sealed here.
  // 01 | nonce 24 | ciphertext and tag, XChaCha20-Poly1305 (IETF). Associated data: the label
  // "donthu/sealed/1", log id, case id, field, key number (8 bytes), each behind its length (4
  // bytes), little-endian. So a box opens only in the log, case and field for which it was sealed.
  Bytes box;

  friend bool operator==(const Sealed&, const Sealed&) = default;
};

inline constexpr std::size_t sealed_text_limit = 16 * 1024;  // Bytes of UTF-8.
inline constexpr std::size_t sealed_overhead = 1 + 24 + 16;  // What a box adds to its text.

// A stream of bytes that is pulled: fills the front of the span and gives how much; 0 is the end.
// After the end or an error it is not called again.
using ByteSource = std::function<Result<std::size_t>(std::span<char>)>;

inline constexpr std::size_t document_chunk = 64 * 1024;

// Bytes that a document of `size` bytes has when it is sealed.
[[nodiscard]] std::uint64_t sealed_document_size(std::uint64_t size);

// Thread-safe. No error of it carries a byte of text or key.
class Sealer {
 public:
  // Both must outlive the sealer.
  Sealer(KeyFile& keys, Random& random) : keys_(keys), random_(random) {}

  // Nothing here is durable until the key is: KeyFile::sync() comes before the entry is appended.
  // invalid "text-too-long", "no-key". Else the errors of KeyFile::find.
  [[nodiscard]] Result<Sealed> seal(std::uint64_t key, const CaseId& of, std::string_view field,
                                    std::string_view text);

  // corrupt "sealed-mismatch": the box was changed, or belongs to another log, case, field or key.
  // not_found "key-erased": show that it was erased; it is no failure. unsupported: a newer box.
  // Else the errors of KeyFile::find.
  [[nodiscard]] Result<std::string> unseal(const Sealed& sealed, const CaseId& of,
                                           std::string_view field);

  // The sealed form of `plain`, made while it is read, in chunks of document_chunk: for
  // attachments. The source keeps what it needs, and may outlive the sealer.
  // invalid "no-key". Else the errors of KeyFile::find now, and those of `plain` while reading.
  //
  // Version 1: 01 | header 24 | chunks of libsodium's secretstream (XChaCha20-Poly1305). Each chunk
  // but the last holds 64 KiB, the last is marked final; each takes 17 bytes more than its text.
  // The stream's key is derived from the key (crypto_kdf 1, context "document"). The associated
  // data of every chunk is that of a text with label "donthu/document/1" and an empty field.
  [[nodiscard]] Result<ByteSource> seal_document(std::uint64_t key, const CaseId& of,
                                                 ByteSource plain);

  // The plain form of `sealed`. Gives only chunks that were proven; but that nothing is missing at
  // the end is known only at the end: what was read before an error is not the document.
  // corrupt "document-mismatch": changed, or of another log, case or key; "document-cut": the end
  // is missing. unsupported: a newer form. Else as seal_document.
  [[nodiscard]] Result<ByteSource> unseal_document(std::uint64_t key, const CaseId& of,
                                                   ByteSource sealed);

 private:
  KeyFile& keys_;
  Random& random_;
};

}  // namespace donthu::sealing
