// How people name units, officers and cases on a command line, and how these are shown.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "tools/donthu/backend/backend.h"

namespace donthu::cli {

// A unit valid on that day, by its code ("00070"), its name with or without its kind and diacritics
// ("Phường Hàng Trống", "hang trong"), or its id ("#12", or "12" where no code is that).
// not_found "unknown-unit"; invalid "ambiguous-unit": the message names those it may be.
[[nodiscard]] Result<UnitId> find_unit(Backend& backend, std::string_view text, Date date,
                                       std::string_view field = "--unit");

// An officer by staff code, by id ("#3" or "3"), or by the full name where only one bears it.
// not_found "unknown-officer"; invalid "ambiguous-officer".
[[nodiscard]] Result<OfficerId> find_officer(Backend& backend, std::string_view text, Date date,
                                             std::string_view field = "--officer");

// The one unit in which the officer holds office on that day. invalid "unit-missing".
[[nodiscard]] Result<UnitId> only_unit_of(Backend& backend, OfficerId officer, Date date);

// A case by its id (32 hexadecimal digits), by 6 or more first digits of it that only one case has,
// or by its register number "unit/year/number". not_found "unknown-case"; invalid "bad-case",
// "ambiguous-case".
[[nodiscard]] Result<CaseId> find_case(Backend& backend, std::string_view text);

// "00070/2022/15", from the JSON of a register number.
[[nodiscard]] std::string shown_number(Backend& backend, const boost::json::object& number);

}  // namespace donthu::cli
