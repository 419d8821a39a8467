#include <algorithm>
#include <cstring>

#include "engine/sealing/sealer.h"
#include "tests/unit/sealing/fixture.h"

namespace donthu::sealing {
namespace {

// Gives at most `step` bytes at a time.
ByteSource source_of(Bytes bytes, std::size_t step = 1000) {
  return [bytes = std::move(bytes), place = std::size_t{0},
          step](std::span<char> out) mutable -> Result<std::size_t> {
    const std::size_t count = std::min({out.size(), bytes.size() - place, step});
    std::memcpy(out.data(), bytes.data() + place, count);
    place += count;
    return count;
  };
}

Result<Bytes> drain(Result<ByteSource> source) {
  if (!source) return std::unexpected(source.error());
  Bytes all;
  char part[777];
  for (;;) {
    DONTHU_ASSIGN(const std::size_t count, (*source)(part));
    if (count == 0) return all;
    all.append(part, count);
  }
}

class SealedDocuments : public Keys {
 protected:
  SealedDocuments() { key = *keys->create(2); }

  Bytes sealed(const Bytes& plain) {
    return *drain(sealer.seal_document(key, of, source_of(plain)));
  }
  Result<Bytes> unsealed(const Bytes& bytes) {
    return drain(sealer.unseal_document(key, of, source_of(bytes)));
  }
  static Bytes text(std::size_t size) {
    Bytes bytes;
    SeededRandom seeded(size);
    while (bytes.size() < size) bytes.push_back(static_cast<char>(seeded.next()));
    return bytes;
  }

  Sealer sealer{*keys, random};
  std::uint64_t key = 0;
  const CaseId of = case_number(1);
};

TEST_F(SealedDocuments, OfEverySizeAroundAChunkAreReadBack) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, document_chunk - 1, document_chunk,
                                 document_chunk + 1, 3 * document_chunk, 200'000UL}) {
    const Bytes plain = text(size);
    const Bytes bytes = sealed(plain);
    EXPECT_EQ(bytes.size(), sealed_document_size(size));
    EXPECT_EQ(unsealed(bytes), plain) << size;
  }
}

TEST_F(SealedDocuments, CutAnywhereAreNoticed) {
  const Bytes bytes = sealed(text(2 * document_chunk + 100));
  const std::size_t whole_chunk = document_chunk + 17;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{24}, std::size_t{25}, 25 + whole_chunk - 1, 25 + whole_chunk,
        25 + whole_chunk + 5, 25 + 2 * whole_chunk, bytes.size() - 1}) {
    const auto opened = unsealed(bytes.substr(0, size));
    ASSERT_FALSE(opened) << size;
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  }
  EXPECT_EQ(unsealed(bytes.substr(0, 25 + whole_chunk)).error().reason, "document-cut");
}

TEST_F(SealedDocuments, ChangedRepeatedOrReorderedChunksAreNoticed) {
  const Bytes bytes = sealed(text(3 * document_chunk));
  const std::size_t whole_chunk = document_chunk + 17;
  for (std::size_t place = 0; place < bytes.size(); place += place < 60 ? 1 : 9973) {
    Bytes changed = bytes;
    changed[place] = static_cast<char>(changed[place] ^ 4);
    EXPECT_FALSE(unsealed(changed)) << place;
  }
  const Bytes head = bytes.substr(0, 25);
  const Bytes first = bytes.substr(25, whole_chunk);
  const Bytes second = bytes.substr(25 + whole_chunk, whole_chunk);
  const Bytes third = bytes.substr(25 + 2 * whole_chunk);
  EXPECT_TRUE(unsealed(head + first + second + third));
  EXPECT_FALSE(unsealed(head + second + first + third));
  EXPECT_FALSE(unsealed(head + first + third));
  EXPECT_FALSE(unsealed(head + first + first + second + third));
  EXPECT_FALSE(unsealed(bytes + "x"));
  EXPECT_FALSE(unsealed(bytes + third));
}

TEST_F(SealedDocuments, OpenOnlyInTheirOwnCaseAndUnderTheirOwnKey) {
  const Bytes bytes = sealed("biên bản");
  EXPECT_FALSE(drain(sealer.unseal_document(key, case_number(2), source_of(bytes))));
  EXPECT_FALSE(drain(sealer.unseal_document(key + 1, of, source_of(bytes))));
  ASSERT_TRUE(keys->erase(key));
  EXPECT_EQ(unsealed(bytes).error().reason, "key-erased");
  EXPECT_EQ(drain(sealer.seal_document(0, of, source_of("x"))).error().reason, "no-key");
}

TEST_F(SealedDocuments, HoldNoPlainText) {
  const Bytes bytes = sealed("trước" + Bytes(100'000, '.') + "sau");
  EXPECT_EQ(bytes.find("trước"), Bytes::npos);
  EXPECT_EQ(bytes.find("......"), Bytes::npos);
}

TEST_F(SealedDocuments, ErrorsOfTheSourceComeBackAsTheyAre) {
  const ByteSource failing = [](std::span<char>) -> Result<std::size_t> {
    return fail(ErrorCode::unavailable, "gone", "the sender went away");
  };
  EXPECT_EQ(drain(sealer.seal_document(key, of, failing)).error().reason, "gone");
  EXPECT_EQ(drain(sealer.unseal_document(key, of, failing)).error().reason, "gone");
}

}  // namespace
}  // namespace donthu::sealing
