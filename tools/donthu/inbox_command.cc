// donthu inbox, and the filters it shares with case find.
#include <memory>

#include <CLI/CLI.hpp>

#include "tools/donthu/case_views.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/filter_options.h"
#include "tools/donthu/naming.h"

namespace donthu::cli {
namespace {

template <class Enum>
Status read_name(const std::string& text, const char* field, std::optional<Enum>& out) {
  if (text.empty()) return {};
  std::string allowed;
  for (const auto& [value, name] : event::EnumNames<Enum>::values) {
    if (name == text) {
      out = value;
      return {};
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  }
  return reject(ErrorCode::invalid, "unknown-name", "Không có giá trị này: " + text,
                "there is no such value: " + text, field, "One of " + allowed);
}

Status inbox(Context& context, FilterOptions options) {
  if (options.unit.empty() && options.officer.empty())
    return reject(ErrorCode::invalid, "whose-inbox", "Cần --officer hoặc --unit",
                  "say whose inbox: --officer or --unit", "--officer",
                  "For example donthu inbox --unit 00070");
  options.open = true;
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto filter, filter_of(*backend, options));
  DONTHU_ASSIGN(auto page, backend->find(filter, options.cursor, options.limit));
  if (context.out().json())
    context.out().document(std::move(page));
  else
    show_petitions(context.out(), *backend, page);
  return {};
}

}  // namespace

void add_filter_options(CLI::App& command, FilterOptions& options) {
  command.add_option("--unit", options.unit, "Đơn vị giải quyết, chịu trách nhiệm hoặc vào sổ");
  command.add_option("--officer", options.officer, "Cán bộ đang được giao việc");
  command.add_option("--kind", options.kind,
                     "complaint | denunciation | recommendation | feedback");
  command.add_option("--status", options.status, "registered, classified, accepted, …");
  command.add_option("--received-from", options.received_from, "Nhận từ ngày");
  command.add_option("--received-until", options.received_until, "Nhận đến hết ngày");
  command.add_option("--words", options.words, "Từ trong tên vụ việc, có dấu hoặc không");
  command.add_flag("--open", options.open, "Chỉ hồ sơ chưa xong");
  command.add_flag("--overdue", options.overdue, "Chỉ hồ sơ quá hạn");
  command.add_flag("--stuck", options.stuck, "Chỉ hồ sơ bị treo");
  command.add_flag("--rulings", options.rulings, "Chỉ hồ sơ chờ xác định thẩm quyền");
  command.add_option("--cursor", options.cursor, "Trang tiếp theo");
  command.add_option("--limit", options.limit, "Số hồ sơ một trang")->check(CLI::Range(1, 1000));
}

Result<runtime::Filter> filter_of(Backend& backend, const FilterOptions& options) {
  runtime::Filter filter;
  const Date today = local_date(backend.now());
  if (!options.unit.empty()) {
    DONTHU_ASSIGN(filter.unit, find_unit(backend, options.unit, today));
  }
  if (!options.officer.empty()) {
    DONTHU_ASSIGN(filter.officer, find_officer(backend, options.officer, today));
  }
  DONTHU_TRY(read_name(options.kind, "--kind", filter.kind));
  DONTHU_TRY(read_name(options.status, "--status", filter.status));
  if (!options.received_from.empty()) {
    DONTHU_ASSIGN(filter.received_from, parse_date(options.received_from, "--received-from"));
  }
  if (!options.received_until.empty()) {
    DONTHU_ASSIGN(filter.received_until, parse_date(options.received_until, "--received-until"));
  }
  filter.words = options.words;
  if (options.open) filter.open = true;
  if (options.overdue) filter.overdue = true;
  filter.stuck = options.stuck;
  filter.rulings = options.rulings;
  return filter;
}

void add_inbox_command(CLI::App& app, Context& context) {
  auto* command =
      app.add_subcommand("inbox", "Việc đang chờ của cán bộ hoặc đơn vị / open cases of whom");
  auto options = std::make_shared<FilterOptions>();
  add_filter_options(*command, *options);
  context.on(*command, [&context, options] { return inbox(context, *options); });
}

}  // namespace donthu::cli
