#include "connectors/kafka/admin.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

namespace donthu::kafka {

namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Closing<rd_kafka_NewTopic_destroy>>;
using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, Closing<rd_kafka_ConfigResource_destroy>>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                   Closing<rd_kafka_topic_partition_list_destroy>>;

constexpr std::size_t explanation_bytes = 512;

}  // namespace

Result<std::unique_ptr<Admin>> Admin::open(const Connection& connection) {
  std::unique_ptr<Admin> admin(new Admin(connection));
  DONTHU_ASSIGN(admin->client_, Client::open(Side::producer, connection));
  DONTHU_ASSIGN(admin->topic_, admin->client_->topic(connection.topic));
  return admin;
}

Error Admin::refused(rd_kafka_resp_err_t error, const char* why, const char* operation) const {
  const auto message =
      fmt::format("Topic {}: {}", connection_.topic, why ? why : rd_kafka_err2str(error));
  if (is_forbidden(error)) return forbidden("Topic " + connection_.topic, operation);
  switch (error) {
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
      return {ErrorCode::not_found,
              "no-topic",
              message,
              {},
              "topic",
              "Make it with donthu topics init, or name another."};
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
      return {ErrorCode::conflict, "topic-exists", message, {}, "topic", {}};
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT: return client_->unreachable(message);
    default: return {ErrorCode::invalid, "topic-refused", message, {}, "topic", {}};
  }
}

Result<Metadata> Admin::metadata(rd_kafka_topic_t* topic) const {
  const rd_kafka_metadata_t* found = nullptr;
  const auto error = rd_kafka_metadata(client_->get(), 0, topic, &found, patience_ms());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return std::unexpected(refused(error, nullptr));
  return Metadata(found);
}

Result<std::uint16_t> Admin::brokers() const {
  DONTHU_ASSIGN(const auto found, metadata(nullptr));
  return static_cast<std::uint16_t>(found->broker_cnt);
}

Result<TopicState> Admin::state() const {
  DONTHU_ASSIGN(const auto metadata, this->metadata(topic_.get()));
  if (metadata->topic_cnt != 1)
    return std::unexpected(refused(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, nullptr));
  const auto& topic = metadata->topics[0];
  if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return std::unexpected(refused(topic.err, nullptr));
  const std::span partitions(topic.partitions, static_cast<std::size_t>(topic.partition_cnt));
  TopicState state{static_cast<std::uint16_t>(partitions.size()), UINT16_MAX,
                   static_cast<std::uint16_t>(metadata->broker_cnt)};
  for (const auto& partition : partitions)
    state.replication =
        std::min(state.replication, static_cast<std::uint16_t>(partition.replica_cnt));
  return state;
}

Result<std::vector<runtime::Replicas>> Admin::replicas() const {
  DONTHU_ASSIGN(const auto metadata, this->metadata(topic_.get()));
  if (metadata->topic_cnt != 1)
    return std::unexpected(refused(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, nullptr));
  const auto& topic = metadata->topics[0];
  if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) return std::unexpected(refused(topic.err, nullptr));
  std::vector<runtime::Replicas> all;
  for (const auto& one : std::span(topic.partitions, static_cast<std::size_t>(topic.partition_cnt)))
    all.push_back({PartitionId{static_cast<std::uint16_t>(one.id)}, one.leader,
                   static_cast<std::uint16_t>(one.replica_cnt),
                   static_cast<std::uint16_t>(one.isr_cnt)});
  std::ranges::sort(all, {}, &runtime::Replicas::partition);
  return all;
}

Result<std::vector<std::string>> Admin::members(const std::string& group) const {
  const Queue queue(rd_kafka_queue_new(client_->get()));
  const std::unique_ptr<rd_kafka_AdminOptions_t, Closing<rd_kafka_AdminOptions_destroy>> options(
      rd_kafka_AdminOptions_new(client_->get(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), patience_ms(), nullptr, 0);
  const char* name = group.c_str();
  rd_kafka_DescribeConsumerGroups(client_->get(), &name, 1, options.get(), queue.get());
  DONTHU_ASSIGN(const auto event, answer(queue.get(), "group " + group, "Describe"));
  std::size_t count = 0;
  const auto* const* groups = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  if (count != 1) return std::unexpected(client_->unreachable("group " + group));
  if (const auto* error = rd_kafka_ConsumerGroupDescription_error(groups[0]))
    return std::unexpected(refused(rd_kafka_error_code(error), rd_kafka_error_string(error)));
  std::vector<std::string> clients;
  for (std::size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(groups[0]); ++i)
    clients.emplace_back(rd_kafka_MemberDescription_client_id(
        rd_kafka_ConsumerGroupDescription_member(groups[0], i)));
  return clients;
}

Result<std::vector<std::uint64_t>> Admin::first_offsets(std::uint16_t partitions) const {
  const Partitions asked(rd_kafka_topic_partition_list_new(partitions));
  for (std::uint16_t i = 0; i < partitions; ++i)
    // The protocol takes this in the place of a time.
    rd_kafka_topic_partition_list_add(asked.get(), connection_.topic.c_str(), i)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  const auto error = rd_kafka_offsets_for_times(client_->get(), asked.get(), patience_ms());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return std::unexpected(refused(error, nullptr));
  std::vector<std::uint64_t> offsets;
  for (const auto& partition : std::span(asked->elems, partitions)) {
    if (is_forbidden(partition.err)) return std::unexpected(refused(partition.err, nullptr));
    if (partition.err != RD_KAFKA_RESP_ERR_NO_ERROR)
      return std::unexpected(client_->unreachable(
          fmt::format("Topic {}: where partition {} begins is not known: {}", connection_.topic,
                      partition.partition, rd_kafka_err2str(partition.err))));
    offsets.push_back(static_cast<std::uint64_t>(partition.offset));
  }
  return offsets;
}

Result<Event> Admin::answer(rd_kafka_queue_t* queue, const std::string& what,
                            const char* operation) const {
  Event event(rd_kafka_queue_poll(queue, patience_ms()));
  if (!event) return std::unexpected(client_->unreachable(what));
  if (const auto error = rd_kafka_event_error(event.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(refused(error, rd_kafka_event_error_string(event.get()), operation));
  return event;
}

Result<std::map<std::string, std::string>> Admin::settings() const {
  const ConfigResource topic(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, connection_.topic.c_str()));
  const Queue queue(rd_kafka_queue_new(client_->get()));
  auto* asked = topic.get();
  rd_kafka_DescribeConfigs(client_->get(), &asked, 1, nullptr, queue.get());
  DONTHU_ASSIGN(const auto event,
                answer(queue.get(), "The topic's settings cannot be read", "DescribeConfigs"));
  const auto* result = rd_kafka_event_DescribeConfigs_result(event.get());
  std::size_t count = 0;
  const auto* found = rd_kafka_DescribeConfigs_result_resources(result, &count)[0];
  if (const auto error = rd_kafka_ConfigResource_error(found); error != RD_KAFKA_RESP_ERR_NO_ERROR)
    return std::unexpected(
        refused(error, rd_kafka_ConfigResource_error_string(found), "DescribeConfigs"));
  std::map<std::string, std::string> settings;
  const auto* const* entries = rd_kafka_ConfigResource_configs(found, &count);
  for (const auto* entry : std::span(entries, count)) {
    const auto* value = rd_kafka_ConfigEntry_value(entry);
    settings.emplace(rd_kafka_ConfigEntry_name(entry), value != nullptr ? value : "");
  }
  return settings;
}

Status Admin::create(std::uint16_t partitions, std::uint16_t replication,
                     const std::map<std::string, std::string>& settings) const {
  std::array<char, explanation_bytes> why{};
  const NewTopic topic(rd_kafka_NewTopic_new(connection_.topic.c_str(), partitions, replication,
                                             why.data(), why.size()));
  if (!topic) return std::unexpected(refused(RD_KAFKA_RESP_ERR__INVALID_ARG, why.data()));
  for (const auto& [name, value] : settings)
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  const Queue queue(rd_kafka_queue_new(client_->get()));
  auto* asked = topic.get();
  rd_kafka_CreateTopics(client_->get(), &asked, 1, nullptr, queue.get());
  DONTHU_ASSIGN(const auto event, answer(queue.get(), "The topic cannot be made", "Create"));
  std::size_t count = 0;
  const auto* result = rd_kafka_event_CreateTopics_result(event.get());
  const auto* made = rd_kafka_CreateTopics_result_topics(result, &count)[0];
  const auto error = rd_kafka_topic_result_error(made);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return std::unexpected(refused(error, rd_kafka_topic_result_error_string(made), "Create"));
}

}  // namespace donthu::kafka
