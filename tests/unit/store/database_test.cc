#include "engine/store/database.h"

#include <thread>

#include <gtest/gtest.h>

#include "tests/unit/store/folder.h"

namespace donthu::store {
namespace {

constexpr Family due{1};

Options options() {
  Options all;
  all.create_if_missing = true;
  all.layout_version = 3;
  all.families = {{"due", true, false}};
  all.write_buffer_bytes = std::size_t{1} << 20;
  return all;
}

std::unique_ptr<Database> opened(const std::string& path, const Options& how = options()) {
  auto database = Database::open(path, how);
  EXPECT_TRUE(database) << to_string(database.error());
  return database ? std::move(*database) : nullptr;
}

void put(Database& database, ByteView key, ByteView value, Family family = {}) {
  Batch batch(database);
  batch.put(key, value, family);
  ASSERT_TRUE(database.write(batch, Sync::no));
}

std::vector<Bytes> forwards(const Database& database, const Range& range) {
  std::vector<Bytes> keys;
  auto rows = database.iterate(range);
  for (rows.first(); rows.valid(); rows.next()) keys.emplace_back(rows.key());
  EXPECT_TRUE(rows.status());
  return keys;
}

std::vector<Bytes> backwards(const Database& database, const Range& range) {
  std::vector<Bytes> keys;
  auto rows = database.iterate(range);
  for (rows.last(); rows.valid(); rows.previous()) keys.emplace_back(rows.key());
  EXPECT_TRUE(rows.status());
  return keys;
}

using Keys = std::vector<Bytes>;

TEST(Database, BatchIsSeenWholeAndTheLaterChangeWins) {
  const Folder folder;
  auto database = opened(folder.path());
  Batch batch(*database);
  batch.put("a", "1");
  batch.put("a", "2");
  batch.put("b", "x");
  batch.erase("b");
  batch.put("a", "family", due);
  EXPECT_EQ(batch.count(), 5U);
  EXPECT_EQ(*database->get("a"), std::nullopt);
  ASSERT_TRUE(database->write(batch, Sync::yes));
  EXPECT_EQ(*database->get("a"), "2");
  EXPECT_EQ(*database->get("b"), std::nullopt);
  EXPECT_EQ(*database->get("a", {due}), "family");
  batch.clear();
  EXPECT_TRUE(batch.empty());
}

TEST(Database, ErasedRangeEndsBeforeItsEnd) {
  const Folder folder;
  auto database = opened(folder.path());
  for (const char* key : {"a", "b", "c", "d"}) put(*database, key, "");
  Batch batch(*database);
  batch.erase(Range{"b", "d"});
  ASSERT_TRUE(database->write(batch, Sync::no));
  EXPECT_EQ(forwards(*database, {}), (Keys{"a", "d"}));
}

TEST(Database, IterationStaysInsideItsBoundsInBothDirections) {
  const Folder folder;
  auto database = opened(folder.path());
  for (const char* key : {"a", "b1", "b2", "b\xff", "c"}) put(*database, key, key);
  EXPECT_EQ(forwards(*database, Range::prefix("b")), (Keys{"b1", "b2", "b\xff"}));
  EXPECT_EQ(backwards(*database, Range::prefix("b")), (Keys{"b\xff", "b2", "b1"}));
  EXPECT_EQ(forwards(*database, {"b1", "c"}), (Keys{"b1", "b2", "b\xff"}));
  EXPECT_EQ(backwards(*database, {"", "b2"}), (Keys{"b1", "a"}));
  EXPECT_EQ(forwards(*database, Range::all()).size(), 5U);
  EXPECT_TRUE(forwards(*database, {"x", ""}).empty());
  auto rows = database->iterate(Range::prefix("b"));
  rows.seek("b15");
  EXPECT_EQ(rows.key(), "b2");
  rows.seek_backwards("b15");
  EXPECT_EQ(rows.value(), "b1");
  rows.seek_backwards("zzz");
  EXPECT_EQ(rows.key(), "b\xff");
}

TEST(Database, PrefixOfHighestBytesHasNoEnd) {
  EXPECT_EQ(Range::prefix("a\xff").until, "b");
  EXPECT_EQ(Range::prefix("\xff\xff").until, "");
  const Folder folder;
  auto database = opened(folder.path());
  for (const char* key : {"\xfe", "\xff\xff", "\xff\xff\xff"}) put(*database, key, "");
  EXPECT_EQ(forwards(*database, Range::prefix("\xff\xff")).size(), 2U);
}

TEST(Database, SnapshotAndIteratorStandStill) {
  const Folder folder;
  auto database = opened(folder.path());
  put(*database, "a", "old");
  const auto before = database->snapshot();
  auto rows = database->iterate({});
  put(*database, "a", "new");
  put(*database, "b", "new");
  const ReadOptions then{{}, &before, true};
  EXPECT_EQ(*database->get("a", then), "old");
  EXPECT_EQ(*database->get("b", then), std::nullopt);
  EXPECT_EQ(*database->get("a"), "new");
  rows.first();
  EXPECT_EQ(rows.value(), "old");
  rows.next();
  EXPECT_FALSE(rows.valid());
}

TEST(Database, ManyKeysAreAnsweredInTheirOrder) {
  const Folder folder;
  auto database = opened(folder.path());
  put(*database, "a", "1");
  put(*database, "c", "3");
  ASSERT_TRUE(database->flush());
  const Keys keys = {"c", "b", "a", "c"};
  const std::vector<std::optional<Bytes>> expected = {"3", std::nullopt, "1", "3"};
  EXPECT_EQ(*database->multi_get(keys), expected);
  EXPECT_TRUE(database->multi_get({})->empty());
}

TEST(Database, ReadOnlyStandsBesideTheWriterAndCannotWrite) {
  const Folder folder;
  auto database = opened(folder.path());
  put(*database, "a", "1");
  ASSERT_TRUE(database->sync());
  auto how = options();
  how.read_only = true;
  auto reader = opened(folder.path(), how);
  EXPECT_EQ(*reader->get("a"), "1");
  Batch batch(*reader);
  batch.put("a", "2");
  EXPECT_EQ(reader->write(batch, Sync::no).error().code, ErrorCode::unavailable);
  EXPECT_FALSE(reader->writable());
}

TEST(Database, MissingDatabaseIsNotMadeUnlessAsked) {
  const Folder folder;
  auto how = options();
  how.create_if_missing = false;
  EXPECT_EQ(Database::open(folder.path(), how).error().reason, "no-database");
  how.create_if_missing = true;
  how.read_only = true;
  EXPECT_EQ(Database::open(folder.path(), how).error().reason, "no-database");
  EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(Database, NewerLayoutAndFamiliesThatWeDoNotKnowAreRefused) {
  const Folder folder;
  opened(folder.path()).reset();
  auto how = options();
  how.layout_version = 2;
  EXPECT_EQ(Database::open(folder.path(), how).error().reason, "layout-newer");
  EXPECT_EQ(Database::open(folder.path(), how).error().code, ErrorCode::unsupported);
  how.layout_version = 4;
  EXPECT_EQ(Database::open(folder.path(), how).error().reason, "layout-older");
  how = options();
  how.families.clear();
  EXPECT_EQ(Database::open(folder.path(), how).error().reason, "layout-newer");
}

TEST(Database, FamilyMayBeAddedToAnExistingDatabase) {
  const Folder folder;
  put(*opened(folder.path()), "a", "1", due);
  auto how = options();
  how.families.push_back({"more", false, true});
  auto database = opened(folder.path(), how);
  put(*database, "b", "2", Family{2});
  EXPECT_EQ(*database->get("a", {due}), "1");
  EXPECT_EQ(*database->get("b", {Family{2}}), "2");
}

TEST(Database, BulkFillIsThereAfterItsEnd) {
  const Folder folder;
  auto how = options();
  how.bulk = true;
  {
    auto database = opened(folder.path(), how);
    for (int i = 0; i < 2000; ++i) put(*database, std::to_string(i), Bytes(1000, 'x'));
    ASSERT_TRUE(database->finish_bulk());
  }
  auto database = opened(folder.path());
  EXPECT_EQ(forwards(*database, {}).size(), 2000U);
  EXPECT_GT(database->approximate_bytes({}), 0U);
}

TEST(Database, SyncsAndSizesAreCounted) {
  const Folder folder;
  auto database = opened(folder.path());
  const auto before = database->statistics();
  for (int i = 0; i < 5; ++i) put(*database, "a", Bytes(100, 'x'));
  Batch batch(*database);
  batch.put("b", "x");
  ASSERT_TRUE(database->write(batch, Sync::yes));
  const auto after = database->statistics();
  EXPECT_EQ(after.syncs - before.syncs, 1U);
  EXPECT_EQ(after.writes - before.writes, 6U);
  EXPECT_GT(after.bytes_written - before.bytes_written, 500U);
  EXPECT_GT(after.memory_bytes, 0U);
}

// The scan after many deletions must not walk over each of them: it begins at the low-water mark.
TEST(Database, ShortLivedFamilyIsEmptyAfterEverythingInItWasErased) {
  const Folder folder;
  auto database = opened(folder.path());
  Batch batch(*database);
  for (int i = 0; i < 20000; ++i) batch.put(std::to_string(100000 + i), "", due);
  ASSERT_TRUE(database->write(batch, Sync::no));
  ASSERT_TRUE(database->flush());
  batch.clear();
  for (int i = 0; i < 20000; ++i) batch.erase(std::to_string(100000 + i), due);
  ASSERT_TRUE(database->write(batch, Sync::no));
  ASSERT_TRUE(database->flush());
  auto rows = database->iterate({}, {due});
  rows.first();
  EXPECT_FALSE(rows.valid());
  EXPECT_TRUE(rows.status());
}

TEST(Database, WritersOfSeveralThreadsLoseNothing) {
  const Folder folder;
  auto database = opened(folder.path());
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i) {
          Batch batch(*database);
          batch.put(std::to_string(t) + "/" + std::to_string(i), "x");
          ASSERT_TRUE(database->write(batch, Sync::yes));
        }
      });
  }
  EXPECT_EQ(forwards(*database, {}).size(), 400U);
}

}  // namespace
}  // namespace donthu::store
