#include <algorithm>
#include <set>
#include <thread>

#include "tests/integration/http/office.h"

namespace donthu::http {
namespace {

ServerOptions quick() {
  ServerOptions options;
  options.write_ms = 500;
  options.comment_ms = 400;
  options.send_buffer_bytes = 4'096;
  return options;
}

struct Event {
  std::string id;
  boost::json::object data;
};

class Events : public testing::Test {
 protected:
  static void open(Client& client, const std::string& query = "", const std::string& after = "") {
    std::string out = "GET /v1/events" + query + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!after.empty()) out += "Last-Event-ID: " + after + "\r\n";
    client.write(out + "\r\n");
    const auto answer = client.read();
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.header("content-type"), "text/event-stream");
    EXPECT_EQ(client.read_piece(2'000), "retry: 3000");
  }

  // Events until a comment says that there are no more for now.
  static std::vector<Event> read(Client& client) {
    std::vector<Event> out;
    while (true) {
      const auto piece = client.read_piece(3'000);
      if (piece.empty() || piece.front() == ':') return out;
      const auto line = piece.find('\n');
      EXPECT_TRUE(piece.starts_with("id: ")) << piece;
      EXPECT_EQ(piece.compare(line + 1, 6, "data: "), 0) << piece;
      out.push_back(
          {piece.substr(4, line - 4), boost::json::parse(piece.substr(line + 7)).as_object()});
    }
  }

  std::vector<Event> all(const std::string& query = "", const std::string& after = "") {
    Client client(office_.server->port());
    open(client, query, after);
    return read(client);
  }

  Office office_{quick()};
  Client client_{office_.server->port()};
};

std::set<std::string> ids(const std::vector<Event>& events) {
  std::set<std::string> out;
  for (const auto& event : events) out.insert(std::string(event.data.at("id").as_string()));
  return out;
}

TEST_F(Events, ComeWhileTheClientWaits) {
  Client waiting(office_.server->port());
  open(waiting, "?from=now&type=PetitionRegistered");
  const auto id = registered(client_, "k1");
  const auto piece = waiting.read_piece(2'000);
  EXPECT_NE(piece.find(id), std::string::npos) << piece;
}

TEST_F(Events, ResumeFromEveryPositionEverIssued) {
  for (int i = 0; i < 3; ++i) registered(client_, "k" + std::to_string(i));
  const auto whole = all("?kind=complaint");
  ASSERT_GT(whole.size(), 6U);
  for (std::size_t i = 0; i < whole.size(); i += 3) {
    const auto rest = all("?kind=complaint", whole[i].id);
    EXPECT_EQ(rest.size(), whole.size() - i - 1);
    auto together = ids(rest);
    for (std::size_t j = 0; j <= i; ++j)
      together.insert(std::string(whole[j].data.at("id").as_string()));
    EXPECT_EQ(together, ids(whole));
  }
}

TEST_F(Events, ResumeWhereTheyWereAfterTheServerWasStartedAgain) {
  registered(client_, "k0");
  const auto before = all();
  office_.reopen([](runtime::Configuration&) {});
  Client client(office_.server->port());
  const auto id = registered(client, "k1");
  const auto after = all("", before.back().id);
  ASSERT_FALSE(after.empty());
  auto together = ids(before);
  for (const auto& event : after)
    EXPECT_TRUE(together.insert(std::string(event.data.at("id").as_string())).second) << "repeated";
  EXPECT_EQ(together, ids(all())) << "without a gap";
  EXPECT_TRUE(std::any_of(after.begin(), after.end(), [&](const Event& event) {
    return event.data.contains("subject") && event.data.at("subject").as_string() == id;
  }));
}

TEST_F(Events, ThoseOfACaseComeInTheirOrder) {
  const auto id = registered(client_, "k1");
  for (int i = 0; i < 5; ++i)
    client_.send("POST", "/v1/petitions/" + id + "/commands/note",
                 acting(2, 22, "n" + std::to_string(i)), R"({"note":"x"})");
  std::string last;
  for (const auto& event : all("?unit=2")) {
    const std::string sequence(event.data.at("sequence").as_string());
    EXPECT_LT(last, sequence);
    last = sequence;
    EXPECT_EQ(event.data.at("subject").as_string(), id);
  }
}

TEST_F(Events, AreFilteredByUnitKindAndType) {
  registered(client_, "k1");
  EXPECT_TRUE(all("?unit=3").empty());
  EXPECT_TRUE(all("?kind=feedback&kind=denunciation").empty());
  EXPECT_EQ(all("?type=PetitionRegistered").size(), 1U);
  EXPECT_EQ(all("?type=vn.donthu.PetitionRegistered.v1&unit=2&unit=3").size(), 1U);
  for (const auto* query : {"?unit=x", "?kind=red", "?type=Nothing", "?colour=red", "?from=here",
                            "?after=x", "?after="})
    EXPECT_EQ(client_.get("/v1/events" + std::string(query)).status, 400) << query;
}

TEST_F(Events, NameNobody) {
  auto body = registration();
  const auto id = registered(client_, "k1", body);
  for (const auto* verb : {"note", "urge"})
    client_.send("POST", "/v1/petitions/" + id + "/commands/" + verb, acting(2, 21, verb),
                 R"({"note":"Nguyễn Văn Lộ Danh ở ngõ Lộ Diện"})");
  const auto events = all();
  EXPECT_GT(events.size(), 20U);  // Those of the registry too, with officers' names.
  for (const auto& event : events) {
    const auto text = boost::json::serialize(event.data);
    for (const auto* planted : {"Lộ D", "Cán Bộ", "Cấp sổ", "khiếu nại việc", "ngõ"})
      EXPECT_EQ(text.find(planted), std::string::npos) << text;
  }
}

TEST_F(Events, ASlowClientIsDroppedAndNobodyElseWaits) {
  for (int i = 0; i < 150; ++i) registered(client_, "k" + std::to_string(i));
  Client slow(office_.server->port(), 2'048);
  slow.write("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  Client quick_client(office_.server->port());
  open(quick_client, "?type=PetitionRegistered");
  EXPECT_EQ(read(quick_client).size(), 150U);
  std::this_thread::sleep_for(std::chrono::milliseconds(1'500));
  const auto metrics = client_.get("/metrics").body;
  EXPECT_NE(metrics.find("donthu_http_streams_dropped_total 1\n"), std::string::npos) << metrics;
  EXPECT_TRUE(slow.ended(2'000));
  registered(client_, "after");
  EXPECT_NE(quick_client.read_piece(2'000), "");
}

TEST_F(Events, AQuietStreamMovesTheClientsPositionPastWhatWasHeldBack) {
  registered(client_, "k1");
  Client client(office_.server->port());
  open(client, "?type=ClockConfirmed");
  const auto piece = client.read_piece(2'000);
  ASSERT_TRUE(piece.starts_with(": quiet\nid: ")) << piece;
  EXPECT_TRUE(all("", piece.substr(12)).empty());
}

TEST_F(Events, TooManyStreamsAreRefused) {
  ServerOptions options;
  options.max_streams = 1;
  const auto server = Office::must(Server::start(*office_.engine, options));
  Client first(server->port());
  open(first);
  Client second(server->port());
  EXPECT_EQ(second.get("/v1/events").status, 503);
}

}  // namespace
}  // namespace donthu::http
