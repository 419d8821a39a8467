#include "connectors/http/metrics.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace donthu::http {
namespace {

constexpr std::array<std::string_view, 5> class_names{"2xx", "3xx", "4xx", "5xx", "other"};

std::string seconds(std::int64_t microseconds) {
  auto digits = std::to_string(microseconds);
  if (digits.size() < 7) digits.insert(0, 7 - digits.size(), '0');
  return digits.substr(0, digits.size() - 6) + "." + digits.substr(digits.size() - 6);
}

class Writer {
 public:
  void family(std::string_view name, std::string_view type, std::string_view help) {
    ((((out += "# TYPE ") += name) += ' ') += type) += '\n';
    ((((out += "# HELP ") += name) += ' ') += help) += '\n';
  }
  void sample(std::string_view name, std::string_view labels, std::string_view value) {
    out += name;
    if (!labels.empty()) ((out += '{') += labels) += '}';
    ((out += ' ') += value) += '\n';
  }
  template <class Number>
  void gauge(std::string_view name, std::string_view help, Number value) {
    family(name, "gauge", help);
    sample(name, {}, std::to_string(value));
  }
  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    family(name, "counter", help);
    sample(std::string(name) + "_total", {}, std::to_string(value));
  }
  std::string out;
};

void write_engine(Writer& writer, const runtime::Engine::Health& health) {
  writer.gauge("donthu_ready", "1 where the engine takes commands.", health.ready ? 1 : 0);
  writer.family("donthu_commands", "counter", "Commands by what became of them.");
  writer.sample("donthu_commands_total", R"(result="accepted")",
                std::to_string(health.commands_accepted));
  writer.sample("donthu_commands_total", R"(result="rejected")",
                std::to_string(health.commands_rejected));
  writer.sample("donthu_commands_total", R"(result="repeated")",
                std::to_string(health.commands_repeated));
  writer.counter("donthu_deadlines_fired", "Deadlines and warnings that fell due.",
                 health.deadlines_fired);
  writer.counter("donthu_groups", "Groups of commands made durable.", health.groups);
  writer.counter("donthu_entries", "Entries written to the log.", health.entries);
  writer.gauge("donthu_queue_length", "Commands that wait.", health.queue_length);
  writer.gauge("donthu_stuck_cases", "Cases that stand still.", health.stuck_cases);
  writer.gauge("donthu_strange_keys", "Shared records of keys that are not believed.",
               health.strange_keys);
  writer.gauge("donthu_open_sweeps", "Sweeps under way.", health.open_sweeps);
  writer.gauge("donthu_disk_free_bytes", "Free on the disk of the data folder.",
               health.disk_free_bytes);
  writer.family("donthu_firing_lag_seconds", "gauge", "Age of the oldest instant not yet fired.");
  writer.sample("donthu_firing_lag_seconds", {}, seconds(health.firing_lag_ms * 1'000));
}

// One sample for each partition; none where `value` gives none.
void by_partition(Writer& writer, const ClusterBody& cluster, std::string_view name,
                  std::string_view help,
                  const std::function<std::optional<std::uint64_t>(const PartitionBody&)>& value) {
  writer.family(name, "gauge", help);
  for (const auto& partition : cluster.partitions)
    if (const auto number = value(partition))
      writer.sample(name, "partition=\"" + std::to_string(partition.partition) + "\"",
                    std::to_string(*number));
}

using OfPartition = std::optional<std::uint64_t>;

void write_partitions(Writer& writer, const ClusterBody& cluster) {
  const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
    by_partition(writer, cluster, name, help, value);
  };
  gauge("donthu_partition_next_seq", "The seq that the next entry will get.",
        [](const auto& of) -> OfPartition { return of.next_seq; });
  gauge("donthu_partition_writable", "0 where nothing is written to it.",
        [](const auto& of) -> OfPartition { return of.read_only.empty() ? 1 : 0; });
  gauge("donthu_partition_owned", "1 where this node writes it.",
        [](const auto& of) -> OfPartition { return of.ours ? 1 : 0; });
  gauge("donthu_partition_epoch", "How often it was claimed.",
        [](const auto& of) -> OfPartition { return of.epoch; });
  gauge("donthu_partition_fold_lag_entries", "Entries that this node has not folded yet.",
        [](const auto& of) -> OfPartition { return of.lag; });
  gauge("donthu_partition_void_entries", "Entries that did not count, since this node started.",
        [](const auto& of) -> OfPartition { return of.void_entries; });
  gauge("donthu_partition_void_claims", "Claims that did not count, since this node started.",
        [](const auto& of) -> OfPartition { return of.void_claims; });
  gauge("donthu_partition_replicas", "Replicas that it should have.",
        [](const auto& of) -> OfPartition {
          return of.replicas ? OfPartition(of.replicas->replicas) : OfPartition();
        });
  gauge("donthu_partition_in_sync_replicas", "Replicas that hold all of it.",
        [](const auto& of) -> OfPartition {
          return of.replicas ? OfPartition(of.replicas->in_sync) : OfPartition();
        });
  gauge("donthu_partition_has_leader", "0 where nothing can be appended to it.",
        [](const auto& of) -> OfPartition {
          return of.replicas ? OfPartition(of.replicas->leader ? 1 : 0) : OfPartition();
        });
}

}  // namespace

Metrics::Metrics(std::size_t routes) {
  for (std::size_t i = 0; i <= routes; ++i) routes_.push_back(std::make_unique<OfRoute>());
}

void Metrics::count(std::size_t route, unsigned status, std::int64_t microseconds) {
  auto& counts = *routes_[std::min(route, routes_.size() - 1)];
  const auto hundreds = status / 100;
  const auto of_class = hundreds >= 2 && hundreds <= 5 ? hundreds - 2 : classes - 1;
  const auto bucket = static_cast<std::size_t>(std::ranges::lower_bound(bounds_us, microseconds) -
                                               bounds_us.begin());
  counts.answers[of_class].fetch_add(1, std::memory_order_relaxed);
  counts.took[bucket].fetch_add(1, std::memory_order_relaxed);
  counts.microseconds.fetch_add(static_cast<std::uint64_t>(std::max<std::int64_t>(microseconds, 0)),
                                std::memory_order_relaxed);
}

std::string Metrics::text(const std::vector<RouteName>& names,
                          const runtime::Engine::Health& health, const ClusterBody& cluster,
                          const std::vector<Measure>& measures) const {
  Writer writer;
  write_engine(writer, health);
  writer.gauge("donthu_nodes", "Nodes alive on the log, this one included.",
               std::max<std::size_t>(cluster.nodes.size(), 1));
  write_partitions(writer, cluster);
  for (const auto& measure : measures) {
    if (measure.counter)
      writer.counter(measure.name, measure.help, static_cast<std::uint64_t>(measure.value));
    else
      writer.gauge(measure.name, measure.help, measure.value);
  }
  writer.gauge("donthu_http_connections", "Open connections.", connections.load());
  writer.gauge("donthu_http_streams", "Open event streams.", streams.load());
  writer.counter("donthu_http_connections_refused", "Connections beyond the limit.",
                 connections_refused.load());
  writer.counter("donthu_http_streams_dropped", "Streams dropped because the client was slow.",
                 streams_dropped.load());
  writer.counter("donthu_http_events_sent", "Events sent on streams.", events_sent.load());
  writer.family("donthu_http_forwarded", "counter", "Requests sent on to another node.");
  writer.sample("donthu_http_forwarded_total", R"(result="answered")",
                std::to_string(errands_answered.load()));
  writer.sample("donthu_http_forwarded_total", R"(result="not_sent")",
                std::to_string(errands_not_sent.load()));
  writer.sample("donthu_http_forwarded_total", R"(result="lost")",
                std::to_string(errands_lost.load()));

  const auto labels_of = [&](std::size_t i) {
    const auto name = i < names.size() ? names[i] : RouteName{"other", "other"};
    return "method=\"" + std::string(name.method) + "\",route=\"" + std::string(name.path) + "\"";
  };
  writer.family("donthu_http_requests", "counter", "Requests by route and status.");
  for (std::size_t i = 0; i < routes_.size(); ++i)
    for (std::size_t c = 0; c < classes; ++c)
      if (const auto count = routes_[i]->answers[c].load(); count > 0)
        writer.sample("donthu_http_requests_total",
                      labels_of(i) + ",status=\"" + std::string(class_names[c]) + "\"",
                      std::to_string(count));
  writer.family("donthu_http_request_seconds", "histogram", "Time to answer.");
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    std::uint64_t sum = 0;
    std::array<std::uint64_t, 11> took{};
    for (std::size_t b = 0; b < took.size(); ++b) took[b] = sum += routes_[i]->took[b].load();
    if (sum == 0) continue;
    for (std::size_t b = 0; b < took.size(); ++b)
      writer.sample(
          "donthu_http_request_seconds_bucket",
          labels_of(i) + ",le=\"" + (b < bounds_us.size() ? seconds(bounds_us[b]) : "+Inf") + "\"",
          std::to_string(took[b]));
    writer.sample("donthu_http_request_seconds_count", labels_of(i), std::to_string(sum));
    writer.sample("donthu_http_request_seconds_sum", labels_of(i),
                  seconds(static_cast<std::int64_t>(routes_[i]->microseconds.load())));
  }
  writer.out += "# EOF\n";
  return std::move(writer.out);
}

}  // namespace donthu::http
