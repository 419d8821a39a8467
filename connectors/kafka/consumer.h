// Reads partitions of the topic from places that the caller names. Not for other rooms.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "connectors/kafka/client.h"
#include "engine/base/ids.h"

namespace donthu::kafka {

struct Incoming {
  std::uint64_t offset = 0;
  Bytes record;
};

// What one partition brought since it was asked last.
struct Arrived {
  PartitionId partition;
  std::vector<Incoming> records;
  bool at_end = false;    // They are all that there is now.
  std::uint64_t end = 0;  // And so many places there are.
  bool lost = false;      // The place that was to be read is not there: the topic is another one.
};

// Of the first record that a partition holds, and the one that the next record will get.
struct Offsets {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};

// No consumer group, no offsets kept in the cluster. One thread at a time.
class Consumer {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Consumer>> open(const Connection& connection,
                                                              std::uint16_t partitions);
  ~Consumer();

  // Begins, or begins again, at `offset`. An offset that is not there is reported as lost.
  [[nodiscard]] Status start(PartitionId partition, std::uint64_t offset);

  // Nothing more arrives from it, until it is begun again.
  void stop(PartitionId partition);
  // The place after the last record that all in-sync replicas hold. unavailable; forbidden.
  [[nodiscard]] Result<std::uint64_t> end_of(PartitionId partition,
                                             std::chrono::milliseconds patience) const;
  // The same, and the first record that there is; each may take the patience.
  [[nodiscard]] Result<Offsets> offsets(PartitionId partition,
                                        std::chrono::milliseconds patience) const;

  // Waits for the first thing to arrive or for the time, then gives all that is there.
  [[nodiscard]] std::vector<Arrived> read(std::chrono::milliseconds wait);

  [[nodiscard]] const Client& client() const { return *client_; }

 private:
  Consumer() = default;
  static void take(rd_kafka_message_t* message, void* self);
  [[nodiscard]] std::vector<Arrived> take_arrived();
  // `which`: RD_KAFKA_OFFSET_BEGINNING or RD_KAFKA_OFFSET_END.
  [[nodiscard]] Result<std::uint64_t> offset_of(PartitionId partition, std::int64_t which,
                                                std::chrono::milliseconds patience) const;

  std::unique_ptr<Client> client_;
  Topic topic_;
  Queue queue_;
  std::vector<bool> started_;
  std::vector<Arrived> arrived_;  // By partition.
};

// Reads the first `partitions` of the topic from their beginning. `take` says of what arrived
// whether its partition needs no more for now; it ends when that holds for all. Errors: those of
// `take`; unavailable "kafka-unreachable" where nothing arrives for as long as the patience is.
[[nodiscard]] Status read_from_beginning(const Connection& connection, std::uint16_t partitions,
                                         const std::function<Result<bool>(const Arrived&)>& take);

}  // namespace donthu::kafka
