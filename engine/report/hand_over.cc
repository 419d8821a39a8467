#include "engine/report/hand_over.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

#include "engine/base/text.h"

namespace donthu::report {

using projection::Fact;
using projection::FactKind;

namespace {

template <class Key>
std::uint64_t sum(const std::map<Key, std::uint64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                         [](std::uint64_t all, const auto& one) { return all + one.second; });
}

// Nobody waits any more.
bool ends(const Fact& fact) {
  switch (fact.kind) {
    case FactKind::declined:
    case FactKind::transferred:
    case FactKind::resolved:
    case FactKind::answered:
    case FactKind::terminated:
    case FactKind::closed:
    case FactKind::voided: return true;
    default: return false;
  }
}

class Tally {
 public:
  Tally(const registry::Registry& registry, Date day) : day_(day) {
    for (const UnitId unit : registry.ended(day))
      if (registry.unit(unit, day)->valid_until == day - days{1}) ended_.insert(unit);
  }

  void add(const std::vector<Fact>& timeline) {
    const Fact* waiting = nullptr;
    const Fact* handed = nullptr;
    for (const Fact& fact : timeline) {
      if (fact.recorded_at < start_of_day(day_)) continue;
      const bool of_that_day = ended_.contains(fact.unit);
      if (fact.kind == FactKind::ruling_needed && of_that_day) {
        waiting = &fact;
      } else if (fact.kind == FactKind::handed_over && of_that_day && fact.unit != fact.other) {
        handed = &fact;
      } else if (fact.kind == FactKind::ruled && waiting != nullptr) {
        ++rows[waiting->unit].ruled;
        waiting = handed = nullptr;
      } else if (ends(fact)) {
        waiting = nullptr;
      }
      // A ruling hands over, too: it counts as a ruling.
      if (handed != nullptr && handed != &fact) {
        ++rows[handed->unit].to[handed->other];
        waiting = handed = nullptr;
      }
    }
    if (handed != nullptr)
      ++rows[handed->unit].to[handed->other];
    else if (waiting != nullptr)
      ++rows[waiting->unit].waiting[waiting->detail];
  }

  std::map<UnitId, HandOverRow> rows;

 private:
  Date day_;
  std::set<UnitId> ended_;
};

void add_to(HandOverRow& total, const HandOverRow& row) {
  for (const auto& [unit, count] : row.to) total.to[unit] += count;
  for (const auto& [ground, count] : row.waiting) total.waiting[ground] += count;
  total.ruled += row.ruled;
}

}  // namespace

std::uint64_t HandOverRow::handed_over() const { return sum(to); }
std::uint64_t HandOverRow::waits() const { return sum(waiting); }

Result<HandOverReport> hand_over_report(const runtime::Queries& queries,
                                        const registry::Registry& registry, Date day) {
  Tally tally(registry, day);
  DONTHU_TRY(queries.each_timeline([&](const CaseId&, const std::vector<Fact>& timeline) {
    tally.add(timeline);
    return true;
  }));
  HandOverReport report;
  report.day = day;
  report.log = queries.log_id();
  report.total.name = "Tổng số";
  for (auto& [unit, row] : tally.rows) {
    row.unit = unit;
    row.name = registry.name(unit, day);
    add_to(report.total, row);
    report.rows.push_back(std::move(row));
  }
  std::ranges::sort(report.rows, [](const HandOverRow& left, const HandOverRow& right) {
    const std::string a = folded(left.name);
    const std::string b = folded(right.name);
    return std::tie(a, left.unit) < std::tie(b, right.unit);
  });
  return report;
}

}  // namespace donthu::report
