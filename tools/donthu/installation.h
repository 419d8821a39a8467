// What a new installation is filled with: the shipped registry and rules.
#pragma once

#include <filesystem>

#include "engine/runtime/engine.h"

namespace donthu::tools {

// Everything in `schemas/rules.csv` that is active by default, ready to publish. Errors name the
// file.
[[nodiscard]] Result<std::vector<runtime::RuleFile>> shipped_rules(
    const std::filesystem::path& schemas);

// The whole file; not_found, full (beyond 16 MiB), io.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& path);

// Makes registry and rules of a new engine; units are those of schemas/registry.
[[nodiscard]] Status fill(runtime::Engine& engine, const std::filesystem::path& schemas);

}  // namespace donthu::tools
