// Questions about units, officers and rules.
#include "connectors/http/bodies.h"
#include "connectors/http/reading.h"
#include "connectors/http/routes.h"

namespace donthu::http {
namespace {

Result<Date> day_of(const Service& service, const Call& call) {
  DONTHU_ASSIGN(const auto date, date_parameter(call, "date"));
  return date.value_or(local_date(service.engine.now()));
}

}  // namespace

Result<Reply> get_units(Service& service, const Call& call) {
  UnitListBody body;
  DONTHU_ASSIGN(body.date, day_of(service, call));
  const auto registry = service.engine.registry();
  for (const auto id : registry->units(body.date)) {
    const auto unit = registry->unit(id, body.date);
    if (!unit) continue;
    body.units.push_back({unit->id, unit->level, unit->kind, unit->code, unit->name, unit->parent,
                          unit->has_council, unit->valid_from, unit->valid_until});
  }
  return json_reply(body);
}

Result<Reply> get_officers(Service& service, const Call& call) {
  OfficerListBody body;
  DONTHU_ASSIGN(body.date, day_of(service, call));
  DONTHU_ASSIGN(const auto unit, id_parameter<UnitId>(call, "unit"));
  const auto registry = service.engine.registry();
  for (const auto id : registry->officers()) {
    const auto officer = registry->officer(id);
    if (!officer) continue;
    OfficerBody one{officer->id, officer->name, officer->staff_code, {}};
    for (const auto& office : registry->offices_of(id, body.date))
      if (!unit || office.unit == *unit)
        one.offices.push_back({office.id, office.unit, office.role, office.acting});
    if (!unit || !one.offices.empty()) body.officers.push_back(std::move(one));
  }
  return json_reply(body);
}

Result<Reply> get_rules(Service& service, const Call& /*call*/) {
  RuleListBody body;
  const auto registry = service.engine.registry();
  for (const auto& kind : event::EnumNames<event::RuleKind>::values)
    for (const auto& rule : registry->rules(kind.first))
      body.rules.push_back({rule->kind, rule->id, rule->version, rule->digest, rule->valid_from,
                            rule->valid_until, rule->published, rule->citation});
  return json_reply(body);
}

}  // namespace donthu::http
