#include "engine/projection/tables.h"

#include "engine/base/check.h"

namespace donthu::projection {
namespace {

Bytes of_case(const CaseId& id, Table table) {
  Bytes key = table_prefix(partition_of(id), table);
  key += id.view();
  return key;
}

}  // namespace

Bytes table_prefix(PartitionId partition, Table table) {
  Bytes key;
  key.reserve(48);
  put_be(key, partition.value);
  key.push_back(static_cast<char>(table));
  return key;
}

Bytes position_key(PartitionId partition) { return table_prefix(partition, Table::position); }

Bytes case_key(const CaseId& id) { return of_case(id, Table::cases); }

Bytes history_prefix(const CaseId& id) { return of_case(id, Table::history); }

Bytes history_key(const CaseId& id, std::uint64_t version) {
  Bytes key = history_prefix(id);
  put_be(key, version);
  return key;
}

Bytes command_key(const CaseId& id, const CommandId& command) {
  Bytes key = of_case(id, Table::commands);
  key += command.view();
  return key;
}

Bytes number_key(PartitionId partition, const event::RegisterNumber& number) {
  Bytes key = table_prefix(partition, Table::numbers);
  put_be(key, number.unit.value);
  put_be(key, number.year);
  put_be(key, number.number);
  return key;
}

Bytes counter_key(PartitionId partition, UnitId unit, std::uint16_t year) {
  Bytes key = table_prefix(partition, Table::counters);
  put_be(key, unit.value);
  put_be(key, year);
  return key;
}

Bytes unit_prefix(PartitionId partition, UnitId unit, bool open) {
  Bytes key = table_prefix(partition, Table::units);
  put_be(key, unit.value);
  key.push_back(open ? 1 : 0);
  return key;
}

Bytes unit_key(UnitId unit, const petition::Case& state) {
  Bytes key = unit_prefix(partition_of(state.id), unit, state.open());
  put_be(key, static_cast<std::uint64_t>(state.received_at.ms));
  key += state.id.view();
  return key;
}

Bytes unit_summary(const petition::Case& state) {
  Bytes summary;
  summary.push_back(static_cast<char>(state.kind));
  summary.push_back(static_cast<char>(state.status));
  return summary;
}

bool is_over(ByteView unit_summary) {
  if (unit_summary.size() < 2) return false;
  switch (static_cast<event::CaseStatus>(unit_summary[1])) {
    case event::CaseStatus::closed:
    case event::CaseStatus::voided:
    case event::CaseStatus::terminated:
    case event::CaseStatus::transferred: return true;
    default: return false;
  }
}

Bytes due_key(const CaseId& id, const petition::DueInstant& due) {
  return due_key(partition_of(id), {id, due});
}

Bytes due_key(PartitionId partition, const DueRow& row) {
  Bytes key = table_prefix(partition, Table::due);
  put_be(key, static_cast<std::uint64_t>(row.due.at.ms));
  key += row.id.view();
  key.push_back(static_cast<char>(row.due.what));
  put_be(key, row.due.id);
  return key;
}

DueRow parse_due_key(ByteView key) {
  DONTHU_CHECK(key.size() == 3 + 8 + 16 + 1 + 4, "a key of the due index has a fixed size");
  DueRow row;
  row.due.at.ms = static_cast<std::int64_t>(get_be<std::uint64_t>(key, 3));
  row.id = *id_from_bytes<CaseId>(key.substr(11, 16));
  row.due.what = static_cast<petition::DueInstant::What>(key[27]);
  row.due.id = get_be<std::uint32_t>(key, 28);
  return row;
}

Bytes word_prefix(PartitionId partition, std::string_view word) {
  Bytes key = table_prefix(partition, Table::words);
  key += word;
  return key;
}

Bytes word_key(const CaseId& id, std::string_view word) {
  Bytes key = word_prefix(partition_of(id), word);
  key.push_back('\0');
  key += id.view();
  return key;
}

Bytes stuck_key(const CaseId& id) { return of_case(id, Table::stuck); }

Bytes ruling_key(const CaseId& id) { return of_case(id, Table::rulings); }

Bytes timeline_prefix(const CaseId& id) { return of_case(id, Table::timeline); }

Bytes timeline_key(const CaseId& id, std::uint64_t version, std::uint16_t event) {
  Bytes key = timeline_prefix(id);
  put_be(key, version);
  put_be(key, event);
  return key;
}

Bytes officer_prefix(PartitionId partition, OfficerId officer) {
  Bytes key = table_prefix(partition, Table::officers);
  put_be(key, officer.value);
  return key;
}

Bytes officer_key(OfficerId officer, const CaseId& id) {
  Bytes key = officer_prefix(partition_of(id), officer);
  key += id.view();
  return key;
}

Bytes sweep_key(PartitionId partition, std::uint32_t sweep) {
  Bytes key = table_prefix(partition, Table::sweeps);
  put_be(key, sweep);
  return key;
}

Bytes end_of_prefix(ByteView prefix) {
  Bytes end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  DONTHU_CHECK(!end.empty(), "no key is greater than a prefix of 0xff alone");
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

CaseId case_id_at_end(ByteView key) { return *id_from_bytes<CaseId>(key.substr(key.size() - 16)); }

}  // namespace donthu::projection
