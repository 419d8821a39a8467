// donthu rules list and explain: which rules are in force, and what they say about a term.
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include "engine/deadline/explanation.h"
#include "engine/event/json.h"
#include "engine/petition/draft.h"
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
  if (context.out().json())
    context.out().document({{"rules", std::move(rules)}});
  else
    context.out().table(table);
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
