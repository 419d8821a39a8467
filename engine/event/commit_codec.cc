#include "engine/event/commit_codec.h"

#include <algorithm>

#include "engine/event/codec.h"

namespace donthu::event {
namespace {

constexpr std::uint16_t commit_format = 1;

template <class Variant>
struct Types;

template <class... Alternatives>
struct Types<std::variant<Alternatives...>> {
  template <Record T>
  static constexpr RecordType row() {
    if constexpr (Verb<T>)
      return {T::type, T::version, T::name, T::verb};
    else
      return {T::type, T::version, T::name, {}};
  }
  static constexpr std::array rows{row<Alternatives>()...};
};

template <class Rows>
constexpr bool names_are_unique(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j) {
      if (rows[i].name == rows[j].name && rows[i].version == rows[j].version) return false;
      if (!rows[i].verb.empty() && rows[i].verb == rows[j].verb) return false;
    }
  return true;
}

constexpr const auto& event_rows = Types<Event>::rows;
constexpr const auto& command_rows = Types<Command>::rows;
static_assert(names_are_unique(event_rows));
static_assert(names_are_unique(command_rows));

}  // namespace

Bytes encode_commit(const Commit& commit) {
  WriterLease lease;
  BinaryWriter writer(lease.sink(), lease.stream());
  writer(commit_format);
  write_value(writer, commit);
  return Bytes(lease.sink().bytes());
}

Result<Commit> decode_commit(ByteView bytes) {
  if (!is_little_endian_document(bytes)) return std::unexpected(not_a_document());
  const char* field_name = "";
  try {
    ReaderLease lease(bytes);
    BinaryReader reader(lease.source(), lease.stream(), field_name);
    const auto format = read_number<std::uint16_t>(reader);
    if (format != commit_format)
      throw DecodeFailure{ErrorCode::unsupported, "unknown-commit-format",
                          "This version knows no commits of format " + std::to_string(format)};
    Result<Commit> commit(std::in_place);
    read_value(reader, *commit);
    if (reader.remaining() != 0) fail_left_over(reader.remaining());
    return commit;
  } catch (...) {
    return std::unexpected(current_decode_error(field_name));
  }
}

std::span<const RecordType> event_types() { return event_rows; }

std::span<const RecordType> command_types() { return command_rows; }

const RecordType& type_of(const Event& event) { return event_rows[event.index()]; }

const RecordType& type_of(const Command& command) { return command_rows[command.index()]; }

const RecordType* find_event_type(std::string_view name) {
  const auto row = std::ranges::find(event_rows, name, &RecordType::name);
  return row == event_rows.end() ? nullptr : &*row;
}

const RecordType* find_command_type(std::string_view verb) {
  const auto row = std::ranges::find(command_rows, verb, &RecordType::verb);
  return row == command_rows.end() ? nullptr : &*row;
}

std::string_view name_of(const Event& event) { return type_of(event).name; }

std::string_view verb_of(const Command& command) { return type_of(command).verb; }

}  // namespace donthu::event
