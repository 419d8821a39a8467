#include "tools/donthu/rules_files.h"

#include <algorithm>
#include <array>
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/csv/registry_files.h"
#include "engine/event/json.h"
#include "engine/registry/rule_coverage.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/terminal/words.h"

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

struct FaultWords {
  registry::CoverageFault fault;
  std::string_view name;
  const char* text;
};
constexpr std::array faults{
    FaultWords{registry::CoverageFault::gap, "gap",
               "Khoảng trống: không bản nào có hiệu lực / no version in force"},
    FaultWords{registry::CoverageFault::overlap, "overlap",
               "Chồng lấn: hai bản ban hành cùng ngày / two versions of one publication"},
    FaultWords{registry::CoverageFault::returns, "returns",
               "Bản cũ có hiệu lực trở lại / an older version is back in force"},
    FaultWords{registry::CoverageFault::superseded, "superseded",
               "Bản sau thay thế toàn bộ / wholly superseded"}};

const FaultWords& words_of(registry::CoverageFault fault) {
  return *std::ranges::find(faults, fault, &FaultWords::fault);
}

// That the versions in force leave no day out, and none in doubt.
Status check_versions(Context& context) {
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  const auto findings = registry::check_coverage(*engine->registry());
  const bool sound = std::ranges::all_of(findings, [](const auto& finding) {
    return finding.fault == registry::CoverageFault::superseded;
  });
  if (!sound) context.finish_with(ExitCode::rejected);
  boost::json::array json;
  Table table{
      {{"Loại"}, {"Quy định"}, {"Bản"}, {"Bản kia"}, {"Từ ngày"}, {"Đến ngày"}, {"Nhận xét"}}, {}};
  for (const auto& finding : findings) {
    const std::string kind(event::name_of(finding.kind));
    const FaultWords& words = words_of(finding.fault);
    json.push_back(boost::json::object{{"fault", boost::json::string_view(words.name)},
                                       {"kind", kind},
                                       {"id", finding.id},
                                       {"version", finding.version},
                                       {"other", finding.other},
                                       {"from", to_string(finding.from)},
                                       {"until", event::to_json(finding.until)}});
    const bool harmless = finding.fault == registry::CoverageFault::superseded;
    table.rows.push_back({value_word(kind),
                          finding.id,
                          finding.version,
                          finding.other,
                          to_vietnamese(finding.from),
                          finding.until ? to_vietnamese(*finding.until) : std::string(),
                          {words.text, harmless ? Style::plain : Style::bad}});
  }
  if (context.out().json()) {
    context.out().document({{"findings", std::move(json)}, {"sound", sound}});
    return {};
  }
  if (!findings.empty()) context.out().table(table);
  if (sound)
    context.out().line("Đạt: không ngày nào trống hay chồng lấn / no gaps, no overlaps",
                       Style::good);
  return {};
}

Status check(Context& context, const FileOptions& options) {
  if (options.file.empty()) return check_versions(context);
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

CLI::Option* add_file_options(CLI::App& command, FileOptions& options) {
  auto* file = command.add_option("file", options.file, "Tệp .bpmn, .dmn hoặc .csv");
  command.add_option("--kind", options.kind, "calendar | procedure | policy | topics");
  command.add_option("--id", options.id, "Tên quy định / id (default: from the file)");
  return file;
}

}  // namespace

void add_rules_files(CLI::App& rules, Context& context) {
  auto options = std::make_shared<FileOptions>();
  auto* checked =
      rules.add_subcommand("check",
                           "Kiểm tra tệp; không nêu tệp: ngày trống, ngày chồng lấn giữa các bản / "
                           "everything that would refuse a file; without one: gaps and overlaps "
                           "between the activated versions");
  add_file_options(*checked, *options);
  context.on(*checked, [&context, options] { return check(context, *options); });

  auto* published = rules.add_subcommand("publish", "Ban hành bản mới / activate a version");
  add_file_options(*published, *options)->required();
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
