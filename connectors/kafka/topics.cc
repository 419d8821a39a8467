#include "connectors/kafka/topics.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "connectors/kafka/consumer.h"
#include "connectors/kafka/producer.h"
#include "connectors/kafka/side_topic.h"
#include "connectors/kafka/topic_settings.h"

namespace donthu::kafka {

namespace {

constexpr std::array side_kinds{TopicKind::keys, TopicKind::documents};

Error beginning_deleted(const Connection& connection, const std::string& from) {
  auto error = endangered(connection, "log.start.offset", from,
                          "the first records of the topic were deleted, and with them a log");
  error.remedy =
      "Keep the copies of all nodes: they may be all that is left of these records. A complete "
      "copy becomes the log of a new topic (docs/kafka.md).";
  return error;
}

Status check_beginning(const Admin& admin, const Connection& connection, std::uint16_t partitions) {
  DONTHU_ASSIGN(const auto offsets, admin.first_offsets(partitions));
  for (std::uint16_t i = 0; i < partitions; ++i)
    if (offsets[i] != 0)
      return std::unexpected(
          beginning_deleted(connection, fmt::format("{} in partition {}", offsets[i], i)));
  return {};
}

std::optional<event::Genesis> genesis_in(ByteView record, PartitionId partition) {
  const auto entry = event::parse_entry(record);
  if (!entry || entry->envelope.kind != event::EntryKind::genesis || entry->envelope.seq != 0)
    return std::nullopt;
  const auto genesis = event::parse_genesis_body(entry->body);
  if (!genesis || genesis->partition != partition) return std::nullopt;
  return *genesis;
}

using Found = std::vector<std::optional<event::Genesis>>;

// The first genesis of each of the first `partitions`: what stands before it is void.
Result<Found> find_genesis(const Connection& connection, std::uint16_t partitions) {
  Found found(partitions);
  DONTHU_TRY(
      read_from_beginning(connection, partitions, [&](const Arrived& arrived) -> Result<bool> {
        if (arrived.lost)
          return std::unexpected(beginning_deleted(
              connection, fmt::format("beyond 0 in partition {}", arrived.partition.value)));
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

// One broker learns of a new topic a moment after the other.
constexpr std::chrono::milliseconds a_while{1'000};

Status check_partitions(const Connection& connection, std::uint16_t found, std::uint16_t wanted) {
  if (found == wanted) return {};
  return std::unexpected(
      endangered(connection, "partitions", std::to_string(found),
                 fmt::format("the log has {}, and their number is fixed", wanted)));
}

}  // namespace

Result<std::uint16_t> check_topic(const Connection& connection) {
  DONTHU_ASSIGN(const auto state,
                check_settings(connection, TopicKind::log, std::min(a_while, connection.patience)));
  DONTHU_ASSIGN(const auto admin, Admin::open(connection));
  DONTHU_TRY(check_beginning(*admin, connection, state.partitions));
  return state.partitions;
}

Status make_side_topics(const Connection& connection, const TopicShape& shape) {
  TopicShape like;
  like.replication = shape.replication;
  if (const auto found = shape.settings.find("min.insync.replicas"); found != shape.settings.end())
    like.settings.insert(*found);
  for (const auto kind : side_kinds) {
    const auto side = beside(connection, kind);
    DONTHU_TRY(make_topic(side, kind, 1, like));
    DONTHU_TRY(check_settings(side, kind, side.patience));
  }
  return {};
}

Status check_side_topics(const Connection& connection) {
  for (const auto kind : side_kinds) {
    DONTHU_ASSIGN(const auto topic, SideTopic::open(connection, kind));
  }
  return {};
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
  DONTHU_TRY(make_topic(connection, TopicKind::log, genesis.partitions, shape));
  DONTHU_ASSIGN(const auto checked,
                check_settings(connection, TopicKind::log, connection.patience));
  DONTHU_TRY(check_partitions(connection, checked.partitions, genesis.partitions));
  DONTHU_TRY(make_side_topics(connection, shape));
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

Status make_public_topic(const Connection& connection, std::uint16_t partitions, TopicShape shape) {
  shape.settings.emplace("retention.ms", "-1");
  shape.settings.emplace("retention.bytes", "-1");
  DONTHU_TRY(make_topic(connection, TopicKind::told, partitions, shape));
  return check_public_topic(connection, partitions);
}

Status check_public_topic(const Connection& connection, std::uint16_t partitions) {
  DONTHU_ASSIGN(const auto checked, check_settings(connection, TopicKind::told,
                                                   std::min(a_while, connection.patience)));
  return check_partitions(connection, checked.partitions, partitions);
}

}  // namespace donthu::kafka
