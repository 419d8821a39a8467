// Whatever comes over the network: too large, too slow, too many, or no HTTP at all.
#include <thread>

#include "tests/integration/http/office.h"

namespace donthu::http {
namespace {

ServerOptions tight() {
  ServerOptions options;
  options.header_ms = 300;
  options.body_ms = 300;
  options.idle_ms = 300;
  options.max_connections = 4;
  options.body_bytes = 64 * 1024;
  options.document_bytes = 128 * 1024;
  options.documents_bytes = 128 * 1024;
  return options;
}

class Limits : public testing::Test {
 protected:
  Office office_{tight()};
  Client client_{office_.server->port()};
};

TEST_F(Limits, OnlyThisMachineMayBeListenedOn) {
  ServerOptions options;
  for (const auto* address : {"0.0.0.0", "192.168.1.7", "::", "8.8.8.8"}) {
    options.address = address;
    const auto started = Server::start(*office_.engine, options);
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().reason, "address-not-loopback");
  }
  options.address = "::1";
  if (const auto started = Server::start(*office_.engine, options); !started) {
    EXPECT_EQ(started.error().reason, "cannot-listen");  // A machine without IPv6.
  }
  options.address = "nonsense";
  EXPECT_EQ(Server::start(*office_.engine, options).error().reason, "bad-address");
  options.address = "127.0.0.1";
  options.port = office_.server->port();
  EXPECT_EQ(Server::start(*office_.engine, options).error().reason, "cannot-listen");
}

TEST_F(Limits, AnotherHostsNameIsRefused) {
  EXPECT_EQ(client_.get("/healthz", {{"Host", "evil.example"}}).status, 421);
  EXPECT_EQ(client_.get("/healthz", {{"Host", "localhost.evil.example:80"}}).status, 421);
  EXPECT_EQ(client_.get("/healthz", {{"Host", "127.0.0.1.evil.example"}}).status, 421);
  EXPECT_EQ(client_.get("/healthz", {{"Host", "127.evil.example"}}).status, 421);
  EXPECT_EQ(client_.get("/healthz", {{"Host", "127.0.0.1:8080"}}).status, 200);
  EXPECT_EQ(client_.get("/healthz", {{"Host", "[::1]:8080"}}).status, 200);
  client_.write("GET /healthz HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client_.read().status, 400);
}

TEST_F(Limits, AHeaderThatSaysWhoActsIsTakenOnlyOnce) {
  auto headers = acting(2, 22, "k");
  headers.emplace_back("Donthu-Officer", "21");
  const auto answer = client_.send("POST", "/v1/petitions", headers, "{}");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.json().at("reason").as_string(), "repeated-header");
}

TEST_F(Limits, DocumentsOnTheirWayTogetherStayWithinTheirLimit) {
  const auto id = registered(client_, "k");
  const auto begin = [&](Client& client) {
    client.write("POST /v1/petitions/" + id +
                 "/documents HTTP/1.1\r\nHost: localhost\r\nDonthu-Officer: 22\r\n"
                 "Donthu-Unit: 2\r\nIdempotency-Key: d\r\n"
                 "Content-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\nx");
  };
  Client first(office_.server->port());
  begin(first);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  Client second(office_.server->port());
  begin(second);
  EXPECT_EQ(second.read().status, 503);
  EXPECT_EQ(first.read().status, 408);
  auto headers = acting(2, 22, "d");
  headers.back().second = "application/octet-stream";
  EXPECT_EQ(
      client_.send("POST", "/v1/petitions/" + id + "/documents", headers, std::string(100'000, 'x'))
          .status,
      201);
}

TEST_F(Limits, AHeaderTooLargeIsRefused) {
  EXPECT_EQ(client_.get("/healthz", {{"X-Long", std::string(20'000, 'x')}}).status, 431);
  EXPECT_EQ(client_.get("/healthz").status, 200);
}

TEST_F(Limits, ABodyTooLargeIsRefusedHoweverItIsSent) {
  const std::string large = "{\"matter\":\"" + std::string(70'000, 'x') + "\"}";
  EXPECT_EQ(client_.send("POST", "/v1/petitions", acting(2, 22, "k"), large).status, 413);
  std::string chunked =
      "POST /v1/petitions HTTP/1.1\r\nHost: localhost\r\nDonthu-Officer: 22\r\nDonthu-Unit: 2\r\n"
      "Idempotency-Key: k\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 20; ++i) chunked += "1000\r\n" + std::string(4'096, ' ') + "\r\n";
  Client other(office_.server->port());
  other.write(chunked);
  EXPECT_EQ(other.read().status, 413);
}

TEST_F(Limits, ARequestThatTricklesInIsAnswered408AndEnded) {
  client_.write("GET /healthz HTTP/1.1\r\n");
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    client_.write("X-A: b\r\n");
  }
  EXPECT_EQ(client_.read().status, 408);
  Client body(office_.server->port());
  body.write(
      "POST /v1/petitions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 100\r\n\r\n{");
  EXPECT_EQ(body.read().status, 408);
}

TEST_F(Limits, AnIdleConnectionIsEndedWithoutAWord) {
  EXPECT_EQ(client_.get("/healthz").status, 200);
  EXPECT_TRUE(client_.ended(3'000));
}

TEST_F(Limits, OneConnectionTooManyIsToldSo) {
  std::vector<std::unique_ptr<Client>> open;
  for (int i = 0; i < 4; ++i) {
    open.push_back(std::make_unique<Client>(office_.server->port()));
    EXPECT_EQ(open.back()->get("/healthz").status, 200);
  }
  Client more(office_.server->port());
  more.write("");
  EXPECT_EQ(more.get("/healthz").status, 503);
  open.clear();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  Client again(office_.server->port());
  EXPECT_EQ(again.get("/healthz").status, 200);
}

TEST_F(Limits, WhatIsNoHttpIsRefusedAndHarmsNobody) {
  for (const std::string bytes :
       {"\r\n\r\n\r\n", "GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/petitions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
    Client client(office_.server->port());
    client.write(bytes);
    const auto answer = client.read(false, 2'000);
    EXPECT_TRUE(answer.status == 400 || answer.status == 0) << bytes << answer.status;
  }
  SeededRandom random(11);
  for (int i = 0; i < 100; ++i) {
    std::string bytes(1 + random.below(2'000), '\0');
    random.fill(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
    Client client(office_.server->port());
    client.write(bytes);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(client_.get("/healthz").status, 200);
}

TEST_F(Limits, RequestsSentAheadAreAnsweredInTheirOrder) {
  std::string out;
  for (int i = 0; i < 20; ++i)
    out += i % 2 == 0 ? "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
                      : "GET /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
  client_.write(out);
  EXPECT_EQ(client_.read().status, 200);
  EXPECT_EQ(client_.read().status, 404);
}

TEST_F(Limits, StoppingAnswersWhatWasAskedAndEndsTheRest) {
  Client idle(office_.server->port());
  EXPECT_EQ(idle.get("/healthz").status, 200);
  Client streaming(office_.server->port());
  streaming.write("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(streaming.read().status, 200);
  const auto begin = std::chrono::steady_clock::now();
  office_.server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_TRUE(streaming.ended(1'000));
  office_.server->stop();
}

}  // namespace
}  // namespace donthu::http
