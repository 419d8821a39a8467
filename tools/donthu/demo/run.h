// The plan as it happens: day by day on a simulated clock, through the engine that everybody uses.
#pragma once

#include <functional>
#include <optional>

#include "engine/runtime/engine.h"
#include "tools/donthu/demo/city.h"
#include "tools/donthu/demo/plan.h"

namespace donthu::demo {

struct RunResult {
  std::uint64_t commands = 0;  // Accepted now.
  std::uint64_t repeated = 0;  // Accepted in an earlier run.
  std::uint64_t rejected = 0;
  std::optional<Error> first_rejection;
  std::uint64_t fired = 0;  // Instants at which a deadline fired.
  CaseId climbing;
};

// Plays the plan from its first day to the end of `until`. The commands' keys come from the
// plan's seed, so a run that was broken off goes on where it stopped, and a whole one repeats
// nothing. `progress` gets days done and days in all. Errors: those of the engine itself; commands
// that it rejects are counted.
[[nodiscard]] Result<RunResult> play(
    runtime::Engine& engine, const Plan& plan,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress, Date until = last_day);

// The plan for an engine whose registry holds the real units. not_found "no-pilot-wards".
[[nodiscard]] Result<Plan> plan_for(const runtime::Engine& engine, std::uint64_t seed,
                                    const Goal& goal = published);

// Registry, rules and officers of a new engine; nothing where they are there already. conflict
// "not-a-demonstration": the engine holds other officers.
[[nodiscard]] Status furnish(runtime::Engine& engine, const std::filesystem::path& schemas,
                             std::uint64_t seed);

}  // namespace donthu::demo
