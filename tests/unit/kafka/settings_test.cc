// What can be said about the connection without a broker.
#include "connectors/kafka/settings.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

#include "connectors/kafka/kafka_source.h"

namespace donthu::kafka {
namespace {

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class ConnectionFile : public testing::Test {
 protected:
  ~ConnectionFile() override { std::filesystem::remove(file_); }
  Result<Connection> read(const std::string& text) {
    std::ofstream(file_) << text;
    return read_connection(file_);
  }
  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("donthu-kafka-conf-" + std::to_string(::getpid()));
};

TEST(Settings, DocumentationNamesEachWithItsValue) {
  const auto page = content(std::filesystem::path(DONTHU_SOURCE_DIR) / "docs" / "kafka.md");
  for (const auto& setting : client_settings()) {
    auto row = "| `" + std::string(setting.name) + "` | `" + std::string(setting.value) + "`";
    row += std::string(setting.fixed ? ", fixed" : "") + " | " + std::string(setting.why) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

TEST(Settings, OnlyWhatTheProtocolDoesNotRestOnCanBeSet) {
  Connection connection;
  EXPECT_EQ(check(connection).error().reason, "brokers-missing");
  connection.brokers = "kafka-1:9092";
  for (const auto& setting : client_settings()) {
    connection.client = {{std::string(setting.name), "1"}};
    EXPECT_EQ(check(connection).has_value(), !setting.fixed) << setting.name;
  }
}

TEST(Settings, TheCopyIsReadMuchAtATimeUnlessTheFileSaysOtherwise) {
  const auto reading = copying_connection({}).client;
  EXPECT_GT(std::stoi(reading.at("fetch.min.bytes")), 100'000);
  EXPECT_LT(std::stoi(reading.at("fetch.wait.max.ms")), 50);
  for (const char* name : {"fetch.min.bytes", "fetch.wait.max.ms"}) {
    Connection connection;
    connection.client = {{name, "500"}};
    EXPECT_EQ(copying_connection(connection).client, connection.client);
  }
}

TEST_F(ConnectionFile, IsReadAsItWasWrittenAndByItsOwnerOnly) {
  Connection connection;
  connection.brokers = "kafka-1:9093,kafka-2:9093";
  connection.topic = "petitions";
  connection.public_topic = "petitions.told";
  connection.patience = std::chrono::milliseconds(1234);
  connection.client = {{"sasl.password", "a = b # c"}, {"security.protocol", "SASL_SSL"}};
  ASSERT_TRUE(write_connection(file_, connection));
  const auto found = read_connection(file_);
  ASSERT_TRUE(found) << to_string(found.error());
  EXPECT_EQ(found->brokers, connection.brokers);
  EXPECT_EQ(found->topic, connection.topic);
  EXPECT_EQ(found->public_topic, connection.public_topic);
  EXPECT_EQ(found->patience, connection.patience);
  EXPECT_EQ(found->client, connection.client);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file_).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(ConnectionFile, LineThatIsNotUnderstoodIsNamed) {
  EXPECT_TRUE(read("# a comment\n\n  brokers=a:1 \r\n"));
  EXPECT_EQ(read("# a comment\n\n  brokers=a:1 \r\n")->brokers, "a:1");
  for (const auto* line : {"brokers", "broker = a:1", "patience.ms = soon", "patience.ms = -1",
                           "patience.ms = 5 s", "client = x"}) {
    const auto found = read("topic = t\n" + std::string(line) + "\n");
    ASSERT_FALSE(found) << line;
    EXPECT_EQ(found.error().field, file_.string() + ":2");
  }
  std::filesystem::remove(file_);
  EXPECT_EQ(read_connection(file_).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace donthu::kafka
