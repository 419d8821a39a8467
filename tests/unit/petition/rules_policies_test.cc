// The shipped decision tables against the law as DOMAIN states it, article by article.
#include <set>

#include <gmock/gmock.h>

#include "tests/unit/petition/rules_fixture.h"

namespace donthu::petition {
namespace {

using policy::Value;

policy::Context question(Date date) {
  return {{"kind", Value("complaint")},  {"instance", Value("first")}, {"purpose", Value("")},
          {"verb", Value("note")},       {"complex", Value(false)},    {"remote", Value(false)},
          {"level", Value("ward")},      {"role", Value("chair")},     {"rung", Value(0)},
          {"reason", Value("")},         {"ground", Value("")},        {"scope", Value("full")},
          {"channel", Value("counter")}, {"legal_date", Value(date)},  {"succession", Value("one")},
          {"signatories", Value(0)}};
}

policy::Outcome ask(std::string_view policy_id, std::string_view decision,
                    const policy::Context& asked) {
  const Date date = *asked.at("legal_date").date();
  const Policy* version = shipped_rules().policy(policy_id, date);
  if (version == nullptr) {
    ADD_FAILURE() << policy_id << " is not in force on " << to_string(date);
    return {};
  }
  const auto outcome = version->compiled->decide(decision, asked);
  if (!outcome) {
    ADD_FAILURE() << to_string(outcome.error());
    return {};
  }
  return *outcome;
}

struct Term {
  std::string purpose;
  std::string kind;
  std::string instance;
  bool complex;
  bool remote;
  int amount;
  std::string day_kind;
  std::string article;  // Of the citation.
};

policy::Outcome ask_term(const std::string& purpose, const std::string& kind,
                         const std::string& instance, bool complex, bool remote, Date date) {
  policy::Context asked = question(date);
  asked["purpose"] = Value(purpose);
  asked["kind"] = Value(kind);
  asked["instance"] = Value(instance);
  asked["complex"] = Value(complex);
  asked["remote"] = Value(remote);
  return ask("terms", "term", asked);
}

std::vector<Term> terms_of_the_law() {
  const std::string cal = "calendar_days";
  const std::string wd = "working_days";
  return {
      {"acceptance", "complaint", "first", false, false, 10, cal, "Điều 27"},
      {"acceptance", "complaint", "first", true, true, 10, cal, "Điều 27"},
      {"acceptance", "complaint", "second", false, false, 10, cal, "Điều 36"},
      {"resolution", "complaint", "first", false, false, 30, cal, "Điều 28"},
      {"resolution", "complaint", "first", true, false, 45, cal, "Điều 28"},
      {"resolution", "complaint", "first", false, true, 45, cal, "Điều 28"},
      {"resolution", "complaint", "first", true, true, 60, cal, "Điều 28"},
      {"resolution", "complaint", "second", false, false, 45, cal, "Điều 37"},
      {"resolution", "complaint", "second", true, false, 60, cal, "Điều 37"},
      {"resolution", "complaint", "second", false, true, 60, cal, "Điều 37"},
      {"resolution", "complaint", "second", true, true, 70, cal, "Điều 37"},
      {"second_instance_window", "complaint", "first", false, false, 30, cal, "Điều 33"},
      {"second_instance_window", "complaint", "first", true, false, 30, cal, "Điều 33"},
      {"second_instance_window", "complaint", "first", false, true, 45, cal, "Điều 33"},
      {"legal_effect", "complaint", "second", false, false, 30, cal, "Điều 44"},
      {"legal_effect", "complaint", "second", true, true, 45, cal, "Điều 44"},
      {"enforcement", "complaint", "first", false, false, 5, wd, "Điều"},
      {"enforcement", "complaint", "second", true, true, 5, wd, "Điều"},
      {"forward", "complaint", "first", false, false, 10, wd, "Điều 28"},
      {"acceptance", "denunciation", "first", false, false, 7, wd, "Điều 24"},
      {"acceptance", "denunciation", "first", false, true, 7, wd, "Điều 24"},
      {"acceptance", "denunciation", "first", true, false, 10, wd, "Điều 24"},
      {"forward", "denunciation", "first", false, false, 5, wd, "Điều 24"},
      {"notify_acceptance", "denunciation", "first", true, false, 5, wd, "Điều 29"},
      {"resolution", "denunciation", "first", false, false, 30, cal, "Điều 30"},
      {"resolution", "denunciation", "first", true, true, 30, cal, "Điều 30"},
      {"demand_report", "denunciation", "first", false, false, 5, wd, "Điều 38"},
      {"report", "denunciation", "first", false, false, 5, wd, "Điều 38"},
      {"oversight", "denunciation", "first", false, false, 5, wd, "Điều 38"},
      {"answer", "recommendation", "first", false, false, 10, wd, "Điều 28"},
      {"answer", "feedback", "first", true, true, 10, wd, "Điều 28"},
      {"forward", "recommendation", "first", false, false, 10, wd, "Điều 28"},
      {"forward", "feedback", "first", false, false, 10, wd, "Điều 28"},
  };
}

TEST(TermsPolicy, GivesTheTermsOfTheLawOnEveryDay) {
  for (const Term& term : terms_of_the_law())
    for (const Date date : days_of_law()) {
      SCOPED_TRACE(term.purpose + " " + term.kind + " " + term.instance + " " + to_string(date));
      const auto outcome =
          ask_term(term.purpose, term.kind, term.instance, term.complex, term.remote, date);
      ASSERT_EQ(outcome.matched.size(), 1U);
      EXPECT_EQ(outcome.outputs.at("amount").integer(), term.amount);
      EXPECT_EQ(*outcome.outputs.at("day_kind").string(), term.day_kind);
      EXPECT_THAT(outcome.matched.front().annotations.at("citation"),
                  ::testing::HasSubstr(term.article));
    }
}

TEST(TermsPolicy, OnlyADenunciationIsExtendedAndCountsFromTheRawLimit) {
  for (const Term& term : terms_of_the_law()) {
    const auto outcome = ask_term(term.purpose, term.kind, term.instance, term.complex, term.remote,
                                  day("2026-02-26"));
    const bool extensible = term.kind == "denunciation" && term.purpose == "resolution";
    EXPECT_EQ(outcome.outputs.at("extensions_allowed").integer(), extensible ? 2 : 0);
    if (!extensible) continue;
    EXPECT_EQ(outcome.outputs.at("extension_amount").integer(), 30);
    EXPECT_EQ(*outcome.outputs.at("extension_day_kind").string(), "calendar_days");
    EXPECT_EQ(*outcome.outputs.at("extension_counts_from").string(), "raw");
  }
}

TEST(TermsPolicy, TheCitizensWindowCountsFromTheRolledLimitAndNeverClimbs) {
  for (const Term& term : terms_of_the_law()) {
    const auto outcome = ask_term(term.purpose, term.kind, term.instance, term.complex, term.remote,
                                  day("2022-02-28"));
    const bool citizens = *outcome.outputs.at("bearer").string() == "citizen";
    EXPECT_EQ(citizens, term.purpose == "second_instance_window" || term.purpose == "legal_effect");
    EXPECT_EQ(*outcome.outputs.at("counts_from").string(),
              term.purpose == "second_instance_window" ? "rolled" : "raw");
    if (!citizens) continue;
    EXPECT_TRUE(outcome.outputs.at("climbs").is_false());
    EXPECT_EQ(outcome.outputs.at("due_soon_days").integer(), 0);
  }
}

TEST(TermsPolicy, NamesTheActsThatMeetADeadline) {
  const auto met_by = [](const char* purpose, const char* kind) {
    return *ask_term(purpose, kind, "first", false, false, day("2024-05-01"))
                .outputs.at("met_by")
                .string();
  };
  EXPECT_EQ(met_by("acceptance", "complaint"), "accept decline");
  EXPECT_EQ(met_by("resolution", "denunciation"), "resolve");
  EXPECT_EQ(met_by("answer", "feedback"), "answer");
  EXPECT_EQ(met_by("forward", "denunciation"), "transfer escalate");
  EXPECT_EQ(met_by("notify_acceptance", "denunciation"), "notify");
  EXPECT_EQ(met_by("demand_report", "denunciation"), "demand_report");
  EXPECT_EQ(met_by("report", "denunciation"), "report");
}

TEST(TermsPolicy, KnowsNoTermThatTheLawDoesNotKnow) {
  const Date date = day("2024-05-01");
  EXPECT_TRUE(ask_term("resolution", "feedback", "first", false, false, date).matched.empty());
  EXPECT_TRUE(ask_term("oversight", "complaint", "first", false, false, date).matched.empty());
  EXPECT_TRUE(ask_term("second_instance_window", "complaint", "second", false, false, date)
                  .matched.empty());
  EXPECT_TRUE(ask_term("answer", "denunciation", "first", false, false, date).matched.empty());
}

policy::Decision table_of(const std::string& path) {
  const auto model = policy::DecisionModel::parse(read_schema(path), path);
  EXPECT_TRUE(model.has_value());
  return model->decisions().front();
}

TEST(OtherReadings, AreNotActivatedByDefault) {
  std::set<std::string> files;
  for (const ManifestRow& row : shipped_manifest())
    if (!row.by_default) files.insert(row.file);
  EXPECT_EQ(files, (std::set<std::string>{"policies/terms-acceptance-working-days.dmn",
                                          "policies/terms-no-roll-over.dmn",
                                          "policies/succession-terms-restart.dmn"}));
}

TEST(OtherReadings, WithoutRollOverDiffersInNothingElse) {
  const policy::Decision usual = table_of("policies/terms.dmn");
  const policy::Decision other = table_of("policies/terms-no-roll-over.dmn");
  ASSERT_EQ(usual.rules.size(), other.rules.size());
  for (std::size_t row = 0; row < usual.rules.size(); ++row) {
    EXPECT_EQ(usual.rules[row].inputs, other.rules[row].inputs);
    EXPECT_EQ(usual.rules[row].annotations, other.rules[row].annotations) << row;
    auto outputs = usual.rules[row].outputs;
    outputs[2] = "\"none\"";
    EXPECT_EQ(outputs, other.rules[row].outputs) << row;
  }
}

TEST(OtherReadings, TermsThatRestartDifferInNothingElse) {
  const policy::Decision usual = table_of("policies/succession.dmn");
  const policy::Decision other = table_of("policies/succession-terms-restart.dmn");
  ASSERT_EQ(usual.rules.size(), other.rules.size());
  for (std::size_t row = 0; row < usual.rules.size(); ++row) {
    EXPECT_EQ(usual.rules[row].inputs, other.rules[row].inputs);
    EXPECT_EQ(usual.rules[row].outputs[0], other.rules[row].outputs[0]);
    EXPECT_EQ(usual.rules[row].outputs[1], "false");
    const bool ruling = usual.rules[row].outputs[0] == "\"ruling\"";
    EXPECT_EQ(other.rules[row].outputs[1], ruling ? "false" : "true");
  }
}

TEST(OtherReadings, InWorkingDaysDiffersInNothingElse) {
  const policy::Decision usual = table_of("policies/terms.dmn");
  const policy::Decision other = table_of("policies/terms-acceptance-working-days.dmn");
  ASSERT_EQ(usual.rules.size(), other.rules.size());
  for (std::size_t row = 0; row < usual.rules.size(); ++row) {
    EXPECT_EQ(usual.rules[row].inputs, other.rules[row].inputs);
    if (row == 0) {
      EXPECT_EQ(usual.rules[row].outputs[1], "\"calendar_days\"");
      EXPECT_EQ(other.rules[row].outputs[1], "\"working_days\"");
      continue;
    }
    EXPECT_EQ(usual.rules[row].outputs, other.rules[row].outputs) << row;
    EXPECT_EQ(usual.rules[row].annotations, other.rules[row].annotations) << row;
  }
}

policy::Outcome ask_ladder(const std::string& kind, const std::string& purpose, int rung,
                           const std::string& level, Date date) {
  policy::Context asked = question(date);
  asked["kind"] = Value(kind);
  asked["purpose"] = Value(purpose);
  asked["rung"] = Value(rung);
  asked["level"] = Value(level);
  return ask("ladder", "ladder", asked);
}

TEST(LadderPolicy, EveryStepUpHasATermOfItsOwn) {
  for (const Term& term : terms_of_the_law())
    for (const Date date : days_of_law())
      for (const char* level : {"ward", "district", "city"}) {
        SCOPED_TRACE(term.purpose + " " + term.kind + " " + to_string(date));
        const bool climbs =
            ask_term(term.purpose, term.kind, term.instance, term.complex, term.remote, date)
                .outputs.at("climbs")
                .is_true();
        const auto step = ask_ladder(term.kind, term.purpose, 0, level, date);
        ASSERT_EQ(step.matched.size(), 1U);
        EXPECT_EQ(step.outputs.at("climbs").is_true(), climbs);
        const std::string next = *step.outputs.at("next_purpose").string();
        EXPECT_EQ(next.empty(), !climbs);
        if (!climbs) continue;
        EXPECT_EQ(ask_term(next, term.kind, term.instance, term.complex, term.remote, date)
                      .matched.size(),
                  1U);
      }
}

TEST(LadderPolicy, ADenunciationStaysWithItsHandlerAndTheSuperiorOversees) {
  for (const char* purpose : {"acceptance", "resolution", "oversight"})
    for (int rung = 0; rung < 3; ++rung) {
      const auto step = ask_ladder("denunciation", purpose, rung, "ward", day("2026-03-31"));
      EXPECT_TRUE(step.outputs.at("handling_moves").is_false());
      EXPECT_EQ(*step.outputs.at("next_purpose").string(), "oversight");
    }
}

TEST(LadderPolicy, OtherKindsMoveUpWithTheDutyThatLapsed) {
  for (const auto& [kind, purpose] :
       {std::pair{"complaint", "acceptance"}, std::pair{"complaint", "resolution"},
        std::pair{"recommendation", "answer"}, std::pair{"feedback", "answer"}}) {
    const auto step = ask_ladder(kind, purpose, 0, "ward", day("2022-03-01"));
    EXPECT_TRUE(step.outputs.at("handling_moves").is_false());
    EXPECT_EQ(*step.outputs.at("next_purpose").string(), purpose);
  }
}

bool may(const std::string& role, const std::string& verb, const std::string& kind = "complaint") {
  policy::Context asked = question(day("2024-05-01"));
  asked["role"] = Value(role);
  asked["verb"] = Value(verb);
  asked["kind"] = Value(kind);
  const auto outcome = ask("authority", "authority", asked);
  EXPECT_EQ(outcome.matched.size(), 1U);
  EXPECT_EQ(outcome.outputs.at("reason").string()->empty(),
            outcome.outputs.at("allowed").is_true());
  return outcome.outputs.at("allowed").is_true();
}

TEST(AuthorityPolicy, OnlyTheHeadDecides) {
  for (const char* verb : {"resolve", "extend", "suspend", "resume", "terminate", "reopen", "void"})
    for (const char* kind : {"complaint", "denunciation"}) {
      EXPECT_TRUE(may("chair", verb, kind)) << verb;
      EXPECT_TRUE(may("vice_chair", verb, kind)) << verb;
      EXPECT_FALSE(may("officer", verb, kind)) << verb;
      EXPECT_FALSE(may("registrar", verb, kind)) << verb;
      EXPECT_FALSE(may("inspector", verb, kind)) << verb;
    }
}

TEST(AuthorityPolicy, OfficersKeepTheRegisterAndPrepareTheCase) {
  for (const char* verb : {"register",
                           "classify",
                           "accept",
                           "decline",
                           "assign",
                           "transfer",
                           "escalate",
                           "verify",
                           "answer",
                           "notify",
                           "withdraw",
                           "enforce",
                           "close",
                           "lodge_second_instance",
                           "apply_to_superior",
                           "report",
                           "note",
                           "attach",
                           "correct",
                           "reclassify",
                           "read_sealed"})
    for (const char* role : {"chair", "vice_chair", "registrar", "officer"})
      EXPECT_TRUE(may(role, verb)) << role << " " << verb;
}

TEST(AuthorityPolicy, SuperiorsUrgeAndDemandReports) {
  for (const char* verb : {"urge", "demand_report"}) {
    for (const char* role : {"chair", "vice_chair", "inspector", "supervisor"})
      EXPECT_TRUE(may(role, verb, "denunciation")) << role;
    EXPECT_FALSE(may("officer", verb, "denunciation"));
  }
}

TEST(AuthorityPolicy, ThoseWhoOnlyWatchChangeNothing) {
  for (const std::string& verb : verbs()) {
    EXPECT_FALSE(may("inspection_board", verb)) << verb;
    EXPECT_FALSE(may("fatherland_front", verb)) << verb;
    EXPECT_FALSE(may("administrator", verb)) << verb;
  }
  EXPECT_FALSE(may("inspector", "resolve"));
  EXPECT_TRUE(may("inspector", "read_sealed"));
}

TEST(AuthorityPolicy, KnowsEveryVerb) {
  for (const std::string& verb : verbs()) EXPECT_TRUE(may("chair", verb)) << verb;
  EXPECT_FALSE(may("chair", "burn"));
}

bool allowed(const char* policy_id, const char* input, const std::string& kind,
             const std::string& word, std::string_view date) {
  policy::Context asked = question(day(date));
  asked["kind"] = Value(kind);
  asked[input] = Value(word);
  const auto outcome = ask(policy_id, policy_id, asked);
  EXPECT_EQ(outcome.matched.size(), 1U) << kind << " " << word << " " << date;
  return outcome.outputs.at("allowed").is_true();
}

TEST(SuspensionPolicy, ComplaintsOnlyFromJuly2026) {
  for (const char* ground : {"force_majeure", "awaiting_other_body"}) {
    EXPECT_FALSE(allowed("suspension", "ground", "complaint", ground, "2026-06-30"));
    EXPECT_TRUE(allowed("suspension", "ground", "complaint", ground, "2026-07-01"));
  }
  EXPECT_FALSE(allowed("suspension", "ground", "complaint", "expert_examination", "2026-07-01"));
}

TEST(SuspensionPolicy, DenunciationsSince2019AndOthersNever) {
  for (const char* ground : {"awaiting_other_body", "expert_examination"})
    EXPECT_TRUE(allowed("suspension", "ground", "denunciation", ground, "2019-01-01"));
  EXPECT_FALSE(allowed("suspension", "ground", "denunciation", "force_majeure", "2026-07-01"));
  for (const char* kind : {"recommendation", "feedback"})
    EXPECT_FALSE(allowed("suspension", "ground", kind, "awaiting_other_body", "2026-07-01"));
}

TEST(WithdrawalPolicy, PartOfAComplaintOnlyFromJuly2026) {
  EXPECT_TRUE(allowed("withdrawal", "scope", "complaint", "full", "2020-01-01"));
  EXPECT_FALSE(allowed("withdrawal", "scope", "complaint", "partial", "2026-06-30"));
  EXPECT_TRUE(allowed("withdrawal", "scope", "complaint", "partial", "2026-07-01"));
  EXPECT_TRUE(allowed("withdrawal", "scope", "denunciation", "partial", "2019-01-01"));
  EXPECT_TRUE(allowed("withdrawal", "scope", "denunciation", "full", "2019-01-01"));
}

TEST(RepresentationPolicy, OfFiveAndMore) {
  struct Expected {
    int signatories;
    bool required;
    int most;
  };
  for (const auto& [signatories, required, most] :
       {Expected{2, false, 2}, Expected{4, false, 2}, Expected{5, true, 2}, Expected{10, true, 2},
        Expected{11, true, 5}, Expected{62, true, 5}}) {
    policy::Context asked = question(day("2022-03-01"));
    asked["signatories"] = Value(signatories);
    const auto outcome = ask("representation", "representation", asked);
    EXPECT_EQ(outcome.outputs.at("required").is_true(), required) << signatories;
    EXPECT_EQ(outcome.outputs.at("fewest").integer(), 1) << signatories;
    EXPECT_EQ(outcome.outputs.at("most").integer(), most) << signatories;
  }
}

TEST(SuccessionPolicy, FollowsThePlaceButASecondComplaintStaysAboveTheFirst) {
  const auto heir = [](const char* kind, const char* instance, const char* succession) {
    policy::Context asked = question(day("2025-07-01"));
    asked["kind"] = Value(kind);
    asked["instance"] = Value(instance);
    asked["succession"] = Value(succession);
    const auto outcome = ask("succession", "succession", asked);
    EXPECT_FALSE(outcome.outputs.at("terms_restart").is_true());
    return *outcome.outputs.at("to").string();
  };
  for (const char* kind : {"complaint", "denunciation", "recommendation", "feedback"}) {
    EXPECT_EQ(heir(kind, "first", "one"), "successor");
    EXPECT_EQ(heir(kind, "first", "several"), "successor");
    EXPECT_EQ(heir(kind, "first", "undetermined"), "ruling");
  }
  for (const char* succession : {"one", "several", "undetermined"})
    EXPECT_EQ(heir("complaint", "second", succession), "superior");
}

TEST(ShippedPolicies, AnswerEveryQuestionWithOneRowAtMost) {
  for (const ManifestRow& row : shipped_manifest()) {
    if (row.kind != event::RuleKind::policy) continue;
    const auto checked = check_rule(row.kind, row.id, read_schema(row.file), row.file);
    EXPECT_TRUE(checked.has_value()) << to_string(checked.error());
  }
}

}  // namespace
}  // namespace donthu::petition
