// donthu registry appoint, vacate, delegate and import: facts for the registry.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void add_registry_changes(CLI::App& registry, Context& context);

}  // namespace donthu::cli
