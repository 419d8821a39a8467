#include <gmock/gmock.h>

#include "engine/registry/decide.h"
#include "tests/unit/petition/rules_fixture.h"

namespace donthu::petition {
namespace {

using event::Instance;
using event::PetitionKind;
using event::RuleKind;

struct Version {
  std::string id;
  std::string version;
  std::string from;
  std::string until;  // Empty: no end.
  std::string published;
};

RuleFile made(RuleKind kind, const Version& version, std::string bytes) {
  ManifestRow row;
  row.kind = kind;
  row.id = version.id;
  row.version = version.version;
  row.valid_from = day(version.from);
  if (!version.until.empty()) row.valid_until = day(version.until);
  row.published = day(version.published);
  row.citation = "Điều 1";
  return rule_file(row, std::move(bytes));
}

std::string simple_process(const std::string& id, const std::string& attributes) {
  return bpmn(id,
              R"(<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="u"/>
<userTask id="u" donthu:command="classify"/><sequenceFlow id="f2" sourceRef="u" targetRef="e"/>
<endEvent id="e"/>)",
              attributes);
}

std::shared_ptr<const Rules> compiled(const std::vector<RuleFile>& files,
                                      const Rules* before = nullptr) {
  auto rules = Rules::compile(files, before);
  EXPECT_TRUE(rules.has_value()) << to_string(rules.error());
  return rules.value_or(std::make_shared<const Rules>());
}

TEST(Rules, OfTheVersionsValidOnADayTheOnePublishedLastIsInForce) {
  const std::string terms = read_schema("policies/terms.dmn");
  const auto rules = compiled({
      made(RuleKind::policy, {"terms", "a", "2019-01-01", "", "2019-01-01"}, terms),
      made(RuleKind::policy, {"terms", "b", "2021-01-01", "2021-12-31", "2020-06-01"}, terms),
      made(RuleKind::policy, {"terms", "c", "2021-07-01", "", "2020-01-01"}, terms),
  });
  EXPECT_EQ(rules->policy("terms", day("2018-12-31")), nullptr);
  EXPECT_EQ(rules->policy("terms", day("2019-01-01"))->version, "a");
  EXPECT_EQ(rules->policy("terms", day("2021-01-01"))->version, "b");
  EXPECT_EQ(rules->policy("terms", day("2021-12-31"))->version, "b");
  EXPECT_EQ(rules->policy("terms", day("2022-01-01"))->version, "c");
  EXPECT_EQ(rules->policy("ladder", day("2022-01-01")), nullptr);
}

TEST(Rules, CompileTakesUnchangedFilesOver) {
  const std::vector<RuleFile> files = shipped_files();
  const auto before = compiled(files);
  const auto after = compiled(files, before.get());
  ASSERT_EQ(before->policies().size(), after->policies().size());
  for (std::size_t i = 0; i < before->policies().size(); ++i)
    EXPECT_EQ(before->policies()[i].compiled, after->policies()[i].compiled);
  ASSERT_EQ(before->procedures().size(), after->procedures().size());
  for (std::size_t i = 0; i < before->procedures().size(); ++i)
    EXPECT_EQ(before->procedures()[i].compiled, after->procedures()[i].compiled);
  ASSERT_FALSE(before->calendars().empty());
  for (std::size_t i = 0; i < before->calendars().size(); ++i)
    EXPECT_EQ(before->calendars()[i].compiled, after->calendars()[i].compiled);
}

TEST(Rules, ANewVersionOfTheSameBytesIsTakenOverUnderItsOwnName) {
  const std::string file = simple_process("feedback", R"(donthu:kinds="feedback")");
  const auto before = compiled(
      {made(RuleKind::procedure, {"feedback", "1", "2019-01-01", "", "2019-01-01"}, file)});
  const auto after =
      compiled({made(RuleKind::procedure, {"feedback", "1", "2019-01-01", "", "2019-01-01"}, file),
                made(RuleKind::procedure, {"feedback", "2", "2020-01-01", "", "2020-01-01"}, file)},
               before.get());
  ASSERT_EQ(after->procedures().size(), 2U);
  EXPECT_EQ(after->procedure("feedback", "2"), before->procedure("feedback", "1"));
  EXPECT_EQ(after->procedure("feedback", "3"), nullptr);
}

TEST(Rules, CompileNamesTheRuleThatDoesNotParse) {
  const auto rules = Rules::compile(
      {made(RuleKind::policy, {"terms", "7", "2019-01-01", "", "2019-01-01"}, "no xml")});
  ASSERT_FALSE(rules.has_value());
  EXPECT_THAT(rules.error().message, ::testing::HasSubstr("policy terms 7"));
  RuleFile missing =
      made(RuleKind::policy, {"terms", "7", "2019-01-01", "", "2019-01-01"}, "no xml");
  missing.bytes = nullptr;
  const auto incomplete = Rules::compile({missing});
  ASSERT_FALSE(incomplete.has_value());
  EXPECT_EQ(incomplete.error().reason, "rule-file-missing");
}

TEST(Rules, FindsTheProcedureOfAKindAndInstance) {
  const Rules& rules = shipped_rules();
  const Date date = day("2022-01-24");
  const auto id = [&](PetitionKind kind, Instance instance) {
    const ProcedureVersion* found = rules.procedure_for(kind, instance, date);
    return found == nullptr ? std::string("none") : found->compiled->id();
  };
  EXPECT_EQ(id(PetitionKind::complaint, Instance::first), "complaint-first");
  EXPECT_EQ(id(PetitionKind::complaint, Instance::second), "complaint-second");
  EXPECT_EQ(id(PetitionKind::denunciation, Instance::first), "denunciation");
  EXPECT_EQ(id(PetitionKind::recommendation, Instance::first), "recommendation");
  EXPECT_EQ(id(PetitionKind::feedback, Instance::first), "feedback");
  EXPECT_EQ(rules.procedure_for(PetitionKind::feedback, Instance::first, day("2018-01-01")),
            nullptr);
}

TEST(Rules, AProcedureForTheInstanceGoesBeforeOneForAll) {
  const auto rules = compiled({
      made(RuleKind::procedure, {"all", "1", "2019-01-01", "", "2022-01-01"},
           simple_process("all", R"(donthu:kinds="complaint feedback")")),
      made(RuleKind::procedure, {"one", "1", "2019-01-01", "", "2019-01-01"},
           simple_process("one", R"(donthu:kinds="complaint" donthu:instance="second")")),
  });
  const Date date = day("2023-01-01");
  EXPECT_EQ(rules->procedure_for(PetitionKind::complaint, Instance::first, date)->id, "all");
  EXPECT_EQ(rules->procedure_for(PetitionKind::complaint, Instance::second, date)->id, "one");
  EXPECT_EQ(rules->procedure_for(PetitionKind::feedback, Instance::second, date)->id, "all");
  EXPECT_EQ(rules->procedure_for(PetitionKind::denunciation, Instance::first, date), nullptr);
}

TEST(Rules, ACallGoesToTheSameVersionOrToTheOneInForce) {
  const std::string file = simple_process("settlement", "");
  const auto rules = compiled({
      made(RuleKind::procedure, {"settlement", "1", "2019-01-01", "", "2019-01-01"}, file),
      made(RuleKind::procedure, {"settlement", "2", "2026-07-01", "", "2026-01-01"}, file),
  });
  EXPECT_EQ(rules->called_version("settlement", "1", day("2027-01-01")), "1");
  EXPECT_EQ(rules->called_version("settlement", "9", day("2020-01-01")), "1");
  EXPECT_EQ(rules->called_version("settlement", "9", day("2027-01-01")), "2");
  EXPECT_EQ(rules->called_version("elsewhere", "1", day("2027-01-01")), "");
}

TEST(Rules, KnowsEveryProcessOfAFile) {
  std::string file = simple_process("outer", R"(donthu:kinds="feedback")");
  file.insert(file.find("</definitions>"),
              R"(<process id="outer.inner"><startEvent id="is"/>
<sequenceFlow id="if" sourceRef="is" targetRef="ie"/><endEvent id="ie"/></process>)");
  const auto rules =
      compiled({made(RuleKind::procedure, {"outer", "3", "2019-01-01", "", "2019-01-01"}, file)});
  ASSERT_NE(rules->procedure("outer", "3"), nullptr);
  ASSERT_NE(rules->procedure("outer.inner", "3"), nullptr);
  EXPECT_EQ(rules->called_version("outer.inner", "3", day("2020-01-01")), "3");
}

TEST(Rules, FindsACalendarByDayAndByName) {
  const Rules& rules = shipped_rules();
  ASSERT_NE(rules.calendar(day("2026-11-16")), nullptr);
  EXPECT_EQ(rules.calendar(day("2026-11-16"))->compiled->name(), "vietnam-state 2026-2");
  ASSERT_NE(rules.calendar_named("vietnam-state 2026-1"), nullptr);
  EXPECT_TRUE(
      rules.calendar_named("vietnam-state 2026-1")->compiled->is_working(day("2026-11-24")));
  EXPECT_FALSE(
      rules.calendar_named("vietnam-state 2026-2")->compiled->is_working(day("2026-11-24")));
  EXPECT_EQ(rules.calendar_named("vietnam-state"), nullptr);
  EXPECT_EQ(rules.calendar_named("vietnam-state 2026-3"), nullptr);
}

TEST(Rules, ComeOutOfTheRegistryAsTheyWentIn) {
  registry::Registry registry;
  for (const ManifestRow& row : shipped_manifest()) {
    if (!row.by_default) continue;
    for (const auto& fact : registry::rule_file_facts(activation_of(row), read_schema(row.file))) {
      const Status applied = registry.apply(fact);
      ASSERT_TRUE(applied.has_value()) << row.id << ": " << to_string(applied.error());
    }
  }
  const auto rules = Rules::compile(registry);
  ASSERT_TRUE(rules.has_value()) << to_string(rules.error());
  EXPECT_EQ((*rules)->policies().size(), shipped_rules().policies().size());
  EXPECT_EQ((*rules)->procedures().size(), shipped_rules().procedures().size());
  EXPECT_EQ((*rules)->calendars().size(), shipped_rules().calendars().size());
  EXPECT_EQ((*rules)->policy("terms", day("2022-01-01"))->citation,
            shipped_rules().policy("terms", day("2022-01-01"))->citation);
}

}  // namespace
}  // namespace donthu::petition
