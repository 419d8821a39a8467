// How far the work is that touches many cases.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/event/flow_events.h"
#include "engine/projection/rows.h"
#include "engine/runtime/queries.h"

namespace donthu::runtime {

// A sweep, and what the partitions that have gone through all of their cases found. What was
// rejected can be tried again by opening a sweep of the same kind.
struct SweepState {
  std::uint32_t sweep = 0;
  event::SweepKind kind = event::SweepKind::calendar;
  OfficerId officer;    // Of officer_left.
  std::string subject;  // See event::SweepOpened.
  Instant opened_at;
  std::uint16_t partitions = 0;  // That have cases.
  std::uint16_t closed = 0;      // Of these, gone through.
  std::uint64_t visited = 0;     // In those.
  std::uint64_t changed = 0;
  std::uint64_t rejected = 0;
  std::vector<CaseId> rejected_cases;  // At most 1,000 of each partition.

  [[nodiscard]] bool done() const { return closed == partitions; }
  friend bool operator==(const SweepState&, const SweepState&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    using event::field;
    archive(field("sweep", sweep), field("kind", kind), field("officer", officer),
            field("subject", subject), field("opened_at", opened_at),
            field("partitions", partitions), field("closed", closed), field("visited", visited),
            field("changed", changed), field("rejected", rejected),
            field("rejected_cases", rejected_cases));
  }
};

// All sweeps that were ever opened, first to last, as the durable rows have them. Errors: those of
// Queries::each_entry and of the store; corrupt where a row is not what was written.
[[nodiscard]] Result<std::vector<SweepState>> sweeps_of(const Queries& queries,
                                                        const projection::Rows& rows);

}  // namespace donthu::runtime
