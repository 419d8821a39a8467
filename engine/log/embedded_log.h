// The EventLog in a RocksDB database of its own. It is the record itself, or, beside a Kafka topic,
// the node's verified copy of it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/base/ports.h"
#include "engine/log/event_log.h"
#include "engine/store/database.h"

namespace donthu::log {

struct EmbeddedLogOptions {
  // Where given, a log of another number is refused with an error that names both.
  std::optional<std::uint16_t> partitions;
  bool read_only = false;  // For audit beside a running server: the log as it was when opened.
  std::shared_ptr<store::Cache> cache;
  std::size_t write_buffer_bytes = std::size_t{32} << 20;
};

// Where the source of a copy keeps the last record that counted. The place is only a hint: the
// record is known again by its hash.
struct SourceMark {
  std::uint64_t place = 0;
  Digest hash;  // Leaf hash of the record, be it an entry or a claim.

  friend bool operator==(const SourceMark&, const SourceMark&) = default;
};

class EmbeddedLog final : public EventLog {
 public:
  // Makes a new log: the genesis entries of all partitions in one synced batch. `genesis.partition`
  // is ignored. `random` gives the nonces of claims and must outlive the log. Errors: conflict
  // "log-exists"; invalid "partitions-out-of-range"; those of the store.
  [[nodiscard]] static Result<std::unique_ptr<EmbeddedLog>> create(
      const std::string& path, const event::Genesis& genesis, Random& random,
      const EmbeddedLogOptions& options = {});
  // Checks that every partition's last entry is the one that the head names; the chain behind it is
  // verify_from's work. Errors: not_found; conflict "database-in-use"; invalid "partitions-differ";
  // corrupt (nothing is repaired, cut or deleted).
  [[nodiscard]] static Result<std::unique_ptr<EmbeddedLog>> open(
      const std::string& path, Random& random, const EmbeddedLogOptions& options = {});
  ~EmbeddedLog() override;

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
  [[nodiscard]] Status reopen() override;
  [[nodiscard]] bool writable() const override;
  [[nodiscard]] VoidCounts void_counts(PartitionId partition) const override;

  // For a verified copy of another log. Entries that were accepted there, judged by the rule for
  // copies, and the mark of the last one; all or nothing. Errors: conflict with the verdict (the
  // copy's head does not lead to them); outcome_unknown closes the log for writing.
  [[nodiscard]] Result<Head> append_copy(PartitionId partition, std::span<const Bytes> entries,
                                         store::Sync sync,
                                         const std::optional<SourceMark>& mark = {});
  // A claim seen in the topic. One that does not count is counted as void and not stored.
  [[nodiscard]] Result<event::Verdict> record_claim(const event::Claim& claim,
                                                    const std::optional<SourceMark>& mark = {});
  // The last mark stored with either; none where there was none, or the copy went on without.
  [[nodiscard]] Result<std::optional<SourceMark>> source_mark(PartitionId partition) const;

  // The claims that counted, from this epoch on, by epoch. corrupt.
  [[nodiscard]] Result<std::vector<event::Claim>> claims_from(PartitionId partition,
                                                              std::uint64_t from_epoch) const;
  // Every stored byte against the checksum of its block: claims and unused rows too, which reading
  // the entries does not touch. Errors: those of Database::check_tables.
  [[nodiscard]] Status check_tables() const;
  [[nodiscard]] Result<store::Statistics> statistics() const;

 private:
  struct State;
  explicit EmbeddedLog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace donthu::log
