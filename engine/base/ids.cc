#include "engine/base/ids.h"

#include "engine/base/digest.h"

namespace donthu {
namespace {

template <class Id>
std::optional<Id> parse(std::string_view text) {
  const auto bytes = from_hex(text);
  return bytes ? id_from_bytes<Id>(*bytes) : std::nullopt;
}

}  // namespace

PartitionId partition_of(const CaseId& id) { return {get_be<std::uint16_t>(id.view(), 0)}; }

std::string to_string(const CaseId& id) { return to_hex(id.view()); }
std::string to_string(const CommandId& id) { return to_hex(id.view()); }
std::string to_string(const LogId& id) { return to_hex(id.view()); }

std::optional<CaseId> case_id_from_string(std::string_view text) { return parse<CaseId>(text); }
std::optional<CommandId> command_id_from_string(std::string_view text) {
  return parse<CommandId>(text);
}

}  // namespace donthu
