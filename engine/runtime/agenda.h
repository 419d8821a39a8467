// What falls due next in one partition: the earliest armed instants, read ahead from the due index.
// What was taken is not read again, so the rows of a storm of deadlines are walked over once.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "engine/projection/read.h"

namespace donthu::runtime {

// One thread: the writer's. Holds at most some thousands of instants, whatever the partition has.
//
// Invariant: every armed instant before the horizon that was not taken is held here; every one from
// the horizon on is a row of the database, or was armed by a group that is not settled.
class Agenda {
 public:
  // `rows`, the database as it is, must outlive it.
  Agenda(const projection::Rows& rows, PartitionId partition)
      : rows_(&rows), partition_(partition) {}

  // A commit of this group armed the instant. Groups come in order.
  void arm(const projection::DueRow& row, std::uint64_t group);
  // All groups up to this one are in the database.
  void settle(std::uint64_t group);
  // The first instant in due order, those included that lie in the past; none: nothing is armed. An
  // instant that was disarmed since may still be given. Errors: those of the database.
  [[nodiscard]] Result<std::optional<projection::DueRow>> first();
  // Takes the one that first() gave: it does not come again unless it is armed again.
  void take_first();
  // What was taken may be armed all the same: all is read from the database again.
  void forget();

 private:
  [[nodiscard]] Status read_ahead();
  void keep_bounded();

  const projection::Rows* rows_;
  PartitionId partition_;
  std::set<projection::DueRow> near_;
  // The first row that is not known to be held in near_; none: all are held.
  std::optional<projection::DueRow> horizon_ = projection::DueRow{};
  // What groups armed that are not settled, for reading ahead does not see it in the database.
  std::deque<std::pair<std::uint64_t, projection::DueRow>> on_their_way_;
};

}  // namespace donthu::runtime
