#include "engine/policy/number.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace donthu::policy {
namespace {

Number number(std::string_view text) { return Number::parse(text).value(); }

TEST(Number, DecimalFractionsAreExact) {
  EXPECT_EQ(number("0.1").plus(number("0.2")), number("0.3"));
  EXPECT_EQ(number("1.10").to_string(), "1.1");
  EXPECT_EQ(number("-0").to_string(), "0");
  EXPECT_EQ(number("1e3").to_string(), "1000");
  EXPECT_EQ(number("1e-3").to_string(), "0.001");
  EXPECT_EQ(number(".5"), number("0.50"));
}

TEST(Number, RejectsWhatIsNoNumber) {
  for (const std::string text : {"", "-", ".", "1.", "1..2", "1e", "1e+", "0x1", " 1", "1 ", "1,5",
                                 "e5", "1e9999999", "--1", "nan", "inf"}) {
    EXPECT_FALSE(Number::parse(text)) << text;
  }
  EXPECT_FALSE(Number::parse(std::string(401, '1')));
}

TEST(Number, EverySixtyFourBitIntegerIsExact) {
  for (const std::int64_t integer :
       {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(Number::of(integer).to_int64(), integer);
    EXPECT_EQ(Number::of(integer).to_string(), std::to_string(integer));
    EXPECT_EQ(number(std::to_string(integer)), Number::of(integer));
  }
  EXPECT_FALSE(number("9223372036854775808").to_int64());
  EXPECT_FALSE(number("-9223372036854775809").to_int64());
  EXPECT_FALSE(number("0.5").to_int64());
}

struct Case {
  std::string left;
  char operation;
  std::string right;
  std::string result;
};

// From Python's decimal module with 34 digits, which follows IEEE 754 too.
TEST(Number, RoundsHalfToEvenAtThirtyFourDigits) {
  const std::vector<Case> cases{
      {"1", '/', "3", "0.3333333333333333333333333333333333"},
      {"2", '/', "3", "0.6666666666666666666666666666666667"},
      {"9999999999999999999999999999999999", '+', "1", "1e34"},
      {"9999999999999999999999999999999999", '+', "0.5", "1e34"},
      {"9999999999999999999999999999999998", '+', "0.5", "9999999999999999999999999999999998"},
      {"1e34", '-', "1e-40", "1e34"},
      {"1e33", '-', "0.06", "999999999999999999999999999999999.9"},
      {"9999999999999999999999999999999999", '*', "9999999999999999999999999999999999",
       "9.999999999999999999999999999999998e67"},
      {"1.000000000000000000000000000000001", '*', "1.000000000000000000000000000000001",
       "1.000000000000000000000000000000002"},
      {"12345678901234567.89", '*', "98765432109876543.21", "1219326311370217952237463801111264"},
      {"-7", '/', "2", "-3.5"},
  };
  for (const Case& one : cases) {
    const Number left = number(one.left);
    const Number right = number(one.right);
    const auto result = one.operation == '+'   ? left.plus(right)
                        : one.operation == '-' ? left.minus(right)
                        : one.operation == '*' ? left.times(right)
                                               : left.divided_by(right);
    EXPECT_EQ(result, number(one.result)) << one.left << one.operation << one.right;
  }
}

// The kit's loan, exact; the kit itself gives 562.707359373292.
TEST(Number, PaymentOfTheKitIsRightToTwentyNineDigits) {
  const auto rate = number("0.0475").divided_by(Number::of(12));
  const auto growth = Number::of(1).plus(*rate)->to_power(Number::of(-60));
  const auto payment = number("30000")
                           .times(*rate)
                           ->divided_by(*Number::of(1).minus(*growth))
                           ->rounded(26, Rounding::half_even);
  EXPECT_EQ(payment->to_string(), "562.70735937326592715621432856");
}

TEST(Number, RoundingModesDifferWhereTheyShould) {
  using enum Rounding;
  const auto round = [](std::string_view text, Rounding mode) {
    return number(text).rounded(0, mode)->to_string();
  };
  EXPECT_EQ(round("2.5", half_even), "2");
  EXPECT_EQ(round("3.5", half_even), "4");
  EXPECT_EQ(round("2.5", half_up), "3");
  EXPECT_EQ(round("-2.5", half_up), "-3");
  EXPECT_EQ(round("-2.5", half_down), "-2");
  EXPECT_EQ(round("2.1", up), "3");
  EXPECT_EQ(round("-2.9", down), "-2");
  EXPECT_EQ(round("-2.1", floor), "-3");
  EXPECT_EQ(round("-2.9", ceiling), "-2");
  EXPECT_EQ(number("1250").rounded(-2, half_even), number("1200"));
  EXPECT_EQ(number("1e-50").rounded(2, up), number("0.01"));
  EXPECT_FALSE(number("1").rounded(7000, half_even));
}

TEST(Number, OrderFollowsTheValueWhateverTheExponent) {
  const std::vector<std::string> ascending{"-1e40", "-10",    "-9.99", "-0.1", "-1e-40", "0",
                                           "1e-40", "0.0999", "0.1",   "1",    "1.0001", "2",
                                           "10",    "1e33",   "1e34",  "1e40"};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t k = 0; k < ascending.size(); ++k) {
      EXPECT_EQ(number(ascending[i]) <=> number(ascending[k]), i <=> k)
          << ascending[i] << " " << ascending[k];
    }
  }
}

TEST(Number, WhatCannotBeHeldIsNothing) {
  EXPECT_FALSE(number("1").divided_by(number("0")));
  EXPECT_FALSE(number("1e6111").times(number("1e100")));
  EXPECT_FALSE(number("10").to_power(number("999999999")));
  EXPECT_FALSE(number("2").to_power(number("0.5")));
  EXPECT_FALSE(number("0").to_power(number("-1")));
  EXPECT_FALSE(number("-1").square_root());
  EXPECT_EQ(number("1e-6000").times(number("1e-6000")), Number::of(0));
}

TEST(Number, ModuloTakesTheSignOfTheDivisor) {
  EXPECT_EQ(number("12").modulo(number("5")), number("2"));
  EXPECT_EQ(number("-12").modulo(number("5")), number("3"));
  EXPECT_EQ(number("12").modulo(number("-5")), number("-3"));
  EXPECT_EQ(number("10.1").modulo(number("4.5")), number("1.1"));
  EXPECT_FALSE(number("1").modulo(number("0")));
}

TEST(Number, RootsOfSquaresAreExact) {
  for (const std::string text : {"0", "1", "2", "0.3", "12345678901234567", "1e50", "1e-50"}) {
    const Number root = number(text);
    EXPECT_EQ(root.times(root)->square_root(), root) << text;
  }
}

}  // namespace
}  // namespace donthu::policy
