// Attachments and other large files, each under the SHA-256 of its stored bytes. Events carry the
// digest; the bytes lie here: `<root>/ab/cd/<64 hexadecimal digits>`.
//
// Documents hold personal data, so what is stored is the sealed form; the store neither knows nor
// needs a key. The digest is that of the sealed bytes: anybody can check that nothing was changed,
// and erasing the key erases the document everywhere.
//
// Where several nodes work on one log, each has all documents: see shared_documents.h.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/digest.h"
#include "engine/base/result.h"
#include "engine/base/shared_records.h"

namespace donthu::document {

class SharedDocuments;

// A stream of bytes that is pulled: fills the front of the span and gives how much; 0 is the end.
// After the end or an error it is not called again.
using ByteSource = std::function<Result<std::size_t>(std::span<char>)>;

// Reads a text that the caller keeps alive.
[[nodiscard]] ByteSource source_of(ByteView bytes);
// Everything of `source`; full "too-large" beyond `limit` bytes.
[[nodiscard]] Result<Bytes> read_all(const ByteSource& source, std::uint64_t limit);

struct StoredDocument {
  Digest digest;
  std::uint64_t size = 0;  // Stored bytes.
};

struct Audit {
  std::uint64_t checked = 0;  // Documents read and hashed.
  std::uint64_t bytes = 0;
  std::uint64_t unexpected = 0;   // Whole, but not among the expected: of commands never accepted.
  std::vector<Digest> missing;    // Expected, not stored: restore them from a copy.
  std::vector<Digest> corrupt;    // Stored bytes have another hash or cannot be read: the same.
  std::vector<Digest> unchecked;  // Larger than the limit of this store.
  std::vector<std::string> foreign;  // Paths below the root that are no documents.
  bool complete = false;             // False where the caller stopped it.
};

// Thread-safe. One process at a time may have a store open.
class DocumentStore {
 public:
  struct Options {
    std::uint64_t document_limit = 64ULL << 20;  // Stored bytes of one document.
    // Bytes of documents in memory at one time, over all callers. A document is whole in memory
    // while it is stored or read, so that no byte is given before the hash of all is proven.
    std::uint64_t memory_limit = 256ULL << 20;
  };

  // Makes the folder (0700) where it is absent, and clears what unfinished put()s left behind.
  // conflict "documents-in-use": another process has it open. io.
  //
  // With `shared`, which must outlive the store, what is put here is shared with the other nodes,
  // and refresh() brings what they share; nothing of that happens yet.
  [[nodiscard]] static Result<std::unique_ptr<DocumentStore>> open(
      const std::filesystem::path& root, Options options, SharedRecords* shared = nullptr);
  ~DocumentStore();
  DocumentStore(const DocumentStore&) = delete;
  DocumentStore& operator=(const DocumentStore&) = delete;

  // Stores what `source` gives. On success it is durable and will be found under its digest;
  // storing the same bytes again changes nothing, and mends a damaged copy. After an error nothing
  // is left, but for io, where it may be there or not; storing it again settles that.
  // invalid "document-empty". full "too-large" (the limit), "disk-full". io.
  // unavailable "documents-busy": the memory limit; try again.
  // Errors of `source` come back as they are. Errors of SharedRecords::publish: it is here, and
  // perhaps not with the others; put it again.
  [[nodiscard]] Result<StoredDocument> put(const ByteSource& source);

  // The stored bytes, all proven against the digest before the first is given. Where it is not
  // here, refresh() comes first.
  // not_found "no-such-document". corrupt "document-damaged": restore it from a copy.
  // unavailable "documents-busy". full "too-large": stored under a higher limit. io.
  // Errors of refresh().
  [[nodiscard]] Result<ByteSource> get(const Digest& digest);

  // Takes over what other nodes shared since the last time, and the first time shares what is here
  // alone; nothing where documents are not shared. Errors of SharedRecords; corrupt
  // "shared-documents-cut"; those of put().
  [[nodiscard]] Status refresh();

  // Whether it is stored; says nothing about its bytes. io.
  [[nodiscard]] Result<bool> exists(const Digest& digest) const;

  // Reads and hashes one document; the errors of get().
  [[nodiscard]] Result<std::uint64_t> verify(const Digest& digest) const;

  // Reads and hashes every document, in order of digest, and compares with the `expected` (sorted,
  // without repeats). `progress` is told after each how many documents and bytes are done; false
  // stops. Documents stored meanwhile may count as unexpected. One document at a time is in memory
  // for it, beside the memory limit. io: a folder cannot be read.
  [[nodiscard]] Result<Audit> verify_all(
      std::span<const Digest> expected,
      const std::function<bool(std::uint64_t documents, std::uint64_t bytes)>& progress) const;

 private:
  // What may be in memory over all callers, and one document's share of it. Both outlive the store
  // where a source of get() does.
  struct Budget;
  class Loaded;

  DocumentStore(std::filesystem::path root, Options options, int lock);
  [[nodiscard]] Status take_shared();
  // Shares what is here and not among `seen`.
  [[nodiscard]] Status share_own(const std::vector<Digest>& seen);
  // Calls it with every document that is stored, in order of digest, until it gives false; false
  // then. Names below the root that are no documents go to `foreign`.
  [[nodiscard]] Result<bool> for_each_stored(const std::function<bool(const Digest&)>& visit,
                                             std::vector<std::string>* foreign) const;

  [[nodiscard]] std::filesystem::path path_of(const Digest& digest) const;
  [[nodiscard]] Result<std::shared_ptr<Loaded>> load(const Digest& digest,
                                                     std::shared_ptr<Budget> budget) const;
  [[nodiscard]] Status store(const Digest& digest, ByteView bytes);
  // Notes one document in the audit.
  void check(const Digest& digest, bool expected, Audit& audit) const;

  const std::filesystem::path root_;
  const Options options_;
  const int lock_;
  const std::shared_ptr<Budget> budget_;
  std::atomic<std::uint64_t> next_temporary_{0};
  std::mutex following_;  // Held by whoever reads what was shared.
  std::unique_ptr<SharedDocuments> shared_;
  bool read_again_ = false;
};

}  // namespace donthu::document
