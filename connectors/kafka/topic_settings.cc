#include "connectors/kafka/topic_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace donthu::kafka {

namespace {

constexpr std::int64_t message_bytes = 1'048'576;  // Of a batch: more than a client ever sends.
constexpr std::uint16_t enough_replicas = 3;
constexpr std::int64_t longest_lag_ms = 7 * 24 * 60 * 60 * std::int64_t{1'000};

// What must hold, in words; `sound` gets the value in force.
struct Rule {
  const char* setting;
  const char* value;  // That a new topic is given.
  bool (*sound)(const std::string& value, std::uint16_t replication);
  const char* danger;
};

bool is(const std::string& value, const char* wanted) { return value == wanted; }

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Of every topic.
constexpr std::array common_rules{
    Rule{"unclean.leader.election.enable", "false",
         [](const std::string& value, std::uint16_t) { return is(value, "false"); },
         "acknowledged entries could be lost with a leader"},
    Rule{"message.timestamp.type", "LogAppendTime",
         [](const std::string& value, std::uint16_t) { return is(value, "LogAppendTime"); },
         "the broker's clock is the second witness of when an entry was recorded"},
    Rule{"max.message.bytes", "1048576",
         [](const std::string& value, std::uint16_t) { return number(value) >= message_bytes; },
         "a group of entries could not be stored"},
    Rule{"min.insync.replicas", nullptr,
         [](const std::string& value, std::uint16_t replication) {
           return number(value) >= (replication >= enough_replicas ? 2 : 1) &&
                  number(value) <= replication;
         },
         "an acknowledged entry must stand on two machines, and there must be as many replicas"},
};

constexpr Rule nothing_compacted{
    "cleanup.policy", "delete",
    [](const std::string& value, std::uint16_t) { return is(value, "delete"); },
    "compaction throws entries away"};

constexpr std::array kept_rules{
    nothing_compacted,
    Rule{"retention.ms", "-1",
         [](const std::string& value, std::uint16_t) { return is(value, "-1"); },
         "entries of a certain age would be thrown away"},
    Rule{"retention.bytes", "-1",
         [](const std::string& value, std::uint16_t) { return is(value, "-1"); },
         "entries would be thrown away beyond a certain size"},
};

constexpr std::array compacted_rules{
    Rule{"cleanup.policy", "compact",
         [](const std::string& value, std::uint16_t) { return is(value, "compact"); },
         "keys of a certain age would be thrown away, or those that were erased be kept"},
    // Also ends the segment that is being written, which compaction never touches.
    Rule{"max.compaction.lag.ms", "86400000",
         [](const std::string& value, std::uint16_t) {
           return number(value) > 0 && number(value) <= longest_lag_ms;
         },
         "an erased key would stay on the brokers for longer than a week"},
};

// In the order in which they are checked.
std::vector<Rule> rules_of(TopicKind kind) {
  std::vector<Rule> rules;
  if (kind == TopicKind::keys)
    rules.assign(compacted_rules.begin(), compacted_rules.end());
  else if (kind == TopicKind::told)
    rules.push_back(nothing_compacted);
  else
    rules.assign(kept_rules.begin(), kept_rules.end());
  rules.insert(rules.end(), common_rules.begin(), common_rules.end());
  return rules;
}

Status check_values(const Connection& connection, TopicKind kind,
                    const std::map<std::string, std::string>& settings, std::uint16_t replication) {
  for (const auto& rule : rules_of(kind)) {
    const auto found = settings.find(rule.setting);
    const auto value = found == settings.end() ? std::string() : found->second;
    if (!rule.sound(value, replication))
      return std::unexpected(endangered(connection, rule.setting, value, rule.danger));
  }
  return {};
}

Result<TopicState> check_with(const Admin& admin, const Connection& connection, TopicKind kind) {
  DONTHU_ASSIGN(const auto state, admin.state());
  const auto wanted = std::min(enough_replicas, state.brokers);
  if (state.replication < wanted)
    return std::unexpected(
        endangered(connection, "replication.factor", std::to_string(state.replication),
                   fmt::format("the cluster has {} brokers, and an entry must stand on {} of them",
                               state.brokers, wanted)));
  DONTHU_ASSIGN(const auto settings, admin.settings());
  DONTHU_TRY(check_values(connection, kind, settings, state.replication));
  return state;
}

}  // namespace

Error endangered(const Connection& connection, std::string_view setting, std::string_view value,
                 std::string_view danger) {
  return {ErrorCode::conflict,
          "topic-setting",
          fmt::format("The topic {} has {}={}: {}", connection.topic, setting, value, danger),
          {},
          std::string(setting),
          "Change the topic's setting, then start again; nothing was written."};
}

Connection beside(const Connection& log, TopicKind kind) {
  Connection connection = log;
  if (kind == TopicKind::keys) connection.topic += ".keys";
  if (kind == TopicKind::documents) connection.topic += ".documents";
  return connection;
}

Status make_topic(const Connection& connection, TopicKind kind, std::uint16_t partitions,
                  const TopicShape& shape) {
  DONTHU_ASSIGN(const auto admin, Admin::open(connection));
  if (const auto known = admin->state(); known || known.error().reason != "no-topic")
    return known ? Status{} : std::unexpected(known.error());
  DONTHU_ASSIGN(const auto brokers, admin->brokers());
  const auto replication =
      shape.replication != 0 ? shape.replication : std::min(enough_replicas, brokers);
  auto settings = shape.settings;
  settings.emplace("min.insync.replicas", replication >= enough_replicas ? "2" : "1");
  for (const auto& rule : rules_of(kind))
    if (rule.value != nullptr) settings.emplace(rule.setting, rule.value);
  DONTHU_TRY(check_values(connection, kind, settings, replication));
  const auto made = admin->create(partitions, replication, settings);
  return made || made.error().reason == "topic-exists" ? Status{} : made;
}

Result<TopicState> check_settings(const Connection& connection, TopicKind kind,
                                  std::chrono::milliseconds patience) {
  DONTHU_ASSIGN(const auto admin, Admin::open(connection));
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto checked = check_with(*admin, connection, kind);
    const bool unknown = !checked && checked.error().reason == "no-topic";
    if (!unknown || std::chrono::steady_clock::now() > until) return checked;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace donthu::kafka
