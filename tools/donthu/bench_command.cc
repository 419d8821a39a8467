// donthu bench: figures that anyone can repeat.
#include <memory>

#include <CLI/CLI.hpp>

#include "engine/base/ports.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

using Benchmark = Status (*)(const bench::BenchOptions&);

std::string topic_of_its_own() { return "donthu.bench." + std::to_string(SystemClock().now().ms); }

void add_one(CLI::App& parent, Context& context, const char* name, const char* what,
             std::uint64_t cases, Benchmark benchmark) {
  auto* command = parent.add_subcommand(name, what);
  auto options = std::make_shared<bench::BenchOptions>();
  options->folder = "donthu-bench";
  options->cases = cases;
  command->add_option("--folder", options->folder,
                      "Thư mục tạm, bị xóa trước / scratch folder, removed first");
  if (cases > 0) {
    command->add_option("--cases", options->cases, "Số vụ việc / number of cases");
    command->add_option("--in-flight", options->in_flight,
                        "Số lệnh gửi đi cùng lúc / commands in flight");
  }
  if (benchmark == bench::bench_commands) {
    command->add_option("--per-second", options->per_second,
                        "Số lệnh mỗi giây của tải đều; 0: nửa mức đạt được / rate of the steady "
                        "load; 0: half of what was reached");
    command
        ->add_option("--partitions", options->partitions,
                     "Số phân vùng / partitions of the log (2 to 1024)")
        ->capture_default_str();
  }
  if (benchmark == bench::bench_reform)
    command->add_flag("--synthetic-localities", options->synthetic_localities,
                      "Với bảng tổ dân phố giả định / with an invented table of localities");
  context.on(*command, [&context, options, benchmark]() -> Status {
    options->schemas = context.options.schemas;
    if (!context.options.brokers.empty()) {
      DONTHU_ASSIGN(options->kafka, context.connection());
      if (context.options.topic.empty()) options->kafka->topic = topic_of_its_own();
    }
    return benchmark(*options);
  });
}

}  // namespace

void add_bench_commands(CLI::App& app, Context& context) {
  auto* bench = app.add_subcommand("bench", "Đo tốc độ / measure");
  bench->require_subcommand(1);
  add_one(*bench, context, "commands", "Lệnh trong tiến trình / commands in process", 100'000,
          bench::bench_commands);
  add_one(*bench, context, "http", "Lệnh qua HTTP, 32 kết nối / commands over HTTP", 50'000,
          bench::bench_http);
  add_one(*bench, context, "timers", "Thời hạn đến cùng lúc / deadlines that fall due at once",
          1'000'000, bench::bench_timers);
  add_one(*bench, context, "rebuild", "Dựng lại trạng thái / folding everything again", 100'000,
          bench::bench_rebuild);
  add_one(*bench, context, "start", "Khởi động / cold start", 1'000'000, bench::bench_start);
  add_one(*bench, context, "reform", "Bàn giao hồ sơ ngày 01/07/2025 / the hand-over of the reform",
          100'000, bench::bench_reform);
  add_one(*bench, context, "takeover",
          "Chuyển phân vùng giữa các nút / partitions that move, on Kafka", 20'000,
          bench::bench_takeover);
  add_one(*bench, context, "parts", "Từng phần của một lệnh / each part of one command", 0,
          bench::bench_parts);
}

}  // namespace donthu::cli
