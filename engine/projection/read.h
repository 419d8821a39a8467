// Typed reading of rows.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/projection/fact.h"
#include "engine/projection/rows.h"
#include "engine/projection/tables.h"

namespace donthu::projection {

// Each gives nothing where there is no such row. Errors: those of the store; corrupt where a row's
// bytes are not what was written (rebuild the state).
[[nodiscard]] Result<std::optional<petition::Case>> find_case(const Rows& rows, const CaseId& id);
[[nodiscard]] Result<std::optional<CommandResult>> find_command(const Rows& rows, const CaseId& id,
                                                                const CommandId& command);
[[nodiscard]] Result<std::optional<CaseId>> find_number(const Rows& rows, PartitionId partition,
                                                        const event::RegisterNumber& number);
// The last number given; 0 where none was.
[[nodiscard]] Result<std::uint32_t> last_number(const Rows& rows, PartitionId partition,
                                                UnitId unit, std::uint16_t year);
// The position of a partition that was never folded is all zero.
[[nodiscard]] Result<Position> position_of(const Rows& rows, PartitionId partition);

// Where the entries of a case lie, in order.
struct HistoryPlace {
  std::uint64_t version = 0;
  std::uint64_t seq = 0;
  Digest hash;
};
[[nodiscard]] Result<std::vector<HistoryPlace>> history_of(const Rows& rows, const CaseId& id);

[[nodiscard]] Result<std::vector<Fact>> timeline_of(const Rows& rows, const CaseId& id);

// Armed instants of a partition from `from` on, in due order; at most `limit`.
[[nodiscard]] Result<std::vector<DueRow>> due_rows(const Rows& rows, PartitionId partition,
                                                   const DueRow& from, std::size_t limit);

}  // namespace donthu::projection
