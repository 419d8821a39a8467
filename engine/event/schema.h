// JSON Schema (2020-12) of what json.h writes and reads, from the same description of the types.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "engine/event/json.h"

namespace donthu::event {

// What a schema describes.
enum class SchemaOf : std::uint8_t {
  written,  // What to_json gives: every field there, sealed texts hidden.
  read,     // What from_json takes: no field demanded, sealed texts in clear, defaults named.
};

[[nodiscard]] boost::json::object integer_schema(std::int64_t least, std::uint64_t most);
[[nodiscard]] boost::json::object string_schema();
[[nodiscard]] boost::json::object format_schema(std::string_view format);
[[nodiscard]] boost::json::object hex_schema(std::size_t bytes);
[[nodiscard]] boost::json::object text_schema(SchemaOf side);
[[nodiscard]] boost::json::object blob_schema();
[[nodiscard]] boost::json::object list_schema(boost::json::object items, SchemaOf side);
[[nodiscard]] boost::json::object sealed_schema(SchemaOf side, SealedField about);
[[nodiscard]] boost::json::object object_schema(boost::json::object properties, SchemaOf side);
// The same, or null.
[[nodiscard]] boost::json::object or_null(boost::json::object schema);
// One of the records, by the name under `key`.
[[nodiscard]] boost::json::object record_schema(std::string_view key, std::string_view name,
                                                std::uint16_t version,
                                                boost::json::object data_schema);

// `value` is a default value of the type; it gives the defaults.
template <class T>
[[nodiscard]] boost::json::object schema_of_value(const T& value, SchemaOf side);

class SchemaWriter {
 public:
  explicit SchemaWriter(SchemaOf side) : side_(side) {}

  template <class... Values>
  void operator()(Field<Values>... fields) {
    (properties_.emplace(fields.name, property(fields.value)), ...);
  }
  [[nodiscard]] boost::json::object release() { return std::move(properties_); }

 private:
  template <class T>
  [[nodiscard]] boost::json::object property(const T& value) const {
    auto schema = schema_of_value(value, side_);
    if constexpr (std::integral<T> || NamedEnum<T>)
      if (side_ == SchemaOf::read) schema.emplace("default", write_json(value, {}));
    return schema;
  }

  SchemaOf side_;
  boost::json::object properties_;
};

template <class Variant>
struct RecordSchemas;

template <class... Alternatives>
struct RecordSchemas<std::variant<Alternatives...>> {
  [[nodiscard]] static boost::json::object of(SchemaOf side) {
    return {{"oneOf", boost::json::array{one<Alternatives>(side)...}}};
  }
  template <class T>
  [[nodiscard]] static boost::json::object one(SchemaOf side) {
    if constexpr (Verb<T>)
      return record_schema("verb", T::verb, T::version, schema_of_value(T{}, side));
    else
      return record_schema("type", T::name, T::version, schema_of_value(T{}, side));
  }
};

template <class T>
boost::json::object schema_of_value(const T& value, SchemaOf side) {
  if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::integral<T>) {
    return integer_schema(static_cast<std::int64_t>(std::numeric_limits<T>::min()),
                          static_cast<std::uint64_t>(std::numeric_limits<T>::max()));
  } else if constexpr (NamedEnum<T>) {
    boost::json::array names;
    for (const auto& entry : EnumNames<T>::values)
      names.emplace_back(boost::json::string_view(entry.second));
    return {{"type", "string"}, {"enum", std::move(names)}};
  } else if constexpr (is_strong<T>) {
    return or_null(schema_of_value(value.value, side));
  } else if constexpr (is_id16<T>) {
    return or_null(hex_schema(value.bytes.size()));
  } else if constexpr (std::same_as<T, Digest>) {
    return hex_schema(value.bytes.size());
  } else if constexpr (std::same_as<T, Instant>) {
    return or_null(format_schema("date-time"));
  } else if constexpr (std::same_as<T, Date>) {
    return format_schema("date");
  } else if constexpr (std::same_as<T, std::string>) {
    return text_schema(side);
  } else if constexpr (std::same_as<T, Text>) {
    return object_schema({{"vi", text_schema(side)}, {"en", text_schema(side)}}, side);
  } else if constexpr (std::same_as<T, Blob>) {
    return blob_schema();
  } else if constexpr (std::same_as<T, SealedText>) {
    return sealed_schema(side, value.about);
  } else if constexpr (is_optional<T>) {
    return or_null(schema_of_value(typename T::value_type{}, side));
  } else if constexpr (is_vector<T>) {
    return list_schema(schema_of_value(typename T::value_type{}, side), side);
  } else if constexpr (is_variant<T>) {
    return RecordSchemas<T>::of(side);
  } else {
    static_assert(Described<T>, "fields.h says what a field may be");
    SchemaWriter writer(side);
    describe(writer, const_cast<T&>(value));
    return object_schema(writer.release(), side);
  }
}

// A whole schema document. `title` names it to people.
[[nodiscard]] boost::json::object schema_document(std::string_view title,
                                                  boost::json::object schema);

// Of an event or a command.
template <Record T>
[[nodiscard]] boost::json::object schema_of(SchemaOf side) {
  return schema_document(T::name, schema_of_value(T{}, side));
}

// Every schema by its file name below schemas/: events/PetitionRegistered.json (written),
// commands/register.json (read: the data of that verb), commit.json (written). From version 2 on a
// file name carries it: events/PetitionRegistered.v2.json.
[[nodiscard]] std::map<std::string, std::string> all_schemas();

}  // namespace donthu::event
