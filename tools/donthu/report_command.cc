// donthu report: figures of a period, from the log.
#include <memory>

#include <CLI/CLI.hpp>

#include "engine/report/report.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

struct ReportOptions {
  std::string from;
  std::string until;
  std::string basis = "cohort";
  std::string as_of;
  std::string by = "recorded";
  std::string per = "total";
  std::vector<std::string> kinds;
  std::string compare_from;
  std::string compare_until;
  std::string format = "text";
};

// Words from a closed list; CLI11 has checked them.
report::Per per_of(const std::string& word) {
  if (word == "ward") return report::Per::ward;
  return word == "district" ? report::Per::district : report::Per::total;
}

Result<report::ReportRequest> to_request(const ReportOptions& options) {
  report::ReportRequest request;
  DONTHU_ASSIGN(request.from, parse_date(options.from, "--from"));
  DONTHU_ASSIGN(request.until, parse_date(options.until, "--until"));
  if (options.basis == "flow") request.basis = report::Basis::flow;
  if (options.by == "effective") request.as_of_kind = report::AsOfKind::effective;
  request.per = per_of(options.per);
  if (!options.as_of.empty()) {
    DONTHU_ASSIGN(request.as_of, parse_instant(options.as_of, "--as-of"));
  }
  for (const std::string& word : options.kinds) {
    event::PetitionKind kind{};
    if (event::from_name(word, kind)) request.kinds.push_back(kind);
  }
  if (options.compare_from.empty() != options.compare_until.empty())
    return reject(ErrorCode::invalid, "half-a-period", "Kỳ so sánh cần cả hai ngày",
                  "a period to compare with has two days", "--compare-from",
                  "Give --compare-from and --compare-until together");
  if (!options.compare_from.empty()) {
    report::Period before;
    DONTHU_ASSIGN(before.from, parse_date(options.compare_from, "--compare-from"));
    DONTHU_ASSIGN(before.until, parse_date(options.compare_until, "--compare-until"));
    request.compare = before;
  }
  return request;
}

Status print_report(Context& context, const ReportOptions& options) {
  DONTHU_ASSIGN(const auto request, to_request(options));
  DONTHU_ASSIGN(const runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(auto made, report::compute(engine->queries(), *engine->registry(), request));
  made.simulated = engine->simulated();
  if (context.out().json() || options.format == "json")
    context.out().raw(report::to_json(made));
  else
    context.out().raw(options.format == "csv" ? report::to_csv(made) : report::to_text(made));
  return {};
}

}  // namespace

void add_report_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("report", "Báo cáo theo kỳ / figures of a period");
  auto options = std::make_shared<ReportOptions>();
  command->add_option("--from", options->from, "Từ ngày / first day")->required();
  command->add_option("--until", options->until, "Đến hết ngày / last day, included")->required();
  command
      ->add_option("--basis", options->basis,
                   "cohort: đơn nhận trong kỳ / flow: việc diễn ra trong kỳ")
      ->check(CLI::IsMember({"cohort", "flow"}));
  command->add_option("--as-of", options->as_of, "Tính đến lúc / as of (default: end of period)");
  command->add_option("--by", options->by, "recorded: đã ghi nhận / effective: đã có hiệu lực")
      ->check(CLI::IsMember({"recorded", "effective"}));
  command->add_option("--per", options->per, "Theo / per: total, district, ward")
      ->check(CLI::IsMember({"total", "district", "ward"}));
  command->add_option("--kind", options->kinds, "Loại đơn / kinds (default: all)")
      ->check(CLI::IsMember({"complaint", "denunciation", "recommendation", "feedback"}));
  command->add_option("--compare-from", options->compare_from, "Kỳ so sánh, từ / earlier period");
  command->add_option("--compare-until", options->compare_until, "Kỳ so sánh, đến hết");
  command->add_option("--format", options->format, "text, csv, json")
      ->check(CLI::IsMember({"text", "csv", "json"}));
  context.on(*command, [&context, options] { return print_report(context, *options); });
}

}  // namespace donthu::cli
