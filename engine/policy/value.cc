#include "engine/policy/value.h"

#include <array>

#include "engine/policy/temporal.h"

namespace donthu::policy {
namespace {

constexpr std::int16_t vietnam_offset_minutes = vietnam_offset_ms / ms_per_minute;

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (c == '\r') {
      result += "\\r";
    } else {
      result += c;
    }
  }
  return result + '"';
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

std::string call(std::string_view function, std::string_view argument) {
  return std::string(function) + "(\"" + std::string(argument) + "\")";
}

// `literal`: dates and durations as calls that make them, not as their text alone.
std::string write_scalar(const Value& value, bool literal) {
  switch (value.kind()) {
    case Kind::boolean: return *value.boolean() ? "true" : "false";
    case Kind::number: return value.number()->to_string();
    case Kind::string: return quoted(*value.string());
    case Kind::date: return literal ? call("date", write(*value.date())) : write(*value.date());
    case Kind::time: return literal ? call("time", write(*value.time())) : write(*value.time());
    case Kind::date_time:
      return literal ? call("date and time", write(*value.date_time())) : write(*value.date_time());
    case Kind::days_duration:
      return literal ? call("duration", write(*value.days_duration()))
                     : write(*value.days_duration());
    case Kind::months_duration:
      return literal ? call("duration", write(*value.months_duration()))
                     : write(*value.months_duration());
    default: return "null";
  }
}

std::string write_nested(const Value& value, bool literal) {
  std::string text;
  if (const List* list = value.list()) {
    for (const Value& item : *list) {
      text += (text.empty() ? "" : ", ") + write_nested(item, literal);
    }
    return "[" + text + "]";
  }
  if (const Context* context = value.context()) {
    for (const auto& [name, member] : *context) {
      text += (text.empty() ? "" : ", ") + (is_plain_name(name) ? name : quoted(name)) + ": " +
              write_nested(member, literal);
    }
    return "{" + text + "}";
  }
  return write_scalar(value, literal);
}

}  // namespace

std::string_view name_of(Kind kind) {
  constexpr std::array<std::string_view, 11> names{
      "null",
      "boolean",
      "number",
      "string",
      "date",
      "time",
      "date and time",
      "days and time duration",
      "years and months duration",
      "list",
      "context",
  };
  return names[static_cast<std::size_t>(kind)];
}

Value::Value(Instant instant)
    : content_(DateTime{instant.ms + vietnam_offset_ms, vietnam_offset_minutes}) {}

Value::Value(List list) : content_(std::make_shared<const List>(std::move(list))) {}

Value::Value(Context context) : content_(std::make_shared<const Context>(std::move(context))) {}

std::optional<std::int64_t> Value::integer() const {
  return number() ? number()->to_int64() : std::nullopt;
}

std::optional<Instant> Value::instant() const {
  if (!date_time()) return std::nullopt;
  return Instant{date_time()->utc_ms()};
}

Value Value::member(std::string_view name) const {
  const Context* members = context();
  if (!members) return {};
  const auto found = members->find(name);
  return found == members->end() ? Value{} : found->second;
}

bool operator==(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  if (left.string()) return *left.string() == *right.string();
  if (left.list()) return left.list() == right.list() || *left.list() == *right.list();
  if (left.context()) {
    return left.context() == right.context() || *left.context() == *right.context();
  }
  return left.content_ == right.content_;
}

std::string to_string(const Value& value) {
  return value.string() ? *value.string() : write_nested(value, false);
}

std::string to_literal(const Value& value) { return write_nested(value, true); }

}  // namespace donthu::policy
