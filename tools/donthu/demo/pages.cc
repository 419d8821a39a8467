#include "tools/donthu/demo/pages.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/deadline/explanation.h"
#include "engine/petition/terms.h"
#include "engine/report/figures.h"
#include "engine/report/hand_over.h"
#include "tools/donthu/demo/plan.h"
#include "tools/donthu/demo/words.h"

namespace donthu::demo {
namespace {

constexpr std::size_t width = 98;

std::string right(const std::string& text, std::size_t columns) {
  const std::size_t taken = display_width(text);
  return std::string(taken < columns ? columns - taken : 0, ' ') + text;
}

struct Comparison {
  std::string figure;
  std::string published;
  std::string computed;
  std::string remark;
};

std::string row(const Comparison& line) {
  return "  " + fit(line.figure, 47) + right(line.published, 10) + right(line.computed, 11) + "  " +
         line.remark + "\n";
}

std::string percent(std::optional<std::int64_t> tenths) {
  return tenths ? report::decimal(*tenths, ',') + " %" : "–";
}

Comparison counted(std::string figure, std::uint32_t published, std::uint64_t computed) {
  return {std::move(figure), report::grouped(published), report::grouped(computed),
          published == computed ? "✓" : "✗ khác / differs"};
}

Comparison rated(std::string figure, std::string published, std::uint64_t resolved,
                 std::uint64_t received) {
  const std::string computed = percent(report::tenths_of_percent(
      static_cast<std::int64_t>(resolved), static_cast<std::int64_t>(received)));
  const bool same = published == computed;
  return {std::move(figure), std::move(published), computed, same ? "✓" : "✗ khác / differs"};
}

const petition::Deadline* first_overdue(const petition::Case& state) {
  for (const petition::Deadline& deadline : state.deadlines)
    if (deadline.overdue_recorded_at) return &deadline;
  return nullptr;
}

std::string actor_name(const event::Actor& actor, const registry::Registry& registry, Date date) {
  if (actor.is_engine()) return "hệ thống / engine";
  const auto officer = registry.officer(actor.officer);
  return (officer ? officer->name : std::string("?")) + ", " + registry.name(actor.unit, date);
}

std::vector<std::string> standing(const runtime::Engine& engine, const petition::Case& state,
                                  Instant at) {
  const auto registry = engine.registry();
  const Date date = local_date(at);
  std::vector<std::string> lines{
      "Tại " + to_local(at),
      "Phiên bản " + std::to_string(state.version) + ", " + status_name(state.status),
      "Xử lý: " + registry->name(state.handling_unit, date),
      "Chịu trách nhiệm: " + registry->name(state.accountable_unit, date),
      "Số lần quá hạn: " + std::to_string(state.times_overdue) +
          ", chuyển cấp trên: " + std::to_string(state.times_escalated)};
  for (const petition::Deadline& deadline : state.deadlines) {
    if (deadline.bearer != event::Bearer::authority) continue;
    lines.push_back("Hạn " + purpose_name(deadline.purpose) + " " +
                    to_vietnamese(deadline.limit.due_date) + ": " + state_name(deadline.state));
  }
  return lines;
}

}  // namespace

std::string page_title(std::string_view vi, std::string_view en) {
  std::string title = "\n━━ " + std::string(vi) + " / " + std::string(en) + " ";
  for (std::size_t used = display_width(title); used < width; ++used) title += "━";
  return title + "\n\n";
}

std::string published_page(const report::Report& made) {
  const report::Figures later = made.total.figures;
  const report::Figures earlier = made.total.before.value_or(report::Figures{});
  const auto& [first, second] = published.periods;
  const auto change = report::tenths_of_percent(
      static_cast<std::int64_t>(later.received) - static_cast<std::int64_t>(earlier.received),
      static_cast<std::int64_t>(earlier.received));
  std::string page = row({"Chỉ tiêu / Figure", "Công bố", "Tính được", ""});
  page += row({"", "Published", "Computed", ""});
  page +=
      row(counted("01/07/2020–30/06/2021  tiếp nhận / received", first.received, earlier.received));
  page += row(
      counted("                       đã giải quyết / resolved", first.resolved, earlier.resolved));
  page += row(
      rated("                       tỷ lệ / rate", "96,2 %", earlier.resolved, earlier.received));
  page +=
      row(counted("01/07/2021–30/06/2022  tiếp nhận / received", second.received, later.received));
  page += row(
      counted("                       đã giải quyết / resolved", second.resolved, later.resolved));
  page +=
      row(rated("                       tỷ lệ / rate", "89,8 %", later.resolved, later.received));
  page += row({"Thay đổi số đơn tiếp nhận / change of received", "-20 %", percent(change),
               "◀ công bố sai / not 20 %"});
  page += "\n";
  page += wrapped("  ",
                  "Công bố ghi \"giảm 20%\"; 3.462 so với 4.408 là giảm 946 đơn, tức 21,5 %. "
                  "Trong khi số đơn giảm, số còn tồn tăng từ " +
                      report::grouped(earlier.backlog) + " lên " + report::grouped(later.backlog) +
                      ": vì vậy tỷ lệ và số tồn luôn đứng cạnh nhau.",
                  width);
  page += wrapped("  ",
                  "The published \"20 %\" is really 21.5 %. Fewer petitions came, and yet twice "
                  "as many stayed open: so rate and backlog always stand side by side.",
                  width);
  page += wrapped("  ",
                  "15.376 và 14.022 lượt tiếp công dân (công bố: giảm 9 %; đúng: 8,8 %) là lượt "
                  "người đến, không phải đơn thư, nên không có trong bảng. / Visits are not "
                  "petitions.",
                  width);
  return page;
}

Result<std::string> history_page(const runtime::Engine& engine, const CaseId& id) {
  DONTHU_ASSIGN(const auto entries, engine.queries().history(id));
  DONTHU_ASSIGN(const auto state, engine.queries().find_case(id));
  const auto registry = engine.registry();
  std::string page;
  for (const runtime::HistoryEntry& entry : entries) {
    const Date date = local_date(entry.recorded_at);
    std::vector<std::string> lines;
    for (const event::Event& event : entry.commit.events)
      if (auto line = sentence(event, state, *registry, date); !line.empty())
        lines.push_back(std::move(line));
    if (lines.empty()) continue;
    page += "  " + to_local(entry.recorded_at) + "  " +
            actor_name(entry.commit.actor, *registry, date) + "\n";
    for (const std::string& line : lines) page += wrapped("                      ", line, width);
  }
  return page;
}

Result<std::string> deadline_page(const runtime::Engine& engine, const CaseId& id) {
  DONTHU_ASSIGN(const auto state, engine.queries().find_case(id));
  const petition::Deadline* deadline = first_overdue(state);
  if (deadline == nullptr)
    return fail(ErrorCode::not_found, "nothing-overdue", "no deadline of the case went overdue");
  const auto rules = engine.rules();
  const auto* calendar = rules->calendar_named(deadline->limit.calendar);
  if (calendar == nullptr)
    return fail(ErrorCode::not_found, "unknown-calendar",
                "the calendar that the limit was computed with is not there",
                deadline->limit.calendar);
  DONTHU_ASSIGN(const auto derivation, petition::derive(*deadline, *calendar->compiled));
  std::string page = wrapped("  ",
                             "Hạn " + purpose_name(deadline->purpose) + " của " +
                                 engine.registry()->name(deadline->unit, deadline->limit.due_date) +
                                 ": " + to_local_due(deadline->limit.due),
                             width);
  page += wrapped("  ", "Căn cứ / basis: " + deadline->rule.citation, width);
  page += "\n";
  for (const Text& line : deadline::explain(derivation, *calendar->compiled)) {
    page += wrapped("  • ", line.vi, width);
    page += wrapped("    ", line.en, width);
  }
  return page;
}

Result<std::string> as_of_page(const runtime::Engine& engine, const CaseId& id, Instant before,
                               Instant after) {
  DONTHU_ASSIGN(const auto then, engine.queries().case_recorded_as_of(id, before));
  DONTHU_ASSIGN(const auto now, engine.queries().case_recorded_as_of(id, after));
  const auto left = standing(engine, then, before);
  const auto beside = standing(engine, now, after);
  std::string page;
  for (std::size_t i = 0; i < std::max(left.size(), beside.size()); ++i)
    page += "  " + fit(i < left.size() ? left[i] : "", 47) + "│ " +
            (i < beside.size() ? beside[i] : "") + "\n";
  return page;
}

Result<std::string> hand_over_page(const runtime::Engine& engine, Date day) {
  DONTHU_ASSIGN(const auto made,
                report::hand_over_report(engine.queries(), *engine.registry(), day));
  const auto& total = made.total;
  std::string page = "\n";
  page +=
      wrapped("  ",
              "Ngày " + to_vietnamese(day) + ", " + report::grouped(made.rows.size()) +
                  " đơn vị kết thúc hoạt động khi còn hồ sơ: " + report::grouped(total.cases()) +
                  " hồ sơ; đã bàn giao " + report::grouped(total.handed_over()) +
                  ", chờ xác định thẩm quyền " + report::grouped(total.waits()) +
                  " (bảng kế thừa công bố không ghi tổ dân phố).",
              width);
  page += wrapped("  ",
                  "Units that ended with cases in hand: " + std::to_string(made.rows.size()) +
                      "; handed over " + std::to_string(total.handed_over()) +
                      ", waiting for a ruling " + std::to_string(total.waits()) +
                      ": the published table names no localities.",
                  width);
  return page;
}

std::string next_page(const std::string& program, const std::string& data, const CaseId& id) {
  const std::string short_id = to_string(id).substr(0, 12);
  std::string page = "  Đặt lối gọi tắt / a short name:\n    alias donthu='" + program +
                     " --data " + data + "'\n\n  Trong thư mục này / in this folder:\n";
  for (const std::string& words :
       {"case show " + short_id, "case history " + short_id, "case explain " + short_id,
        std::string("case find --overdue --limit 20"), std::string("registry handed-over"),
        std::string("report --from 2021-07-01 --until 2022-06-30 --per ward --basis flow"),
        std::string("report --from 2021-07-01 --until 2022-06-30 --as-of 2022-03-31 --csv")})
    page += "    donthu " + words + "\n";
  page += "\n  Máy chủ, và hỏi nó / the server, and how to ask it:\n    donthu serve\n";
  const std::string base = "http://127.0.0.1:8080/v1/";
  page += "    curl " + base + "petitions/" + to_string(id) + "\n";
  page += "    curl '" + base + "petitions?overdue=true&limit=5'\n";
  page += "    curl -N " + base + "events\n";
  return page;
}

}  // namespace donthu::demo
