// Exact decimal numbers, as FEEL has them (DMN 1.5 §10.3.2.3.1: IEEE 754 decimal128).
// 0.1 + 0.2 is 0.3, and every machine gives the same digits: only integers are used inside.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace donthu::policy {

__extension__ using Wide = unsigned __int128;

enum class Rounding : std::uint8_t { half_even, half_up, half_down, up, down, floor, ceiling };

// 34 significant digits, exponents -6176 to 6111; results are rounded half to even. The form is
// canonical (1.50 is 1.5), so equal numbers are equal in every field. A value; thread-safe.
class Number {
 public:
  static constexpr int digits = 34;
  static constexpr int lowest_exponent = -6176;
  static constexpr int highest_exponent = 6111;

  constexpr Number() = default;
  // Every 64-bit integer is exact.
  static Number of(std::int64_t integer);
  // (-1)^negative × coefficient × 10^exponent, rounded; nothing where it is too large to hold.
  static std::optional<Number> of(bool negative, Wide coefficient, std::int64_t exponent);
  // "-12.5", ".5", "1.2e-3"; nothing where the text is no such number or is longer than 400 bytes.
  static std::optional<Number> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return low_ == 0 && high_ == 0; }
  [[nodiscard]] bool is_negative() const { return negative_; }
  [[nodiscard]] bool is_integer() const { return exponent_ >= 0; }
  // The exact integer, or nothing where it is none or does not fit.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const;
  // Never in scientific form below 10^34 and above 10^-34: "-12.5".
  [[nodiscard]] std::string to_string() const;

  [[nodiscard]] Number negated() const;
  [[nodiscard]] Number absolute() const;
  // Rounded to `scale` digits after the point (negative: before it).
  [[nodiscard]] std::optional<Number> rounded(std::int64_t scale, Rounding mode) const;
  // Each gives nothing on overflow; divided and remainder by zero, and power where the exponent is
  // no integer of at most nine digits or where zero is raised to a negative one.
  [[nodiscard]] std::optional<Number> plus(const Number& other) const;
  [[nodiscard]] std::optional<Number> minus(const Number& other) const;
  [[nodiscard]] std::optional<Number> times(const Number& other) const;
  [[nodiscard]] std::optional<Number> divided_by(const Number& other) const;
  [[nodiscard]] std::optional<Number> to_power(const Number& other) const;
  // The sign of the result is that of the divisor (DMN 1.5 table 75, modulo).
  [[nodiscard]] std::optional<Number> modulo(const Number& other) const;
  // Exact where the root has at most 17 digits, else within two units of the last of 34 digits.
  [[nodiscard]] std::optional<Number> square_root() const;

  friend bool operator==(const Number&, const Number&) = default;
  friend std::strong_ordering operator<=>(const Number& left, const Number& right);

 private:
  [[nodiscard]] Wide coefficient() const { return (Wide{high_} << 64) | low_; }

  // Two halves, so that a Number needs no more than eight-byte alignment.
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
  std::int16_t exponent_ = 0;
  bool negative_ = false;
};

}  // namespace donthu::policy
