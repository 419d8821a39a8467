#include "tools/donthu/naming.h"

#include <charconv>
#include <set>
#include <vector>

#include "engine/base/text.h"
#include "tools/donthu/json_access.h"

namespace donthu::cli {
namespace {

using boost::json::object;

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string listed(const std::vector<const object*>& found, std::string_view with) {
  std::string text;
  for (std::size_t i = 0; i < found.size() && i < 8; ++i)
    text += (i == 0 ? "" : ", ") + text_at(*found[i], with) + " " + text_at(*found[i], "name");
  return text;
}

bool is_named(const object& unit, const std::string& wanted) {
  const std::string full = folded(text_at(unit, "name"));
  if (full == wanted) return true;
  const std::string kind = folded(text_at(unit, "kind")) + " ";
  return full.starts_with(kind) && full.substr(kind.size()) == wanted;
}

}  // namespace

Result<UnitId> find_unit(Backend& backend, std::string_view text, Date date,
                         std::string_view field) {
  DONTHU_ASSIGN(const auto json, backend.units(date));
  const bool by_id = text.starts_with("#");
  const auto id = number_of<std::uint32_t>(by_id ? text.substr(1) : text);
  const std::string wanted = folded(text);
  std::vector<const object*> named;
  const object* with_id = nullptr;
  for (const auto& value : array_at(json, "units")) {
    const object& unit = value.as_object();
    if (!by_id && !text.empty() && text_at(unit, "code") == text) return unit_at(unit, "id");
    if (id && unit_at(unit, "id").value == *id) with_id = &unit;
    if (is_named(unit, wanted)) named.push_back(&unit);
  }
  if (named.size() == 1) return unit_at(*named.front(), "id");
  if (named.size() > 1)
    return reject(ErrorCode::invalid, "ambiguous-unit",
                  "Có nhiều đơn vị cùng tên: " + listed(named, "code"),
                  "several units bear that name: " + listed(named, "code"), std::string(field),
                  "Give the code instead");
  if (with_id != nullptr) return unit_at(*with_id, "id");
  return reject(
      ErrorCode::not_found, "unknown-unit",
      "Không có đơn vị nào như vậy vào ngày " + to_vietnamese(date) + ": " + std::string(text),
      "no unit has that code, name or id on " + to_string(date) + ": " + std::string(text),
      std::string(field), "See donthu registry units");
}

Result<OfficerId> find_officer(Backend& backend, std::string_view text, Date date,
                               std::string_view field) {
  DONTHU_ASSIGN(const auto json, backend.officers(date));
  const bool by_id = text.starts_with("#");
  const auto id = number_of<std::uint32_t>(by_id ? text.substr(1) : text);
  std::vector<const object*> named;
  const object* with_id = nullptr;
  for (const auto& value : array_at(json, "officers")) {
    const object& officer = value.as_object();
    if (!by_id && !text.empty() && text_at(officer, "staff_code") == text)
      return officer_at(officer, "id");
    if (id && officer_at(officer, "id").value == *id) with_id = &officer;
    if (folded(text_at(officer, "name")) == folded(text)) named.push_back(&officer);
  }
  if (named.size() == 1) return officer_at(*named.front(), "id");
  if (named.size() > 1)
    return reject(ErrorCode::invalid, "ambiguous-officer",
                  "Có nhiều cán bộ cùng tên: " + listed(named, "staff_code"),
                  "several officers bear that name: " + listed(named, "staff_code"),
                  std::string(field), "Give the staff code instead");
  if (with_id != nullptr) return officer_at(*with_id, "id");
  return reject(ErrorCode::not_found, "unknown-officer",
                "Không có cán bộ này: " + std::string(text),
                "no officer has that staff code, id or name: " + std::string(text),
                std::string(field), "See donthu registry officers");
}

Result<UnitId> only_unit_of(Backend& backend, OfficerId officer, Date date) {
  DONTHU_ASSIGN(const auto json, backend.officers(date));
  std::set<UnitId> units;
  for (const auto& value : array_at(json, "officers"))
    if (officer_at(value.as_object(), "id") == officer)
      for (const auto& office : array_at(value.as_object(), "offices"))
        units.insert(unit_at(office.as_object(), "unit"));
  if (units.size() == 1) return *units.begin();
  return reject(ErrorCode::invalid, "unit-missing",
                units.empty() ? "Cán bộ không giữ chức vụ ở đơn vị nào vào ngày này"
                              : "Cán bộ giữ chức vụ ở nhiều đơn vị; hãy nói rõ đơn vị",
                units.empty() ? "the officer holds no office on that day"
                              : "the officer holds office in several units",
                "--unit", "Give --unit");
}

namespace {

Result<CaseId> find_by_number(Backend& backend, std::string_view text) {
  const std::size_t last = text.rfind('/');
  const std::size_t middle = text.rfind('/', last - 1);
  const auto year = middle == std::string_view::npos
                        ? std::nullopt
                        : number_of<std::uint16_t>(text.substr(middle + 1, last - middle - 1));
  const auto number = number_of<std::uint32_t>(text.substr(last + 1));
  if (!year || !number || *year < 1900 || *year > 2999)
    return reject(ErrorCode::invalid, "bad-case", "Số vào sổ phải là đơn-vị/năm/số",
                  "a register number is unit/year/number", "case", "For example 00070/2022/15");
  // A code can name one unit at the beginning of a year and another at its end.
  Result<CaseId> found = fail(ErrorCode::not_found, "unknown-case", "");
  for (const Date day : {make_date(*year, 1, 1), make_date(*year, 12, 31)}) {
    const auto unit = find_unit(backend, text.substr(0, middle), day, "case");
    if (!unit) {
      if (found.error().message.empty()) found = std::unexpected(unit.error());
      continue;
    }
    const auto state = backend.petition_numbered({*unit, *year, *number});
    if (state) return case_id_from_string(text_at(*state, "id")).value_or(CaseId{});
    found = std::unexpected(state.error());
  }
  return found;
}

}  // namespace

Result<CaseId> find_case(Backend& backend, std::string_view text) {
  if (const auto id = case_id_from_string(text)) return *id;
  if (text.find('/') != std::string_view::npos) return find_by_number(backend, text);
  const bool digits = text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  if (!digits || text.size() < 6 || text.size() > 32)
    return reject(ErrorCode::invalid, "bad-case", "Không hiểu mã hồ sơ: " + std::string(text),
                  "this names no case: " + std::string(text), "case",
                  "Give the id, at least its first 6 digits, or unit/year/number");
  std::vector<CaseId> found;
  std::string cursor;
  const std::string wanted = folded(text);
  do {
    DONTHU_ASSIGN(const auto page, backend.find({}, cursor, 1'000));
    for (const auto& value : array_at(page, "petitions")) {
      const std::string id = text_at(value.as_object(), "id");
      if (id.starts_with(wanted)) found.push_back(*case_id_from_string(id));
    }
    cursor = text_at(page, "next");
  } while (!cursor.empty() && found.size() < 2);
  if (found.size() == 1) return found.front();
  if (found.empty())
    return reject(ErrorCode::not_found, "unknown-case",
                  "Không có hồ sơ nào bắt đầu bằng " + std::string(text),
                  "no case begins with " + std::string(text), "case", "See donthu case find");
  return reject(ErrorCode::invalid, "ambiguous-case",
                "Có nhiều hồ sơ bắt đầu bằng " + std::string(text),
                "several cases begin with " + std::string(text), "case", "Give more digits");
}

std::string shown_number(Backend& backend, const object& number) {
  const auto year = number_at(number, "year");
  const UnitId unit = unit_at(number, "unit");
  if (year == 0 || !unit) return {};
  std::string name = "#" + std::to_string(unit.value);
  for (const Date day :
       {make_date(static_cast<int>(year), 1, 1), make_date(static_cast<int>(year), 12, 31)}) {
    const std::string code = backend.unit_code(unit, day);
    if (!code.empty()) name = code;
  }
  return name + "/" + std::to_string(year) + "/" + std::to_string(number_at(number, "number"));
}

}  // namespace donthu::cli
