// An EventLog in memory, for tests and simulation. "Durable" means for as long as the object lives.
#pragma once

#include <memory>

#include "engine/base/ports.h"
#include "engine/log/event_log.h"

namespace donthu::log {

class MemoryLog final : public EventLog {
 public:
  // `genesis.partition` is ignored: every partition gets its own. `random` gives the nonces of
  // claims and must outlive the log. `genesis.partitions` is from 1 to event::max_partitions.
  MemoryLog(const event::Genesis& genesis, Random& random);
  ~MemoryLog() override;

  [[nodiscard]] const event::Genesis& genesis() const override;
  [[nodiscard]] Result<event::Claim> claim(PartitionId partition) override;
  [[nodiscard]] std::vector<AppendOutcome> append(std::span<const Append> appends) override;
  [[nodiscard]] Result<Head> head(PartitionId partition) const override;
  [[nodiscard]] Result<std::uint64_t> current_epoch(PartitionId partition) const override;
  [[nodiscard]] Result<std::optional<event::Claim>> last_claim(
      PartitionId partition) const override;
  [[nodiscard]] Result<std::uint64_t> read(PartitionId partition, std::uint64_t from_seq,
                                           const Visitor& visit) const override;
  [[nodiscard]] Result<Bytes> read_one(PartitionId partition, std::uint64_t seq) const override;
  [[nodiscard]] Result<bool> wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                         std::chrono::milliseconds timeout) const override;
  [[nodiscard]] Status reopen() override { return {}; }
  [[nodiscard]] bool writable() const override { return true; }
  [[nodiscard]] VoidCounts void_counts(PartitionId partition) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace donthu::log
