// An EventLog that fails as disks and brokers do, by a seed. For tests and simulation.
#pragma once

#include <functional>
#include <memory>

#include "engine/base/ports.h"
#include "engine/log/event_log.h"

namespace donthu::log {

// Chances per thousand calls of append, tried in this order.
struct Faults {
  std::uint32_t lost_acknowledgement = 0;  // Everything is stored, the outcome is unknown.
  std::uint32_t failed_append =
      0;  // The first few Appends (or none) are stored, the outcome is unknown.
  std::uint32_t rival_claim = 0;   // Somebody else claims one of the partitions just before.
  std::uint32_t failed_claim = 0;  // Of claim: stored or not, the outcome is unknown.
};

struct FaultCounts {
  std::uint64_t lost_acknowledgements = 0;
  std::uint64_t failed_appends = 0;
  std::uint64_t rival_claims = 0;
  std::uint64_t failed_claims = 0;

  [[nodiscard]] std::uint64_t total() const {
    return lost_acknowledgements + failed_appends + rival_claims + failed_claims;
  }
};

// After an unknown outcome it refuses writes until reopen(), as the embedded log does.
class FaultyLog final : public EventLog {
 public:
  // Called before the append reaches the log underneath and again before its outcome is returned: a
  // simulation delays here, or looks.
  enum class Moment : std::uint8_t { before_append, before_return };
  using Hook = std::function<void(Moment, std::span<const Append>)>;

  // `under` must outlive this.
  FaultyLog(EventLog& under, std::uint64_t seed, const Faults& faults = {}, Hook hook = {});
  // The same over a log of its own.
  FaultyLog(std::unique_ptr<EventLog> under, std::uint64_t seed, const Faults& faults = {},
            Hook hook = {});
  ~FaultyLog() override;

  void set_faults(const Faults& faults);
  [[nodiscard]] FaultCounts counts() const;

  [[nodiscard]] const event::Genesis& genesis() const override;
  [[nodiscard]] Result<event::Claim> claim(PartitionId partition) override;
  [[nodiscard]] std::vector<AppendOutcome> append(std::span<const Append> appends) override;
  [[nodiscard]] std::size_t partitions_at_once() const override;
  [[nodiscard]] Result<Head> head(PartitionId partition) const override;
  [[nodiscard]] Result<std::uint64_t> current_epoch(PartitionId partition) const override;
  [[nodiscard]] Result<std::optional<event::Claim>> last_claim(
      PartitionId partition) const override;
  [[nodiscard]] Result<std::uint64_t> read(PartitionId partition, std::uint64_t from_seq,
                                           const Visitor& visit) const override;
  [[nodiscard]] Result<Bytes> read_one(PartitionId partition, std::uint64_t seq) const override;
  [[nodiscard]] Result<bool> wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                         std::chrono::milliseconds timeout) const override;
  [[nodiscard]] Status reopen() override;
  [[nodiscard]] bool writable() const override;
  [[nodiscard]] VoidCounts void_counts(PartitionId partition) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace donthu::log
