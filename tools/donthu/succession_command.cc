// donthu registry sweeps, hand-over, handed-over: cases of units that ended, and other work that
// touches many cases.
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include "engine/event/json.h"
#include "engine/report/hand_over.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/registry_changes.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

struct SuccessionOptions {
  std::string date;
  std::string by;
};

Status sweeps(Context& context) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(auto all, backend->sweeps());
  if (context.out().json()) {
    context.out().document(std::move(all));
    return {};
  }
  Table table{{{"Số", true},
               {"Vì"},
               {"Bắt đầu"},
               {"Phân vùng xong"},
               {"Đã xét", true},
               {"Đã đổi", true},
               {"Bị từ chối", true}},
              {}};
  table.rows.push_back({{"no.", Style::faint},
                        {"why", Style::faint},
                        {"begun", Style::faint},
                        {"partitions done", Style::faint},
                        {"visited", Style::faint},
                        {"changed", Style::faint},
                        {"rejected", Style::faint}});
  for (const auto& each : array_at(all, "sweeps")) {
    const object& sweep = each.as_object();
    const auto closed = number_at(sweep, "closed");
    const auto partitions = number_at(sweep, "partitions");
    const auto rejected = number_at(sweep, "rejected");
    DONTHU_ASSIGN(const Instant opened, parse_instant(text_at(sweep, "opened_at"), "opened_at"));
    table.rows.push_back({std::to_string(number_at(sweep, "sweep")),
                          sweep_word(text_at(sweep, "kind")) + " " + text_at(sweep, "subject"),
                          to_local(opened),
                          {std::to_string(closed) + "/" + std::to_string(partitions),
                           closed == partitions ? Style::good : Style::warning},
                          grouped(number_at(sweep, "visited")),
                          grouped(number_at(sweep, "changed")),
                          {grouped(rejected), rejected > 0 ? Style::bad : Style::plain}});
  }
  context.out().table(table);
  return {};
}

Status hand_over(Context& context, const SuccessionOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  event::Actor actor;
  if (!options.by.empty()) {
    DONTHU_ASSIGN(actor.officer,
                  find_officer(*backend, options.by, local_date(backend->now()), "--by"));
  }
  DONTHU_TRY(engine->hand_over_again(actor));
  engine->settle();
  return sweeps(context);
}

object json_of(const report::HandOverRow& row, const registry::Registry& registry, Date day) {
  array to;
  for (const auto& [unit, count] : row.to)
    to.push_back(
        object{{"unit", unit.value}, {"name", registry.name(unit, day)}, {"cases", count}});
  object waiting;
  for (const auto& [ground, count] : row.waiting) waiting[ground] = count;
  return {
      {"unit", event::to_json(row.unit)},        {"name", row.name},    {"cases", row.cases()},
      {"handed_over", row.handed_over()},        {"to", std::move(to)}, {"waiting", row.waits()},
      {"waiting_by_ground", std::move(waiting)}, {"ruled", row.ruled}};
}

std::vector<Cell> cells_of(const report::HandOverRow& row, const registry::Registry& registry,
                           Date day, std::size_t most) {
  std::string to;
  std::size_t shown = 0;
  for (const auto& [unit, count] : row.to) {
    if (++shown > most) break;
    to += (to.empty() ? "" : "; ") + registry.name(unit, day) + " " + grouped(count);
  }
  if (row.to.size() > most) to += "; … " + grouped(row.to.size()) + " đơn vị";
  const auto waits = row.waits();
  return {row.name,
          grouped(row.cases()),
          grouped(row.handed_over()),
          {grouped(waits), waits > 0 ? Style::warning : Style::plain},
          grouped(row.ruled),
          to};
}

Status handed_over(Context& context, const SuccessionOptions& options) {
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  const auto registry = engine->registry();
  std::optional<Date> day = registry->last_end(local_date(engine->now()));
  if (!options.date.empty()) {
    DONTHU_ASSIGN(day, parse_date(options.date, "--date"));
  }
  if (!day)
    return reject(ErrorCode::not_found, "no-unit-ended", "Chưa có đơn vị nào kết thúc hoạt động",
                  "no unit has ended yet", "--date", "Give the first day without the units");
  DONTHU_ASSIGN(auto made, report::hand_over_report(engine->queries(), *registry, *day));
  if (context.out().json()) {
    array rows;
    for (const auto& row : made.rows) rows.push_back(json_of(row, *registry, *day));
    context.out().document({{"day", to_string(*day)},
                            {"log", to_string(made.log)},
                            {"total", json_of(made.total, *registry, *day)},
                            {"units", std::move(rows)}});
    return {};
  }
  Output& out = context.out();
  out.line("Hồ sơ của các đơn vị kết thúc hoạt động, bàn giao từ " + to_vietnamese(*day),
           Style::strong);
  Table table{{{"Đơn vị"},
               {"Hồ sơ", true},
               {"Đã bàn giao", true},
               {"Chờ xác định", true},
               {"Đã phán định", true},
               {"Bàn giao cho"}},
              {}};
  table.rows.push_back({{"unit", Style::faint},
                        {"cases", Style::faint},
                        {"handed over", Style::faint},
                        {"waiting", Style::faint},
                        {"ruled", Style::faint},
                        {"to", Style::faint}});
  for (const auto& row : made.rows) table.rows.push_back(cells_of(row, *registry, *day, 3));
  table.rows.push_back(cells_of(made.total, *registry, *day, 0));
  out.table(table);
  for (const auto& [ground, count] : made.total.waiting)
    out.entry(grouped(count) + " chờ vì", ground, Style::warning);
  return {};
}

}  // namespace

void add_succession_commands(CLI::App& registry, Context& context) {
  auto options = std::make_shared<SuccessionOptions>();
  auto* listed = registry.add_subcommand(
      "sweeps", "Việc làm với nhiều hồ sơ và tiến độ / work that touches many cases");
  context.on(*listed, [&context] { return sweeps(context); });
  auto* again = registry.add_subcommand(
      "hand-over", "Rà lại hồ sơ của đơn vị đã kết thúc / look again at cases of ended units");
  again->add_option("--by", options->by, "Người ghi / who asks for it")->envname("DONTHU_OFFICER");
  context.on(*again, [&context, options] { return hand_over(context, *options); });
  auto* report = registry.add_subcommand(
      "handed-over", "Báo cáo bàn giao theo đơn vị / what became of the cases of ended units");
  report->add_option("--date", options->date,
                     "Ngày đầu không còn đơn vị / first day without them (default: the last)");
  context.on(*report, [&context, options] { return handed_over(context, *options); });
}

}  // namespace donthu::cli
