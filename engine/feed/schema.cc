#include "engine/feed/schema.h"

#include "engine/event/commit_codec.h"
#include "engine/event/schema.h"
#include "engine/feed/public_fields.h"

namespace donthu::feed {
namespace {

namespace json = boost::json;

std::string type_name(const event::RecordType& type) {
  return "vn.donthu." + std::string(type.name) + ".v" + std::to_string(type.version);
}

json::object attribute(std::string_view description, json::object schema) {
  schema.emplace("description", description);
  return schema;
}

// Without the data: what every event has.
json::object attributes() {
  const json::object text{{"type", "string"}};
  return {
      {"specversion", {{"const", "1.0"}}},
      {"id", attribute("<partition>-<seq>-<index>: where the event stands in the log. The same for "
                       "ever.",
                       text)},
      {"source", attribute("/donthu/<log>. `source` and `id` tell events apart.", text)},
      {"type", text},
      {"subject", attribute("The case; not given where the event is of none.", text)},
      {"partitionkey", attribute("The case, or administration. Events of one key come in their "
                                 "order.",
                                 text)},
      {"datacontenttype", text},
      {"dataschema", text},
      {"caseversion", attribute("Of the case, after the event.", text)},
      {"registernumber", attribute("unit/year/number.", text)},
      {"handlingunit", text},
      {"accountableunit", text},
      {"sequence", attribute("Another for every event of a partition, and sorts there as text in "
                             "the order of the log. One that is not beyond the last is a repeat.",
                             {{"type", "string"}, {"pattern", "^[0-9]{20}\\.[0-9]{5}$"}})},
      {"time", attribute("When it took effect.", event::format_schema("date-time"))},
      {"recordedtime", attribute("When it was recorded.", event::format_schema("date-time"))},
      {"petitionkind", event::schema_of_value(event::PetitionKind{}, event::SchemaOf::written)},
      {"simulated",
       attribute("True where the log's clock is a simulated one.", {{"type", "boolean"}})},
      {"data", attribute("What of the event is public.", {{"type", "object"}})},
  };
}

json::array required() {
  return {"specversion",  "id",       "source",       "type", "time",
          "recordedtime", "sequence", "partitionkey", "data"};
}

json::object reference(std::string_view place, std::string_view name) {
  return {{"$ref", "#/" + std::string(place) + "/" + std::string(name)}};
}

json::object message(const event::RecordType& type, const json::object& data) {
  auto properties = attributes();
  properties["type"] = json::object{{"const", type_name(type)}};
  properties["data"] = data;
  return {
      {"name", type_name(type)},
      {"title", type.name},
      {"contentType", "application/cloudevents+json; charset=UTF-8"},
      {"payload",
       {{"type", "object"},
        {"properties", std::move(properties)},
        {"required", required()},
        {"additionalProperties", false}}},
      {"bindings",
       {{"kafka",
         {{"key", {{"type", "string"}, {"description", "As `partitionkey`."}}},
          {"bindingVersion", "0.5.0"}}}}},
      // What the office's own log holds of it, private fields and all; these never leave.
      {"x-schema-in-the-log", "events/" + std::string(type.name) + ".json"},
  };
}

json::object servers() {
  return {
      {"kafka",
       {{"host", "localhost:9092"},
        {"protocol", "kafka"},
        {"description", "The cluster that kafka.conf names, with its protocol and accounts."}}},
      {"http",
       {{"host", "127.0.0.1:8080"},
        {"protocol", "http"},
        {"description", "donthu serve. Its other paths stand in openapi.yaml."}}},
  };
}

json::object kafka_binding() {
  return {{"kafka",
           {{"topic", "donthu.log.public"},
            {"partitions", 16},
            {"replicas", 3},
            {"topicConfiguration",
             {{"cleanup.policy", json::array{"delete"}},
              {"retention.ms", -1},
              {"retention.bytes", -1},
              {"max.message.bytes", 1'048'576}}},
            {"bindingVersion", "0.5.0"}}}};
}

json::object channels(const json::object& messages) {
  return {
      {"publicStream",
       {{"address", "donthu.log.public"},
        {"title", "The public stream"},
        {"description",
         "The log's topic and .public, unless kafka.conf says otherwise. As many partitions as the "
         "log. At least once: after a crash, or when another node goes on, the last events may "
         "come again; none is left out, and those of a case are in order. A reader that drops "
         "what is not beyond the last `sequence` of its partition has each exactly once."},
        {"servers", json::array{reference("servers", "kafka")}},
        {"messages", messages},
        {"bindings", kafka_binding()}}},
      {"eventStream",
       {{"address", "/v1/events"},
        {"title", "Server-Sent Events"},
        {"description",
         "The same events over HTTP, as text/event-stream: the event in `data`, and in `id` a "
         "cursor to go on from (Last-Event-ID), valid for ever."},
        {"servers", json::array{reference("servers", "http")}},
        {"messages", messages}}},
  };
}

json::object operations() {
  const auto query = [](std::string_view description) {
    return json::object{{"type", "string"}, {"description", description}};
  };
  return {
      {"publish",
       {{"action", "send"},
        {"channel", reference("channels", "publicStream")},
        {"summary", "donthu tells what happened, to everybody who reads the topic."}}},
      {"stream",
       {{"action", "send"},
        {"channel", reference("channels", "eventStream")},
        {"summary", "donthu tells one client what happened, from where it left off."},
        {"bindings",
         {{"http",
           {{"method", "GET"},
            {"query",
             {{"type", "object"},
              {"properties",
               {{"unit", query("Handles it, answers for it, or registered it.")},
                {"kind", query("Kind of petition.")},
                {"type", query("A kind of event, for example PetitionRegistered.")},
                {"after", query("A cursor; the header Last-Event-ID comes first.")},
                {"from", query("beginning or now: where to begin without a cursor.")}}},
              {"additionalProperties", false}}},
            {"bindingVersion", "0.3.0"}}}}}}},
  };
}

}  // namespace

json::object cloud_event_schema() {
  json::array kinds;
  const auto data = public_schemas();
  const auto types = event::event_types();
  for (std::size_t i = 0; i < types.size(); ++i) {
    json::object of_kind{{"type", json::object{{"const", type_name(types[i])}}}, {"data", data[i]}};
    kinds.push_back(json::object{{"properties", std::move(of_kind)}});
  }
  return {{"type", "object"},
          {"description",
           "CloudEvents 1.0. `source` and `id` tell events apart; `time` is when it "
           "took effect, `recordedtime` when it was recorded."},
          {"properties", attributes()},
          {"required", required()},
          {"additionalProperties", false},
          {"oneOf", std::move(kinds)}};
}

std::string asyncapi_text() {
  json::object messages;
  json::object references;
  const auto data = public_schemas();
  const auto types = event::event_types();
  for (std::size_t i = 0; i < types.size(); ++i) {
    messages.emplace(types[i].name, message(types[i], data[i]));
    references.emplace(types[i].name, reference("components/messages", types[i].name));
  }
  const json::object document{
      {"asyncapi", "3.0.0"},
      {"info",
       {{"title", "donthu"},
        {"version", "1"},
        {"description",
         "What happens to citizens' petitions, as CloudEvents 1.0 in JSON (structured). Only what "
         "is public: nothing sealed and nobody's name. New kinds of events and new fields may "
         "come; pass over what you do not know."},
        {"license",
         {{"name", "Apache-2.0"}, {"url", "https://www.apache.org/licenses/LICENSE-2.0"}}}}},
      {"defaultContentType", "application/cloudevents+json; charset=UTF-8"},
      {"servers", servers()},
      {"channels", channels(references)},
      {"operations", operations()},
      {"components", {{"messages", std::move(messages)}}}};
  return event::pretty_json(document);
}

}  // namespace donthu::feed
