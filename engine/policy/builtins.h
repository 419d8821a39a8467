// FEEL's built-in functions (DMN 1.5 §10.3.4) by name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/policy/operators.h"
#include "engine/policy/value.h"

namespace donthu::policy {

// Arguments of wrong kinds give null. What a function makes or walks through it spends from `work`.
using BuiltinCall = Value (*)(std::span<const Value> arguments, Work& work);

struct Builtin {
  std::string_view name;
  std::uint8_t least = 0;  // Arguments.
  std::uint8_t most = 0;
  BuiltinCall call = nullptr;
};

inline constexpr std::uint8_t arguments_limit = 64;

// nullptr where there is none of that name.
[[nodiscard]] const Builtin* find_builtin(std::string_view name);

// The parts of the table, each in the file of its name.
[[nodiscard]] std::span<const Builtin> text_builtins();      // builtins_text.cc
[[nodiscard]] std::span<const Builtin> number_builtins();    // builtins_number.cc
[[nodiscard]] std::span<const Builtin> list_builtins();      // builtins_list.cc
[[nodiscard]] std::span<const Builtin> temporal_builtins();  // builtins_temporal.cc
// All of them whose names have a space: the parser reads these as one name before "(".
[[nodiscard]] std::span<const std::string_view> spaced_builtin_names();

}  // namespace donthu::policy
