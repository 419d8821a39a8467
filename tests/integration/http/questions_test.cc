#include "tests/integration/http/office.h"

namespace donthu::http {
namespace {

class Questions : public testing::Test {
 protected:
  boost::json::object ask(const std::string& target) {
    const auto answer = client_.get(target);
    EXPECT_EQ(answer.status, 200) << target << answer.body;
    return answer.status == 200 ? answer.json() : boost::json::object{};
  }
  std::string case_path() const { return "/v1/petitions/" + id_; }

  Office office_;
  Client client_{office_.server->port()};
  std::string id_ = registered(client_, "k1");
};

TEST_F(Questions, ACaseIsShownWithItsVersionAndNotTwice) {
  const auto answer = client_.get(case_path());
  EXPECT_EQ(answer.header("etag"), "\"1\"");
  EXPECT_EQ(answer.json().at("matter").as_string(), "Cấp sổ đỏ chậm");
  EXPECT_TRUE(answer.json().at("content").at("sealed").as_bool());
  const auto same = client_.get(case_path(), {{"If-None-Match", "\"1\""}});
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(ask("/v1/numbers/2/2026/1").at("id").as_string(), id_);
}

TEST_F(Questions, ACaseAsItWasKnownAndAsItHadHappened) {
  office_.clock.advance_to(Instant{Office::begin_ms + ms_per_day});
  client_.send("POST", case_path() + "/commands/note", acting(2, 22, "n"), R"({"note":"x"})");
  EXPECT_EQ(ask(case_path() + "?as_of=2026-01-01T12:00:00%2B07:00").at("version").to_number<int>(),
            1);
  EXPECT_EQ(
      ask(case_path() + "?as_of=2026-01-03&as_of_kind=recorded").at("version").to_number<int>(), 2);
  EXPECT_EQ(client_.get(case_path() + "?as_of=2025-01-01").status, 404);
  const auto view = ask(case_path() + "?as_of=2026-01-03&as_of_kind=effective");
  EXPECT_EQ(view.at("facts").as_array().size(), 1U);
  EXPECT_EQ(
      ask(case_path() + "?as_of=2025-12-01&as_of_kind=effective").at("facts").as_array().size(),
      0U);
  EXPECT_EQ(client_.get(case_path() + "?as_of_kind=effective").status, 400);
}

TEST_F(Questions, ListsAreFilteredAndPaged) {
  for (int i = 2; i <= 5; ++i) registered(client_, "k" + std::to_string(i));
  EXPECT_EQ(ask("/v1/petitions?unit=3").at("petitions").as_array().size(), 0U);
  EXPECT_EQ(ask("/v1/petitions?unit=2&kind=complaint&status=registered&overdue=false"
                "&received_from=2026-01-01&received_until=2026-01-01&q=cap+so")
                .at("petitions")
                .as_array()
                .size(),
            5U);
  std::size_t seen = 0;
  std::string cursor;
  do {
    const auto page = ask("/v1/petitions?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    seen += page.at("petitions").as_array().size();
    cursor = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
  } while (!cursor.empty() && seen < 100);
  EXPECT_EQ(seen, 5U);
  for (const auto* query :
       {"?limit=0", "?limit=1001", "?limit=x", "?cursor=zzz", "?unit=0", "?kind=x", "?overdue=yes",
        "?received_from=2026-02-30", "?unit=2&unit=3", "?unit", "?=2"})
    EXPECT_EQ(client_.get("/v1/petitions" + std::string(query)).status, 400) << query;
}

TEST_F(Questions, ADeadlineIsExplainedDayByDay) {
  const auto deadlines = ask(case_path()).at("deadlines").as_array();
  ASSERT_FALSE(deadlines.empty());
  const auto id = std::to_string(deadlines[0].at("id").to_number<int>());
  const auto explained = ask(case_path() + "/deadlines/" + id + "/explanation");
  EXPECT_GT(explained.at("lines").as_array().size(), 1U);
  EXPECT_EQ(explained.at("purpose"), deadlines[0].at("purpose"));
  EXPECT_EQ(client_.get(case_path() + "/deadlines/99/explanation").status, 404);
  EXPECT_EQ(client_.get(case_path() + "/deadlines/x/explanation").status, 400);
}

TEST_F(Questions, TheVerbsThatAreExpectedAreNamedInTwoLanguages) {
  const auto verbs = ask(case_path() + "/expected").at("verbs").as_array();
  ASSERT_FALSE(verbs.empty());
  EXPECT_TRUE(std::any_of(verbs.begin(), verbs.end(),
                          [](const auto& verb) { return verb.at("verb") == "classify"; }));
}

TEST_F(Questions, TheRegistryAndTheRulesAreShown) {
  EXPECT_EQ(ask("/v1/registry/units?date=2026-01-01").at("units").as_array().size(), 3U);
  EXPECT_EQ(ask("/v1/registry/units?date=2001-01-01").at("units").as_array().size(), 0U);
  EXPECT_EQ(ask("/v1/registry/officers?unit=2").at("officers").as_array().size(), 3U);
  EXPECT_GT(ask("/v1/rules").at("rules").as_array().size(), 10U);
}

TEST_F(Questions, MetricsAreOpenMetrics) {
  const auto answer = client_.get("/metrics");
  EXPECT_TRUE(answer.header("content-type").starts_with("application/openmetrics-text"));
  EXPECT_TRUE(answer.body.ends_with("# EOF\n"));
  EXPECT_NE(answer.body.find("donthu_commands_total{result=\"accepted\"} 1\n"), std::string::npos)
      << answer.body;
  EXPECT_NE(answer.body.find("donthu_http_requests_total{method=\"POST\",route=\"/v1/petitions\","
                             "status=\"2xx\"} 1\n"),
            std::string::npos);
}

}  // namespace
}  // namespace donthu::http
