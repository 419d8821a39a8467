// Number functions (DMN 1.5 §10.3.4.5) and the conversion from text.
#include <array>
#include <optional>

#include "engine/policy/builtins.h"

namespace donthu::policy {
namespace {

using Arguments = std::span<const Value>;

Value value_or_null(const std::optional<Number>& number) {
  return number ? Value(*number) : Value();
}

Value rounded(Arguments arguments, Rounding mode) {
  const Number* number = arguments[0].number();
  const auto scale = arguments.size() < 2 ? std::optional<std::int64_t>(0) : arguments[1].integer();
  if (!number || !scale) return {};
  return value_or_null(number->rounded(*scale, mode));
}

template <Rounding mode>
Value round_to(Arguments arguments, Work&) {
  return rounded(arguments, mode);
}

Value absolute(Arguments arguments, Work&) {
  const Value& value = arguments[0];
  if (value.number()) return value.number()->absolute();
  if (value.days_duration() && value.days_duration()->ms < 0) return negate(value);
  if (value.months_duration() && value.months_duration()->months < 0) return negate(value);
  return value.days_duration() || value.months_duration() ? value : Value();
}

Value modulo(Arguments arguments, Work&) {
  if (!arguments[0].number() || !arguments[1].number()) return {};
  return value_or_null(arguments[0].number()->modulo(*arguments[1].number()));
}

Value square_root(Arguments arguments, Work& work) {
  return arguments[0].number() && work.spend(64)
             ? value_or_null(arguments[0].number()->square_root())
             : Value();
}

// Null for what is no whole number.
Value is_odd(Arguments arguments, bool wanted) {
  const Number* number = arguments[0].number();
  if (!number || !number->is_integer()) return {};
  const auto rest = number->modulo(Number::of(2));
  return rest ? Value((*rest == Number::of(1)) == wanted) : Value();
}

Value odd(Arguments arguments, Work&) { return is_odd(arguments, true); }
Value even(Arguments arguments, Work&) { return is_odd(arguments, false); }

// number("1.000,5", ".", ","): the signs may be null, and then stand for none.
Value number(Arguments arguments, Work&) {
  if (arguments[0].number() && arguments.size() == 1) return arguments[0];
  if (!arguments[0].string()) return {};
  std::string text = *arguments[0].string();
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const Value& sign = arguments[i];
    if (sign.is_null()) continue;
    if (!sign.string() || sign.string()->size() != 1) return {};
    const char mark = sign.string()->front();
    if (std::string_view(i == 1 ? " .," : ".,").find(mark) == std::string_view::npos) return {};
    if (i == 1) {
      std::erase(text, mark);
    } else if (arguments[1].string() && *arguments[1].string() == *sign.string()) {
      return {};
    } else if (const std::size_t at = text.find(mark); at != std::string::npos) {
      text[at] = '.';
    }
  }
  return value_or_null(Number::parse(text));
}

constexpr std::array table{
    Builtin{"abs", 1, 1, absolute},
    Builtin{"ceiling", 1, 2, round_to<Rounding::ceiling>},
    Builtin{"decimal", 2, 2, round_to<Rounding::half_even>},
    Builtin{"even", 1, 1, even},
    Builtin{"floor", 1, 2, round_to<Rounding::floor>},
    Builtin{"modulo", 2, 2, modulo},
    Builtin{"number", 1, 3, number},
    Builtin{"odd", 1, 1, odd},
    Builtin{"round down", 2, 2, round_to<Rounding::down>},
    Builtin{"round half down", 2, 2, round_to<Rounding::half_down>},
    Builtin{"round half up", 2, 2, round_to<Rounding::half_up>},
    Builtin{"round up", 2, 2, round_to<Rounding::up>},
    Builtin{"sqrt", 1, 1, square_root},
};

}  // namespace

std::span<const Builtin> number_builtins() { return table; }

}  // namespace donthu::policy
