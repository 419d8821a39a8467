#include "engine/sealing/sealer.h"

#include <thread>
#include <vector>

#include "tests/unit/sealing/fixture.h"

namespace donthu::sealing {
namespace {

const std::string name = "Nguyễn Thị Bình, 12 Hàng Bạc";
constexpr std::string_view field = "petitioner.name";

class Seals : public Keys {
 protected:
  std::uint64_t new_key() { return *keys->create(1); }
  Sealer sealer{*keys, random};
};

TEST_F(Seals, WhatIsSealedIsReadBack) {
  const std::uint64_t key = new_key();
  for (const std::string& text :
       {name, std::string(), std::string(sealed_text_limit, 'x'), std::string("\0\xff\n", 3)}) {
    const auto sealed = sealer.seal(key, case_number(1), field, text);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed->key, key);
    EXPECT_EQ(sealed->box.size(), text.size() + sealed_overhead);
    EXPECT_EQ(sealer.unseal(*sealed, case_number(1), field), text);
  }
}

TEST_F(Seals, TheSameTextIsNeverSealedTheSame) {
  const std::uint64_t key = new_key();
  EXPECT_NE(sealer.seal(key, case_number(1), field, name),
            sealer.seal(key, case_number(1), field, name));
}

TEST_F(Seals, TextBeyondTheLimitIsRefusedByItsFieldNotItsContent) {
  const auto sealed =
      sealer.seal(new_key(), case_number(1), field, std::string(sealed_text_limit + 1, 'x'));
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().reason, "text-too-long");
  EXPECT_EQ(sealed.error().field, field);
  EXPECT_EQ(to_string(sealed.error()).find("xx"), std::string::npos);
}

TEST_F(Seals, EveryByteOfABoxCounts) {
  const auto sealed = sealer.seal(new_key(), case_number(1), field, name);
  ASSERT_TRUE(sealed);
  for (std::size_t i = 0; i < sealed->box.size(); ++i)
    for (const int bit : {1, 0x80}) {
      Sealed changed = *sealed;
      changed.box[i] = static_cast<char>(changed.box[i] ^ bit);
      const auto opened = sealer.unseal(changed, case_number(1), field);
      ASSERT_FALSE(opened) << i;
      EXPECT_EQ(opened.error().reason, i == 0 ? "sealed-version" : "sealed-mismatch") << i;
      EXPECT_EQ(to_string(opened.error()).find("Bình"), std::string::npos);
    }
}

TEST_F(Seals, ABoxThatWasCutOrGrewIsRefused) {
  const auto sealed = sealer.seal(new_key(), case_number(1), field, name);
  ASSERT_TRUE(sealed);
  for (std::size_t size = 0; size < sealed->box.size(); ++size) {
    const Sealed cut{sealed->key, sealed->box.substr(0, size)};
    EXPECT_EQ(sealer.unseal(cut, case_number(1), field).error().reason, "sealed-mismatch");
  }
  const Sealed grown{sealed->key, sealed->box + Bytes(1, '\0')};
  EXPECT_EQ(sealer.unseal(grown, case_number(1), field).error().reason, "sealed-mismatch");
  const Sealed huge{sealed->key, sealed->box + Bytes(1 << 20, '\0')};
  EXPECT_EQ(sealer.unseal(huge, case_number(1), field).error().reason, "sealed-mismatch");
}

TEST_F(Seals, ABoxOpensOnlyInItsOwnCaseFieldAndKey) {
  const std::uint64_t key = *keys->create(2);
  const auto sealed = sealer.seal(key, case_number(1), field, name);
  ASSERT_TRUE(sealed);
  const auto refused = [&](const Sealed& box, const CaseId& of, std::string_view in) {
    const auto opened = sealer.unseal(box, of, in);
    return !opened && opened.error().code == ErrorCode::corrupt;
  };
  EXPECT_TRUE(refused(*sealed, case_number(2), field));
  EXPECT_TRUE(refused(*sealed, case_number(1), "petitioner.address"));
  EXPECT_TRUE(refused(*sealed, case_number(1), ""));
  EXPECT_TRUE(refused({key + 1, sealed->box}, case_number(1), field));
  EXPECT_TRUE(refused({0, sealed->box}, case_number(1), field));
  EXPECT_TRUE(refused({key + 2, sealed->box}, case_number(1), field));
}

// The same key in the file of another log: only the log id differs.
TEST_F(Seals, ABoxOpensOnlyInItsOwnLog) {
  SeededRandom one(1);
  SeededRandom two(1);
  auto first = MasterKey::create(root.path() / "one", one);
  auto second = MasterKey::create(root.path() / "two", two);
  ASSERT_TRUE(first && second);
  const auto first_keys = KeyFile::create(root.path() / "one", *first, log_number(1), one, options);
  const auto second_keys =
      KeyFile::create(root.path() / "two", *second, log_number(2), two, options);
  ASSERT_TRUE((*first_keys)->create(1) && (*second_keys)->create(1));
  EXPECT_EQ((*first_keys)->find(1)->view(), (*second_keys)->find(1)->view());
  const auto sealed = Sealer(**first_keys, one).seal(1, case_number(1), field, name);
  ASSERT_TRUE(sealed);
  const auto opened = Sealer(**second_keys, two).unseal(*sealed, case_number(1), field);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, "sealed-mismatch");
}

TEST_F(Seals, WithoutAKeyNothingIsSealed) {
  EXPECT_EQ(sealer.seal(0, case_number(1), field, name).error().reason, "no-key");
  EXPECT_EQ(sealer.seal(9, case_number(1), field, name).error().reason, "key-missing");
}

TEST_F(Seals, ErasedIsItsOwnErrorForReadingAndWriting) {
  const std::uint64_t key = *keys->create(2);
  const auto sealed = sealer.seal(key, case_number(1), field, name);
  const auto other = sealer.seal(key + 1, case_number(1), field, name);
  ASSERT_TRUE(sealed && other && keys->erase(key));
  const auto opened = sealer.unseal(*sealed, case_number(1), field);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::not_found);
  EXPECT_EQ(opened.error().reason, "key-erased");
  EXPECT_EQ(sealer.seal(key, case_number(1), field, name).error().reason, "key-erased");
  EXPECT_EQ(sealer.unseal(*other, case_number(1), field), name);
}

TEST_F(Seals, NoFileHoldsThePlainText) {
  const std::uint64_t key = new_key();
  ASSERT_TRUE(sealer.seal(key, case_number(1), field, name));
  const Bytes secret(keys->find(key)->view());
  ASSERT_TRUE(keys->sync());
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root.path())) {
    if (!entry.is_regular_file()) continue;
    ++seen;
    const Bytes bytes = read_file(entry.path());
    EXPECT_EQ(bytes.find("Nguyễn"), Bytes::npos) << entry.path();
    EXPECT_EQ(bytes.find("Bình"), Bytes::npos) << entry.path();
    EXPECT_EQ(bytes.find(secret), Bytes::npos) << entry.path();
  }
  EXPECT_EQ(seen, 2);
}

TEST_F(Seals, ManyThreadsSealAndUnseal) {
  constexpr std::size_t threads = 4;
  std::vector<int> right(threads);
  {
    std::vector<std::jthread> running;
    for (std::size_t thread = 0; thread < threads; ++thread)
      running.emplace_back([&, thread] {
        const CaseId of = case_number(static_cast<std::uint8_t>(thread));
        for (int round = 0; round < 200; ++round) {
          const auto key = keys->create(1);
          if (!key) continue;
          const std::string text = name + std::to_string(round);
          const auto sealed = sealer.seal(*key, of, field, text);
          if (round % 20 == 0 && !keys->sync()) continue;
          if (sealed && sealer.unseal(*sealed, of, field) == text) ++right[thread];
        }
      });
  }
  for (const int count : right) EXPECT_EQ(count, 200);
}

}  // namespace
}  // namespace donthu::sealing
