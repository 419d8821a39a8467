// The registry's facts as they stand in commits, among other events of partition 0.
#pragma once

#include <optional>
#include <vector>

#include "engine/event/commit.h"
#include "engine/registry/registry.h"

namespace donthu::registry {

// Nothing where the event is no fact of the registry.
[[nodiscard]] std::optional<event::RegistryEvent> registry_fact(const event::Event& event);

[[nodiscard]] std::vector<event::Event> as_events(std::vector<event::RegistryEvent> facts);

// Folds in the commit's facts, all or none, and passes over its other events. Errors: as of
// Registry::apply; the registry is then as before, and the caller must not go on folding.
[[nodiscard]] Status apply_commit(Registry& registry, const event::Commit& commit);

// True where the commit holds any fact of the registry.
[[nodiscard]] bool concerns_registry(const event::Commit& commit);

}  // namespace donthu::registry
