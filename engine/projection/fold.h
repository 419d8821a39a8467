// The fold of accepted entries into rows: the right half of the way of the data, and all of replay.
#pragma once

#include "engine/event/commit.h"
#include "engine/petition/case.h"
#include "engine/projection/rows.h"
#include "engine/projection/tables.h"

namespace donthu::projection {

// What an accepted entry says of itself.
struct EntryFacts {
  PartitionId partition;
  std::uint64_t seq = 0;
  Digest hash;
  Instant log_time;
  CommandId command;
};

// The rows that a commit on a case changes. `before` is null for a registration; `after` is the
// case with the commit folded in. Pure.
void fold_case(Changes& changes, const EntryFacts& entry, const event::Commit& commit,
               const petition::Case* before, const petition::Case& after);

// The two halves of fold_case, for a fold that passes over what the next commit of the same batch
// overwrites: the rows that a commit adds for ever, and those that show the case as it is now.
// fold_current from a case as it was some commits ago gives the rows that one call for each of them
// would have left.
void fold_lasting(Changes& changes, const EntryFacts& entry, const event::Commit& commit,
                  bool registers, const petition::Case& after);
void fold_current(Changes& changes, const petition::Case* before, const petition::Case& after);

// The rows that mark a case as stuck, or free it.
void fold_stuck(Changes& changes, const petition::Case* before, const petition::Case& after);

// The rows of a commit that belongs to no case: sweeps that are gone through.
void fold_administration(Changes& changes, PartitionId partition, const event::Commit& commit);

// The highest number of a key that the commit names; 0 where it names none.
[[nodiscard]] std::uint64_t highest_key(const event::Commit& commit);

void put_position(Changes& changes, PartitionId partition, const Position& position);

// Folds a commit that was read from the log: applies it to the case as it was before (null: there
// is none yet) and adds the changed rows. A commit that cannot be applied marks its case stuck at
// its version; what follows of a stuck case waits for its release. A commit that belongs to no case
// (registry, sweeps, the clock) leaves no case.
struct Folded {
  std::optional<petition::Case> after;  // Nothing where the commit belongs to no case.
  std::string stuck;                    // Why the case is stuck; empty: it is not.
};
[[nodiscard]] Folded fold_entry(Changes& changes, const petition::Case* before,
                                const EntryFacts& entry, const event::Commit& commit);

}  // namespace donthu::projection
