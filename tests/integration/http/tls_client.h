// A client that speaks TLS.
#pragma once

#include <string>

#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "connectors/http/server.h"
#include "tests/integration/http/client.h"

namespace donthu::http {

class TlsClient final : public Client {
 public:
  // Trusts files.authority; shows files.certificate where there is one.
  TlsClient(std::uint16_t port, const TlsFiles& files) : Client(port) {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_locations(context_, files.authority.c_str(), nullptr);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    if (files.certificate.empty()) return;
    EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context_, files.certificate.c_str()), 1);
    EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context_, files.key.c_str(), SSL_FILETYPE_PEM), 1);
  }
  ~TlsClient() override {
    close();
    SSL_CTX_free(context_);
  }

  // Before the first request.
  void allow_at_most(int version) { SSL_CTX_set_max_proto_version(context_, version); }
  // The other side said that it ends: nobody cut the connection.
  [[nodiscard]] bool ended_cleanly() const { return cleanly_; }
  [[nodiscard]] std::string version() const { return version_; }

 private:
  bool dress() override {
    session_ = SSL_new(context_);
    SSL_set_fd(session_, socket());
    if (SSL_connect(session_) != 1) return false;
    version_ = SSL_get_version(session_);
    return true;
  }
  void undress() override {
    SSL_free(session_);
    session_ = nullptr;
  }
  ssize_t put(std::string_view bytes) override {
    return SSL_write(session_, bytes.data(), static_cast<int>(bytes.size()));
  }
  ssize_t take(char* into, std::size_t size) override {
    const auto taken = SSL_read(session_, into, static_cast<int>(size));
    if (taken <= 0) cleanly_ = SSL_get_error(session_, taken) == SSL_ERROR_ZERO_RETURN;
    return taken;
  }
  bool holds_some() override { return session_ != nullptr && SSL_pending(session_) > 0; }

  SSL_CTX* context_ = nullptr;
  SSL* session_ = nullptr;
  bool cleanly_ = false;
  std::string version_;
};

}  // namespace donthu::http
