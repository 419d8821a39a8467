// donthu rules list and explain: which rules are in force, and what they say about a term.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include "connectors/csv/registry_files.h"
#include "engine/deadline/explanation.h"
#include "engine/event/json.h"
#include "engine/petition/draft.h"
#include "engine/petition/rule_manifest.h"
#include "engine/petition/terms.h"
#include "tools/donthu/case_views.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/rules_files.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

struct TermOptions {
  std::string purpose = "resolution";
  std::string kind = "complaint";
  std::string instance = "first";
  std::string start;
  bool complex = false;
  bool remote = false;
};

// An open question of the law: what holds by default, and the other reading that is shipped.
struct Switch {
  petition::ManifestRow usual;
  petition::ManifestRow other;
  bool chosen = false;  // The other reading is in force today.
};

// What holds by default for the days of a row: of the rows that are activated, the one published
// last. Null: none.
const petition::ManifestRow* usual_reading(const std::vector<petition::ManifestRow>& rows,
                                           const petition::ManifestRow& of) {
  const petition::ManifestRow* usual = nullptr;
  for (const auto& row : rows) {
    const bool same_days = (!of.valid_until || row.valid_from <= *of.valid_until) &&
                           (!row.valid_until || of.valid_from <= *row.valid_until);
    if (row.by_default && row.kind == of.kind && row.id == of.id && same_days &&
        (usual == nullptr || row.published > usual->published))
      usual = &row;
  }
  return usual;
}

Result<std::vector<Switch>> switches(const Context& context, const registry::Registry& registry,
                                     Date today) {
  const auto list = std::filesystem::path(context.options.schemas) / "rules.csv";
  std::error_code error;
  if (!std::filesystem::exists(list, error)) return std::vector<Switch>();
  DONTHU_ASSIGN(const Bytes text, csv::read_file(list, petition::manifest_bytes_limit));
  DONTHU_ASSIGN(const auto rows, petition::parse_manifest(text, list.string()));
  std::vector<Switch> found;
  for (const auto& other : rows) {
    const petition::ManifestRow* usual = usual_reading(rows, other);
    if (usual == nullptr || *usual == other) continue;
    const auto current = registry.rule(other.kind, other.id, today);
    found.push_back({*usual, other, current != nullptr && current->version == other.version});
  }
  return found;
}

void show_switches(Output& out, const std::vector<Switch>& switches) {
  if (switches.empty()) return;
  out.heading("Điểm luật chưa thống nhất / open questions of the law");
  for (const Switch& one : switches) {
    out.line(std::string(value_word(event::name_of(one.other.kind))) + " " + one.other.id,
             Style::strong);
    out.paragraph("mặc định / default: bản " + one.usual.version + ", " + one.usual.citation, 2,
                  one.chosen ? Style::faint : Style::good);
    out.paragraph(
        "cách đọc khác / other reading: bản " + one.other.version + ", " + one.other.citation, 2,
        one.chosen ? Style::good : Style::faint);
    out.paragraph("tệp / file: " + one.other.file, 2, Style::faint);
  }
  out.line("Đổi cách đọc: donthu rules publish TỆP … / to switch", Style::faint);
}

array json_of(const std::vector<Switch>& switches) {
  array json;
  for (const Switch& one : switches)
    json.push_back(object{{"kind", boost::json::string_view(event::name_of(one.other.kind))},
                          {"id", one.other.id},
                          {"default_version", one.usual.version},
                          {"default_source", one.usual.citation},
                          {"other_version", one.other.version},
                          {"other_source", one.other.citation},
                          {"file", one.other.file},
                          {"chosen", one.chosen ? "other" : "default"}});
  return json;
}

Status list(Context& context) {
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  const auto registry = engine->registry();
  const Date today = local_date(engine->now());
  array rules;
  Table table{{{"Loại"}, {"Quy định"}, {"Bản"}, {"Từ ngày"}, {"Đến ngày"}, {"Hôm nay"}, {"Căn cứ"}},
              {}};
  for (const auto& [kind, name] : event::EnumNames<event::RuleKind>::values)
    for (const auto& rule : registry->rules(kind)) {
      const auto current = registry->rule(kind, rule->id, today);
      const bool in_force = current != nullptr && current->version == rule->version;
      rules.push_back(object{{"kind", boost::json::string_view(name)},
                             {"id", rule->id},
                             {"version", rule->version},
                             {"digest", to_hex(rule->digest)},
                             {"valid_from", to_string(rule->valid_from)},
                             {"valid_until", event::to_json(rule->valid_until)},
                             {"published", to_string(rule->published)},
                             {"citation", rule->citation},
                             {"in_force", in_force}});
      table.rows.push_back({value_word(name),
                            rule->id,
                            rule->version,
                            to_vietnamese(rule->valid_from),
                            rule->valid_until ? to_vietnamese(*rule->valid_until) : std::string(),
                            {in_force ? "có hiệu lực" : "", Style::good},
                            rule->citation});
    }
  DONTHU_ASSIGN(const auto open, switches(context, *registry, today));
  if (context.out().json()) {
    context.out().document({{"rules", std::move(rules)}, {"switches", json_of(open)}});
    return {};
  }
  context.out().table(table);
  show_switches(context.out(), open);
  return {};
}

template <class Enum>
Status read_name(const std::string& text, const char* field, Enum& out) {
  if (event::from_name(std::string_view(text), out)) return {};
  std::string allowed;
  for (const auto& [value, name] : event::EnumNames<Enum>::values)
    allowed += (allowed.empty() ? "" : ", ") + std::string(name);
  return reject(ErrorCode::invalid, "unknown-name", "Không có giá trị này: " + text,
                "there is no such value: " + text, field, "One of " + allowed);
}

// A day that has no time stands for its noon: local midnight would do as well, for the day of the
// event is not counted.
Result<petition::Case> imagined_case(const TermOptions& options, Instant start) {
  petition::Case state;
  DONTHU_TRY(read_name(options.kind, "--kind", state.kind));
  DONTHU_TRY(read_name(options.instance, "--instance", state.instance));
  state.complex = options.complex;
  state.remote = options.remote;
  state.received_at = start;
  return state;
}

Status explain(Context& context, const TermOptions& options) {
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const Instant start, parse_instant(options.start, "--start"));
  DONTHU_ASSIGN(const auto state, imagined_case(options, start));
  const auto registry = engine->registry();
  const auto rules = engine->rules();
  petition::Context world;
  world.now = start;
  world.effective_at = start;
  world.registry = registry.get();
  world.rules = rules.get();
  petition::Draft draft(&state, "rules", world);
  DONTHU_TRY(petition::set_deadline(draft, options.purpose, {start, nullptr}, {}));
  if (draft.now_at().deadlines.empty())
    return reject(ErrorCode::not_found, "no-such-term",
                  "Không quy định nào đặt thời hạn này cho loại đơn ấy vào ngày này",
                  "no rule sets such a term for that kind of petition on that day", "--purpose",
                  "See donthu rules list, and the purposes in the policy terms");
  const petition::Deadline& deadline = draft.now_at().deadlines.back();
  const auto* calendar = rules->calendar_named(deadline.limit.calendar);
  DONTHU_ASSIGN(const auto derivation, petition::derive(deadline, *calendar->compiled));
  object json{{"purpose", deadline.purpose},
              {"start", to_string(deadline.start)},
              {"term", event::to_json(deadline.term)},
              {"limit", event::to_json(deadline.limit)},
              {"rule", event::to_json(deadline.rule)},
              {"lines", event::to_json(deadline::explain(derivation, *calendar->compiled))}};
  if (context.out().json())
    context.out().document(std::move(json));
  else
    show_explanation(context.out(), json);
  return {};
}

}  // namespace

void add_rules_commands(CLI::App& app, Context& context) {
  auto* parent = app.add_subcommand("rules", "Quy định: quy trình, chính sách, lịch / rules");
  parent->require_subcommand(1);
  auto* listed = parent->add_subcommand("list", "Mọi bản đã ban hành / all activated versions");
  context.on(*listed, [&context] { return list(context); });

  auto options = std::make_shared<TermOptions>();
  auto* why = parent->add_subcommand(
      "explain", "Tính một thời hạn, không cần hồ sơ / derive a due date without a case");
  why->add_option("--purpose", options->purpose, "acceptance, resolution, answer, forward, …");
  why->add_option("--kind", options->kind, "complaint | denunciation | recommendation | feedback");
  why->add_option("--instance", options->instance, "first | second");
  why->add_option("--start", options->start, "Tính từ ngày / the day it starts from")->required();
  why->add_flag("--complex", options->complex, "Vụ việc phức tạp / complex");
  why->add_flag("--remote", options->remote, "Vùng sâu, vùng xa / remote");
  context.on(*why, [&context, options] { return explain(context, *options); });
  add_rules_files(*parent, context);
}

}  // namespace donthu::cli
