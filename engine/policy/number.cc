#include "engine/policy/number.h"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/base/check.h"

namespace donthu::policy {
namespace {

constexpr int wide_powers = 39;  // 10^38 is the largest power that 128 bits hold.

consteval std::array<Wide, wide_powers> make_powers() {
  std::array<Wide, wide_powers> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}
constexpr std::array<Wide, wide_powers> powers_of_ten = make_powers();

Wide power_of_ten(int exponent) { return powers_of_ten[static_cast<std::size_t>(exponent)]; }

int digits_of(Wide value) {
  int low = 0;
  int high = wide_powers;
  while (low < high) {  // The smallest count with value < 10^count.
    const int middle = (low + high) / 2;
    if (value < power_of_ten(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// What lies beyond the last digit kept, against half a unit of that digit.
enum class Rest : std::uint8_t { none, below_half, half, above_half };

Rest rest_of(Wide remainder, Wide unit) {
  if (remainder == 0) return Rest::none;
  const Wide half = unit / 2;  // Units are powers of ten from 10 up, so this is exact.
  if (remainder < half) return Rest::below_half;
  return remainder == half ? Rest::half : Rest::above_half;
}

// A rest known to be followed by further digits that are not zero.
Rest followed(Rest rest, bool more) {
  if (!more) return rest;
  if (rest == Rest::none) return Rest::below_half;
  return rest == Rest::half ? Rest::above_half : rest;
}

bool rounds_away(Rest rest, Rounding mode, bool negative, bool odd) {
  if (rest == Rest::none) return false;
  switch (mode) {
    case Rounding::half_even: return rest == Rest::above_half || (rest == Rest::half && odd);
    case Rounding::half_up: return rest != Rest::below_half;
    case Rounding::half_down: return rest == Rest::above_half;
    case Rounding::up: return true;
    case Rounding::down: return false;
    case Rounding::floor: return negative;
    case Rounding::ceiling: return !negative;
  }
  return false;
}

// Drops the last `count` digits. `more`: digits other than zero follow the value given.
Wide without_digits(Wide value, std::int64_t count, Rounding mode, bool negative, bool more) {
  if (count <= 0) return value;
  if (count >= wide_powers) {
    const Rest rest = value == 0 && !more ? Rest::none : Rest::below_half;
    return rounds_away(rest, mode, negative, false) ? 1 : 0;
  }
  const Wide unit = power_of_ten(static_cast<int>(count));
  const Wide kept = value / unit;
  const Rest rest = followed(rest_of(value % unit, unit), more);
  return rounds_away(rest, mode, negative, (kept & 1) != 0) ? kept + 1 : kept;
}

// A value too long for a Number, before rounding: coefficient × 10^exponent, and perhaps more.
struct Exact {
  bool negative = false;
  Wide coefficient = 0;
  std::int64_t exponent = 0;
  bool more = false;
};

std::optional<Number> rounded_to_digits(Exact exact) {
  const int length = digits_of(exact.coefficient);
  std::int64_t drop = std::max<std::int64_t>(0, length - Number::digits);
  drop = std::max(drop, Number::lowest_exponent - exact.exponent);
  Wide coefficient =
      without_digits(exact.coefficient, drop, Rounding::half_even, exact.negative, exact.more);
  std::int64_t exponent = exact.exponent + drop;
  if (coefficient == power_of_ten(Number::digits)) {
    coefficient /= 10;
    ++exponent;
  }
  return Number::of(exact.negative, coefficient, exponent);
}

}  // namespace

Number Number::of(std::int64_t integer) {
  Number number;
  number.negative_ = integer < 0;
  const auto bits = static_cast<std::uint64_t>(integer);
  number.low_ = integer < 0 ? 0 - bits : bits;
  return number;
}

std::optional<Number> Number::of(bool negative, Wide coefficient, std::int64_t exponent) {
  if (coefficient == 0) return Number{};
  if (digits_of(coefficient) > digits || exponent < lowest_exponent) {
    return rounded_to_digits({negative, coefficient, exponent, false});
  }
  while (exponent < 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    ++exponent;
  }
  // Above zero the exponent is as small as 34 digits allow, so that each value has one form.
  if (exponent > 0) {
    const auto room = std::min<std::int64_t>(exponent, digits - digits_of(coefficient));
    coefficient *= power_of_ten(static_cast<int>(room));
    exponent -= room;
  }
  if (exponent > highest_exponent) return std::nullopt;
  Number number;
  number.negative_ = negative;
  number.high_ = static_cast<std::uint64_t>(coefficient >> 64);
  number.low_ = static_cast<std::uint64_t>(coefficient);
  number.exponent_ = static_cast<std::int16_t>(exponent);
  return number;
}

std::optional<Number> Number::parse(std::string_view text) {
  if (text.empty() || text.size() > 400) return std::nullopt;
  Exact exact;
  std::size_t at = 0;
  if (text[at] == '-' || text[at] == '+') exact.negative = text[at++] == '-';
  bool point = false;
  bool any = false;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.' && !point) {
      point = true;
      // A point stands before a digit: "1." is no number in FEEL.
      if (at + 1 >= text.size() || text[at + 1] < '0' || text[at + 1] > '9') return std::nullopt;
      continue;
    }
    if (text[at] < '0' || text[at] > '9') return std::nullopt;
    any = true;
    if (digits_of(exact.coefficient) < wide_powers - 2) {
      exact.coefficient = exact.coefficient * 10 + static_cast<unsigned>(text[at] - '0');
      exact.exponent -= point ? 1 : 0;
    } else {
      exact.more = exact.more || text[at] != '0';
      exact.exponent += point ? 0 : 1;
    }
  }
  if (!any) return std::nullopt;
  if (at < text.size()) {
    ++at;
    const bool minus = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size() || text.size() - at > 6) return std::nullopt;
    std::int64_t exponent = 0;
    for (; at < text.size(); ++at) {
      if (text[at] < '0' || text[at] > '9') return std::nullopt;
      exponent = exponent * 10 + (text[at] - '0');
    }
    exact.exponent += minus ? -exponent : exponent;
  }
  return rounded_to_digits(exact);
}

std::optional<std::int64_t> Number::to_int64() const {
  constexpr auto largest = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  if (exponent_ != 0 || high_ != 0) return std::nullopt;
  if (negative_) {
    if (low_ > largest + 1) return std::nullopt;
    return static_cast<std::int64_t>(0 - low_);
  }
  if (low_ > largest) return std::nullopt;
  return static_cast<std::int64_t>(low_);
}

std::string Number::to_string() const {
  std::string text;
  for (Wide rest = coefficient(); rest != 0; rest /= 10) {
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  if (text.empty()) return "0";
  std::ranges::reverse(text);
  if (exponent_ > 0) {
    text += 'E' + std::to_string(exponent_);
  } else if (exponent_ < -2 * digits) {
    text += "E" + std::to_string(exponent_);
  } else if (exponent_ < 0) {
    const auto fraction = static_cast<std::size_t>(-exponent_);
    if (text.size() <= fraction) text.insert(0, fraction - text.size() + 1, '0');
    text.insert(text.size() - fraction, 1, '.');
  }
  return negative_ ? "-" + text : text;
}

Number Number::negated() const {
  Number result = *this;
  result.negative_ = !negative_ && !is_zero();
  return result;
}

Number Number::absolute() const {
  Number result = *this;
  result.negative_ = false;
  return result;
}

std::optional<Number> Number::rounded(std::int64_t scale, Rounding mode) const {
  if (scale > -lowest_exponent || scale < -highest_exponent) return std::nullopt;
  if (-scale <= exponent_) return *this;
  const Wide kept = without_digits(coefficient(), -scale - exponent_, mode, negative_, false);
  return of(negative_, kept, -scale);
}

std::strong_ordering operator<=>(const Number& left, const Number& right) {
  if (left.negative_ != right.negative_) {
    return left.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  const Number& smaller = left.negative_ ? right : left;
  const Number& larger = left.negative_ ? left : right;
  if (left.exponent_ == right.exponent_) return smaller.coefficient() <=> larger.coefficient();
  if (left.is_zero() || right.is_zero()) return smaller.coefficient() <=> larger.coefficient();
  const int left_top = digits_of(smaller.coefficient()) + smaller.exponent_;
  const int right_top = digits_of(larger.coefficient()) + larger.exponent_;
  if (left_top != right_top) return left_top <=> right_top;
  // The same magnitude: the exponents differ by less than the digits, so aligning them fits.
  const int lowest = std::min(smaller.exponent_, larger.exponent_);
  return smaller.coefficient() * power_of_ten(smaller.exponent_ - lowest) <=>
         larger.coefficient() * power_of_ten(larger.exponent_ - lowest);
}

std::optional<Number> Number::plus(const Number& other) const {
  if (is_zero()) return other;
  if (other.is_zero()) return *this;
  const Number& high = exponent_ >= other.exponent_ ? *this : other;
  const Number& low = exponent_ >= other.exponent_ ? other : *this;
  // Three spare digits are enough: what is shifted out below them can only decide a tie.
  const int room = digits + 3 - digits_of(high.coefficient());
  const int apart = high.exponent_ - low.exponent_;
  const int shift = std::min(room, apart);
  Exact exact;
  exact.exponent = high.exponent_ - shift;
  const Wide large = high.coefficient() * power_of_ten(shift);
  const int lost = apart - shift;
  const Wide unit = lost < wide_powers ? power_of_ten(lost) : 0;
  Wide small = unit == 0 ? 0 : low.coefficient() / unit;
  exact.more = unit == 0 || low.coefficient() % unit != 0;
  if (high.negative_ == low.negative_) {
    exact.coefficient = large + small;
    exact.negative = high.negative_;
    return rounded_to_digits(exact);
  }
  // Subtracting "small and a bit" is subtracting one unit more and adding the rest of it.
  if (exact.more) small += 1;
  exact.negative = large >= small ? high.negative_ : low.negative_;
  exact.coefficient = large >= small ? large - small : small - large;
  DONTHU_CHECK(!exact.more || large >= small, "digits are lost only far below the larger number");
  return rounded_to_digits(exact);
}

std::optional<Number> Number::minus(const Number& other) const { return plus(other.negated()); }

std::optional<Number> Number::times(const Number& other) const {
  const Wide half = power_of_ten(17);
  const Wide left = coefficient();
  const Wide right = other.coefficient();
  Exact exact;
  exact.negative = negative_ != other.negative_;
  exact.exponent = std::int64_t{exponent_} + other.exponent_;
  if (digits_of(left) + digits_of(right) <= wide_powers - 1) {
    exact.coefficient = left * right;
    return rounded_to_digits(exact);
  }
  // Schoolbook in base 10^17: 34 digits are two places, the product is high × 10^34 + low.
  const Wide middle = (left / half) * (right % half) + (left % half) * (right / half);
  const Wide below = (left % half) * (right % half) + (middle % half) * half;
  const Wide low = below % power_of_ten(digits);
  const Wide high = (left / half) * (right / half) + middle / half + below / power_of_ten(digits);
  if (high == 0) {
    exact.coefficient = low;
    return rounded_to_digits(exact);
  }
  // Keep 37 digits: rounding needs one, and whether anything follows.
  const int keep = std::max(0, digits + 3 - digits_of(high));
  const Wide unit = power_of_ten(digits - std::min(keep, digits));
  exact.coefficient = high * power_of_ten(std::min(keep, digits)) + low / unit;
  exact.more = low % unit != 0;
  exact.exponent += digits - std::min(keep, digits);
  return rounded_to_digits(exact);
}

std::optional<Number> Number::divided_by(const Number& other) const {
  if (other.is_zero()) return std::nullopt;
  if (is_zero()) return Number{};
  const Wide divisor = other.coefficient();
  Exact exact;
  exact.negative = negative_ != other.negative_;
  exact.exponent = std::int64_t{exponent_} - other.exponent_;
  exact.coefficient = coefficient() / divisor;
  Wide remainder = coefficient() % divisor;
  // Three digits at a time: a remainder below 10^34 leaves room for them.
  while (remainder != 0 && digits_of(exact.coefficient) <= digits) {
    remainder *= 1000;
    exact.coefficient = exact.coefficient * 1000 + remainder / divisor;
    remainder %= divisor;
    exact.exponent -= 3;
  }
  exact.more = remainder != 0;
  return rounded_to_digits(exact);
}

std::optional<Number> Number::to_power(const Number& other) const {
  const auto exponent = other.to_int64();
  if (!exponent || *exponent > 999'999'999 || *exponent < -999'999'999) return std::nullopt;
  if (*exponent < 0 && is_zero()) return std::nullopt;
  std::optional<Number> result = Number::of(1);
  std::optional<Number> factor = *this;
  for (auto left = static_cast<std::uint64_t>(*exponent < 0 ? -*exponent : *exponent); left != 0;) {
    if ((left & 1) != 0) result = result->times(*factor);
    left >>= 1;
    if (left != 0) factor = factor->times(*factor);
    if (!result || !factor) return std::nullopt;
  }
  return *exponent < 0 ? Number::of(1).divided_by(*result) : result;
}

std::optional<Number> Number::modulo(const Number& other) const {
  const auto quotient = divided_by(other);
  if (!quotient) return std::nullopt;
  const auto whole = quotient->rounded(0, Rounding::floor);
  const auto part = whole ? other.times(*whole) : std::nullopt;
  auto rest = part ? minus(*part) : std::nullopt;
  // A quotient of more than 34 digits may have been rounded up to the next whole one.
  if (rest && !rest->is_zero() && rest->negative_ != other.negative_) rest = rest->plus(other);
  return rest;
}

std::optional<Number> Number::square_root() const {
  if (negative_) return std::nullopt;
  if (is_zero()) return Number{};
  // Newton's steps from a power of ten near the root; the digits double with each.
  const int top = digits_of(coefficient()) + exponent_;
  auto root = of(false, 1, top / 2);
  const auto half = of(false, 5, -1);
  for (int step = 0; root && step < 64; ++step) {
    const auto quotient = divided_by(*root);
    const auto sum = quotient ? root->plus(*quotient) : std::nullopt;
    const auto next = sum ? sum->times(*half) : std::nullopt;
    if (next == root) break;
    root = next;
  }
  if (!root) return std::nullopt;
  // The steps may end one or two last digits off; a root of up to 17 digits shall be exact.
  const int root_top = digits_of(root->coefficient()) + root->exponent_;
  const auto near = root->rounded(17 - root_top, Rounding::half_even);
  return near && near->times(*near) == *this ? near : root;
}

}  // namespace donthu::policy
