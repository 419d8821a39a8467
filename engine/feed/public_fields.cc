#include "engine/feed/public_fields.h"

#include <algorithm>

#include "engine/event/schema.h"

namespace donthu::feed {
namespace {

namespace json = boost::json;

bool names(std::string_view table, std::string_view field) {
  while (!table.empty()) {
    const auto end = std::min(table.find(' '), table.size());
    if (table.substr(0, end) == field) return true;
    table.remove_prefix(std::min(end + 1, table.size()));
  }
  return false;
}

bool is_code(std::string_view text) {
  return text.size() <= 80 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                  c == '.';
         });
}

// Types whose texts come from rule files, which are published as they are.
template <class T>
inline constexpr bool of_a_rule =
    std::same_as<T, event::RuleCitation> || std::same_as<T, event::Limit>;

template <class T>
json::value public_value(const T& value, bool any_text);

template <class Owner>
class PublicWriter {
 public:
  template <class... Values>
  void operator()(event::Field<Values>... fields) {
    (write(fields.name, fields.value), ...);
  }
  json::object object;

 private:
  template <class T>
  void write(std::string_view name, const T& value) {
    if (names(public_fields<Owner>, name))
      object.emplace(name, public_value(value, of_a_rule<Owner>));
  }
};

template <class T>
json::value public_value(const T& value, [[maybe_unused]] bool any_text) {
  if constexpr (std::same_as<T, event::SealedText> || std::same_as<T, event::Blob>) {
    return nullptr;
  } else if constexpr (std::same_as<T, std::string>) {
    if (!any_text && !is_code(value)) return nullptr;
    return event::write_text(value);
  } else if constexpr (event::is_optional<T>) {
    return value ? public_value(*value, any_text) : json::value(nullptr);
  } else if constexpr (event::is_vector<T>) {
    json::array array;
    for (const auto& element : value) array.push_back(public_value(element, any_text));
    return array;
  } else if constexpr (event::Described<T>) {
    PublicWriter<T> writer;
    // serialize() is not const, for reading archives write through it; this one does not.
    event::describe(writer, const_cast<T&>(value));
    return std::move(writer.object);
  } else {
    return event::write_json(value, {});
  }
}

// Walks a type as PublicWriter does, and gives schemas of its public fields.
template <class T>
json::object public_schema(const T& value);

template <class Owner>
class PublicSchema {
 public:
  template <class... Values>
  void operator()(event::Field<Values>... fields) {
    (write(fields.name, fields.value), ...);
  }
  json::object properties;
  std::vector<std::string> seen;

 private:
  template <class T>
  void write(const char* name, const T& value) {
    seen.emplace_back(name);
    if (names(public_fields<Owner>, name)) properties.emplace(name, public_schema(value));
  }
};

template <class T>
json::object public_schema(const T& value) {
  if constexpr (std::same_as<T, std::string>) {
    return event::or_null(event::string_schema());
  } else if constexpr (event::Described<T> && !std::same_as<T, event::SealedText>) {
    PublicSchema<T> walk;
    event::describe(walk, const_cast<T&>(value));
    return event::object_schema(std::move(walk.properties), event::SchemaOf::written);
  } else {
    return event::schema_of_value(value, event::SchemaOf::written);
  }
}

template <class T>
void find_misspelt(std::string_view type, std::vector<std::string>& out) {
  T value{};
  PublicSchema<T> walk;
  event::describe(walk, value);
  auto table = public_fields<T>;
  while (!table.empty()) {
    const auto end = std::min(table.find(' '), table.size());
    const auto name = table.substr(0, end);
    if (std::ranges::find(walk.seen, name) == walk.seen.end())
      out.push_back(std::string(type) + "." + std::string(name));
    table.remove_prefix(std::min(end + 1, table.size()));
  }
}

template <class Variant>
struct All;

template <class... Types>
struct All<std::variant<Types...>> {
  static std::vector<std::string_view> fields() { return {public_fields<Types>...}; }
  static std::vector<std::string> misspelt() {
    std::vector<std::string> out;
    (find_misspelt<Types>(Types::name, out), ...);
    find_misspelt<event::RegisterNumber>("RegisterNumber", out);
    find_misspelt<event::RuleCitation>("RuleCitation", out);
    find_misspelt<event::Term>("Term", out);
    find_misspelt<event::Limit>("Limit", out);
    return out;
  }
  static std::vector<json::object> schemas() { return {public_schema(Types{})...}; }
};

}  // namespace

json::object public_data(const event::Event& event) {
  return std::visit(
      [](const auto& inside) { return std::move(public_value(inside, false).as_object()); }, event);
}

std::vector<std::string_view> public_fields_by_type() { return All<event::Event>::fields(); }
std::vector<std::string> misspelt_public_fields() { return All<event::Event>::misspelt(); }
std::vector<json::object> public_schemas() { return All<event::Event>::schemas(); }

}  // namespace donthu::feed
