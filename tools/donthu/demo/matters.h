// What the invented petitions are about.
#pragma once

#include <cstdint>
#include <string>

#include "engine/event/petition_values.h"

namespace donthu::demo {

struct Matter {
  std::string topic;  // A code of schemas/topics.csv.
  std::string name;   // Names no person.
};
[[nodiscard]] Matter matter_of(event::PetitionKind kind, std::uint32_t number);

}  // namespace donthu::demo
