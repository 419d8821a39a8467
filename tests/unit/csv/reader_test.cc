#include "connectors/csv/reader.h"

#include <gtest/gtest.h>

#include "engine/base/ports.h"

namespace donthu::csv {
namespace {

struct Read {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;
  std::string reason;
  std::string place;
  std::string remedy;
};

Read read(const std::string& bytes, const std::vector<std::string>& columns = {"a", "b"},
          const Limits& limits = {}) {
  Read result;
  const auto failed = [&](const Error& error) {
    result.reason = error.reason;
    result.place = error.field;
    result.remedy = error.remedy;
    return result;
  };
  auto reader = Reader::open(bytes, "f.csv", columns, limits);
  if (!reader) return failed(reader.error());
  while (true) {
    const auto row = reader->next();
    if (!row) return failed(row.error());
    if (!*row) return result;
    result.rows.push_back((*row)->cells);
    result.lines.push_back((*row)->line);
  }
}

using Rows = std::vector<std::vector<std::string>>;

TEST(Reader, CellsQuotesAndLineEnds) {
  EXPECT_EQ(read("a,b\n1,2\n").rows, (Rows{{"1", "2"}}));
  EXPECT_EQ(read("a,b\r\n1,2\r\n").rows, (Rows{{"1", "2"}}));
  EXPECT_EQ(read("a,b\n1,2").rows, (Rows{{"1", "2"}}));
  EXPECT_EQ(read("a,b\n,\n").rows, (Rows{{"", ""}}));
  EXPECT_EQ(read("a,b\n\"1,\"\"x\"\"\",\"\"\n").rows, (Rows{{"1,\"x\"", ""}}));
  EXPECT_EQ(read("a,b\n").rows, Rows{});
  EXPECT_EQ(read("a,b\n1,2\n\n\r\n").rows, (Rows{{"1", "2"}}));
}

TEST(Reader, CellsStandInTheOrderAskedFor) {
  EXPECT_EQ(read("b,a\n1,2\n").rows, (Rows{{"2", "1"}}));
}

TEST(Reader, LinesAreCountedThroughCommentsAndQuotedBreaks) {
  const Read result = read("# one\n#\na,b\n\"x\ny\",2\n3,4\n");
  EXPECT_EQ(result.rows, (Rows{{"x\ny", "2"}, {"3", "4"}}));
  EXPECT_EQ(result.lines, (std::vector<std::size_t>{4, 6}));
}

TEST(Reader, AByteOrderMarkIsPassedOver) {
  EXPECT_EQ(read("\xef\xbb\xbf"
                 "a,b\n1,2\n")
                .rows,
            (Rows{{"1", "2"}}));
}

TEST(Reader, WrongColumnsAreNamed) {
  EXPECT_EQ(read("a\n1\n").reason, "bad-csv-columns");
  EXPECT_EQ(read("a,b,c\n1,2,3\n").reason, "bad-csv-columns");
  EXPECT_EQ(read("a,a,b\n1,2,3\n").reason, "bad-csv-columns");
  EXPECT_EQ(read("a,c\n").place, "f.csv:1");
  EXPECT_NE(read("a,c\n").remedy.find("a,b"), std::string::npos);
}

TEST(Reader, WhatIsNoCsvIsRefusedWithItsPlace) {
  struct Case {
    const char* bytes;
    const char* place;
  };
  const Case cases[] = {{"a,b\n1\n", "f.csv:2"},          {"a,b\n1,2,3\n", "f.csv:2"},
                        {"a,b\n1,2\n\n3,4\n", "f.csv:3"}, {"a,b\n1,x\"y\n", "f.csv:2:b"},
                        {"a,b\n1,\"x\n", "f.csv:2:b"},    {"a,b\n1,\"x\"y\n", "f.csv:2:b"},
                        {"a,b\n1\r,2\n", "f.csv:2:a"},    {"a,b\n1,\xff\n", "f.csv:2:b"},
                        {"a,b\n1,2\r", "f.csv:2:b"}};
  for (const Case& each : cases) {
    const Read result = read(each.bytes);
    EXPECT_EQ(result.reason, "bad-csv") << each.bytes;
    EXPECT_EQ(result.place, each.place) << each.bytes;
    EXPECT_FALSE(result.remedy.empty());
  }
  EXPECT_EQ(read(std::string("a,b\n1,\0\n", 9)).reason, "bad-csv");
  EXPECT_EQ(read("").reason, "bad-csv");
  EXPECT_EQ(read("# only\n").reason, "bad-csv");
  EXPECT_EQ(read("#").reason, "bad-csv");
}

TEST(Reader, LimitsHold) {
  EXPECT_EQ(read("a,b\n1,2\n", {"a", "b"}, {.bytes = 7}).reason, "too-large");
  EXPECT_EQ(read("a,b\n1,2\n3,4\n", {"a", "b"}, {.rows = 1}).reason, "too-large");
  EXPECT_EQ(read("a,b\n1,12345\n", {"a", "b"}, {.cell = 4}).reason, "too-large");
  EXPECT_EQ(read("a,b\n1,\"12345\"\n", {"a", "b"}, {.cell = 4}).reason, "too-large");
  EXPECT_EQ(read(std::string(100'000, ',')).reason, "bad-csv-columns");
}

TEST(Reader, NothingIsReadAfterAnError) {
  auto reader = Reader::open("a,b\n1\n3,4\n", "f.csv", {"a", "b"});
  ASSERT_TRUE(reader);
  EXPECT_FALSE(reader->next());
  EXPECT_FALSE(reader->next().value());
}

TEST(Reader, SpoiledFilesAreReadOrRefusedButNeverWorse) {
  const std::string good = "# c\na,b\n1,\"x,\"\"y\"\"\nz\"\r\n3,Hà Nội\n";
  const std::string spoilers("\0\n\r,\"#\xff\xc3x", 9);
  SeededRandom random(7);
  std::size_t refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good;
    for (std::uint64_t n = random.below(3) + 1; n > 0; --n) {
      const std::size_t at = random.below(bytes.size());
      if (random.below(3) == 0)
        bytes.erase(at, random.below(4));
      else
        bytes.insert(at, 1, spoilers[random.below(spoilers.size())]);
      if (bytes.empty()) bytes = ",";
    }
    const Read result = read(bytes);
    if (result.reason.empty()) continue;
    ++refused;
    EXPECT_TRUE(result.place.starts_with("f.csv:")) << result.place;
    EXPECT_FALSE(result.remedy.empty());
  }
  EXPECT_GT(refused, 5000u);
}

TEST(Writer, WhatIsWrittenIsReadBack) {
  const std::vector<std::string> cells{"x,\"y\"\r\nz", "#1"};
  EXPECT_EQ(read("a,b\n" + to_line(cells)).rows, (Rows{cells}));
}

}  // namespace
}  // namespace donthu::csv
