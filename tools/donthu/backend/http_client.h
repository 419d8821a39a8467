// One exchange with a server over HTTP/1.1, in clear or with TLS.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "connectors/http/server.h"

namespace donthu::cli {

struct ServerAddress {
  std::string host;
  std::string port;
  std::shared_ptr<boost::asio::ssl::context> tls;  // Null: in clear.
};

// "http://127.0.0.1:8080" or "https://donthu.example:8443", with nothing after it. `files` are of
// https only. invalid "bad-server", "bad-tls".
[[nodiscard]] Result<ServerAddress> parse_server(const std::string& address,
                                                 const http::TlsFiles& files);

struct Exchange {
  bool post = false;
  std::string target;  // Path and query, encoded.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string content_type;
};

struct Response {
  unsigned status = 0;
  std::string body;
};

inline constexpr std::chrono::seconds exchange_timeout{30};
inline constexpr std::uint64_t response_bytes_limit = std::uint64_t{256} << 20U;

// Connects, asks, reads the answer, closes. unavailable "no-answer" where the server cannot be
// reached or does not answer in time; after a request that changes something was sent it is
// outcome_unknown "no-answer": ask again with the same key.
[[nodiscard]] Result<Response> exchange(const ServerAddress& server, const Exchange& request);

}  // namespace donthu::cli
