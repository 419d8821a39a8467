// donthu case: what is known of a case, and when it became known.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>

#include "engine/base/text.h"
#include "tools/donthu/case_views.h"
#include "tools/donthu/commands.h"
#include "tools/donthu/filter_options.h"
#include "tools/donthu/json_access.h"
#include "tools/donthu/naming.h"
#include "tools/donthu/terminal/words.h"

namespace donthu::cli {
namespace {

using boost::json::array;
using boost::json::object;

struct CaseOptions {
  std::string name;
  std::string as_of;
  std::string by = "recorded";
  std::optional<std::uint64_t> version;
  std::optional<std::uint32_t> deadline;
  bool step = false;
  std::string officer;
};

// Prints the JSON as it is, or lets `show` print it for people.
Status present(Context& context, object json, const std::function<void(const object&)>& show) {
  if (context.out().json())
    context.out().document(std::move(json));
  else
    show(json);
  return {};
}

CLI::App* add_case_verb(CLI::App& parent, const char* name, const char* help,
                        const std::shared_ptr<CaseOptions>& options) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("case", options->name, "Hồ sơ: id, 6 chữ số đầu trở lên, hoặc đơn-vị/năm/số")
      ->required();
  return command;
}

Status show_effective(Context& context, Backend& backend, const CaseId& id, Instant as_of) {
  DONTHU_ASSIGN(const auto state, backend.petition(id));
  DONTHU_ASSIGN(const auto timeline, backend.timeline(id));
  array facts;
  for (const auto& fact : array_at(timeline, "facts"))
    if (instant_at(fact.as_object(), "effective_at") <= as_of) facts.push_back(fact);
  if (facts.empty())
    return reject(ErrorCode::not_found, "not-yet-there", "Khi đó chưa có gì xảy ra trong hồ sơ này",
                  "nothing had happened in this case by then", "--as-of", "Give a later time");
  object json{{"id", state.at("id")},
              {"number", state.at("number")},
              {"kind", state.at("kind")},
              {"as_of", to_string(as_of)},
              {"facts", std::move(facts)}};
  return present(context, std::move(json), [&](const object& view) {
    Output& out = context.out();
    out.entry("Số vào sổ", shown_number(backend, object_at(view, "number")), Style::strong);
    out.entry("Hồ sơ", text_at(view, "id"));
    out.line("Những gì đã xảy ra đến " + to_local(as_of) + ", theo hiểu biết hiện nay:");
    show_facts(out, backend, array_at(view, "facts"));
  });
}

Status show(Context& context, const CaseOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto id, find_case(*backend, options.name));
  if (options.version && !options.as_of.empty())
    return reject(ErrorCode::invalid, "two-views", "Chỉ dùng một trong --version và --as-of",
                  "--version and --as-of exclude each other", "--version", "Leave one out");
  Result<object> state;
  if (options.version) {
    state = backend->petition_at_version(id, *options.version);
  } else if (options.as_of.empty()) {
    state = backend->petition(id);
  } else {
    DONTHU_ASSIGN(const auto at, parse_instant(options.as_of, "--as-of"));
    if (options.by == "effective") return show_effective(context, *backend, id, at);
    state = backend->petition_recorded(id, at);
  }
  if (!state) return std::unexpected(state.error());
  return present(context, *std::move(state),
                 [&](const object& json) { show_case(context.out(), *backend, json); });
}

Status history(Context& context, const CaseOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto id, find_case(*backend, options.name));
  if (options.step) {
    DONTHU_ASSIGN(auto steps, backend->steps(id));
    return present(context, std::move(steps),
                   [&](const object& json) { show_steps(context.out(), json); });
  }
  DONTHU_ASSIGN(auto entries, backend->history(id));
  return present(context, std::move(entries),
                 [&](const object& json) { show_history(context.out(), *backend, json); });
}

// A deadline that stands still has no due date to explain: it is named, and the others go on.
Status explain(Context& context, const CaseOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto id, find_case(*backend, options.name));
  DONTHU_ASSIGN(const auto state, backend->petition(id));
  array all;
  for (const auto& value : array_at(state, "deadlines")) {
    const auto number = static_cast<std::uint32_t>(number_at(value.as_object(), "id"));
    if (options.deadline && *options.deadline != number) continue;
    auto explanation = backend->explanation(id, number);
    if (!explanation && options.deadline) return std::unexpected(explanation.error());
    if (!explanation) {
      const Error& error = explanation.error();
      context.out().warning({"Thời hạn " + std::to_string(number) + ": " +
                                 (error.message_vi.empty() ? error.message : error.message_vi),
                             "deadline " + std::to_string(number) + ": " + error.message});
      continue;
    }
    all.emplace_back(*std::move(explanation));
  }
  if (all.empty() && options.deadline)
    return reject(ErrorCode::not_found, "unknown-deadline", "Hồ sơ không có thời hạn này",
                  "the case has no such deadline", "--deadline",
                  "Take the number of a deadline from case show");
  return present(context, {{"deadlines", std::move(all)}}, [&](const object& json) {
    if (array_at(json, "deadlines").empty()) context.out().line("Hồ sơ chưa có thời hạn nào");
    for (const auto& one : array_at(json, "deadlines"))
      show_explanation(context.out(), one.as_object());
  });
}

Status expected(Context& context, const CaseOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto id, find_case(*backend, options.name));
  DONTHU_ASSIGN(auto verbs, backend->expected(id));
  return present(context, std::move(verbs), [&](const object& json) {
    Table table{{{"Lệnh"}, {"Việc"}, {"Bước của quy trình"}, {"Thời hạn"}}, {}};
    for (const auto& value : array_at(json, "verbs")) {
      const object& verb = value.as_object();
      const std::string element = text_at(verb, "element");
      const std::string slug = text_at(verb, "verb");
      table.rows.push_back(
          {slug, verb_word(slug),
           element.empty() ? "bất cứ lúc nào" : text_at(object_at(verb, "name"), "vi"),
           purpose_word(text_at(verb, "deadline"))});
    }
    context.out().table(table);
  });
}

Status timeline(Context& context, const CaseOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto id, find_case(*backend, options.name));
  DONTHU_ASSIGN(auto facts, backend->timeline(id));
  return present(context, std::move(facts), [&](const object& json) {
    show_facts(context.out(), *backend, array_at(json, "facts"));
  });
}

Status find(Context& context, const FilterOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(const auto filter, filter_of(*backend, options));
  DONTHU_ASSIGN(auto page, backend->find(filter, options.cursor, options.limit));
  return present(context, std::move(page),
                 [&](const object& json) { show_petitions(context.out(), *backend, json); });
}

Status release(Context& context, const CaseOptions& options) {
  DONTHU_ASSIGN(Backend* const backend, context.backend());
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const auto id, find_case(*backend, options.name));
  event::Actor actor;
  if (!options.officer.empty()) {
    DONTHU_ASSIGN(actor.officer,
                  find_officer(*backend, options.officer, local_date(backend->now())));
  }
  DONTHU_TRY(engine->release(id, actor));
  return present(context, {{"case", to_string(id)}, {"released", true}},
                 [&](const object&) { context.out().line("Đã mở hồ sơ bị treo", Style::good); });
}

}  // namespace

void add_case_commands(CLI::App& app, Context& context) {
  auto* parent = app.add_subcommand("case", "Hồ sơ: tra cứu, lịch sử, thời hạn / cases");
  parent->require_subcommand(1);

  auto filter = std::make_shared<FilterOptions>();
  auto* found = parent->add_subcommand("find", "Tìm hồ sơ / find cases");
  add_filter_options(*found, *filter);
  context.on(*found, [&context, filter] { return find(context, *filter); });

  auto options = std::make_shared<CaseOptions>();
  auto* shown =
      add_case_verb(*parent, "show", "Xem hồ sơ, nay hoặc vào một thời điểm / show", options);
  shown->add_option("--as-of", options->as_of, "Vào thời điểm / as of a time");
  shown
      ->add_option("--by", options->by,
                   "recorded: theo lúc ghi nhận; effective: theo lúc có hiệu lực")
      ->check(CLI::IsMember({"recorded", "effective"}));
  shown->add_option("--version", options->version, "Ở phiên bản / at a version");
  context.on(*shown, [&context, options] { return show(context, *options); });

  auto* past = add_case_verb(*parent, "history", "Lịch sử: ai làm gì, lúc nào / history", options);
  past->add_flag("--step", options->step, "Từng sự kiện, trước và sau / what each event changed");
  context.on(*past, [&context, options] { return history(context, *options); });

  auto* why =
      add_case_verb(*parent, "explain", "Vì sao đến hạn ngày ấy / why it is due then", options);
  why->add_option("--deadline", options->deadline, "Chỉ thời hạn này / only this deadline");
  context.on(*why, [&context, options] { return explain(context, *options); });

  auto* next =
      add_case_verb(*parent, "expected", "Việc có thể làm tiếp / what may come next", options);
  context.on(*next, [&context, options] { return expected(context, *options); });

  auto* line =
      add_case_verb(*parent, "timeline", "Dòng thời gian / facts with both times", options);
  context.on(*line, [&context, options] { return timeline(context, *options); });

  auto* freed = add_case_verb(*parent, "release", "Mở hồ sơ bị treo / free a stuck case", options);
  freed->add_option("--officer", options->officer, "Người thực hiện / who does it")
      ->envname("DONTHU_OFFICER");
  context.on(*freed, [&context, options] { return release(context, *options); });
}

}  // namespace donthu::cli
