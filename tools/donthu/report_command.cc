#include "tools/donthu/report_command.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/report/report.h"

namespace donthu::cli {
namespace {

struct ReportOptions {
  std::string from;
  std::string until;
  std::string compare_from;
  std::string compare_until;
  std::string as_of;
  std::string basis = "cohort";
  std::string as_of_kind = "recorded";
  std::string per = "total";
  std::vector<std::string> kinds;
  bool csv = false;
};

// A day stands for its end, so that "as of 30/06/2022" includes what happened on it.
Result<Instant> read_as_of(const std::string& text) {
  if (const auto date = parse_date(text)) return end_of_day(*date);
  return parse_instant(text, "--as-of");
}

Result<report::ReportRequest> request_of(const ReportOptions& options) {
  report::ReportRequest request;
  DONTHU_ASSIGN(request.from, parse_date(options.from, "--from"));
  DONTHU_ASSIGN(request.until, parse_date(options.until, "--until"));
  request.basis = options.basis == "flow" ? report::Basis::flow : report::Basis::cohort;
  request.as_of_kind =
      options.as_of_kind == "effective" ? report::AsOfKind::effective : report::AsOfKind::recorded;
  request.per = options.per == "ward"       ? report::Per::ward
                : options.per == "district" ? report::Per::district
                                            : report::Per::total;
  for (const auto& [kind, name] : event::EnumNames<event::PetitionKind>::values)
    if (std::ranges::count(options.kinds, name) > 0) request.kinds.push_back(kind);
  if (!options.as_of.empty()) {
    DONTHU_ASSIGN(request.as_of, read_as_of(options.as_of));
  }
  if (options.compare_from.empty() && options.compare_until.empty()) return request;
  report::Period earlier;
  DONTHU_ASSIGN(earlier.from, parse_date(options.compare_from, "--compare-from"));
  DONTHU_ASSIGN(earlier.until, parse_date(options.compare_until, "--compare-until"));
  request.compare = earlier;
  return request;
}

Status print_report(Context& context, const ReportOptions& options) {
  DONTHU_ASSIGN(const auto request, request_of(options));
  DONTHU_ASSIGN(const runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(auto made, report::compute(engine->queries(), *engine->registry(), request));
  made.simulated = engine->simulated();
  if (context.out().json())
    context.out().raw(report::to_json(made));
  else
    context.out().raw(options.csv ? report::to_csv(made) : report::to_text(made));
  return {};
}

}  // namespace

void add_report_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "report", "Báo cáo: tiếp nhận, giải quyết, tồn, quá hạn / figures as of any date");
  auto options = std::make_shared<ReportOptions>();
  command->add_option("--from", options->from, "Từ ngày / first day of the period")->required();
  command->add_option("--until", options->until, "Đến hết ngày / last day, included")->required();
  command
      ->add_option("--basis", options->basis,
                   "cohort: đơn tiếp nhận trong kỳ; flow: việc diễn ra trong kỳ")
      ->check(CLI::IsMember({"cohort", "flow"}));
  command->add_option("--as-of", options->as_of,
                      "Tính đến hết ngày này, hoặc thời điểm này / default: the period's end");
  command
      ->add_option("--as-of-kind", options->as_of_kind,
                   "recorded: như đã ghi nhận khi ấy; effective: như đã có hiệu lực")
      ->check(CLI::IsMember({"recorded", "effective"}));
  command->add_option("--per", options->per, "Theo / rows: total, district, ward")
      ->check(CLI::IsMember({"total", "district", "ward"}));
  command->add_option("--kind", options->kinds, "Loại đơn, có thể nhiều / kinds; default: all")
      ->check(CLI::IsMember({"complaint", "denunciation", "recommendation", "feedback"}));
  command->add_option("--compare-from", options->compare_from,
                      "Kỳ trước, từ ngày / earlier period");
  command->add_option("--compare-until", options->compare_until, "Kỳ trước, đến hết ngày");
  command->add_flag("--csv", options->csv, "Kết quả dạng CSV / for spreadsheets");
  context.on(*command, [&context, options] { return print_report(context, *options); });
}

}  // namespace donthu::cli
