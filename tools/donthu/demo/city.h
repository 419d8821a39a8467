// Who works in the demonstration's offices: invented officers for the real units.
#pragma once

#include <string>
#include <vector>

#include "engine/base/ports.h"
#include "engine/registry/registry.h"

namespace donthu::demo {

// The first and the last day that the demonstration tells of.
inline const Date first_day = make_date(2020, 7, 1);
inline const Date last_day = make_date(2022, 6, 30);

struct Staff {
  OfficerId chair;
  OfficerId registrar;  // None above the wards.
  OfficerId first;
  OfficerId second;  // None above the wards.
};
// By the unit's id, so that nothing has to be looked up.
[[nodiscard]] Staff ward_staff(UnitId ward);
[[nodiscard]] Staff superior_staff(UnitId district_or_city);

// The 175 wards of the pilot, by id: those that have no council from 01/07/2021 on.
[[nodiscard]] std::vector<UnitId> pilot_wards(const registry::Registry& registry);

// Officers and offices of the pilot's wards, their districts and the city; for Engine::
// change_registry.
[[nodiscard]] std::vector<event::RegistryEvent> staff_facts(const registry::Registry& registry,
                                                            std::uint64_t seed);

// An invented chair of one more ward.
[[nodiscard]] std::vector<event::RegistryEvent> chair_facts(UnitId ward, Date from,
                                                            SeededRandom& random);

// "Nguyễn Thị Minh Thu": invented, from common parts.
[[nodiscard]] std::string invented_name(SeededRandom& random);

}  // namespace donthu::demo
