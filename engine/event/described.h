// What a described type is made of, for all that walk one: bytes, JSON, schemas (see fields.h).
#pragma once

#include <concepts>
#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

#include "engine/base/ids.h"
#include "engine/event/fields.h"

namespace donthu::event {

// An archive that takes any fields and does nothing.
struct AnyArchive {
  template <class... Fields>
  void operator()(Fields&&... /*fields*/) {}
};

// Has a serialize() of its own, as a member or beside the type in its namespace.
template <class T>
concept Described = requires(T& value, AnyArchive& archive) { value.serialize(archive); } ||
                    requires(T& value, AnyArchive& archive) { serialize(archive, value); };

// Shows each field of `value` to `archive`, in the order of the type.
template <class Archive, class T>
void describe(Archive& archive, T& value) {
  if constexpr (requires { value.serialize(archive); })
    value.serialize(archive);
  else
    serialize(archive, value);
}

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
inline constexpr bool is_variant = false;
template <class... Alternatives>
inline constexpr bool is_variant<std::variant<Alternatives...>> = true;

template <class T>
inline constexpr bool is_strong = false;
template <class Representation, class Tag>
inline constexpr bool is_strong<Strong<Representation, Tag>> = true;

template <class T>
inline constexpr bool is_id16 = false;
template <class Tag>
inline constexpr bool is_id16<Id16<Tag>> = true;

// A list of records (the events of a commit) holds at most this many.
inline constexpr std::uint32_t max_records = 4'096;

// An alternative of a variant: its numbers stand for it in bytes, its name in JSON.
template <class T>
concept Record = requires {
  { T::type } -> std::convertible_to<std::uint16_t>;
  { T::version } -> std::convertible_to<std::uint16_t>;
  { T::name } -> std::convertible_to<std::string_view>;
};

// A record that is a command.
template <class T>
concept Verb = Record<T> && requires {
  { T::verb } -> std::convertible_to<std::string_view>;
};

template <class T>
inline constexpr bool always_false = false;

}  // namespace donthu::event
