// Questions about durable state. Read-only; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/event/commit.h"
#include "engine/petition/case.h"
#include "engine/projection/fact.h"

namespace donthu::runtime {

// What to look for; everything given must hold.
struct Filter {
  std::optional<UnitId> unit;        // Handles it, answers for it, or registered it.
  std::optional<OfficerId> officer;  // Has an open task.
  std::optional<event::PetitionKind> kind;
  std::optional<event::CaseStatus> status;
  std::optional<bool> open;
  std::optional<bool> overdue;  // Has a deadline that is overdue and not met.
  std::optional<Date> received_from;
  std::optional<Date> received_until;  // Included.
  std::string words;                   // Of the name of the matter, with or without diacritics.
  bool stuck = false;                  // Only cases that stand still.
  bool rulings = false;                // Only the queue of rulings.
};

struct Page {
  std::vector<petition::Case> cases;
  std::string next;  // Cursor of the next page; empty: this is the last.
};

// A commit of a case as it stands in the log.
struct HistoryEntry {
  PartitionId partition;
  std::uint64_t seq = 0;
  std::uint64_t epoch = 0;
  Digest hash;
  Digest previous;  // Hash of the entry before, in the partition's chain.
  Instant recorded_at;
  CommandId command;
  event::Commit commit;
};

// An entry of any partition, for feeds and audits.
struct LogEntry {
  PartitionId partition;
  std::uint64_t seq = 0;
  Digest hash;
  Instant recorded_at;
  CommandId command;
  event::Commit commit;
};

class Queries {
 public:
  virtual ~Queries() = default;

  // not_found "unknown-case".
  [[nodiscard]] virtual Result<petition::Case> find_case(const CaseId& id) const = 0;
  [[nodiscard]] virtual Result<petition::Case> find_number(
      const event::RegisterNumber& number) const = 0;
  // At most `limit` (1 to 1000) cases in the order of receipt within a partition. invalid
  // "bad-cursor": take only cursors that this log gave.
  [[nodiscard]] virtual Result<Page> find(const Filter& filter, const std::string& cursor,
                                          std::size_t limit) const = 0;

  // All commits of a case, first to last, read from the log and checked against their hashes.
  [[nodiscard]] virtual Result<std::vector<HistoryEntry>> history(const CaseId& id) const = 0;
  // The case as it was known at an instant (log time), or at a version. not_found: not yet there.
  [[nodiscard]] virtual Result<petition::Case> case_recorded_as_of(const CaseId& id,
                                                                   Instant at) const = 0;
  [[nodiscard]] virtual Result<petition::Case> case_at_version(const CaseId& id,
                                                               std::uint64_t version) const = 0;
  [[nodiscard]] virtual Result<std::vector<projection::Fact>> timeline(const CaseId& id) const = 0;

  // Visits the facts of all cases, case by case; stops where the visitor gives false.
  using FactVisitor = std::function<bool(const CaseId&, const std::vector<projection::Fact>&)>;
  [[nodiscard]] virtual Status each_timeline(const FactVisitor& visit) const = 0;

  // Durable entries of a partition from `from_seq` on that hold a commit; stops where the visitor
  // gives false. Returns the seq after the last one visited or passed over.
  using EntryVisitor = std::function<bool(const LogEntry&)>;
  [[nodiscard]] virtual Result<std::uint64_t> each_entry(PartitionId partition,
                                                         std::uint64_t from_seq,
                                                         const EntryVisitor& visit) const = 0;
  [[nodiscard]] virtual std::uint16_t partitions() const = 0;
  // The seq after the last entry that the state holds; the log may hold more.
  [[nodiscard]] virtual std::uint64_t next_seq(PartitionId partition) const = 0;
  [[nodiscard]] virtual LogId log_id() const = 0;
};

}  // namespace donthu::runtime
