// Documents as the nodes of a cluster share them: in chunks, among records that all of them read.
// For this room only.
//
//   "DTDOC" 01 00 00 | digest 32 | size of the document 8 | number of the chunk 4 | bytes
//
// Integers little-endian; chunks are numbered from 0, and all but the last have chunk_size bytes.
// Chunks of several documents may stand among one another.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <vector>

#include "engine/base/digest.h"
#include "engine/base/shared_records.h"

namespace donthu::document {

// One thread at a time, but for publish().
class SharedDocuments {
 public:
  static constexpr std::size_t chunk_size = 512 * 1024;

  // Whether a document is here already, so that its chunks are of no use.
  using Known = std::function<Result<bool>(const Digest&)>;
  // Gets a whole document, its digest proven.
  using Take = std::function<Status(const Digest&, ByteView bytes)>;

  // `position` is the file that tells up to where this node has read; without it, it reads all.
  // `limit`: bytes of the largest document.
  SharedDocuments(SharedRecords& records, std::filesystem::path position, std::uint64_t limit);

  // Whether this node shares already, and keeps the position to which it has read. Where not,
  // begin() comes after everything was read once, and what is here alone was published.
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] Status begin();
  void begin_again() { next_ = 0; }

  // Errors of SharedRecords::publish.
  [[nodiscard]] Status publish(const Digest& digest, ByteView bytes);
  // Takes the documents that were shared since the last call. Errors of SharedRecords::read and of
  // the callbacks; corrupt "shared-documents-cut". full, io: the position cannot be written.
  [[nodiscard]] Status read_on(const Known& known, const Take& take);

 private:
  struct Chunk {
    Digest digest;
    std::uint64_t size = 0;
    std::uint32_t number = 0;
    ByteView bytes;
  };
  struct Partial {
    std::uint64_t first_place = 0;
    std::uint64_t received = 0;
    std::vector<Bytes> chunks;
  };

  [[nodiscard]] static bool parse(ByteView record, Chunk& chunk);
  [[nodiscard]] Status visit(std::uint64_t place, const Chunk& chunk, const Known& known,
                             const Take& take);
  void forget(const Digest& digest);
  // Forgets what nobody will complete any more, and what is too much.
  void keep_few(std::uint64_t place);
  [[nodiscard]] Status remember();

  SharedRecords& records_;
  const std::filesystem::path position_;
  const std::uint64_t limit_;
  bool begun_ = false;
  std::uint64_t next_ = 0;
  std::uint64_t remembered_ = 0;
  std::map<Digest, Partial> partial_;
  std::uint64_t partial_bytes_ = 0;
};

}  // namespace donthu::document
