#include "tests/integration/http/office.h"

namespace donthu::http {
namespace {

class Commands : public testing::Test {
 protected:
  Received command(const std::string& id, const std::string& verb, const Headers& headers,
                   const std::string& body = "{}") {
    return client_.send("POST", "/v1/petitions/" + id + "/commands/" + verb, headers, body);
  }

  Office office_;
  Client client_{office_.server->port()};
};

TEST_F(Commands, ARegistrationIsAnsweredWithItsPlaceVersionAndNumber) {
  const auto answer = client_.send("POST", "/v1/petitions", acting(2, 22, "k1"),
                                   boost::json::serialize(registration()));
  ASSERT_EQ(answer.status, 201) << answer.body;
  const auto json = answer.json();
  EXPECT_EQ(answer.header("etag"), "\"1\"");
  EXPECT_EQ(answer.header("location"), "/v1/petitions/" + std::string(json.at("case").as_string()));
  EXPECT_EQ(answer.header("donthu-simulated"), "true");
  EXPECT_EQ(json.at("number").at("unit").to_number<int>(), 2);
  EXPECT_EQ(json.at("number").at("number").to_number<int>(), 1);
  EXPECT_EQ(json.at("status").as_string(), "registered");
  EXPECT_EQ(client_.get(answer.header("location")).status, 200);
}

TEST_F(Commands, TheSameKeyIsAnsweredAgainAndWithAnotherBodyRefused) {
  const auto id = registered(client_, "k1");
  const auto again = client_.send("POST", "/v1/petitions", acting(2, 22, "\"k1\""),
                                  boost::json::serialize(registration()));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.json().at("case").as_string(), id);
  EXPECT_TRUE(again.json().at("repeated").as_bool());
  auto other = registration();
  other["matter"] = "Việc khác";
  const auto refused =
      client_.send("POST", "/v1/petitions", acting(2, 22, "k1"), boost::json::serialize(other));
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_EQ(refused.json().at("reason").as_string(), "id-reused");
}

TEST_F(Commands, AnActNeedsAKeyAndAnOfficer) {
  for (const auto* left_out : {"Idempotency-Key", "Donthu-Officer", "Donthu-Unit"}) {
    auto headers = acting(2, 22, "k1");
    std::erase_if(headers, [&](const auto& header) { return header.first == left_out; });
    const auto answer =
        client_.send("POST", "/v1/petitions", headers, boost::json::serialize(registration()));
    EXPECT_EQ(answer.status, 400) << left_out;
    EXPECT_EQ(answer.json().at("field").as_string(), left_out);
    EXPECT_FALSE(answer.json().at("remedy").as_string().empty());
    EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  }
  EXPECT_EQ(client_
                .send("POST", "/v1/petitions", acting(2, 22, std::string(129, 'k')),
                      boost::json::serialize(registration()))
                .status,
            400);
}

TEST_F(Commands, AnOfficerOfAnotherUnitMayNotAct) {
  const auto answer = client_.send("POST", "/v1/petitions", acting(2, 33, "k1"),
                                   boost::json::serialize(registration()));
  EXPECT_EQ(answer.status, 403) << answer.body;
}

TEST_F(Commands, AStaleVersionIsRefusedAndTheCurrentOneTaken) {
  const auto id = registered(client_, "k1");
  auto headers = acting(2, 22, "k2");
  headers.emplace_back("If-Match", "\"7\"");
  EXPECT_EQ(command(id, "note", headers, R"({"note":"x"})").status, 412);
  headers.back().second = "\"1\"";
  const auto answer = command(id, "note", headers, R"({"note":"x"})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.header("etag"), "\"2\"");
  headers.back().second = "7";
  EXPECT_EQ(command(id, "note", headers, R"({"note":"x"})").status, 400);
}

TEST_F(Commands, UnknownFieldsTypesNamesAndDuplicatesAreRefusedWithTheirPlace) {
  const std::vector<std::pair<std::string, std::string>> bodies{
      {R"({"kind":"complaint","colour":"red"})", "colour"},
      {R"({"kind":"complain"})", "kind"},
      {R"({"kind":7})", "kind"},
      {R"({"complex":"yes"})", "complex"},
      {R"({"persons":[{"role":"complainant","nam":"x"}]})", "persons[0].nam"},
      {R"({"effective_at":7})", "effective_at"},
      {R"({"effective_at":"yesterday"})", "effective_at"}};
  int key = 0;
  for (const auto& [body, field] : bodies) {
    const auto answer =
        client_.send("POST", "/v1/petitions", acting(2, 22, "u" + std::to_string(++key)), body);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(answer.json().at("field").as_string(), field) << answer.body;
  }
  for (const auto& body :
       {std::string(R"({"kind":"complaint","kind":"feedback"})"), std::string("[]"),
        std::string("{"), std::string("{} {}"), std::string("{\"matter\":\"\xff\"}"),
        std::string("null"), "{\"parts\":" + std::string(40, '[') + std::string(40, ']') + "}"})
    EXPECT_EQ(client_.send("POST", "/v1/petitions", acting(2, 22, "z"), body).status, 400) << body;
}

TEST_F(Commands, AVerbThatIsNotExpectedIsRefusedAndSaysWhatWouldBe) {
  const auto id = registered(client_, "k1");
  const auto answer = command(id, "enforce", acting(2, 21, "k2"));
  EXPECT_EQ(answer.status, 409) << answer.body;
  EXPECT_FALSE(answer.json().at("detail").as_string().empty());
  EXPECT_FALSE(answer.json().at("detail_en").as_string().empty());
}

TEST_F(Commands, TheEnginesOwnVerbsAreNotServed) {
  const auto id = registered(client_, "k1");
  for (const auto* verb : {"fire_deadline", "fire_timer", "recompute", "reassign_to_head",
                           "release", "administer", "register", "nonsense"})
    EXPECT_EQ(command(id, verb, acting(2, 21, "k2")).status, 404) << verb;
}

TEST_F(Commands, SealedTextsAreShownToNobodyButWhoReadsThemOnRecord) {
  const auto id = registered(client_, "k1");
  for (const auto* part : {"", "/history", "/timeline", "/expected"}) {
    const auto answer = client_.get("/v1/petitions/" + id + part);
    EXPECT_EQ(answer.status, 200) << part << answer.body;
    EXPECT_EQ(answer.body.find("Lộ D"), std::string::npos) << part;
  }
  EXPECT_EQ(client_.get("/v1/petitions").body.find("Lộ D"), std::string::npos);
  const auto read = command(id, "read_sealed", acting(2, 21, "k2"), R"({"purpose":"review"})");
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_NE(read.body.find("Nguyễn Văn Lộ Danh"), std::string::npos);
  EXPECT_NE(client_.get("/v1/petitions/" + id + "/history").body.find("SealedRead"),
            std::string::npos);
}

TEST_F(Commands, ADocumentIsStoredAndAttachedByItsDigest) {
  const auto id = registered(client_, "k1");
  auto headers = acting(2, 22, "d1");
  headers.back().second = "application/octet-stream";
  const std::string content(300'000, 'p');
  const auto stored = client_.send("POST", "/v1/petitions/" + id + "/documents", headers, content);
  ASSERT_EQ(stored.status, 201) << stored.body;
  const boost::json::object attach{{"digest", stored.json().at("digest")},
                                   {"size_bytes", content.size()},
                                   {"media_type", "application/pdf"},
                                   {"document_name", "Đơn.pdf"}};
  const auto attached = command(id, "attach", acting(2, 22, "d2"), boost::json::serialize(attach));
  EXPECT_EQ(attached.status, 200) << attached.body;
}

}  // namespace
}  // namespace donthu::http
