// The real tool on a real broker.
#include "tests/integration/cli/tool.h"

#include "tests/integration/kafka/broker.h"

namespace donthu::cli {
namespace {

class KafkaTool : public ToolTest {
 protected:
  const kafka::Connection connection_ = kafka::Broker::connection();

  void make_office_on_kafka() const {
    ASSERT_EQ(run({"init", "--brokers", connection_.brokers, "--topic", connection_.topic,
                   "--partitions", "4", "--simulated", "--at", "2022-01-24 08:00"})
                  .exit_code,
              0);
    appoint_two("HT", "00070", "2021-07-01");
  }
};

TEST_F(KafkaTool, OfficeWorksOnATopicAsItDoesOnAFolder) {
  make_office_on_kafka();
  ASSERT_EQ(register_one().exit_code, 0);
  ASSERT_EQ(run({"case", "show", "00070/2022/1"}).exit_code, 0);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  // The topic leads any copy to the same entries.
  log::Folder folder;
  SystemRandom random;
  const auto fresh = *kafka::KafkaLog::open(connection_, folder.path(), random);
  const auto own = *log::EmbeddedLog::open((data() / "log").string(), random);
  for (std::uint16_t number = 0; number < 4; ++number)
    EXPECT_EQ(*fresh->head({number}), *own->head({number})) << number;
}

TEST_F(KafkaTool, TopicIsMadeAheadAndTakenAsItIs) {
  const std::vector<std::string> cluster{"--brokers", connection_.brokers, "--topic",
                                         connection_.topic};
  const auto with = [&](std::vector<std::string> words) {
    words.insert(words.end(), cluster.begin(), cluster.end());
    return run(words);
  };
  EXPECT_EQ(with({"topics", "check"}).exit_code, 3);
  const auto made = with({"topics", "init", "--partitions", "3", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  EXPECT_EQ(with({"topics", "check"}).exit_code, 0);
  EXPECT_EQ(with({"topics", "init", "--partitions", "3"}).exit_code, 4);
  const auto folder = with({"init", "--empty", "--json"});
  ASSERT_EQ(folder.exit_code, 0) << folder.error;
  EXPECT_EQ(folder.json().at("log"), made.json().at("log"));
  EXPECT_EQ(folder.json().at("partitions").to_number<int>(), 3);
}

TEST_F(KafkaTool, FolderWhoseLogIsNotReachedIsNotTouched) {
  make_office_on_kafka();
  write(data() / "kafka.conf", content(data() / "kafka.conf") + "patience.ms = 500\n");
  const auto before = content(data() / "kafka.conf");
  EXPECT_NE(before.find(connection_.topic), std::string::npos);
  const auto away = register_one({"--brokers", "127.0.0.1:1", "--client", "log_level=3"});
  EXPECT_EQ(away.exit_code, 5);
  EXPECT_NE(away.error.find("kafka-unreachable"), std::string::npos) << away.error;
  EXPECT_EQ(content(data() / "kafka.conf"), before);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  // Of a folder that keeps its log itself nobody may think that it is elsewhere.
  ASSERT_EQ(run_on(path("own"), {"init", "--empty"}).exit_code, 0);
  const auto own = run_on(path("own"), {"case", "find", "--brokers", connection_.brokers});
  EXPECT_NE(own.error.find("log-not-in-kafka"), std::string::npos) << own.error;
}

TEST_F(KafkaTool, PartitionThatDiffersFromItsTopicCanBeReadAndTheOthersGoOn) {
  make_office_on_kafka();
  ASSERT_EQ(register_one().exit_code, 0);
  {
    // The copy of one partition holds an entry that the topic lost.
    SystemRandom random;
    const auto copy = *log::EmbeddedLog::open((data() / "log").string(), random);
    log::Writer(*copy, {3});
  }
  // What is missing does not come: half a second is enough to wait for it.
  write(data() / "kafka.conf", content(data() / "kafka.conf") + "patience.ms = 500\n");
  EXPECT_EQ(run({"case", "show", "00070/2022/1"}).exit_code, 0);
  EXPECT_EQ(run({"registry", "appoint", "--name", "Lê Văn Cường", "--staff-code", "HT03", "--unit",
                 "00070", "--role", "registrar", "--from", "2021-07-01"})
                .exit_code,
            0);
}

TEST_F(KafkaTool, LogMovesIntoATopicAndBack) {
  const auto migrate = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "migrate");
    return run(words);
  };
  make_office();
  ASSERT_EQ(register_one().exit_code, 0);
  const auto into = migrate(
      {"--to", "kafka", "--brokers", connection_.brokers, "--topic", connection_.topic, "--json"});
  ASSERT_EQ(into.exit_code, 0) << into.error;
  EXPECT_GT(into.json().at("entries").to_number<int>(), 4);
  EXPECT_EQ(migrate({"--to", "kafka", "--brokers", connection_.brokers}).exit_code, 4);
  // The topic is the record now, and takes the next one.
  ASSERT_EQ(register_one().exit_code, 0);
  EXPECT_EQ(run({"topics", "check", "--brokers", connection_.brokers, "--topic", connection_.topic})
                .exit_code,
            0);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  const auto back = migrate({"--to", "folder"});
  ASSERT_EQ(back.exit_code, 0) << back.error;
  EXPECT_FALSE(std::filesystem::exists(data() / "kafka.conf"));
  EXPECT_EQ(migrate({"--to", "folder"}).exit_code, 4);
  ASSERT_EQ(register_one().exit_code, 0);
  EXPECT_EQ(run({"case", "show", "00070/2022/3"}).exit_code, 0);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(KafkaTool, BackupKnowsItsTopic) {
  make_office_on_kafka();
  ASSERT_EQ(run({"backup", path("backup").string(), "--to-keys", path("keys").string()}).exit_code,
            0);
  ASSERT_EQ(register_one().exit_code, 0);
  // Entries and keys that were written after the backup come from the topics.
  ASSERT_EQ(run_on(path("restored"),
                   {"restore", path("backup").string(), "--keys-from", path("keys").string()})
                .exit_code,
            0);
  const auto shown = run_on(path("restored"), {"case", "show", "00070/2022/1"});
  EXPECT_EQ(shown.exit_code, 0) << shown.error;
  EXPECT_EQ(run_on(path("restored"), {"audit", "verify"}).exit_code, 0);
}

}  // namespace
}  // namespace donthu::cli
