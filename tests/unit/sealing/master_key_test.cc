#include "engine/sealing/master_key.h"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/sealing/fixture.h"

namespace donthu::sealing {
namespace {

namespace files = std::filesystem;

class Master : public testing::Test {
 protected:
  [[nodiscard]] files::path folder() const { return root.path() / "keys"; }
  TemporaryFolder root;
  SystemRandom random;
};

TEST_F(Master, IsMadeOnceAndReadBackTheSame) {
  const auto made = MasterKey::create(folder(), random);
  ASSERT_TRUE(made);
  const auto again = MasterKey::create(folder(), random);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, "master-key-exists");
  const auto opened = MasterKey::open(folder());
  ASSERT_TRUE(opened);
  EXPECT_EQ(made->request_mac("x"), opened->request_mac("x"));
  EXPECT_EQ(read_file(folder() / "master.key").size(), 32U);
  EXPECT_EQ(files::status(folder()).permissions(), files::perms::owner_all);
  EXPECT_EQ(files::status(folder() / "master.key").permissions(),
            files::perms::owner_read | files::perms::owner_write);
  EXPECT_FALSE(files::exists(folder() / "master.key.new"));
}

TEST_F(Master, MissingIsNotReplacedByANewOne) {
  EXPECT_EQ(MasterKey::open(folder()).error().reason, "master-key-missing");
  EXPECT_FALSE(files::exists(folder()));
  ASSERT_TRUE(MasterKey::create(folder(), random));
  write_file(folder() / "keys.dat", "keys");
  files::remove(folder() / "master.key");
  EXPECT_EQ(MasterKey::open(folder()).error().reason, "master-key-missing");
  EXPECT_EQ(MasterKey::create(folder(), random).error().reason, "master-key-lost");
}

TEST_F(Master, OpenToOthersIsRefusedWithTheRemedy) {
  ASSERT_TRUE(MasterKey::create(folder(), random));
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0610, 0601}) {
    ::chmod((folder() / "master.key").c_str(), mode);
    const auto opened = MasterKey::open(folder());
    ASSERT_FALSE(opened) << mode;
    EXPECT_EQ(opened.error().code, ErrorCode::invalid);
    EXPECT_NE(opened.error().remedy.find("chmod 600 "), std::string::npos);
  }
  ::chmod((folder() / "master.key").c_str(), 0400);
  EXPECT_TRUE(MasterKey::open(folder()));
  for (const mode_t mode : {0750, 0705, 0710, 0701}) {
    ::chmod(folder().c_str(), mode);
    const auto opened = MasterKey::open(folder());
    ASSERT_FALSE(opened) << mode;
    EXPECT_NE(opened.error().remedy.find("chmod 700 "), std::string::npos);
  }
}

TEST_F(Master, OfAnotherOwnerIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can give a file to another user";
  ASSERT_TRUE(MasterKey::create(folder(), random));
  ASSERT_EQ(::chown((folder() / "master.key").c_str(), 65534, 65534), 0);
  EXPECT_EQ(MasterKey::open(folder()).error().reason, "not-private");
  ASSERT_EQ(::chown((folder() / "master.key").c_str(), 0, 0), 0);
  ASSERT_EQ(::chown(folder().c_str(), 65534, 65534), 0);
  EXPECT_EQ(MasterKey::open(folder()).error().reason, "not-private");
}

TEST_F(Master, LinksAndPipesAreRefused) {
  ASSERT_TRUE(MasterKey::create(folder(), random));
  const files::path real = root.path() / "real";
  files::rename(folder() / "master.key", real);
  files::create_symlink(real, folder() / "master.key");
  EXPECT_EQ(MasterKey::open(folder()).error().reason, "not-private");
  files::remove(folder() / "master.key");
  ASSERT_EQ(::mkfifo((folder() / "master.key").c_str(), 0600), 0);
  EXPECT_EQ(MasterKey::open(folder()).error().reason, "not-private");
  files::create_directory_symlink(folder(), root.path() / "link");
  EXPECT_EQ(MasterKey::open(root.path() / "link").error().reason, "not-private");
}

TEST_F(Master, OfAnotherSizeIsDamaged) {
  ASSERT_TRUE(MasterKey::create(folder(), random));
  const Bytes whole = read_file(folder() / "master.key");
  for (const Bytes& bytes : {Bytes(), whole.substr(1), whole + "x"}) {
    write_file(folder() / "master.key", bytes);
    EXPECT_EQ(MasterKey::open(folder()).error().reason, "master-key-damaged");
  }
}

TEST_F(Master, FolderNamedWithASlashIsTheSameFolder) {
  ASSERT_TRUE(MasterKey::create(folder() / "", random));
  EXPECT_TRUE(MasterKey::open(folder()));
  EXPECT_TRUE(MasterKey::open(folder() / ""));
}

// With other derivations no old key could be unwrapped: these values may never change. They were
// computed by Python's hashlib (keyed BLAKE2b for crypto_kdf, HMAC-SHA256) from the text of the
// header.
TEST_F(Master, DerivationsAreFrozen) {
  ASSERT_TRUE(MasterKey::create(folder(), random));
  write_file(folder() / "master.key", Bytes(32, '\x42'));
  const auto master = MasterKey::open(folder());
  ASSERT_TRUE(master);
  EXPECT_EQ(to_hex(master->request_mac("request")),
            "eea5b205333e034fae83bce1dd58ce6f45c7646a4ec5808150298a28527e1438");
  EXPECT_EQ(to_string(master->make_case_id({3}, "an", {42}, "key-1")),
            "0003421e4c159443a8baff22915918c3");
  EXPECT_EQ(to_string(master->command_id(case_number(1), "key-1")),
            "d140e8ca159bed7f42a8f69cfef35afc");
  EXPECT_EQ(to_string(master->command_id("an", "key-1")), "b34c1784f0a49b93652cfc3bbd51d622");
  EXPECT_EQ(to_hex(master->key_encryption_key().view()),
            "d6bc4c7cdc49c388d31c28a96450ceecd4bbb97ec5f8aa049dfa650d4b4208d7");
}

TEST_F(Master, CaseIdsKeepTheirPartitionAndTellTheirInputsApart) {
  const auto master = MasterKey::create(folder(), random);
  ASSERT_TRUE(master);
  const CaseId id = master->make_case_id({0x1234}, "ab", {1}, "cd");
  EXPECT_EQ(partition_of(id), PartitionId{0x1234});
  EXPECT_EQ(id, master->make_case_id({0x1234}, "ab", {1}, "cd"));
  EXPECT_NE(id, master->make_case_id({0x1234}, "abc", {1}, "d"));
  EXPECT_NE(id, master->make_case_id({0x1234}, "ab", {2}, "cd"));
  EXPECT_NE(id, master->make_case_id({0x1234}, "ab", {1}, "ce"));
  EXPECT_NE(id, master->make_case_id({0x1234}, "", {1}, "abcd"));
  EXPECT_NE(master->command_id("ab", "cd"), master->command_id("abc", "d"));
  const CaseId on = case_number(1);
  EXPECT_NE(master->command_id(on, "k"), master->command_id(on.view(), "k"));
  EXPECT_NE(master->command_id(on, "k"), master->command_id(case_number(2), "k"));
}

TEST_F(Master, AnotherMasterKeyGivesOtherIds) {
  const auto one = MasterKey::create(root.path() / "one", random);
  const auto two = MasterKey::create(root.path() / "two", random);
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->request_mac("x"), two->request_mac("x"));
  EXPECT_NE(one->make_case_id({1}, "a", {1}, "k"), two->make_case_id({1}, "a", {1}, "k"));
  EXPECT_NE(one->command_id("a", "k"), two->command_id("a", "k"));
}

}  // namespace
}  // namespace donthu::sealing
