// Folds entries of the log into rows: at start, after a failure, and when the state is made anew.
#pragma once

#include <functional>
#include <vector>

#include "engine/log/event_log.h"
#include "engine/projection/fold.h"
#include "engine/projection/read.h"
#include "engine/runtime/case_cache.h"
#include "engine/runtime/state_rows.h"

namespace donthu::runtime {

// A case that an entry could not be applied to.
struct StuckCase {
  CaseId id;
  std::uint64_t version = 0;  // As it was before.
  std::uint64_t seq = 0;      // Of the entry.
  std::string reason;
};
using StuckCases = std::vector<StuckCase>;

// Takes those out of which the commit says that they stand still (CaseQuarantined), or that they do
// so no more (CaseReleased): it need not be said again.
void take_out_told(StuckCases& stuck, const event::Commit& commit);

// One thread.
class Follower {
 public:
  // Both must outlive it.
  Follower(const log::EventLog& log, store::Database& state, std::size_t cached_cases);

  // Called with the entries folded so far of this call; false stops between two batches.
  using Progress = std::function<bool(std::uint64_t entries)>;

  // Folds everything of the partition that the state lacks, in batches of rows and position. An
  // entry of an unknown type stops with unsupported: the program is too old. Errors of log and
  // store as they are.
  [[nodiscard]] Status catch_up(PartitionId partition, const Progress& progress = {});

  // Cases that became stuck in the calls so far, and of which the log does not say so.
  [[nodiscard]] const StuckCases& stuck() const { return stuck_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

  // Frees the case, and folds what was passed over while it was stuck; see refold_released.
  [[nodiscard]] Status release(PartitionId partition, const CaseId& id, std::uint64_t until_seq);
  [[nodiscard]] Status begin(PartitionId partition);
  [[nodiscard]] Status write();

 private:
  [[nodiscard]] Status fold(PartitionId partition, std::uint64_t seq, ByteView stored);
  [[nodiscard]] Status fold_commit(const projection::EntryFacts& facts,
                                   const event::Commit& commit);
  [[nodiscard]] Result<std::shared_ptr<const petition::Case>> load(const CaseId& id);

  const log::EventLog& log_;
  store::Database& state_;
  DatabaseRows rows_;
  Overlay overlay_;
  CaseCache cases_;
  PendingRows pending_;
  PartitionId partition_;
  projection::Position position_;
  std::size_t in_batch_ = 0;  // Entries folded and not written yet.
  StuckCases stuck_;
  std::uint64_t events_ = 0;
};

// After CaseReleased is durable: folds what was passed over while the case was stuck, and stores
// it. rejected "still-stuck": it cannot be applied by this version either.
[[nodiscard]] Status refold_released(const log::EventLog& log, store::Database& state,
                                     const CaseId& id);

// Reads one stored entry that holds a commit; nothing for genesis and epoch_begun.
struct ReadCommit {
  event::Envelope envelope;
  Digest hash;
  std::optional<event::Commit> commit;
};
[[nodiscard]] Result<ReadCommit> read_commit(ByteView stored);

// Moves the position of a partition behind the entry `seq`, which was folded.
void advance(projection::Position& position, std::uint64_t seq, const ReadCommit& read);

}  // namespace donthu::runtime
