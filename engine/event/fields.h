// One description of a type serves every format: the stored bytes, JSON in and out, and the
// schemas.
//
// A stored type has a member
//   template <class Archive> void serialize(Archive& archive) {
//     archive(field("unit", unit), field("name", name));
//   }
// The order of its fields is part of the stored format: a published type is never edited, it gets a
// successor (a new struct and a new version number).
// What a field may be: bool, fixed-width integers, std::string, enums described by EnumNames, ids,
// Instant, Date, Digest, Text, std::optional, std::vector, and other such types.
#pragma once

#include <array>
#include <concepts>
#include <string_view>
#include <utility>

namespace donthu::event {

template <class T>
struct Field {
  const char* name;
  T& value;
};

template <class T>
[[nodiscard]] Field<T> field(const char* name, T& value) {
  return {name, value};
}

// The names of an enum's values in JSON and on screens. Specialise with
//   static constexpr std::array<std::pair<MyEnum, std::string_view>, N> values{{…}};
// Stored as std::uint16_t; numbers and names are never reused.
template <class Enum>
struct EnumNames;

template <class T>
concept NamedEnum = requires { EnumNames<T>::values; };

template <NamedEnum Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) {
  for (const auto& [candidate, name] : EnumNames<Enum>::values)
    if (candidate == value) return name;
  return "unknown";
}

// False where no value has that name; `out` is then unchanged.
template <NamedEnum Enum>
[[nodiscard]] constexpr bool from_name(std::string_view name, Enum& out) {
  for (const auto& [candidate, known] : EnumNames<Enum>::values)
    if (known == name) {
      out = candidate;
      return true;
    }
  return false;
}

}  // namespace donthu::event
