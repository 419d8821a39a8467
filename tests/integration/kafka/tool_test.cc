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
  // Makes the folder of one more node.
  Ran join(const std::string& name, const std::vector<std::string>& more = {},
           std::filesystem::path master = {}) const {
    if (master.empty()) master = data() / "keys";
    std::vector<std::string> words{
        "init",    "--join",          "--brokers",    connection_.brokers,
        "--topic", connection_.topic, "--master-key", master.string()};
    words.insert(words.end(), more.begin(), more.end());
    return run_on(path(name), words);
  }
  // The sealed text of a petition, or what the tool said instead.
  [[nodiscard]] std::string sealed_on(const std::filesystem::path& folder,
                                      const std::string& petition) const {
    const auto read = run_on(folder, {"petition", "read_sealed", petition, "--officer", "HT02",
                                      "purpose=review", "--json"});
    if (read.exit_code != 0) return read.error;
    const auto document = read.json();
    const auto& fields = document.at("fields").as_array();
    return fields.empty() ? "" : std::string(fields.front().at("text").as_string());
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

TEST_F(KafkaTool, CommandForAPartitionThatDiffersIsRefusedWithTheReason) {
  make_office_on_kafka();
  const auto registered = register_one({"--json"});
  ASSERT_EQ(registered.exit_code, 0);
  const std::string id(registered.json().at("case").as_string());
  const PartitionId partition{static_cast<std::uint16_t>(std::stoi(id.substr(0, 4), nullptr, 16))};
  {
    SystemRandom random;
    const auto copy = *log::EmbeddedLog::open((data() / "log").string(), random);
    log::Writer(*copy, partition);
  }
  write(data() / "kafka.conf", content(data() / "kafka.conf") + "patience.ms = 500\n");
  const auto refused = register_one();
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_NE(refused.error.find("partition-read-only"), std::string::npos) << refused.error;
}

TEST_F(KafkaTool, LogMovesIntoATopicAndBack) {
  const auto migrate = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "migrate");
    return run(words);
  };
  make_office();
  ASSERT_EQ(register_one({"--content", "Trước"}).exit_code, 0);
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
  // Its keys are there too, and those of another node come home with it.
  ASSERT_EQ(join("second").exit_code, 0);
  EXPECT_EQ(sealed_on(path("second"), "00070/2022/1"), "Trước");
  use_folder(path("second"));
  ASSERT_EQ(register_one({"--content", "Ở nút khác"}).exit_code, 0);
  use_folder({});
  const auto back = migrate({"--to", "folder"});
  ASSERT_EQ(back.exit_code, 0) << back.error;
  EXPECT_FALSE(std::filesystem::exists(data() / "kafka.conf"));
  EXPECT_EQ(migrate({"--to", "folder"}).exit_code, 4);
  ASSERT_EQ(register_one({"--content", "Sau"}).exit_code, 0);
  EXPECT_EQ(sealed_on(data(), "00070/2022/1"), "Trước");
  EXPECT_EQ(sealed_on(data(), "00070/2022/3"), "Ở nút khác");
  EXPECT_EQ(sealed_on(data(), "00070/2022/4"), "Sau");
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
}

TEST_F(KafkaTool, OneMoreNodeNeedsOnlyTheMasterKey) {
  make_office_on_kafka();
  ASSERT_EQ(register_one({"--content", "Chuyện của tôi"}).exit_code, 0);
  const auto named = join("named", {"--node", "named", "--address", "https://named:8443"});
  ASSERT_EQ(named.exit_code, 0) << named.error;
  const auto connection = content(path("named") / "kafka.conf");
  EXPECT_NE(connection.find("node = named\n"), std::string::npos) << connection;
  EXPECT_NE(connection.find("address = https://named:8443\n"), std::string::npos) << connection;
  // Without a name, so that the tool itself may write, in one folder after the other.
  const auto joined = join("second");
  ASSERT_EQ(joined.exit_code, 0) << joined.error;
  // What the first node sealed can be read, and the case goes on with texts sealed here.
  EXPECT_EQ(sealed_on(path("second"), "00070/2022/1"), "Chuyện của tôi");
  use_folder(path("second"));
  EXPECT_EQ(register_one({"--content", "Chuyện khác"}).exit_code, 0);
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  // And the first node reads on.
  use_folder({});
  EXPECT_EQ(sealed_on(data(), "00070/2022/2"), "Chuyện khác");
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  // Nobody joins with a master key of his own, and nothing is left of the attempt.
  ASSERT_EQ(run_on(path("stranger"), {"init", "--empty"}).exit_code, 0);
  const auto refused = join("third", {}, path("stranger") / "keys" / "master.key");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.error.find("wrong-master-key"), std::string::npos) << refused.error;
  EXPECT_FALSE(std::filesystem::exists(path("third")));
  EXPECT_EQ(join("third", {}, path("nothing")).exit_code, 3);
  EXPECT_EQ(run_on(path("third"), {"init", "--join", "--brokers", connection_.brokers}).exit_code,
            2);
  EXPECT_EQ(join("second").exit_code, 4);
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
