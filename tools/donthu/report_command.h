// `donthu report`: figures from the log, as of any date.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void add_report_command(CLI::App& app, Context& context);

}  // namespace donthu::cli
