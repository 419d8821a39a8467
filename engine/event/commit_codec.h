// The stored form of a commit, and the names and numbers of all that can be in one.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/result.h"
#include "engine/event/commit.h"
#include "engine/event/described.h"

namespace donthu::event {

// The order of these fields is the stored form of a commit.
template <class Archive>
void serialize(Archive& archive, Commit& commit) {
  archive(field("actor", commit.actor), field("case_id", commit.case_id),
          field("case_version", commit.case_version),
          field("previous_of_case", commit.previous_of_case),
          field("effective_at", commit.effective_at),
          field("backdating_reason", commit.backdating_reason),
          field("registry_seq", commit.registry_seq), field("request_mac", commit.request_mac),
          field("cause", commit.cause), field("correlation", commit.correlation),
          field("command", commit.command), field("events", commit.events));
}

// The body of a log entry: cereal's byte, u16 format (1), then the fields above. The command and
// each event stand in records {u16 type, u16 version, u32 size, payload}, so that one that is not
// known is found before it is read. The command's sealed texts keep about and key, never a box.
// Aborts where a sealed text still carries plain text, or beyond max_records events.
// The caller compares the size with what an entry may hold.
[[nodiscard]] Bytes encode_commit(const Commit& commit);

// unsupported "unknown-event", "unknown-command", "unknown-commit-format", "unknown-value": a newer
//   version wrote it; the message names the numbers. The partition stops; nothing is wrong with it.
// corrupt: see decode().
[[nodiscard]] Result<Commit> decode_commit(ByteView bytes);

// One kind of event or command: its stored numbers and its names.
struct RecordType {
  std::uint16_t type = 0;
  std::uint16_t version = 0;
  std::string_view name;  // "PetitionRegistered", "Register".
  std::string_view verb;  // "register"; empty for events.

  friend bool operator==(const RecordType&, const RecordType&) = default;
};

// All of them, in the order of their variants. The spans live as long as the program.
[[nodiscard]] std::span<const RecordType> event_types();
[[nodiscard]] std::span<const RecordType> command_types();

[[nodiscard]] const RecordType& type_of(const Event& event);
[[nodiscard]] const RecordType& type_of(const Command& command);

// Null where there is none of that name or verb.
[[nodiscard]] const RecordType* find_event_type(std::string_view name);
[[nodiscard]] const RecordType* find_command_type(std::string_view verb);

}  // namespace donthu::event
