#include "engine/feed/cursor.h"

#include <gtest/gtest.h>

namespace donthu::feed {
namespace {

Cursor sample() {
  Cursor cursor;
  cursor.log.bytes.fill(7);
  cursor.next = {0, 1, 127, 128, 0xFFFFFFFFFFFFFFFFULL};
  cursor.within_partition = 3;
  cursor.within = 5;
  return cursor;
}

TEST(Cursor, ReadsBackWhatItWrote) {
  const auto read = parse_cursor(to_string(sample()));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, sample());
}

TEST(Cursor, KeepsItsFormForEver) {
  EXPECT_EQ(to_string(sample()), "AQcHBwcHBwcHBwcHBwcHBwcFAAF_gAH___________8BAwXyY0pX");
}

TEST(Cursor, RefusesEveryChangedOrMissingCharacter) {
  const auto text = to_string(sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_cursor(changed)) << i;
    EXPECT_FALSE(parse_cursor(text.substr(0, i))) << i;
  }
  for (const auto* text_given : {"", "1", "null", "%%%%", "AQ"}) {
    const auto read = parse_cursor(text_given);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().reason, "bad-cursor");
    EXPECT_FALSE(read.error().remedy.empty());
  }
  EXPECT_FALSE(parse_cursor(std::string(1 << 20, 'A')));
}

}  // namespace
}  // namespace donthu::feed
