#include "engine/base/text.h"

#include <gtest/gtest.h>

namespace donthu {
namespace {

TEST(Text, RefusesWhatIsNotStrictUtf8) {
  EXPECT_TRUE(is_utf8("Lấn chiếm đất"));
  for (const char* bad : {"\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe1\xba", "\x80"})
    EXPECT_FALSE(is_utf8(bad));
}

TEST(Text, RefusesControlCharacters) {
  EXPECT_TRUE(is_clean_text("một\nhai\tba"));
  EXPECT_FALSE(is_clean_text("a\x1b[31m"));
  EXPECT_FALSE(is_clean_text("\xc2\x9b"));
}

TEST(Text, VietnameseAlignsComposedAndDecomposed) {
  EXPECT_EQ(display_width("Đống Đa"), 7u);
  EXPECT_EQ(display_width("Đo\xcc\x82\xcc\x81ng"), 4u);
  EXPECT_EQ(fit("Đống Đa", 9), "Đống Đa  ");
  EXPECT_EQ(fit("Hoàn Kiếm", 5), "Hoàn…");
  EXPECT_EQ(display_width(fit("Hoàn Kiếm", 6)), 6u);
}

TEST(Text, FoldsToWhatPeopleType) {
  EXPECT_EQ(folded("LẤN chiếm Đất"), "lan chiem dat");
  EXPECT_EQ(folded("Trung Hoà"), folded("Trung Hòa"));
}

}  // namespace
}  // namespace donthu
