// Any node takes any request: what another must do is brought to it.
#include <atomic>
#include <thread>

#include "tests/integration/http/certificates.h"
#include "tests/integration/http/cluster.h"
#include "tests/integration/http/tls_client.h"

namespace donthu::http {
namespace {

using clock = std::chrono::steady_clock;

ServerOptions impatient() {
  ServerOptions options;
  options.owner_wait_ms = 1'500;
  options.peer_answer_ms = 3'000;
  return options;
}

std::string body() { return boost::json::serialize(registration()); }

class Forwarding : public testing::Test {
 protected:
  Received registers(Client& client, const std::string& key) {
    return client.send("POST", "/v1/petitions", acting(2, 22, key), body());
  }
  // How many petitions the whole log has registered.
  std::size_t registered_in_all() {
    cluster_.assign_and_wait(0);
    Client client(cluster_.port(0));
    return client.get("/v1/petitions").json().at("petitions").as_array().size();
  }

  Cluster cluster_{2, impatient()};
};

TEST_F(Forwarding, AChangeGivenToAnyNodeIsAnsweredAsByItsOwner) {
  cluster_.assign_and_wait(0);
  Client client(cluster_.port(1));
  const auto made = registers(client, "k");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id(made.json().at("case").as_string());
  EXPECT_EQ(made.header("location"), "/v1/petitions/" + id);
  EXPECT_EQ(made.header("etag"), "\"1\"");
  EXPECT_EQ(made.header("content-type"), "application/json");
  EXPECT_FALSE(made.header("donthu-position").empty());
  EXPECT_EQ(registers(client, "k").json().at("repeated"), true);

  const Headers after{{"Donthu-Min-Position", made.header("donthu-position")}};
  EXPECT_EQ(client.get("/v1/petitions/" + id, after).status, 200);

  auto upload = acting(2, 22, "d");
  upload.back().second = "application/octet-stream";
  const auto stored =
      client.send("POST", "/v1/petitions/" + id + "/documents", upload, std::string(200'000, 'x'));
  ASSERT_EQ(stored.status, 201) << stored.body;
  const auto path = "/v1/petitions/" + id + "/commands/";
  const boost::json::object attach{{"digest", stored.json().at("digest")},
                                   {"size_bytes", 200'000},
                                   {"media_type", "text/plain"}};
  EXPECT_EQ(client.send("POST", path + "attach", acting(2, 22, "t"), boost::json::serialize(attach))
                .status,
            200);
  const auto read =
      client.send("POST", path + "read_sealed", acting(2, 21, "s"), R"({"purpose":"review"})");
  EXPECT_EQ(read.status, 200) << read.body;
  EXPECT_NE(read.body.find("Lộ Danh"), std::string::npos);
}

TEST_F(Forwarding, WhatTheOwnerRefusesIsToldInItsWords) {
  cluster_.assign_and_wait(0);
  Client owner(cluster_.port(0));
  const auto id = registered(owner, "k");
  Client client(cluster_.port(1));
  const auto path = "/v1/petitions/" + id + "/commands/";
  auto stale = acting(2, 22, "n");
  stale.emplace_back("If-Match", "\"99\"");
  const auto answer = client.send("POST", path + "note", stale, R"({"note":"x"})");
  EXPECT_EQ(answer.status, 412) << answer.body;
  EXPECT_EQ(answer.header("content-type"), "application/problem+json");
  EXPECT_EQ(answer.body, owner.send("POST", path + "note", stale, R"({"note":"x"})").body);
  EXPECT_EQ(client
                .send("POST", path + "resolve", acting(2, 21, "r"),
                      R"({"form":"decision","outcome":"justified","summary":"x"})")
                .status,
            409);
  EXPECT_EQ(client.send("POST", path + "note", acting(2, 22, "k"), R"({"note":"x"})").status, 409);
}

TEST_F(Forwarding, APartitionThatMovesIsWaitedFor) {
  cluster_.assign_and_wait(0);
  cluster_.assign_and_wait(2);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    cluster_.assign(1);
  });
  Client first(cluster_.port(0));
  EXPECT_EQ(registers(first, "k").status, 201);
  Client second(cluster_.port(1));
  EXPECT_EQ(registers(second, "k").json().at("repeated"), true);
  later.join();
}

TEST_F(Forwarding, WhatNobodyTakesIsUnavailableAfterAWhile) {
  cluster_.give_to_stranger("http://127.0.0.1:1");
  cluster_.directory.forget("stranger");
  Client client(cluster_.port(0));
  const auto begin = clock::now();
  const auto answer = registers(client, "k");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(answer.json().at("reason").as_string(), "partition-elsewhere");
  EXPECT_GE(clock::now() - begin, std::chrono::milliseconds(1'400));
  EXPECT_LT(clock::now() - begin, std::chrono::seconds(4));
}

TEST_F(Forwarding, ANodeThatCannotBeReachedIsAsIfThereWereNone) {
  for (const auto* address :
       {"http://127.0.0.1:1", "", "nonsense", "http://192.0.2.1:80", "https://127.0.0.1:1"}) {
    cluster_.give_to_stranger(address);
    Client client(cluster_.port(0));
    const auto answer = registers(client, "k");
    EXPECT_EQ(answer.status, 503) << address;
    EXPECT_EQ(answer.json().at("reason").as_string(), "partition-elsewhere") << address;
  }
}

TEST_F(Forwarding, WhatWasForwardedIsNotForwardedAgain) {
  cluster_.assign_and_wait(0);
  Client client(cluster_.port(1));
  auto headers = acting(2, 22, "k");
  headers.emplace_back("Donthu-Forwarded", "c");
  const auto begin = clock::now();
  const auto answer = client.send("POST", "/v1/petitions", headers, body());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_LT(clock::now() - begin, std::chrono::seconds(1));
}

TEST_F(Forwarding, TheRequestThatIsSentOnIsThatOfTheClient) {
  std::string seen;
  const Stranger stranger([&](int socket) {
    seen = Stranger::read(socket);
    Stranger::write(socket,
                    "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n"
                    "ETag: \"7\"\r\nSet-Cookie: theirs\r\nContent-Length: 2\r\n\r\n{}");
  });
  cluster_.give_to_stranger(stranger.address());
  Client client(cluster_.port(1));
  auto headers = acting(2, 22, "key-1");
  headers.emplace_back("If-Match", "\"3\"");
  headers.emplace_back("Donthu-On-Behalf-Of", "21");
  headers.emplace_back("Donthu-Delegation", "5");
  headers.emplace_back("Cookie", "ours");
  const auto target = "/v1/petitions/0001" + std::string(28, 'a') + "/commands/note";
  const auto answer = client.send("POST", target, headers, R"({"note":"x"})");
  EXPECT_EQ(answer.status, 409) << answer.body;
  EXPECT_EQ(answer.body, "{}");
  EXPECT_EQ(answer.header("etag"), "\"7\"");
  EXPECT_EQ(answer.header("set-cookie"), "");
  EXPECT_TRUE(seen.starts_with("POST " + target + " HTTP/1.1\r\n")) << seen;
  for (const auto* line :
       {"Donthu-Forwarded: b\r\n", "Idempotency-Key: key-1\r\n", "If-Match: \"3\"\r\n",
        "Donthu-Officer: 22\r\n", "Donthu-Unit: 2\r\n", "Donthu-On-Behalf-Of: 21\r\n",
        "Donthu-Delegation: 5\r\n", "Content-Type: application/json\r\n"})
    EXPECT_NE(seen.find(line), std::string::npos) << line << seen;
  EXPECT_EQ(seen.find("Cookie"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"note\":\"x\"}")) << seen;
}

TEST_F(Forwarding, AnAnswerThatWasLostLeavesTheOutcomeUnknown) {
  std::atomic<int> asked{0};
  const Stranger stranger([&](int socket) {
    Stranger::read(socket);
    ++asked;
  });
  cluster_.give_to_stranger(stranger.address());
  Client client(cluster_.port(0));
  const auto answer = registers(client, "k");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.json().at("code").as_string(), "outcome-unknown");
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_GT(asked.load(), 1) << "it may be asked again under the same key";
}

TEST_F(Forwarding, WhatWasLostIsAskedAgainOfTheNewOwner) {
  std::atomic<bool> asked{false};
  const Stranger stranger([&](int socket) {
    Stranger::read(socket);
    asked.store(true);
  });
  cluster_.give_to_stranger(stranger.address());
  std::thread later([&] {
    Cluster::eventually([&] { return asked.load(); });
    cluster_.assign(1);
  });
  Client client(cluster_.port(0));
  EXPECT_EQ(registers(client, "k").status, 201);
  later.join();
  EXPECT_EQ(registered_in_all(), 1U);
}

// A node that hangs and does not end its connections, until another has its partitions.
TEST_F(Forwarding, ANodeThatHangsIsLeftOnceAnotherIsTheOwner) {
  std::atomic<bool> asked{false};
  std::atomic<bool> over{false};
  const Stranger stranger([&](int socket) {
    Stranger::read(socket);
    asked.store(true);
    while (!over.load()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  cluster_.give_to_stranger(stranger.address());
  std::thread later([&] {
    Cluster::eventually([&] { return asked.load(); });
    cluster_.assign(1);
  });
  Client client(cluster_.port(0));
  const auto begin = clock::now();
  EXPECT_EQ(registers(client, "k").status, 201);
  EXPECT_LT(clock::now() - begin, std::chrono::milliseconds(2'800));
  later.join();
  over.store(true);
}

TEST_F(Forwarding, WhatNeverAnswersIsGivenUp) {
  std::atomic<bool> over{false};
  const Stranger stranger([&](int socket) {
    Stranger::read(socket);
    while (!over.load()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  });
  cluster_.give_to_stranger(stranger.address());
  Client client(cluster_.port(0));
  client.write(
      "POST /v1/petitions HTTP/1.1\r\nHost: localhost\r\nDonthu-Officer: 22\r\n"
      "Donthu-Unit: 2\r\nIdempotency-Key: k\r\nContent-Type: application/json\r\n"
      "Content-Length: " +
      std::to_string(body().size()) + "\r\n\r\n" + body());
  // Meanwhile others are served.
  Client other(cluster_.port(0));
  EXPECT_EQ(other.get("/v1/petitions").status, 200);
  const auto answer = client.read(false, 15'000);
  over.store(true);
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.json().at("code").as_string(), "outcome-unknown");
}

TEST_F(Forwarding, AnAnswerThatIsNoHttpIsLost) {
  const Stranger stranger([&](int socket) {
    Stranger::read(socket);
    Stranger::write(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n");
  });
  cluster_.give_to_stranger(stranger.address());
  Client client(cluster_.port(0));
  EXPECT_EQ(registers(client, "k").json().at("code").as_string(), "outcome-unknown");
}

TEST_F(Forwarding, LinksAreKeptAndFoundAgainAfterTheOtherNodeEndedThem) {
  cluster_.assign_and_wait(0);
  Client client(cluster_.port(1));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(registers(client, "k" + std::to_string(i)).status, 201);
  Client watching(cluster_.port(0));
  EXPECT_NE(watching.get("/metrics").body.find("donthu_http_connections 2\n"), std::string::npos)
      << "one link for all of them, and the one that asks";
  auto& owner = *cluster_.members[0];
  owner.server.reset();
  ServerOptions same = impatient();
  same.port = static_cast<std::uint16_t>(std::stoi(
      cluster_.directory.find("a")->address.substr(std::string("http://127.0.0.1:").size())));
  owner.server = Office::must(Server::start(*owner.engine, same));
  EXPECT_EQ(registers(client, "again").status, 201);
}

TEST_F(Forwarding, HandingOverLosesNoRequest) {
  cluster_.assign_and_wait(0);
  std::atomic<bool> over{false};
  std::atomic<int> accepted{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c)
    clients.emplace_back([&, c] {
      Client client(cluster_.port(static_cast<std::size_t>(c % 2)));
      for (int i = 0; !over.load(); ++i) {
        const auto answer = registers(client, std::to_string(c) + "-" + std::to_string(i));
        EXPECT_EQ(answer.status, 201) << answer.body;
        if (answer.status == 201) ++accepted;
      }
    });
  Cluster::eventually([&] { return accepted.load() > 20; });
  std::thread takes_over([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    cluster_.assign(1);
  });
  cluster_.engine(0).hand_over();
  takes_over.join();
  const int before = accepted.load();
  Cluster::eventually([&] { return accepted.load() > before + 20; });
  over.store(true);
  for (auto& client : clients) client.join();
  std::uint64_t in_state = 0;
  std::string cursor;
  do {
    const auto page = Office::must(cluster_.engine(1).queries().find({}, cursor, 1'000));
    in_state += page.cases.size();
    cursor = page.next;
  } while (!cursor.empty());
  EXPECT_EQ(in_state, static_cast<std::uint64_t>(accepted.load()));
}

TEST_F(Forwarding, StoppingEndsTheLinks) {
  cluster_.assign_and_wait(0);
  Client client(cluster_.port(1));
  EXPECT_EQ(registers(client, "k").status, 201);
  const auto begin = clock::now();
  cluster_.members[1]->server->stop();
  EXPECT_LT(clock::now() - begin, std::chrono::seconds(3));
}

TEST(ForwardingManyAtOnce, WaitForTheirTurn) {
  auto options = impatient();
  options.max_errands = 2;
  options.threads = 2;
  Cluster cluster(2, options);
  cluster.assign_and_wait(0);
  std::vector<std::thread> clients;
  for (int c = 0; c < 16; ++c)
    clients.emplace_back([&, c] {
      Client client(cluster.port(1));
      for (int i = 0; i < 5; ++i) {
        const auto key = std::to_string(c) + "-" + std::to_string(i);
        const auto answer = client.send("POST", "/v1/petitions", acting(2, 22, key), body());
        EXPECT_EQ(answer.status, 201) << answer.body;
      }
    });
  for (auto& client : clients) client.join();
  Client watching(cluster.port(1));
  EXPECT_NE(
      watching.get("/metrics").body.find("donthu_http_forwarded_total{result=\"answered\"} 80\n"),
      std::string::npos);
}

TEST(ForwardingWithTls, NodesShowOneAnotherTheirCertificates) {
  const Authority authority;
  auto options = impatient();
  options.tls = authority.issue("node", "IP:127.0.0.1");
  Cluster cluster(2, options);
  cluster.assign_and_wait(0);
  TlsClient client(cluster.port(1), authority.issue("caller", "DNS:caller.example"));
  for (int i = 0; i < 3; ++i) {
    const auto answer =
        client.send("POST", "/v1/petitions", acting(2, 22, "k" + std::to_string(i)), body());
    EXPECT_EQ(answer.status, 201) << answer.body;
  }
}

TEST(ForwardingWithTls, ANodeUnderAnotherNameIsNotSpokenTo) {
  const Authority authority;
  auto options = impatient();
  options.owner_wait_ms = 300;
  options.tls = authority.issue("node", "DNS:elsewhere.example");
  Cluster cluster(2, options);
  cluster.assign_and_wait(0);
  TlsClient client(cluster.port(1), authority.issue("caller", "DNS:caller.example"));
  const auto answer = client.send("POST", "/v1/petitions", acting(2, 22, "k"), body());
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.json().at("reason").as_string(), "partition-elsewhere");
}

// What a client saw done at one node it finds done at every other.
TEST(Positions, AQuestionIsAnsweredOnceTheNodeKnows) {
  Office office;
  Client client(office.server->port());
  const auto made = client.send("POST", "/v1/petitions", acting(2, 22, "k"), body());
  const auto position = made.header("donthu-position");
  EXPECT_EQ(position, std::to_string(made.json().at("partition").as_int64()) + ":" +
                          std::to_string(made.json().at("seq").as_int64()));
  const auto path = "/v1/petitions/" + std::string(made.json().at("case").as_string());
  EXPECT_EQ(client.get(path, {{"Donthu-Min-Position", position + " , 0:1"}}).status, 200);
}

TEST(Positions, WhatIsNotHereYetIsWaitedForAMomentOnly) {
  ServerOptions options;
  options.position_wait_ms = 1'000;
  Office office(options);
  Client client(office.server->port());
  auto begin = clock::now();
  const auto early = client.get("/v1/petitions", {{"Donthu-Min-Position", "1:100000"}});
  EXPECT_EQ(early.status, 503);
  EXPECT_EQ(early.header("retry-after"), "1");
  EXPECT_EQ(early.json().at("reason").as_string(), "not-yet-here");
  EXPECT_GE(clock::now() - begin, std::chrono::milliseconds(950));

  const auto made = client.send("POST", "/v1/petitions", acting(2, 22, "k"), body());
  const auto partition = std::to_string(made.json().at("partition").as_int64());
  const auto next = std::to_string(made.json().at("seq").as_int64() + 1);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    Client other(office.server->port());
    registered(other, "l");
  });
  begin = clock::now();
  EXPECT_EQ(client.get("/v1/petitions", {{"Donthu-Min-Position", partition + ":" + next}}).status,
            200);
  EXPECT_LT(clock::now() - begin, std::chrono::milliseconds(950));
  later.join();
}

TEST(Positions, ManyThatWaitHoldNobodyUp) {
  Office office;
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < 50; ++i) {
    waiting.push_back(std::make_unique<Client>(office.server->port()));
    waiting.back()->write(
        "GET /v1/petitions HTTP/1.1\r\nHost: localhost\r\nDonthu-Min-Position: 1:99999\r\n\r\n");
  }
  Client client(office.server->port());
  const auto begin = clock::now();
  EXPECT_EQ(client.get("/v1/petitions").status, 200);
  EXPECT_LT(clock::now() - begin, std::chrono::milliseconds(1'000));
  for (auto& each : waiting) EXPECT_EQ(each->read().status, 503);
}

TEST(Positions, ThatAreNoneAreRefused) {
  Office office;
  Client client(office.server->port());
  std::string many = "1:0";
  for (int i = 0; i < 64; ++i) many += ",1:0";
  for (const std::string& text :
       {std::string("x"), std::string("1"), std::string(":"), std::string("1:"),
        std::string("-1:2"), std::string("1:0,"), std::string("70000:1"),
        std::string("1:18446744073709551615"), std::string("1:1:1"), many}) {
    const auto answer = client.get("/v1/petitions", {{"Donthu-Min-Position", text}});
    EXPECT_EQ(answer.status, 400) << text;
    EXPECT_EQ(answer.json().at("field").as_string(), "Donthu-Min-Position");
  }
  EXPECT_EQ(client.get("/v1/petitions", {{"Donthu-Min-Position", "9:0"}}).status, 404);
}

TEST_F(Forwarding, TheClusterIsShownAsTheAskedNodeSeesIt) {
  cluster_.assign_and_wait(0);
  Client client(cluster_.port(1));
  const auto made = registers(client, "k");
  ASSERT_EQ(made.status, 201);
  const auto shown =
      client.get("/v1/cluster", {{"Donthu-Min-Position", made.header("donthu-position")}}).json();
  EXPECT_EQ(shown.at("self").as_string(), "b");
  const auto& nodes = shown.at("nodes").as_array();
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[0].at("name").as_string(), "a");
  EXPECT_EQ(nodes[0].at("answers"), false);
  EXPECT_EQ(nodes[1].at("answers"), true);
  EXPECT_EQ(nodes[0].at("address").as_string(),
            "http://127.0.0.1:" + std::to_string(cluster_.port(0)));
  const auto& partitions = shown.at("partitions").as_array();
  ASSERT_EQ(partitions.size(), 4U);
  for (const auto& partition : partitions) {
    EXPECT_EQ(partition.at("owner").as_string(), "a");
    EXPECT_EQ(partition.at("ours"), false);
    EXPECT_GT(partition.at("epoch").as_int64(), 1);
    EXPECT_EQ(partition.at("replicas").at("in_sync"), 2);
    EXPECT_EQ(partition.at("replicas").at("replicas"), 3);
  }
  EXPECT_EQ(partitions[3].at("replicas").at("leader"), nullptr);
  const auto at = static_cast<std::size_t>(made.json().at("partition").as_int64());
  EXPECT_EQ(partitions[at].at("folded_seq"), partitions[at].at("next_seq"));
  EXPECT_EQ(partitions[at].at("lag"), 0);

  const auto metrics = client.get("/metrics").body;
  for (const auto* line : {"donthu_nodes 2\n", "donthu_partition_owned{partition=\"1\"} 0\n",
                           "donthu_partition_epoch{partition=\"1\"} ",
                           "donthu_partition_fold_lag_entries{partition=\"1\"} 0\n",
                           "donthu_partition_void_entries{partition=\"1\"} 0\n",
                           "donthu_partition_void_claims{partition=\"1\"} 0\n",
                           "donthu_partition_in_sync_replicas{partition=\"1\"} 2\n",
                           "donthu_partition_has_leader{partition=\"3\"} 0\n"})
    EXPECT_NE(metrics.find(line), std::string::npos) << line;
}

TEST(ClusterOfOne, SaysSo) {
  Office office;
  Client client(office.server->port());
  const auto shown = client.get("/v1/cluster").json();
  EXPECT_TRUE(shown.at("self").is_null());
  EXPECT_TRUE(shown.at("nodes").as_array().empty());
  for (const auto& partition : shown.at("partitions").as_array()) {
    EXPECT_EQ(partition.at("ours"), true);
    EXPECT_TRUE(partition.at("owner").is_null());
    EXPECT_TRUE(partition.at("replicas").is_null());
  }
}

}  // namespace
}  // namespace donthu::http
