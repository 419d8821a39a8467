#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/base/text.h"
#include "engine/report/case_reading.h"
#include "engine/report/report.h"

namespace donthu::report {

using projection::Fact;
using projection::FactKind;

namespace {

// The row of each unit: itself, the district it lies in, or none where only the total is asked for.
class Rows {
 public:
  Rows(const registry::Registry& registry, Per per, Date date)
      : registry_(registry), per_(per), date_(date) {}

  [[nodiscard]] UnitId row_of(UnitId unit) {
    if (per_ != Per::district) return unit;
    const auto known = districts_.find(unit);
    if (known != districts_.end()) return known->second;
    return districts_[unit] = district_of(unit);
  }

 private:
  // A unit that has ended stays below the district of its last day.
  [[nodiscard]] UnitId district_of(UnitId id) const {
    Date date = date_;
    if (const auto unit = registry_.unit(id, date); unit && !unit->valid)
      date = date < unit->valid_from ? unit->valid_from : unit->valid_until.value_or(date);
    if (registry_.level(id, date) == event::UnitLevel::district) return id;
    for (const UnitId above : registry_.ancestors(id, date))
      if (registry_.level(above, date) == event::UnitLevel::district) return above;
    return id;
  }

  const registry::Registry& registry_;
  Per per_;
  Date date_;
  std::map<UnitId, UnitId> districts_;
};

// Counts the cases of one period.
class Tally {
 public:
  Tally(const ReportRequest& request, Period period, Instant as_of, Rows& rows)
      : request_(request),
        begin_(start_of_day(period.from)),
        end_(end_of_day(period.until)),
        as_of_(as_of),
        rows_(rows) {}

  void add(const std::vector<Fact>& timeline) {
    const auto reading = read_case(timeline, as_of_, request_.as_of_kind);
    if (!reading || !is_asked_for(reading->kind)) return;
    const auto everywhere = [](UnitId) { return true; };
    if (request_.basis == Basis::cohort) {
      if (!within(reading->received_at)) return;
      add_cohort(total, *reading, everywhere);
      if (request_.per == Per::total) return;
      const UnitId row = rows_.row_of(reading->registered_by);
      add_cohort(units[row], *reading, scope_of(row));
      return;
    }
    add_flow(total, *reading, everywhere);
    if (request_.per == Per::total) return;
    for (const UnitId row : rows_touched(*reading)) add_flow(units[row], *reading, scope_of(row));
  }

  Figures total;
  std::map<UnitId, Figures> units;

 private:
  [[nodiscard]] bool within(Instant at) const { return at >= begin_ && at < end_; }
  [[nodiscard]] bool is_asked_for(event::PetitionKind kind) const {
    return request_.kinds.empty() || std::ranges::count(request_.kinds, kind) > 0;
  }
  [[nodiscard]] Scope scope_of(UnitId row) {
    return [this, row](UnitId unit) { return unit && rows_.row_of(unit) == row; };
  }

  static void add_cohort(Figures& figures, const CaseReading& reading, const Scope& scope) {
    const Standing standing = standing_of(reading, scope);
    const bool here = standing.open && scope(standing.handled_by);
    figures.received += 1;
    figures.resolved += standing.resolved;
    figures.backlog += !standing.resolved && here;
    figures.overdue_open += !standing.resolved && here && standing.overdue_open;
    figures.overdue += standing.overdue;
    figures.escalated += standing.escalated;
    figures.left += !standing.resolved && !here;
  }

  void add_flow(Figures& figures, const CaseReading& reading, const Scope& scope) const {
    const Standing standing = standing_of(reading, scope);
    bool resolved = false;
    bool overdue = false;
    bool escalated = false;
    bool left = false;
    UnitId handled_by = reading.registered_by;
    for (const Fact& fact : reading.facts) {
      const bool counts = within(fact.effective_at);
      const bool by_this = counts && scope(fact.unit);
      resolved |= by_this && (fact.kind == FactKind::resolved || fact.kind == FactKind::answered);
      overdue |= by_this && fact.kind == FactKind::overdue;
      escalated |= by_this && fact.kind == FactKind::escalated;
      const bool beyond = fact.kind == FactKind::escalated &&
                          fact.detail == event::name_of(event::EscalationReason::beyond_authority);
      const bool moves = beyond || fact.kind == FactKind::transferred ||
                         fact.kind == FactKind::second_instance ||
                         fact.kind == FactKind::handed_over || fact.kind == FactKind::ruled;
      const bool ends = fact.kind == FactKind::declined || fact.kind == FactKind::terminated ||
                        fact.kind == FactKind::closed;
      left |= counts && scope(handled_by) && (ends || (moves && !scope(fact.other)));
      if (moves && fact.other) handled_by = fact.other;
    }
    const bool open = standing.open && reading.received_at < end_ && scope(standing.handled_by);
    figures.received += within(reading.received_at) && scope(reading.registered_by);
    figures.resolved += resolved;
    figures.backlog += open;
    figures.overdue_open += open && standing.overdue_open;
    figures.overdue += overdue;
    figures.escalated += escalated;
    // A file that is closed after its decision has not left.
    figures.left += left && !resolved && !standing.resolved;
  }

  [[nodiscard]] std::set<UnitId> rows_touched(const CaseReading& reading) {
    std::set<UnitId> touched{rows_.row_of(reading.registered_by)};
    for (const Fact& fact : reading.facts)
      for (const UnitId unit : {fact.unit, fact.other})
        if (unit) touched.insert(rows_.row_of(unit));
    return touched;
  }

  const ReportRequest& request_;
  Instant begin_;
  Instant end_;  // Not included.
  Instant as_of_;
  Rows& rows_;
};

Status check(const ReportRequest& request) {
  const auto backwards = [](std::string field) {
    return reject(ErrorCode::invalid, "bad-period", "Kỳ báo cáo kết thúc trước khi bắt đầu",
                  "the period ends before it begins", std::move(field),
                  "Give the first and the last day of the period, both included");
  };
  if (request.until < request.from) return backwards("until");
  if (request.compare && request.compare->until < request.compare->from)
    return backwards("compare");
  return {};
}

}  // namespace

Result<Report> compute(const runtime::Queries& queries, const registry::Registry& registry,
                       const ReportRequest& request) {
  DONTHU_TRY(check(request));
  Report report;
  report.request = request;
  report.log = queries.log_id();
  report.as_of = request.as_of ? request.as_of : end_of_day(request.until);
  Rows rows(registry, request.per, request.until);
  Tally now(request, {request.from, request.until}, report.as_of, rows);
  std::optional<Tally> before;
  if (request.compare) {
    report.compare_as_of = request.as_of ? request.as_of : end_of_day(request.compare->until);
    before.emplace(request, *request.compare, report.compare_as_of, rows);
  }
  DONTHU_TRY(queries.each_timeline([&](const CaseId&, const std::vector<Fact>& timeline) {
    now.add(timeline);
    if (before) before->add(timeline);
    return true;
  }));

  report.total.name = "Tổng số";
  report.total.figures = now.total;
  if (before) report.total.before = before->total;
  if (before)
    for (const auto& [unit, figures] : before->units) now.units.try_emplace(unit);
  for (const auto& [unit, figures] : now.units) {
    Row row{unit, registry.name(unit, request.until), figures, std::nullopt};
    if (before) row.before = before->units[unit];
    if (row.figures == Figures{} && row.before.value_or(Figures{}) == Figures{}) continue;
    report.rows.push_back(std::move(row));
  }
  std::ranges::sort(report.rows, [](const Row& left, const Row& right) {
    const std::string a = folded(left.name);
    const std::string b = folded(right.name);
    return std::tie(a, left.unit) < std::tie(b, right.unit);
  });
  return report;
}

}  // namespace donthu::report
