// Replays schemas/openapi.yaml against a server: every path, every status that it documents.
#include "connectors/http/openapi.h"

#include <set>

#include "connectors/http/routes.h"
#include "tests/integration/http/office.h"
#include "tests/integration/http/stories.h"

namespace donthu::http {
namespace {

namespace json = boost::json;

std::string file_text(const std::string& path) {
  std::ifstream in(DONTHU_SOURCE_DIR "/schemas/" + path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

json::object contract() { return json::parse(file_text("openapi.yaml")).as_object(); }

TEST(Contract, IsThatOfTheServer) {
  if (std::getenv("DONTHU_UPDATE_SCHEMAS") != nullptr) {
    std::ofstream out(DONTHU_SOURCE_DIR "/schemas/openapi.yaml", std::ios::binary);
    out << openapi_text();
  }
  EXPECT_TRUE(file_text("openapi.yaml") == openapi_text())
      << "schemas/openapi.yaml differs: run this test with DONTHU_UPDATE_SCHEMAS=1 and look at it";
}

TEST(Contract, HasEveryRouteOfTheServerAndNoOther) {
  std::set<std::string> documented;
  const auto document = contract();
  for (const auto& [path, item] : document.at("paths").as_object())
    for (const auto& [method, operation] : item.as_object())
      documented.insert(std::string(method) + " " + std::string(path));
  std::set<std::string> served;
  for (const auto& route : routes())
    served.insert((route.method == Method::get ? "get " : "post ") + route.path);
  EXPECT_EQ(documented, served);
}

void collect_references(const json::value& value, std::set<std::string>& out) {
  if (const auto* object = value.if_object()) {
    for (const auto& [name, inside] : *object)
      if (name == "$ref")
        out.insert(std::string(inside.as_string()));
      else
        collect_references(inside, out);
  } else if (const auto* array = value.if_array()) {
    for (const auto& inside : *array) collect_references(inside, out);
  }
}

TEST(Contract, EveryReferenceLeadsSomewhere) {
  const auto document = contract();
  std::set<std::string> references;
  collect_references(document, references);
  const std::string prefix = "#/components/schemas/";
  for (const auto& reference : references) {
    ASSERT_TRUE(reference.starts_with(prefix))
        << reference << ": a client has this document only, not the files beside it";
    EXPECT_TRUE(document.at("components")
                    .at("schemas")
                    .as_object()
                    .contains(reference.substr(prefix.size())))
        << reference;
  }
}

TEST(Contract, BodiesOfVerbsAreTheirSchemasAndWhatBelongsToEveryAct) {
  const auto document = contract();
  for (const auto verb : served_verbs()) {
    const auto name = std::string(verb);
    auto schema = document.at("components").at("schemas").at("Command_" + name).as_object();
    auto& properties = schema["properties"].as_object();
    EXPECT_EQ(properties.erase("effective_at"), 1U);
    EXPECT_EQ(properties.erase("backdating_reason"), 1U);
    const auto own = json::parse(file_text("commands/" + name + ".json")).as_object();
    EXPECT_EQ(schema.at("properties"), own.at("properties")) << name;
    EXPECT_FALSE(schema.at("additionalProperties").as_bool()) << name;
  }
}

// Checks an answer against its schema, as far as the contract's schemas go.
class Checker {
 public:
  explicit Checker(const json::object& document) : document_(document) {}

  [[nodiscard]] std::string wrong(const json::value& schema_value, const json::value& value,
                                  const std::string& place = "$") const {
    const auto& schema = schema_value.as_object();
    if (const auto* reference = schema.if_contains("$ref")) {
      const std::string name(reference->as_string());
      return wrong(document_.at("components").at("schemas").at(name.substr(name.rfind('/') + 1)),
                   value, place);
    }
    if (const auto* choices = schema.if_contains("oneOf")) {
      int fitting = 0;
      for (const auto& choice : choices->as_array())
        if (wrong(choice, value, place).empty()) ++fitting;
      if (fitting != 1) return place + ": fits " + std::to_string(fitting) + " of oneOf";
    }
    if (const auto* type = schema.if_contains("type"); type && !is(*type, value))
      return place + ": is not " + json::serialize(*type);
    if (const auto* fixed = schema.if_contains("const"); fixed && *fixed != value)
      return place + ": is not the constant";
    if (const auto* names = schema.if_contains("enum")) {
      const auto& all = names->as_array();
      if (std::find(all.begin(), all.end(), value) == all.end()) return place + ": not in enum";
    }
    if (const auto* array = value.if_array(); array && schema.contains("items"))
      for (const auto& element : *array)
        if (auto found = wrong(schema.at("items"), element, place + "[]"); !found.empty())
          return found;
    return value.is_object() ? wrong_object(schema, value.as_object(), place) : "";
  }

 private:
  static bool is(const json::value& type, const json::value& value) {
    if (const auto* several = type.if_array())
      return std::any_of(several->begin(), several->end(),
                         [&](const auto& one) { return is(one, value); });
    const auto& name = type.as_string();
    return (name == "object" && value.is_object()) || (name == "array" && value.is_array()) ||
           (name == "string" && value.is_string()) || (name == "boolean" && value.is_bool()) ||
           (name == "null" && value.is_null()) ||
           (name == "integer" && (value.is_int64() || value.is_uint64())) ||
           (name == "number" && value.is_number());
  }

  [[nodiscard]] std::string wrong_object(const json::object& schema, const json::object& object,
                                         const std::string& place) const {
    if (const auto* required = schema.if_contains("required"))
      for (const auto& name : required->as_array())
        if (!object.contains(name.as_string()))
          return place + ": lacks " + std::string(name.as_string());
    const auto* properties = schema.if_contains("properties");
    const auto* additional = schema.if_contains("additionalProperties");
    for (const auto& [name, value] : object) {
      const auto* property = properties ? properties->as_object().if_contains(name) : nullptr;
      const auto inside = place + "." + std::string(name);
      if (property == nullptr) {
        if (additional != nullptr && additional->is_bool() && !additional->as_bool())
          return inside + ": is not in the schema";
        continue;
      }
      if (auto found = wrong(*property, value, inside); !found.empty()) return found;
    }
    return "";
  }

  const json::object& document_;
};

const std::string unknown_case(32, '1');

class Replay : public testing::Test {
 protected:
  void SetUp() override {
    case_ = registered(client_, "first");
    const auto found = json::parse(client_.get("/v1/petitions/" + case_).body);
    deadline_ =
        std::to_string(found.at("deadlines").as_array().at(0).at("id").to_number<std::uint32_t>());
  }

  static std::string with(std::string path, const std::string& name, const std::string& value) {
    const auto at = path.find("{" + name + "}");
    return at == std::string::npos ? path : path.replace(at, name.size() + 2, value);
  }

  std::string target_of(std::string path, const std::string& id) const {
    path = with(with(path, "case", id), "deadline", deadline_);
    return with(with(with(path, "unit", "2"), "year", "2026"), "number", "1");
  }

  // Makes the server give that status for that operation, and returns what it gave.
  Received provoke(const std::string& method, const std::string& path, int status) {
    const bool post = method == "post";
    auto headers = post ? acting(2, 22, "r" + std::to_string(++key_)) : Headers{};
    auto target = target_of(path, case_);
    std::string body = post ? "{}" : "";
    if (path == "/v1/petitions") body = post ? json::serialize(registration()) : "";
    if (path.ends_with("/documents")) headers.back().second = "application/octet-stream";
    const bool number = path.starts_with("/v1/numbers");
    switch (status) {
      case 200:
        if (post) return succeed(path);
        break;
      case 304: headers.emplace_back("If-None-Match", client_.get(target).header("etag")); break;
      case 400:
        target += target.find('?') == std::string::npos ? "?colour=red" : "&colour=red";
        break;
      case 403: headers[1].second = "3"; break;
      case 404: target = number ? "/v1/numbers/2/2026/999" : target_of(path, unknown_case); break;
      case 409:
        headers[2].second = "first";
        if (path == "/v1/petitions")
          body = R"({"kind":"feedback"})";
        else
          return provoke_conflict(path);
        break;
      case 410: headers.emplace_back("Last-Event-ID", cursor_of_another_log()); break;
      case 412: headers.emplace_back("If-Match", "\"99\""); break;
      case 413: headers.emplace_back("Expect", "100-continue"); return too_large(target, headers);
      case 415: headers.back().second = "text/plain"; break;
      default: break;
    }
    Client fresh(office_.server->port());
    auto& client = path == "/v1/events" ? fresh : client_;
    return client.send(post ? "POST" : "GET", target, headers, body);
  }

  Received too_large(const std::string& target, const Headers& headers) {
    Client client(office_.server->port());
    std::string out = "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto& [name, value] : headers) out += name + ": " + value + "\r\n";
    client.write(out + "Content-Length: 1000000000\r\n\r\n");
    return client.read();
  }

  // The same key with another body.
  Received provoke_conflict(const std::string& path) {
    const auto target = "/v1/petitions/" + case_ + "/commands/note";
    const auto key = "c" + std::to_string(++key_);
    client_.send("POST", target, acting(2, 22, key), R"({"note":"a"})");
    // Another verb under the same key is another body too.
    const auto body = path.ends_with("/note") ? R"({"note":"b"})" : "{}";
    return client_.send("POST", target_of(path, case_), acting(2, 22, key), body);
  }

  std::string cursor_of_another_log() const {
    auto cursor = feed::Feed(office_.engine->queries(), true).beginning();
    cursor.log.bytes[3] ^= 1U;
    return feed::to_string(cursor);
  }

  Received give(const std::string& id, std::string_view verb, std::uint32_t officer,
                const std::string& body) {
    auto headers = acting(officer / 10, officer, "s" + std::to_string(++key_));
    const auto path = "/v1/petitions/" + id;
    if (verb == "link")
      return client_.send("POST", path + "/commands/link", headers,
                          R"({"kind":"repeat","duplicate_of":")" + case_ + "\"}");
    if (verb != "attach")
      return client_.send("POST", path + "/commands/" + std::string(verb), headers, body);
    auto upload = headers;
    upload.back().second = "application/octet-stream";
    const auto stored = client_.send("POST", path + "/documents", upload, "content");
    const json::object attach{
        {"digest", stored.json().at("digest")}, {"size_bytes", 7}, {"media_type", "text/plain"}};
    return client_.send("POST", path + "/commands/attach", headers, json::serialize(attach));
  }

  // Tells the verb's story to its end on a new case.
  Received succeed(const std::string& path) {
    const auto& story = stories().at(path.substr(path.rfind('/') + 1));
    auto body = registration();
    body["kind"] = story.kind;
    if (story.kind == "denunciation") body["persons"].at(0).at("role") = "denouncer";
    if (story.kind == "feedback") body["persons"].at(0).at("role") = "petitioner";
    const auto begun =
        client_.send("POST", "/v1/petitions",
                     acting(story.registrar / 10, story.registrar, "s" + std::to_string(++key_)),
                     json::serialize(body));
    if (begun.status != 201) return begun;
    const std::string id(begun.json().at("case").as_string());
    Received last;
    for (const auto& step : story.steps) {
      if (step.days_before > 0)
        (void)office_.engine->advance_to(
            {office_.engine->now().ms + step.days_before * ms_per_day});
      last = give(id, step.verb, step.officer, std::string(step.body));
      if (last.status != 200) {
        ADD_FAILURE() << path << " at " << step.verb << ": " << last.body;
        break;
      }
    }
    return last;
  }

  Office office_;
  Client client_{office_.server->port()};
  std::string case_;
  std::string deadline_;
  int key_ = 0;
};

TEST_F(Replay, EveryPathAnswersEveryStatusItDocuments) {
  const auto document = contract();
  const Checker checker(document);
  std::size_t replayed = 0;
  for (const auto& [path, item] : document.at("paths").as_object())
    for (const auto& [method, operation] : item.as_object())
      for (const auto& [code, response] : operation.at("responses").as_object()) {
        if (code == "default" || code == "503" || code == "507") continue;
        const auto status = std::stoi(std::string(code));
        const auto where = std::string(method) + " " + std::string(path) + " " + std::string(code);
        const auto answer = provoke(std::string(method), std::string(path), status);
        ++replayed;
        EXPECT_EQ(answer.status, status) << where << "\n" << answer.body;
        if (status == 304) continue;
        const auto& content = response.at("content").as_object();
        const auto media = answer.header("content-type");
        EXPECT_TRUE(media.starts_with(std::string(content.begin()->key()))) << where << media;
        if (content.begin()->key().ends_with("json")) {
          EXPECT_EQ(checker.wrong(content.begin()->value().at("schema"), json::parse(answer.body)),
                    "")
              << where;
        }
      }
  EXPECT_GT(replayed, 270U);
}

TEST_F(Replay, EveryEventOfTheStreamIsAsTheContractSays) {
  for (const auto& [verb, story] : stories()) succeed("/" + std::string(verb));
  const auto document = contract();
  const Checker checker(document);
  Client client(office_.server->port());
  ASSERT_EQ(client.get("/v1/events").status, 200);
  client.read_piece(2'000);
  std::set<std::string> kinds;
  for (auto piece = client.read_piece(1'000); !piece.empty(); piece = client.read_piece(1'000)) {
    const auto data = piece.find("\ndata: ");
    ASSERT_NE(data, std::string::npos) << piece;
    const auto event = json::parse(piece.substr(data + 7));
    EXPECT_EQ(checker.wrong(document.at("components").at("schemas").at("CloudEvent"), event), "")
        << piece;
    kinds.insert(std::string(event.at("type").as_string()));
    EXPECT_EQ(piece.find("Lộ D"), std::string::npos);
  }
  EXPECT_GT(kinds.size(), 40U);
}

TEST_F(Replay, AServerThatCannotTakeMoreSaysSoOnEveryPathThatChangesSomething) {
  for (const int status : {503, 507}) {
    office_.reopen([status](runtime::Configuration& configuration) {
      configuration.queue_length = status == 503 ? 0 : 16'384;
      configuration.disk_reserve_bytes = status == 507 ? 1ULL << 62U : 0;
    });
    Client client(office_.server->port());
    const auto document = contract();
    for (const auto& [path, item] : document.at("paths").as_object()) {
      const auto* operation = item.as_object().if_contains("post");
      if (operation == nullptr) continue;
      if (!operation->at("responses").as_object().contains(std::to_string(status))) continue;
      const auto answer = client.send("POST", target_of(std::string(path), case_),
                                      acting(2, 22, "q" + std::to_string(++key_)), "{}");
      EXPECT_EQ(answer.status, status) << path << answer.body;
      if (status == 503) {
        EXPECT_FALSE(answer.header("retry-after").empty()) << path;
      }
    }
  }
  Client client(office_.server->port());
  EXPECT_EQ(client.get("/readyz").status, 503);
  EXPECT_EQ(client.get("/healthz").status, 200);
  EXPECT_EQ(client.get("/v1/petitions/" + case_).status, 200);
}

TEST_F(Replay, HeadIsGetWithoutABody) {
  for (const auto& route : routes()) {
    if (route.method != Method::get || route.path == "/metrics") continue;
    Client client(office_.server->port());
    const auto target = target_of(route.path, case_);
    const auto head = client.send("HEAD", target);
    EXPECT_EQ(head.status, 200) << route.path;
    EXPECT_TRUE(head.body.empty());
    if (route.streams) continue;
    EXPECT_EQ(head.header("content-length"), client.get(target).header("content-length"));
  }
}

TEST_F(Replay, AMethodThatAPathDoesNotTakeIsAnsweredWithThoseItDoes) {
  for (const auto& route : routes()) {
    const auto answer = client_.send("DELETE", target_of(route.path, case_));
    EXPECT_EQ(answer.status, 405) << route.path;
    EXPECT_NE(answer.header("allow").find(route.method == Method::get ? "GET" : "POST"),
              std::string::npos);
  }
  EXPECT_EQ(client_.get("/nowhere").status, 404);
  EXPECT_EQ(client_.get("/v1/petitions/").status, 404);
}

}  // namespace
}  // namespace donthu::http
