// Files and boxes of version 1, byte by byte: every later version must open them. Each was opened
// as well by a program that shares no code with this one.
#include "engine/sealing/sealer.h"
#include "tests/unit/sealing/fixture.h"

namespace donthu::sealing {
namespace {

constexpr const char* header =
    "44544b4559530100070000000000000000000000000000000000000000000000"
    "d70d3259e4e1cb631c663cf4d73c4c04022ab1ba804098e64604ed015b60b6f3"
    "e993438710bc13ae";
constexpr const char* key_one =
    "44544b01000000000100000000000000febe023d51d6fc53616750997ac05e22"
    "6953798876a2c369ebfab5059be7821a2c63dd28b74ebaf5c71e6d3108569c1c"
    "ffb0650a7bf726ed6f77f14e3964b3758175f6564995fe7a542c31b98e758d74"
    "58921a0a10968123";
constexpr const char* erased_two =
    "44544b02000000000200000000000000afd6d36c005d2ee1c72673da0c6a8c53"
    "cd32032dc651501b9d271da917672d58ff90b8601c5b7c6c939a10380c924d0e"
    "e29898c4127d8eef";
constexpr const char* name_box =
    "0130ce495ddfd60ce7e9b91f3a331fd8f5ba9a0d310162a1137913d8a6ace4f5"
    "daa90a2944a527625cbcff93638222d8e9ebfc751ed4ee";
constexpr const char* document =
    "015f54fbf2b1093468474b83dfff52dfe61d24d4fcb97f3f6a83d161442feab3"
    "4a696b0104ae21afd363db0f";

class VersionOne : public Keys {
 protected:
  VersionOne() {
    keys.reset();
    Bytes records;
    for (const char* text : {header, key_one, erased_two}) {
      Bytes record = from_hex(text).value();
      record.resize(128, '\0');
      records += record;
    }
    write_file(folder() / "master.key", Bytes(32, '\x42'));
    write_file(file(), records);
    open();
  }
};

TEST_F(VersionOne, KeysAndBoxesOpen) {
  EXPECT_EQ(keys->last(), 2U);
  Sealer sealer(*keys, random);
  EXPECT_EQ(sealer.unseal({1, from_hex(name_box).value()}, case_number(1), "person_name"),
            "Trần Văn An");
  EXPECT_EQ(keys->find(2).error().reason, "key-erased");
}

TEST_F(VersionOne, DocumentsOpen) {
  Sealer sealer(*keys, random);
  const Bytes bytes = from_hex(document).value();
  const ByteSource sealed =
      [rest = ByteView(bytes)](std::span<char> out) mutable -> Result<std::size_t> {
    const std::size_t count = rest.copy(out.data(), out.size());
    rest.remove_prefix(count);
    return count;
  };
  const auto plain = sealer.unseal_document(1, case_number(1), sealed);
  ASSERT_TRUE(plain);
  std::string text(10, '\0');
  EXPECT_EQ((*plain)(text), 2U);
  EXPECT_EQ(text.substr(0, 2), "xy");
  EXPECT_EQ((*plain)(text), 0U);
}

}  // namespace
}  // namespace donthu::sealing
