// Sends records and waits for their reports. Not for other rooms.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "connectors/kafka/client.h"
#include "engine/base/ids.h"

namespace donthu::kafka {

struct Outgoing {
  PartitionId partition;
  ByteView record;
  ByteView key = {};                   // By which a compacted topic replaces it.
  std::string_view content_type = {};  // A header of the record, where it is given.
};

// Idempotent, without transactions. Thread-safe.
class Producer {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Producer>> open(const Connection& connection);
  // Nobody may be sending any more. What is still on its way may be stored or not.
  ~Producer();

  // Stores all, each partition's in their order, and gives the offset of each. Waits for every
  // report, so at most message.timeout.ms. forbidden: this user may not. outcome_unknown: any of
  // them may be stored or not, or may yet be, until this producer is gone and a new epoch has been
  // read.
  [[nodiscard]] Result<std::vector<std::uint64_t>> send(std::span<const Outgoing> records);

  // Gives up what is on its way: every waiting send ends with outcome_unknown.
  void purge();

 private:
  struct Sending;
  struct Slot;
  Producer() = default;
  static void report(rd_kafka_t*, const rd_kafka_message_t* message, void*);

  std::unique_ptr<Client> client_;
  Topic topic_;
  std::jthread reports_;
};

}  // namespace donthu::kafka
