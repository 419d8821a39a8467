// A small city for the tests: two districts with three wards, abolished on 30/06/2025, and the two
// wards that follow them.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/registry/decide.h"

namespace donthu::registry {

inline const Date last_day = make_date(2025, 6, 30);
inline const Date first_day = make_date(2025, 7, 1);

inline constexpr UnitId hanoi{1}, hoan_kiem_district{2}, ba_dinh_district{3}, hang_trong{10},
    hang_bac{11}, cua_nam_old{12}, hoan_kiem{20}, cua_nam{21};

inline event::UnitEstablished established(UnitId unit, event::UnitLevel level,
                                          const std::string& kind, const std::string& code,
                                          const std::string& name, UnitId parent, Date from) {
  event::UnitEstablished fact;
  fact.unit = unit;
  fact.level = level;
  fact.kind = kind;
  fact.code = code;
  fact.full_name = name;
  fact.parent = parent;
  fact.valid_from = from;
  fact.citation = "test";
  return fact;
}

inline event::UnitSucceeded succeeded(UnitId predecessor, UnitId successor,
                                      event::SuccessionExtent extent,
                                      const std::string& locality = {}) {
  event::UnitSucceeded fact;
  fact.predecessor = predecessor;
  fact.successor = successor;
  fact.extent = extent;
  fact.locality = locality;
  fact.effective_from = first_day;
  return fact;
}

inline event::RuleActivated activated(event::RuleKind kind, const std::string& id,
                                      const std::string& version, Date from,
                                      std::optional<Date> until, Date published) {
  event::RuleActivated fact;
  fact.kind = kind;
  fact.id = id;
  fact.rule_version = version;
  fact.valid_from = from;
  fact.valid_until = until;
  fact.published = published;
  fact.citation = "test";
  return fact;
}

inline std::vector<event::RegistryEvent> small_city_facts() {
  using enum event::UnitLevel;
  using enum event::SuccessionExtent;
  const Date start = make_date(2020, 7, 1);
  std::vector<event::RegistryEvent> facts{
      established(hanoi, city, "thành phố", "01", "Thành phố Hà Nội", {}, start),
      established(hoan_kiem_district, district, "quận", "002", "Quận Hoàn Kiếm", hanoi, start),
      established(ba_dinh_district, district, "quận", "001", "Quận Ba Đình", hanoi, start),
      established(hang_trong, ward, "phường", "00070", "Phường Hàng Trống", hoan_kiem_district,
                  start),
      established(hang_bac, ward, "phường", "00061", "Phường Hàng Bạc", hoan_kiem_district, start),
      established(cua_nam_old, ward, "phường", "00073", "Phường Cửa Nam", hoan_kiem_district,
                  start)};
  for (const UnitId unit :
       {hang_trong, hang_bac, cua_nam_old, hoan_kiem_district, ba_dinh_district})
    facts.push_back(event::UnitEnded{unit, last_day, "NQ 1656/NQ-UBTVQH15"});
  facts.push_back(
      established(hoan_kiem, ward, "phường", "00070", "Phường Hoàn Kiếm", hanoi, first_day));
  facts.push_back(
      established(cua_nam, ward, "phường", "00082", "Phường Cửa Nam", hanoi, first_day));
  facts.push_back(succeeded(hang_bac, hoan_kiem, whole));
  facts.push_back(succeeded(hang_trong, hoan_kiem, part));
  facts.push_back(succeeded(hang_trong, cua_nam, part));
  facts.push_back(succeeded(hang_trong, hoan_kiem, part, "Tổ dân phố 1"));
  facts.push_back(succeeded(hang_trong, cua_nam, part, "Tổ dân phố 2"));
  facts.push_back(succeeded(hang_trong, hoan_kiem, part, "Tổ dân phố 3"));
  return facts;
}

inline Registry fold(const std::vector<event::RegistryEvent>& facts) {
  Registry registry;
  for (const auto& fact : facts) {
    const Status status = registry.apply(fact);
    EXPECT_TRUE(status) << to_string(status.error());
  }
  return registry;
}

inline Registry small_city() { return fold(small_city_facts()); }

// Decides and folds; the reason of the rejection, or "".
inline std::string change(Registry& registry, std::vector<event::RegistryEvent> facts) {
  const auto decided = decide(registry, {std::move(facts), "test"});
  if (!decided) return decided.error().reason;
  for (const auto& fact : *decided) EXPECT_TRUE(registry.apply(fact));
  return {};
}

}  // namespace donthu::registry
