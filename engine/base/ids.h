// Identities. A number of 0, or an id of zero bytes, means "none".
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/strong.h"

namespace donthu {

// A unit's id is ours and for ever; its official code and name are attributes with validity.
using UnitId = Strong<std::uint32_t, struct UnitTag>;
using OfficerId = Strong<std::uint32_t, struct OfficerTag>;
using OfficeId = Strong<std::uint32_t, struct OfficeTag>;
using DelegationId = Strong<std::uint32_t, struct DelegationTag>;
using PartitionId = Strong<std::uint16_t, struct PartitionTag>;

template <class Tag>
struct Id16 {
  std::array<std::uint8_t, 16> bytes{};

  friend auto operator<=>(const Id16&, const Id16&) = default;
  [[nodiscard]] explicit operator bool() const { return *this != Id16{}; }
  [[nodiscard]] ByteView view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

// 2 bytes of partition, big-endian, then 14 of HMAC(principal, unit, idempotency key).
using CaseId = Id16<struct CaseTag>;
using CommandId = Id16<struct CommandTag>;
using LogId = Id16<struct LogTag>;

[[nodiscard]] PartitionId partition_of(const CaseId& id);

// 32 lower-case hexadecimal digits.
[[nodiscard]] std::string to_string(const CaseId& id);
[[nodiscard]] std::string to_string(const CommandId& id);
[[nodiscard]] std::string to_string(const LogId& id);

template <class Id>
[[nodiscard]] std::optional<Id> id_from_bytes(ByteView bytes) {
  Id id;
  if (bytes.size() != id.bytes.size()) return std::nullopt;
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}

// Takes 32 hexadecimal digits, nothing else.
[[nodiscard]] std::optional<CaseId> case_id_from_string(std::string_view text);
[[nodiscard]] std::optional<CommandId> command_id_from_string(std::string_view text);

}  // namespace donthu

template <class Tag>
struct std::hash<donthu::Id16<Tag>> {
  std::size_t operator()(const donthu::Id16<Tag>& id) const {
    return std::hash<std::string_view>{}(id.view());
  }
};
