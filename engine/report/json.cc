#include "engine/event/json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "engine/report/figures.h"

namespace donthu::report {
namespace {

namespace json = boost::json;

// Tenths as a number with one decimal: 96.2.
json::value tenths(const std::optional<std::int64_t>& value) {
  if (!value) return nullptr;
  return static_cast<double>(*value) / 10.0;
}

json::object period_object(Period period, Instant as_of) {
  return {{"from", to_string(period.from)},
          {"until", to_string(period.until)},
          {"as_of", to_string(as_of)}};
}

json::object figures_object(const Figures& figures) {
  json::object all;
  for (const Figure& figure : figures_of(figures)) {
    json::object one{{"name_vi", figure.name.vi}, {"name_en", figure.name.en}};
    const auto share = tenths_of_percent(static_cast<std::int64_t>(figure.numerator),
                                         static_cast<std::int64_t>(figure.denominator.value_or(0)));
    if (figure.percent)
      one["value"] = tenths(share);
    else
      one["value"] = figure.numerator;
    one["numerator"] = figure.numerator;
    one["denominator"] = nullptr;
    if (figure.denominator) one["denominator"] = *figure.denominator;
    one["measure"] = figure.percent ? "%" : "petitions";
    all[figure.key] = std::move(one);
  }
  return all;
}

json::object changes_object(const Figures& before, const Figures& now) {
  json::object all;
  const auto earlier = figures_of(before);
  const auto later = figures_of(now);
  for (std::size_t i = 0; i < earlier.size(); ++i) {
    const Change change = change_of(earlier[i], later[i]);
    json::object one{{"value", tenths(change.tenths)},
                     {"measure", change.points ? "percentage points" : "%"}};
    if (!change.points) {
      one["numerator"] = change.numerator;
      one["denominator"] = change.denominator;
    }
    all[later[i].key] = std::move(one);
  }
  return all;
}

json::object row_object(const Row& row) {
  json::object object{{"unit", nullptr}, {"name", row.name}};
  if (row.unit) object["unit"] = row.unit.value;
  object["figures"] = figures_object(row.figures);
  if (row.before) {
    object["compared_with"] = figures_object(*row.before);
    object["change"] = changes_object(*row.before, row.figures);
  }
  return object;
}

}  // namespace

std::string to_json(const Report& report) {
  const ReportRequest& request = report.request;
  json::object document{
      {"log", to_string(report.log)},
      {"simulated", report.simulated},
      {"period", period_object({request.from, request.until}, report.as_of)},
      {"basis", request.basis == Basis::cohort ? "cohort" : "flow"},
      {"as_of_kind", request.as_of_kind == AsOfKind::recorded ? "recorded" : "effective"},
      {"per", request.per == Per::total      ? "total"
              : request.per == Per::district ? "district"
                                             : "ward"}};
  if (request.compare) document["compare"] = period_object(*request.compare, report.compare_as_of);
  json::array kinds;
  for (const auto kind : request.kinds) kinds.emplace_back(event::name_of(kind));
  document["kinds"] = std::move(kinds);
  json::array rows;
  for (const Row& row : report.rows) rows.emplace_back(row_object(row));
  document["rows"] = std::move(rows);
  document["total"] = row_object(report.total);
  return event::pretty_json(document);
}

}  // namespace donthu::report
