#include "tools/donthu/registry_changes.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/csv/hanoi.h"
#include "connectors/csv/registry_files.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::object;

struct ChangeOptions {
  std::string name;
  std::string staff_code;
  std::string unit;
  std::string role = "officer";
  bool acting = false;
  std::string from;
  std::string until;
  std::string citation;
  std::string by;  // Who records the change.
  std::uint32_t office = 0;
  std::string delegator;
  std::string delegate;
  std::vector<std::string> verbs;
  std::string folder;
  std::string before;
  std::string after;
  std::string succession;
  bool dry_run = false;
};

// The first number that names nothing yet.
template <class Id, class Known>
Id free_id(Known known) {
  Id id{1};
  while (known(id)) ++id.value;
  return id;
}

Result<Date> first_day(Backend& backend, const ChangeOptions& options) {
  if (options.from.empty()) return local_date(backend.now());
  return parse_date(options.from, "--from");
}

Result<std::optional<Date>> last_day(const ChangeOptions& options) {
  if (options.until.empty()) return std::optional<Date>();
  DONTHU_ASSIGN(const Date date, parse_date(options.until, "--until"));
  return std::optional(date);
}

Result<event::Actor> recorder(Backend& backend, const ChangeOptions& options) {
  event::Actor actor;
  if (options.by.empty()) return actor;
  const Date today = local_date(backend.now());
  DONTHU_ASSIGN(actor.officer, find_officer(backend, options.by, today, "--by"));
  if (const auto unit = only_unit_of(backend, actor.officer, today)) actor.unit = *unit;
  return actor;
}

Status confirm(Context& context, object json, std::string_view words) {
  if (context.out().json())
    context.out().document(std::move(json));
  else
    context.out().line(words, Style::good);
  return {};
}

// A new officer with a first office; or a further office for the officer who has that staff code.
Status appoint(Context& context, const ChangeOptions& options) {
  context.take_part(Context::Part::registrar);
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const Date from, first_day(*backend, options));
  DONTHU_ASSIGN(const auto until, last_day(options));
  DONTHU_ASSIGN(const auto unit, find_unit(*backend, options.unit, from));
  event::OfficeRole role = event::OfficeRole::officer;
  if (!event::from_name(std::string_view(options.role), role))
    return reject(ErrorCode::invalid, "unknown-role", "Không có chức vụ này: " + options.role,
                  "there is no such role: " + options.role, "--role",
                  "chair, vice_chair, registrar, officer, inspector, supervisor, "
                  "inspection_board, fatherland_front, council or administrator");
  const auto registry = engine->registry();
  std::vector<event::RegistryEvent> facts;
  OfficerId officer = registry->officer_by_staff_code(options.staff_code);
  if (!officer) {
    if (options.name.empty())
      return reject(ErrorCode::invalid, "name-missing", "Cán bộ mới cần có họ tên",
                    "a new officer needs a name", "--name", "Give --name");
    officer = free_id<OfficerId>([&](OfficerId id) { return registry->officer(id).has_value(); });
    facts.emplace_back(
        event::OfficerAppointed{officer, options.name, options.staff_code, from, options.citation});
  }
  const auto office =
      free_id<OfficeId>([&](OfficeId id) { return registry->office(id).has_value(); });
  facts.emplace_back(event::OfficeAssigned{office, officer, unit, role, options.acting, from, until,
                                           options.citation});
  DONTHU_ASSIGN(const auto actor, recorder(*backend, options));
  DONTHU_TRY(engine->change_registry(std::move(facts), "appoint", actor));
  return confirm(
      context, {{"officer", officer.value}, {"office", office.value}, {"unit", unit.value}},
      "Đã bổ nhiệm " + backend->officer_name(officer) + " (id " + std::to_string(officer.value) +
          "), " + role_word(options.role) + ", " + backend->unit_name(unit, from) +
          ", chức vụ số " + std::to_string(office.value));
}

Status vacate(Context& context, const ChangeOptions& options) {
  context.take_part(Context::Part::registrar);
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const auto until, last_day(options));
  const Date last = until.value_or(local_date(backend->now()));
  DONTHU_ASSIGN(const auto actor, recorder(*backend, options));
  DONTHU_TRY(engine->change_registry(
      {event::OfficeVacated{OfficeId{options.office}, last, options.citation}}, "vacate", actor));
  engine->settle();
  return confirm(context, {{"office", options.office}, {"valid_until", to_string(last)}},
                 "Đã thôi chức vụ số " + std::to_string(options.office) + " sau ngày " +
                     to_vietnamese(last) + "; việc đang giao chuyển về người đứng đầu");
}

Status delegate(Context& context, const ChangeOptions& options) {
  context.take_part(Context::Part::registrar);
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const Date from, first_day(*backend, options));
  event::DelegationGranted fact;
  const auto registry = engine->registry();
  fact.delegation =
      free_id<DelegationId>([&](DelegationId id) { return registry->delegation(id).has_value(); });
  DONTHU_ASSIGN(fact.from, find_officer(*backend, options.delegator, from, "--delegator"));
  DONTHU_ASSIGN(fact.to, find_officer(*backend, options.delegate, from, "--to"));
  DONTHU_ASSIGN(fact.unit, find_unit(*backend, options.unit, from));
  fact.verbs = options.verbs;
  fact.valid_from = from;
  DONTHU_ASSIGN(fact.valid_until, last_day(options));
  fact.citation = options.citation;
  const auto id = fact.delegation;
  DONTHU_ASSIGN(const auto actor, recorder(*backend, options));
  DONTHU_TRY(engine->change_registry({std::move(fact)}, "delegate", actor));
  return confirm(context, {{"delegation", id.value}},
                 "Đã ghi ủy quyền số " + std::to_string(id.value));
}

Result<csv::RegistryTables> tables_of(const ChangeOptions& options, std::string& report) {
  if (!options.folder.empty()) return csv::load_registry(options.folder);
  if (options.before.empty() || options.after.empty() || options.succession.empty())
    return reject(ErrorCode::invalid, "import-what",
                  "Cần --folder, hoặc --before, --after và --succession",
                  "give --folder, or --before, --after and --succession", "--folder",
                  "--folder takes *-units.csv and *-succession.csv; the others published lists");
  DONTHU_ASSIGN(const auto before, csv::read_file(options.before));
  DONTHU_ASSIGN(const auto after, csv::read_file(options.after));
  DONTHU_ASSIGN(const auto succession, csv::read_file(options.succession));
  DONTHU_ASSIGN(auto imported, csv::import_hanoi({{options.before, before},
                                                  {options.after, after},
                                                  {options.succession, succession}}));
  report = csv::to_text(imported.report);
  return std::move(imported.tables);
}

Status import_registry(Context& context, const ChangeOptions& options) {
  std::string report;
  Progress progress("Nhập danh mục");
  progress.show(0, 0);
  DONTHU_ASSIGN(const auto tables, tables_of(options, report));
  auto facts = csv::facts_of(tables);
  const std::size_t count = facts.size();
  const std::size_t unresolved = static_cast<std::size_t>(
      std::ranges::count_if(tables.successions, [](const auto& row) { return !row.predecessor; }));
  if (!options.dry_run) {
    context.take_part(Context::Part::registrar);
    DONTHU_ASSIGN(Backend* const backend, context.backend());
    DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
    DONTHU_ASSIGN(const auto actor, recorder(*backend, options));
    progress.show(count, count);
    DONTHU_TRY(engine->change_registry(std::move(facts), "import", actor));
  }
  if (context.out().json()) {
    context.out().document({{"units", tables.units.size()},
                            {"successions", tables.successions.size()},
                            {"unresolved", unresolved},
                            {"facts", count},
                            {"recorded", !options.dry_run},
                            {"report", report}});
    return {};
  }
  Output& out = context.out();
  if (!report.empty()) out.raw(report);
  out.entry("Đơn vị", grouped(tables.units.size()));
  out.entry("Dòng kế thừa", grouped(tables.successions.size()));
  out.entry("Chưa xác định", grouped(unresolved), unresolved > 0 ? Style::warning : Style::plain);
  out.entry("Sự kiện", grouped(count));
  out.line(options.dry_run ? "Chỉ đọc thử, chưa ghi gì" : "Đã ghi vào nhật ký", Style::good);
  return {};
}

CLI::App* add_change(CLI::App& parent, const char* name, const char* help,
                     const std::shared_ptr<ChangeOptions>& options) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("--citation", options->citation, "Căn cứ / legal basis");
  command->add_option("--by", options->by, "Người ghi / who records it")->envname("DONTHU_OFFICER");
  return command;
}

void add_import(CLI::App& registry, Context& context,
                const std::shared_ptr<ChangeOptions>& options) {
  auto* command = add_change(registry, "import", "Nhập danh mục từ CSV / import lists", options);
  command->add_option("--folder", options->folder, "Thư mục *-units.csv, *-succession.csv");
  command->add_option("--before", options->before, "Đơn vị trước 01/07/2025 / units before");
  command->add_option("--after", options->after, "Đơn vị từ 01/07/2025 / units after");
  command->add_option("--succession", options->succession, "Bảng kế thừa / who followed whom");
  command->add_flag("--dry-run", options->dry_run, "Chỉ đọc và báo cáo / report only");
  context.on(*command, [&context, options] { return import_registry(context, *options); });
}

}  // namespace

void add_registry_changes(CLI::App& registry, Context& context) {
  auto options = std::make_shared<ChangeOptions>();
  auto* appointed =
      add_change(registry, "appoint", "Bổ nhiệm cán bộ / an officer and an office", options);
  appointed->add_option("--name", options->name, "Họ tên / full name");
  appointed->add_option("--staff-code", options->staff_code, "Mã cán bộ, duy nhất / staff code")
      ->required();
  appointed->add_option("--unit", options->unit, "Đơn vị / unit")->required();
  appointed->add_option("--role", options->role, "chair, vice_chair, registrar, officer, …");
  appointed->add_flag("--acting", options->acting, "Phó Chủ tịch phụ trách / in charge");
  appointed->add_option("--from", options->from, "Từ ngày / from (default: today)");
  appointed->add_option("--until", options->until, "Đến hết ngày / until");
  context.on(*appointed, [&context, options] { return appoint(context, *options); });

  auto* left = add_change(registry, "vacate", "Thôi giữ chức vụ / an office ends", options);
  left->add_option("office", options->office, "Số của chức vụ / id of the office")->required();
  left->add_option("--until", options->until, "Ngày cuối / last day (default: today)");
  context.on(*left, [&context, options] { return vacate(context, *options); });

  auto* granted = add_change(registry, "delegate", "Ủy quyền / delegate", options);
  granted->add_option("--delegator", options->delegator, "Người ủy quyền / who delegates")
      ->required();
  granted->add_option("--to", options->delegate, "Người được ủy quyền / to whom")->required();
  granted->add_option("--unit", options->unit, "Ở đơn vị / in which unit")->required();
  granted->add_option("--verb", options->verbs, "Việc được làm; \"*\" là mọi việc / verbs")
      ->required();
  granted->add_option("--from", options->from, "Từ ngày / from (default: today)");
  granted->add_option("--until", options->until, "Đến hết ngày / until");
  context.on(*granted, [&context, options] { return delegate(context, *options); });
  add_import(registry, context, options);
}

}  // namespace donthu::cli
