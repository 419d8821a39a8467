// Bytes changed behind the tool's back, as with a hex editor: what it says, and what it leaves.
#include <gmock/gmock.h>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;

class Damaged : public ToolTest {
 protected:
  void SetUp() override {
    make_office();
    for (int i = 0; i < 3; ++i) ASSERT_EQ(register_one().exit_code, 0);
    ASSERT_EQ(run({"audit", "verify"}).exit_code, 0);
  }

  static void flip(const std::filesystem::path& file, std::uintmax_t offset) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    stream.seekg(static_cast<std::streamoff>(offset));
    const auto byte = static_cast<char>(stream.get() ^ 0x40);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(byte);
  }
  [[nodiscard]] static std::vector<std::filesystem::path> files_in(
      const std::filesystem::path& folder, const std::string& extension) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == extension && entry.file_size() > 0)
        found.push_back(entry.path());
    return found;
  }
  // The folder as it was before it was damaged.
  void keep() const {
    std::filesystem::copy(data(), path("kept"), std::filesystem::copy_options::recursive);
  }
  void bring_back() const {
    std::filesystem::remove_all(data());
    std::filesystem::copy(path("kept"), data(), std::filesystem::copy_options::recursive);
  }
};

TEST_F(Damaged, AnyTableOfTheLogIsFoundBroken) {
  keep();
  for (const auto& table : files_in(path("kept") / "log", ".sst")) {
    flip(data() / "log" / table.filename(), 1);
    const auto audit = run({"audit", "verify"});
    EXPECT_EQ(audit.exit_code, 1) << table << audit.out << audit.error;
    EXPECT_THAT(audit.out, HasSubstr("ĐÃ BỊ SAI LỆCH / broken"));
    EXPECT_THAT(audit.out, HasSubstr(table.filename().string()));
    bring_back();
  }
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(Damaged, AWriteAheadLogInItsMiddleIsFoundBrokenAndNothingIsCutOff) {
  for (const auto& file : files_in(data() / "log", ".log")) {
    const auto size = std::filesystem::file_size(file);
    flip(file, size / 2);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 1);
    const auto ran = run({"case", "find"});
    EXPECT_EQ(ran.exit_code, 6) << ran.error;
    EXPECT_THAT(ran.error, HasSubstr("Lỗi: Dữ liệu đã lưu bị sai lệch"));
    EXPECT_EQ(std::filesystem::file_size(file), size);
    flip(file, size / 2);
    EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  }
}

TEST_F(Damaged, AHeadFileThatCannotBeReadLeavesTheEndOfTheLogInDoubt) {
  flip(data() / "heads", 20);
  const auto audit = run({"audit", "verify"});
  EXPECT_EQ(audit.exit_code, 2) << audit.out;
  EXPECT_THAT(audit.out, HasSubstr("KHÔNG KẾT LUẬN ĐƯỢC / cannot tell"));
  EXPECT_THAT(audit.out, HasSubstr("heads"));
  EXPECT_EQ(run({"case", "find"}).exit_code, 6);
}

TEST_F(Damaged, AKeyIsFoundBrokenAndWithoutTheKeysNothingIsSaidOfThem) {
  flip(data() / "keys" / "keys.dat", 128 + 60);
  const auto audit = run({"audit", "verify"});
  EXPECT_EQ(audit.exit_code, 1) << audit.out;
  EXPECT_THAT(audit.out, HasSubstr("1 khóa bị hỏng"));
  std::filesystem::remove_all(data() / "keys");
  const auto without = run({"audit", "verify"});
  EXPECT_EQ(without.exit_code, 0) << without.out;
  EXPECT_THAT(without.out, HasSubstr("not looked at"));
}

TEST_F(Damaged, TheVerdictIsTheExitCodeEvenWhereThereIsNothingToRead) {
  write(data() / "FORMAT", "donthi 1\n");
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 1);
  EXPECT_EQ(run({"case", "find"}).exit_code, 6);
  write(data() / "FORMAT", "donthu 999\n");
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 2);
  std::filesystem::remove_all(data());
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 2);
}

TEST_F(Damaged, AStateIsFoundBrokenAndMadeAnew) {
  for (const auto& table : files_in(data() / "state", ".sst")) flip(table, 1);
  const auto audit = run({"audit", "verify"});
  EXPECT_EQ(audit.exit_code, 1) << audit.out;
  EXPECT_THAT(audit.out, HasSubstr("donthu rebuild"));
  const auto ran = run({"case", "find"});
  EXPECT_EQ(ran.exit_code, 6) << ran.out;
  EXPECT_THAT(ran.error, HasSubstr("donthu rebuild"));
  ASSERT_EQ(run({"rebuild"}).exit_code, 0);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  EXPECT_EQ(run({"--json", "case", "find"}).json().at("petitions").as_array().size(), 3U);
}

}  // namespace
}  // namespace donthu::cli
