// How each kind of field is read from JSON (the rules: json.h).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/base/time.h"
#include "engine/event/described.h"
#include "engine/event/values.h"

namespace donthu::event {

// Sizes in bytes of UTF-8.
struct JsonReadOptions {
  std::size_t max_sealed_text = 16'384;  // Free text that is sealed; lines and tabs are allowed.
  std::size_t max_person_text = 512;     // Sealed name, address, contact or identity; one line.
  std::size_t max_text = 2'048;          // Any other text; one line.
  std::size_t max_blob = 49'152;
  std::size_t max_elements = 1'000;  // Of any list.
  bool boxes = false;  // Sealed texts come as {"sealed": true, "about", "key", "box"}, or null.
};

// The limit for a sealed text of that kind.
[[nodiscard]] std::size_t max_sealed_bytes(SealedField about, const JsonReadOptions& options);

// Where in the document a value stands. Lives on the stack of the reader.
class JsonPlace {
 public:
  JsonPlace() = default;
  [[nodiscard]] JsonPlace member(std::string_view name) const { return {this, name, 0}; }
  [[nodiscard]] JsonPlace element(std::size_t index) const { return {this, {}, index}; }
  // "persons[0].name"; empty for the document itself.
  [[nodiscard]] std::string path() const;

 private:
  JsonPlace(const JsonPlace* parent, std::string_view name, std::size_t index)
      : parent_(parent), name_(name), index_(index) {}

  const JsonPlace* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
};

using AllowedNames = std::vector<std::string_view>;

// What a value should have been.
enum class JsonKind : std::uint8_t { boolean, integer, text, list, object, sealed };

[[nodiscard]] std::unexpected<Error> wrong_type(const JsonPlace& place, JsonKind wanted,
                                                const boost::json::value& given);
[[nodiscard]] std::unexpected<Error> out_of_range(const JsonPlace& place, const std::string& least,
                                                  const std::string& most);
[[nodiscard]] std::unexpected<Error> unknown_name(const JsonPlace& place, std::string_view given,
                                                  const AllowedNames& allowed);
[[nodiscard]] std::unexpected<Error> unknown_version(const JsonPlace& place);
[[nodiscard]] std::unexpected<Error> bad_id(const JsonPlace& place, std::size_t digits);
[[nodiscard]] std::unexpected<Error> bad_base64(const JsonPlace& place);
[[nodiscard]] std::unexpected<Error> too_long(const JsonPlace& place, std::size_t max_bytes);
[[nodiscard]] std::unexpected<Error> too_many(const JsonPlace& place, std::size_t max_elements);
// The first field of `object` that is not in `known`, as an error.
[[nodiscard]] Status only_known_fields(const boost::json::object& object, const JsonPlace& place,
                                       const AllowedNames& known);

enum class TextForm : std::uint8_t { line, paragraphs };

[[nodiscard]] Status read_text(const boost::json::value& json, std::string& out,
                               const JsonPlace& place, std::size_t max_bytes, TextForm form);
[[nodiscard]] Status read_json(const boost::json::value& json, bool& out, const JsonPlace& place);
[[nodiscard]] Status read_json(const boost::json::value& json, Instant& out,
                               const JsonPlace& place);
[[nodiscard]] Status read_json(const boost::json::value& json, Date& out, const JsonPlace& place);
[[nodiscard]] Status read_json(const boost::json::value& json, Blob& out, const JsonPlace& place,
                               const JsonReadOptions& options);
[[nodiscard]] Status read_json(const boost::json::value& json, SealedText& out,
                               const JsonPlace& place, const JsonReadOptions& options);
// Exactly `size` bytes in hexadecimal.
[[nodiscard]] Status read_hex(const boost::json::value& json, std::uint8_t* out, std::size_t size,
                              const JsonPlace& place);

template <class T>
[[nodiscard]] Status read_value_json(const boost::json::value& json, T& out, const JsonPlace& place,
                                     const JsonReadOptions& options);

class JsonObjectReader {
 public:
  JsonObjectReader(const boost::json::object& object, const JsonPlace& place,
                   const JsonReadOptions& options)
      : object_(object), place_(place), options_(options) {}

  template <class... Values>
  void operator()(Field<Values>... fields) {
    (read(fields.name, fields.value), ...);
  }

  [[nodiscard]] Status finish() {
    if (status_) status_ = only_known_fields(object_, place_, known_);
    return std::move(status_);
  }

 private:
  template <class T>
  void read(std::string_view name, T& value) {
    known_.push_back(name);
    const auto* found = status_ ? object_.if_contains(name) : nullptr;
    if (found != nullptr) status_ = read_value_json(*found, value, place_.member(name), options_);
  }

  const boost::json::object& object_;
  const JsonPlace& place_;
  const JsonReadOptions& options_;
  AllowedNames known_;
  Status status_;
};

template <std::integral T>
[[nodiscard]] Status read_integer(const boost::json::value& json, T& out, const JsonPlace& place) {
  if (const auto* number = json.if_int64(); number != nullptr && std::in_range<T>(*number))
    out = static_cast<T>(*number);
  else if (const auto* large = json.if_uint64(); large != nullptr && std::in_range<T>(*large))
    out = static_cast<T>(*large);
  else if (json.is_number())
    return out_of_range(place, std::to_string(std::numeric_limits<T>::min()),
                        std::to_string(std::numeric_limits<T>::max()));
  else
    return wrong_type(place, JsonKind::integer, json);
  return {};
}

template <NamedEnum Enum>
[[nodiscard]] Status read_enum_json(const boost::json::value& json, Enum& out,
                                    const JsonPlace& place) {
  const auto* text = json.if_string();
  if (text == nullptr) return wrong_type(place, JsonKind::text, json);
  if (from_name(std::string_view(*text), out)) return {};
  AllowedNames allowed;
  for (const auto& entry : EnumNames<Enum>::values) allowed.push_back(entry.second);
  return unknown_name(place, *text, allowed);
}

template <class T>
[[nodiscard]] Status read_list(const boost::json::value& json, std::vector<T>& out,
                               const JsonPlace& place, const JsonReadOptions& options) {
  const auto* array = json.if_array();
  if (array == nullptr) return wrong_type(place, JsonKind::list, json);
  if (array->size() > options.max_elements) return too_many(place, options.max_elements);
  out.clear();
  for (std::size_t i = 0; i < array->size(); ++i)
    DONTHU_TRY(read_value_json((*array)[i], out.emplace_back(), place.element(i), options));
  return {};
}

template <class Variant>
struct RecordJson;

template <class... Alternatives>
struct RecordJson<std::variant<Alternatives...>> {
  using Variant = std::variant<Alternatives...>;

  template <class T>
  [[nodiscard]] static bool answers_to(std::string_view name) {
    if constexpr (Verb<T>)
      return T::verb == name;
    else
      return T::name == name;
  }

  // The record of that name; of several versions the given one, or else the newest.
  [[nodiscard]] static Status read(std::string_view name, const std::uint16_t* version,
                                   const boost::json::value& data, Variant& out,
                                   const JsonPlace& name_place, const JsonPlace& data_place,
                                   const JsonReadOptions& options) {
    std::uint16_t chosen = 0;
    bool known = false;
    const auto look = [&]<class T>(std::type_identity<T>) {
      if (!answers_to<T>(name)) return;
      known = true;
      if (version == nullptr ? T::version > chosen : T::version == *version) chosen = T::version;
    };
    (look(std::type_identity<Alternatives>{}), ...);
    if (!known) {
      AllowedNames allowed;
      (allowed.push_back(label<Alternatives>()), ...);
      return unknown_name(name_place, name, allowed);
    }
    if (chosen == 0) return unknown_version(name_place);
    Status status;
    const auto fill = [&]<class T>(std::type_identity<T>) {
      if (answers_to<T>(name) && T::version == chosen)
        status = read_value_json(data, out.template emplace<T>(), data_place, options);
    };
    (fill(std::type_identity<Alternatives>{}), ...);
    return status;
  }

  template <class T>
  [[nodiscard]] static std::string_view label() {
    if constexpr (Verb<T>)
      return T::verb;
    else
      return T::name;
  }

  [[nodiscard]] static Status read(const boost::json::value& json, Variant& out,
                                   const JsonPlace& place, const JsonReadOptions& options) {
    constexpr std::string_view key = (Verb<Alternatives> && ...) ? "verb" : "type";
    const auto* object = json.if_object();
    if (object == nullptr) return wrong_type(place, JsonKind::object, json);
    DONTHU_TRY(only_known_fields(*object, place, {key, "version", "data"}));
    const boost::json::value none;
    const auto* name = object->if_contains(key);
    if (name == nullptr || !name->is_string())
      return wrong_type(place.member(key), JsonKind::text, name == nullptr ? none : *name);
    std::uint16_t version = 0;
    const auto* given = object->if_contains("version");
    if (given != nullptr) DONTHU_TRY(read_integer(*given, version, place.member("version")));
    const auto* data = object->if_contains("data");
    return read(name->get_string(), given == nullptr ? nullptr : &version,
                data == nullptr ? none : *data, out, place.member(key), place.member("data"),
                options);
  }
};

template <class T>
Status read_value_json(const boost::json::value& json, T& out, const JsonPlace& place,
                       const JsonReadOptions& options) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, Instant> || std::same_as<T, Date>) {
    return read_json(json, out, place);
  } else if constexpr (std::integral<T>) {
    return read_integer(json, out, place);
  } else if constexpr (NamedEnum<T>) {
    return read_enum_json(json, out, place);
  } else if constexpr (is_strong<T>) {
    if (json.is_null()) return out = T{}, Status{};
    return read_integer(json, out.value, place);
  } else if constexpr (is_id16<T>) {
    if (json.is_null()) return out = T{}, Status{};
    return read_hex(json, out.bytes.data(), out.bytes.size(), place);
  } else if constexpr (std::same_as<T, Digest>) {
    return read_hex(json, out.bytes.data(), out.bytes.size(), place);
  } else if constexpr (std::same_as<T, std::string>) {
    return read_text(json, out, place, options.max_text, TextForm::line);
  } else if constexpr (std::same_as<T, Blob> || std::same_as<T, SealedText>) {
    return read_json(json, out, place, options);
  } else if constexpr (is_optional<T>) {
    if (json.is_null()) return out.reset(), Status{};
    return read_value_json(json, out.emplace(), place, options);
  } else if constexpr (is_vector<T>) {
    return read_list(json, out, place, options);
  } else if constexpr (is_variant<T>) {
    return RecordJson<T>::read(json, out, place, options);
  } else {
    static_assert(Described<T>, "fields.h says what a field may be");
    const auto* object = json.if_object();
    if (object == nullptr) return wrong_type(place, JsonKind::object, json);
    JsonObjectReader reader(*object, place, options);
    describe(reader, out);
    return reader.finish();
  }
}

}  // namespace donthu::event
