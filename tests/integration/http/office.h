// An engine with a small city, its rules and a server, for tests that speak HTTP to it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "connectors/http/server.h"
#include "engine/petition/rule_manifest.h"
#include "tests/integration/http/client.h"

namespace donthu::http {

// City 1; wards 2 and 3 below it. In each a chair (10 x unit + 1), a registrar (+ 2), an officer
// (+ 3).
class Office {
 public:
  static constexpr std::int64_t begin_ms = 1'767'229'200'000;  // 2026-01-01 08:00 in Vietnam.

  explicit Office(ServerOptions options = {}, runtime::Configuration configuration = {}) {
    std::string pattern = (std::filesystem::temp_directory_path() / "donthu-http-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    configuration.data = folder_ / "data";
    configuration.partitions = 4;
    engine = founded(configuration, {&clock, &random, nullptr, nullptr});
    server = must(Server::start(*engine, options));
    configuration_ = configuration;
  }
  // Opens the same folder with other limits.
  void reopen(const std::function<void(runtime::Configuration&)>& change) {
    change(configuration_);
    server.reset();
    engine.reset();
    engine = must(runtime::Engine::open(configuration_, {&clock, &random, nullptr, nullptr}));
    server = must(Server::start(*engine, {}));
  }
  ~Office() {
    server.reset();
    engine.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  template <class T>
  static T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().reason + ": " + to_string(result.error()));
    if constexpr (!std::same_as<T, void>) return *std::move(result);
  }

  // A new folder with the city and its rules, opened.
  static std::unique_ptr<runtime::Engine> founded(const runtime::Configuration& configuration,
                                                  const runtime::Ports& ports) {
    must(runtime::Engine::create(configuration, ports));
    auto engine = must(runtime::Engine::open(configuration, ports));
    must(engine->change_registry(facts(), "test", {}));
    must(engine->publish_rules(rules(), {}));
    engine->settle();
    return engine;
  }

  [[nodiscard]] Client client() const { return Client(server->port()); }

  SimulatedClock clock{Instant{begin_ms}};
  SeededRandom random{7};
  std::unique_ptr<runtime::Engine> engine;
  std::unique_ptr<Server> server;

 private:
  static std::vector<event::RegistryEvent> facts() {
    std::vector<event::RegistryEvent> out;
    const auto from = make_date(2019, 1, 1);
    std::uint32_t office = 0;
    for (std::uint32_t unit = 1; unit <= 3; ++unit) {
      event::UnitEstablished established;
      established.unit = UnitId{unit};
      established.level = unit == 1 ? event::UnitLevel::city : event::UnitLevel::ward;
      established.kind = unit == 1 ? "Thành phố" : "Phường";
      established.code = "0000" + std::to_string(unit);
      established.full_name = unit == 1 ? "Thành phố Hà Nội" : "Phường Số " + std::to_string(unit);
      if (unit > 1) established.parent = UnitId{1};
      established.valid_from = from;
      established.citation = "test";
      out.emplace_back(established);
      for (const auto role :
           {event::OfficeRole::chair, event::OfficeRole::registrar, event::OfficeRole::officer}) {
        const OfficerId id{unit * 10 + office % 3 + 1};
        event::OfficerAppointed appointed;
        appointed.officer = id;
        appointed.full_name = "Cán Bộ Lộ Danh";
        appointed.staff_code = "cb" + std::to_string(id.value);
        appointed.valid_from = from;
        appointed.citation = "test";
        out.emplace_back(appointed);
        event::OfficeAssigned assigned;
        assigned.office = OfficeId{++office};
        assigned.officer = id;
        assigned.unit = UnitId{unit};
        assigned.role = role;
        assigned.valid_from = from;
        assigned.citation = "test";
        out.emplace_back(assigned);
      }
    }
    return out;
  }

  static std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }

  static std::vector<runtime::RuleFile> rules() {
    const std::filesystem::path schemas = DONTHU_SOURCE_DIR "/schemas";
    std::vector<runtime::RuleFile> out;
    for (const auto& row : must(petition::parse_manifest(read(schemas / "rules.csv"), "rules.csv")))
      if (row.by_default) out.push_back({petition::activation_of(row), read(schemas / row.file)});
    return out;
  }

  std::filesystem::path folder_;
  runtime::Configuration configuration_;
};

// A complaint of ward 2, as its registrar enters it.
inline boost::json::object registration() {
  return {{"kind", "complaint"},
          {"channel", "counter"},
          {"matter", "Cấp sổ đỏ chậm"},
          {"topic", "land"},
          {"persons", boost::json::array{boost::json::object{{"role", "complainant"},
                                                             {"name", "Nguyễn Văn Lộ Danh"},
                                                             {"address", "12 ngõ Lộ Diện"}}}},
          {"content", "Tôi là Lộ Danh, khiếu nại việc cấp sổ."}};
}

inline Headers acting(std::uint32_t unit, std::uint32_t officer, const std::string& key) {
  return {{"Donthu-Officer", std::to_string(officer)},
          {"Donthu-Unit", std::to_string(unit)},
          {"Idempotency-Key", key},
          {"Content-Type", "application/json"}};
}

// Registers one and returns its id.
inline std::string registered(Client& client, const std::string& key,
                              const boost::json::object& body = registration()) {
  const auto answer =
      client.send("POST", "/v1/petitions", acting(2, 22, key), boost::json::serialize(body));
  EXPECT_EQ(answer.status, 201) << answer.body;
  if (answer.status != 201) return std::string(32, '0');
  return std::string(answer.json().at("case").as_string());
}

}  // namespace donthu::http
