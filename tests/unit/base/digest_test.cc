#include "engine/base/digest.h"

#include <gtest/gtest.h>

namespace donthu {
namespace {

// FIPS 180-4 example and RFC 6962's empty leaf.
TEST(Digest, KnownAnswers) {
  EXPECT_EQ(to_hex(sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(leaf_hash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  // RFC 4231, test case 2.
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, HashingInPartsIsHashingTheWhole) { EXPECT_EQ(sha256("abc"), sha256("a", "bc")); }

TEST(Digest, Base64TakesOnlyTheCanonicalForm) {
  for (const std::string bytes : {"", "a", "ab", "abc", "\xff\x00\x80"}) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
  }
  for (const char* bad : {"YQ", "YQ=", "YR==", "Y Q=", "YQ==\n", "===="})
    EXPECT_FALSE(from_base64(bad)) << bad;
}

TEST(Digest, HexRefusesOddAndForeignCharacters) {
  EXPECT_EQ(from_hex("0aFF"), Bytes("\x0a\xff"));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
  EXPECT_FALSE(digest_from_hex("00"));
}

}  // namespace
}  // namespace donthu
