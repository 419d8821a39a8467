// donthu rebuild, replay and restore: states made anew from the log.
#include <memory>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "engine/log/embedded_log.h"
#include "engine/replay/past.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/rebuild.h"
#include "engine/runtime/restore.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

Status rebuild(Context& context) {
  auto configuration = context.configuration();
  configuration.partitions = 0;
  runtime::BulkFolded folded;
  {
    Progress progress("Dựng lại trạng thái / folding the log");
    DONTHU_ASSIGN(folded, runtime::rebuild_state(configuration, {},
                                                 [&](std::uint64_t done, std::uint64_t total) {
                                                   progress.show(done, total);
                                                   return true;
                                                 }));
  }
  if (context.out().json()) {
    context.out().document({{"entries", folded.entries},
                            {"events", folded.events},
                            {"stuck_cases", folded.stuck.size()}});
    return {};
  }
  context.out().line("Đã dựng lại trạng thái từ nhật ký / the state was made anew", Style::good);
  context.out().entry("Bản ghi / entries", std::to_string(folded.entries));
  context.out().entry("Sự kiện / events", std::to_string(folded.events));
  if (!folded.stuck.empty())
    context.out().entry("Hồ sơ bị treo / stuck", std::to_string(folded.stuck.size()), Style::bad);
  return {};
}

struct ReplayOptions {
  std::string until;
  std::string folder;
};

// A day stands for its end.
Result<Instant> read_until(const std::string& text) {
  if (const auto date = parse_date(text)) return Instant{end_of_day(*date).ms - 1};
  return parse_instant(text, "--until");
}

struct Counts {
  std::uint64_t cases = 0;
  std::uint64_t open = 0;
  std::uint64_t overdue = 0;
};

Result<Counts> count_cases(const runtime::Queries& queries) {
  Counts counts;
  std::string cursor;
  do {
    DONTHU_ASSIGN(const auto page, queries.find({}, cursor, 1'000));
    for (const petition::Case& state : page.cases) {
      ++counts.cases;
      if (state.open()) ++counts.open;
      if (state.times_overdue > 0) ++counts.overdue;
    }
    cursor = page.next;
  } while (!cursor.empty());
  return counts;
}

Status replay_until(Context& context, const ReplayOptions& options) {
  DONTHU_ASSIGN(const Instant until, read_until(options.until));
  const runtime::DataFolder folder(context.configuration());
  DONTHU_TRY(folder.check());
  SystemRandom random;
  log::EmbeddedLogOptions log_options;
  log_options.read_only = true;
  DONTHU_ASSIGN(const auto log, log::EmbeddedLog::open(folder.log().string(), random, log_options));
  const bool keep = !options.folder.empty();
  const std::filesystem::path scratch = keep ? std::filesystem::path(options.folder)
                                             : std::filesystem::temp_directory_path() /
                                                   ("donthu-replay-" + std::to_string(::getpid()));
  DONTHU_ASSIGN(const auto limits, replay::recorded_until(*log, until));
  Counts counts;
  std::uint64_t entries = 0;
  {
    Progress progress("Diễn lại / replaying");
    DONTHU_ASSIGN(
        const auto past,
        replay::Past::replay(*log, limits, scratch, [&](std::uint64_t done, std::uint64_t total) {
          progress.show(done, total);
          return true;
        }));
    entries = past->folded().entries;
    DONTHU_ASSIGN(counts, count_cases(past->queries()));
  }
  if (!keep) std::filesystem::remove_all(scratch);
  if (context.out().json()) {
    context.out().document({{"until", to_string(until)},
                            {"entries", entries},
                            {"cases", counts.cases},
                            {"open", counts.open},
                            {"ever_overdue", counts.overdue}});
    return {};
  }
  Output& out = context.out();
  out.heading("Như đã ghi nhận đến / as recorded until " + to_local(until));
  out.entry("Bản ghi / entries", std::to_string(entries));
  out.entry("Hồ sơ / cases", std::to_string(counts.cases));
  out.entry("Đang giải quyết / open", std::to_string(counts.open));
  out.entry("Từng quá hạn / ever overdue", std::to_string(counts.overdue));
  if (keep) out.entry("Trạng thái / state", scratch.string());
  return {};
}

struct RestoreArguments {
  std::string backup;
  std::string keys;
};

Status restore_folder(Context& context, const RestoreArguments& arguments) {
  runtime::RestoreOptions options;
  options.keys = arguments.keys;
  DONTHU_ASSIGN(const auto restored,
                runtime::restore(arguments.backup, context.configuration(), options));
  Output& out = context.out();
  if (out.json()) {
    out.document({{"data", context.options.data.string()},
                  {"keys", restored.keys},
                  {"behind", restored.behind()}});
  } else {
    out.line("Đã khôi phục vào " + context.options.data.string(), Style::good);
    for (const auto& partition : restored.partitions)
      if (partition.comparison.stops_partition())
        out.line(partition.comparison.message, Style::bad);
    if (!restored.keys)
      out.warning({"Chưa có khóa niêm phong: dùng --keys-from",
                   "the keys are not there yet: give --keys-from"});
  }
  if (restored.behind()) context.finish_with(ExitCode::rejected);
  return {};
}

}  // namespace

void add_state_commands(CLI::App& app, Context& context) {
  auto* again = app.add_subcommand("rebuild", "Dựng lại trạng thái từ nhật ký / fold all again");
  context.on(*again, [&context] { return rebuild(context); });

  auto* past = app.add_subcommand("replay", "Diễn lại đến một thời điểm / the state as of a time");
  auto options = std::make_shared<ReplayOptions>();
  past->add_option("--until", options->until, "Đến hết ngày, hoặc thời điểm / until")->required();
  past->add_option("--folder", options->folder, "Giữ trạng thái ở đây / keep the state here");
  context.on(*past, [&context, options] { return replay_until(context, *options); });

  auto* back = app.add_subcommand("restore", "Khôi phục từ bản sao lưu / from a backup");
  auto arguments = std::make_shared<RestoreArguments>();
  back->add_option("backup", arguments->backup, "Bản sao lưu / the backup")->required();
  back->add_option("--keys-from", arguments->keys, "Bản sao khóa / a copy of the keys");
  context.on(*back, [&context, arguments] { return restore_folder(context, *arguments); });
}

}  // namespace donthu::cli
