// How donthu speaks to Apache Kafka: where the cluster is, and every setting of the client.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace donthu::kafka {

enum class Side : std::uint8_t { both, producer, consumer };

// A setting of librdkafka that donthu sets.
struct ClientSetting {
  std::string_view name;
  std::string_view value;
  Side side = Side::both;
  bool fixed = false;  // The protocol rests on it: it cannot be overridden.
  std::string_view why;
};

// All of them, for the documentation as well.
[[nodiscard]] std::span<const ClientSetting> client_settings();

struct Connection {
  std::string brokers;  // host:port,…
  std::string topic = "donthu.log";
  // Of several nodes on one log: this one's name (letters, digits, . _ -), and where it takes
  // requests, as https://host:port.
  std::string node;
  std::string address;
  std::string public_topic;  // Of the public stream; empty: there is none.
  // Settings of librdkafka by their own names, over those above: TLS, SASL, timeouts, …
  std::map<std::string, std::string> client;
  // How long the cluster may take to answer before it counts as unreachable.
  std::chrono::milliseconds patience{10'000};
};

// The same cluster, with the topic of the public stream in the place of the log's: the one that is
// named, or else "<topic>.public".
[[nodiscard]] Connection public_connection(const Connection& connection);

// The same, for the reader of a node's copy. Most of what it reads the node has written itself and
// knows, so it asks for much at a time; another node's entry comes by the end of the wait. Where
// `connection` itself says one of these settings, it stays as it is: a longer wait for much at a
// time would hold entries up.
[[nodiscard]] Connection copying_connection(const Connection& connection);

// Errors: invalid "brokers-missing", "node-name", "setting-fixed" (the name is in `field`).
[[nodiscard]] Status check(const Connection& connection);

}  // namespace donthu::kafka
