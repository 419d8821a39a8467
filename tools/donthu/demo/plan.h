// Two years of invented petitions, made from one seed so that their totals are the published ones.
//
// Pure: the same seed, wards and calendar give the same plan. What is neglected here is only left
// alone; that it goes overdue and climbs is the engine's doing.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/event/petition_values.h"
#include "engine/registry/registry.h"

namespace donthu::demo {

// Petitions received in a period, and of these resolved or answered by its last day.
struct Totals {
  std::uint32_t received = 0;
  std::uint32_t resolved = 0;
};
struct Goal {
  std::array<Totals, 2> periods;
};
// The published totals of the 175 pilot wards, 01/07/2020..30/06/2021 and 01/07/2021..30/06/2022.
inline constexpr Goal published{{{{4408, 4239}, {3462, 3110}}}};
inline const std::array<Date, 3> period_starts{make_date(2020, 7, 1), make_date(2021, 7, 1),
                                               make_date(2022, 7, 1)};

enum class Act : std::uint8_t {
  register_petition,
  classify,
  accept,
  notify,
  answer,
  answer_on_the_spot,
  resolve,
  enforce,
  close,
  escalate,      // Beyond authority.
  void_entry,    // Registered by mistake.
  fix_receipt,   // Received a working day earlier than entered.
  enter_answer,  // Answered `days_back` days ago, and entered only now.
};

struct Step {
  Act act = Act::register_petition;
  Date day;
  UnitId unit;
  OfficerId officer;
  int days_back = 0;
};

struct PlannedCase {
  event::PetitionKind kind = event::PetitionKind::recommendation;
  UnitId ward;
  Instant received_at;       // 0: when it is registered.
  std::uint32_t matter = 0;  // Number of the matter in the list of the kind.
  event::Channel channel = event::Channel::counter;
  std::vector<Step> steps;  // In the order of their days; the first registers it.
};

struct Plan {
  std::uint64_t seed = 0;
  std::vector<PlannedCase> cases;
  std::size_t climbing = 0;  // The complaint that nobody answers.
};

struct PlanRequest {
  std::uint64_t seed = 2021;
  Goal goal = published;
  std::vector<UnitId> wards;
  std::function<UnitId(UnitId)> district_of;
  std::function<bool(Date)> is_working;
  UnitId story_ward;  // Where the climbing complaint is lodged.
};
[[nodiscard]] Plan make_plan(const PlanRequest& request);

}  // namespace donthu::demo
