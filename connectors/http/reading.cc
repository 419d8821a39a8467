#include "connectors/http/reading.h"

namespace donthu::http {

std::unexpected<Error> bad_part(std::string_view name, std::string remedy) {
  return reject(ErrorCode::invalid, "bad-parameter", "Tham số không hợp lệ.",
                "A part of the request has a wrong value.", std::string(name), std::move(remedy));
}

Result<CaseId> case_of(const Call& call) {
  const auto id = case_id_from_string(call.path.front());
  if (!id || !*id)
    return reject(ErrorCode::not_found, "unknown-case", "Không có hồ sơ này.",
                  "There is no such case.", "case",
                  "A case is named by 32 hexadecimal digits; find it by its register number.");
  return *id;
}

Result<std::optional<Date>> date_parameter(const Call& call, std::string_view name) {
  const auto* text = call.parameter(name);
  if (text == nullptr) return std::optional<Date>{};
  DONTHU_ASSIGN(const auto date, parse_date(*text, name));
  return std::optional(date);
}

Result<std::optional<bool>> bool_parameter(const Call& call, std::string_view name) {
  const auto* text = call.parameter(name);
  if (text == nullptr) return std::optional<bool>{};
  if (*text == "true") return std::optional(true);
  if (*text == "false") return std::optional(false);
  return bad_part(name, "Write true or false.");
}

}  // namespace donthu::http
