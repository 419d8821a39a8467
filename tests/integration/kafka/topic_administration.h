// What an administrator can do to a topic, and should not.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/producer.h"

namespace donthu::kafka {

// One thread. What the cluster refuses is thrown: a test cannot go on then.
class TopicAdministration {
 public:
  explicit TopicAdministration(const Connection& connection)
      : connection_(connection),
        client_(*Client::open(Side::producer, connection)),
        queue_(rd_kafka_queue_new(client_->get())) {}

  void remove() const {
    auto* topic = rd_kafka_DeleteTopic_new(connection_.topic.c_str());
    rd_kafka_DeleteTopics(client_->get(), &topic, 1, nullptr, queue_.get());
    rd_kafka_DeleteTopic_destroy(topic);
    expect_done("DeleteTopics");
  }

  // The records of a partition before its end, for ever.
  void delete_records(PartitionId partition) const {
    auto* until = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(until, connection_.topic.c_str(), partition.value)->offset =
        RD_KAFKA_OFFSET_END;
    auto* request = rd_kafka_DeleteRecords_new(until);
    rd_kafka_DeleteRecords(client_->get(), &request, 1, nullptr, queue_.get());
    rd_kafka_DeleteRecords_destroy(request);
    rd_kafka_topic_partition_list_destroy(until);
    const auto event = expect_done("DeleteRecords");
    const auto* deleted =
        rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()));
    if (deleted->elems[0].err != RD_KAFKA_RESP_ERR_NO_ERROR)
      throw std::runtime_error(rd_kafka_err2str(deleted->elems[0].err));
  }

  // One setting; the others that the topic was given stay.
  void set(const std::string& name, const std::string& value) const {
    auto given = given_settings();
    given[name] = value;
    auto* resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, connection_.topic.c_str());
    for (const auto& [key, text] : given)
      rd_kafka_ConfigResource_set_config(resource, key.c_str(), text.c_str());
    rd_kafka_AlterConfigs(client_->get(), &resource, 1, nullptr, queue_.get());
    rd_kafka_ConfigResource_destroy(resource);
    expect_done("AlterConfigs");
  }

  // As anybody who may write to the topic.
  void write_raw(PartitionId partition, const std::vector<Bytes>& records) const {
    const auto producer = *Producer::open(connection_);
    std::vector<Outgoing> outgoing;
    for (const auto& record : records) outgoing.push_back({partition, record});
    if (!producer->send(outgoing)) throw std::runtime_error("the records were not stored");
  }

  // The broker that leads the partition; -1 while nobody does.
  [[nodiscard]] int leader(PartitionId partition) const {
    const auto topic = *client_->topic(connection_.topic);
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client_->get(), 0, topic.get(), &metadata, wait_ms) != 0)
      throw std::runtime_error("the cluster does not say who leads");
    int leader = -1;
    const auto& described = metadata->topics[0];
    for (int i = 0; i < described.partition_cnt; ++i)
      if (described.partitions[i].id == partition.value) leader = described.partitions[i].leader;
    rd_kafka_metadata_destroy(metadata);
    return leader;
  }

 private:
  static constexpr int wait_ms = 15'000;

  Event expect_done(const std::string& what) const {
    Event event(rd_kafka_queue_poll(queue_.get(), wait_ms));
    if (!event) throw std::runtime_error(what + ": no answer");
    if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR)
      throw std::runtime_error(what + ": " + rd_kafka_event_error_string(event.get()));
    return event;
  }

  [[nodiscard]] std::map<std::string, std::string> given_settings() const {
    auto* resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, connection_.topic.c_str());
    rd_kafka_DescribeConfigs(client_->get(), &resource, 1, nullptr, queue_.get());
    rd_kafka_ConfigResource_destroy(resource);
    const auto event = expect_done("DescribeConfigs");
    std::size_t count = 0;
    const auto* const resources = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event.get()), &count);
    const auto* const entries = rd_kafka_ConfigResource_configs(resources[0], &count);
    std::map<std::string, std::string> given;
    for (std::size_t i = 0; i < count; ++i)
      if (rd_kafka_ConfigEntry_source(entries[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
        given[rd_kafka_ConfigEntry_name(entries[i])] = rd_kafka_ConfigEntry_value(entries[i]);
    return given;
  }

  Connection connection_;
  std::unique_ptr<Client> client_;
  Queue queue_;
};

}  // namespace donthu::kafka
