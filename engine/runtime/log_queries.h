// Questions answered from the durable rows and the log.
#pragma once

#include "engine/log/event_log.h"
#include "engine/projection/rows.h"
#include "engine/runtime/queries.h"
#include "engine/store/database.h"

namespace donthu::runtime {

// Thread-safe.
class LogQueries final : public Queries {
 public:
  // Both must outlive it.
  LogQueries(const log::EventLog& log, const store::Database& state) : log_(log), state_(state) {}

  [[nodiscard]] Result<petition::Case> find_case(const CaseId& id) const override;
  [[nodiscard]] Result<petition::Case> find_number(
      const event::RegisterNumber& number) const override;
  [[nodiscard]] Result<Page> find(const Filter& filter, const std::string& cursor,
                                  std::size_t limit) const override;
  [[nodiscard]] Result<std::vector<HistoryEntry>> history(const CaseId& id) const override;
  [[nodiscard]] Result<petition::Case> case_recorded_as_of(const CaseId& id,
                                                           Instant at) const override;
  [[nodiscard]] Result<petition::Case> case_at_version(const CaseId& id,
                                                       std::uint64_t version) const override;
  [[nodiscard]] Result<std::vector<projection::Fact>> timeline(const CaseId& id) const override;
  [[nodiscard]] Status each_timeline(const FactVisitor& visit) const override;
  [[nodiscard]] Result<std::uint64_t> each_entry(PartitionId partition, std::uint64_t from_seq,
                                                 const EntryVisitor& visit) const override;
  [[nodiscard]] std::uint16_t partitions() const override { return log_.partitions(); }
  [[nodiscard]] std::uint64_t next_seq(PartitionId partition) const override;
  [[nodiscard]] LogId log_id() const override { return log_.genesis().log; }

 private:
  [[nodiscard]] Result<petition::Case> fold_until(
      const CaseId& id, const std::function<bool(const HistoryEntry&)>& counts) const;

  const log::EventLog& log_;
  const store::Database& state_;
};

}  // namespace donthu::runtime
