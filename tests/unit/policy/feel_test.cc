#include "engine/policy/feel.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "engine/policy/value.h"

namespace donthu::policy {
namespace {

Context sample() {
  return {{"kind", "complaint"},
          {"complex", true},
          {"days left", 12},
          {"nothing", nullptr},
          {"received", make_date(2022, 1, 24)},
          {"today", make_date(2022, 2, 28)},
          {"now", Instant{1'646'000'000'000}},
          {"unit", Context{{"level", "ward"}, {"head", Context{{"name", "An"}}}}},
          {"petitions", List{Context{{"id", 1}, {"votes", 7}}, Context{{"id", 2}, {"votes", 3}},
                             Context{{"id", 3}, {"votes", nullptr}}}}};
}

std::string result_of(std::string_view text) {
  Declarations declared{{"days left"}, {}};
  const auto expression = Expression::parse(text, "test", declared);
  if (!expression) return expression.error().reason + ": " + expression.error().message;
  const auto value = expression->evaluate(sample());
  return value ? to_literal(*value) : value.error().reason;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

void expect_results(const Pairs& pairs) {
  for (const auto& [text, expected] : pairs) EXPECT_EQ(result_of(text), expected) << text;
}

TEST(Feel, OperatorsBindAsTheStandardOrdersThem) {
  expect_results({
      {"1 + 2 * 3", "7"},
      {"(1 + 2) * 3", "9"},
      {"2 * 3 ** 2", "18"},
      {"-2 ** 2", "4"},
      {"2 ** 3 ** 2", "64"},
      {"10 - 4 - 3", "3"},
      {"100 / 10 / 5", "2"},
      {"10 - -4", "14"},
      {"1 + 1 = 2 and 2 > 1", "true"},
      {"true or true and false", "true"},
      {"false and true or true", "true"},
      {"1 < 2 or nothing", "true"},
      {"if 1 > 2 then 1 else 2 + 3", "5"},
      {"5 between 1 and 10 and false", "false"},
      {"3 in [1..5] and true", "true"},
      {"1 = 1 = true", "feel-syntax: FEEL: a second comparison without and/or at column 7"},
  });
}

TEST(Feel, LogicHasThreeValues) {
  expect_results({
      {"true and null", "null"},
      {"false and null", "false"},
      {"null and false", "false"},
      {"true or null", "true"},
      {"null or true", "true"},
      {"false or null", "null"},
      {"null or null", "null"},
      {"not(null)", "null"},
      {"not(true)", "false"},
      {"not(1)", "null"},
      {"true and 1", "null"},
      {"if null then 1 else 2", "2"},
  });
}

TEST(Feel, NullAndWrongKindsGiveNullAndNotAnError) {
  expect_results({
      {"null = null", "true"},
      {"1 = null", "false"},
      {"null != 1", "true"},
      {"1 = \"1\"", "null"},
      {"1 != \"1\"", "null"},
      {"1 < null", "null"},
      {"1 < \"2\"", "null"},
      {"1 + \"a\"", "null"},
      {"1 + null", "null"},
      {"-\"a\"", "null"},
      {"1 / 0", "null"},
      {"unknown.member.deeper", "null"},
      {"upper case(1)", "null"},
      {"kind > 5", "null"},
      {"10 ** 100000", "null"},
  });
}

TEST(Feel, NumbersAreDecimal) {
  expect_results({
      {"0.1 + 0.2 = 0.3", "true"},
      {"1.10 = 1.1", "true"},
      {".5 * 2", "1"},
      {"1.2e3", "1200"},
      {"1/3*3", "0.9999999999999999999999999999999999"},
      {"decimal(2.345, 2)", "2.34"},
      {"floor(-1.5)", "-2"},
      {"ceiling(-1.5)", "-1"},
      {"round half up(2.5, 0)", "3"},
      {"modulo(-12, 5)", "3"},
      {"abs(-7)", "7"},
      {"sqrt(16)", "4"},
      {"even(4) and odd(3)", "true"},
      {"number(\"1.234,5\", \".\", \",\")", "1234.5"},
      {"number(\"x\")", "null"},
  });
}

TEST(Feel, NamesWithSpacesAreOneNameWhereDeclared) {
  expect_results({
      {"days left + 1", "13"},
      {"days   left", "12"},
      {"if days left > 10 then \"calm\" else \"late\"", "\"calm\""},
  });
  EXPECT_EQ(result_of("days right"),
            "feel-syntax: FEEL: expected the end or an operator but found \"right\" at column 6");
  const auto free = Expression::parse("kind = \"a\" and days left > x.y and today() > z", "test",
                                      {{"days left"}, {}});
  ASSERT_TRUE(free);
  EXPECT_EQ(free->names(), (std::vector<std::string>{"days left", "kind", "today", "x", "z"}));
}

TEST(Feel, ThingsOfTheExpressionItselfAreNotAmongItsNames) {
  const auto expression = Expression::parse(
      "for x in [1, 2] return x + {a: x, b: a + y}.b + count(list[item > 1 and votes > 2])",
      "test");
  ASSERT_TRUE(expression) << to_string(expression.error());
  EXPECT_EQ(expression->names(), (std::vector<std::string>{"list", "y"}));
}

TEST(Feel, PathsReachIntoContextsAndLists) {
  expect_results({
      {"unit.level", "\"ward\""},
      {"unit.head.name", "\"An\""},
      {"unit.missing", "null"},
      {"petitions.id", "[1, 2, 3]"},
      {"petitions[2].id", "2"},
      {"petitions[-1].id", "3"},
      {"petitions[9]", "null"},
      {"petitions[votes > 5].id", "[1]"},
      {"petitions[item.id >= 2].id", "[2, 3]"},
      {"[1, 2, 3][item > 1]", "[2, 3]"},
      {"[1, 2, 3][kind = \"complaint\"]", "[1, 2, 3]"},
      {"[][1]", "null"},
      {"5[1]", "5"},
      {"{a: 1, b: a + 1}", "{a: 1, b: 2}"},
      {"{\"a b\": 1}.a b", "1"},
      {"get value({a: 4}, \"a\")", "4"},
  });
}

TEST(Feel, MembershipTakesListsRangesAndTests) {
  expect_results({
      {"kind in (\"complaint\", \"denunciation\")", "true"},
      {"kind in [\"a\", \"b\"]", "false"},
      {"5 in [1..5]", "true"},
      {"5 in [1..5)", "false"},
      {"1 in (1..5]", "false"},
      {"1 in ]1..5]", "false"},
      {"5 in [1..5[", "false"},
      {"5 in ([1..3], > 4)", "true"},
      {"5 in (> 6, < 2)", "false"},
      {"5 in > 4", "true"},
      {"null in [1..5]", "null"},
      {"received in [date(\"2022-01-01\")..date(\"2022-02-01\"))", "true"},
      {"5 in (? > 4 and ? < 6)", "true"},
      {"[1, 2] in [[1, 2], [3]]", "true"},
      {"1 in (2, (3), [1])", "true"},
  });
}

TEST(Feel, LoopsAndQuantifiersWalkLists) {
  expect_results({
      {"for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"},
      {"for i in 1..4 return i * i", "[1, 4, 9, 16]"},
      {"for i in 3..1 return i", "[3, 2, 1]"},
      {"some x in [1, 2] satisfies x > 1", "true"},
      {"some x in [1, null] satisfies x > 1", "null"},
      {"every x in [1, 2] satisfies x > 0", "true"},
      {"every x in [0, null] satisfies x > 0", "false"},
      {"every x in [] satisfies x", "true"},
      {"some p in petitions satisfies p.votes = 3", "true"},
  });
}

TEST(Feel, DatesAndDurationsAddUp) {
  expect_results({
      {"received + duration(\"P30D\")", "date(\"2022-02-23\")"},
      {"duration(\"P30D\") + received", "date(\"2022-02-23\")"},
      {"date(\"2022-01-31\") + duration(\"P1M\")", "date(\"2022-02-28\")"},
      {"date(\"2024-02-29\") - duration(\"P1Y\")", "date(\"2023-02-28\")"},
      {"today() - received", "duration(\"P35D\")"},
      {"(today - received) > @\"P30D\"", "true"},
      {"(today - received).days", "35"},
      {"(today - received) / @\"P1D\"", "35"},
      {"@\"P1D\" * 1.5", "duration(\"P1DT12H\")"},
      {"duration(\"P1Y2M\").months", "2"},
      {"duration(\"P1Y1D\")", "null"},
      {"date(\"2022-02-30\")", "null"},
      {"date(2022, 2, 28) = today", "true"},
      {"received.weekday", "1"},
      {"day of week(received)", "\"Monday\""},
      {"week of year(date(\"2021-01-03\"))", "53"},
      {"day of year(received)", "24"},
      {"@\"2022-02-28T17:00:00Z\" = @\"2022-03-01T00:00:00+07:00\"", "true"},
      {"@\"2022-03-01T00:00:00\" = @\"2022-03-01T00:00:00+07:00\"", "true"},
      {"date(@\"2022-02-28T23:30:00\" + @\"PT1H\")", "date(\"2022-03-01\")"},
      {"@\"23:00:00\" + @\"PT2H\"", "time(\"01:00:00\")"},
      {"years and months duration(received, date(\"2023-03-23\"))", "duration(\"P1Y1M\")"},
      {"date(\"9999-12-31\") + @\"P1D\"", "null"},
      {"@\"P1D\" < @\"PT25H\"", "true"},
      {"@\"P1M\" = @\"P30D\"", "null"},
      {"now.year", "2022"},
  });
}

TEST(Feel, StringsCountCodePoints) {
  expect_results({
      {"string length(\"Đơn thư\")", "7"},
      {"upper case(\"đơn thư khiếu nại\")", "\"ĐƠN THƯ KHIẾU NẠI\""},
      {"lower case(\"TỐ CÁO Ứ\")", "\"tố cáo ứ\""},
      {"substring(\"khiếu nại\", 4, 2)", "\"ếu\""},
      {"substring(\"foobar\", -2)", "\"ar\""},
      {"substring(\"foobar\", 9)", "null"},
      {"contains(kind, \"plain\")", "true"},
      {"starts with(kind, \"com\") and ends with(kind, \"t\")", "true"},
      {"substring before(\"a-b-c\", \"-\")", "\"a\""},
      {"substring after(\"a-b-c\", \"-\")", "\"b-c\""},
      {"string join([\"a\", null, \"b\"], \", \")", "\"a, b\""},
      {"string(1.50) + string(received)", "\"1.52022-01-24\""},
      {"\"a\\\"b\\u0041\\n\"", "\"a\\\"bA\\n\""},
      {"\"a\" < \"b\"", "true"},
  });
}

TEST(Feel, ListFunctionsTakeListsOrSingleValues) {
  expect_results({
      {"count([1, 2])", "2"},
      {"count(7)", "1"},
      {"count(null)", "null"},
      {"sum([1, 2.5])", "3.5"},
      {"sum([])", "null"},
      {"sum(@\"P1D\", @\"P2D\")", "duration(\"P3D\")"},
      {"min(3, 1, 2)", "1"},
      {"max([received, today])", "date(\"2022-02-28\")"},
      {"max([1, \"a\"])", "null"},
      {"mean([1, 2])", "1.5"},
      {"median([5, 1, 3])", "3"},
      {"append([1], 2, 3)", "[1, 2, 3]"},
      {"concatenate([1], [2])", "[1, 2]"},
      {"list contains([1, null], null)", "true"},
      {"distinct values([1, 2, 1])", "[1, 2]"},
      {"union([1], [1, 2])", "[1, 2]"},
      {"flatten([1, [2, [3]]])", "[1, 2, 3]"},
      {"reverse([1, 2])", "[2, 1]"},
      {"index of([1, 2, 1], 1)", "[1, 3]"},
      {"sublist([1, 2, 3], 2)", "[2, 3]"},
      {"remove([1, 2], 1)", "[2]"},
      {"insert before([1, 2], 2, 9)", "[1, 9, 2]"},
      {"all([true, null])", "null"},
      {"any([false, true])", "true"},
  });
}

TEST(Feel, TypesCanBeAskedFor) {
  expect_results({
      {"received instance of date", "true"},
      {"received instance of date and time", "false"},
      {"now instance of date and time", "true"},
      {"null instance of string", "false"},
      {"@\"P1D\" instance of days and time duration", "true"},
  });
}

TEST(Feel, LiteralsOfValuesGiveTheSameValuesAgain) {
  for (const auto& [name, value] : sample()) {
    const auto again = Expression::parse(to_literal(value), "test");
    ASSERT_TRUE(again) << to_literal(value);
    EXPECT_EQ(again->evaluate({}).value(), value) << name;
  }
}

TEST(Feel, CommentsAndWideSpacesSeparateLikeSpaces) {
  expect_results({
      {"1 /* one */ + // two\n 2", "3"},
      {"1\xC2\xA0+\xE3\x80\x80"
       "2",
       "3"},
  });
}

}  // namespace
}  // namespace donthu::policy
