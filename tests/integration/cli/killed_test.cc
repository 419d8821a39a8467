// The server is killed in the midst of its work, again and again: what it acknowledged is there.
#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <set>

#include <boost/json/serialize.hpp>

#include "tests/integration/cli/serving.h"
#include "tests/integration/http/client.h"

namespace donthu::cli {
namespace {

// What a client was told.
struct Acknowledged {
  std::string id;
  std::int64_t version = 0;
  std::int64_t number = 0;
};
using Told = std::map<std::string, Acknowledged>;  // By the key of the registration.

class Killed : public ServingTest {
 protected:
  static constexpr int clients = 4;
  static constexpr int rounds = 5;

  void SetUp() override {
    make_open_office();
    const auto known = run({"--json", "registry", "officers"}).json();
    for (const auto& each : known.at("officers").as_array())
      if (each.at("staff_code") == "HK02") {
        officer_ = boost::json::serialize(each.at("id"));
        unit_ = boost::json::serialize(each.at("offices").at(0).at("unit"));
      }
    ASSERT_FALSE(officer_.empty());
  }

  [[nodiscard]] http::Headers acting(const std::string& key) const {
    return {{"Donthu-Officer", officer_},
            {"Donthu-Unit", unit_},
            {"Idempotency-Key", key},
            {"Content-Type", "application/json"}};
  }
  http::Received enter(http::Client& client, const std::string& key) const {
    return client.send("POST", "/v1/petitions", acting(key),
                       R"({"kind":"complaint","matter":"Tranh chấp lối đi chung"})");
  }

  // Registers petitions and adds a note to each, until nothing answers any more.
  void work_until_dead(const std::string& name, Told& told, std::string& last_key) {
    http::Client client(port());
    for (int n = 0;; ++n) {
      last_key = name + "-" + std::to_string(n);
      const auto entered = enter(client, last_key);
      if (entered.status == 0) return;
      ASSERT_EQ(entered.status, 201) << entered.body;
      const auto json = entered.json();
      auto& mine = told[last_key];
      mine = {json.at("case").as_string().c_str(), 1,
              json.at("number").at("number").to_number<std::int64_t>()};
      ++answers_;
      const auto noted = client.send("POST", "/v1/petitions/" + mine.id + "/commands/note",
                                     acting("note"), R"({"note":"đã gọi điện"})");
      if (noted.status == 0) return;
      ASSERT_EQ(noted.status, 200) << noted.body;
      mine.version = noted.json().at("version").to_number<std::int64_t>();
      ++answers_;
    }
  }

  // Gives the keys whose answer nobody heard.
  std::vector<std::string> run_and_kill(int round) {
    serve();
    answers_ = 0;
    std::array<Told, clients> told;
    std::vector<std::string> unheard(clients);
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i)
      threads.emplace_back([&, i] {
        const auto at = static_cast<std::size_t>(i);
        work_until_dead(std::to_string(round) + "-" + std::to_string(i), told.at(at),
                        unheard.at(at));
      });
    // At another point of its life each time.
    while (answers_ < 100 + 150 * round) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    kill_server();
    for (auto& thread : threads) thread.join();
    for (auto& some : told) told_.merge(some);
    std::erase_if(unheard, [&](const auto& key) { return told_.contains(key); });
    return unheard;
  }

  std::string officer_;
  std::string unit_;
  std::atomic<int> answers_ = 0;
  Told told_;
};

TEST_F(Killed, LosesNothingThatItAcknowledged) {
  std::vector<std::string> unheard;
  for (int round = 0; round < rounds; ++round) {
    for (const auto& key : run_and_kill(round)) unheard.push_back(key);
    const auto audit = run({"--json", "audit", "verify"});
    ASSERT_EQ(audit.exit_code, 0) << round << audit.out << audit.error;
  }
  ASSERT_GT(told_.size(), 900U);
  serve();
  http::Client client(port());
  std::set<std::int64_t> numbers;
  for (const auto& [key, mine] : told_) {
    const auto shown = client.get("/v1/petitions/" + mine.id);
    ASSERT_EQ(shown.status, 200) << key << shown.body;
    EXPECT_GE(shown.json().at("version").to_number<std::int64_t>(), mine.version) << key;
    EXPECT_TRUE(numbers.insert(mine.number).second) << "given twice: " << mine.number;
    const auto again = enter(client, key);
    ASSERT_EQ(again.status, 201) << again.body;
    EXPECT_TRUE(again.json().at("repeated").as_bool()) << key;
    EXPECT_EQ(again.json().at("case"), boost::json::value(mine.id)) << key;
  }
  // Done or not done, but not half, and never twice.
  for (const auto& key : unheard) {
    const auto first = enter(client, key);
    ASSERT_EQ(first.status, 201) << first.body;
    EXPECT_TRUE(
        numbers.insert(first.json().at("number").at("number").to_number<std::int64_t>()).second);
    EXPECT_EQ(enter(client, key).json().at("case"), first.json().at("case"));
  }
  EXPECT_EQ(*numbers.rbegin(), static_cast<std::int64_t>(numbers.size())) << "without a gap";
  stop();
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace donthu::cli
