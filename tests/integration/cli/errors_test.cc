#include <gmock/gmock.h>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Errors = ToolTest;

TEST_F(Errors, NoFolderIsNotFoundAndSaysWhatToDo) {
  const auto ran = run({"case", "find"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.error, HasSubstr("Lỗi: "));
  EXPECT_THAT(ran.error, HasSubstr("Error: "));
  EXPECT_THAT(ran.error, HasSubstr("donthu init"));
}

TEST_F(Errors, WrongWordsAreUsage) {
  EXPECT_EQ(run({"petition", "dance"}).exit_code, 2);
  EXPECT_EQ(run({"case", "show"}).exit_code, 2);
  EXPECT_EQ(run({"--no-such-option"}).exit_code, 2);
  const auto ran = run({"--json", "case", "show"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(boost::json::parse(ran.error).at("error").at("reason"), "wrong-usage");
}

TEST_F(Errors, HelpListsTheExitCodes) {
  const auto ran = run({"--help"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("exit codes"));
  EXPECT_THAT(ran.out, HasSubstr("petition"));
}

TEST_F(Errors, EveryCommandHasHelp) {
  for (const auto* noun :
       {"init", "petition", "case", "inbox", "registry", "rules", "clock", "backup", "completion"})
    EXPECT_EQ(run({noun, "--help"}).exit_code, 0) << noun;
  const auto ran = run({"petition", "resolve", "--help"});
  EXPECT_THAT(ran.out, HasSubstr("justified | partly_justified | unjustified"));
}

TEST_F(Errors, AFolderIsMadeOnlyOnce) {
  ASSERT_EQ(run({"init", "--empty", "--partitions", "2"}).exit_code, 0);
  const auto ran = run({"init", "--empty"});
  EXPECT_EQ(ran.exit_code, 4);
  EXPECT_THAT(ran.error, HasSubstr("folder-not-empty"));
}

TEST_F(Errors, ASimulatedClockNeedsItsBeginning) {
  EXPECT_EQ(run({"init", "--simulated"}).exit_code, 2);
  const auto ran = run({"init", "--simulated", "--at", "31/02/2022"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.error, HasSubstr("--at"));
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(Errors, WrongPartitionsMakeNoFolder) {
  EXPECT_EQ(run({"init", "--empty", "--partitions", "1"}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(data()));
}

TEST_F(Errors, ANewerFolderIsRefused) {
  ASSERT_EQ(run({"init", "--empty", "--partitions", "2"}).exit_code, 0);
  write(data() / "FORMAT", "donthu 999\n");
  const auto ran = run({"case", "find"});
  EXPECT_EQ(ran.exit_code, 2) << ran.error;
}

TEST_F(Errors, AUnitThatIsNoneIsNotFound) {
  make_office();
  const auto ran = register_one({"--unit", "Phường Không Có"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.error, HasSubstr("unknown-unit"));
  EXPECT_THAT(ran.error, HasSubstr("--unit"));
}

TEST_F(Errors, AnotherUnitThanTheOfficersIsForbidden) {
  make_office();
  const auto ran = register_one({"--unit", "Quận Hoàn Kiếm"});
  EXPECT_EQ(ran.exit_code, 1) << ran.error;
}

TEST_F(Errors, AnUnknownOfficerIsNotFound) {
  make_office();
  const auto ran = run({"petition", "register", "--officer", "XX99", "--matter", "Đất"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.error, HasSubstr("unknown-officer"));
}

TEST_F(Errors, AnUnknownFieldIsNamed) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto ran =
      run({"petition", "classify", "00070/2022/1", "eligable=true", "--officer", "HT01"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.error, HasSubstr("unknown-field"));
  EXPECT_THAT(ran.error, HasSubstr("eligable"));
}

TEST_F(Errors, AWrongValueSaysWhatIsAllowed) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto ran =
      run({"petition", "classify", "00070/2022/1", "eligible=maybe", "--officer", "HT01"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.error, HasSubstr("eligible"));
  EXPECT_EQ(run({"petition", "note", "00070/2022/1", "note", "--officer", "HT01"}).exit_code, 2);
}

TEST_F(Errors, ABadDateIsRefused) {
  make_office();
  EXPECT_EQ(register_one({"--received", "30/02/2022"}).exit_code, 2);
  EXPECT_EQ(register_one({"--effective", "hôm qua"}).exit_code, 2);
  EXPECT_EQ(run({"case", "find", "--received-from", "2022-13-01"}).exit_code, 2);
  EXPECT_EQ(run({"clock", "advance", "soon"}).exit_code, 2);
}

TEST_F(Errors, AnActOutOfOrderIsRejected) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto ran = run({"petition", "resolve", "00070/2022/1", "outcome=justified",
                        "document_number=1/QD", "--officer", "HT01"});
  EXPECT_EQ(ran.exit_code, 1) << ran.error;
  EXPECT_THAT(ran.error, HasSubstr("Lỗi: "));
}

TEST_F(Errors, AStaleVersionIsAConflict) {
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto ran = run({"petition", "classify", "00070/2022/1", "eligible=true", "--officer",
                        "HT01", "--if-version", "7"});
  EXPECT_EQ(ran.exit_code, 4) << ran.error;
}

TEST_F(Errors, AKeyUsedForSomethingElseIsAConflict) {
  make_office();
  ASSERT_EQ(register_one({"--key", "phiếu-1"}).exit_code, 0);
  const auto ran = register_one({"--key", "phiếu-1", "--complex"});
  EXPECT_EQ(ran.exit_code, 4) << ran.error;
  EXPECT_THAT(ran.error, HasSubstr("id-reused"));
}

TEST_F(Errors, ACaseThatIsNoneIsNotFound) {
  make_office();
  EXPECT_EQ(run({"case", "show", "00070/2022/9"}).exit_code, 3);
  EXPECT_EQ(run({"case", "show", "abcdef"}).exit_code, 3);
  EXPECT_EQ(run({"case", "show", "00000000000000000000000000000001"}).exit_code, 3);
  EXPECT_EQ(run({"case", "show", "abc"}).exit_code, 2);
  EXPECT_EQ(run({"case", "show", "00070/hai/1"}).exit_code, 2);
}

TEST_F(Errors, ASimulatedClockDoesNotGoBack) {
  make_office();
  EXPECT_EQ(run({"clock", "advance", "2022-01-23 08:00"}).exit_code, 2);
}

TEST_F(Errors, TheSystemClockIsNotMoved) {
  ASSERT_EQ(run({"init", "--empty", "--partitions", "2"}).exit_code, 0);
  EXPECT_EQ(run({"clock", "advance", "2999-01-01"}).exit_code, 1);
}

TEST_F(Errors, ServerThatIsNotThereIsUnavailable) {
  EXPECT_EQ(run({"--server", "http://127.0.0.1:1", "case", "find"}).exit_code, 5);
  EXPECT_EQ(run({"--server", "ftp://127.0.0.1", "case", "find"}).exit_code, 2);
  EXPECT_EQ(run({"--server", "http://127.0.0.1:1", "clock", "confirm"}).exit_code, 2);
}

}  // namespace
}  // namespace donthu::cli
