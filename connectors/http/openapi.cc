#include "connectors/http/openapi.h"

#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "connectors/http/bodies.h"
#include "connectors/http/problem.h"
#include "connectors/http/routes.h"
#include "engine/event/commit_codec.h"
#include "engine/event/schema.h"
#include "engine/feed/schema.h"

namespace donthu::http {
namespace {

namespace json = boost::json;

json::object reference(std::string_view schema) {
  return {{"$ref", "#/components/schemas/" + std::string(schema)}};
}

template <class Enum>
json::object names_schema() {
  return event::schema_of_value(Enum{}, event::SchemaOf::written);
}

json::object number_schema() { return event::integer_schema(1, 0xFFFFFFFFULL); }

// A day that base::parse_date takes.
json::object day_schema() {
  auto day = event::format_schema("date");
  day.emplace("pattern", "^(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$");
  return day;
}

json::object path_schema(std::string_view name) {
  if (name == "case") return event::hex_schema(16);
  return name == "year" ? event::integer_schema(1'900, 2'999) : number_schema();
}

json::object list_of(json::object items) {
  return {{"type", "array"}, {"items", std::move(items)}};
}

// What a parameter of the query is; the feed takes some of them repeatedly.
json::object parameter_schema(std::string_view name, bool streams) {
  json::object one = event::string_schema();
  if (name == "unit" || name == "officer") one = number_schema();
  if (name == "kind") one = names_schema<event::PetitionKind>();
  if (name == "status") one = names_schema<event::CaseStatus>();
  if (name == "open" || name == "overdue" || name == "stuck" || name == "rulings")
    one = {{"type", "boolean"}};
  if (name == "received_from" || name == "received_until" || name == "date" ||
      name == "period_from" || name == "period_until")
    one = day_schema();
  if (name == "basis")
    one = {{"type", "string"}, {"enum", {"cohort", "flow"}}, {"default", "cohort"}};
  if (name == "per")
    one = {{"type", "string"}, {"enum", {"total", "district", "ward"}}, {"default", "total"}};
  if (name == "as_of") one = event::format_schema("date-time");
  if (name == "as_of_kind")
    one = {{"type", "string"}, {"enum", {"recorded", "effective"}}, {"default", "recorded"}};
  if (name == "from")
    one = {{"type", "string"}, {"enum", {"beginning", "now"}}, {"default", "beginning"}};
  if (name == "limit") {
    one = event::integer_schema(1, 1'000);
    one.emplace("default", 50);
  }
  const bool repeated = streams && (name == "unit" || name == "kind" || name == "type");
  return repeated ? list_of(std::move(one)) : one;
}

std::string_view parameter_text(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 23> texts{{
      {"unit", "A unit that handles it, answers for it, or registered it."},
      {"officer", "An officer with an open task."},
      {"kind", "Kind of petition."},
      {"status", "Where it stands."},
      {"open", "Whether it still waits for its end."},
      {"overdue", "Whether a deadline is overdue and not met."},
      {"stuck", "Only petitions that stand still."},
      {"rulings", "Only those that wait for a ruling."},
      {"received_from", "First day of receipt."},
      {"received_until", "Last day of receipt."},
      {"q", "Words of the name of the matter, with or without diacritics."},
      {"cursor", "The `next` of the page before."},
      {"limit", "Petitions on a page."},
      {"as_of", "The instant to look at; a day is its beginning in Vietnam."},
      {"as_of_kind", "What was recorded by then, or what had taken effect by then."},
      {"date", "The day to look at; today where it is left out."},
      {"period_from", "First day of the period; without it the year's first."},
      {"period_until", "Last day of the period, included; without it today."},
      {"basis", "Petitions received in the period, or what happened in it."},
      {"per", "One row for all, for each district, or for each ward."},
      {"type", "A kind of event, for example PetitionRegistered."},
      {"after", "A cursor; the header Last-Event-ID comes first."},
      {"from", "Where to begin without a cursor."},
  }};
  for (const auto& [known, text] : texts)
    if (known == name) return text;
  return "";
}

json::object header_parameter(std::string_view name, std::string_view text, bool required,
                              json::object schema) {
  return {{"name", name},
          {"in", "header"},
          {"required", required},
          {"description", text},
          {"schema", std::move(schema)}};
}

void add_actor(json::array& out) {
  out.push_back(header_parameter(
      "Idempotency-Key",
      "Made up by the caller for every act, and sent again with every "
      "try: the same key with the same body is answered again.",
      true,
      {{"type", "string"}, {"pattern", "^(\"[!#-\\[\\]-~]{1,128}\"|[!#-\\[\\]-~]{1,128})$"}}));
  out.push_back(header_parameter("Donthu-Officer", "The officer who acts.", true, number_schema()));
  out.push_back(header_parameter("Donthu-Unit", "The unit in which the officer acts.", true,
                                 number_schema()));
  out.push_back(header_parameter("Donthu-On-Behalf-Of", "The officer who delegated the act.", false,
                                 number_schema()));
  out.push_back(
      header_parameter("Donthu-Delegation", "The delegation used.", false, number_schema()));
}

json::array parameters_of(const Route& route) {
  json::array out;
  for (const auto& segment : route.segments) {
    if (segment.front() != '{') continue;
    const auto name = segment.substr(1, segment.size() - 2);
    out.push_back(
        {{"name", name}, {"in", "path"}, {"required", true}, {"schema", path_schema(name)}});
  }
  for (const auto name : route.parameters)
    out.push_back({{"name", name},
                   {"in", "query"},
                   {"required", false},
                   {"description", parameter_text(name)},
                   {"schema", parameter_schema(name, route.streams)}});
  if (route.method == Method::post) add_actor(out);
  if (route.method == Method::post && !route.verb.empty() && route.operation != "register")
    out.push_back(header_parameter("If-Match", "The ETag of the petition as the officer saw it.",
                                   false,
                                   {{"type", "string"}, {"pattern", "^(\\*|\"[0-9]{1,19}\")$"}}));
  if (route.method == Method::get)
    out.push_back(header_parameter(
        "Donthu-Min-Position",
        "The Donthu-Position of answers, separated by commas: the answer knows of them, whichever "
        "node gives it. Waited for a moment; then 503 not-yet-here.",
        false,
        {{"type", "string"},
         {"pattern", "^ *[0-9]{1,5}:[0-9]{1,20} *(, *[0-9]{1,5}:[0-9]{1,20} *){0,63}$"}}));
  if (route.streams)
    out.push_back(header_parameter("Last-Event-ID", "The id of the last event dealt with.", false,
                                   event::string_schema()));
  return out;
}

json::object reply_content(const Route& route) {
  if (route.streams)
    return {{"text/event-stream",
             {{"schema", event::string_schema()}, {"x-event-data", reference("CloudEvent")}}}};
  if (route.reply.find('/') != std::string_view::npos)
    return {{route.reply, {{"schema", event::string_schema()}}}};
  return {{"application/json", {{"schema", reference(route.reply)}}}};
}

json::object problem_reply(std::string_view text) {
  return {{"description", text},
          {"content", {{"application/problem+json", {{"schema", reference("Problem")}}}}}};
}

json::object success_of(const Route& route, std::string_view text) {
  json::object out{{"description", text}, {"content", reply_content(route)}};
  if (route.prepare == nullptr) return out;
  json::object position{
      {"description", "PARTITION:SEQ of the entry that holds the change, for Donthu-Min-Position."},
      {"required", true},
      {"schema", {{"type", "string"}, {"pattern", "^[0-9]{1,5}:[0-9]{1,20}$"}}}};
  out.emplace("headers", json::object{{"Donthu-Position", std::move(position)}});
  return out;
}

json::object responses_of(const Route& route) {
  json::object out;
  for (const auto status : route.statuses) {
    const auto text = reason_phrase(status);
    if (status >= 400)
      out.emplace(std::to_string(status), problem_reply(text));
    else if (status == 304)
      out.emplace("304", json::object{{"description", text}});
    else
      out.emplace(std::to_string(status), success_of(route, text));
  }
  out.emplace("default", problem_reply("Any other problem: of HTTP itself (405, 408, 421, 431), "
                                       "of too many connections, of a position that is not here "
                                       "yet (503), or of the server."));
  return out;
}

json::object operation_of(const Route& route) {
  json::object out{{"operationId", route.operation}, {"summary", route.summary}};
  if (auto parameters = parameters_of(route); !parameters.empty())
    out.emplace("parameters", std::move(parameters));
  if (route.document)
    out.emplace("requestBody",
                json::object{{"required", true}, {"content", {{route.body, json::object{}}}}});
  else if (!route.body.empty())
    out.emplace("requestBody",
                json::object{{"required", true},
                             {"content",
                              {{"application/json",
                                {{"schema", reference("Command_" + std::string(route.body))}}}}}});
  out.emplace("responses", responses_of(route));
  return out;
}

json::object problem_schema() {
  json::object text{{"type", "string"}};
  return {{"type", "object"},
          {"description", "RFC 9457. Match on `reason`; show `detail` to people."},
          {"properties",
           {{"type", {{"type", "string"}, {"format", "uri"}}},
            {"title", text},
            {"status", {{"type", "integer"}}},
            {"detail", {{"type", "string"}, {"description", "Vietnamese; else English."}}},
            {"detail_en", text},
            {"code", text},
            {"reason", text},
            {"field", text},
            {"remedy", {{"type", "string"}, {"description", "What to do."}}}}},
          {"required", {"type", "title", "status", "detail", "detail_en", "code", "reason"}},
          {"additionalProperties", false}};
}

// The verb's own fields (schemas/commands/), and those that belong to every act.
template <class Command>
json::object command_schema(const Command& command) {
  auto schema = event::schema_of_value(command, event::SchemaOf::read);
  auto& properties = schema["properties"].as_object();
  auto effective = event::or_null(event::format_schema("date-time"));
  effective.emplace("description", "When the act took effect; now where it is left out.");
  auto reason = event::or_null(event::string_schema());
  reason.emplace("description", "A code; demanded beyond one working day back.");
  properties.emplace("effective_at", std::move(effective));
  properties.emplace("backdating_reason", std::move(reason));
  return schema;
}

template <class... Commands>
void add_command_schemas(json::object& out, const std::variant<Commands...>* /*all*/) {
  const auto verbs = served_verbs();
  const auto add = [&]<class Command>(const Command& command) {
    if (Command::verb == event::Register::verb ||
        std::ranges::find(verbs, Command::verb) != verbs.end())
      out.emplace("Command_" + std::string(Command::verb), command_schema(command));
  };
  (add(Commands{}), ...);
}

template <class Body>
json::object written() {
  return event::schema_of_value(Body{}, event::SchemaOf::written);
}

// The schema files refer to one another by their paths; this document stands alone.
void refer_inside(json::value& value) {
  if (auto* array = value.if_array()) {
    for (auto& inside : *array) refer_inside(inside);
    return;
  }
  auto* object = value.if_object();
  if (object == nullptr) return;
  for (auto& [name, inside] : *object) {
    if (name != "$ref") {
      refer_inside(inside);
      continue;
    }
    const std::string path(inside.as_string());
    const auto begin = path.find('/') + 1;
    inside = "#/components/schemas/Event_" + path.substr(begin, path.rfind(".json") - begin);
  }
}

// Commit, and Event_<name> for every event in it.
void add_commit_schemas(json::object& out) {
  for (const auto& [path, text] : event::all_schemas()) {
    const bool commit = path == "commit.json";
    if (!commit && !path.starts_with("events/")) continue;
    auto schema = json::parse(text);
    schema.as_object().erase("$schema");
    refer_inside(schema);
    const auto name =
        commit ? std::string("Commit") : "Event_" + path.substr(7, path.rfind(".json") - 7);
    out.emplace(name, std::move(schema));
  }
}

json::object history_schema() {
  auto entry = written<EntryBody>();
  entry["properties"].as_object().emplace("commit", reference("Commit"));
  entry["required"].as_array().emplace_back("commit");
  return {{"type", "object"},
          {"properties", {{"entries", list_of(std::move(entry))}}},
          {"required", {"entries"}},
          {"additionalProperties", false}};
}

json::object flag_schema(std::string_view name) {
  return {{"type", "object"},
          {"properties", {{name, {{"type", "boolean"}}}}},
          {"required", json::array{name}},
          {"additionalProperties", false}};
}

json::object schemas() {
  json::object out;
  out.emplace("Problem", problem_schema());
  out.emplace("Answer", written<AnswerBody>());
  out.emplace("Petition", written<petition::Case>());
  out.emplace("EffectiveView", written<EffectiveBody>());
  out.emplace("PetitionOrView",
              json::object{{"oneOf", {reference("Petition"), reference("EffectiveView")}}});
  out.emplace("Page", written<PageBody>());
  out.emplace("History", history_schema());
  out.emplace("Timeline", written<TimelineBody>());
  out.emplace("ExpectedList", written<ExpectedListBody>());
  out.emplace("Explanation", written<ExplanationBody>());
  out.emplace("UnitList", written<UnitListBody>());
  out.emplace("OfficerList", written<OfficerListBody>());
  out.emplace("RuleList", written<RuleListBody>());
  out.emplace("Report", json::object{{"type", "object"},
                                     {"required", {"period", "basis", "as_of_kind", "per"}}});
  out.emplace("Document", written<DocumentBody>());
  out.emplace("Sealed", written<SealedBody>());
  out.emplace("Cluster", written<ClusterBody>());
  out.emplace("SweepList", written<SweepListBody>());
  out.emplace("Alive", flag_schema("alive"));
  out.emplace("Ready", flag_schema("ready"));
  out.emplace("CloudEvent", feed::cloud_event_schema());
  add_commit_schemas(out);
  add_command_schemas(out, static_cast<const event::Command*>(nullptr));
  return out;
}

}  // namespace

std::string openapi_text() {
  json::object paths;
  for (const auto& route : routes()) {
    auto& path = paths[route.path];
    if (!path.is_object()) path.emplace_object();
    path.as_object().emplace(route.method == Method::get ? "get" : "post", operation_of(route));
  }
  const json::object document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "donthu"},
        {"version", "1"},
        {"summary", "Citizens' petitions: commands, questions and events."},
        {"description",
         "Every list of fields is closed: an unknown field or parameter is refused. Sealed texts "
         "are sent in clear and shown as {\"sealed\": true}. GET paths also answer HEAD. The "
         "caller names the acting officer; so the server listens on this machine only, or takes "
         "callers with a certificate of an authority that it knows (mTLS). Where several nodes "
         "share a log, any of them takes any request."},
        {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
      {"servers", json::array{json::object{{"url", "http://127.0.0.1:8080"}}}},
      {"paths", std::move(paths)},
      {"components", {{"schemas", schemas()}}}};
  return event::pretty_json(document);
}

}  // namespace donthu::http
