#include "engine/projection/read.h"

#include "engine/event/codec.h"

namespace donthu::projection {
namespace {

std::unexpected<Error> bad_row(std::string_view table) {
  return fail(ErrorCode::corrupt, "bad-row",
              "a row of the table '" + std::string(table) + "' is not what was written", {},
              "Run donthu rebuild: the state is made anew from the log");
}

template <class T>
Result<std::optional<T>> find(const Rows& rows, ByteView key) {
  DONTHU_ASSIGN(const auto bytes, rows.get(key));
  if (!bytes) return std::optional<T>{};
  DONTHU_ASSIGN(T value, event::decode<T>(*bytes));
  return std::optional<T>(std::move(value));
}

}  // namespace

Result<std::optional<petition::Case>> find_case(const Rows& rows, const CaseId& id) {
  return find<petition::Case>(rows, case_key(id));
}

Result<std::optional<CommandResult>> find_command(const Rows& rows, const CaseId& id,
                                                  const CommandId& command) {
  return find<CommandResult>(rows, command_key(id, command));
}

Result<std::optional<CaseId>> find_number(const Rows& rows, PartitionId partition,
                                          const event::RegisterNumber& number) {
  DONTHU_ASSIGN(const auto bytes, rows.get(number_key(partition, number)));
  if (!bytes) return std::optional<CaseId>{};
  const auto id = id_from_bytes<CaseId>(*bytes);
  if (!id) return bad_row("numbers");
  return id;
}

Result<std::uint32_t> last_number(const Rows& rows, PartitionId partition, UnitId unit,
                                  std::uint16_t year) {
  DONTHU_ASSIGN(const auto bytes, rows.get(counter_key(partition, unit, year)));
  if (!bytes) return 0u;
  if (bytes->size() != 4) return bad_row("counters");
  return get_be<std::uint32_t>(*bytes, 0);
}

Result<Position> position_of(const Rows& rows, PartitionId partition) {
  DONTHU_ASSIGN(auto position, find<Position>(rows, position_key(partition)));
  return position.value_or(Position{});
}

Result<std::vector<HistoryPlace>> history_of(const Rows& rows, const CaseId& id) {
  std::vector<HistoryPlace> places;
  bool sound = true;
  const Bytes from = history_prefix(id);
  DONTHU_TRY(rows.scan(from, end_of_prefix(from), [&](ByteView key, ByteView value) {
    const auto hash = value.size() == 40 ? digest_from_bytes(value.substr(8)) : std::nullopt;
    sound = sound && hash && key.size() == from.size() + 8;
    if (sound)
      places.push_back(
          {get_be<std::uint64_t>(key, from.size()), get_be<std::uint64_t>(value, 0), *hash});
    return sound;
  }));
  if (!sound) return bad_row("history");
  return places;
}

Result<std::vector<Fact>> timeline_of(const Rows& rows, const CaseId& id) {
  std::vector<Fact> facts;
  Status sound;
  const Bytes from = timeline_prefix(id);
  DONTHU_TRY(rows.scan(from, end_of_prefix(from), [&](ByteView, ByteView value) {
    auto fact = event::decode<Fact>(value);
    if (fact)
      facts.push_back(*std::move(fact));
    else
      sound = std::unexpected(fact.error());
    return sound.has_value();
  }));
  if (!sound) return std::unexpected(sound.error());
  return facts;
}

Result<std::vector<DueRow>> due_rows(const Rows& rows, PartitionId partition, const DueRow& from,
                                     std::size_t limit) {
  std::vector<DueRow> due;
  DONTHU_TRY(rows.scan(due_key(partition, from), end_of_prefix(table_prefix(partition, Table::due)),
                       [&](ByteView key, ByteView) {
                         due.push_back(parse_due_key(key));
                         return due.size() < limit;
                       }));
  return due;
}

}  // namespace donthu::projection
