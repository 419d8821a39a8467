// Judges changes of the registry.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/registry/registry.h"

namespace donthu::registry {

// Pure. The facts of the change in their order, each judged after the ones before it; or the first
// rejection, with the fact's place and field ("facts[3].parent") and a remedy.
//
// invalid: a field is wrong or missing (no id, no name, an end before the beginning, bad UTF-8, a
// chunk too large). not_found: an id that does not exist. rejected: it would break an invariant (a
// cycle in the graph of units, a parent that is not valid then, a code or staff code that another
// bears on the same day, a second chair, a successor that is not valid, an activation that equals
// another's kind, id and version, or its publication and start). conflict: the id names something
// else. full: the change does not fit one entry; split_into_changes makes several.
[[nodiscard]] Result<std::vector<event::RegistryEvent>> decide(const Registry& registry,
                                                               const event::RegistryChange& change);

// Facts in changes that fit one log entry each, in order.
[[nodiscard]] std::vector<event::RegistryChange> split_into_changes(
    std::vector<event::RegistryEvent> facts, const std::string& reason);

// A rule file as facts: its chunks, then its activation. The digest in `activation` is set here.
[[nodiscard]] std::vector<event::RegistryEvent> rule_file_facts(event::RuleActivated activation,
                                                                ByteView file);

}  // namespace donthu::registry
