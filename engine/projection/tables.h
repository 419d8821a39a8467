// The key layout of the database `state`.
//
//   key = be16 partition ‖ u8 table ‖ the rest, as each table says
//
// All numbers in keys are big-endian, so that keys sort as their numbers do. A table's number is
// never given to another table, also when the table is retired.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/digest.h"
#include "engine/base/ids.h"
#include "engine/petition/case.h"

namespace donthu::projection {

enum class Table : std::uint8_t {
  position = 1,   // -                                       -> Position
  cases = 2,      // case id                                 -> petition::Case
  history = 3,    // case id ‖ be64 version                  -> be64 seq ‖ hash
  commands = 4,   // case id ‖ command id                    -> CommandResult
  numbers = 5,    // be32 unit ‖ be16 year ‖ be32 number     -> case id
  counters = 6,   // be32 unit ‖ be16 year                   -> be32 last number
  units = 7,      // be32 unit ‖ u8 open ‖ be64 received ‖ case id   -> u8 kind ‖ u8 status
  due = 8,        // be64 due ms ‖ case id ‖ u8 what ‖ be32 id       -> -
  words = 9,      // folded word ‖ 0 ‖ case id               -> -
  stuck = 10,     // case id                                 -> reason
  rulings = 11,   // case id                                 -> -
  timeline = 12,  // case id ‖ be64 version ‖ be16 event     -> Fact
  officers = 13,  // be32 officer ‖ case id                  -> - (an open task)
  sweeps = 14,    // be32 sweep                              -> event::SweepClosed
};

[[nodiscard]] Bytes table_prefix(PartitionId partition, Table table);
[[nodiscard]] Bytes position_key(PartitionId partition);
[[nodiscard]] Bytes case_key(const CaseId& id);
[[nodiscard]] Bytes history_key(const CaseId& id, std::uint64_t version);
[[nodiscard]] Bytes command_key(const CaseId& id, const CommandId& command);
[[nodiscard]] Bytes number_key(PartitionId partition, const event::RegisterNumber& number);
[[nodiscard]] Bytes counter_key(PartitionId partition, UnitId unit, std::uint16_t year);
[[nodiscard]] Bytes unit_prefix(PartitionId partition, UnitId unit, bool open);
[[nodiscard]] Bytes unit_key(UnitId unit, const petition::Case& state);
// What stands behind a key of `units`, and whether the file waits for nobody by its status: it is
// closed, terminated, void, or with a body outside.
[[nodiscard]] Bytes unit_summary(const petition::Case& state);
[[nodiscard]] bool is_over(ByteView unit_summary);
[[nodiscard]] Bytes due_key(const CaseId& id, const petition::DueInstant& due);
[[nodiscard]] Bytes word_key(const CaseId& id, std::string_view word);
[[nodiscard]] Bytes word_prefix(PartitionId partition, std::string_view word);
[[nodiscard]] Bytes stuck_key(const CaseId& id);
[[nodiscard]] Bytes ruling_key(const CaseId& id);
[[nodiscard]] Bytes timeline_key(const CaseId& id, std::uint64_t version, std::uint16_t event);
[[nodiscard]] Bytes timeline_prefix(const CaseId& id);
[[nodiscard]] Bytes history_prefix(const CaseId& id);
[[nodiscard]] Bytes officer_prefix(PartitionId partition, OfficerId officer);
[[nodiscard]] Bytes officer_key(OfficerId officer, const CaseId& id);

[[nodiscard]] Bytes sweep_key(PartitionId partition, std::uint32_t sweep);

// The first key that is greater than every key with the prefix.
[[nodiscard]] Bytes end_of_prefix(ByteView prefix);

// The case id at the end of a key; the key is at least that long.
[[nodiscard]] CaseId case_id_at_end(ByteView key);

struct DueRow {
  CaseId id;
  petition::DueInstant due;

  // The order of the index, which is the order in which they fire.
  friend bool operator<(const DueRow& a, const DueRow& b) {
    return std::tie(a.due.at, a.id, a.due) < std::tie(b.due.at, b.id, b.due);
  }
};
// Where the row stands, or would stand, in the index of a partition. A row of no case stands before
// all of its instant.
[[nodiscard]] Bytes due_key(PartitionId partition, const DueRow& row);
// Of a key of the table `due`.
[[nodiscard]] DueRow parse_due_key(ByteView key);

// How far a partition is folded: written with the rows of the same fold, in one batch.
struct Position {
  std::uint64_t next_seq = 0;
  Digest hash;  // Of the entry before next_seq.
  std::uint64_t epoch = 0;
  Instant log_time;                // Of that entry; log time never goes back.
  std::uint64_t registry_seq = 0;  // The latest registry position recorded in the partition.
  std::uint64_t highest_key = 0;   // The highest number of a key that the partition's commits name.

  friend bool operator==(const Position&, const Position&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    using event::field;
    archive(field("next_seq", next_seq), field("hash", hash), field("epoch", epoch),
            field("log_time", log_time), field("registry_seq", registry_seq),
            field("highest_key", highest_key));
  }
};

// What an accepted command was answered, kept for ever.
struct CommandResult {
  std::uint64_t version = 0;
  std::uint64_t seq = 0;
  Digest request_mac;
  Instant recorded_at;
  event::CaseStatus status = event::CaseStatus::registered;
  event::RegisterNumber number;

  friend bool operator==(const CommandResult&, const CommandResult&) = default;
  template <class Archive>
  void serialize(Archive& archive) {
    using event::field;
    archive(field("version", version), field("seq", seq), field("request_mac", request_mac),
            field("recorded_at", recorded_at), field("status", status), field("number", number));
  }
};

}  // namespace donthu::projection
