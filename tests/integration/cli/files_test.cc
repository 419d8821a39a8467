// Files that people bring along: procedures that nobody here drew, and files that are broken.
#include <gmock/gmock.h>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Files : public ToolTest {
 protected:
  static constexpr const char* drawing =
      DONTHU_SOURCE_DIR "/tests/integration/cli/drawn-elsewhere.bpmn";
  static constexpr const char* schemas = DONTHU_SOURCE_DIR "/schemas/";

  // The file with the first `from` in it replaced; at `name` in the test's folder.
  [[nodiscard]] std::string spoilt(const std::string& file, const std::string& from,
                                   const std::string& to, const std::string& name) const {
    std::string text = content(file);
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    write(path(name), text);
    return path(name).string();
  }
  [[nodiscard]] Ran publish(const std::string& file, const std::string& id,
                            const std::string& version) const {
    return run({"rules", "publish", file, "--id", id, "--rule-version", version, "--valid-from",
                "2022-01-24", "--citation", "Quy trình nội bộ"});
  }
  [[nodiscard]] std::uint64_t entries() const {
    const auto audit = run({"--json", "audit", "verify"});
    EXPECT_EQ(audit.exit_code, 0) << audit.out;
    return audit.json().at("partitions").at(0).at("entries").to_number<std::uint64_t>();
  }

  // Both languages, the place and the remedy.
  void expect_told(const Ran& ran, const std::string& vietnamese, const std::string& place) const {
    EXPECT_EQ(ran.exit_code, 2) << ran.out;
    EXPECT_THAT(ran.error, AllOf(HasSubstr("Lỗi: " + vietnamese), HasSubstr("Error: "),
                                 HasSubstr(place), HasSubstr("Cách xử lý (remedy): ")));
  }
};

TEST_F(Files, AProcedureDrawnElsewhereIsPublishedAndLeadsAPetition) {
  make_office();
  const auto checked = run({"rules", "check", drawing, "--id", "feedback"});
  ASSERT_EQ(checked.exit_code, 0) << checked.error;
  ASSERT_EQ(publish(drawing, "feedback", "2").exit_code, 0);
  const auto made = register_one({"--kind", "feedback"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  const std::string number = "00070/2022/1";
  EXPECT_THAT(run({"case", "expected", number}).out, HasSubstr("Phân loại phản ánh"));
  EXPECT_EQ(run({"petition", "answer", number, "answer=xong", "--officer", "HT01"}).exit_code, 1);
  ASSERT_EQ(run({"petition", "classify", number, "eligible=true", "--officer", "HT01"}).exit_code,
            0);
  EXPECT_THAT(run({"case", "expected", number}).out, HasSubstr("Trả lời công dân"));
  ASSERT_EQ(run({"clock", "advance", "2022-01-28 09:00"}).exit_code, 0);
  EXPECT_THAT(run({"case", "history", number}).out, HasSubstr("Hẹn giờ đến"));
  ASSERT_EQ(run({"petition", "answer", number, "answer=xong", "--officer", "HT01"}).exit_code, 0);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(Files, ABrokenProcedureIsToldByItsPlaceAndNothingIsRecorded) {
  make_office();
  const auto before = entries();
  const std::string signal = "<semantic:endEvent id=\"Event_hetnhac\" name=\"Đã nhắc\">";
  expect_told(publish(spoilt(drawing, signal, signal + "<semantic:signalEventDefinition id=\"s\"/>",
                             "signal.bpmn"),
                      "feedback", "2"),
              "Quy trình có phần tử mà hệ thống không thực hiện", "Event_hetnhac");
  expect_told(publish(spoilt(drawing, "command=\"answer\"", "command=\"dance\"", "word.bpmn"),
                      "feedback", "2"),
              "Quy trình nêu lệnh không có", "Activity_traloi");
  expect_told(
      publish(spoilt(drawing, " donthu:command=\"answer\"", "", "none.bpmn"), "feedback", "2"),
      "Việc trong quy trình không nêu lệnh", "Activity_traloi");
  expect_told(publish(spoilt(drawing, "</semantic:process>", "", "cut.bpmn"), "feedback", "2"),
              "Tệp không phải XML đúng dạng", "line ");
  expect_told(publish(spoilt(drawing, "eligible = true", "eligible = = true", "feel.bpmn"),
                      "feedback", "2"),
              "", "Flow_co");
  EXPECT_EQ(publish(drawing, "other-name", "2").exit_code, 2) << "the process bears another id";
  EXPECT_LE(entries() - before, 12U) << "each start takes the partition over, and no more";
  EXPECT_EQ(run({"--json", "rules", "list"}).json().at("rules").as_array().size(), 16U);
}

TEST_F(Files, RulesListNamesOpenQuestionsOfTheLawWithBothReadings) {
  make_office();
  const auto switches = run({"--json", "rules", "list"}).json().at("switches").as_array();
  std::set<std::string> versions;
  for (const auto& value : switches) {
    const auto& one = value.as_object();
    versions.emplace(one.at("other_version").as_string());
    EXPECT_EQ(one.at("chosen"), "default");
    EXPECT_FALSE(one.at("default_source").as_string().empty());
    EXPECT_FALSE(one.at("other_source").as_string().empty());
  }
  EXPECT_EQ(versions, (std::set<std::string>{"1-acceptance-working-days", "1-no-roll-over",
                                             "1-terms-restart", "2026-1"}));
}

TEST_F(Files, ABrokenTableIsToldByItsPlace) {
  const std::string table = std::string(schemas) + "policies/withdrawal.dmn";
  const auto check = [&](const std::string& file) {
    return run({"rules", "check", file, "--id", "withdrawal"});
  };
  EXPECT_EQ(check(table).exit_code, 0);
  expect_told(check(spoilt(table, "hitPolicy=\"UNIQUE\"", "hitPolicy=\"COLLECT\"", "hit.dmn")),
              "Bảng quyết định", "withdrawal");
  expect_told(check(spoilt(table, "<text>\"complaint\"", "<text>\"complaint", "feel.dmn")),
              "Biểu thức FEEL sai cú pháp", "rule_1");
  expect_told(check(spoilt(table, "</decision>", "", "cut.dmn")), "Tệp không phải XML", "cut.dmn");
}

TEST_F(Files, ABrokenListIsToldByItsLineAndColumnAndNothingIsImported) {
  ASSERT_EQ(run({"init", "--empty", "--partitions", "2"}).exit_code, 0);
  const std::string units = std::string(schemas) + "registry/hanoi-units.csv";
  std::filesystem::create_directory(path("lists"));
  std::filesystem::copy(std::string(schemas) + "registry/hanoi-succession.csv", path("lists"));
  const auto import = [&](const std::string& from, const std::string& to) {
    static_cast<void>(spoilt(units, from, to, "lists/hanoi-units.csv"));
    return run({"registry", "import", "--folder", path("lists").string()});
  };
  expect_told(import(",valid_from,", ",valid_form,"), "Tệp CSV sai cột", "hanoi-units.csv");
  expect_told(import(",2020-07-01,", ",2020-02-30,"), "Ngày không hợp lệ", "valid_from");
  expect_told(import(",district,", ",distrct,"), "Tên không có trong danh sách", "level");
  expect_told(import("Hoàn Kiếm", "Ho\xffn"), "Tệp CSV không đúng dạng", "hanoi-units.csv:");
  const auto none = run({"rules", "check", path("none.bpmn").string()});
  EXPECT_EQ(none.exit_code, 3) << none.error;
  expect_told(run({"rules", "check", path("lists").string()}), "Đây không phải là tệp", "lists");
  EXPECT_EQ(run({"--json", "registry", "units"}).json().at("units").as_array().size(), 0U);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace donthu::cli
