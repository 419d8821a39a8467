#include "tools/donthu/demo_command.h"

#include <chrono>

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>

#include "engine/report/figures.h"
#include "engine/report/report.h"
#include "tools/donthu/demo/city.h"
#include "tools/donthu/demo/pages.h"
#include "tools/donthu/demo/reform.h"
#include "tools/donthu/demo/run.h"

namespace donthu::cli {
namespace {

struct DemoOptions {
  std::uint64_t seed = 2021;
};

using Steady = std::chrono::steady_clock;

Result<report::Report> demo_report(const runtime::Engine& engine) {
  report::ReportRequest request;
  request.from = demo::period_starts[1];
  request.until = demo::last_day;
  request.compare = report::Period{demo::first_day, demo::period_starts[1] - days{1}};
  request.per = report::Per::district;
  DONTHU_ASSIGN(auto made, report::compute(engine.queries(), *engine.registry(), request));
  made.simulated = true;
  return made;
}

std::string introduction(std::uint64_t seed) {
  return demo::page_title("Hà Nội, 175 phường thí điểm, 01/07/2020 – 30/06/2022", "the pilot") +
         "  VỤ VIỆC MÔ PHỎNG, TỔNG SỐ CÔNG BỐ. Đơn vị hành chính có thật; đơn thư, người và nội "
         "dung\n"
         "  đều do chương trình đặt ra từ một số gieo (" +
         std::to_string(seed) +
         "); chỉ tổng số theo kỳ là số đã công bố.\n"
         "  Synthetic cases, published totals. Real units; petitions and people are invented.\n";
}

std::string what_was_done(const demo::RunResult& result, double seconds) {
  if (result.commands == 0 && result.repeated > 0)
    return "\n  Thư mục này đã có đủ từ lần chạy trước: không thêm gì. / Already filled by an "
           "earlier "
           "run:\n  nothing was added.\n";
  const std::string commands = report::grouped(result.commands);
  const std::string fired = report::grouped(result.fired);
  const std::string took = report::decimal(static_cast<std::int64_t>(seconds * 10), ',');
  return "\n  " + commands + " lệnh; hạn đến tại " + fired + " thời điểm; " + took + " giây.\n  " +
         commands + " commands; deadlines fired at " + fired + " instants; " + took + " seconds.\n";
}

// This program as it can be typed from here.
std::string program() {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "donthu";
  const auto near = std::filesystem::proximate(path, error).string();
  return error || near.starts_with("..") ? path.string() : near;
}

Status print_pages(Context& context, const runtime::Engine& engine, const report::Report& made,
                   const CaseId& climbing, const CaseId& reformed) {
  const Instant before = start_of_day(make_date(2022, 2, 25));
  DONTHU_ASSIGN(const std::string history, demo::history_page(engine, climbing));
  DONTHU_ASSIGN(const std::string deadline, demo::deadline_page(engine, climbing));
  DONTHU_ASSIGN(const std::string as_of,
                demo::as_of_page(engine, climbing, before, end_of_day(demo::last_day)));
  DONTHU_ASSIGN(const std::string crossing, demo::history_page(engine, reformed));
  DONTHU_ASSIGN(const std::string hand_over, demo::hand_over_page(engine, demo::reform_day));
  Output& out = context.out();
  out.raw(demo::page_title("1. Báo cáo", "The report") + to_text(made));
  out.raw(demo::page_title("2. So với số công bố", "Beside the published figures") +
          demo::published_page(made));
  out.raw(demo::page_title("3. Một khiếu nại không ai trả lời", "From ward to district to city") +
          history);
  out.raw(demo::page_title("4. Vì sao hạn là ngày ấy", "The deadline, explained") + deadline);
  out.raw(demo::page_title("5. Vụ việc ấy khi chưa quá hạn, và về sau", "As of two dates") + as_of);
  out.raw(demo::page_title("6. Một đơn qua ngày 01/07/2025", "A petition that crosses the reform") +
          crossing + hand_over);
  out.raw(demo::page_title("7. Thử tiếp", "What to try next") +
          demo::next_page(program(), context.options.data.string(), climbing));
  return {};
}

void print_document(Context& context, const demo::RunResult& result, const report::Report& made) {
  context.out().document({{"synthetic", true},
                          {"commands", result.commands},
                          {"repeated", result.repeated},
                          {"rejected", result.rejected},
                          {"climbing_case", to_string(result.climbing)},
                          {"report", boost::json::parse(report::to_json(made))}});
}

Status demonstrate(Context& context, const DemoOptions& options) {
  const auto configuration = context.configuration();
  auto anew = configuration;
  anew.partitions = runtime::Configuration{}.partitions;
  const Status created = context.create_folder(anew, start_of_day(demo::first_day));
  if (!created && created.error().reason != "folder-not-empty")
    return std::unexpected(created.error());
  DONTHU_ASSIGN(runtime::Engine * engine, context.engine(configuration));
  if (!engine->simulated())
    return reject(ErrorCode::conflict, "not-a-demonstration",
                  "Thư mục này chứa dữ liệu thật; hãy chọn thư mục trống cho phần trình diễn",
                  "the folder holds a log with a real clock", "--data", "Choose an empty folder");
  if (!context.out().json()) context.out().raw(introduction(options.seed));
  DONTHU_TRY(demo::furnish(*engine, context.options.schemas, options.seed));
  DONTHU_ASSIGN(const auto plan, demo::plan_for(*engine, options.seed));
  const auto start = Steady::now();
  demo::RunResult result;
  {
    Progress bar("Hai năm đơn thư / two years of petitions");
    DONTHU_ASSIGN(result, demo::play(*engine, plan, [&](std::uint64_t done, std::uint64_t all) {
                    bar.show(done, all);
                  }));
  }
  // The generator and the rules are ours: a command that was rejected is an error of one of them.
  if (result.first_rejection) return std::unexpected(*result.first_rejection);
  DONTHU_ASSIGN(const CaseId reformed, demo::cross_reform(*engine, options.seed));
  const std::chrono::duration<double> took = Steady::now() - start;
  DONTHU_ASSIGN(const auto made, demo_report(*engine));
  if (context.out().json()) {
    print_document(context, result, made);
    return {};
  }
  context.out().raw(what_was_done(result, took.count()));
  return print_pages(context, *engine, made, result.climbing, reformed);
}

}  // namespace

void add_demo_commands(CLI::App& app, Context& context) {
  const auto options = std::make_shared<DemoOptions>();
  auto* command = app.add_subcommand(
      "demo", "Trình diễn: hai năm đơn thư mô phỏng / two years of invented petitions");
  command->add_option("--seed", options->seed, "Số gieo / the seed that everything is made from");
  context.on(*command, [&context, options] { return demonstrate(context, *options); });
}

}  // namespace donthu::cli
