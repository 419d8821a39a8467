#include <set>

#include <gmock/gmock.h>

#include "tests/unit/petition/rules_fixture.h"

namespace donthu::petition {
namespace {

constexpr std::string_view header =
    "kind,id,version,file,valid_from,valid_until,published,citation,default\n";

Result<std::vector<ManifestRow>> parse(std::string_view lines) {
  return parse_manifest(std::string(header) + std::string(lines), "rules.csv");
}

TEST(RuleManifest, ReadsEveryCell) {
  const auto rows = parse(
      "policy,terms,1.2,policies/terms.dmn,2019-01-01,2026-06-30,2018-12-01,"
      "\"Luật, \"\"Điều 27\"\"\",no\r\n");
  ASSERT_TRUE(rows.has_value()) << to_string(rows.error());
  ASSERT_EQ(rows->size(), 1U);
  const ManifestRow& row = rows->front();
  EXPECT_EQ(row.kind, event::RuleKind::policy);
  EXPECT_EQ(row.id, "terms");
  EXPECT_EQ(row.version, "1.2");
  EXPECT_EQ(row.file, "policies/terms.dmn");
  EXPECT_EQ(row.valid_from, day("2019-01-01"));
  EXPECT_EQ(row.valid_until, day("2026-06-30"));
  EXPECT_EQ(row.published, day("2018-12-01"));
  EXPECT_EQ(row.citation, "Luật, \"Điều 27\"");
  EXPECT_FALSE(row.by_default);
  const event::RuleActivated fact = activation_of(row);
  EXPECT_EQ(fact.id, "terms");
  EXPECT_EQ(fact.rule_version, "1.2");
  EXPECT_EQ(fact.valid_until, day("2026-06-30"));
  EXPECT_EQ(fact.citation, row.citation);
}

TEST(RuleManifest, TakesASpreadsheetsByteOrderMarkAndBlankLines) {
  const auto rows = parse_manifest("\xEF\xBB\xBF" + std::string(header) +
                                       "\n\ntopics,topics,1,t.csv,2019-01-01,,2019-01-01,x,yes",
                                   "rules.csv");
  ASSERT_TRUE(rows.has_value()) << to_string(rows.error());
  EXPECT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().valid_until, std::nullopt);
}

struct Bad {
  std::string_view line;
  std::string_view reason;
};

TEST(RuleManifest, RefusesWhatIsWrongWithItsLineAndARemedy) {
  const std::vector<Bad> cases{
      {"rule,a,1,f,2019-01-01,,2019-01-01,c,yes", "bad-kind"},
      {"policy,A b,1,f,2019-01-01,,2019-01-01,c,yes", "bad-id"},
      {"policy,a,,f,2019-01-01,,2019-01-01,c,yes", "bad-version"},
      {"policy,a,1 2,f,2019-01-01,,2019-01-01,c,yes", "bad-version"},
      {"policy,a,1,,2019-01-01,,2019-01-01,c,yes", "bad-file"},
      {"policy,a,1,/etc/passwd,2019-01-01,,2019-01-01,c,yes", "bad-file"},
      {"policy,a,1,x/../../y,2019-01-01,,2019-01-01,c,yes", "bad-file"},
      {"policy,a,1,x\\y,2019-01-01,,2019-01-01,c,yes", "bad-file"},
      {"policy,a,1,f,2019-02-30,,2019-01-01,c,yes", "bad-valid_from"},
      {"policy,a,1,f,2019-01-02,2019-01-01,2019-01-01,c,yes", "bad-valid_until"},
      {"policy,a,1,f,2019-01-01,,,c,yes", "bad-published"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,,yes", "bad-citation"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,c,maybe", "bad-default"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,c", "bad-width"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,\"c,yes", "bad-csv"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,\"c\"d,yes", "bad-csv"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,c\"d,yes", "bad-csv"},
      {"policy,a,1,f,2019-01-01,,2019-01-01,c\x01,yes", "bad-cell"},
  };
  for (const Bad& bad : cases) {
    const auto rows = parse("topics,topics,1,t.csv,2019-01-01,,2019-01-01,x,yes\n" +
                            std::string(bad.line) + "\n");
    ASSERT_FALSE(rows.has_value()) << bad.line;
    EXPECT_EQ(rows.error().reason, bad.reason) << bad.line;
    EXPECT_EQ(rows.error().field, "rules.csv:3") << bad.line;
    EXPECT_FALSE(rows.error().remedy.empty()) << bad.line;
  }
}

TEST(RuleManifest, RefusesTheSameVersionTwice) {
  const auto rows = parse(
      "policy,a,1,f,2019-01-01,,2019-01-01,c,yes\npolicy,a,1,g,2020-01-01,,2020-01-01,c,yes\n");
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().reason, "duplicate-rule");
}

TEST(RuleManifest, RefusesAnotherHeaderAndOtherEncodings) {
  EXPECT_EQ(parse_manifest("", "r").error().reason, "bad-header");
  EXPECT_EQ(parse_manifest("kind,id\n", "r").error().reason, "bad-header");
  EXPECT_EQ(parse_manifest("\xff\xfe", "r").error().reason, "not-utf8");
  EXPECT_EQ(parse_manifest(std::string(manifest_bytes_limit + 1, 'x'), "r").error().code,
            ErrorCode::full);
}

TEST(RuleManifest, ShippedListHoldsEveryShippedRule) {
  std::set<std::string> ids;
  for (const ManifestRow& row : shipped_manifest())
    if (row.by_default) ids.insert(row.id);
  EXPECT_THAT(ids,
              ::testing::IsSupersetOf({"terms", "ladder", "authority", "suspension", "withdrawal",
                                       "settlement", "complaint-first", "complaint-second",
                                       "denunciation", "recommendation", "feedback", "topics"}));
}

TEST(Topics, ShippedListNamesEachTopicInBothLanguages) {
  const auto topics = parse_topics(read_schema("topics.csv"), "topics.csv");
  ASSERT_TRUE(topics.has_value()) << to_string(topics.error());
  EXPECT_GE(topics->size(), 20U);
  EXPECT_EQ(topics->back().code, "other");
  for (const Topic& topic : *topics) EXPECT_NE(topic.name.vi, topic.name.en);
}

TEST(Topics, RefusesACodeTwiceOrWithoutName) {
  EXPECT_EQ(parse_topics("code,name_vi,name_en\na,x,y\na,z,w\n", "t").error().reason,
            "duplicate-topic");
  EXPECT_EQ(parse_topics("code,name_vi,name_en\nA,x,y\n", "t").error().reason, "bad-topic");
  EXPECT_EQ(parse_topics("code,name_vi,name_en\na,,y\n", "t").error().reason, "bad-topic");
}

}  // namespace
}  // namespace donthu::petition
