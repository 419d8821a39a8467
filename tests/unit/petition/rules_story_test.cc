// The shipped rules at work: cases of DOMAIN §F decided from receipt on, with every deadline fired
// when it falls due.
#include <algorithm>

#include <gmock/gmock.h>

#include "engine/petition/decide.h"
#include "tests/unit/petition/rules_fixture.h"

namespace donthu::petition {
namespace {

using ::testing::IsEmpty;

constexpr UnitId city{1};
constexpr UnitId district{2};
constexpr UnitId ward{3};

registry::Registry hanoi() {
  registry::Registry registry;
  const auto apply = [&](const event::RegistryEvent& fact) {
    const Status applied = registry.apply(fact);
    EXPECT_TRUE(applied.has_value()) << to_string(applied.error());
  };
  const auto unit = [&](UnitId id, event::UnitLevel level, const char* kind, const char* name,
                        UnitId parent) {
    event::UnitEstablished fact;
    fact.unit = id;
    fact.level = level;
    fact.kind = kind;
    fact.full_name = name;
    fact.parent = parent;
    fact.valid_from = day("2010-01-01");
    apply(fact);
  };
  unit(city, event::UnitLevel::city, "thành phố", "Thành phố Hà Nội", {});
  unit(district, event::UnitLevel::district, "quận", "Quận Hoàn Kiếm", city);
  unit(ward, event::UnitLevel::ward, "phường", "Phường Hàng Trống", district);
  // From 01/07/2025 a ward stands directly below the city.
  event::UnitChanged up;
  up.unit = ward;
  up.effective_from = day("2025-07-01");
  up.parent = city;
  apply(up);
  for (const UnitId id : {city, district, ward}) {
    event::OfficerAppointed person;
    person.officer = OfficerId{id.value};
    person.full_name = "Chủ tịch " + std::to_string(id.value);
    person.staff_code = "CT" + std::to_string(id.value);
    person.valid_from = day("2010-01-01");
    apply(person);
    event::OfficeAssigned office;
    office.office = OfficeId{id.value};
    office.officer = person.officer;
    office.unit = id;
    office.role = event::OfficeRole::chair;
    office.valid_from = day("2010-01-01");
    apply(office);
  }
  return registry;
}

// One case, told day by day.
class Story {
 public:
  // Acts at 09:00 of the day, after all that fell due before. Empty: done; else the reason why not.
  std::string on(std::string_view date, UnitId unit, const event::Command& command) {
    run_to({start_of_day(day(date)).ms + 9 * ms_per_hour});
    const auto decision = decide(begun_ ? &case_ : nullptr, command, context(unit));
    if (!decision) return decision.error().reason;
    take(*decision);
    return {};
  }

  // Fires everything due up to the end of that day.
  void until(std::string_view date) { run_to(end_of_day(day(date))); }

  [[nodiscard]] const Case& state() const { return case_; }
  // The last deadline of that purpose.
  [[nodiscard]] const Deadline& deadline(const std::string& purpose) const {
    static const Deadline none;
    for (auto it = case_.deadlines.rbegin(); it != case_.deadlines.rend(); ++it)
      if (it->purpose == purpose) return *it;
    ADD_FAILURE() << "no deadline " << purpose;
    return none;
  }
  [[nodiscard]] std::string due(const std::string& purpose) const {
    return to_string(deadline(purpose).limit.due_date);
  }
  [[nodiscard]] std::ptrdiff_t count(std::string_view name) const {
    return std::ranges::count(events_, name);
  }
  [[nodiscard]] std::vector<std::string> waits_for() const {
    std::vector<std::string> verbs;
    const auto expected = expected_verbs(case_, shipped_rules());
    if (!expected) ADD_FAILURE() << to_string(expected.error());
    for (const ExpectedVerb& verb : *expected)
      if (!verb.element.empty()) verbs.push_back(verb.verb);
    return verbs;
  }

 private:
  Context context(UnitId unit) {
    Context context;
    context.now = now_;
    context.effective_at = now_;
    if (unit) context.actor = {OfficerId{unit.value}, unit, {}, {}};
    context.registry = &registry_;
    context.rules = &shipped_rules();
    context.next_number = [](UnitId, std::uint16_t) { return 1U; };
    return context;
  }

  void take(const Decision& decision) {
    for (const event::Event& event : decision.events) {
      events_.emplace_back(event::name_of(event));
      if (const auto* incident = std::get_if<event::FlowIncident>(&event))
        ADD_FAILURE() << incident->reason << " at " << incident->element;
    }
    Case replayed = case_;
    for (const event::Event& event : decision.events) {
      const Status folded = apply(replayed, event, {now_, now_});
      EXPECT_TRUE(folded.has_value()) << to_string(folded.error());
    }
    EXPECT_EQ(replayed, decision.after) << "the events do not lead to the state decided on";
    case_ = decision.after;
    begun_ = true;
  }

  void run_to(Instant target) {
    for (;;) {
      std::vector<DueInstant> due = due_instants(case_);
      std::erase_if(due, [&](const DueInstant& one) { return one.at > target; });
      if (due.empty()) break;
      const DueInstant next = *std::ranges::min_element(due);
      now_ = std::max(now_, next.at);
      event::FireDeadline fire;
      fire.deadline = next.id;
      fire.due_soon = next.what == DueInstant::What::due_soon;
      fire.at = next.at;
      const auto decision = decide(&case_, fire, context({}));
      ASSERT_TRUE(decision.has_value()) << to_string(decision.error());
      ASSERT_FALSE(decision->events.empty()) << "a due deadline did not fire";
      take(*decision);
    }
    now_ = target;
  }

  registry::Registry registry_ = hanoi();
  Case case_;
  bool begun_ = false;
  Instant now_;
  std::vector<std::string> events_;
};

event::Register petition(event::PetitionKind kind, std::vector<std::string> parts = {}) {
  event::Register command;
  command.kind = kind;
  command.matter = "Lấn chiếm lối đi chung";
  command.topic = "land";
  command.parts = std::move(parts);
  return command;
}

event::Resolve decided(event::ResolutionForm form) {
  event::Resolve command;
  command.form = form;
  command.document_number = "12/QĐ-UBND";
  return command;
}

constexpr auto complaint = event::PetitionKind::complaint;
constexpr auto denunciation = event::PetitionKind::denunciation;

TEST(Story, AComplaintAcrossTetOf2022GoesToTheSecondInstance) {
  Story story;
  EXPECT_EQ(story.on("2022-01-24", ward, petition(complaint)), "");
  EXPECT_EQ(story.due("acceptance"), "2022-02-07");
  EXPECT_EQ(story.on("2022-01-26", ward, event::Classify{}), "");
  EXPECT_EQ(story.on("2022-01-27", ward, event::Accept{}), "");
  EXPECT_EQ(story.deadline("acceptance").state, event::DeadlineState::met);
  EXPECT_EQ(story.due("resolution"), "2022-02-28");
  story.until("2022-02-28");
  EXPECT_EQ(story.count("DeadlineOverdue"), 1);
  EXPECT_EQ(story.due("second_instance_window"), "2022-03-30");
  EXPECT_EQ(story.on("2022-03-25", ward, event::LodgeSecondInstance{}), "");
  EXPECT_EQ(story.state().instance, event::Instance::second);
  EXPECT_EQ(story.state().handling_unit, district);
  EXPECT_EQ(story.due("acceptance"), "2022-04-04");
  EXPECT_EQ(story.on("2022-03-28", district, event::Accept{}), "");
  EXPECT_EQ(story.on("2022-04-20", district, decided(event::ResolutionForm::decision)), "");
  EXPECT_EQ(story.deadline("resolution").state, event::DeadlineState::met);
  event::Enforce done;
  done.completed = true;
  EXPECT_EQ(story.on("2022-05-24", district, done), "");
  EXPECT_EQ(story.state().status, event::CaseStatus::closed);
}

TEST(Story, AComplexComplaintHasFortyFiveDays) {
  Story story;
  EXPECT_EQ(story.on("2022-01-24", ward, petition(complaint)), "");
  EXPECT_EQ(story.on("2022-01-26", ward, event::Classify{}), "");
  event::Accept accept;
  accept.complex = true;
  EXPECT_EQ(story.on("2022-01-27", ward, accept), "");
  EXPECT_EQ(story.due("resolution"), "2022-03-14");
}

TEST(Story, ADenunciationOfAnotherIsForwardedOverAMakeUpSaturday) {
  Story story;
  EXPECT_EQ(story.on("2025-04-22", ward, petition(denunciation)), "");
  event::Classify elsewhere;
  elsewhere.within_authority = false;
  EXPECT_EQ(story.on("2025-04-23", ward, elsewhere), "");
  EXPECT_EQ(story.due("forward"), "2025-04-28");
  event::Transfer transfer;
  transfer.outside = "Công an thành phố";
  EXPECT_EQ(story.on("2025-04-28", ward, transfer), "");
  EXPECT_EQ(story.deadline("forward").state, event::DeadlineState::met);
  EXPECT_EQ(story.state().status, event::CaseStatus::transferred);
}

Story denunciation_of_2026() {
  Story story;
  EXPECT_EQ(story.on("2026-02-10", ward, petition(denunciation)), "");
  EXPECT_EQ(story.due("acceptance"), "2026-02-26");
  EXPECT_EQ(story.on("2026-02-11", ward, event::Classify{}), "");
  EXPECT_EQ(story.on("2026-02-26", ward, event::Accept{}), "");
  EXPECT_EQ(story.due("notify_acceptance"), "2026-03-05");
  EXPECT_EQ(story.due("resolution"), "2026-03-30");
  event::Notify notice;
  notice.purpose = "notify_acceptance";
  EXPECT_EQ(story.on("2026-03-05", ward, notice), "");
  EXPECT_EQ(story.deadline("notify_acceptance").state, event::DeadlineState::met);
  return story;
}

TEST(Story, ADenunciationIsExtendedTwiceAndNoMore) {
  Story story = denunciation_of_2026();
  EXPECT_EQ(story.on("2026-03-20", ward, event::Extend{}), "");
  EXPECT_EQ(story.due("resolution"), "2026-04-28");
  EXPECT_EQ(story.on("2026-03-20", ward, event::Extend{}), "");
  EXPECT_EQ(story.on("2026-03-20", ward, event::Extend{}), "no-extension-left");
}

TEST(Story, TheSuperiorDemandsAReportOfAnOverdueDenunciation) {
  Story story = denunciation_of_2026();
  story.until("2026-03-30");
  EXPECT_EQ(story.count("DeadlineOverdue"), 1);
  EXPECT_EQ(story.count("PetitionEscalated"), 1);
  EXPECT_EQ(story.state().handling_unit, ward);
  EXPECT_EQ(story.state().accountable_unit, city);
  EXPECT_EQ(story.due("oversight"), "2026-04-07");
  EXPECT_EQ(story.on("2026-03-31", city, event::ApplyToSuperior{}), "");
  EXPECT_EQ(story.due("demand_report"), "2026-04-07");
  EXPECT_EQ(story.on("2026-04-07", city, event::DemandReport{}), "");
  EXPECT_EQ(story.deadline("oversight").state, event::DeadlineState::met);
  EXPECT_EQ(story.deadline("demand_report").state, event::DeadlineState::met);
  EXPECT_EQ(story.due("report"), "2026-04-14");
  EXPECT_EQ(story.on("2026-04-14", ward, event::GiveReport{}), "");
  EXPECT_EQ(story.deadline("report").state, event::DeadlineState::met);
  EXPECT_EQ(story.on("2026-04-20", ward, decided(event::ResolutionForm::conclusion)), "");
  EXPECT_EQ(story.count("PetitionEscalated"), 1);
  EXPECT_EQ(story.on("2026-04-21", ward, event::Close{}), "");
  EXPECT_EQ(story.state().status, event::CaseStatus::closed);
  EXPECT_THAT(due_instants(story.state()), IsEmpty());
}

TEST(Story, ASuspendedComplaintWaitsUntilItIsResumed) {
  Story story;
  EXPECT_EQ(story.on("2026-07-01", ward, petition(complaint)), "");
  EXPECT_EQ(story.on("2026-07-02", ward, event::Classify{}), "");
  EXPECT_EQ(story.on("2026-07-06", ward, event::Accept{}), "");
  EXPECT_EQ(story.due("resolution"), "2026-08-05");
  EXPECT_EQ(story.on("2026-07-20", ward, event::Suspend{}), "");
  EXPECT_THAT(story.waits_for(), ::testing::ElementsAre("resume"));
  EXPECT_EQ(story.on("2026-08-10", ward, event::Resume{}), "");
  EXPECT_EQ(story.due("resolution"), "2026-08-26");
  EXPECT_EQ(story.count("DeadlineOverdue"), 0);
  EXPECT_EQ(story.on("2026-08-20", ward, decided(event::ResolutionForm::decision)), "");
}

TEST(Story, PartOfAComplaintIsWithdrawnOnlyUnderTheNewLaw) {
  event::Withdraw part;
  part.scope = event::WithdrawalScope::partial;
  part.parts = {"A"};
  Story before;
  EXPECT_EQ(before.on("2026-06-01", ward, petition(complaint, {"A", "B"})), "");
  EXPECT_EQ(before.on("2026-06-02", ward, event::Classify{}), "");
  EXPECT_EQ(before.on("2026-06-03", ward, event::Accept{}), "");
  EXPECT_EQ(before.on("2026-06-15", ward, part), "law-does-not-allow");
  EXPECT_EQ(before.on("2026-06-15", ward, event::Suspend{}), "law-does-not-allow");
  Story after;
  EXPECT_EQ(after.on("2026-07-01", ward, petition(complaint, {"A", "B"})), "");
  EXPECT_EQ(after.on("2026-07-02", ward, event::Classify{}), "");
  EXPECT_EQ(after.on("2026-07-06", ward, event::Accept{}), "");
  EXPECT_EQ(after.on("2026-07-15", ward, part), "");
  EXPECT_EQ(after.due("resolution"), "2026-08-05");
  part.parts = {"B"};
  EXPECT_EQ(after.on("2026-07-20", ward, part), "");
  EXPECT_EQ(after.state().status, event::CaseStatus::terminated);
}

TEST(Story, ARecommendationIsAnsweredAtTheConference) {
  Story story;
  event::Register command = petition(event::PetitionKind::recommendation);
  command.channel = event::Channel::conference;
  EXPECT_EQ(story.on("2022-06-20", ward, command), "");
  EXPECT_EQ(story.due("answer"), "2022-07-04");
  event::Answer answer;
  answer.mode = event::AnswerMode::on_the_spot;
  EXPECT_EQ(story.on("2022-06-20", ward, answer), "");
  EXPECT_EQ(story.state().status, event::CaseStatus::closed);
  EXPECT_EQ(story.deadline("answer").state, event::DeadlineState::met);
}

TEST(Story, ALateAnswerIsPrecededByItsOverdue) {
  Story story;
  EXPECT_EQ(story.on("2022-06-20", ward, petition(event::PetitionKind::recommendation)), "");
  EXPECT_EQ(story.on("2022-06-21", ward, event::Classify{}), "");
  story.until("2022-07-04");
  EXPECT_EQ(story.count("DeadlineOverdue"), 1);
  EXPECT_EQ(story.state().accountable_unit, district);
  EXPECT_EQ(story.on("2022-07-05", district, event::Answer{}), "");
  EXPECT_EQ(story.state().status, event::CaseStatus::closed);
}

TEST(Story, ARecommendationBeyondAuthorityStaysOpenAtTheDistrict) {
  Story story;
  EXPECT_EQ(story.on("2022-06-20", ward, petition(event::PetitionKind::recommendation)), "");
  EXPECT_EQ(story.on("2022-06-20", ward, event::Classify{}), "");
  EXPECT_EQ(story.on("2022-06-21", ward, event::Escalate{}), "");
  EXPECT_EQ(story.state().handling_unit, district);
  EXPECT_TRUE(story.state().open());
  EXPECT_EQ(story.due("answer"), "2022-07-05");
}

TEST(Story, NothingUnassignedIsForgotten) {
  Story story;
  EXPECT_EQ(story.on("2022-03-01", ward, petition(complaint)), "");
  story.until("2022-06-30");
  EXPECT_EQ(story.state().accountable_unit, city);
  EXPECT_TRUE(story.state().ruling_needed);
}

}  // namespace
}  // namespace donthu::petition
