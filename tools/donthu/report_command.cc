#include "tools/donthu/report_command.h"

#include <memory>
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
  report::Basis basis = report::Basis::cohort;
  report::AsOfKind as_of_kind = report::AsOfKind::recorded;
  report::Per per = report::Per::total;
  std::vector<event::PetitionKind> kinds;
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
  request.basis = options.basis;
  request.as_of_kind = options.as_of_kind;
  request.per = options.per;
  request.kinds = options.kinds;
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

template <class Enum>
CLI::Validator names(std::vector<std::pair<std::string, Enum>> values) {
  return CLI::CheckedTransformer(std::move(values)).description("");
}

}  // namespace

void add_report_command(CLI::App& app, Context& context) {
  using namespace report;
  auto* command = app.add_subcommand(
      "report", "Báo cáo: tiếp nhận, giải quyết, tồn, quá hạn / figures as of any date");
  auto options = std::make_shared<ReportOptions>();
  command->add_option("--from", options->from, "Từ ngày / first day of the period")->required();
  command->add_option("--until", options->until, "Đến hết ngày / last day, included")->required();
  command
      ->add_option("--basis", options->basis,
                   "cohort: đơn tiếp nhận trong kỳ; flow: việc diễn ra trong kỳ")
      ->transform(names<Basis>({{"cohort", Basis::cohort}, {"flow", Basis::flow}}));
  command->add_option("--as-of", options->as_of,
                      "Tính đến hết ngày này, hoặc thời điểm này / default: the period's end");
  command
      ->add_option("--as-of-kind", options->as_of_kind,
                   "recorded: như đã ghi nhận khi ấy; effective: như đã có hiệu lực")
      ->transform(
          names<AsOfKind>({{"recorded", AsOfKind::recorded}, {"effective", AsOfKind::effective}}));
  command->add_option("--per", options->per, "total | district | ward")
      ->transform(
          names<Per>({{"total", Per::total}, {"district", Per::district}, {"ward", Per::ward}}));
  command
      ->add_option("--kind", options->kinds, "complaint | denunciation | recommendation | feedback")
      ->transform(
          names<event::PetitionKind>({{"complaint", event::PetitionKind::complaint},
                                      {"denunciation", event::PetitionKind::denunciation},
                                      {"recommendation", event::PetitionKind::recommendation},
                                      {"feedback", event::PetitionKind::feedback}}));
  command->add_option("--compare-from", options->compare_from,
                      "Kỳ trước, từ ngày / earlier period");
  command->add_option("--compare-until", options->compare_until, "Kỳ trước, đến hết ngày");
  command->add_flag("--csv", options->csv, "Kết quả dạng CSV / for spreadsheets");
  context.on(*command, [&context, options] { return print_report(context, *options); });
}

}  // namespace donthu::cli
