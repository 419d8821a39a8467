#include "engine/log/head_file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/contract/log_writer.h"

namespace donthu::log {
namespace {

HeadFile sample() {
  HeadFile file;
  file.log = sample_genesis().log;
  file.partitions = {{{7, leaf_hash("a"), 2, sample_time}, {5, leaf_hash("b"), 1, sample_time}},
                     {{1, leaf_hash("c"), 0, sample_time}, {}}};
  return file;
}

TEST(HeadFile, IsReadBackAsWritten) {
  const Folder folder;
  const auto path = folder.path("heads");
  EXPECT_EQ(read_head_file(path).error().reason, "no-head-file");
  ASSERT_TRUE(write_head_file(path, sample()));
  EXPECT_EQ(*read_head_file(path), sample());
  auto later = sample();
  later.partitions[1].head.next_seq = 99;
  ASSERT_TRUE(write_head_file(path, later));
  EXPECT_EQ(*read_head_file(path), later);
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST(HeadFile, GoldenBytes) {
  HeadFile file = sample();
  file.partitions.resize(1);
  const auto bytes = encode_head_file(file);
  EXPECT_EQ(bytes.size(), 24U + 112U + 32U);
  EXPECT_EQ(to_hex(ByteView(bytes).substr(0, 32)),
            "44544846"
            "0100"
            "0100"
            "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0"
            "0700000000000000");
}

TEST(HeadFile, EveryFlippedBitAndEveryCutIsRefused) {
  const auto whole = encode_head_file(sample());
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(parse_head_file(ByteView(whole).substr(0, size))) << size;
  EXPECT_FALSE(parse_head_file(whole + "x"));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(parse_head_file(changed)) << bit;
  }
}

TEST(HeadFile, UnfinishedNewFileDoesNotCount) {
  const Folder folder;
  const auto path = folder.path("heads");
  ASSERT_TRUE(write_head_file(path, sample()));
  std::ofstream(path + ".new") << "half";
  EXPECT_EQ(*read_head_file(path), sample());
  EXPECT_TRUE(write_head_file(path, sample()));
}

TEST(HeadFile, FolderThatIsNotThereIsAnError) {
  EXPECT_EQ(write_head_file("/nowhere/at/all/heads", sample()).error().code, ErrorCode::io);
}

}  // namespace
}  // namespace donthu::log
