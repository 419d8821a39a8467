// What a new installation is filled with: the shipped rules.
#pragma once

#include <filesystem>

#include "engine/runtime/engine.h"

namespace donthu::tools {

// Everything in `schemas/rules.csv` that is active by default, ready to publish. Errors name the
// file.
[[nodiscard]] Result<std::vector<runtime::RuleFile>> shipped_rules(
    const std::filesystem::path& schemas);

// Gives a new engine the shipped registry and rules.
[[nodiscard]] Status fill(runtime::Engine& engine, const std::filesystem::path& schemas);

}  // namespace donthu::tools
