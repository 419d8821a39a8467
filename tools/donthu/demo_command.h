// `donthu demo`: two years of invented petitions through the real engine, and what they show.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void add_demo_commands(CLI::App& app, Context& context);

}  // namespace donthu::cli
