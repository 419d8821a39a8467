// donthu init: a new data folder with the shipped registry and rules.
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/csv/registry_files.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/installation.h"
#include "tools/donthu/new_data_folder.h"

namespace donthu::cli {
namespace {

struct InitOptions {
  std::uint16_t partitions = 16;
  bool simulated = false;
  std::string at;
  bool empty = false;
  bool join = false;
  std::string master_key;
};

// What goes into the folder.
struct Contents {
  std::vector<runtime::RuleFile> rules;
  std::vector<event::RegistryEvent> facts;
};

struct Made {
  std::string log;
  std::uint16_t partitions = 0;
  std::size_t units = 0;
};

Result<std::optional<Instant>> simulated_start(const InitOptions& options) {
  if (!options.simulated && options.at.empty()) return std::optional<Instant>{};
  if (options.at.empty())
    return reject(ErrorCode::invalid, "time-missing", "Đồng hồ mô phỏng cần thời điểm bắt đầu",
                  "a simulated clock needs a time to begin at", "--at",
                  "For example --simulated --at \"2022-01-24 08:00\"");
  DONTHU_ASSIGN(const Instant start, parse_instant(options.at, "--at"));
  return std::optional(start);
}

Result<Contents> shipped_contents(const Context& context) {
  Contents contents;
  DONTHU_ASSIGN(contents.rules, tools::shipped_rules(context.options.schemas));
  DONTHU_ASSIGN(const auto tables, csv::load_registry(context.schema("registry")));
  contents.facts = csv::facts_of(tables);
  return contents;
}

Result<Made> make_and_fill(Context& context, const runtime::Configuration& staged,
                           std::optional<Instant> simulated, Contents contents) {
  DONTHU_TRY(context.create_folder(staged, simulated));
  auto as_made = staged;
  as_made.partitions = 0;  // A topic that was there has a number of its own.
  context.take_part(Context::Part::founder);
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine(as_made));
  if (!contents.rules.empty()) {
    Progress progress("Nạp danh mục đơn vị và quy định");
    progress.show(0, 0);
    DONTHU_TRY(engine->change_registry(std::move(contents.facts), "shipped registry", {}));
    DONTHU_TRY(engine->publish_rules(std::move(contents.rules), {}));
    engine->settle();
  }
  return Made{to_string(engine->queries().log_id()), engine->queries().partitions(),
              engine->registry()->units(local_date(engine->now())).size()};
}

// Whatever went wrong underneath, this is what it means to whoever wanted a folder.
Error not_made(Error error, const std::filesystem::path& data) {
  if (error.code != ErrorCode::full && error.code != ErrorCode::io &&
      error.code != ErrorCode::outcome_unknown && error.code != ErrorCode::unavailable)
    return error;
  error.code = error.code == ErrorCode::full ? ErrorCode::full : ErrorCode::io;
  error.message = "the data folder was not made, and nothing of it was left: " + error.message;
  error.message_vi = "Chưa tạo được thư mục dữ liệu; không để lại phần dở dang nào" +
                     (error.reason == "disk-reserve" ? std::string(". Ổ đĩa gần đầy") : "");
  error.field = data.string();
  error.remedy =
      "Make room on the disk, or name a folder on another one, and give the command again";
  return error;
}

// One more node of a log that is there.
Status join(Context& context, const InitOptions& options) {
  if (context.options.brokers.empty() || options.master_key.empty())
    return reject(ErrorCode::invalid, "join-incomplete",
                  "Nút mới cần cụm Kafka và khóa chính của các nút khác",
                  "a further node needs the brokers and the master key of the others", "--join",
                  "Give --brokers host:port,… and --master-key FILE");
  const auto configuration = context.configuration();
  DONTHU_ASSIGN(auto folder, NewDataFolder::begin(configuration));
  DONTHU_TRY(context.join_log(folder.staged(), options.master_key));
  DONTHU_TRY(folder.finish());
  DONTHU_ASSIGN(const auto connection, context.connection());
  if (context.out().json()) {
    context.out().document({{"data", configuration.data.string()},
                            {"topic", connection.topic},
                            {"node", connection.node},
                            {"address", connection.address}});
    return {};
  }
  Output& out = context.out();
  out.line("Đã tạo thư mục dữ liệu của một nút mới / one more node's folder was made", Style::good);
  out.entry("Thư mục", configuration.data.string());
  out.entry("Chủ đề / topic", connection.topic);
  if (!connection.node.empty()) out.entry("Nút / node", connection.node);
  out.entry("Việc tiếp theo / next", "donthu serve");
  return {};
}

Status initialise(Context& context, const InitOptions& options) {
  if (options.join) return join(context, options);
  auto configuration = context.configuration();
  configuration.partitions = options.partitions;
  DONTHU_ASSIGN(const auto simulated, simulated_start(options));
  // Read everything first: a folder without its rules would be of no use.
  Contents contents;
  if (!options.empty) {
    DONTHU_ASSIGN(contents, shipped_contents(context));
  }
  const std::size_t rule_count = contents.rules.size();
  const std::size_t fact_count = contents.facts.size();
  DONTHU_ASSIGN(auto folder, NewDataFolder::begin(configuration));
  const auto made = make_and_fill(context, folder.staged(), simulated, std::move(contents));
  context.close_folder();
  // Of a topic the cluster's own words say more; what stands in it stays there.
  if (!made && !context.options.brokers.empty()) return std::unexpected(made.error());
  if (!made) return std::unexpected(not_made(made.error(), configuration.data));
  if (const Status done = folder.finish(); !done)
    return std::unexpected(not_made(done.error(), configuration.data));
  if (context.out().json()) {
    context.out().document({{"data", configuration.data.string()},
                            {"log", made->log},
                            {"partitions", made->partitions},
                            {"registry_facts", fact_count},
                            {"units", made->units},
                            {"rules", rule_count}});
    return {};
  }
  Output& out = context.out();
  out.line("Đã tạo thư mục dữ liệu", Style::good);
  out.entry("Thư mục", configuration.data.string());
  out.entry("Nhật ký (log)", made->log);
  out.entry("Phân vùng", std::to_string(made->partitions));
  out.entry("Đơn vị hiện hành", grouped(made->units));
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
  command->add_flag("--join", options->join,
                    "Thêm một nút vào nhật ký đã có trong Kafka / one more node of a log in Kafka");
  command
      ->add_option("--master-key", options->master_key,
                   "Khóa chính của các nút khác / the others' master key: the file, or its "
                   "folder")
      ->needs("--join");
  command->add_option("--node", context.options.node,
                      "Tên của nút này / the name of this node among those of the log");
  command->add_option("--address", context.options.address,
                      "Nơi nút này nhận yêu cầu / where it takes requests: https://host:port");
  context.on(*command, [&context, options] { return initialise(context, *options); });
}

}  // namespace donthu::cli
