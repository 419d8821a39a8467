// The pages of deploy/ say what the program does, and all of it.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "connectors/kafka/kafka_source.h"

namespace donthu::kafka {
namespace {

const std::filesystem::path root = DONTHU_SOURCE_DIR;

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Deploy, ConfigurationIsUnderstoodAsItStands) {
  const auto connection = read_connection(root / "deploy" / "kafka.conf");
  ASSERT_TRUE(connection) << to_string(connection.error());
  EXPECT_TRUE(check(*connection));
  EXPECT_EQ(connection->topic, Connection().topic);
  EXPECT_EQ(connection->public_topic, public_connection(*connection).topic);
}

// The lines that begin with a single # and no blank.
TEST(Deploy, EverythingCommentedOutIsUnderstoodToo) {
  const auto file =
      std::filesystem::temp_directory_path() / ("donthu-deploy-conf-" + std::to_string(::getpid()));
  std::istringstream lines(content(root / "deploy" / "kafka.conf"));
  std::ofstream whole(file);
  for (std::string line; std::getline(lines, line);)
    whole << (line.size() > 1 && line[0] == '#' && line[1] != ' ' ? line.substr(1) : line) << "\n";
  whole.close();
  const auto connection = read_connection(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(connection) << to_string(connection.error());
  EXPECT_TRUE(check(*connection));
  EXPECT_FALSE(connection->node.empty());
  EXPECT_FALSE(connection->address.empty());
  EXPECT_EQ(connection->patience, Connection().patience);
  EXPECT_EQ(connection->client.at("sasl.mechanism"), "SCRAM-SHA-512");
}

TEST(Deploy, ConfigurationNamesEverySettingWithItsDefault) {
  const auto text = content(root / "deploy" / "kafka.conf");
  for (const auto& setting : client_settings()) {
    const auto pair = std::string(setting.name) + " = " + std::string(setting.value);
    EXPECT_NE(text.find((setting.fixed ? "\n# fixed: " : "\n#client.") + pair), text.npos) << pair;
  }
}

// What an operator can be told stands on the page with what to do.
TEST(Deploy, RunbookKnowsEveryReason) {
  const auto runbook = content(root / "deploy" / "runbook.md");
  const std::regex error(R"re(ErrorCode::\w+,\s*"([a-z0-9-]+)")re");
  std::set<std::string> reasons;
  for (const auto& entry : std::filesystem::directory_iterator(root / "connectors" / "kafka")) {
    const auto source = content(entry.path());
    for (std::sregex_iterator found(source.begin(), source.end(), error), end; found != end;
         ++found)
      reasons.insert((*found)[1]);
  }
  EXPECT_TRUE(reasons.contains("kafka-unreachable"));
  for (const auto& reason : reasons)
    EXPECT_NE(runbook.find("`" + reason + "`"), runbook.npos) << reason;
}

}  // namespace
}  // namespace donthu::kafka
