#include "engine/runtime/sweeps.h"

#include "engine/event/codec.h"
#include "engine/projection/tables.h"

namespace donthu::runtime {
namespace {

Status add_closed(SweepState& state, const projection::Rows& rows) {
  for (std::uint16_t i = 1; i <= state.partitions; ++i) {
    DONTHU_ASSIGN(const auto row, rows.get(projection::sweep_key(PartitionId{i}, state.sweep)));
    if (!row) continue;
    DONTHU_ASSIGN(const auto closed, event::decode<event::SweepClosed>(*row));
    ++state.closed;
    state.visited += closed.visited;
    state.changed += closed.changed;
    state.rejected += closed.rejected;
    state.rejected_cases.insert(state.rejected_cases.end(), closed.rejected_cases.begin(),
                                closed.rejected_cases.end());
  }
  return {};
}

}  // namespace

Result<std::vector<SweepState>> sweeps_of(const Queries& queries, const projection::Rows& rows) {
  std::vector<SweepState> sweeps;
  const auto cases_in = static_cast<std::uint16_t>(queries.partitions() - 1);
  const auto read = queries.each_entry(PartitionId{0}, 0, [&](const LogEntry& entry) {
    for (const event::Event& event : entry.commit.events)
      if (const auto* opened = std::get_if<event::SweepOpened>(&event)) {
        SweepState state;
        state.sweep = opened->sweep;
        state.kind = opened->kind;
        state.officer = opened->officer;
        state.subject = opened->subject;
        state.opened_at = entry.recorded_at;
        state.partitions = cases_in;
        sweeps.push_back(std::move(state));
      }
    return true;
  });
  if (!read) return std::unexpected(read.error());
  for (SweepState& state : sweeps) DONTHU_TRY(add_closed(state, rows));
  return sweeps;
}

}  // namespace donthu::runtime
