#include "engine/event/json.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "engine/event/walk.h"
#include "tests/unit/event/sample.h"

namespace donthu::event {
namespace {

namespace json = boost::json;

json::value parsed(std::string_view text) {
  auto value = parse_json(text);
  EXPECT_TRUE(value.has_value()) << text << ": " << to_string(value.error());
  return *value;
}

TEST(Json, EveryEventComesBackAsItWasFromAnExport) {
  for_each_alternative<Event>([]<class T>(const T& empty) {
    for (const T& value : {empty, sample<T>(Sealing::box)}) {
      const auto text = json::serialize(to_json(value, {.boxes = true}));
      const auto back = from_json<T>(parsed(text), {.boxes = true});
      ASSERT_TRUE(back.has_value()) << T::name << ": " << to_string(back.error());
      EXPECT_EQ(*back, value) << T::name << text;
    }
  });
}

TEST(Json, EveryCommandIsReadWithItsPlainTexts) {
  for_each_alternative<Command>([]<class T>(const T& /*empty*/) {
    const T value = sample<T>(Sealing::plain);
    auto object = to_json(value).as_object();
    // What is sealed is never written, so the request is put together by hand.
    std::vector<std::string> plain;
    for_each_sealed(value, [&](const SealedText& text) { plain.push_back(text.plain); });
    std::size_t next = 0;
    const auto put_back = [&](auto& self, json::value& part) -> void {
      if (part == json::value{{"sealed", true}}) part = json::string(plain[next++]);
      if (auto* members = part.if_object())
        for (auto& member : *members) self(self, member.value());
      if (auto* elements = part.if_array())
        for (auto& element : *elements) self(self, element);
    };
    json::value request = object;
    put_back(put_back, request);
    EXPECT_EQ(next, plain.size()) << T::name;
    const auto command = command_from_json(T::verb, parsed(json::serialize(request)));
    ASSERT_TRUE(command.has_value()) << T::name << ": " << to_string(command.error());
    EXPECT_EQ(std::get<T>(*command), value) << T::name;
  });
}

TEST(Json, HidesWhatIsSealed) {
  PetitionRegistered event;
  event.content.box = "CIPHERTEXT";
  event.content.key = 987'654'321;
  event.persons.emplace_back().name.plain = "Nguyễn Thị Mơ";
  const auto text = json::serialize(to_json(event));
  EXPECT_EQ(text.find("CIPHERTEXT"), std::string::npos);
  EXPECT_EQ(text.find(to_base64("CIPHERTEXT")), std::string::npos);
  EXPECT_EQ(text.find("987654321"), std::string::npos);
  EXPECT_EQ(text.find("Mơ"), std::string::npos);
  EXPECT_EQ(to_json(event).at("content"), (json::value{{"sealed", true}}));
  EXPECT_TRUE(to_json(event).at("persons").at(0).at("address").is_null());
  EXPECT_EQ(json::serialize(to_json(event, {.boxes = true})).find("Mơ"), std::string::npos);
}

TEST(Json, WritesACommitWithTypesVersionsAndTheVerb) {
  const auto commit = to_json(sample_commit());
  EXPECT_EQ(commit.at("command").at("verb"), "register");
  EXPECT_EQ(commit.at("events").at(0).at("type"), "PetitionRegistered");
  EXPECT_EQ(commit.at("events").at(0).at("version"), 1);
  EXPECT_EQ(commit.at("events").at(0).at("data").at("kind"), "feedback");
  EXPECT_EQ(commit.at("case_id").as_string().size(), 32U);
}

TEST(Json, WritesNullForWhatIsNone) {
  const auto task = to_json(Assign{});
  EXPECT_TRUE(task.at("officer").is_null());
  EXPECT_TRUE(task.at("due").is_null());
  EXPECT_EQ(task.at("task"), "");
}

TEST(Json, WritesDatesAndTimesAsPeopleReadThem) {
  DeadlineSet event;
  event.limit.due_date = make_date(2022, 2, 28);
  event.limit.due = end_of_day(event.limit.due_date);
  event.term.amount = 30;
  const auto limit = to_json(event).at("limit");
  EXPECT_EQ(limit.at("due_date"), "2022-02-28");
  EXPECT_EQ(limit.at("due"), "2022-02-28T17:00:00.000Z");
  EXPECT_EQ(to_json(event).at("term").at("day_kind"), "calendar_days");
}

TEST(Json, MendsStoredTextThatIsNotUtf8) {
  PetitionClosed event;
  event.outcome = "ok \xff\xc3 đ";
  EXPECT_EQ(to_json(event).at("outcome"), "ok \ufffd\ufffd đ");
}

TEST(Json, FieldsThatAreLeftOutKeepTheirDefaults) {
  const auto command = from_json<Register>(parsed("{}"));
  ASSERT_TRUE(command.has_value());
  EXPECT_EQ(*command, Register{});
}

struct Bad {
  const char* verb;
  const char* text;
  const char* reason;
  const char* field;
  const char* remedy;  // A part of it.
};

class BadJson : public testing::TestWithParam<Bad> {};

TEST_P(BadJson, IsRefusedWithItsPlaceAndARemedy) {
  const auto& bad = GetParam();
  const auto command = command_from_json(bad.verb, parsed(bad.text));
  ASSERT_FALSE(command.has_value()) << bad.text;
  EXPECT_EQ(command.error().code, ErrorCode::invalid);
  EXPECT_EQ(command.error().reason, bad.reason);
  EXPECT_EQ(command.error().field, bad.field);
  EXPECT_FALSE(command.error().message.empty());
  EXPECT_NE(command.error().remedy.find(bad.remedy), std::string::npos) << command.error().remedy;
}

INSTANTIATE_TEST_SUITE_P(
    Commands, BadJson,
    testing::Values(
        Bad{"regster", "{}", "unknown-verb", "verb", "register"},
        Bad{"register", "[]", "wrong-type", "", "object"},
        Bad{"register", "null", "wrong-type", "", "object"},
        Bad{"register", R"({"mater":"đất"})", "unknown-field", "mater", "matter"},
        Bad{"register", R"({"a\u0000b":1})", "unknown-field", "", "matter"},
        Bad{"register", R"({"persons":[{"naem":"A"}]})", "unknown-field", "persons[0].naem",
            "name"},
        Bad{"register", R"({"persons":[{"name":"A"},{"name":7}]})", "wrong-type", "persons[1].name",
            "string"},
        Bad{"register", R"({"persons":{"name":"A"}})", "wrong-type", "persons", "list"},
        Bad{"register", R"({"persons":null})", "wrong-type", "persons", "list"},
        Bad{"register", R"({"kind":"petition"})", "unknown-name", "kind",
            "complaint, denunciation"},
        Bad{"register", R"({"kind":1})", "wrong-type", "kind", "string"},
        Bad{"register", R"({"complex":1})", "wrong-type", "complex", "true or false"},
        Bad{"register", R"({"complex":null})", "wrong-type", "complex", "true or false"},
        Bad{"register", R"({"matter":"a\nb"})", "bad-text", "matter", "Remove"},
        Bad{"register", R"({"matter":"a\u0000b"})", "bad-text", "matter", "Remove"},
        Bad{"register", R"({"content":"a\u0007b"})", "bad-text", "content", "Remove"},
        Bad{"register", R"({"content":{"sealed":true}})", "wrong-type", "content", "string"},
        Bad{"register", R"({"persons":[{"name":"A\nB"}]})", "bad-text", "persons[0].name",
            "Remove"},
        Bad{"register", R"({"received_at":"2022-13-01"})", "bad-time", "received_at", ""},
        Bad{"register", R"({"received_at":7})", "wrong-type", "received_at", "string"},
        Bad{"register", R"({"origin":"12"})", "bad-id", "origin", ""},
        Bad{"assign", R"({"officer":-1})", "out-of-range", "officer", "range"},
        Bad{"assign", R"({"officer":4294967296})", "out-of-range", "officer", "range"},
        Bad{"assign", R"({"officer":1.0})", "out-of-range", "officer", "fraction"},
        Bad{"assign", R"({"officer":"7"})", "wrong-type", "officer", "whole number"},
        Bad{"assign", R"({"due":"2022-02-30"})", "bad-time", "due", ""},
        Bad{"attach", R"({"digest":"00ff"})", "bad-id", "digest", ""},
        Bad{"attach", R"({"digest":null})", "wrong-type", "digest", "string"},
        Bad{"attach", R"({"size_bytes":99999999999999999999})", "out-of-range", "size_bytes", ""}));

TEST(Json, RefusesWhatIsTooLong) {
  json::object request{{"matter", std::string(2'049, 'a')}};
  auto command = from_json<Register>(request);
  ASSERT_FALSE(command.has_value());
  EXPECT_EQ(command.error().reason, "too-long");
  EXPECT_EQ(command.error().field, "matter");

  request = {{"content", std::string(16'384, 'a')}};
  EXPECT_TRUE(from_json<Register>(request).has_value());
  request = {{"content", std::string(16'385, 'a')}};
  EXPECT_FALSE(from_json<Register>(request).has_value());

  request = {{"persons", json::array{json::object{{"name", std::string(513, 'a')}}}}};
  EXPECT_EQ(from_json<Register>(request).error().field, "persons[0].name");

  request = {{"parts", json::array(1'001, json::value("a"))}};
  EXPECT_EQ(from_json<Register>(request).error().reason, "too-many");
}

struct Change {
  std::vector<RegistryEvent> facts;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("facts", facts));
  }
};

TEST(Json, FactsOfTheRegistryAreReadByTheirType) {
  const auto change = from_json<Change>(
      parsed(R"({"facts":[{"type":"UnitEnded","data":{"unit":7,"valid_until":"2025-06-30"}}]})"));
  ASSERT_TRUE(change.has_value()) << to_string(change.error());
  EXPECT_EQ(std::get<UnitEnded>(change->facts.at(0)).unit, UnitId{7});

  const auto bad_reason = [](const char* text) { return from_json<Change>(parsed(text)).error(); };
  EXPECT_EQ(bad_reason(R"({"facts":[{"type":"UnitEnd","data":{}}]})").field, "facts[0].type");
  EXPECT_EQ(bad_reason(R"({"facts":[{"data":{}}]})").field, "facts[0].type");
  EXPECT_EQ(bad_reason(R"({"facts":[{"type":"UnitEnded"}]})").field, "facts[0].data");
  EXPECT_EQ(bad_reason(R"({"facts":[{"type":"UnitEnded","version":9,"data":{}}]})").reason,
            "unknown-name");
  EXPECT_EQ(bad_reason(R"({"facts":[{"type":"UnitEnded","data":{"unit":"x"}}]})").field,
            "facts[0].data.unit");
}

struct BadText {
  const char* text;
  const char* reason;
  const char* place;
};

class BadDocument : public testing::TestWithParam<BadText> {};

TEST_P(BadDocument, IsRefusedWithItsLineAndColumn) {
  const auto value = parse_json(GetParam().text);
  ASSERT_FALSE(value.has_value()) << GetParam().text;
  EXPECT_EQ(value.error().reason, GetParam().reason);
  EXPECT_EQ(value.error().field, GetParam().place);
}

INSTANTIATE_TEST_SUITE_P(
    Documents, BadDocument,
    testing::Values(BadText{"", "bad-json", "line 1, column 1"},
                    BadText{"{", "bad-json", "line 1, column 2"},
                    BadText{"{} {}", "bad-json", "line 1, column 4"},
                    BadText{"{\n \"đ\": tru}", "bad-json", "line 2, column 7"},
                    BadText{"{\"a\":1,\n\"a\":2}", "duplicate-key", "line 2, column 3"},
                    BadText{"{\"a\":1,\n\"\\u0061\":2}", "duplicate-key", "line 2, column 8"},
                    BadText{"\"\xff\"", "not-utf8", "line 1, column 2"},
                    BadText{"\"\\ud800\"", "bad-json", "line 1, column 8"},
                    BadText{"[1,]", "bad-json", "line 1, column 4"},
                    BadText{"\xef\xbb\xbf{}", "bad-json", "line 1, column 1"}));

TEST(ParseJson, BoundsDepthAndSize) {
  EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')).has_value());
  EXPECT_EQ(parse_json(std::string(33, '[') + std::string(33, ']')).error().reason, "bad-json");
  EXPECT_FALSE(parse_json(std::string(1'000'000, '[')).has_value());
  EXPECT_EQ(parse_json("[1, 2]", {.max_bytes = 5}).error().reason, "too-large");
}

TEST(ParseJson, TakesTheSameNameInDifferentObjects) {
  const auto value = parsed(R"({"a":{"b":[{"a":1},{"a":2}]},"b":"\u0111"})");
  EXPECT_EQ(value.at("a").at("b").at(1).at("a"), 2);
  EXPECT_EQ(value.at("b"), "đ");
}

TEST(PrettyJson, IsTheSameForTheSameValue) {
  EXPECT_EQ(
      pretty_json(parsed(R"({"b":[1,{}],"a":[],"c":{"x":null}})")),
      "{\n  \"b\": [\n    1,\n    {}\n  ],\n  \"a\": [],\n  \"c\": {\n    \"x\": null\n  }\n}\n");
}

}  // namespace
}  // namespace donthu::event
