#include "connectors/kafka/settings.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace donthu::kafka {

namespace {

constexpr std::array settings{
    ClientSetting{"client.id", "donthu", Side::both, false, "names donthu in the broker's logs"},
    ClientSetting{"broker.address.family", "v4", Side::both, false,
                  "a name that has an IPv6 address too is not tried twice"},
    ClientSetting{"socket.nagle.disable", "true", Side::both, false,
                  "small requests leave at once"},
    ClientSetting{"socket.keepalive.enable", "true", Side::both, false,
                  "a dead connection is noticed while nobody writes"},
    ClientSetting{"socket.timeout.ms", "3000", Side::both, false,
                  "a broker that stands still or cannot be reached is left for the new leader"},
    ClientSetting{"reconnect.backoff.ms", "50", Side::both, false,
                  "a broker that comes back is found quickly"},
    ClientSetting{"reconnect.backoff.max.ms", "1000", Side::both, false, "and stays so"},
    ClientSetting{"allow.auto.create.topics", "false", Side::both, true,
                  "a topic that is gone is an error, never an empty log"},
    ClientSetting{"acks", "all", Side::producer, true,
                  "an entry is durable once all in-sync replicas hold it"},
    ClientSetting{"enable.idempotence", "true", Side::producer, true,
                  "a repeated request stores nothing twice and changes no order"},
    ClientSetting{"linger.ms", "0", Side::producer, false,
                  "entries of one group are queued together already"},
    ClientSetting{
        "compression.codec", "lz4", Side::producer, false,
        "entries resemble one another; zstd packs small groups hardly better, and costs more"},
    ClientSetting{"message.timeout.ms", "30000", Side::producer, false,
                  "well above a change of leader; then the outcome is unknown"},
    ClientSetting{"retry.backoff.ms", "50", Side::producer, false, "a new leader is found quickly"},
    ClientSetting{"auto.offset.reset", "error", Side::consumer, true,
                  "a topic that lost records stops the partition, and is never read elsewhere"},
    ClientSetting{"enable.auto.commit", "false", Side::consumer, true,
                  "the place stands beside the copy, never in the cluster"},
    ClientSetting{"enable.partition.eof", "true", Side::consumer, true,
                  "tells that the end was reached"},
    ClientSetting{"isolation.level", "read_uncommitted", Side::consumer, true,
                  "there are no transactions, and a foreign one must not hold readers up"},
    ClientSetting{"check.crcs", "true", Side::consumer, false, "damage on the way is noticed"},
    ClientSetting{"fetch.wait.max.ms", "50", Side::consumer, false,
                  "an idle broker holds the question so long before it says that this is the end"},
    ClientSetting{"fetch.error.backoff.ms", "50", Side::consumer, false,
                  "reading goes on quickly after a change of leader"},
    ClientSetting{"queued.max.messages.kbytes", "16384", Side::consumer, false,
                  "bounds the memory of reading ahead"},
};

// Would make a different protocol of it.
constexpr std::array<std::string_view, 5> forbidden{"bootstrap.servers", "metadata.broker.list",
                                                    "transactional.id", "group.id",
                                                    "group.instance.id"};

bool is_fixed(std::string_view name) {
  for (const auto& each : forbidden)
    if (each == name) return true;
  for (const auto& each : settings)
    if (each.name == name) return each.fixed;
  return name == "request.required.acks" || name == "enable.auto.offset.store";
}

}  // namespace

std::span<const ClientSetting> client_settings() { return settings; }

Connection public_connection(const Connection& connection) {
  auto out = connection;
  out.topic =
      connection.public_topic.empty() ? connection.topic + ".public" : connection.public_topic;
  // A record that was given up must not be followed by a later one.
  out.client["enable.gapless.guarantee"] = "true";
  return out;
}

Connection copying_connection(const Connection& connection) {
  auto out = connection;
  if (out.client.contains("fetch.min.bytes") || out.client.contains("fetch.wait.max.ms"))
    return out;
  out.client["fetch.min.bytes"] = "1000000";
  out.client["fetch.wait.max.ms"] = "20";
  return out;
}

Status check(const Connection& connection) {
  if (connection.brokers.empty())
    return fail(ErrorCode::invalid, "brokers-missing", "No broker is named", "brokers",
                "Name one or more as host:port,host:port");
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  if (connection.node.size() > 64 || !std::ranges::all_of(connection.node, is_plain))
    return fail(ErrorCode::invalid, "node-name", "A node cannot have this name", "node",
                "Up to 64 letters, digits, full stops, underlines and hyphens.");
  for (const auto& [name, value] : connection.client)
    if (is_fixed(name))
      return fail(ErrorCode::invalid, "setting-fixed",
                  fmt::format("The client setting {} cannot be set: the log rests on it", name),
                  name, "Leave it out.");
  return {};
}

}  // namespace donthu::kafka
