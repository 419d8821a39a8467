// The shipped procedures: drawn, sound, and walked from their start to their end.
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "engine/process/execution.h"
#include "engine/process/parser.h"
#include "tests/unit/petition/rules_fixture.h"

namespace donthu::petition {
namespace {

using policy::Value;
using process::FlowState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A case that writes down the service tasks it is asked for.
class WalkingCase final : public process::Host {
 public:
  explicit WalkingCase(std::string procedure) : procedure_(std::move(procedure)) {
    facts_ = {{"status", Value("registered")},
              {"eligible", Value(true)},
              {"within_authority", Value(true)},
              {"outcome", Value()},
              {"completed", Value()}};
    start();
  }

  void start() {
    const Status started = process::start(procedure_, "1", *this);
    EXPECT_TRUE(started.has_value()) << to_string(started.error());
  }

  // Gives the verb and the facts that its events bring. Returns the service tasks that followed.
  std::vector<std::string> give(const std::string& verb, const policy::Context& facts = {}) {
    facts_["verb"] = Value(verb);
    for (const auto& [name, value] : facts) facts_[name] = value;
    calls_.clear();
    const auto place = process::complete_command(verb, *this);
    EXPECT_TRUE(place.has_value()) << to_string(place.error());
    if (place) {
      EXPECT_NE(place->kind, process::CommandPlace::Kind::not_expected) << verb;
    }
    return calls_;
  }

  std::vector<std::string> fire(const std::string& purpose, process::DeadlineMoment moment) {
    calls_.clear();
    const auto fired = process::fire_deadline(purpose, moment, *this);
    EXPECT_TRUE(fired.has_value()) << to_string(fired.error());
    return calls_;
  }

  [[nodiscard]] bool takes(const std::string& verb) const {
    const auto place = process::place_of(verb, *this);
    return place && place->kind != process::CommandPlace::Kind::not_expected;
  }

  [[nodiscard]] std::vector<std::string> waits_for() const {
    std::set<std::string> waiting;
    const auto expected = process::expected_commands(*this);
    if (!expected) ADD_FAILURE() << to_string(expected.error());
    for (const auto& command : *expected)
      if (command.token != 0) waiting.insert(command.verb);
    return {waiting.begin(), waiting.end()};
  }

  [[nodiscard]] bool ended() const { return state_.ended; }
  [[nodiscard]] const std::vector<std::string>& calls() const { return calls_; }

  [[nodiscard]] const FlowState& state() const override { return state_; }
  [[nodiscard]] Status changed(const process::FlowChange& change) override {
    return process::apply(state_, change);
  }
  [[nodiscard]] Status call(const process::ServiceCall& call) override {
    std::string line(call.function);
    for (const auto& [name, value] : call.inputs) line += " " + name + "=" + value;
    calls_.push_back(line);
    return {};
  }
  [[nodiscard]] policy::Context variables() const override { return facts_; }
  [[nodiscard]] const process::Procedure* procedure(std::string_view id,
                                                    std::string_view version) const override {
    return shipped_rules().procedure(id, version);
  }
  [[nodiscard]] Instant now() const override { return {.ms = 1'650'000'000'000}; }

 private:
  std::string procedure_;
  FlowState state_;
  policy::Context facts_;
  std::vector<std::string> calls_;
};

TEST(ShippedProcedures, PassTheGateWithOneAnother) {
  for (const ManifestRow& row : shipped_manifest()) {
    if (row.kind != event::RuleKind::procedure) continue;
    const auto checked =
        check_rule(row.kind, row.id, read_schema(row.file), row.file, &shipped_rules());
    EXPECT_TRUE(checked.has_value()) << to_string(checked.error());
  }
}

TEST(ShippedProcedures, AreDrawnCompletelyAndNamedInBothLanguages) {
  for (const ManifestRow& row : shipped_manifest()) {
    if (row.kind != event::RuleKind::procedure) continue;
    const auto parsed = process::parse_procedures(read_schema(row.file), procedure_words());
    ASSERT_TRUE(parsed.has_value()) << to_string(parsed.error());
    EXPECT_THAT(parsed->warnings, IsEmpty()) << row.file << ": " << to_string(parsed->warnings[0]);
    for (const auto& procedure : parsed->procedures) {
      EXPECT_TRUE(procedure->has_diagram());
      EXPECT_FALSE(procedure->name().en.empty());
      for (const process::Element& element : procedure->elements()) {
        EXPECT_FALSE(element.name.vi.empty()) << row.file << " " << element.id;
        EXPECT_FALSE(element.name.en.empty()) << row.file << " " << element.id;
      }
    }
  }
}

// Purposes that a procedure sets or refers to, by the instances it is for.
std::set<std::string> purposes_of(const process::Procedure& procedure) {
  std::set<std::string> purposes;
  for (const process::Element& element : procedure.elements()) {
    if (!element.deadline.empty()) purposes.insert(element.deadline);
    if (!element.timer.deadline.empty()) purposes.insert(element.timer.deadline);
    for (const char* input : {"purpose", "of"})
      if (const auto found = element.inputs.find(input); found != element.inputs.end())
        purposes.insert(found->second);
  }
  return purposes;
}

TEST(ShippedProcedures, EveryPurposeHasATermForItsKindOnEveryDay) {
  std::size_t asked = 0;
  for (const ProcedureVersion& version : shipped_rules().procedures()) {
    const process::Procedure& procedure = *version.compiled;
    for (const std::string& kind : procedure.kinds())
      for (const std::string& purpose : purposes_of(procedure))
        for (const Date date : days_of_law())
          for (const bool complex : {false, true})
            for (const bool remote : {false, true}) {
              const std::string instance =
                  procedure.instance().empty() ? "first" : procedure.instance();
              const Policy* terms = shipped_rules().policy("terms", date);
              ASSERT_NE(terms, nullptr) << to_string(date);
              const auto outcome = terms->compiled->decide("term", {{"purpose", Value(purpose)},
                                                                    {"kind", Value(kind)},
                                                                    {"instance", Value(instance)},
                                                                    {"complex", Value(complex)},
                                                                    {"remote", Value(remote)},
                                                                    {"legal_date", Value(date)}});
              ASSERT_TRUE(outcome.has_value()) << to_string(outcome.error());
              EXPECT_EQ(outcome->matched.size(), 1U)
                  << procedure.id() << " " << purpose << " " << to_string(date);
              ++asked;
            }
  }
  EXPECT_GT(asked, 1000U);
}

TEST(ShippedProcedures, UseACallActivityAndAMessageCatchEvent) {
  std::set<process::ElementKind> used;
  for (const ProcedureVersion& version : shipped_rules().procedures())
    for (const process::Element& element : version.compiled->elements()) used.insert(element.kind);
  EXPECT_TRUE(used.contains(process::ElementKind::call_activity));
  EXPECT_TRUE(used.contains(process::ElementKind::message_catch_event));
  EXPECT_TRUE(used.contains(process::ElementKind::boundary_timer));
}

TEST(ComplaintFirst, RunsFromReceiptToEnforcement) {
  WalkingCase petition("complaint-first");
  EXPECT_THAT(petition.calls(), ElementsAre("set-deadline from=received purpose=acceptance"));
  EXPECT_THAT(petition.waits_for(), ElementsAre("classify"));
  EXPECT_THAT(petition.give("classify"), IsEmpty());
  EXPECT_THAT(petition.waits_for(), ElementsAre("accept", "decline"));
  EXPECT_THAT(petition.give("accept", {{"status", Value("accepted")}}),
              ElementsAre("set-deadline from=accepted purpose=resolution"));
  EXPECT_THAT(petition.waits_for(), ElementsAre("resolve", "suspend", "verify"));
  petition.give("verify");
  EXPECT_THAT(
      petition.give("resolve", {{"status", Value("resolved")}, {"outcome", Value("justified")}}),
      ElementsAre("set-deadline from=resolved purpose=second_instance_window",
                  "set-deadline from=limit of=second_instance_window purpose=enforcement"));
  EXPECT_TRUE(petition.takes("lodge_second_instance"));
  EXPECT_THAT(petition.give("enforce", {{"completed", Value(false)}}), IsEmpty());
  EXPECT_THAT(petition.waits_for(), ElementsAre("close", "enforce"));
  EXPECT_THAT(petition.give("enforce", {{"completed", Value(true)}}),
              ElementsAre("close outcome=enforced"));
  EXPECT_TRUE(petition.ended());
}

TEST(ComplaintFirst, AnUnjustifiedComplaintIsClosedWithoutEnforcement) {
  WalkingCase petition("complaint-first");
  petition.give("classify");
  petition.give("accept");
  EXPECT_THAT(petition.give("resolve", {{"outcome", Value("unjustified")}}),
              ElementsAre("set-deadline from=resolved purpose=second_instance_window"));
  petition.give("close");
  EXPECT_TRUE(petition.ended());
}

TEST(ComplaintFirst, WarnsAndOpensTheSecondComplaintWhenOverdue) {
  using enum process::DeadlineMoment;
  WalkingCase petition("complaint-first");
  EXPECT_THAT(petition.fire("acceptance", due_soon), ElementsAre("remind purpose=acceptance"));
  petition.give("classify");
  petition.give("accept");
  EXPECT_THAT(petition.fire("resolution", due_soon), ElementsAre("remind purpose=resolution"));
  EXPECT_THAT(petition.fire("resolution", overdue),
              ElementsAre("set-deadline from=limit of=resolution purpose=second_instance_window"));
  // Overdue is no end: the decision still comes.
  EXPECT_THAT(petition.waits_for(), ElementsAre("resolve", "suspend", "verify"));
  EXPECT_TRUE(petition.takes("lodge_second_instance"));
}

TEST(ComplaintFirst, WaitsForAnotherBodyWhileSuspended) {
  WalkingCase petition("complaint-first");
  petition.give("classify");
  petition.give("accept");
  petition.give("suspend", {{"suspended", Value(true)}});
  EXPECT_THAT(petition.waits_for(), ElementsAre("resume"));
  EXPECT_FALSE(petition.takes("resolve"));
  EXPECT_TRUE(petition.takes("withdraw"));
  petition.give("resume", {{"suspended", Value(false)}});
  EXPECT_THAT(petition.waits_for(), ElementsAre("resolve", "suspend", "verify"));
}

TEST(ComplaintFirst, EndsWhereItIsNotEligibleOrDeclined) {
  WalkingCase ineligible("complaint-first");
  EXPECT_THAT(ineligible.give("classify", {{"eligible", Value(false)}}), IsEmpty());
  EXPECT_TRUE(ineligible.ended());
  WalkingCase declined("complaint-first");
  declined.give("classify");
  EXPECT_THAT(declined.give("decline", {{"status", Value("declined")}}), IsEmpty());
  EXPECT_TRUE(declined.ended());
}

TEST(ComplaintFirst, IsForwardedWhereAnotherIsCompetent) {
  WalkingCase outside("complaint-first");
  EXPECT_THAT(outside.give("classify", {{"within_authority", Value(false)}}),
              ElementsAre("set-deadline from=received purpose=forward"));
  EXPECT_THAT(outside.waits_for(), ElementsAre("escalate", "transfer"));
  outside.give("transfer", {{"status", Value("transferred")}});
  EXPECT_TRUE(outside.ended());
  WalkingCase inside("complaint-first");
  inside.give("classify", {{"within_authority", Value(false)}});
  EXPECT_THAT(inside.give("escalate"),
              ElementsAre("set-deadline from=effective purpose=acceptance"));
  EXPECT_THAT(inside.waits_for(), ElementsAre("classify"));
}

TEST(ComplaintSecond, RunsFromLodgingToEnforcement) {
  WalkingCase petition("complaint-second");
  EXPECT_THAT(petition.calls(), ElementsAre("set-deadline from=effective purpose=acceptance"));
  petition.give("accept");
  EXPECT_THAT(petition.calls(), ElementsAre("set-deadline from=accepted purpose=resolution"));
  EXPECT_THAT(petition.give("resolve", {{"outcome", Value("partly_justified")}}),
              ElementsAre("set-deadline from=resolved purpose=legal_effect",
                          "set-deadline from=limit of=legal_effect purpose=enforcement"));
  petition.give("enforce", {{"completed", Value(true)}});
  EXPECT_TRUE(petition.ended());
}

TEST(ComplaintSecond, HasNoThirdInstance) {
  WalkingCase petition("complaint-second");
  petition.give("accept");
  petition.give("resolve", {{"outcome", Value("unjustified")}});
  EXPECT_FALSE(petition.takes("lodge_second_instance"));
}

TEST(Denunciation, RunsFromReceiptToTheConclusion) {
  WalkingCase petition("denunciation");
  petition.give("classify");
  EXPECT_THAT(petition.give("accept"),
              ElementsAre("set-deadline from=accepted purpose=resolution",
                          "set-deadline from=accepted purpose=notify_acceptance"));
  EXPECT_TRUE(petition.takes("notify"));
  petition.give("verify");
  EXPECT_THAT(petition.give("resolve", {{"outcome", Value("justified")}}), IsEmpty());
  petition.give("close");
  EXPECT_TRUE(petition.ended());
}

TEST(Denunciation, TheSuperiorIsAskedAtAnyTime) {
  WalkingCase petition("denunciation");
  petition.give("classify");
  petition.give("accept");
  for (const char* verb : {"apply_to_superior", "demand_report", "report", "extend", "urge"})
    EXPECT_TRUE(petition.takes(verb)) << verb;
  EXPECT_FALSE(petition.takes("lodge_second_instance"));
  petition.give("suspend");
  EXPECT_THAT(petition.waits_for(), ElementsAre("resume"));
}

TEST(Recommendation, IsAnsweredAtOnceOrLater) {
  for (const char* kind : {"recommendation", "feedback"}) {
    WalkingCase on_the_spot(kind);
    EXPECT_THAT(on_the_spot.calls(), ElementsAre("set-deadline from=received purpose=answer"));
    EXPECT_THAT(on_the_spot.give("answer", {{"mode", Value("on_the_spot")}}),
                ElementsAre("close outcome=answered"));
    EXPECT_TRUE(on_the_spot.ended());
    WalkingCase later(kind);
    later.give("classify");
    EXPECT_THAT(later.waits_for(), ElementsAre("answer", "escalate", "transfer"));
    EXPECT_THAT(later.give("answer"), ElementsAre("close outcome=answered"));
    EXPECT_TRUE(later.ended());
  }
}

TEST(Recommendation, StaysOpenWhereItIsHandedUp) {
  for (const char* kind : {"recommendation", "feedback"}) {
    WalkingCase petition(kind);
    petition.give("classify");
    EXPECT_THAT(petition.give("escalate"),
                ElementsAre("set-deadline from=effective purpose=answer"));
    EXPECT_THAT(petition.give("answer"), ElementsAre("close outcome=answered"));
    WalkingCase outside(kind);
    outside.give("classify");
    outside.give("transfer", {{"status", Value("transferred")}});
    EXPECT_TRUE(outside.ended());
  }
}

TEST(ShippedProcedures, LetTheFileBeKeptAtAnyTime) {
  for (const char* id :
       {"complaint-first", "complaint-second", "denunciation", "recommendation", "feedback"}) {
    const WalkingCase petition(id);
    for (const char* verb :
         {"assign", "note", "attach", "urge", "withdraw", "terminate", "correct", "reclassify",
          "void", "transfer", "escalate", "notify", "read_sealed", "rule", "verify"})
      EXPECT_TRUE(petition.takes(verb)) << id << " " << verb;
  }
}

}  // namespace
}  // namespace donthu::petition
