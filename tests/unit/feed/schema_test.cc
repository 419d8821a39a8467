#include "engine/feed/schema.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "engine/event/commit_codec.h"
#include "engine/feed/cloud_event.h"

namespace donthu::feed {
namespace {

namespace json = boost::json;

const std::filesystem::path schemas = std::filesystem::path(DONTHU_SOURCE_DIR) / "schemas";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(AsyncApi, FileSaysWhatTheProgramTells) {
  if (std::getenv("DONTHU_UPDATE_SCHEMAS") != nullptr)
    std::ofstream(schemas / "asyncapi.yaml", std::ios::binary) << asyncapi_text();
  EXPECT_TRUE(text_of(schemas / "asyncapi.yaml") == asyncapi_text())
      << "schemas/asyncapi.yaml differs: run this test with DONTHU_UPDATE_SCHEMAS=1 and look at it";
}

TEST(AsyncApi, HasEveryKindOfEventAndKnowsItsSchemaInTheLog) {
  const auto document = json::parse(asyncapi_text());
  const auto& messages = document.at("components").at("messages").as_object();
  const auto types = event::event_types();
  ASSERT_EQ(messages.size(), types.size());
  for (const auto& type : types) {
    const auto& message = messages.at(type.name);
    EXPECT_TRUE(std::filesystem::exists(schemas /
                                        std::string(message.at("x-schema-in-the-log").as_string())))
        << type.name;
    for (const auto* channel : {"publicStream", "eventStream"})
      EXPECT_EQ(document.at("channels").at(channel).at("messages").at(type.name).at("$ref"),
                json::value("#/components/messages/" + std::string(type.name)));
  }
}

// An event of every kind has the attributes that are promised, and no others.
TEST(AsyncApi, AttributesAreThoseOfEveryEvent) {
  const auto document = json::parse(asyncapi_text());
  runtime::LogEntry entry;
  entry.commit.case_id.bytes.fill(1);
  entry.commit.events = {event::PetitionRegistered{}, event::NoteAdded{}, event::DeadlineSet{}};
  for (std::uint32_t i = 0; i < 3; ++i) {
    auto event = cloud_event(entry, i, {}, CaseFacts{}, true);
    const std::string name(event.name);
    const auto written = to_json(std::move(event));
    const auto& message = document.at("components").at("messages").at(name);
    const auto& payload = message.at("payload");
    EXPECT_EQ(written.at("type"), message.at("name"));
    EXPECT_EQ(written.size(), payload.at("properties").as_object().size()) << name;
    for (const auto& [attribute, value] : written)
      EXPECT_TRUE(payload.at("properties").as_object().contains(attribute)) << attribute;
    for (const auto& needed : payload.at("required").as_array())
      EXPECT_TRUE(written.contains(needed.as_string())) << needed;
    const auto& data = payload.at("properties").at("data").at("properties").as_object();
    EXPECT_EQ(written.at("data").as_object().size(), data.size()) << name;
  }
}

}  // namespace
}  // namespace donthu::feed
