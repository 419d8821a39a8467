// How each kind of field is written as JSON (the rules: json.h).
#pragma once

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "engine/base/text.h"
#include "engine/base/time.h"
#include "engine/event/described.h"
#include "engine/event/values.h"

namespace donthu::event {

struct JsonWriteOptions {
  // Sealed texts as {"sealed": true, "about": …, "key": …, "box": …}: ciphertext, for exports to
  // those who may hold it.
  bool boxes = false;
};

[[nodiscard]] boost::json::value write_text(std::string_view text);
[[nodiscard]] boost::json::value write_sealed_text(const SealedText& text,
                                                   const JsonWriteOptions& options);

template <class T>
[[nodiscard]] boost::json::value write_json(const T& value, const JsonWriteOptions& options);

class JsonObjectWriter {
 public:
  JsonObjectWriter(boost::json::object& object, const JsonWriteOptions& options)
      : object_(object), options_(options) {}

  template <class... Values>
  void operator()(Field<Values>... fields) {
    (object_.emplace(fields.name, write_json(fields.value, options_)), ...);
  }

 private:
  boost::json::object& object_;
  const JsonWriteOptions& options_;
};

template <class T>
boost::json::value write_record_json(const T& record, const JsonWriteOptions& options) {
  boost::json::object object;
  if constexpr (Verb<T>)
    object.emplace("verb", T::verb);
  else
    object.emplace("type", T::name);
  object.emplace("version", T::version);
  object.emplace("data", write_json(record, options));
  return object;
}

template <class T>
boost::json::value write_json(const T& value, const JsonWriteOptions& options) {
  if constexpr (std::same_as<T, bool> || std::integral<T>) {
    return value;
  } else if constexpr (NamedEnum<T>) {
    return boost::json::string_view(name_of(value));
  } else if constexpr (is_strong<T>) {
    return value ? boost::json::value(value.value) : boost::json::value(nullptr);
  } else if constexpr (is_id16<T>) {
    return value ? boost::json::value(to_hex(value.view())) : boost::json::value(nullptr);
  } else if constexpr (std::same_as<T, Digest>) {
    return boost::json::value(to_hex(value));
  } else if constexpr (std::same_as<T, Instant>) {
    return value ? boost::json::value(to_string(value)) : boost::json::value(nullptr);
  } else if constexpr (std::same_as<T, Date>) {
    // Qualified: a date's type is of std, so beside event::to_string nothing else finds it.
    return boost::json::value(donthu::to_string(value));
  } else if constexpr (std::same_as<T, std::string>) {
    return write_text(value);
  } else if constexpr (std::same_as<T, Blob>) {
    return boost::json::value(to_base64(value.bytes));
  } else if constexpr (std::same_as<T, Text>) {
    return boost::json::object{{"vi", write_text(value.vi)}, {"en", write_text(value.en)}};
  } else if constexpr (std::same_as<T, SealedText>) {
    return write_sealed_text(value, options);
  } else if constexpr (is_optional<T>) {
    return value ? write_json(*value, options) : boost::json::value(nullptr);
  } else if constexpr (is_vector<T>) {
    boost::json::array array;
    array.reserve(value.size());
    for (const auto& element : value) array.push_back(write_json(element, options));
    return array;
  } else if constexpr (is_variant<T>) {
    return std::visit([&](const auto& record) { return write_record_json(record, options); },
                      value);
  } else {
    static_assert(Described<T>, "fields.h says what a field may be");
    boost::json::object object;
    JsonObjectWriter writer(object, options);
    // serialize() is not const, for reading archives write through it; this one does not.
    describe(writer, const_cast<T&>(value));
    return object;
  }
}

}  // namespace donthu::event
