#include "engine/event/commit_codec.h"
#include "engine/event/envelope.h"
#include "engine/registry/commits.h"
#include "tests/unit/registry/small_city.h"

namespace donthu::registry {
namespace {

event::UnitChanged moved(UnitId unit, UnitId parent, Date from) {
  event::UnitChanged fact;
  fact.unit = unit;
  fact.parent = parent;
  fact.effective_from = from;
  return fact;
}

TEST(Decide, TheSmallCityIsAcceptedAsAWhole) {
  Registry registry;
  EXPECT_EQ(change(registry, small_city_facts()), "");
  EXPECT_TRUE(registry == small_city());
}

TEST(Decide, ACycleIsRefused) {
  Registry registry = small_city();
  const Date day = make_date(2022, 1, 1);
  EXPECT_EQ(change(registry, {moved(hoan_kiem_district, hang_trong, day)}), "unit-above-itself");
  EXPECT_EQ(change(registry, {moved(hoan_kiem_district, hoan_kiem_district, day)}),
            "unit-above-itself");
  EXPECT_EQ(change(registry, {moved(hanoi, hang_trong, day)}), "parent-not-valid");
}

TEST(Decide, ACycleThatOnlyAppearsLaterIsRefused) {
  Registry registry = small_city();
  ASSERT_EQ(change(registry, {moved(hoan_kiem_district, ba_dinh_district, make_date(2023, 1, 1))}),
            "");
  EXPECT_EQ(change(registry, {moved(ba_dinh_district, hoan_kiem_district, make_date(2022, 1, 1))}),
            "unit-above-itself");
  EXPECT_EQ(registry.superior(hoan_kiem_district, make_date(2022, 12, 31)), hanoi);
  EXPECT_EQ(registry.superior(hoan_kiem_district, make_date(2023, 1, 1)), ba_dinh_district);
}

TEST(Decide, ACodeHasOneBearerOnADay) {
  Registry registry = small_city();
  using enum event::UnitLevel;
  EXPECT_EQ(change(registry, {established({50}, ward, "phường", "00070", "Phường Mới", hanoi,
                                          make_date(2026, 1, 1))}),
            "code-in-use");
  EXPECT_EQ(change(registry, {event::UnitEnded{hang_trong, first_day, "a day too late"}}),
            "parent-not-valid");
  EXPECT_EQ(change(registry, {established({50}, ward, "phường", "00061", "Phường Mới", hanoi,
                                          make_date(2026, 1, 1))}),
            "");
}

TEST(Decide, AParentMustLiveAsLongAsItsChildren) {
  Registry registry = small_city();
  using enum event::UnitLevel;
  EXPECT_EQ(change(registry, {established({50}, ward, "phường", "", "Phường Mới",
                                          hoan_kiem_district, make_date(2024, 1, 1))}),
            "parent-not-valid");
  EXPECT_EQ(change(registry, {event::UnitEnded{hoan_kiem_district, make_date(2024, 1, 1), ""}}),
            "unit-has-subordinates");
  EXPECT_EQ(change(registry, {event::UnitEnded{hanoi, make_date(2030, 1, 1), ""}}),
            "unit-has-subordinates");
  EXPECT_EQ(change(registry, {event::UnitEnded{hang_bac, make_date(1999, 1, 1), ""}}), "bad-field");
  EXPECT_EQ(change(registry, {event::UnitEnded{hang_bac, std::nullopt, ""}}), "parent-not-valid");
}

TEST(Decide, WhatDoesNotExistIsNamedWithItsPlace) {
  const Registry registry = small_city();
  const auto decided = decide(
      registry, {{event::UnitEnded{hang_bac, last_day, ""}, moved(hang_bac, {77}, last_day)}, ""});
  ASSERT_FALSE(decided);
  EXPECT_EQ(decided.error().code, ErrorCode::not_found);
  EXPECT_EQ(decided.error().reason, "unknown-unit");
  EXPECT_EQ(decided.error().field, "facts[1].parent");
  EXPECT_FALSE(decided.error().remedy.empty());
}

TEST(Decide, AnIdIsGivenOnce) {
  Registry registry = small_city();
  using enum event::UnitLevel;
  EXPECT_EQ(change(registry, {established(hang_bac, ward, "phường", "", "Phường Mới", hanoi,
                                          make_date(2026, 1, 1))}),
            "unit-id-taken");
  EXPECT_EQ(change(registry, {established({}, ward, "phường", "", "Phường Mới", hanoi,
                                          make_date(2026, 1, 1))}),
            "bad-field");
}

TEST(Decide, NothingOfARefusedChangeHappens) {
  Registry registry = small_city();
  const Registry before = registry;
  EXPECT_EQ(change(registry, {moved(hang_bac, hanoi, make_date(2023, 1, 1)),
                              moved(hang_bac, {77}, make_date(2024, 1, 1))}),
            "unknown-unit");
  EXPECT_TRUE(registry == before);
}

TEST(Decide, SuccessionNeedsBothUnitsAtItsDate) {
  Registry registry = small_city();
  using enum event::SuccessionExtent;
  auto early = succeeded(cua_nam_old, hoan_kiem, whole);
  early.effective_from = last_day;
  EXPECT_EQ(change(registry, {early}), "successor-not-valid");
  EXPECT_EQ(change(registry, {succeeded(cua_nam, hoan_kiem, part)}), "predecessor-not-valid");
  EXPECT_EQ(change(registry, {succeeded(hanoi, hoan_kiem, whole)}), "predecessor-goes-on");
  EXPECT_EQ(change(registry, {succeeded(hoan_kiem, hoan_kiem, part)}), "bad-field");
  EXPECT_EQ(change(registry, {succeeded(cua_nam_old, hoan_kiem, whole, "Tổ 1")}), "bad-field");
}

TEST(Decide, AWrongSuccessionIsTakenBack) {
  Registry registry = small_city();
  using enum event::SuccessionExtent;
  EXPECT_EQ(change(registry, {succeeded(hang_bac, cua_nam, none)}), "nothing-to-take-back");
  ASSERT_EQ(change(registry, {succeeded(hang_bac, hoan_kiem, none)}), "");
  EXPECT_TRUE(registry.successions(hang_bac).empty());
  EXPECT_EQ(registry.successor(hang_bac, "", first_day).reason, "no-successor-recorded");
}

TEST(Decide, TextIsOneLineOfUtf8) {
  Registry registry = small_city();
  using enum event::UnitLevel;
  for (const std::string name : {"", "Phường\nMới", "Ph\xff", "Ph\x01"})
    EXPECT_EQ(change(registry,
                     {established({50}, ward, "phường", "", name, hanoi, make_date(2026, 1, 1))}),
              "bad-field");
  EXPECT_EQ(change(registry, {established({50}, ward, "phường", "", std::string(301, 'a'), hanoi,
                                          make_date(2026, 1, 1))}),
            "bad-field");
}

TEST(Decide, DatesLieInTheYearsOfTheLaw) {
  Registry registry = small_city();
  EXPECT_EQ(change(registry, {event::UnitEnded{hang_bac, Date::max(), ""}}), "bad-field");
  auto early = succeeded(cua_nam_old, hoan_kiem, event::SuccessionExtent::part);
  early.effective_from = Date::min();
  EXPECT_EQ(change(registry, {early}), "bad-field");
  EXPECT_EQ(change(registry, {moved(hang_bac, hanoi, make_date(20255, 1, 1))}), "bad-field");
}

TEST(Decide, AChangeFitsOneEntry) {
  Registry registry;
  EXPECT_EQ(change(registry, {}), "empty-change");
  std::vector<event::RegistryEvent> officers;
  for (std::uint32_t i = 1; i <= 2000; ++i)
    officers.push_back(event::OfficerAppointed{
        {i}, "Nguyễn Văn " + std::to_string(i), "CB" + std::to_string(i), first_day, "test"});
  EXPECT_EQ(change(registry, officers), "change-too-large");
  const auto parts = split_into_changes(officers, "test");
  EXPECT_GT(parts.size(), 1u);
  for (const auto& part : parts) EXPECT_EQ(change(registry, part.facts), "");
  EXPECT_EQ(registry.officers().size(), officers.size());
}

TEST(Decide, EveryPartOfASplitFitsAnEntry) {
  std::vector<event::RegistryEvent> facts;
  for (std::uint32_t i = 1; i <= 3000; ++i) {
    facts.push_back(event::OfficeVacated{{i}, first_day, ""});
    facts.push_back(event::DelegationRevoked{{i}, first_day, std::string(i % 1000, 'c')});
    facts.push_back(event::DelegationGranted{
        {i}, {1}, {2}, {1}, std::vector<std::string>(i % 100, "v"), first_day, first_day, ""});
    facts.push_back(event::UnitChanged{{i}, first_day, {}, {}, {}, {}, {}, {}, ""});
  }
  event::RuleActivated rule;
  rule.citation = std::string(1000, 'c');
  for (auto& fact : rule_file_facts(rule, std::string(200'000, 'r'))) facts.push_back(fact);
  for (auto& part : split_into_changes(facts, std::string(1000, 'r'))) {
    event::Commit commit;
    commit.command = event::Administer{part.reason};
    commit.events = as_events(std::move(part.facts));
    const Bytes body = event::encode_commit(commit);
    EXPECT_LE(body.size(), event::max_body_bytes);
    const auto read_back = event::decode_commit(body);
    ASSERT_TRUE(read_back) << to_string(read_back.error());
    EXPECT_EQ(read_back->events, commit.events);
  }
}

}  // namespace
}  // namespace donthu::registry
