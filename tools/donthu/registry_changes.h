// donthu registry appoint, vacate, delegate and import: facts for the registry; sweeps, hand-over
// and handed-over: what follows from them for many cases.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void add_registry_changes(CLI::App& registry, Context& context);
void add_succession_commands(CLI::App& registry, Context& context);

}  // namespace donthu::cli
