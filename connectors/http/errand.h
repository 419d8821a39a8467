// One request to another node over a line, and its answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "connectors/http/call.h"
#include "connectors/http/line.h"

namespace donthu::http {

// Where a node takes requests.
struct PeerAddress {
  std::string host;
  std::string port;
  bool tls = false;
};
// "https://host:port"; "http://" only with an address of this machine. None: it is neither.
[[nodiscard]] std::optional<PeerAddress> parse_peer(const std::string& address);

// What is sent; the body is borrowed until the errand is over.
struct Errand {
  std::string head;  // Request line and header, without Host and Content-Length, each line ended.
  std::string_view body;
};

struct Brought {
  enum class End : std::uint8_t {
    answered,
    not_sent,  // Nothing that could be carried out has reached the other node.
    lost,      // It may have been carried out.
  };
  End end = End::not_sent;
  bool keep = false;       // The line can take another errand.
  bool timed_out = false;  // Given up, not ended by the other side.
  Reply reply;
};

// Connects the line where it is new, sends, and takes the answer. All in bounded time, unless the
// line is given up before. On the line's executor.
[[nodiscard]] awaitable<Brought> carry(std::shared_ptr<Line> line, PeerAddress peer,
                                       const Errand& errand, const ServerOptions& options);

}  // namespace donthu::http
