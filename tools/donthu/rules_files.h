// donthu rules check and publish: rule files.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void add_rules_files(CLI::App& rules, Context& context);

}  // namespace donthu::cli
