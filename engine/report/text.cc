#include <array>
#include <string>
#include <vector>

#include "engine/report/figures.h"

namespace donthu::report {
namespace {

constexpr std::size_t name_width = 28;

struct Heading {
  std::string_view vi;
  std::string_view en;
  std::size_t width;  // With the space before it.
};
constexpr std::array<Heading, 8> headings{{{"Tiếp nhận", "Received", 10},
                                           {"Giải quyết", "Resolved", 11},
                                           {"Tỷ lệ", "Rate", 9},
                                           {"Còn tồn", "Backlog", 8},
                                           {"Tồn QH", "Overdue", 8},
                                           {"Từng QH", "Ever ov.", 9},
                                           {"Lên trên", "Escalated", 10},
                                           {"Khác", "Left", 6}}};

std::string right(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(taken < width ? width - taken : 0, ' ') + std::string(text);
}

std::string value_of(const Figure& figure) {
  if (!figure.percent) return grouped(figure.numerator);
  const auto share = tenths_of_percent(static_cast<std::int64_t>(figure.numerator),
                                       static_cast<std::int64_t>(figure.denominator.value_or(0)));
  return share ? decimal(*share, ',') + " %" : "–";
}

void add_line(std::string& text, std::string_view line) {
  text += line;
  while (text.ends_with(' ')) text.pop_back();
  text += '\n';
}

void add_row(std::string& text, const Row& row) {
  std::string line = fit(row.name, name_width);
  const auto figures = figures_of(row.figures);
  for (std::size_t i = 0; i < figures.size(); ++i)
    line += right(value_of(figures[i]), headings[i].width);
  add_line(text, line);
}

void add_table(std::string& text, const Report& report) {
  std::string vi = fit("Đơn vị", name_width);
  std::string en = fit("Unit", name_width);
  std::size_t width = name_width;
  for (const Heading& heading : headings) {
    vi += right(heading.vi, heading.width);
    en += right(heading.en, heading.width);
    width += heading.width;
  }
  std::string rule;
  for (std::size_t i = 0; i < width; ++i) rule += "─";
  add_line(text, vi);
  add_line(text, en);
  add_line(text, rule);
  for (const Row& row : report.rows) add_row(text, row);
  if (!report.rows.empty()) add_line(text, rule);
  add_row(text, report.total);
}

std::string period_text(Period period) {
  return to_vietnamese(period.from) + " – " + to_vietnamese(period.until);
}

std::string signed_count(std::int64_t count) {
  const auto size = static_cast<std::uint64_t>(count < 0 ? -count : count);
  return (count > 0 ? "+" : count < 0 ? "-" : "") + grouped(size);
}

void add_changes(std::string& text, const Report& report) {
  if (!report.total.before) return;
  const Period now{report.request.from, report.request.until};
  const auto earlier = figures_of(*report.total.before);
  const auto later = figures_of(report.total.figures);
  add_line(text, "");
  add_line(text, "So với kỳ trước / Against the earlier period");
  add_line(text, "  Kỳ trước (1)  " + period_text(*report.request.compare) + ", đến " +
                     to_local_due(report.compare_as_of));
  add_line(text, "  Kỳ này   (2)  " + period_text(now) + ", đến " + to_local_due(report.as_of));
  add_line(text, fit("Chỉ tiêu / Figure", 48) + right("(1)", 10) + right("(2)", 10) +
                     right("(2)-(1)", 11) + right("((2)-(1))/(1)", 16));
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    const Change change = change_of(earlier[i], later[i]);
    std::string difference = "–";
    std::string relative = "–";
    if (change.points) {
      if (change.tenths)
        difference = (*change.tenths > 0 ? "+" : "") + decimal(*change.tenths, ',') + " điểm";
    } else {
      difference = signed_count(change.numerator);
      if (change.tenths)
        relative = (*change.tenths > 0 ? "+" : "") + decimal(*change.tenths, ',') + " %";
    }
    const std::string name = later[i].name.vi + " / " + later[i].name.en;
    add_line(text, fit(name, 48) + right(value_of(earlier[i]), 10) + right(value_of(later[i]), 10) +
                       right(difference, 11) + right(relative, 16));
  }
}

void add_notes(std::string& text) {
  add_line(text, "");
  for (const std::string_view line :
       {"Đơn vị tính: đơn thư (vụ việc). Tỷ lệ = đã giải quyết, trả lời / tiếp nhận. Tồn QH: tồn "
        "và đang",
        "quá hạn. Từng QH: có lần để quá hạn. Lên trên: chuyển cấp trên, do quá hạn hoặc vượt "
        "thẩm quyền.",
        "Khác: chuyển đi, không thụ lý, đình chỉ. Đơn đã hủy bỏ không tính.",
        "Unit: petitions. Rate = resolved or answered / received. Overdue: of the backlog. No "
        "voided "
        "ones."})
    add_line(text, line);
}

}  // namespace

std::string to_text(const Report& report) {
  const ReportRequest& request = report.request;
  std::string text;
  add_line(text, "BÁO CÁO ĐƠN THƯ / PETITIONS REPORT");
  if (report.simulated)
    add_line(text, "Nhật ký mô phỏng, không phải số liệu thật / Simulated log, not real figures");
  add_line(text, "Kỳ / Period      " + period_text({request.from, request.until}) +
                     " (tính cả hai ngày; giờ Việt Nam, UTC+7)");
  const Text basis = basis_name(request.basis);
  add_line(text, "Cách tính        " + basis.vi);
  add_line(text, "Basis            " + basis.en);
  const Text as_of = as_of_name(request.as_of_kind);
  add_line(text, "Thời điểm        " + to_local_due(report.as_of) + ", " + as_of.vi);
  add_line(text, "As of            " + as_of.en);
  if (!request.kinds.empty()) {
    std::string kinds;
    for (const auto kind : request.kinds)
      kinds += (kinds.empty() ? "" : ", ") + std::string(event::name_of(kind));
    add_line(text, "Loại đơn / Kinds " + kinds);
  }
  add_line(text, "");
  add_table(text, report);
  add_changes(text, report);
  add_notes(text);
  return text;
}

}  // namespace donthu::report
