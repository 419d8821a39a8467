// donthu clock: vouching for the system clock, and moving a simulated one.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/donthu/commands.h"
#include "tools/donthu/naming.h"

namespace donthu::cli {
namespace {

Status show_now(Context& context, std::uint64_t fired) {
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  context.out().set_simulated(engine->now());
  if (context.out().json()) {
    context.out().document({{"now", to_string(engine->now())}, {"fired", fired}});
    return {};
  }
  context.out().line("Bây giờ là " + to_local(engine->now()), Style::good);
  context.out().entry("Thời hạn đã đến", grouped(fired));
  return {};
}

Status advance(Context& context, const std::string& time) {
  DONTHU_ASSIGN(const auto until, parse_instant(time, "time"));
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  if (engine->simulated() && until < engine->now())
    return reject(ErrorCode::invalid, "clock-goes-back", "Đồng hồ không đi lùi",
                  "a clock does not go back; it stands at " + to_string(engine->now()), "time",
                  "Give a later time");
  std::uint64_t fired = 0;
  {
    // In steps, so that the bar moves: from here to there fires the same as the way in pieces.
    Progress progress("Đồng hồ đang đi, ngày");
    const Instant from = engine->now();
    const std::int64_t step = std::max(ms_per_day, (until.ms - from.ms) / 500);
    const auto days_until = [&](Instant at) {
      return static_cast<std::uint64_t>(std::max<std::int64_t>(0, at.ms - from.ms) / ms_per_day);
    };
    for (Instant at = from; engine->simulated() && at < until;) {
      at = std::min(Instant{at.ms + step}, until);
      DONTHU_ASSIGN(const auto count, engine->advance_to(at));
      fired += count;
      progress.show(days_until(at), days_until(until));
    }
    if (!engine->simulated()) DONTHU_TRY(engine->advance_to(until));
    engine->settle();
  }
  return show_now(context, fired);
}

Status confirm(Context& context, const std::string& officer) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  event::Actor actor;
  if (!officer.empty()) {
    DONTHU_ASSIGN(actor.officer, find_officer(*backend, officer, local_date(backend->now())));
  }
  DONTHU_TRY(engine->confirm_clock(actor));
  if (context.out().json())
    context.out().document({{"now", to_string(engine->now())}, {"confirmed", true}});
  else
    context.out().line("Đã xác nhận đồng hồ: " + to_local(engine->now()), Style::good);
  return {};
}

}  // namespace

void add_clock_commands(CLI::App& app, Context& context) {
  auto* clock = app.add_subcommand("clock", "Đồng hồ / the clock");
  clock->require_subcommand(1);
  auto time = std::make_shared<std::string>();
  auto* moved = clock->add_subcommand(
      "advance", "Cho đồng hồ mô phỏng đi tới / move a simulated clock; due deadlines fire");
  moved->add_option("time", *time, "\"2022-03-01 08:00\"")->required();
  context.on(*moved, [&context, time] { return advance(context, *time); });
  auto officer = std::make_shared<std::string>();
  auto* vouched = clock->add_subcommand(
      "confirm", "Xác nhận đồng hồ máy đúng / vouch for the clock after it jumped");
  vouched->add_option("--officer", *officer, "Người xác nhận / who vouches")
      ->envname("DONTHU_OFFICER");
  context.on(*vouched, [&context, officer] { return confirm(context, *officer); });
}

}  // namespace donthu::cli
