#include "tools/donthu/command_fields.h"

#include <charconv>
#include <fstream>
#include <iterator>

#include <boost/json/array.hpp>

#include "engine/base/text.h"
#include "engine/event/schema.h"
#include "engine/petition/decide.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

template <std::size_t... I>
object schema_by_verb(std::string_view verb, std::index_sequence<I...> /*all*/) {
  object found;
  const auto look = [&]<class T>(std::type_identity<T>) {
    if (T::verb == verb) found = event::schema_of_value(T{}, event::SchemaOf::read);
  };
  (look(std::type_identity<std::variant_alternative_t<I, event::Command>>{}), ...);
  return found;
}

bool is_of_type(const object& schema, std::string_view type) {
  const auto* given = schema.if_contains("type");
  if (given == nullptr) return false;
  if (given->is_string()) return given->get_string() == type;
  if (!given->is_array()) return false;
  for (const auto& one : given->get_array())
    if (one.is_string() && one.get_string() == type) return true;
  return false;
}

Result<std::string> text_of(std::string_view value, const std::string& field) {
  if (!value.starts_with("@")) return std::string(value);
  if (value.starts_with("@@")) return std::string(value.substr(1));
  const std::string path(value.substr(1));
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    return reject(ErrorCode::io, "cannot-read", "Không đọc được tệp " + path,
                  "cannot read the file " + path, field, "Look at the path and its permissions");
  return text;
}

Result<boost::json::value> value_of(Backend& backend, const std::string& field,
                                    std::string_view value, const object& schema, Date date) {
  if (value == "null" || (value.empty() && !is_of_type(schema, "string")))
    return boost::json::value(nullptr);
  if (is_of_type(schema, "boolean")) {
    const std::string word = folded(value);
    if (word == "true" || word == "yes" || word == "co" || word == "1") return true;
    if (word == "false" || word == "no" || word == "khong" || word == "0") return false;
    return boost::json::value(std::string(value));
  }
  if (is_of_type(schema, "integer")) {
    if (field == "officer") {
      DONTHU_ASSIGN(const auto officer, find_officer(backend, value, date, field));
      return officer.value;
    }
    if (field == "to" || field == "unit") {
      DONTHU_ASSIGN(const auto unit, find_unit(backend, value, date, field));
      return unit.value;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc{} && end == value.data() + value.size()) return number;
    return boost::json::value(std::string(value));
  }
  if (is_of_type(schema, "array")) {
    array list;
    while (!value.empty()) {
      const std::size_t end = std::min(value.find(','), value.size());
      const std::string one(value.substr(0, end));
      if (field == "representatives")
        list.push_back(object{{"role", "representative"}, {"name", one}});
      else
        list.emplace_back(one);
      value.remove_prefix(std::min(end + 1, value.size()));
    }
    return list;
  }
  if (field == "duplicate_of") {
    DONTHU_ASSIGN(const CaseId other, find_case(backend, value));
    return boost::json::value(to_string(other));
  }
  DONTHU_ASSIGN(auto text, text_of(value, field));
  return boost::json::value(text);
}

std::string type_help(const std::string& name, const object& schema) {
  if (const auto& names = array_at(schema, "enum"); !names.empty()) {
    std::string text;
    for (const auto& one : names)
      if (one.is_string()) text += (text.empty() ? "" : " | ") + std::string(one.get_string());
    return text;
  }
  if (is_of_type(schema, "boolean")) return "true | false";
  if (name == "representatives") return "họ tên,… (người đại diện / names)";
  if (is_of_type(schema, "array")) return "a,b,… (danh sách / list)";
  if (is_of_type(schema, "integer")) {
    if (name == "officer") return "cán bộ / staff code or id";
    if (name == "to" || name == "unit") return "đơn vị / code, name or id";
    return "số / number";
  }
  if (name == "duplicate_of") return "số vào sổ hoặc mã hồ sơ / number or id of a case";
  const std::string format = text_at(schema, "format");
  if (format == "date") return "ngày / date, 24/01/2022";
  if (format == "date-time") return "thời điểm / time, \"2022-01-24 09:00\"";
  return "văn bản / text, @tệp";
}

}  // namespace

const std::vector<std::string>& case_verbs() {
  static const std::vector<std::string> verbs = [] {
    std::vector<std::string> all;
    for (const auto& type : event::command_types()) {
      // The engine's own commands and the registry's are no verbs of people.
      const auto empty = event::command_from_json(type.verb, object{});
      if (type.verb == event::Register::verb || type.verb == event::Administer::verb ||
          type.verb == event::Release::verb || (empty && petition::is_engine_command(*empty)))
        continue;
      all.emplace_back(type.verb);
    }
    return all;
  }();
  return verbs;
}

object fields_of_verb(std::string_view verb) {
  object schema =
      schema_by_verb(verb, std::make_index_sequence<std::variant_size_v<event::Command>>{});
  return object_at(schema, "properties");
}

std::string help_of_fields(std::string_view verb) {
  std::string help;
  for (const auto& member : fields_of_verb(verb)) {
    const std::string name(std::string_view(member.key()));
    help += "  " + fit(name, 18) + " " + type_help(name, member.value().as_object()) + "\n";
  }
  if (help.empty()) return "Không có trường nào / no fields\n";
  return "Các trường / fields (field=value):\n" + help;
}

Result<object> read_fields(Backend& backend, std::string_view verb,
                           const std::vector<std::string>& assignments, Date date) {
  const object schema = fields_of_verb(verb);
  object data;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      return reject(ErrorCode::invalid, "bad-field",
                    "Phải viết trường=giá trị, không phải: " + assignment,
                    "write field=value, not: " + assignment, assignment,
                    "See donthu petition " + std::string(verb) + " --help");
    const std::string field = assignment.substr(0, equals);
    if (data.contains(field))
      return reject(ErrorCode::invalid, "bad-field", "Trường được ghi hai lần: " + field,
                    "the field stands twice: " + field, field, "Give it once");
    const std::string_view value = std::string_view(assignment).substr(equals + 1);
    DONTHU_ASSIGN(auto json, value_of(backend, field, value, object_at(schema, field), date));
    data[field] = std::move(json);
  }
  return data;
}

}  // namespace donthu::cli
