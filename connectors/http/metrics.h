// Counts of what the server does, and their text in the OpenMetrics format.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/http/bodies.h"
#include "connectors/http/server.h"
#include "engine/runtime/engine.h"

namespace donthu::http {

struct RouteName {
  std::string_view method;
  std::string_view path;
};

// Thread-safe; counting takes no lock.
class Metrics {
 public:
  explicit Metrics(std::size_t routes);

  // `route` in the order of the route table; its length: no route.
  void count(std::size_t route, unsigned status, std::int64_t microseconds);

  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> streams{0};
  std::atomic<std::uint64_t> connections_refused{0};
  std::atomic<std::uint64_t> streams_dropped{0};
  std::atomic<std::uint64_t> events_sent{0};
  // Requests sent on to another node.
  std::atomic<std::uint64_t> errands_answered{0};
  std::atomic<std::uint64_t> errands_not_sent{0};
  std::atomic<std::uint64_t> errands_lost{0};

  // application/openmetrics-text; version=1.0.0. `names` in the order of the route table.
  [[nodiscard]] std::string text(const std::vector<RouteName>& names,
                                 const runtime::Engine::Health& health, const ClusterBody& cluster,
                                 const std::vector<Measure>& measures) const;

 private:
  // By hundreds of the status: 2xx to 5xx, and anything else.
  static constexpr std::size_t classes = 5;
  static constexpr std::array<std::int64_t, 10> bounds_us{
      500, 1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000, 500'000, 5'000'000};
  struct OfRoute {
    std::array<std::atomic<std::uint64_t>, classes> answers{};
    std::array<std::atomic<std::uint64_t>, 11> took{};
    std::atomic<std::uint64_t> microseconds{0};
  };
  std::vector<std::unique_ptr<OfRoute>> routes_;
};

}  // namespace donthu::http
