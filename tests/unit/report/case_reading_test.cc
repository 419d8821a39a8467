#include "engine/report/case_reading.h"

#include <gtest/gtest.h>

#include "tests/unit/report/timelines.h"

namespace donthu::report {
namespace {

constexpr UnitId city{1};
constexpr UnitId district{2};
constexpr UnitId ward{3};

Scope only(UnitId row) {
  return [row](UnitId unit) { return unit == row; };
}
Standing standing(const std::vector<Fact>& facts, std::string_view as_of, AsOfKind kind,
                  UnitId row = ward) {
  const auto reading = read_case(facts, at(as_of), kind);
  EXPECT_TRUE(reading);
  return reading ? standing_of(*reading, only(row)) : Standing{};
}

TEST(CaseReading, WhatLapsedIsOverdueFromItsDueInstantOn) {
  const std::vector<Fact> facts{
      received(ward, "2022-06-20 09:00"),
      of_deadline(FactKind::overdue, ward, "2022-07-05 00:00"),
      moved(FactKind::escalated, ward, district, "2022-07-05 00:00", "overdue"),
      of_deadline(FactKind::met, ward, "2022-07-05 10:00"),
      fact(FactKind::answered, ward, "2022-07-05 10:00", "written"),
  };
  for (const AsOfKind kind : {AsOfKind::recorded, AsOfKind::effective}) {
    EXPECT_FALSE(standing(facts, "2022-07-05 00:00", kind).overdue) << "on the last day";
    EXPECT_TRUE(standing(facts, "2022-07-05 09:00", kind).overdue_open);
    const Standing after = standing(facts, "2022-07-06", kind);
    EXPECT_TRUE(after.resolved);
    EXPECT_TRUE(after.overdue);
    EXPECT_TRUE(after.escalated);
    EXPECT_FALSE(after.overdue_open);
  }
}

TEST(CaseReading, AnActInTimeThatWasRecordedLateIsOverdueOnlyByWhatWasKnown) {
  Fact met = of_deadline(FactKind::met, ward, "2022-07-04 10:00", "2022-07-08 09:00");
  met.late = true;
  const std::vector<Fact> facts{
      received(ward, "2022-06-20 09:00"),
      of_deadline(FactKind::overdue, ward, "2022-07-05 00:00"),
      met,
      fact(FactKind::answered, ward, "2022-07-04 10:00", "written", "2022-07-08 09:00"),
  };
  const Standing known = standing(facts, "2022-07-06", AsOfKind::recorded);
  EXPECT_TRUE(known.overdue_open);
  EXPECT_FALSE(known.resolved);
  const Standing truth = standing(facts, "2022-07-06", AsOfKind::effective);
  EXPECT_FALSE(truth.overdue);
  EXPECT_TRUE(truth.resolved);
  EXPECT_TRUE(standing(facts, "2022-07-09", AsOfKind::recorded).overdue) << "it was found overdue";
}

TEST(CaseReading, AnAnnulledLapseIsNone) {
  const std::vector<Fact> facts{
      received(ward, "2022-06-20 09:00"),
      of_deadline(FactKind::overdue, ward, "2022-07-05 00:00"),
      of_deadline(FactKind::annulled, ward, "2022-07-07 09:00"),
  };
  EXPECT_TRUE(standing(facts, "2022-07-06", AsOfKind::recorded).overdue);
  EXPECT_FALSE(standing(facts, "2022-07-06", AsOfKind::effective).overdue);
  EXPECT_FALSE(standing(facts, "2022-07-08", AsOfKind::recorded).overdue);
}

TEST(CaseReading, AVoidedEntryCountsNowhereOnceThatIsKnown) {
  const std::vector<Fact> facts{received(ward, "2022-06-20 09:00"),
                                fact(FactKind::voided, ward, "2022-06-25 09:00")};
  EXPECT_TRUE(read_case(facts, at("2022-06-22"), AsOfKind::recorded));
  EXPECT_FALSE(read_case(facts, at("2022-06-22"), AsOfKind::effective));
  EXPECT_FALSE(read_case(facts, at("2022-06-26"), AsOfKind::recorded));
}

TEST(CaseReading, CorrectionsOfReceiptAndKindHoldFromWhenTheyAreKnown) {
  const std::vector<Fact> facts{
      received(ward, "2021-07-01 09:00", "feedback"),
      fact(FactKind::received_corrected, ward, "2021-06-30 16:00", {}, "2021-07-10 09:00"),
      fact(FactKind::reclassified, ward, "2021-07-10 09:00", "complaint")};
  const auto before = read_case(facts, at("2021-07-02"), AsOfKind::recorded);
  EXPECT_EQ(before->received_at, at("2021-07-01 09:00"));
  EXPECT_EQ(before->kind, event::PetitionKind::feedback);
  const auto after = read_case(facts, at("2021-07-02"), AsOfKind::effective);
  EXPECT_EQ(after->received_at, at("2021-06-30 16:00"));
  EXPECT_EQ(after->kind, event::PetitionKind::complaint);
}

TEST(CaseReading, WhatIsBeyondAuthorityIsEscalatedAndNotResolvedForTheWard) {
  const std::vector<Fact> facts{
      received(ward, "2022-06-20 09:00"),
      moved(FactKind::escalated, ward, district, "2022-06-21 09:00", "beyond_authority"),
      fact(FactKind::answered, district, "2022-08-15 09:00", "written")};
  const Standing before = standing(facts, "2022-07-01", AsOfKind::recorded, district);
  EXPECT_TRUE(before.open);
  EXPECT_EQ(before.handled_by, district);
  const Standing of_ward = standing(facts, "2022-08-16", AsOfKind::recorded);
  EXPECT_TRUE(of_ward.escalated);
  EXPECT_FALSE(of_ward.resolved);
  EXPECT_TRUE(standing(facts, "2022-08-16", AsOfKind::recorded, district).resolved);
}

TEST(CaseReading, TheSecondInstanceIsOpenAboveWhileTheFirstDecisionStands) {
  const std::vector<Fact> facts{
      received(ward, "2022-01-24 09:00", "complaint"),
      fact(FactKind::resolved, ward, "2022-02-20 09:00", "justified"),
      moved(FactKind::second_instance, ward, district, "2022-03-01 09:00", {})};
  EXPECT_TRUE(standing(facts, "2022-03-02", AsOfKind::recorded).resolved);
  const Standing above = standing(facts, "2022-03-02", AsOfKind::recorded, district);
  EXPECT_FALSE(above.resolved);
  EXPECT_TRUE(above.open);
  EXPECT_EQ(above.handled_by, district);
}

TEST(CaseReading, AReopenedCaseIsNotResolved) {
  const std::vector<Fact> facts{received(ward, "2022-01-24 09:00"),
                                fact(FactKind::answered, ward, "2022-02-01 09:00"),
                                fact(FactKind::closed, ward, "2022-02-01 09:00"),
                                fact(FactKind::reopened, ward, "2022-02-10 09:00")};
  EXPECT_TRUE(standing(facts, "2022-02-09", AsOfKind::recorded).resolved);
  const Standing after = standing(facts, "2022-02-11", AsOfKind::recorded);
  EXPECT_FALSE(after.resolved);
  EXPECT_TRUE(after.open);
}

TEST(CaseReading, ACaseReceivedLaterIsNotThere) {
  EXPECT_FALSE(
      read_case({received(ward, "2022-01-24 09:00")}, at("2022-01-24 09:00"), AsOfKind::effective));
  EXPECT_FALSE(read_case({}, at("2022-01-24 09:00"), AsOfKind::effective));
  EXPECT_EQ(standing({received(city, "2022-01-24 09:00")}, "2022-02-01", AsOfKind::effective, city)
                .handled_by,
            city);
}

TEST(ReadCase, AMoveOfBeforeTheReformThatWasTypedInAfterItOvertakesTheHandOver) {
  const UnitId old{10};
  const UnitId other{11};
  const UnitId successor{20};
  Fact late = moved(FactKind::transferred, old, other, "2025-06-28 09:00", "place");
  late.recorded_at = at("2025-07-02 09:00");
  const auto reading =
      read_case({received(old, "2025-06-20 09:00"),
                 moved(FactKind::handed_over, old, successor, "2025-07-01 00:00", ""), late},
                at("2025-08-01 00:00"), AsOfKind::recorded);
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(standing_of(*reading, [](UnitId) { return true; }).handled_by, other);
}

}  // namespace
}  // namespace donthu::report
