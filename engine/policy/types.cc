#include <array>
#include <string_view>

#include "engine/policy/model.h"

namespace donthu::policy {
namespace {

// Longer chains of definitions upon definitions are circles.
constexpr int type_depth_limit = 32;

struct BuiltinType {
  std::string_view name;
  Kind kind;  // null: any kind.
};

constexpr std::array builtin_types{
    BuiltinType{"Any", Kind::null},
    BuiltinType{"boolean", Kind::boolean},
    BuiltinType{"number", Kind::number},
    BuiltinType{"string", Kind::string},
    BuiltinType{"date", Kind::date},
    BuiltinType{"time", Kind::time},
    BuiltinType{"date and time", Kind::date_time},
    BuiltinType{"dateTime", Kind::date_time},
    BuiltinType{"days and time duration", Kind::days_duration},
    BuiltinType{"dayTimeDuration", Kind::days_duration},
    BuiltinType{"years and months duration", Kind::months_duration},
    BuiltinType{"yearMonthDuration", Kind::months_duration},
    BuiltinType{"list", Kind::list},
    BuiltinType{"context", Kind::context},
};

const BuiltinType* find_builtin_type(std::string_view name) {
  for (const BuiltinType& type : builtin_types) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

Result<std::string> item_mismatch(const Value& value, const ItemType& type, const ItemTypes& types,
                                  int depth) {
  if (value.is_null()) return std::string();
  if (!type.base.empty()) {
    DONTHU_ASSIGN(std::string wrong, mismatch(value, type.base, types, depth));
    if (!wrong.empty()) return wrong;
  } else if (!value.context()) {
    return "wrong-type";
  }
  for (const auto& [name, component] : type.components) {
    const Value member = value.member(name);
    const List* members = component.is_collection ? member.list() : nullptr;
    if (component.is_collection && !members && !member.is_null()) return "wrong-type";
    const List single{member};
    for (const Value& one : members ? *members : single) {
      DONTHU_ASSIGN(std::string wrong, item_mismatch(one, component, types, depth + 1));
      if (!wrong.empty()) return wrong;
    }
  }
  if (type.allowed) {
    DONTHU_ASSIGN(const bool allowed, type.allowed->matches(value, {}));
    if (!allowed) return "value-not-allowed";
  }
  return std::string();
}

}  // namespace

bool is_known_type(const std::string& name, const ItemTypes& types) {
  return types.contains(name) || find_builtin_type(name) != nullptr;
}

Result<std::string> mismatch(const Value& value, const std::string& type, const ItemTypes& types,
                             int depth) {
  if (value.is_null() || type.empty()) return std::string();
  const auto found = types.find(type);
  if (found == types.end()) {
    const BuiltinType* builtin = find_builtin_type(type);
    const bool fits = builtin && (builtin->kind == Kind::null || builtin->kind == value.kind());
    return std::string(fits ? "" : "wrong-type");
  }
  if (depth > type_depth_limit) return "wrong-type";
  if (!found->second.is_collection) return item_mismatch(value, found->second, types, depth + 1);
  if (!value.list()) return "wrong-type";
  for (const Value& item : *value.list()) {
    DONTHU_ASSIGN(std::string wrong, item_mismatch(item, found->second, types, depth + 1));
    if (!wrong.empty()) return wrong;
  }
  return std::string();
}

}  // namespace donthu::policy
