#include "connectors/http/routes.h"

#include <algorithm>

#include "connectors/http/reading.h"
#include "engine/event/commit_codec.h"

namespace donthu::http {
namespace {

// The engine's own commands and those of operators are numbered from here on (event/commands).
constexpr std::uint16_t first_own_command = 190;

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    out.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return out;
}

Route question(std::string path, std::string operation, std::string summary, Handler handler,
               std::string_view reply, std::vector<std::string_view> parameters,
               std::vector<unsigned> statuses) {
  Route route;
  route.path = std::move(path);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.handler = handler;
  route.reply = reply;
  route.parameters = std::move(parameters);
  route.statuses = std::move(statuses);
  return route;
}

void add_questions(std::vector<Route>& out) {
  out.push_back(question("/v1/petitions", "findPetitions", "Petitions by what they are and where.",
                         find_petitions, "Page",
                         {"unit", "officer", "kind", "status", "open", "overdue", "stuck",
                          "rulings", "received_from", "received_until", "q", "cursor", "limit"},
                         {200, 400}));
  out.push_back(question("/v1/petitions/{case}", "getPetition",
                         "A petition as it is, or as it was known or had happened at an instant.",
                         get_petition, "PetitionOrView", {"as_of", "as_of_kind"},
                         {200, 304, 400, 404}));
  out.push_back(question("/v1/petitions/{case}/history", "getHistory",
                         "All commits of a petition as they stand in the log.", get_history,
                         "History", {}, {200, 400, 404}));
  out.push_back(question("/v1/petitions/{case}/timeline", "getTimeline",
                         "What happened, when it took effect, and when it became known.",
                         get_timeline, "Timeline", {}, {200, 400, 404}));
  out.push_back(question("/v1/petitions/{case}/expected", "getExpected",
                         "The verbs that the petition could take now.", get_expected,
                         "ExpectedList", {}, {200, 400, 404}));
  out.push_back(question("/v1/petitions/{case}/deadlines/{deadline}/explanation", "explainDeadline",
                         "Why a deadline is due then, day by day.", get_explanation, "Explanation",
                         {}, {200, 400, 404}));
  out.push_back(question("/v1/numbers/{unit}/{year}/{number}", "getByNumber",
                         "A petition by its register number.", get_number, "Petition", {},
                         {200, 304, 400, 404}));
  out.push_back(question("/v1/registry/units", "getUnits", "Units valid on a day.", get_units,
                         "UnitList", {"date"}, {200, 400}));
  out.push_back(question("/v1/registry/officers", "getOfficers",
                         "Officers and the offices they hold on a day.", get_officers,
                         "OfficerList", {"date", "unit"}, {200, 400}));
  out.push_back(question("/v1/rules", "getRules", "All activated versions of rules.", get_rules,
                         "RuleList", {}, {200, 400}));
  out.push_back(question(
      "/v1/reports/petitions", "getReport",
      "Figures of a period, with numerator, denominator, unit and period.", get_report, "Report",
      {"period_from", "period_until", "basis", "as_of", "as_of_kind", "per"}, {200, 400}));
}

void add_operations(std::vector<Route>& out) {
  auto alive = question("/healthz", "getAlive", "Whether the process answers.", get_alive, "Alive",
                        {}, {200, 400});
  auto ready = question("/readyz", "getReady", "Whether the engine takes commands.", get_ready,
                        "Ready", {}, {200, 400, 503});
  auto contract = question("/v1/openapi.json", "getContract", "This document.", get_openapi,
                           "application/vnd.oai.openapi+json;version=3.1", {}, {200, 400});
  alive.quick = contract.quick = true;
  out.push_back(std::move(alive));
  out.push_back(std::move(ready));
  out.push_back(question("/metrics", "getMetrics", "Counts and times in the OpenMetrics format.",
                         get_metrics, "application/openmetrics-text", {}, {200, 400}));
  out.push_back(std::move(contract));
  out.push_back(
      question("/v1/cluster", "getCluster",
               "The nodes on the log, and for each partition who writes it, how far it is "
               "and how its storage stands, as the node that is asked sees it.",
               get_cluster, "Cluster", {}, {200, 400}));
  out.push_back(question("/v1/sweeps", "getSweeps",
                         "The work that touches many cases (units that ended, officers who left, "
                         "new calendars and policies), and how far it is.",
                         get_sweeps, "SweepList", {}, {200, 400}));

  auto events = question("/v1/events", "streamEvents",
                         "What happens, as Server-Sent Events that carry CloudEvents in JSON. The "
                         "id of each is a cursor to resume from, valid for ever. Given at least "
                         "once, and in order within a petition.",
                         nullptr, "text/event-stream", {"unit", "kind", "type", "after", "from"},
                         {200, 400, 410, 503});
  events.streams = true;
  out.push_back(std::move(events));
}

void add_commands(std::vector<Route>& out) {
  Route registration;
  registration.method = Method::post;
  registration.path = "/v1/petitions";
  registration.operation = "register";
  registration.summary = "Enters a petition into the register of the acting unit.";
  registration.prepare = prepare_registration;
  registration.verb = event::Register::verb;
  registration.body = event::Register::verb;
  registration.reply = "Answer";
  registration.statuses = {201, 400, 403, 409, 413, 415, 503, 507};
  out.push_back(registration);

  for (const auto verb : served_verbs()) {
    Route route;
    route.method = Method::post;
    route.path = "/v1/petitions/{case}/commands/" + std::string(verb);
    route.operation = std::string(verb);
    route.summary = "Gives the petition the command " + std::string(verb) + ".";
    route.verb = verb;
    route.body = verb;
    route.reply = "Answer";
    route.statuses = {200, 400, 403, 404, 409, 412, 413, 415, 503, 507};
    if (verb == event::ReadSealed::verb) {
      route.summary = "Gives sealed texts in clear, and records who read them.";
      route.handler = read_sealed;
      route.reply = "Sealed";
      route.statuses = {200, 400, 403, 404, 413, 415};
    } else {
      route.prepare = prepare_command;
    }
    out.push_back(std::move(route));
  }

  Route document;
  document.method = Method::post;
  document.path = "/v1/petitions/{case}/documents";
  document.operation = "storeDocument";
  document.summary =
      "Stores a document, sealed under the petition's key; its digest is then given to attach.";
  document.handler = store_document;
  document.body = "application/octet-stream";
  document.reply = "Document";
  document.statuses = {201, 400, 404, 413, 415};
  document.document = true;
  out.push_back(std::move(document));
}

std::vector<Route> make_routes() {
  std::vector<Route> out;
  add_commands(out);
  add_questions(out);
  add_operations(out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].segments = split(out[i].path);
    out[i].index = i;
  }
  return out;
}

bool fits(const Route& route, const std::vector<std::string>& segments) {
  if (route.segments.size() != segments.size()) return false;
  for (std::size_t i = segments.size(); i-- > 0;)
    if (route.segments[i].front() == '{' ? segments[i].empty() : route.segments[i] != segments[i])
      return false;
  return true;
}

bool repeats(const Route& route, std::string_view name) {
  return route.streams && (name == "unit" || name == "kind" || name == "type");
}

}  // namespace

const std::vector<Route>& routes() {
  static const auto table = make_routes();
  return table;
}

std::vector<std::string_view> served_verbs() {
  std::vector<std::string_view> out;
  for (const auto& type : event::command_types())
    if (type.type > event::Register::type && type.type < first_own_command)
      out.push_back(type.verb);
  return out;
}

Match match(Method method, bool known_method, const Target& target) {
  Match out;
  for (const auto& route : routes()) {
    if (!fits(route, target.segments)) continue;
    if (known_method && route.method == method) {
      out.route = &route;
      for (std::size_t i = 0; i < target.segments.size(); ++i)
        if (route.segments[i].front() == '{') out.path.push_back(target.segments[i]);
      return out;
    }
    if (!out.allow.empty()) out.allow += ", ";
    out.allow += route.method == Method::get ? "GET, HEAD" : "POST";
  }
  return out;
}

Status check_parameters(const Route& route, const Target& target) {
  for (std::size_t i = 0; i < target.query.size(); ++i) {
    const auto& name = target.query[i].first;
    if (std::ranges::find(route.parameters, name) == route.parameters.end()) {
      std::string known;
      for (const auto parameter : route.parameters) (known += ' ') += parameter;
      return reject(ErrorCode::invalid, "unknown-parameter", "Không có tham số này.",
                    "There is no such parameter.", name,
                    known.empty() ? "Leave it out: this path takes none." : "Known are:" + known);
    }
    for (std::size_t j = 0; j < i; ++j)
      if (target.query[j].first == name && !repeats(route, name))
        return reject(ErrorCode::invalid, "repeated-parameter", "Tham số bị lặp lại.",
                      "The parameter is given more than once.", name, "Give it once.");
  }
  return {};
}

}  // namespace donthu::http
