#include "tools/donthu/rules_files.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/csv/registry_files.h"
#include "tools/donthu/naming.h"

namespace donthu::cli {
namespace {

struct FileOptions {
  std::string file;
  std::string kind;
  std::string id;
  std::string version;
  std::string valid_from;
  std::string valid_until;
  std::string published;
  std::string citation;
  std::string by;
};

// What the file's name says, where the command line does not.
Result<event::RuleKind> kind_of(const FileOptions& options) {
  event::RuleKind kind = event::RuleKind::policy;
  const auto extension = std::filesystem::path(options.file).extension();
  std::string name = options.kind;
  if (name.empty())
    name = extension == ".bpmn" ? "procedure" : extension == ".dmn" ? "policy" : "calendar";
  if (event::from_name(std::string_view(name), kind)) return kind;
  return reject(ErrorCode::invalid, "unknown-kind", "Không có loại quy định này: " + name,
                "there is no such kind of rule: " + name, "--kind",
                "calendar, procedure, policy or topics");
}

// The calendar's header, or the file's name without its versions ("terms-2.dmn" stays so: give
// --id).
Result<std::string> id_of(const FileOptions& options, event::RuleKind kind, ByteView content) {
  if (!options.id.empty()) return options.id;
  if (kind == event::RuleKind::calendar) {
    DONTHU_ASSIGN(const auto calendar, deadline::Calendar::parse(content, options.file));
    return calendar.id();
  }
  return std::filesystem::path(options.file).stem().string();
}

Status check(Context& context, const FileOptions& options) {
  DONTHU_ASSIGN(const auto content, csv::read_file(options.file));
  DONTHU_ASSIGN(const auto kind, kind_of(options));
  DONTHU_ASSIGN(const auto id, id_of(options, kind, content));
  DONTHU_TRY(petition::check_rule(kind, id, content, options.file));
  const std::string kind_name(event::name_of(kind));
  if (context.out().json())
    context.out().document({{"file", options.file},
                            {"kind", kind_name},
                            {"id", id},
                            {"digest", to_hex(sha256(content))},
                            {"sound", true}});
  else
    context.out().line("Đạt: " + options.file + " (" + kind_name + " " + id + ")", Style::good);
  return {};
}

Status publish(Context& context, const FileOptions& options) {
  DONTHU_ASSIGN(auto content, csv::read_file(options.file));
  event::RuleActivated activation;
  DONTHU_ASSIGN(activation.kind, kind_of(options));
  DONTHU_ASSIGN(activation.id, id_of(options, activation.kind, content));
  activation.rule_version = options.version;
  activation.citation = options.citation;
  DONTHU_ASSIGN(activation.valid_from, parse_date(options.valid_from, "--valid-from"));
  if (!options.valid_until.empty()) {
    DONTHU_ASSIGN(activation.valid_until, parse_date(options.valid_until, "--valid-until"));
  }
  context.take_part(Context::Part::registrar);
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  activation.published = local_date(engine->now());
  if (!options.published.empty()) {
    DONTHU_ASSIGN(activation.published, parse_date(options.published, "--published"));
  }
  event::Actor actor;
  if (!options.by.empty()) {
    DONTHU_ASSIGN(actor.officer,
                  find_officer(*backend, options.by, local_date(engine->now()), "--by"));
  }
  const std::string id = activation.id;
  const std::string digest = to_hex(sha256(content));
  {
    Progress progress("Ban hành và tính lại thời hạn");
    progress.show(0, 0);
    DONTHU_TRY(engine->publish_rules({{std::move(activation), std::move(content)}}, actor));
    engine->settle();
  }
  if (context.out().json())
    context.out().document({{"id", id}, {"version", options.version}, {"digest", digest}});
  else
    context.out().line("Đã ban hành " + id + " " + options.version, Style::good);
  return {};
}

void add_file_options(CLI::App& command, FileOptions& options) {
  command.add_option("file", options.file, "Tệp .bpmn, .dmn hoặc .csv")->required();
  command.add_option("--kind", options.kind, "calendar | procedure | policy | topics");
  command.add_option("--id", options.id, "Tên quy định / id (default: from the file)");
}

}  // namespace

void add_rules_files(CLI::App& rules, Context& context) {
  auto options = std::make_shared<FileOptions>();
  auto* checked =
      rules.add_subcommand("check", "Kiểm tra tệp / everything that would refuse a file");
  add_file_options(*checked, *options);
  context.on(*checked, [&context, options] { return check(context, *options); });

  auto* published = rules.add_subcommand("publish", "Ban hành bản mới / activate a version");
  add_file_options(*published, *options);
  published->add_option("--rule-version", options->version, "Bản / version")->required();
  published->add_option("--valid-from", options->valid_from, "Hiệu lực từ / valid from")
      ->required();
  published->add_option("--valid-until", options->valid_until, "Hiệu lực đến hết / valid until");
  published->add_option("--published", options->published, "Ngày ban hành (default: today)");
  published->add_option("--citation", options->citation, "Căn cứ pháp lý / legal basis")
      ->required();
  published->add_option("--by", options->by, "Người ghi / who records it")
      ->envname("DONTHU_OFFICER");
  context.on(*published, [&context, options] { return publish(context, *options); });
}

}  // namespace donthu::cli
