// Each noun of the tool adds its subcommands to the command line.
#pragma once

#include "tools/donthu/context.h"

namespace donthu::cli {

void add_init_command(CLI::App& app, Context& context);
void add_topics_commands(CLI::App& app, Context& context);
void add_migrate_command(CLI::App& app, Context& context);
void add_stream_commands(CLI::App& app, Context& context);
void add_petition_commands(CLI::App& app, Context& context);
void add_case_commands(CLI::App& app, Context& context);
void add_inbox_command(CLI::App& app, Context& context);
void add_registry_commands(CLI::App& app, Context& context);
void add_rules_commands(CLI::App& app, Context& context);
void add_clock_commands(CLI::App& app, Context& context);
void add_backup_command(CLI::App& app, Context& context);
void add_audit_commands(CLI::App& app, Context& context);
void add_state_commands(CLI::App& app, Context& context);
void add_serve_command(CLI::App& app, Context& context);
void add_cluster_commands(CLI::App& app, Context& context);
void add_bench_commands(CLI::App& app, Context& context);
void add_completion_command(CLI::App& app, Context& context);

}  // namespace donthu::cli
