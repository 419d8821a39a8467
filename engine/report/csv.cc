#include <string>
#include <vector>

#include "engine/report/figures.h"

namespace donthu::report {
namespace {

// RFC 4180.
std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

void add_line(std::string& csv, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) csv += (i == 0 ? "" : ",") + cell(cells[i]);
  csv += '\n';
}

std::string tenths(const std::optional<std::int64_t>& value) {
  return value ? decimal(*value, '.') : std::string();
}

// The cells that say which unit and which period a line is about.
std::vector<std::string> place_of(const Report& report, const Row& row, Period period,
                                  Instant as_of) {
  return {row.unit ? std::to_string(row.unit.value) : std::string(),
          row.name,
          to_string(period.from),
          to_string(period.until),
          report.request.basis == Basis::cohort ? "cohort" : "flow",
          to_string(as_of),
          report.request.as_of_kind == AsOfKind::recorded ? "recorded" : "effective"};
}

void add_figures(std::string& csv, const std::vector<std::string>& place, const Figures& figures) {
  for (const Figure& figure : figures_of(figures)) {
    std::vector<std::string> line = place;
    const auto share = tenths_of_percent(static_cast<std::int64_t>(figure.numerator),
                                         static_cast<std::int64_t>(figure.denominator.value_or(0)));
    line.insert(line.end(),
                {std::string(figure.key), figure.name.vi,
                 figure.percent ? tenths(share) : std::to_string(figure.numerator),
                 std::to_string(figure.numerator),
                 figure.denominator ? std::to_string(*figure.denominator) : std::string(),
                 figure.percent ? "%" : "petitions"});
    add_line(csv, line);
  }
}

void add_changes(std::string& csv, const std::vector<std::string>& place, const Figures& before,
                 const Figures& now) {
  const auto earlier = figures_of(before);
  const auto later = figures_of(now);
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    const Change change = change_of(earlier[i], later[i]);
    std::vector<std::string> line = place;
    line.insert(line.end(),
                {std::string(later[i].key) + "_change", "Thay đổi: " + later[i].name.vi,
                 tenths(change.tenths),
                 change.points ? tenths(change.tenths) : std::to_string(change.numerator),
                 change.points ? std::string() : std::to_string(change.denominator),
                 change.points ? "percentage points" : "%"});
    add_line(csv, line);
  }
}

void add_row(std::string& csv, const Report& report, const Row& row) {
  const Period period{report.request.from, report.request.until};
  const auto place = place_of(report, row, period, report.as_of);
  add_figures(csv, place, row.figures);
  if (!row.before) return;
  add_figures(csv, place_of(report, row, *report.request.compare, report.compare_as_of),
              *row.before);
  add_changes(csv, place, *row.before, row.figures);
}

}  // namespace

std::string to_csv(const Report& report) {
  std::string csv;
  add_line(csv, {"mã đơn vị (unit id)", "đơn vị (unit)", "từ ngày (from)", "đến hết ngày (until)",
                 "cách tính (basis)", "thời điểm (as of)", "loại thời điểm (as of kind)",
                 "khóa (figure)", "chỉ tiêu (name)", "giá trị (value)", "tử số (numerator)",
                 "mẫu số (denominator)", "đơn vị tính (measure)"});
  for (const Row& row : report.rows) add_row(csv, report, row);
  add_row(csv, report, report.total);
  return csv;
}

}  // namespace donthu::report
