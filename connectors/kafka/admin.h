// Asking the cluster about topics, and making them. Not for other rooms.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "engine/runtime/ownership.h"

namespace donthu::kafka {

using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Closing<rd_kafka_metadata_destroy>>;

// What the cluster says of a topic.
struct TopicState {
  std::uint16_t partitions = 0;
  std::uint16_t replication = 0;  // Of the partition that has the fewest replicas.
  std::uint16_t brokers = 0;      // That are alive.
};

// One thread at a time.
class Admin {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Admin>> open(const Connection& connection);

  // That are alive.
  [[nodiscard]] Result<std::uint16_t> brokers() const;
  // Errors: not_found "no-topic"; forbidden; unavailable "kafka-unreachable".
  [[nodiscard]] Result<TopicState> state() const;
  // Of every partition: leader and replicas. Errors as state().
  [[nodiscard]] Result<std::vector<runtime::Replicas>> replicas() const;
  // The client.id of every member of a consumer group; none where there is no such group. Errors:
  // forbidden; unavailable.
  [[nodiscard]] Result<std::vector<std::string>> members(const std::string& group) const;
  // Of the records that each of the first `partitions` still has. Errors: unavailable
  // "kafka-unreachable", also while one of them has no leader.
  [[nodiscard]] Result<std::vector<std::uint64_t>> first_offsets(std::uint16_t partitions) const;
  // All settings in force, defaults included.
  [[nodiscard]] Result<std::map<std::string, std::string>> settings() const;
  // Errors: conflict "topic-exists"; invalid "topic-refused" with the cluster's reason; forbidden;
  // unavailable.
  [[nodiscard]] Status create(std::uint16_t partitions, std::uint16_t replication,
                              const std::map<std::string, std::string>& settings) const;

 private:
  explicit Admin(const Connection& connection) : connection_(connection) {}
  [[nodiscard]] int patience_ms() const { return static_cast<int>(connection_.patience.count()); }
  [[nodiscard]] Result<Metadata> metadata(rd_kafka_topic_t* topic) const;
  [[nodiscard]] Result<Event> answer(rd_kafka_queue_t* queue, const std::string& what,
                                     const char* operation) const;
  [[nodiscard]] Error refused(rd_kafka_resp_err_t error, const char* why,
                              const char* operation = "Describe") const;

  Connection connection_;
  std::unique_ptr<Client> client_;
  Topic topic_;
};

}  // namespace donthu::kafka
