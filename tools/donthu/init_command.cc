// donthu init: a new data folder with the shipped registry and rules.
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/csv/registry_files.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/installation.h"

namespace donthu::cli {
namespace {

struct InitOptions {
  std::uint16_t partitions = 16;
  bool simulated = false;
  std::string at;
  bool empty = false;
};

Status initialise(Context& context, const InitOptions& options) {
  auto configuration = context.configuration();
  configuration.partitions = options.partitions;
  std::optional<Instant> simulated;
  if (options.simulated || !options.at.empty()) {
    if (options.at.empty())
      return reject(ErrorCode::invalid, "time-missing", "Đồng hồ mô phỏng cần thời điểm bắt đầu",
                    "a simulated clock needs a time to begin at", "--at",
                    "For example --simulated --at \"2022-01-24 08:00\"");
    DONTHU_ASSIGN(simulated, parse_instant(options.at, "--at"));
  }
  // Read everything first: a folder without its rules would be of no use.
  std::vector<runtime::RuleFile> rules;
  std::vector<event::RegistryEvent> facts;
  if (!options.empty) {
    DONTHU_ASSIGN(rules, tools::shipped_rules(context.options.schemas));
    DONTHU_ASSIGN(const auto tables, csv::load_registry(context.schema("registry")));
    facts = csv::facts_of(tables);
  }
  const std::size_t rule_count = rules.size();
  const std::size_t fact_count = facts.size();
  DONTHU_TRY(context.create_folder(configuration, simulated));
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine(configuration));
  if (!options.empty) {
    Progress progress("Nạp danh mục đơn vị và quy định");
    progress.show(0, 0);
    DONTHU_TRY(engine->change_registry(std::move(facts), "shipped registry", {}));
    DONTHU_TRY(engine->publish_rules(std::move(rules), {}));
    engine->settle();
  }
  const std::size_t units = engine->registry()->units(local_date(engine->now())).size();
  if (context.out().json()) {
    const auto log = to_string(engine->queries().log_id());
    context.out().document(
        {{"data", options.empty ? context.options.data.string() : context.options.data.string()},
         {"log", log},
         {"partitions", options.partitions},
         {"registry_facts", fact_count},
         {"units", units},
         {"rules", rule_count}});
    return {};
  }
  Output& out = context.out();
  out.line("Đã tạo thư mục dữ liệu", Style::good);
  out.entry("Thư mục", context.options.data.string());
  out.entry("Nhật ký (log)", to_string(engine->queries().log_id()));
  out.entry("Phân vùng", std::to_string(options.partitions));
  out.entry("Đơn vị hiện hành", grouped(units));
  out.entry("Quy định", grouped(rule_count));
  out.entry("Việc tiếp theo",
            "donthu registry appoint --name \"…\" --staff-code … --unit … --role chair --from …");
  return {};
}

}  // namespace

void add_init_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("init", "Tạo thư mục dữ liệu mới / make a new data folder");
  auto options = std::make_shared<InitOptions>();
  command->add_option("--partitions", options->partitions,
                      "Số phân vùng, cố định mãi / partitions, fixed for ever (2 to 1024)");
  command->add_flag("--simulated", options->simulated,
                    "Đồng hồ mô phỏng: để tập huấn, thử nghiệm / a clock that is moved by hand");
  command->add_option("--at", options->at, "Thời điểm bắt đầu của đồng hồ mô phỏng / its start");
  command->add_flag("--empty", options->empty,
                    "Không nạp đơn vị và quy định kèm theo / without the shipped units and rules");
  context.on(*command, [&context, options] { return initialise(context, *options); });
}

}  // namespace donthu::cli
