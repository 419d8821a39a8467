#include "tools/donthu/json_access.h"

namespace donthu::cli {

std::string text_at(const boost::json::object& json, std::string_view name) {
  const auto* found = json.if_contains(name);
  if (found == nullptr || !found->is_string()) return {};
  return std::string(std::string_view(found->get_string()));
}

std::uint64_t number_at(const boost::json::object& json, std::string_view name) {
  const auto* found = json.if_contains(name);
  if (found == nullptr) return 0;
  if (const auto* small = found->if_int64(); small != nullptr && *small > 0)
    return static_cast<std::uint64_t>(*small);
  if (const auto* large = found->if_uint64(); large != nullptr) return *large;
  return 0;
}

bool flag_at(const boost::json::object& json, std::string_view name) {
  const auto* found = json.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

const boost::json::array& array_at(const boost::json::object& json, std::string_view name) {
  static const boost::json::array none;
  const auto* found = json.if_contains(name);
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

const boost::json::object& object_at(const boost::json::object& json, std::string_view name) {
  static const boost::json::object none;
  const auto* found = json.if_contains(name);
  return found != nullptr && found->is_object() ? found->get_object() : none;
}

Instant instant_at(const boost::json::object& json, std::string_view name) {
  const std::string text = text_at(json, name);
  if (text.empty()) return {};
  const auto instant = parse_instant(text);
  return instant ? *instant : Instant{};
}

std::string local_at(const boost::json::object& json, std::string_view name) {
  const Instant instant = instant_at(json, name);
  return instant ? to_local(instant) : std::string();
}

UnitId unit_at(const boost::json::object& json, std::string_view name) {
  return UnitId{static_cast<std::uint32_t>(number_at(json, name))};
}

OfficerId officer_at(const boost::json::object& json, std::string_view name) {
  return OfficerId{static_cast<std::uint32_t>(number_at(json, name))};
}

}  // namespace donthu::cli
