#include "connectors/kafka/kafka_source.h"

#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "connectors/kafka/kafka_log.h"
#include "connectors/kafka/side_topic.h"
#include "connectors/kafka/topic_settings.h"
#include "connectors/kafka/topics.h"
#include "engine/base/durable_file.h"

namespace donthu::kafka {

namespace {

constexpr std::string_view client_prefix = "client.";

std::string_view trimmed(std::string_view text) {
  constexpr auto blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool take_line(std::string_view name, std::string_view value, Connection& connection) {
  if (name == "brokers") {
    connection.brokers = value;
  } else if (name == "topic") {
    connection.topic = value;
  } else if (name == "node") {
    connection.node = value;
  } else if (name == "address") {
    connection.address = value;
  } else if (name == "public.topic") {
    connection.public_topic = value;
  } else if (name == "patience.ms") {
    std::chrono::milliseconds::rep milliseconds = 0;
    const auto* end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, milliseconds);
    if (read.ec != std::errc{} || read.ptr != end || milliseconds <= 0) return false;
    connection.patience = std::chrono::milliseconds(milliseconds);
  } else if (name.starts_with(client_prefix)) {
    connection.client[std::string(name.substr(client_prefix.size()))] = value;
  } else {
    return false;
  }
  return true;
}

// A topic that is there keeps its number of partitions; one that was begun is brought to its end.
Status begin_topic(const Connection& connection, event::Genesis genesis) {
  const auto partitions = check_topic(connection);
  if (!partitions && partitions.error().reason != "no-topic")
    return std::unexpected(partitions.error());
  if (partitions) genesis.partitions = *partitions;
  const auto made = create_topic(connection, genesis);
  if (made || made.error().reason == "log-exists") return {};
  return std::unexpected(made.error());
}

}  // namespace

Result<Connection> read_connection(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream)
    return fail(ErrorCode::not_found, "no-connection-file",
                fmt::format("{} cannot be read", file.string()), file.string());
  Connection connection;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    const auto text = trimmed(line);
    if (text.empty() || text.front() == '#') continue;
    const auto equals = text.find('=');
    if (equals == text.npos ||
        !take_line(trimmed(text.substr(0, equals)), trimmed(text.substr(equals + 1)), connection))
      return fail(ErrorCode::invalid, "connection-file",
                  fmt::format("{}:{}: this line is not understood", file.string(), number),
                  fmt::format("{}:{}", file.string(), number),
                  "Write brokers, topic, public.topic, node, address, patience.ms or client.NAME, "
                  "=, and a value.");
  }
  return connection;
}

Status write_connection(const std::filesystem::path& file, const Connection& connection) {
  std::string text =
      "# The log of this folder lies in a topic of Apache Kafka; log/ is this node's copy.\n";
  text += fmt::format("brokers = {}\ntopic = {}\npatience.ms = {}\n", connection.brokers,
                      connection.topic, connection.patience.count());
  if (!connection.node.empty()) text += fmt::format("node = {}\n", connection.node);
  if (!connection.address.empty()) text += fmt::format("address = {}\n", connection.address);
  if (!connection.public_topic.empty())
    text += fmt::format("public.topic = {}\n", connection.public_topic);
  for (const auto& [name, value] : connection.client)
    text += fmt::format("{}{} = {}\n", client_prefix, name, value);
  // May hold passwords.
  return replace_file(file.string(), text, 0600, "cannot-write");
}

Result<event::Genesis> KafkaSource::create(const std::string& path, const event::Genesis& genesis,
                                           Random& random) const {
  DONTHU_TRY(begin_topic(connection_, genesis));
  DONTHU_TRY(write_connection(file_, connection_));
  DONTHU_ASSIGN(const auto log, KafkaLog::open(connection_, path, random));
  for (std::uint16_t number = 0; number < log->partitions(); ++number) {
    DONTHU_ASSIGN(const auto head, log->head({number}));
    if (head.next_seq > 1)
      return fail(ErrorCode::conflict, "log-begun",
                  fmt::format("The topic {} holds entries already, sealed with keys that a new "
                              "folder has not",
                              connection_.topic),
                  "topic",
                  "Give --join and the master key for one more node of this log, or name another "
                  "topic.");
  }
  return log->genesis();
}

Result<std::unique_ptr<log::EventLog>> KafkaSource::join(const std::string& path,
                                                         Random& random) const {
  DONTHU_TRY(check_topic(connection_));
  DONTHU_TRY(write_connection(file_, connection_));
  return KafkaLog::open(connection_, path, random);
}

Result<std::unique_ptr<log::EventLog>> KafkaSource::open(
    const std::string& path, Random& random, const log::EmbeddedLogOptions& options) const {
  return KafkaLog::open(connection_, path, random, options);
}

Result<std::unique_ptr<SharedRecords>> KafkaSource::keys() const {
  DONTHU_ASSIGN(auto topic, SideTopic::open(connection_, TopicKind::keys));
  return topic;
}

Result<std::unique_ptr<SharedRecords>> KafkaSource::documents() const {
  DONTHU_ASSIGN(auto topic, SideTopic::open(connection_, TopicKind::documents));
  return topic;
}

}  // namespace donthu::kafka
