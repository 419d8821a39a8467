// Reading the JSON of answers where its form is known: a missing or null member is the empty value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "engine/base/ids.h"
#include "engine/base/time.h"

namespace donthu::cli {

[[nodiscard]] std::string text_at(const boost::json::object& json, std::string_view name);
[[nodiscard]] std::uint64_t number_at(const boost::json::object& json, std::string_view name);
[[nodiscard]] bool flag_at(const boost::json::object& json, std::string_view name);
[[nodiscard]] const boost::json::array& array_at(const boost::json::object& json,
                                                 std::string_view name);
[[nodiscard]] const boost::json::object& object_at(const boost::json::object& json,
                                                   std::string_view name);
[[nodiscard]] Instant instant_at(const boost::json::object& json, std::string_view name);
// Local time for people; "" where there is none.
[[nodiscard]] std::string local_at(const boost::json::object& json, std::string_view name);
[[nodiscard]] UnitId unit_at(const boost::json::object& json, std::string_view name);
[[nodiscard]] OfficerId officer_at(const boost::json::object& json, std::string_view name);

}  // namespace donthu::cli
