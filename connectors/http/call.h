// A request as a route sees it, and what the route answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/http/metrics.h"
#include "connectors/http/server.h"
#include "engine/feed/feed.h"

namespace donthu::http {

struct Route;

enum class Method : std::uint8_t { get, post };

// Borrows from the connection, which waits until the call is answered.
struct Call {
  const Route* route = nullptr;
  std::vector<std::string> path;  // Values of the path's {names}, in order.
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view target;  // As it was sent.
  std::string_view body;

  std::string_view content_type;
  std::string_view idempotency_key;
  std::string_view if_match;
  std::string_view if_none_match;
  std::string_view last_event_id;
  std::string_view officer;
  std::string_view unit;
  std::string_view on_behalf_of;
  std::string_view delegation;
  std::string_view min_position;
  std::string_view forwarded;  // The node that sent it on to us.

  // Null where it was not given. Every name is known to the route, and given once unless the route
  // takes it repeatedly.
  [[nodiscard]] const std::string* parameter(std::string_view name) const {
    for (const auto& [given, value] : query)
      if (given == name) return &value;
    return nullptr;
  }
};

struct Reply {
  unsigned status = 200;
  std::string body;
  std::string_view content_type = "application/json";
  std::vector<std::pair<std::string_view, std::string>> headers;
};

// What all routes share.
struct Service {
  Service(runtime::Engine& served, const ServerOptions& given, std::size_t routes)
      : engine(served),
        options(given),
        feed(served.queries(), served.simulated()),
        metrics(routes) {}

  runtime::Engine& engine;
  const ServerOptions options;
  feed::Feed feed;
  Metrics metrics;
};

}  // namespace donthu::http
