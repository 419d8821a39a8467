#include "engine/event/schema.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/unit/event/sample.h"

namespace donthu::event {
namespace {

const std::filesystem::path folder = std::filesystem::path(DONTHU_SOURCE_DIR) / "schemas";

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// To change them on purpose: DONTHU_UPDATE_SCHEMAS=1 in the environment, then look at the
// difference.
TEST(Schemas, FilesSayWhatTheProgramWritesAndReads) {
  const bool update = std::getenv("DONTHU_UPDATE_SCHEMAS") != nullptr;
  for (const auto& [name, text] : all_schemas()) {
    const auto path = folder / name;
    if (update) {
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << text;
    }
    EXPECT_EQ(text_of(path), text)
        << path << " is not up to date; DONTHU_UPDATE_SCHEMAS=1 writes it";
  }
}

TEST(Schemas, NoFileIsLeftOfWhatIsNoMore) {
  const auto schemas = all_schemas();
  for (const auto* part : {"events", "commands"}) {
    if (!std::filesystem::exists(folder / part)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(folder / part))
      EXPECT_TRUE(schemas.contains(part + ("/" + entry.path().filename().string())))
          << entry.path() << " belongs to nothing; delete it";
  }
}

TEST(Schemas, AreJsonThatTheStrictParserTakes) {
  for (const auto& [name, text] : all_schemas()) {
    const auto parsed = parse_json(text);
    ASSERT_TRUE(parsed.has_value()) << name << ": " << to_string(parsed.error());
    EXPECT_EQ(pretty_json(*parsed), text) << name;
  }
}

TEST(Schemas, OfWhatIsWrittenDemandEveryField) {
  const auto schema = schema_of<PetitionRegistered>(SchemaOf::written);
  EXPECT_EQ(schema.at("required").as_array().size(), schema.at("properties").as_object().size());
  EXPECT_FALSE(schema.at("additionalProperties").as_bool());
  const auto written = to_json(sample<PetitionRegistered>(Sealing::box)).as_object();
  for (const auto& property : schema.at("properties").as_object())
    EXPECT_TRUE(written.contains(property.key())) << property.key();
}

TEST(Schemas, OfWhatIsReadNameTheDefaults) {
  const auto schema = schema_of<Register>(SchemaOf::read);
  EXPECT_FALSE(schema.contains("required"));
  const auto& kind = schema.at("properties").at("kind");
  EXPECT_EQ(kind.at("default"), "complaint");
  EXPECT_EQ(kind.at("enum").as_array().size(), 4U);
}

}  // namespace
}  // namespace donthu::event
