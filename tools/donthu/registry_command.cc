// donthu registry: units and officers as of a day.
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include "engine/base/text.h"
#include "engine/event/json.h"
#include "tools/donthu/case_views.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/registry_changes.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

struct RegistryOptions {
  std::string date;
  std::string unit;
  std::string officer;
  std::string level;
  std::string under;
  std::string words;
  std::string locality;
};

Result<Date> day_of(Backend& backend, const std::string& text) {
  if (text.empty()) return local_date(backend.now());
  return parse_date(text, "--date");
}

// A fact about a unit may be asked for on a day on which it is no more: then by what it was.
Result<UnitId> any_unit(Backend& backend, const std::string& text, Date date) {
  auto found = find_unit(backend, text, date, "unit");
  if (found || found.error().code != ErrorCode::not_found) return found;
  for (const Date day : {make_date(2025, 6, 30), make_date(2021, 7, 1), make_date(2020, 7, 1)})
    if (auto former = find_unit(backend, text, day, "unit")) return former;
  return found;
}

bool has_words(const object& json, std::string_view name, const std::string& words) {
  return words.empty() || folded(text_at(json, name)).find(folded(words)) != std::string::npos;
}

Status units(Context& context, const RegistryOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const Date date, day_of(*backend, options.date));
  DONTHU_ASSIGN(auto all, backend->units(date));
  UnitId under;
  if (!options.under.empty()) {
    DONTHU_ASSIGN(under, find_unit(*backend, options.under, date, "--under"));
  }
  array chosen;
  for (const auto& value : array_at(all, "units")) {
    const object& unit = value.as_object();
    if (!options.level.empty() && text_at(unit, "level") != options.level) continue;
    if (under && unit_at(unit, "parent") != under) continue;
    if (has_words(unit, "name", options.words)) chosen.push_back(value);
  }
  all["units"] = std::move(chosen);
  if (context.out().json()) {
    context.out().document(std::move(all));
    return {};
  }
  Table table{{{"Id", true}, {"Mã"}, {"Tên"}, {"Cấp"}, {"Trực thuộc"}, {"Từ ngày"}, {"HĐND"}}, {}};
  for (const auto& value : array_at(all, "units")) {
    const object& unit = value.as_object();
    table.rows.push_back(
        {std::to_string(number_at(unit, "id")), text_at(unit, "code"), text_at(unit, "name"),
         value_word(text_at(unit, "level")), shown_unit(*backend, unit_at(unit, "parent"), date),
         text_at(unit, "valid_from"), flag_at(unit, "has_council") ? "có" : "không"});
  }
  context.out().table(table);
  context.out().line(grouped(table.rows.size()) + " đơn vị, ngày " + to_vietnamese(date),
                     Style::faint);
  return {};
}

Status officers(Context& context, const RegistryOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const Date date, day_of(*backend, options.date));
  DONTHU_ASSIGN(auto all, backend->officers(date));
  UnitId unit;
  if (!options.unit.empty()) {
    DONTHU_ASSIGN(unit, find_unit(*backend, options.unit, date));
  }
  array chosen;
  for (const auto& value : array_at(all, "officers")) {
    bool there = !unit;
    for (const auto& office : array_at(value.as_object(), "offices"))
      there = there || unit_at(office.as_object(), "unit") == unit;
    if (there && has_words(value.as_object(), "name", options.words)) chosen.push_back(value);
  }
  all["officers"] = std::move(chosen);
  if (context.out().json()) {
    context.out().document(std::move(all));
    return {};
  }
  Table table{{{"Id", true}, {"Mã cán bộ"}, {"Họ tên"}, {"Chức vụ"}, {"Số", true}, {"Đơn vị"}}, {}};
  for (const auto& value : array_at(all, "officers")) {
    const object& officer = value.as_object();
    std::vector<Cell> row{std::to_string(number_at(officer, "id")), text_at(officer, "staff_code"),
                          text_at(officer, "name")};
    const array& offices = array_at(officer, "offices");
    if (offices.empty()) row.emplace_back("không giữ chức vụ", Style::faint);
    for (std::size_t i = 0; i < offices.size(); ++i) {
      const object& office = offices[i].as_object();
      if (i > 0) {
        table.rows.push_back(std::move(row));
        row = {"", "", ""};
      }
      row.emplace_back(role_word(text_at(office, "role")) +
                       (flag_at(office, "acting") ? " (phụ trách)" : ""));
      row.emplace_back(std::to_string(number_at(office, "id")));
      row.emplace_back(shown_unit(*backend, unit_at(office, "unit"), date));
    }
    table.rows.push_back(std::move(row));
  }
  context.out().table(table);
  return {};
}

Status superior(Context& context, const RegistryOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const Date date, day_of(*backend, options.date));
  DONTHU_ASSIGN(const auto unit, find_unit(*backend, options.unit, date, "unit"));
  const auto registry = engine->registry();
  array above;
  std::string path = registry->name(unit, date);
  for (const UnitId id : registry->ancestors(unit, date)) {
    above.push_back(object{{"id", id.value}, {"name", registry->name(id, date)}});
    path += " → " + registry->name(id, date);
  }
  if (context.out().json())
    context.out().document(
        {{"date", to_string(date)}, {"unit", unit.value}, {"superiors", std::move(above)}});
  else
    context.out().line(above.empty() ? path + ": không có cấp trên" : path);
  return {};
}

Status successor(Context& context, const RegistryOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const Date date, day_of(*backend, options.date));
  // The unit is asked for by what it was, so a code of today does not hide the one before.
  Result<UnitId> unit = find_unit(*backend, options.unit, make_date(2025, 6, 30), "unit");
  if (!unit) unit = find_unit(*backend, options.unit, date, "unit");
  if (!unit) return std::unexpected(unit.error());
  const auto registry = engine->registry();
  const auto found = registry->successor(*unit, options.locality, date);
  array candidates;
  for (const UnitId id : found.candidates)
    candidates.push_back(object{{"id", id.value}, {"name", registry->name(id, date)}});
  if (context.out().json()) {
    context.out().document({{"unit", unit->value},
                            {"date", to_string(date)},
                            {"outcome", boost::json::string_view(event::name_of(found.outcome))},
                            {"successor", event::to_json(found.unit)},
                            {"reason", found.reason},
                            {"candidates", std::move(candidates)}});
    return {};
  }
  Output& out = context.out();
  out.entry("Đơn vị", registry->name(*unit, date));
  out.entry("Ngày", to_vietnamese(date));
  if (found.outcome == registry::Succession::Outcome::undetermined)
    out.entry("Đơn vị kế thừa", "cần người có thẩm quyền xác định (" + found.reason + ")",
              Style::warning);
  else
    out.entry(
        "Đơn vị kế thừa",
        registry->name(found.unit, date) + (found.outcome == registry::Succession::Outcome::several
                                                ? " (đơn vị cấp trên của nhiều đơn vị kế thừa)"
                                                : ""),
        Style::strong);
  for (const auto& fact : registry->successions(*unit))
    out.entry("Chuyển sang", registry->name(fact.successor, fact.effective_from) +
                                 (fact.locality.empty() ? "" : ", " + fact.locality) + ", từ " +
                                 to_vietnamese(fact.effective_from));
  return {};
}

Status show_unit(Context& context, const RegistryOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const Date date, day_of(*backend, options.date));
  DONTHU_ASSIGN(const auto id, any_unit(*backend, options.unit, date));
  const auto registry = engine->registry();
  const auto unit = *registry->unit(id, date);
  array offices;
  Table table{{{"Chức vụ"}, {"Họ tên"}, {"Mã cán bộ"}, {"Số", true}, {"Từ ngày"}}, {}};
  for (const auto& office : registry->offices_in(id, date)) {
    const auto officer = registry->officer(office.officer);
    const std::string role(event::name_of(office.role));
    offices.push_back(object{{"id", office.id.value},
                             {"officer", office.officer.value},
                             {"name", officer ? officer->name : ""},
                             {"role", role},
                             {"acting", office.acting}});
    table.rows.push_back({role_word(role) + (office.acting ? " (phụ trách)" : ""),
                          officer ? officer->name : std::string(),
                          officer ? officer->staff_code : std::string(),
                          std::to_string(office.id.value), to_vietnamese(office.valid_from)});
  }
  if (context.out().json()) {
    context.out().document({{"id", id.value},
                            {"code", unit.code},
                            {"name", unit.name},
                            {"level", boost::json::string_view(event::name_of(unit.level))},
                            {"parent", event::to_json(unit.parent)},
                            {"valid", unit.valid},
                            {"valid_from", to_string(unit.valid_from)},
                            {"valid_until", event::to_json(unit.valid_until)},
                            {"has_council", unit.has_council},
                            {"offices", std::move(offices)}});
    return {};
  }
  Output& out = context.out();
  out.entry("Đơn vị", unit.name, Style::strong);
  out.entry("Mã", unit.code);
  out.entry("Id", std::to_string(id.value));
  out.entry("Cấp", value_word(event::name_of(unit.level)));
  out.entry("Trực thuộc", registry->name(unit.parent, date));
  out.entry("Từ ngày", to_vietnamese(unit.valid_from));
  if (unit.valid_until) out.entry("Đến hết ngày", to_vietnamese(*unit.valid_until), Style::warning);
  out.entry("HĐND", unit.has_council ? "có" : "không tổ chức");
  out.heading("Chức vụ");
  if (table.rows.empty())
    out.line("Chưa bổ nhiệm ai");
  else
    out.table(table);
  return {};
}

using Action = Status (*)(Context&, const RegistryOptions&);

CLI::App* add_question(CLI::App& parent, Context& context, const char* name, const char* help,
                       const std::shared_ptr<RegistryOptions>& options, Action action) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("--date", options->date, "Vào ngày / on a day (default: today)");
  context.on(*command, [&context, options, action] { return action(context, *options); });
  return command;
}

}  // namespace

void add_registry_commands(CLI::App& app, Context& context) {
  auto* parent = app.add_subcommand("registry", "Danh mục đơn vị, cán bộ / units and officers");
  parent->require_subcommand(1);
  auto options = std::make_shared<RegistryOptions>();
  auto* listed = add_question(*parent, context, "units", "Các đơn vị / units", options, units);
  listed->add_option("words", options->words, "Từ trong tên / words of the name");
  listed->add_option("--level", options->level, "city | district | ward | commune | township")
      ->check(CLI::IsMember({"city", "district", "ward", "commune", "township"}));
  listed->add_option("--under", options->under, "Trực thuộc đơn vị / directly under");
  auto* people =
      add_question(*parent, context, "officers", "Cán bộ và chức vụ / officers", options, officers);
  people->add_option("words", options->words, "Từ trong họ tên / words of the name");
  people->add_option("--unit", options->unit, "Ở đơn vị / in a unit");
  const auto add_unit = [&](CLI::App* command) {
    command->add_option("unit", options->unit, "Mã, tên hoặc #id / code, name or #id")->required();
    return command;
  };
  add_unit(add_question(*parent, context, "superior", "Các cấp trên / what stands above", options,
                        superior));
  add_unit(add_question(*parent, context, "successor",
                        "Nay thuộc đơn vị nào / which unit is it now", options, successor))
      ->add_option("--locality", options->locality, "Tổ dân phố, thôn / locality");
  add_unit(add_question(*parent, context, "show", "Một đơn vị và các chức vụ / one unit", options,
                        show_unit));
  add_registry_changes(*parent, context);
  add_succession_commands(*parent, context);
}

}  // namespace donthu::cli
