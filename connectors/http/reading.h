// Reads the parts of a call: numbers, dates, ids and names, with errors that name the part.
#pragma once

#include <charconv>
#include <concepts>

#include <boost/json/serialize.hpp>

#include "connectors/http/call.h"
#include "engine/event/json.h"

namespace donthu::http {

[[nodiscard]] std::unexpected<Error> bad_part(std::string_view name, std::string remedy);
[[nodiscard]] Result<CaseId> case_of(const Call& call);  // From the first part of the path.
[[nodiscard]] Result<std::optional<Date>> date_parameter(const Call& call, std::string_view name);
[[nodiscard]] Result<std::optional<bool>> bool_parameter(const Call& call, std::string_view name);

// Decimal digits only.
template <std::unsigned_integral T>
[[nodiscard]] Result<T> read_number(std::string_view text, std::string_view name) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return bad_part(name, "Write a whole number of digits.");
  return value;
}

template <class Id>
[[nodiscard]] Result<Id> read_id(std::string_view text, std::string_view name) {
  DONTHU_ASSIGN(const auto value, (read_number<decltype(Id::value)>(text, name)));
  if (value == 0) return bad_part(name, "Write a number of 1 or more.");
  return Id{value};
}

template <class Id>
[[nodiscard]] Result<std::optional<Id>> id_parameter(const Call& call, std::string_view name) {
  const auto* text = call.parameter(name);
  if (text == nullptr) return std::optional<Id>{};
  DONTHU_ASSIGN(const auto id, read_id<Id>(*text, name));
  return std::optional(id);
}

template <event::NamedEnum Enum>
[[nodiscard]] Result<Enum> read_name(std::string_view text, std::string_view name) {
  Enum value{};
  if (event::from_name(text, value)) return value;
  std::string remedy = "Write one of:";
  for (const auto& entry : event::EnumNames<Enum>::values) (remedy += ' ') += entry.second;
  return bad_part(name, std::move(remedy) + ".");
}

template <event::NamedEnum Enum>
[[nodiscard]] Result<std::optional<Enum>> name_parameter(const Call& call, std::string_view name) {
  const auto* text = call.parameter(name);
  if (text == nullptr) return std::optional<Enum>{};
  DONTHU_ASSIGN(const auto value, read_name<Enum>(*text, name));
  return std::optional(value);
}

template <class Body>
[[nodiscard]] Reply json_reply(const Body& body) {
  Reply reply;
  reply.body = boost::json::serialize(event::to_json(body));
  return reply;
}

}  // namespace donthu::http
