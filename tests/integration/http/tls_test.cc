// Who may speak to a listener with TLS.
#include <thread>

#include "tests/integration/http/certificates.h"
#include "tests/integration/http/office.h"
#include "tests/integration/http/tls_client.h"

namespace donthu::http {
namespace {

class Tls : public testing::Test {
 protected:
  static ServerOptions options(TlsFiles files, const std::string& address) {
    ServerOptions out;
    out.address = address;
    out.tls = std::move(files);
    out.header_ms = 500;
    out.idle_ms = 500;
    return out;
  }
  // The status of a question to it; 0: no answer.
  static int asked(Client& client, const Headers& headers = {}) {
    return client.get("/healthz", headers).status;
  }

  Authority authority_;
  TlsFiles node_ = authority_.issue("node", "DNS:node.example,IP:127.0.0.1");
  TlsFiles caller_ = authority_.issue("caller", "DNS:caller.example");
  Office office_{options(node_, "0.0.0.0")};
  std::uint16_t port_ = office_.server->port();
};

TEST_F(Tls, BeyondThisMachineAllThreeFilesAreNeeded) {
  for (const auto& files :
       {TlsFiles{}, TlsFiles{node_.certificate, node_.key, ""}, TlsFiles{"", "", node_.authority},
        TlsFiles{node_.certificate, "", ""}}) {
    const auto started = Server::start(*office_.engine, options(files, "0.0.0.0"));
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().reason, "address-not-loopback");
  }
}

TEST_F(Tls, FilesThatAreNoneAreRefusedByName) {
  const auto other = authority_.issue("other", "DNS:other.example");
  for (const auto& files : {TlsFiles{node_.key, node_.key, ""}, TlsFiles{"/nowhere", node_.key, ""},
                            TlsFiles{node_.certificate, other.key, ""},
                            TlsFiles{node_.certificate, node_.key, node_.key},
                            TlsFiles{"", node_.key, ""}, TlsFiles{"", "", node_.authority}}) {
    const auto started = Server::start(*office_.engine, options(files, "127.0.0.1"));
    ASSERT_FALSE(started) << files.certificate << files.key << files.authority;
    EXPECT_EQ(started.error().reason, "bad-tls");
  }
}

TEST_F(Tls, ACallerWithACertificateOfTheAuthorityIsServed) {
  TlsClient client(port_, caller_);
  EXPECT_EQ(asked(client), 200);
  EXPECT_EQ(client.version(), "TLSv1.3");
  const auto id = registered(client, "k");
  EXPECT_EQ(client.get("/v1/petitions/" + id).status, 200);
  // More than one record of TLS in each direction.
  auto headers = acting(2, 22, "d");
  headers.back().second = "application/octet-stream";
  const auto stored =
      client.send("POST", "/v1/petitions/" + id + "/documents", headers, std::string(300'000, 'x'));
  EXPECT_EQ(stored.status, 201) << stored.body;
  EXPECT_GT(client.get("/v1/openapi.json").body.size(), 100'000U);
}

TEST_F(Tls, EventsAreStreamedAndEndCleanly) {
  TlsClient client(port_, caller_);
  registered(client, "k");
  TlsClient streaming(port_, caller_);
  EXPECT_EQ(streaming.get("/v1/events").status, 200);
  std::string read;
  while (read.find("PetitionRegistered") == std::string::npos) {
    const auto piece = streaming.read_piece(2'000);
    ASSERT_FALSE(piece.empty()) << read;
    read += piece;
  }
  office_.server->stop();
  EXPECT_TRUE(streaming.ended(2'000));
  EXPECT_TRUE(streaming.ended_cleanly());
}

TEST_F(Tls, ACallerWithoutACertificateIsRefused) {
  TlsClient client(port_, {"", "", node_.authority});
  EXPECT_EQ(asked(client), 0);
}

TEST_F(Tls, ACallerWithACertificateOfAnotherAuthorityIsRefused) {
  const Authority stranger;
  auto files = stranger.issue("caller", "DNS:caller.example");
  files.authority = node_.authority;
  TlsClient client(port_, files);
  EXPECT_EQ(asked(client), 0);
}

TEST_F(Tls, ACallerInClearIsRefused) {
  Client client(port_);
  EXPECT_EQ(asked(client), 0);
}

TEST_F(Tls, OldVersionsAreRefused) {
  TlsClient old(port_, caller_);
  old.allow_at_most(TLS1_1_VERSION);
  EXPECT_EQ(asked(old), 0);
  TlsClient still_good(port_, caller_);
  still_good.allow_at_most(TLS1_2_VERSION);
  EXPECT_EQ(asked(still_good), 200);
  EXPECT_EQ(still_good.version(), "TLSv1.2");
}

TEST_F(Tls, OnlyNamesOfTheCertificateAreItsOwn) {
  TlsClient client(port_, caller_);
  EXPECT_EQ(asked(client, {{"Host", "node.example:8443"}}), 200);
  EXPECT_EQ(asked(client, {{"Host", "127.0.0.1:8443"}}), 200);
  EXPECT_EQ(asked(client, {{"Host", "evil.example"}}), 421);
  EXPECT_EQ(asked(client, {{"Host", "node.example.evil.example"}}), 421);
  EXPECT_EQ(asked(client, {{"Host", "10.0.0.7"}}), 421);
}

TEST_F(Tls, OneThatNeverShakesHandsIsDroppedAndHoldsNobodyUp) {
  Client silent(port_);
  ASSERT_TRUE(silent.write(""));
  TlsClient client(port_, caller_);
  EXPECT_EQ(asked(client), 200);
  EXPECT_TRUE(silent.ended(2'000));
}

TEST_F(Tls, AnIdleConnectionIsEndedCleanly) {
  TlsClient client(port_, caller_);
  EXPECT_EQ(asked(client), 200);
  EXPECT_TRUE(client.ended(2'000));
  EXPECT_TRUE(client.ended_cleanly());
}

TEST_F(Tls, OnThisMachineACertificateOfTheServerAloneIsEnough) {
  const auto server = Office::must(
      Server::start(*office_.engine, options({node_.certificate, node_.key, ""}, "127.0.0.1")));
  TlsClient client(server->port(), {"", "", node_.authority});
  EXPECT_EQ(asked(client), 200);
}

TEST_F(Tls, BytesThatAreNoTlsHarmNobody) {
  SeededRandom random(12);
  for (int i = 0; i < 100; ++i) {
    std::string bytes(1 + random.below(2'000), '\0');
    random.fill(reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size());
    // Every other one looks like the beginning of a handshake.
    if (i % 2 == 0) bytes.insert(0, std::string("\x16\x03\x01\x02\x00\x01", 6));
    Client client(port_);
    client.write(bytes);
  }
  TlsClient client(port_, caller_);
  EXPECT_EQ(asked(client), 200);
}

}  // namespace
}  // namespace donthu::http
