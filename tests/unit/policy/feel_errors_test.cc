// What is refused, where the message points, and that nothing a stranger writes takes us down.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/policy/decision.h"
#include "engine/policy/feel.h"

namespace donthu::policy {
namespace {

Error error_of(std::string_view text) {
  const auto expression = Expression::parse(text, "term.dmn#r3");
  EXPECT_FALSE(expression) << text;
  return expression ? Error{} : expression.error();
}

TEST(FeelErrors, NameThePlaceAndTheRemedy) {
  const Error error = error_of("kind = \"a\" and\n  days left");
  EXPECT_EQ(error.code, ErrorCode::invalid);
  EXPECT_EQ(error.reason, "feel-syntax");
  EXPECT_EQ(error.field, "term.dmn#r3");
  EXPECT_NE(error.message.find("line 2, column 8"), std::string::npos) << error.message;
  EXPECT_NE(error.remedy.find("declare"), std::string::npos) << error.remedy;
}

TEST(FeelErrors, ColumnsCountCharactersAndNotBytes) {
  EXPECT_NE(error_of("\"khiếu nại\" ]").message.find("column 13"), std::string::npos);
}

TEST(FeelErrors, SyntaxIsRefused) {
  for (const std::string text : {"",
                                 "  ",
                                 "1 +",
                                 "(1",
                                 "[1, 2",
                                 "{a 1}",
                                 "{a: 1, a: 2}",
                                 "\"open",
                                 "a == b",
                                 "if a then b",
                                 "1 < 2 < 3",
                                 "'single'",
                                 "“curly”",
                                 "@\"tomorrow\"",
                                 "5days",
                                 "a.",
                                 "in",
                                 "and",
                                 "f(",
                                 "\"\\q\"",
                                 "\"\\uD800\"",
                                 "some x satisfies y",
                                 "? > 1",
                                 "sqrt()",
                                 "sqrt(1, 2)",
                                 "\xFF\xFE"}) {
    EXPECT_EQ(error_of(text).reason, "feel-syntax") << text;
    EXPECT_FALSE(error_of(text).remedy.empty()) << text;
  }
}

TEST(FeelErrors, WhatIsBeyondTheSubsetIsNotTakenForSomethingElse) {
  for (const std::string text :
       {"function(x) x", "[1..5]", "(1..5)", "contains(string: \"a\", match: \"b\")",
        "matches(\"a\", \"b\")", "unheard of(1)", "x instance of tLoan",
        "x instance of list<number>"}) {
    const std::string reason = error_of(text).reason;
    EXPECT_TRUE(reason == "feel-unsupported" || text.starts_with("unheard")) << text << reason;
  }
}

TEST(FeelErrors, LengthAndDepthAreBounded) {
  EXPECT_EQ(error_of(std::string(expression_bytes_limit + 1, ' ')).reason, "feel-limit");
  for (const auto& [open, close] :
       std::vector<std::pair<std::string, std::string>>{{"(", ")"},
                                                        {"[", "]"},
                                                        {"-", ""},
                                                        {"not(", ")"},
                                                        {"{a:", "}"},
                                                        {"if ", ""},
                                                        {"1 in (", ")"},
                                                        {"x[", "]"},
                                                        {"for x in ", ""}}) {
    std::string text;
    for (int i = 0; i < 1500; ++i) text += open;
    text += "1";
    for (int i = 0; i < 1500; ++i) text += close;
    EXPECT_EQ(error_of(text).reason, "feel-limit") << open;
  }
  std::string sum = "1";
  for (int i = 0; i < 600; ++i) sum += "+1";
  EXPECT_EQ(error_of(sum).reason, "feel-limit");
  std::string many = "1";
  for (int i = 0; i < 400; ++i) many += "+1";
  EXPECT_EQ(Expression::parse(many, "test")->evaluate({}).value(), Value(401));
}

TEST(FeelErrors, DeepInTestsAreReadInReasonableTime) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "x in (";
  text += "1";
  for (int i = 0; i < 60; ++i) text += ")";
  EXPECT_TRUE(Expression::parse(text, "test"));
  EXPECT_TRUE(UnaryTests::parse("not(" + text + ") and true", "test"));
}

TEST(FeelErrors, EvaluationIsBounded) {
  const std::string long_text(5000, 'x');
  for (const std::string& text :
       {std::string("for a in 1..100000, b in 1..100000 return a"),
        std::string("every a in 1..100000000 satisfies true"),
        std::string("for a in 1..2000000 return a"),
        std::string("string join(for a in 1..90000 return \"" + long_text + "\", \"\")"),
        std::string("{a: [1,1,1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a,a,a], c: "
                    "[b,b,b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d,d,d], "
                    "f: [e,e,e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f,f,f], h: string(g)}.h"),
        std::string("{a: for i in 1..90000 return i, b: concatenate(a, a, a, a)}.b"),
        std::string("{a: [[1,2],[1,2]], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: "
                    "[c,c,c,c,c,c,c,c], e: [d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e], g: "
                    "[f,f,f,f,f,f,f,f], h: [g,g,g,g,g,g,g,g]}.h")}) {
    const auto expression = Expression::parse(text, "test");
    ASSERT_TRUE(expression) << to_string(expression.error());
    const auto value = expression->evaluate({});
    ASSERT_FALSE(value) << text.substr(0, 60);
    EXPECT_EQ(value.error().code, ErrorCode::full);
    EXPECT_EQ(value.error().reason, "feel-limit");
  }
}

bool passes(std::string_view tests, const Value& tested, const Context& names = {}) {
  const auto parsed = UnaryTests::parse(tests, "test");
  EXPECT_TRUE(parsed) << tests << ": " << (parsed ? "" : to_string(parsed.error()));
  return parsed && parsed->matches(tested, names).value();
}

TEST(UnaryTests, DashPassesEverythingEvenNull) {
  EXPECT_TRUE(passes("-", 1));
  EXPECT_TRUE(passes(" - ", nullptr));
  EXPECT_FALSE(passes("-5", 5));
  EXPECT_TRUE(passes("-5", -5));
}

TEST(UnaryTests, AnyOfSeveralTestsIsEnough) {
  EXPECT_TRUE(passes("\"a\",\"b\"", "b"));
  EXPECT_FALSE(passes("\"a\",\"b\"", "c"));
  EXPECT_TRUE(passes("< 5, [10..20)", 10));
  EXPECT_FALSE(passes("< 5, [10..20)", 20));
  EXPECT_TRUE(passes("1, null", nullptr));
  EXPECT_TRUE(passes("limits", 3, {{"limits", List{1, 3}}}));
}

TEST(UnaryTests, NotTurnsAllTestsRound) {
  EXPECT_FALSE(passes("not(\"a\",\"b\")", "b"));
  EXPECT_TRUE(passes("not(\"a\",\"b\")", "c"));
  EXPECT_TRUE(passes("not(null)", 1));
  EXPECT_FALSE(passes("not(null)", nullptr));
  EXPECT_FALSE(passes("not(> 5)", nullptr)) << "unknown stays unknown";
  EXPECT_TRUE(passes("not(flag) and ? > 1", 2, {{"flag", false}}));
}

TEST(UnaryTests, QuestionMarkIsTheTestedValue) {
  EXPECT_TRUE(passes("? > 5 and ? < limit", 6, {{"limit", 7}}));
  EXPECT_FALSE(passes("? > 5 and ? < limit", 6));
  EXPECT_TRUE(passes("contains(?, \"đất\")", "tranh chấp đất đai"));
  EXPECT_TRUE(passes("count(?) > 1", List{1, 2}));
  EXPECT_TRUE(passes("(? - 1) * 2 = 4", 3));
}

TEST(UnaryTests, ComparisonsWithOtherKindsDoNotPass) {
  EXPECT_FALSE(passes("> 5", "6"));
  EXPECT_FALSE(passes("> 5", nullptr));
  EXPECT_FALSE(passes("true", "true"));
  EXPECT_TRUE(passes("!= 5", 6));
  EXPECT_TRUE(passes("!= 5", nullptr)) << "null is not five";
  EXPECT_FALSE(passes("!= 5", "5")) << "what cannot be compared is neither equal nor unequal";
}

TEST(UnaryTests, BareWordsAreRefusedWithTheRemedy) {
  const auto tests = UnaryTests::parse("khiếu nại", "test");
  ASSERT_FALSE(tests);
  EXPECT_NE(tests.error().remedy.find("quotation marks"), std::string::npos);
}

// Random bytes, and true texts with bytes changed: every outcome is a value or an error.
TEST(FeelErrors, RandomAndMutatedTextsNeverCrash) {
  const std::vector<std::string> seeds{
      "kind = \"complaint\" and complex",
      "if a in (1..5] then for x in [1, 2][item > 1] return {a: x}.a else date(\"2022-01-24\")",
      "some x in list, y in 1..3 satisfies x.b[1] between 1 and -y ** 2",
      "not(\"a\", > 5, [1..date and time(\"2022-01-24T00:00:00Z\"))), ? > 1 or null",
      "string length(substring(\"đơn\\u0041\", 2)) + @\"P1DT2H\" * 3.5e-2 instance of number",
  };
  const std::string alphabet = "()[]{}<>=!?.,:+-*/\"'@\\ \n\tae1059_\xC2\xE3\xFF";
  std::mt19937_64 random(20220124);
  const Context names{{"a", 3}, {"list", List{Context{{"b", List{1}}}}}, {"complex", true}};
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 4 == 0 ? std::string(random() % 40, ' ') : seeds[random() % 5];
    const std::size_t changes = round % 4 == 0 ? text.size() * 2 : 1 + random() % 4;
    for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0: text[at] = alphabet[random() % alphabet.size()]; break;
        case 1: text.erase(at, 1 + random() % 3); break;
        default:
          text.insert(at, 1,
                      static_cast<char>(round % 8 == 0
                                            ? random() % 256
                                            : std::uint64_t(alphabet[random() % alphabet.size()])));
      }
    }
    if (const auto expression = Expression::parse(text, "test")) {
      const auto value = expression->evaluate(names);
      if (value) {
        EXPECT_TRUE(Expression::parse(to_literal(*value), "test")) << text;
      }
    }
    if (const auto tests = UnaryTests::parse(text, "test")) {
      (void)tests->matches(3, names);
    }
  }
}

}  // namespace
}  // namespace donthu::policy
