#include <gmock/gmock.h>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;

using Petitions = ToolTest;

TEST_F(Petitions, AComplaintAcrossTetIsDueWhenTheLawSays) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  ASSERT_EQ(
      run({"petition", "classify", "00070/2022/1", "eligible=có", "--officer", "HT01"}).exit_code,
      0);
  ASSERT_EQ(run({"clock", "advance", "2022-01-27 09:00"}).exit_code, 0);
  const auto accepted = run({"petition", "accept", "00070/2022/1", "--officer", "HT01", "--json"});
  ASSERT_EQ(accepted.exit_code, 0) << accepted.error;
  EXPECT_EQ(accepted.json().at("status"), "accepted");
  const auto shown = run({"case", "show", "00070/2022/1"});
  EXPECT_THAT(shown.out, HasSubstr("07/02/2022 24:00"));
  EXPECT_THAT(shown.out, HasSubstr("28/02/2022 24:00"));
}

TEST_F(Petitions, OverdueClimbsToTheDistrictWhileTheClockMoves) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto moved = run({"--json", "clock", "advance", "2022-03-03 09:00"});
  ASSERT_EQ(moved.exit_code, 0) << moved.error;
  EXPECT_EQ(moved.json().at("now"), "2022-03-03T02:00:00.000Z");
  const auto timeline = run({"case", "timeline", "00070/2022/1"});
  EXPECT_THAT(timeline.out, HasSubstr("Quá hạn"));
  EXPECT_THAT(timeline.out, HasSubstr("Quận Hoàn Kiếm"));
  EXPECT_EQ(run({"--json", "case", "find", "--overdue"}).json().at("petitions").as_array().size(),
            1U);
}

TEST_F(Petitions, TheSameKeyIsAnsweredAgainAndNotDoneAgain) {
  make_office();
  const auto first = register_one({"--key", "a1", "--json"});
  const auto second = register_one({"--key", "a1", "--json"});
  ASSERT_EQ(second.exit_code, 0) << second.error;
  EXPECT_EQ(second.json().at("case"), first.json().at("case"));
  EXPECT_EQ(second.json().at("repeated"), true);
  EXPECT_EQ(run({"--json", "case", "find"}).json().at("petitions").as_array().size(), 1U);
}

TEST_F(Petitions, ACaseIsNamedByNumberIdOrItsFirstDigits) {
  make_office();
  const auto made = register_one({"--json"});
  const std::string id(made.json().at("case").as_string());
  for (const std::string& name :
       {id, id.substr(0, 12), std::string("00070/2022/1"), std::string("Hàng Trống/2022/1"),
        std::string("phuong hang trong/2022/1")}) {
    const auto ran = run({"--json", "case", "show", name});
    ASSERT_EQ(ran.exit_code, 0) << name << ran.error;
    EXPECT_EQ(ran.json().at("id"), boost::json::value(id));
  }
}

TEST_F(Petitions, AnActTakesEffectEarlierThanItWasRecorded) {
  make_office();
  ASSERT_EQ(run({"clock", "advance", "2022-01-24 16:00"}).exit_code, 0);
  const auto made = register_one({"--effective", "2022-01-24 09:30", "--received", "24/01/2022"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  const auto history = run({"--json", "case", "history", "00070/2022/1"}).json();
  const auto& entry = history.at("entries").as_array().front().as_object();
  EXPECT_EQ(entry.at("recorded_at"), "2022-01-24T09:00:00.000Z");
  EXPECT_EQ(entry.at("commit").at("effective_at"), "2022-01-24T02:30:00.000Z");
  const auto& query =
      std::vector<std::string>{"case", "show", "00070/2022/1", "--as-of", "2022-01-24 12:00"};
  EXPECT_EQ(run(query).exit_code, 3) << "not yet recorded then";
  auto effective = query;
  effective.insert(effective.end(), {"--by", "effective"});
  EXPECT_EQ(run(effective).exit_code, 0) << "but already in effect";
}

TEST_F(Petitions, StepsShowWhatEachEventChanged) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto json = run({"--json", "case", "history", "00070/2022/1", "--step"}).json();
  bool status_changed = false;
  EXPECT_EQ(json.at("steps").as_array().front().at("event"), "PetitionRegistered");
  for (const auto& change : json.at("steps").as_array().front().at("changes").as_array())
    status_changed = status_changed || change.at("field") == "matter";
  EXPECT_TRUE(status_changed);
}

TEST_F(Petitions, ADocumentIsStoredAndAttached) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  write(path("don.txt"), "Nội dung đơn");
  const auto ran = run({"petition", "attach", "00070/2022/1", "--file", path("don.txt").string(),
                        "media_type=text/plain", "--officer", "HT02"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  const auto json = run({"--json", "case", "show", "00070/2022/1"}).json();
  EXPECT_EQ(json.at("attachments").as_array().front().at("media_type"), "text/plain");
  EXPECT_EQ(run({"petition", "attach", "00070/2022/1", "--file", path("none").string(), "--officer",
                 "HT02"})
                .exit_code,
            5);
}

TEST_F(Petitions, OfficerAndUnitMayStandInTheEnvironment) {
  make_office();
  const auto ran = run({"petition", "register", "--matter", "Đất đai"},
                       {"DONTHU_OFFICER=HT02", "DONTHU_UNIT=00070"});
  EXPECT_EQ(ran.exit_code, 0) << ran.error;
}

TEST_F(Petitions, TheInboxHoldsWhatIsAssigned) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  ASSERT_EQ(run({"petition", "assign", "00070/2022/1", "officer=HT02", "task=verify_land",
                 "due=28/01/2022", "--officer", "HT01"})
                .exit_code,
            0);
  const auto ran = run({"--json", "inbox", "--officer", "HT02"});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_EQ(ran.json().at("petitions").as_array().size(), 1U);
  EXPECT_EQ(run({"inbox"}).exit_code, 2);
}

TEST_F(Petitions, FindLooksForWordsWithOrWithoutDiacritics) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  for (const std::string words : {"đất", "dat", "Bồi thường"})
    EXPECT_EQ(
        run({"--json", "case", "find", "--words", words}).json().at("petitions").as_array().size(),
        1U)
        << words;
  EXPECT_EQ(run({"case", "find", "--kind", "thing"}).exit_code, 2);
}

TEST_F(Petitions, ABackupOpensAsAFolder) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto copy = path("copy").string();
  const auto ran = run({"backup", copy, "--to-keys", path("keys").string()});
  ASSERT_EQ(ran.exit_code, 0) << ran.error;
  EXPECT_TRUE(std::filesystem::exists(path("copy") / "log"));
}

}  // namespace
}  // namespace donthu::cli
