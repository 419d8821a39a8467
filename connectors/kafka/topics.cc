#include "connectors/kafka/topics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "connectors/kafka/admin.h"
#include "connectors/kafka/consumer.h"
#include "connectors/kafka/producer.h"

namespace donthu::kafka {

namespace {

constexpr std::int64_t message_bytes = 1'048'576;  // Of a batch: more than a client ever sends.
constexpr std::uint16_t enough_replicas = 3;

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

constexpr std::array rules{
    Rule{"cleanup.policy", "delete",
         [](const std::string& value, std::uint16_t) { return is(value, "delete"); },
         "compaction throws entries away"},
    Rule{"retention.ms", "-1",
         [](const std::string& value, std::uint16_t) { return is(value, "-1"); },
         "entries of a certain age would be thrown away"},
    Rule{"retention.bytes", "-1",
         [](const std::string& value, std::uint16_t) { return is(value, "-1"); },
         "entries would be thrown away beyond a certain size"},
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

Error endangered(const Connection& connection, std::string_view setting, std::string_view value,
                 std::string_view danger) {
  return {ErrorCode::conflict,
          "topic-setting",
          fmt::format("The topic {} has {}={}: {}", connection.topic, setting, value, danger),
          {},
          std::string(setting),
          "Change the topic's setting, then start again; nothing was written."};
}

Status check_settings(const Connection& connection,
                      const std::map<std::string, std::string>& settings,
                      std::uint16_t replication) {
  for (const auto& rule : rules) {
    const auto found = settings.find(rule.setting);
    const auto value = found == settings.end() ? std::string() : found->second;
    if (!rule.sound(value, replication))
      return std::unexpected(endangered(connection, rule.setting, value, rule.danger));
  }
  return {};
}

Result<TopicState> check_with(const Admin& admin, const Connection& connection) {
  DONTHU_ASSIGN(const auto state, admin.state());
  const auto wanted = std::min(enough_replicas, state.brokers);
  if (state.replication < wanted)
    return std::unexpected(
        endangered(connection, "replication.factor", std::to_string(state.replication),
                   fmt::format("the cluster has {} brokers, and an entry must stand on {} of them",
                               state.brokers, wanted)));
  DONTHU_ASSIGN(const auto settings, admin.settings());
  DONTHU_TRY(check_settings(connection, settings, state.replication));
  return state;
}

// One broker learns of a new topic a moment after the other, so that it is not there is believed
// only when they have said so for a while.
Result<TopicState> check_patiently(const Admin& admin, const Connection& connection,
                                   std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto checked = check_with(admin, connection);
    const bool unknown = !checked && checked.error().reason == "no-topic";
    if (!unknown || std::chrono::steady_clock::now() > until) return checked;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

std::optional<event::Genesis> genesis_in(ByteView record, PartitionId partition) {
  const auto entry = event::parse_entry(record);
  if (!entry || entry->envelope.kind != event::EntryKind::genesis || entry->envelope.seq != 0)
    return std::nullopt;
  const auto genesis = event::parse_genesis_body(entry->body);
  if (!genesis || genesis->partition != partition) return std::nullopt;
  return *genesis;
}

// Nothing is changed about a topic that is there.
Status make_topic(const Admin& admin, const Connection& connection, std::uint16_t partitions,
                  const TopicShape& shape) {
  if (const auto known = admin.state(); known || known.error().reason != "no-topic")
    return known ? Status{} : std::unexpected(known.error());
  DONTHU_ASSIGN(const auto brokers, admin.brokers());
  const auto replication =
      shape.replication != 0 ? shape.replication : std::min(enough_replicas, brokers);
  auto settings = shape.settings;
  settings.emplace("min.insync.replicas", replication >= enough_replicas ? "2" : "1");
  for (const auto& rule : rules)
    if (rule.value != nullptr) settings.emplace(rule.setting, rule.value);
  DONTHU_TRY(check_settings(connection, settings, replication));
  const auto made = admin.create(partitions, replication, settings);
  return made || made.error().reason == "topic-exists" ? Status{} : made;
}

using Found = std::vector<std::optional<event::Genesis>>;

// The first genesis of each of the first `partitions`: what stands before it is void.
Result<Found> find_genesis(const Connection& connection, std::uint16_t partitions) {
  Found found(partitions);
  DONTHU_TRY(
      read_from_beginning(connection, partitions, [&](const Arrived& arrived) -> Result<bool> {
        if (arrived.lost)
          return std::unexpected(
              endangered(connection, "log.start.offset", "beyond 0",
                         "the first records of the topic were deleted, and with them a log"));
        auto& genesis = found[arrived.partition.value];
        for (const auto& incoming : arrived.records)
          if (!genesis) genesis = genesis_in(incoming.record, arrived.partition);
        return genesis || arrived.at_end;
      }));
  return found;
}

Status write_genesis(const Connection& connection, const event::Genesis& genesis,
                     const Found& found) {
  std::vector<Bytes> entries;
  entries.reserve(found.size());
  std::vector<Outgoing> records;
  for (std::uint16_t i = 0; i < found.size(); ++i) {
    if (found[i]) continue;
    auto own = genesis;
    own.partition = {i};
    DONTHU_ASSIGN(auto entry, event::genesis_entry(own));
    entries.push_back(std::move(entry));
    records.push_back({{i}, entries.back()});
  }
  DONTHU_ASSIGN(const auto producer, Producer::open(connection));
  const auto stored = producer->send(records);
  if (!stored) return std::unexpected(stored.error());
  return {};
}

}  // namespace

Result<std::uint16_t> check_topic(const Connection& connection) {
  DONTHU_ASSIGN(const auto admin, Admin::open(connection));
  constexpr std::chrono::milliseconds a_while{1'000};
  DONTHU_ASSIGN(const auto state,
                check_patiently(*admin, connection, std::min(a_while, connection.patience)));
  return state.partitions;
}

Result<event::Genesis> read_genesis(const Connection& connection) {
  DONTHU_ASSIGN(const auto found, find_genesis(connection, 1));
  if (found.front()) return *found.front();
  return fail(ErrorCode::not_found, "no-log",
              fmt::format("The topic {} holds no log", connection.topic), "topic",
              "Begin one with donthu topics init.");
}

Result<event::Genesis> create_topic(const Connection& connection, const event::Genesis& genesis,
                                    const TopicShape& shape) {
  DONTHU_ASSIGN(const auto admin, Admin::open(connection));
  DONTHU_TRY(make_topic(*admin, connection, genesis.partitions, shape));
  DONTHU_ASSIGN(const auto checked, check_patiently(*admin, connection, connection.patience));
  if (checked.partitions != genesis.partitions)
    return std::unexpected(endangered(
        connection, "partitions", std::to_string(checked.partitions),
        fmt::format("the log is to have {}, and their number is fixed", genesis.partitions)));
  DONTHU_ASSIGN(const auto found, find_genesis(connection, genesis.partitions));
  const auto stands = [](const auto& one) { return one.has_value(); };
  if (std::all_of(found.begin(), found.end(), stands))
    return fail(ErrorCode::conflict, "log-exists",
                fmt::format("There is a log in the topic {} already", connection.topic), "topic",
                "Open it, or name another topic.");
  const auto begun = std::find_if(found.begin(), found.end(), stands);
  auto whole = begun == found.end() ? genesis : **begun;
  DONTHU_TRY(write_genesis(connection, whole, found));
  whole.partition = {};
  return whole;
}

}  // namespace donthu::kafka
