#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;

// The same commands, on a server that holds the folder.
class OnServer : public ToolTest {
 protected:
  void SetUp() override {
    // A server's clients speak of today, so this folder has the machine's clock.
    ASSERT_EQ(run({"init", "--partitions", "4"}).exit_code, 0);
    for (const auto& [name, code, role] :
         {std::tuple{"Nguyễn Văn An", "HK01", "chair"}, {"Trần Thị Bình", "HK02", "registrar"}})
      ASSERT_EQ(run({"registry", "appoint", "--name", name, "--staff-code", code, "--unit",
                     "Phường Hoàn Kiếm", "--role", role, "--from", "2025-07-01"})
                    .exit_code,
                0);
    server_ = start({"--json", "serve", "--port", "0"}, path("serving"));
    ASSERT_GT(server_, 0);
    for (int tries = 0; tries < 200 && address_.empty(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      boost::system::error_code error;
      const auto json = boost::json::parse(content(path("serving")), error);
      if (!error) address_ = json.at("listening").as_string().c_str();
    }
    ASSERT_FALSE(address_.empty()) << content(path("serving"));
  }
  void TearDown() override {
    if (server_ <= 0) return;
    ::kill(server_, SIGTERM);
    int status = 0;
    ASSERT_EQ(::waitpid(server_, &status, 0), server_);
    EXPECT_EQ(status, 0);
  }

  [[nodiscard]] Ran ask(std::vector<std::string> words) const {
    words.insert(words.end(), {"--server", address_});
    return run(words);
  }

 private:
  pid_t server_ = 0;
  std::string address_;
};

TEST_F(OnServer, AFolderThatAServerHoldsIsInUse) {
  const auto ran = run({"case", "find"});
  EXPECT_EQ(ran.exit_code, 4) << ran.error;
  EXPECT_THAT(ran.error, HasSubstr("folder-in-use"));
  EXPECT_THAT(ran.error, HasSubstr("--server"));
}

TEST_F(OnServer, APetitionIsRegisteredHandledAndShown) {
  const auto made =
      ask({"petition", "register", "--officer", "HK02", "--matter", "Đèn đường hỏng", "--kind",
           "recommendation", "--person-name", "Lê Thị Bí Mật", "--key", "k1", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  const std::string id(made.json().at("case").as_string());
  EXPECT_EQ(
      ask({"petition", "register", "--officer", "HK02", "--matter", "Đèn đường hỏng", "--kind",
           "recommendation", "--person-name", "Lê Thị Bí Mật", "--key", "k1", "--json"})
          .json()
          .at("repeated"),
      true);
  const auto classified = ask({"petition", "classify", id, "eligible=true", "--officer", "HK01"});
  EXPECT_EQ(classified.exit_code, 0) << classified.error;
  for (const std::string what : {"show", "history", "explain", "expected", "timeline"}) {
    const auto ran = ask({"case", what, id.substr(0, 10)});
    EXPECT_EQ(ran.exit_code, 0) << what << ran.error;
    EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("Bí Mật"))) << what;
  }
  EXPECT_THAT(ask({"case", "show", id}).out, HasSubstr("Phường Hoàn Kiếm"));
  EXPECT_THAT(ask({"inbox", "--unit", "hoan kiem"}).out, HasSubstr("Đèn đường hỏng"));
  EXPECT_THAT(ask({"case", "find", "--words", "den duong"}).out, HasSubstr("Kiến nghị"));
}

TEST_F(OnServer, ErrorsOfTheServerHaveTheSameExitCodes) {
  EXPECT_EQ(ask({"case", "show", "00000000000000000000000000000001"}).exit_code, 3);
  EXPECT_EQ(ask({"petition", "register", "--officer", "HK02"}).exit_code, 2);
  const auto made = ask({"petition", "register", "--officer", "HK02", "--matter", "Đất", "--json"});
  const std::string id(made.json().at("case").as_string());
  const auto early = ask({"petition", "resolve", id, "outcome=justified", "document_number=1/QD",
                          "--officer", "HK01"});
  EXPECT_EQ(early.exit_code, 1) << early.error;
  EXPECT_THAT(early.error, HasSubstr("Lỗi: "));
  EXPECT_EQ(
      ask({"petition", "note", id, "note=x", "--officer", "HK01", "--if-version", "9"}).exit_code,
      4);
  EXPECT_EQ(ask({"case", "history", id, "--step"}).exit_code, 2);
  EXPECT_EQ(ask({"clock", "confirm"}).exit_code, 2);
}

}  // namespace
}  // namespace donthu::cli
