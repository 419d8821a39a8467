#include "engine/feed/public_fields.h"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/event/commit_codec.h"
#include "engine/event/walk.h"

namespace donthu::feed {
namespace {

constexpr std::string_view planted = "Nguyễn Văn Lộ Danh, 12 ngõ Hàng Trống, 0912345678";

// Writes the planted text wherever a type can hold a text, but for texts of rule files.
class Planter {
 public:
  template <class... Values>
  void operator()(event::Field<Values>... fields) {
    (plant(fields.value), ...);
  }

  template <class T>
  void plant(T& value) {
    if constexpr (std::same_as<T, std::string>) {
      value = planted;
    } else if constexpr (std::same_as<T, event::SealedText>) {
      value.plain = planted;
      value.box = planted;
    } else if constexpr (std::same_as<T, event::Blob>) {
      value.bytes = planted;
    } else if constexpr (event::is_optional<T>) {
      plant(value.emplace());
    } else if constexpr (event::is_vector<T>) {
      plant(value.emplace_back());
    } else if constexpr (std::same_as<T, event::RuleCitation> || std::same_as<T, event::Limit>) {
      return;
    } else if constexpr (event::Described<T>) {
      event::describe(*this, value);
    }
  }
};

template <class Variant>
struct Every;

template <class... Types>
struct Every<std::variant<Types...>> {
  static std::vector<event::Event> planted_events() {
    std::vector<event::Event> out;
    const auto add = [&]<class T>(T value) {
      Planter planter;
      event::describe(planter, value);
      out.emplace_back(std::move(value));
    };
    (add(Types{}), ...);
    return out;
  }
};

TEST(PublicFields, NoTextOfAnyEventLeavesThatIsNoCode) {
  for (const auto& event : Every<event::Event>::planted_events()) {
    const auto text = boost::json::serialize(public_data(event));
    for (const auto* part : {"Nguy", "Danh", "ngõ", "0912345678"})
      EXPECT_THAT(text, testing::Not(testing::HasSubstr(part))) << event::name_of(event);
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("sealed"))) << event::name_of(event);
  }
}

TEST(PublicFields, TheTableNamesOnlyFieldsThatExist) {
  EXPECT_THAT(misspelt_public_fields(), testing::IsEmpty());
}

// Fields that could tell who a person is, or that only the office may know, are named nowhere.
TEST(PublicFields, PrivateFieldsAreNamedForNoEvent) {
  const auto fields = public_fields_by_type();
  const auto types = event::event_types();
  ASSERT_EQ(fields.size(), types.size());
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto table = " " + std::string(fields[i]) + " ";
    for (const auto* name :
         {"matter",  "locality",        "persons",   "content",       "parts",     "note",
          "finding", "answer",          "summary",   "document_name", "full_name", "staff_code",
          "outside", "document_number", "document",  "case_key",      "citation",  "purpose_text",
          "report",  "bytes",           "media_type"})
      EXPECT_THAT(table, testing::Not(testing::HasSubstr(" " + std::string(name) + " ")))
          << types[i].name;
  }
}

// Every kind of event and what is public of it. A new event stands here with nothing until somebody
// has decided.
TEST(PublicFields, AreThoseThatWereDecided) {
  const std::set<std::string_view> nothing{"VerificationRecorded", "NoteAdded", "PetitionVoided",
                                           "FlowMoved", "RuleChunk"};
  const auto fields = public_fields_by_type();
  const auto types = event::event_types();
  std::size_t named = 0;
  for (std::size_t i = 0; i < types.size(); ++i) {
    EXPECT_EQ(fields[i].empty(), nothing.contains(types[i].name)) << types[i].name;
    if (!fields[i].empty()) ++named;
  }
  EXPECT_EQ(named, 66U);
  EXPECT_EQ(types.size(), 71U);
}

TEST(PublicFields, KeepNumbersDatesAndCodes) {
  event::PetitionRegistered registered;
  registered.number = {UnitId{12}, 2022, 345};
  registered.topic = "land.clearance";
  registered.matter = "Đơn của ông A";
  const auto data = public_data(registered);
  EXPECT_EQ(data.at("number").at("number").to_number<int>(), 345);
  EXPECT_EQ(data.at("topic").as_string(), "land.clearance");
  EXPECT_EQ(data.at("kind").as_string(), "complaint");
  EXPECT_FALSE(data.contains("matter"));
  EXPECT_FALSE(data.contains("persons"));

  event::DeadlineSet set;
  set.purpose = "Hạn của ông A";
  set.rule.citation = "Luật Khiếu nại 2011, Điều 28";
  EXPECT_TRUE(public_data(set).at("purpose").is_null());
  EXPECT_EQ(public_data(set).at("rule").at("citation").as_string(), set.rule.citation);
}

}  // namespace
}  // namespace donthu::feed
