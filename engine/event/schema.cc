#include "engine/event/schema.h"

namespace donthu::event {
namespace {

namespace json = boost::json;

template <class T>
std::string file_name(std::string_view folder, std::string_view name) {
  return std::string(folder) + "/" + std::string(name) +
         (T::version > 1 ? ".v" + std::to_string(T::version) : "") + ".json";
}

template <class... Alternatives>
void add_events(std::map<std::string, std::string>& files,
                std::type_identity<std::variant<Alternatives...>> /*events*/) {
  (files.emplace(file_name<Alternatives>("events", Alternatives::name),
                 pretty_json(schema_of<Alternatives>(SchemaOf::written))),
   ...);
}

template <class... Alternatives>
void add_commands(std::map<std::string, std::string>& files,
                  std::type_identity<std::variant<Alternatives...>> /*commands*/) {
  (files.emplace(file_name<Alternatives>("commands", Alternatives::verb),
                 pretty_json(schema_of<Alternatives>(SchemaOf::read))),
   ...);
}

// The events of a commit refer to their own files.
template <class... Alternatives>
json::object event_references(std::type_identity<std::variant<Alternatives...>> /*events*/) {
  json::array records{
      record_schema("type", Alternatives::name, Alternatives::version,
                    {{"$ref", file_name<Alternatives>("events", Alternatives::name)}})...};
  return {{"type", "array"},
          {"maxItems", max_records},
          {"items", json::object{{"oneOf", std::move(records)}}}};
}

}  // namespace

json::object integer_schema(std::int64_t least, std::uint64_t most) {
  return {{"type", "integer"}, {"minimum", least}, {"maximum", most}};
}

json::object string_schema() { return {{"type", "string"}}; }

json::object format_schema(std::string_view format) {
  auto schema = string_schema();
  schema.emplace("format", format);
  return schema;
}

json::object hex_schema(std::size_t bytes) {
  auto schema = string_schema();
  schema.emplace("pattern", "^[0-9a-f]{" + std::to_string(2 * bytes) + "}$");
  return schema;
}

json::object text_schema(SchemaOf side) {
  auto schema = string_schema();
  if (side == SchemaOf::read) schema.emplace("maxLength", JsonReadOptions{}.max_text);
  return schema;
}

json::object blob_schema() {
  auto schema = string_schema();
  schema.emplace("contentEncoding", "base64");
  return schema;
}

json::object list_schema(json::object items, SchemaOf side) {
  json::object schema{{"type", "array"}, {"items", std::move(items)}};
  if (side == SchemaOf::read) schema.emplace("maxItems", JsonReadOptions{}.max_elements);
  return schema;
}

json::object sealed_schema(SchemaOf side, SealedField about) {
  if (side == SchemaOf::read) {
    auto schema = string_schema();
    schema.emplace("maxLength", max_sealed_bytes(about, JsonReadOptions{}));
    return or_null(std::move(schema));
  }
  return or_null({{"type", "object"},
                  {"properties", json::object{{"sealed", json::object{{"const", true}}}}},
                  {"required", json::array{"sealed"}},
                  {"additionalProperties", false}});
}

json::object object_schema(json::object properties, SchemaOf side) {
  json::array required;
  if (side == SchemaOf::written)
    for (const auto& property : properties) required.emplace_back(property.key());
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema.emplace("required", std::move(required));
  schema.emplace("additionalProperties", false);
  return schema;
}

json::object or_null(json::object schema) {
  auto& type = schema.at("type");
  if (type.is_string()) type = json::array{type, "null"};
  if (auto* names = schema.if_contains("enum")) names->as_array().emplace_back(nullptr);
  return schema;
}

json::object record_schema(std::string_view key, std::string_view name, std::uint16_t version,
                           json::object data_schema) {
  return {{"type", "object"},
          {"properties", json::object{{key, json::object{{"const", name}}},
                                      {"version", json::object{{"const", version}}},
                                      {"data", std::move(data_schema)}}},
          {"required", json::array{key, "version", "data"}},
          {"additionalProperties", false}};
}

json::object schema_document(std::string_view title, json::object schema) {
  json::object document{{"$schema", "https://json-schema.org/draft/2020-12/schema"}};
  document.emplace("title", title);
  for (auto& member : schema) document.emplace(member.key(), std::move(member.value()));
  return document;
}

std::map<std::string, std::string> all_schemas() {
  std::map<std::string, std::string> files;
  add_events(files, std::type_identity<Event>{});
  add_commands(files, std::type_identity<Command>{});
  auto commit = schema_document("Commit", schema_of_value(Commit{}, SchemaOf::written));
  commit.at("properties").as_object()["events"] = event_references(std::type_identity<Event>{});
  files.emplace("commit.json", pretty_json(commit));
  return files;
}

}  // namespace donthu::event
