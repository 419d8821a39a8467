// Documents of several nodes: each test plays nodes as folders that share one list.
#include <fstream>

#include <gtest/gtest.h>

#include "engine/document/document_store.h"
#include "engine/document/shared_documents.h"
#include "tests/contract/log_writer.h"
#include "tests/unit/sealing/shared_list.h"

namespace donthu::document {
namespace {

namespace files = std::filesystem;

constexpr std::uint64_t limit = 4 << 20;

// So large that it takes three chunks.
Bytes large(char fill) {
  Bytes bytes(2 * SharedDocuments::chunk_size + 100, fill);
  for (std::size_t i = 0; i < bytes.size(); i += 1'000) bytes[i] = static_cast<char>(i / 1'000);
  return bytes;
}

class DocumentSharing : public testing::Test {
 protected:
  std::unique_ptr<DocumentStore> node(const std::string& name, bool alone = false) {
    DocumentStore::Options options;
    options.document_limit = limit;
    auto opened = DocumentStore::open(folder_.path(name), options, alone ? nullptr : &shared_);
    EXPECT_TRUE(opened) << to_string(opened.error());
    return *std::move(opened);
  }
  static Digest put(DocumentStore& store, const Bytes& bytes) {
    const auto stored = store.put(source_of(bytes));
    EXPECT_TRUE(stored) << to_string(stored.error());
    return stored ? stored->digest : Digest{};
  }
  // What is stored, or the reason why it cannot be had.
  static Bytes read(DocumentStore& store, const Digest& digest) {
    const auto source = store.get(digest);
    return source ? *read_all(*source, limit) : source.error().reason;
  }
  [[nodiscard]] files::path path(const std::string& name) const { return folder_.path(name); }

  SharedList shared_;
  log::Folder folder_;
};

TEST_F(DocumentSharing, WhatIsPutOnOneNodeIsGotOnEveryOther) {
  const auto first = node("first");
  const auto second = node("second");
  const Digest small = put(*first, "short");
  const Digest big = put(*first, large('a'));
  EXPECT_EQ(read(*second, small), "short");
  EXPECT_EQ(read(*second, big), large('a'));
  const Digest other = put(*second, large('b'));
  ASSERT_TRUE(first->refresh());
  EXPECT_EQ(first->exists(other), true);
  const auto fresh = node("fresh");
  ASSERT_TRUE(fresh->refresh());
  for (const Digest& digest : {small, big, other}) EXPECT_TRUE(fresh->verify(digest));
  EXPECT_EQ(read(*fresh, Digest{}), "no-such-document");
}

TEST_F(DocumentSharing, WhatWasReadIsNotReadAgain) {
  const auto first = node("first");
  put(*first, "one");
  auto second = node("second");
  ASSERT_TRUE(second->refresh());
  second.reset();
  shared_.lose(0);
  const Digest two = put(*first, "two");
  second = node("second");
  EXPECT_EQ(read(*second, two), "two");
}

TEST_F(DocumentSharing, ChunksAmongOthersAndAfterARestartBecomeWhole) {
  SharedDocuments publishing(shared_, path("position"), limit);
  const Bytes left = large('l');
  const Bytes right = large('r');
  ASSERT_TRUE(publishing.publish(sha256(left), left));
  ASSERT_TRUE(publishing.publish(sha256(right), right));
  // Left and right in turns.
  SharedList turns;
  for (const std::size_t place : {0, 3, 1, 4, 2, 5}) {
    const SharedRecord& record = *shared_.at(place);
    ASSERT_TRUE(turns.publish({&record, 1}));
  }
  shared_.clear();
  const auto more = [&](std::size_t from, std::size_t to) {
    for (std::size_t place = from; place < to; ++place)
      ASSERT_TRUE(shared_.publish({&*turns.at(place), 1}));
  };
  const auto small = SharedRecord{"other", "of no document"};
  ASSERT_TRUE(shared_.publish({&small, 1}));
  more(0, 4);
  auto store = node("node");
  ASSERT_TRUE(store->refresh());
  store.reset();
  more(4, 6);
  store = node("node");
  ASSERT_TRUE(store->refresh());
  EXPECT_EQ(read(*store, sha256(left)), left);
  EXPECT_EQ(read(*store, sha256(right)), right);
}

TEST_F(DocumentSharing, WhatIsNotTheDocumentIsNeverStored) {
  const Bytes whole = large('w');
  const Digest digest = sha256(whole);
  SharedDocuments publishing(shared_, path("position"), limit);
  Bytes changed = whole;
  changed[10] = static_cast<char>(changed[10] ^ 1);
  ASSERT_TRUE(publishing.publish(digest, changed));
  const SharedRecord cut{"cut", shared_.at(1)->value.substr(0, 1'000)};
  ASSERT_TRUE(shared_.publish({&cut, 1}));
  ASSERT_TRUE(publishing.publish(sha256(Bytes(limit + 1, 'x')), Bytes(limit + 1, 'x')));
  const auto store = node("node");
  EXPECT_EQ(read(*store, digest), "no-such-document");
  EXPECT_EQ(store->exists(sha256(Bytes(limit + 1, 'x'))), false);
  // Whoever has it shares it once more.
  ASSERT_TRUE(publishing.publish(digest, whole));
  EXPECT_EQ(read(*store, digest), whole);
}

TEST_F(DocumentSharing, DocumentsOfANodeThatWasAloneAreSharedTheFirstTime) {
  Digest kept;
  {
    const auto alone = node("first", true);
    kept = put(*alone, large('k'));
  }
  auto first = node("first");
  ASSERT_TRUE(first->refresh());
  const auto second = node("second");
  EXPECT_EQ(read(*second, kept), large('k'));
  const std::size_t size = shared_.size();
  // A lost position only repeats work.
  first.reset();
  files::remove(path("first") / "position");
  first = node("first");
  ASSERT_TRUE(first->refresh());
  EXPECT_EQ(shared_.size(), size);
  // Alone for a while, and back.
  first.reset();
  const Digest meanwhile = put(*node("first", true), "meanwhile");
  first = node("first");
  ASSERT_TRUE(first->refresh());
  EXPECT_EQ(read(*second, meanwhile), "meanwhile");
  EXPECT_EQ(shared_.size(), size + 1);
  const auto audit = first->verify_all({}, {});
  ASSERT_TRUE(audit);
  EXPECT_TRUE(audit->foreign.empty());
}

TEST_F(DocumentSharing, ADocumentThatIsNotSharedIsNotPut) {
  const auto first = node("first");
  const auto second = node("second");
  shared_.failing = Error{ErrorCode::unavailable, "away", "away", {}, {}, {}};
  EXPECT_EQ(first->put(source_of("text")).error().reason, "away");
  shared_.failing.reset();
  EXPECT_EQ(read(*second, sha256("text")), "no-such-document");
  put(*first, "text");
  EXPECT_EQ(read(*second, sha256("text")), "text");
}

TEST_F(DocumentSharing, SharedDocumentsThatWereLostAreNoticed) {
  auto first = node("first");
  const Digest digest = put(*first, "text");
  ASSERT_TRUE(first->refresh());
  shared_.clear();
  EXPECT_EQ(first->refresh().error().reason, "shared-documents-cut");
  first.reset();
  files::remove(path("first") / "position");
  first = node("first");
  ASSERT_TRUE(first->refresh());
  EXPECT_EQ(read(*node("second"), digest), "text");
}

}  // namespace
}  // namespace donthu::document
