#include <sstream>

#include <gmock/gmock.h>

#include "engine/base/text.h"
#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Output = ToolTest;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The column at which `word` stands on a terminal.
std::size_t column_of(const std::string& line, const std::string& word) {
  const auto at = line.find(word);
  return at == std::string::npos ? std::string::npos : display_width(line.substr(0, at));
}

TEST_F(Output, TablesAlignVietnameseByColumnsOfTheTerminal) {
  make_office();
  const auto ran = run({"registry", "officers"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  const auto lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 4U) << ran.out;
  const auto heading = column_of(lines[1], "Đơn vị");
  EXPECT_EQ(column_of(lines[2], "Phường Hàng Trống"), heading) << ran.out;
  EXPECT_EQ(column_of(lines[3], "Phường Hàng Trống"), heading) << ran.out;
  EXPECT_EQ(column_of(lines[2], "Chủ tịch"), column_of(lines[3], "Cán bộ tiếp nhận"));
}

TEST_F(Output, NoColourWhereThereIsNoTerminal) {
  make_office();
  const auto ran = run({"registry", "units", "--level", "district"});
  EXPECT_THAT(ran.out, Not(HasSubstr("\033[")));
  EXPECT_THAT(run({"case", "show", "abcdef"}).error, Not(HasSubstr("\033[")));
}

TEST_F(Output, SimulatedClockIsNamedInEveryOutput) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  EXPECT_THAT(run({"case", "find"}).out, StartsWith("Đồng hồ mô phỏng (simulated clock)"));
  EXPECT_THAT(run({"rules", "list"}).out, StartsWith("Đồng hồ mô phỏng"));
  const auto json = run({"--json", "case", "find"}).json();
  EXPECT_EQ(json.at("simulated"), true);
  EXPECT_EQ(json.at("now"), "2022-01-24T01:00:00.000Z");
}

TEST_F(Output, RealClockIsNotCalledSimulated) {
  const auto made = run({"--json", "init", "--empty", "--partitions", "2"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  EXPECT_FALSE(made.json().contains("simulated"));
  EXPECT_THAT(run({"case", "find"}).out, Not(HasSubstr("mô phỏng")));
}

TEST_F(Output, EveryQuestionGivesJson) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const std::vector<std::vector<std::string>> questions{
      {"case", "find"},
      {"case", "show", "00070/2022/1"},
      {"case", "show", "00070/2022/1", "--version", "1"},
      {"case", "show", "00070/2022/1", "--as-of", "2022-01-24 09:00"},
      {"case", "show", "00070/2022/1", "--as-of", "2022-01-24 09:00", "--by", "effective"},
      {"case", "history", "00070/2022/1"},
      {"case", "history", "00070/2022/1", "--step"},
      {"case", "explain", "00070/2022/1"},
      {"case", "expected", "00070/2022/1"},
      {"case", "timeline", "00070/2022/1"},
      {"inbox", "--unit", "00070"},
      {"registry", "units"},
      {"registry", "officers"},
      {"registry", "show", "00070"},
      {"registry", "superior", "00070"},
      {"registry", "successor", "00070", "--date", "2025-07-01"},
      {"rules", "list"},
      {"rules", "explain", "--start", "2022-01-27"}};
  for (auto words : questions) {
    words.insert(words.begin(), "--json");
    const auto ran = run(words);
    EXPECT_EQ(ran.exit_code, 0) << words[1] << " " << words[2] << ": " << ran.error;
    EXPECT_NO_THROW(static_cast<void>(ran.json())) << words[1] << " " << words[2] << ran.out;
  }
}

TEST_F(Output, JsonMayStandAfterTheCommandToo) {
  make_office();
  EXPECT_NO_THROW(static_cast<void>(run({"rules", "list", "--json"}).json()));
}

TEST_F(Output, ErrorsAreJsonOnStandardError) {
  make_office();
  const auto ran = run({"--json", "case", "show", "00070/2022/5"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.out, "");
  const auto error = boost::json::parse(ran.error).at("error").as_object();
  EXPECT_EQ(error.at("code"), "not-found");
  EXPECT_TRUE(error.contains("reason"));
}

TEST_F(Output, SealedTextsAreNeverShown) {
  make_office();
  const std::string secret = "Lê Thị Bí Mật";
  ASSERT_EQ(register_one({"--person-name", secret, "--content", "Chuyện của " + secret}).exit_code,
            0);
  for (const std::string how : {"--json", "--no-color"})
    for (const std::string what : {"show", "history", "timeline", "explain"}) {
      const auto ran = run({how, "case", what, "00070/2022/1"});
      EXPECT_EQ(ran.exit_code, 0);
      EXPECT_THAT(ran.out + ran.error, Not(HasSubstr("Bí Mật"))) << what;
    }
  EXPECT_THAT(run({"case", "history", "00070/2022/1", "--step"}).out, Not(HasSubstr("Bí Mật")));
  EXPECT_THAT(run({"case", "show", "00070/2022/1"}).out, HasSubstr("họ tên (niêm phong)"));
}

TEST_F(Output, CompletionNamesTheVerbs) {
  const auto bash = run({"completion", "bash"});
  EXPECT_EQ(bash.exit_code, 0);
  EXPECT_THAT(bash.out, HasSubstr("lodge_second_instance"));
  EXPECT_THAT(bash.out, HasSubstr("complete -o default -F _donthu donthu"));
  EXPECT_THAT(run({"completion", "zsh"}).out, StartsWith("#compdef donthu"));
  EXPECT_EQ(run({"completion", "fish"}).exit_code, 2);
}

}  // namespace
}  // namespace donthu::cli
