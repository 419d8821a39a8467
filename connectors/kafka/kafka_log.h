// The EventLog in a topic of Apache Kafka, shared by many nodes; every node keeps a verified copy
// of all entries, from which it reads. Protocol: docs/decisions/0011-kafka.md.
//
// An append is durable when all in-sync replicas hold it and it counts by the acceptance rule of
// schemas/log-format.md, whatever else was written to the topic in between.
#pragma once

#include <memory>
#include <string>

#include "connectors/kafka/settings.h"
#include "engine/base/ports.h"
#include "engine/log/embedded_log.h"

namespace donthu::kafka {

class KafkaLog final : public log::EventLog {
 public:
  // Checks the topic (see check_topic), opens the copy in `path`, or begins one, and reads the
  // topic to its end. `random` gives the nonces of claims and must outlive the log.
  //
  // A copy that does not match the topic stays as it is, and so does the topic: the partition can
  // be read, and refuses claims and appends with corrupt "topic-behind" (the topic ends before the
  // copy), "topic-differs" or "topic-truncated"; with unsupported "entry-…" where a newer program
  // wrote to it. Errors of the opening: those of check_topic, of EmbeddedLog::open, and
  // unavailable "kafka-unreachable".
  [[nodiscard]] static Result<std::unique_ptr<KafkaLog>> open(
      const Connection& connection, const std::string& path, Random& random,
      const log::EmbeddedLogOptions& copy = {});
  ~KafkaLog() override;

  [[nodiscard]] const event::Genesis& genesis() const override;
  [[nodiscard]] Result<event::Claim> claim(PartitionId partition) override;
  [[nodiscard]] std::vector<log::AppendOutcome> append(
      std::span<const log::Append> appends) override;
  // A request goes out for every partition, and comes back, and two replicas fetch what it brought.
  // However many there are, each has its turn after two others.
  [[nodiscard]] std::size_t partitions_at_once() const override;
  // What this node has read of the topic. An append or claim of its own is always in it.
  [[nodiscard]] Result<log::Head> head(PartitionId partition) const override;
  [[nodiscard]] Result<std::uint64_t> current_epoch(PartitionId partition) const override;
  [[nodiscard]] Result<std::optional<event::Claim>> last_claim(
      PartitionId partition) const override;
  [[nodiscard]] Result<std::uint64_t> read(PartitionId partition, std::uint64_t from_seq,
                                           const log::Visitor& visit) const override;
  [[nodiscard]] Result<Bytes> read_one(PartitionId partition, std::uint64_t seq) const override;
  [[nodiscard]] Result<bool> wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                         std::chrono::milliseconds timeout) const override;
  // Gives up what is on its way with a producer of its own, and reads the topic to its end again.
  // unavailable "kafka-unreachable" where it cannot: reading goes on, writing waits for the next
  // try.
  [[nodiscard]] Status reopen() override;
  [[nodiscard]] bool writable() const override;
  [[nodiscard]] log::VoidCounts void_counts(PartitionId partition) const override;

 private:
  struct State;
  explicit KafkaLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace donthu::kafka
