#include "engine/document/document_store.h"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace donthu::document {
namespace {

namespace files = std::filesystem;

class Documents : public testing::Test {
 protected:
  Documents() {
    std::string name = (files::temp_directory_path() / "donthu_XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    folder = name;
    options.document_limit = 1 << 20;
    open();
  }
  ~Documents() override {
    store.reset();
    files::remove_all(folder);
  }

  void open() {
    store.reset();
    auto opened = DocumentStore::open(root(), options);
    ASSERT_TRUE(opened) << to_string(opened.error());
    store = std::move(*opened);
  }

  Digest put(ByteView bytes) {
    const auto stored = store->put(source_of(bytes));
    EXPECT_TRUE(stored) << to_string(stored.error());
    return stored ? stored->digest : Digest{};
  }

  Result<Bytes> read(const Digest& digest) {
    DONTHU_ASSIGN(const ByteSource source, store->get(digest));
    return read_all(source, 1 << 20);
  }

  [[nodiscard]] files::path root() const { return folder / "documents"; }
  [[nodiscard]] files::path path_of(const Digest& digest) const {
    const std::string name = to_hex(digest);
    return root() / name.substr(0, 2) / name.substr(2, 2) / name;
  }
  void overwrite(const Digest& digest, ByteView bytes) const {
    std::ofstream(path_of(digest), std::ios::binary | std::ios::trunc) << bytes;
  }
  [[nodiscard]] std::size_t files_stored() const {
    std::size_t count = 0;
    for (const auto& entry : files::recursive_directory_iterator(root()))
      count += entry.is_regular_file() && entry.path().filename() != "lock" ? 1 : 0;
    return count;
  }

  files::path folder;
  DocumentStore::Options options;
  std::unique_ptr<DocumentStore> store;
};

TEST_F(Documents, AreFoundUnderTheHashOfTheirBytes) {
  const Bytes large(300'000, 'x');
  for (const Bytes& bytes : {Bytes("a"), Bytes("\0\n\xff", 3), large}) {
    const auto stored = store->put(source_of(bytes));
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->digest, sha256(bytes));
    EXPECT_EQ(stored->size, bytes.size());
    EXPECT_EQ(read(stored->digest), bytes);
    EXPECT_EQ(store->exists(stored->digest), true);
    EXPECT_EQ(store->verify(stored->digest), bytes.size());
    EXPECT_TRUE(files::exists(path_of(stored->digest)));
  }
  open();
  EXPECT_EQ(read(sha256(large)), large);
}

TEST_F(Documents, StoredTwiceAreThereOnce) {
  EXPECT_EQ(put("biên bản"), put("biên bản"));
  EXPECT_EQ(files_stored(), 1U);
}

TEST_F(Documents, UnknownDigestIsNotFound) {
  EXPECT_EQ(store->get(Digest{}).error().reason, "no-such-document");
  EXPECT_EQ(store->verify(Digest{}).error().code, ErrorCode::not_found);
  EXPECT_EQ(store->exists(Digest{}), false);
}

TEST_F(Documents, DamageIsNoticedBeforeAByteIsGivenAndMendedByStoringAgain) {
  const Digest digest = put("biên bản");
  for (const char* bytes : {"biên bẩn", "biên bả", "biên bản ", ""}) {
    overwrite(digest, bytes);
    EXPECT_EQ(store->get(digest).error().reason, "document-damaged");
  }
  EXPECT_EQ(put("biên bản"), digest);
  EXPECT_EQ(read(digest), "biên bản");
}

TEST_F(Documents, TooLargeEmptyOrFailingSourcesLeaveNothing) {
  const Bytes large(options.document_limit + 1, 'x');
  const auto refused = store->put(source_of(large));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "too-large");
  EXPECT_TRUE(store->put(source_of(ByteView(large).substr(1))));
  EXPECT_EQ(store->put(source_of("")).error().reason, "document-empty");
  int calls = 0;
  const auto gone = store->put([&calls](std::span<char> out) -> Result<std::size_t> {
    if (++calls == 3) return fail(ErrorCode::unavailable, "gone", "the sender went away");
    out[0] = 'x';
    return 1U;
  });
  EXPECT_EQ(gone.error().reason, "gone");
  EXPECT_EQ(files_stored(), 1U);
}

TEST_F(Documents, AFullDiskLeavesNothingAndIsOverWhenThereIsRoom) {
  const Bytes bytes(100'000, 'x');
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  rlimit limited = before;
  limited.rlim_cur = 50'000;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ::setrlimit(RLIMIT_FSIZE, &limited);
  const auto refused = store->put(source_of(bytes));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::full);
  EXPECT_EQ(refused.error().reason, "disk-full");
  EXPECT_EQ(files_stored(), 0U);
  EXPECT_EQ(store->exists(sha256(bytes)), false);
  EXPECT_TRUE(store->put(source_of(bytes)));
}

TEST_F(Documents, UnfinishedOnesAreClearedAtTheStart) {
  put("whole");
  std::ofstream(root() / "incoming" / "17") << "half";
  EXPECT_EQ(files_stored(), 2U);
  open();
  EXPECT_EQ(files_stored(), 1U);
}

TEST_F(Documents, OnlyOneMayHaveThemOpen) {
  const auto second = DocumentStore::open(root(), options);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "documents-in-use");
}

TEST_F(Documents, MemoryIsBoundedOverAllReaders) {
  options.memory_limit = 400'000;
  open();
  const Bytes bytes(150'000, 'x');
  const Digest digest = put(bytes);
  {
    const auto first = store->get(digest);
    const auto second = store->get(digest);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(store->get(digest).error().reason, "documents-busy");
    EXPECT_EQ(store->put(source_of(bytes)).error().code, ErrorCode::unavailable);
  }
  EXPECT_TRUE(store->get(digest));
  EXPECT_TRUE(store->put(source_of(bytes)));
}

TEST_F(Documents, ASourceOutlivesItsStore) {
  auto source = store->get(put("biên bản"));
  ASSERT_TRUE(source);
  store.reset();
  EXPECT_EQ(read_all(*source, 100), "biên bản");
}

TEST_F(Documents, AuditNamesWhatIsMissingDamagedUnexpectedAndForeign) {
  const Digest good = put("good");
  const Digest damaged = put("damaged");
  const Digest lost = put("lost");
  put("of a command that was never accepted");
  overwrite(damaged, "damagee");
  files::remove(path_of(lost));
  std::ofstream(root() / "notes.txt") << "x";
  std::ofstream(path_of(good).parent_path() / "thumbs.db") << "x";
  std::ofstream(root() / "0a") << "a file where a folder belongs";
  std::vector<Digest> expected{good, damaged, lost};
  std::sort(expected.begin(), expected.end());
  std::uint64_t told = 0;
  const auto audit = store->verify_all(expected, [&told](std::uint64_t documents, std::uint64_t) {
    told = documents;
    return true;
  });
  ASSERT_TRUE(audit) << to_string(audit.error());
  EXPECT_TRUE(audit->complete);
  EXPECT_EQ(audit->checked, 3U);
  EXPECT_EQ(told, 3U);
  EXPECT_EQ(audit->unexpected, 1U);
  EXPECT_EQ(audit->missing, std::vector<Digest>{lost});
  EXPECT_EQ(audit->corrupt, std::vector<Digest>{damaged});
  EXPECT_EQ(audit->foreign.size(), 3U);
  EXPECT_TRUE(audit->unchecked.empty());
}

TEST_F(Documents, AuditCanBeStopped) {
  for (const char* text : {"1", "2", "3", "4"}) put(text);
  const auto audit =
      store->verify_all({}, [](std::uint64_t documents, std::uint64_t) { return documents < 2; });
  ASSERT_TRUE(audit);
  EXPECT_FALSE(audit->complete);
  EXPECT_EQ(audit->checked, 2U);
}

TEST_F(Documents, AuditSaysWhatIsTooLargeForIt) {
  const Bytes bytes(1000, 'x');
  const Digest digest = put(bytes);
  options.document_limit = 999;
  open();
  const auto audit = store->verify_all({}, {});
  ASSERT_TRUE(audit);
  EXPECT_EQ(audit->unchecked, std::vector<Digest>{digest});
  EXPECT_EQ(store->get(digest).error().reason, "too-large");
}

TEST_F(Documents, ManyThreadsStoreTheSameAndOthers) {
  constexpr std::size_t threads = 4;
  std::vector<int> right(threads);
  {
    std::vector<std::jthread> running;
    for (std::size_t thread = 0; thread < threads; ++thread)
      running.emplace_back([&, thread] {
        for (int round = 0; round < 20; ++round) {
          const std::string text =
              std::to_string(round % 2 == 0 ? 99 : thread) + "/" + std::to_string(round);
          const auto stored = store->put(source_of(text));
          if (stored && read(stored->digest) == text) ++right[thread];
        }
      });
  }
  for (const int count : right) EXPECT_EQ(count, 20);
  EXPECT_EQ(files_stored(), 10U + threads * 10U);
}

}  // namespace
}  // namespace donthu::document
