#include "engine/report/figures.h"

namespace donthu::report {
namespace {

// A product of two counts, in thousandths, does not fit 64 bits.
__extension__ typedef __int128 Wide;

// Half away from zero; the denominator is positive.
std::int64_t rounded(Wide numerator, Wide denominator) {
  const Wide size = numerator < 0 ? -numerator : numerator;
  const Wide result = (2 * size + denominator) / (2 * denominator);
  return static_cast<std::int64_t>(numerator < 0 ? -result : result);
}

}  // namespace

std::optional<std::int64_t> tenths_of_percent(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return std::nullopt;
  const bool negative = denominator < 0;
  const Wide above = negative ? -Wide{numerator} : Wide{numerator};
  return rounded(1000 * above, negative ? -Wide{denominator} : Wide{denominator});
}

std::string decimal(std::int64_t tenths, char point) {
  const std::uint64_t size =
      tenths < 0 ? 0 - static_cast<std::uint64_t>(tenths) : static_cast<std::uint64_t>(tenths);
  return (tenths < 0 ? "-" : "") + std::to_string(size / 10) + point + std::to_string(size % 10);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, '.');
  return digits;
}

std::vector<Figure> figures_of(const Figures& figures) {
  return {
      {"received", {"Tiếp nhận", "Received"}, figures.received, std::nullopt, false},
      {"resolved",
       {"Đã giải quyết, trả lời", "Resolved or answered"},
       figures.resolved,
       std::nullopt,
       false},
      {"resolution_rate",
       {"Tỷ lệ giải quyết", "Resolution rate"},
       figures.resolved,
       figures.received,
       true},
      {"backlog", {"Còn tồn", "Backlog"}, figures.backlog, std::nullopt, false},
      {"overdue_open",
       {"Tồn quá hạn", "Backlog overdue"},
       figures.overdue_open,
       figures.backlog,
       false},
      {"overdue", {"Từng quá hạn", "Ever overdue"}, figures.overdue, std::nullopt, false},
      {"escalated", {"Chuyển cấp trên", "Escalated"}, figures.escalated, std::nullopt, false},
      {"left",
       {"Chuyển đi hoặc kết thúc khác", "Handed on or ended otherwise"},
       figures.left,
       std::nullopt,
       false},
  };
}

Change change_of(const Figure& before, const Figure& now) {
  Change change;
  if (!now.percent) {
    change.numerator =
        static_cast<std::int64_t>(now.numerator) - static_cast<std::int64_t>(before.numerator);
    change.denominator = before.numerator;
    change.tenths =
        tenths_of_percent(change.numerator, static_cast<std::int64_t>(before.numerator));
    return change;
  }
  change.points = true;
  const std::uint64_t whole_before = before.denominator.value_or(0);
  const std::uint64_t whole_now = now.denominator.value_or(0);
  if (whole_before == 0 || whole_now == 0) return change;
  const Wide difference = Wide{now.numerator} * whole_before - Wide{before.numerator} * whole_now;
  change.tenths = rounded(1000 * difference, Wide{whole_before} * whole_now);
  change.numerator = *change.tenths;
  change.denominator = 10;
  return change;
}

Text basis_name(Basis basis) {
  if (basis == Basis::cohort)
    return {"Theo đợt tiếp nhận: đơn tiếp nhận trong kỳ, kết quả đến thời điểm báo cáo",
            "Cohort: received in the period, and what became of them"};
  return {"Theo dòng việc: những gì diễn ra trong kỳ, không kể tiếp nhận khi nào",
          "Flow: what happened in the period, whenever received"};
}

Text as_of_name(AsOfKind kind) {
  if (kind == AsOfKind::recorded) return {"như đã ghi nhận đến lúc đó", "as recorded by then"};
  return {"như đã có hiệu lực đến lúc đó, theo mọi điều biết đến nay",
          "as in effect by then, by all that is known now"};
}

}  // namespace donthu::report
