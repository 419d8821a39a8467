// The engine over HTTP: commands, questions and the feed (schemas/openapi.yaml is the contract).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/engine.h"

namespace donthu::http {

// Files in PEM: the certificate with its chain and its key, and the authority whose certificates
// the other side must show.
struct TlsFiles {
  std::string certificate;
  std::string key;
  std::string authority;
};

// A number that another part of the program adds to /metrics.
struct Measure {
  std::string_view name;  // "donthu_…", without the "_total" of a counter.
  std::string_view help;
  std::int64_t value = 0;
  bool counter = false;  // It only ever grows.
};

struct ServerOptions {
  // Until there are accounts, the caller names the acting officer; so only programs of this machine
  // may call, or those that show a certificate. Another address than 127.0.0.0/8 or ::1 is refused
  // unless all three files of `tls` are given.
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one; see Server::port().
  // On this machine all may be empty (no TLS), or only the authority (callers show nothing).
  TlsFiles tls;
  unsigned threads = 1;  // For the network. Questions run on threads of their own.
  unsigned reading_threads = 2;

  // One more connection, stream or waiting question is answered 503.
  std::size_t max_connections = 1'024;
  std::size_t max_streams = 128;
  std::size_t max_waiting_questions = 512;

  // Sizes in bytes. A document's limit is the engine's (Configuration::document_bytes).
  std::uint32_t header_bytes = 16 * 1024;
  std::uint64_t body_bytes = 1024 * 1024;
  std::uint64_t document_bytes = 64 * 1024 * 1024;
  std::uint64_t documents_bytes = 256 * 1024 * 1024;  // Being received at the same time, together.
  std::size_t body_depth = 16;                        // Of nested JSON.

  // Times in milliseconds. A request that is not complete in time is answered 408, however slowly
  // its bytes keep coming.
  std::int64_t idle_ms = 60'000;     // Between requests.
  std::int64_t header_ms = 10'000;   // From a request's first byte to the end of its header.
  std::int64_t body_ms = 60'000;     // From there to the end of its body.
  std::int64_t write_ms = 30'000;    // For an answer; also for a piece of the event stream.
  std::int64_t comment_ms = 15'000;  // Between comments that keep a quiet event stream open.

  // To other nodes. A change that no node takes for owner_wait_ms is answered 503.
  std::size_t max_errands = 64;  // To one node at the same time; further ones wait their turn.
  std::int64_t connect_ms = 2'000;
  std::int64_t peer_answer_ms = 15'000;   // For the other node's work and its answer.
  std::int64_t owner_wait_ms = 2'000;     // For somebody to own the partition.
  std::int64_t position_wait_ms = 2'000;  // For what a question must not be older than.
  // What the system may hold back for a client that reads slowly, in bytes; 0: its default.
  int send_buffer_bytes = 0;

  // Asked whenever somebody asks for /metrics, on any thread; must not block.
  std::function<std::vector<Measure>()> measures;
};

// Thread-safe. Never blocks the network on the engine: commands are answered when they are durable.
class Server {
 public:
  // Listens and serves. `engine` must outlive the server. invalid "address-not-loopback",
  // "bad-address", "bad-options", "bad-tls"; io "cannot-listen": the port is in use, take another
  // one.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(runtime::Engine& engine,
                                                             const ServerOptions& options);

  // Stops, as stop().
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  // Takes no more requests, answers those it has, ends the streams, and waits for all that.
  void stop();

 private:
  class Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace donthu::http
