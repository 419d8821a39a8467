#include <gmock/gmock.h>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;

using RegistryCommands = ToolTest;

TEST_F(RegistryCommands, AWardStandsUnderTheDistrictUntilTheEndOfJune2025) {
  make_office();
  EXPECT_THAT(run({"registry", "superior", "00070", "--date", "30/06/2025"}).out,
              HasSubstr("Phường Hàng Trống → Quận Hoàn Kiếm → Thành phố Hà Nội"));
  const auto after = run({"registry", "superior", "00070", "--date", "2025-07-01"});
  EXPECT_THAT(after.out, HasSubstr("Phường Hoàn Kiếm → Thành phố Hà Nội"));
}

TEST_F(RegistryCommands, ASplitWardNeedsItsLocality) {
  make_office();
  const auto ran =
      run({"--json", "registry", "successor", "Phường Hàng Trống", "--date", "2025-07-01"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_NE(ran.json().at("outcome"), "one");
}

TEST_F(RegistryCommands, AnOfficerMayHoldASecondOffice) {
  make_office();
  const auto ran = run({"--json", "registry", "appoint", "--staff-code", "HT02", "--unit",
                        "Quận Hoàn Kiếm", "--role", "registrar"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_EQ(ran.json().at("officer"), 2);
  // In which unit the officer acts must now be said.
  EXPECT_EQ(register_one().exit_code, 2);
  EXPECT_EQ(register_one({"--unit", "00070"}).exit_code, 0);
}

TEST_F(RegistryCommands, ASecondChairIsRefused) {
  make_office();
  const auto ran = run({"registry", "appoint", "--name", "Lê Văn C", "--staff-code", "HT03",
                        "--unit", "00070", "--role", "chair"});
  EXPECT_EQ(ran.exit_code, 1) << ran.error;
  EXPECT_EQ(run({"registry", "appoint", "--name", "Lê Văn C", "--staff-code", "HT03", "--unit",
                 "00070", "--role", "king"})
                .exit_code,
            2);
}

TEST_F(RegistryCommands, AnOfficeThatEndedIsNoMore) {
  make_office();
  ASSERT_EQ(run({"registry", "vacate", "2", "--until", "2022-01-23"}).exit_code, 0);
  EXPECT_NE(register_one({"--unit", "00070"}).exit_code, 0);
}

TEST_F(RegistryCommands, ADelegateMayActForTheDelegator) {
  make_office();
  const auto ran = run({"--json", "registry", "delegate", "--delegator", "HT01", "--to", "HT02",
                        "--unit", "00070", "--verb", "classify", "--citation", "1/QĐ-UBND"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_EQ(ran.json().at("delegation"), 1);
}

TEST_F(RegistryCommands, TheShippedRegistryCanBeReadWithoutRecordingIt) {
  const auto ran = run({"--json", "registry", "import", "--dry-run", "--folder",
                        std::string(DONTHU_SOURCE_DIR) + "/schemas/registry"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_GT(ran.json().at("units").as_int64(), 600);
  EXPECT_EQ(ran.json().at("recorded"), false);
}

TEST_F(RegistryCommands, ADueDateIsExplainedWithoutACase) {
  make_office();
  const auto ran = run({"rules", "explain", "--kind", "complaint", "--purpose", "resolution",
                        "--start", "2022-01-27", "--complex"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("14/03/2022"));
  EXPECT_LT(ran.out.find("Hạn: 24:00"), ran.out.find("In English:"));
  EXPECT_EQ(run({"rules", "explain", "--purpose", "dancing", "--start", "2022-01-27"}).exit_code,
            3);
}

TEST_F(RegistryCommands, ShippedRulesPassTheirOwnCheckAndBrokenOnesDoNot) {
  const std::string schemas = std::string(DONTHU_SOURCE_DIR) + "/schemas/";
  for (const std::string file : {"policies/terms.dmn", "procedures/denunciation.bpmn",
                                 "calendars/vietnam-state-2026-2.csv"}) {
    const auto ran = run({"rules", "check", schemas + file});
    EXPECT_EQ(ran.exit_code, 0) << file << ran.error;
  }
  write(path("terms.dmn"), "<definitions/>");
  EXPECT_EQ(run({"rules", "check", path("terms.dmn").string()}).exit_code, 2);
}

TEST_F(RegistryCommands, DaysWithoutARuleAreFoundAmongTheActivatedVersions) {
  make_office();
  const auto shipped = run({"rules", "check"});
  EXPECT_EQ(shipped.exit_code, 0) << shipped.out << shipped.error;
  EXPECT_THAT(shipped.out, HasSubstr("Đạt"));
  const std::string topics = std::string(DONTHU_SOURCE_DIR) + "/schemas/topics.csv";
  const auto publish = [&](const std::string& version, const std::string& from) {
    const auto ran = run({"rules", "publish", topics, "--kind", "topics", "--id", "trial",
                          "--rule-version", version, "--valid-from", from + "-01", "--valid-until",
                          from + "-30", "--published", "2026-01-01", "--citation", "thử"});
    ASSERT_EQ(ran.exit_code, 0) << ran.error;
  };
  publish("1", "2026-04");
  publish("2", "2026-06");
  const auto found = run({"rules", "check"});
  EXPECT_EQ(found.exit_code, 1) << found.out;
  EXPECT_THAT(found.out, HasSubstr("01/05/2026"));
  EXPECT_THAT(found.out, HasSubstr("31/05/2026"));
  const auto json = run({"--json", "rules", "check"});
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_THAT(json.out, HasSubstr(R"("fault": "gap")"));
}

TEST_F(RegistryCommands, ALaterCalendarMovesOpenDeadlines) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  std::string calendar =
      content(std::string(DONTHU_SOURCE_DIR) + "/schemas/calendars/vietnam-state-2026-2.csv");
  calendar.replace(calendar.find("version: 2026-2"), 15, "version: 2026-3");
  calendar.replace(calendar.find("published: 2026-07-01"), 21, "published: 2026-08-01");
  calendar += "2022-02-07,off,Nghỉ bù thử,Trial day off,thử\n";
  write(path("calendar.csv"), calendar);
  const auto ran =
      run({"rules", "publish", path("calendar.csv").string(), "--rule-version", "2026-3",
           "--valid-from", "2019-01-01", "--published", "2026-08-01", "--citation", "thử"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_THAT(run({"case", "show", "00070/2022/1"}).out, HasSubstr("08/02/2022 24:00"));
  EXPECT_THAT(run({"case", "history", "00070/2022/1"}).out, HasSubstr("Tính lại thời hạn"));
}

}  // namespace
}  // namespace donthu::cli
