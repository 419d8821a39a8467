#include <gmock/gmock.h>

#include "tests/integration/cli/serving.h"
#include "tests/integration/http/certificates.h"

namespace donthu::cli {
namespace {

using ::testing::HasSubstr;

// The same commands, on a server that holds the folder.
class OnServer : public ServingTest {
 protected:
  void SetUp() override {
    make_open_office();
    serve();
  }
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

TEST_F(OnServer, AClusterOfOneIsCalledOne) {
  const auto shown = ask({"cluster", "status"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_THAT(shown.out, HasSubstr("Một nút duy nhất"));
  EXPECT_THAT(shown.out, HasSubstr("next seq"));
  EXPECT_THAT(shown.out, HasSubstr("Kế tiếp"));
  const auto json = ask({"cluster", "status", "--json"}).json();
  EXPECT_EQ(json.at("partitions").as_array().size(), 4U);
  EXPECT_EQ(json.at("self"), nullptr);
  stop();
  EXPECT_EQ(run({"cluster", "status", "--json", "--disk-reserve", "0"})
                .json()
                .at("partitions")
                .as_array()
                .size(),
            4U);
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

TEST_F(ServingTest, AServerBeyondThisMachineIsAskedWithCertificatesOnBothSides) {
  make_open_office();
  const auto plain = run({"serve", "--port", "0", "--address", "0.0.0.0"});
  EXPECT_EQ(plain.exit_code, 2);
  EXPECT_THAT(plain.error, HasSubstr("TLS"));

  const http::Authority authority;
  const auto node = authority.issue("node", "DNS:localhost");
  const auto caller = authority.issue("caller", "DNS:caller.example");
  serve({"--address", "0.0.0.0", "--tls-certificate", node.certificate, "--tls-key", node.key,
         "--tls-client-ca", node.authority});
  const auto server = "https://localhost:" + std::to_string(port());
  const auto ask = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), {"--server", server});
    return run(words, more);
  };
  const std::vector<std::string> papers{"DONTHU_TLS_CA=" + node.authority,
                                        "DONTHU_TLS_CERTIFICATE=" + caller.certificate,
                                        "DONTHU_TLS_KEY=" + caller.key};
  const auto made = ask({"petition", "register", "--officer", "HK02", "--matter", "Đất"}, papers);
  EXPECT_EQ(made.exit_code, 0) << made.error;
  EXPECT_THAT(ask({"inbox", "--unit", "hoan kiem"}, papers).out, HasSubstr("Đất"));
  EXPECT_EQ(ask({"inbox", "--unit", "hoan kiem"}, {papers[0]}).exit_code, 5)
      << "without a certificate";
  EXPECT_EQ(ask({"inbox", "--unit", "hoan kiem"}, {papers[1], papers[2]}).exit_code, 5)
      << "of an unknown authority";
  const auto elsewhere = run(
      {"inbox", "--unit", "hoan kiem", "--server", "https://127.0.0.1:" + std::to_string(port())},
      papers);
  EXPECT_EQ(elsewhere.exit_code, 5) << "the certificate stands for localhost alone";
  EXPECT_THAT(elsewhere.error, HasSubstr("verify"));
}

}  // namespace
}  // namespace donthu::cli
