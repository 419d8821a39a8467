// Making the topic of a log, and refusing one that would lose entries.
#include <thread>

#include "connectors/kafka/admin.h"
#include "connectors/kafka/producer.h"
#include "tests/integration/kafka/broker.h"
#include "tests/integration/kafka/topic_administration.h"

namespace donthu::kafka {
namespace {

using namespace std::chrono_literals;

TEST(Topics, SettingThatEndangersTheRecordIsRefusedByName) {
  const std::map<std::string, std::string> dangers{
      {"retention.ms", "60000"},     {"retention.bytes", "1000000"},
      {"cleanup.policy", "compact"}, {"unclean.leader.election.enable", "true"},
      {"min.insync.replicas", "2"},  {"message.timestamp.type", "CreateTime"},
      {"max.message.bytes", "70000"}};
  const std::map<std::string, std::string> sound{{"retention.ms", "-1"},
                                                 {"message.timestamp.type", "LogAppendTime"},
                                                 {"max.message.bytes", "1048576"}};
  log::Folder folder;
  SystemRandom random;
  for (const auto& [setting, value] : dangers) {
    const auto connection = Broker::connection();
    const auto made = create_topic(connection, log::sample_genesis(), {0, {{setting, value}}});
    ASSERT_FALSE(made) << setting;
    EXPECT_EQ(made.error().reason, "topic-setting");
    EXPECT_EQ(made.error().field, setting);
    EXPECT_NE(made.error().message.find(setting + "=" + value), std::string::npos);
    EXPECT_EQ(check_topic(connection).error().reason, "no-topic");
    auto settings = sound;
    settings[setting] = value;
    const auto admin = *Admin::open(connection);
    ASSERT_TRUE(admin->create(4, 1, settings));
    while (!admin->state()) std::this_thread::sleep_for(10ms);  // Known a moment later.
    const auto opened = KafkaLog::open(connection, folder.path(setting), random);
    ASSERT_FALSE(opened) << setting;
    EXPECT_EQ(opened.error().field, setting);
  }
}

TEST(Topics, LogIsBegunOnce) {
  const auto connection = new_topic();
  EXPECT_EQ(create_topic(connection, log::sample_genesis()).error().reason, "log-exists");
  EXPECT_EQ(*read_genesis(connection), log::sample_genesis());
  EXPECT_EQ(*check_topic(connection), 4);
}

TEST(Topics, InterruptedBeginningIsFinishedWithTheGenesisThatStands) {
  const auto connection = Broker::connection();
  const auto admin = *Admin::open(connection);
  ASSERT_TRUE(admin->create(4, 1,
                            {{"retention.ms", "-1"},
                             {"message.timestamp.type", "LogAppendTime"},
                             {"max.message.bytes", "1048576"}}));
  auto first = log::sample_genesis();
  first.partition = {2};
  const auto entry = *event::genesis_entry(first);
  const auto producer = *Producer::open(connection);
  const Outgoing record{{2}, entry};
  ASSERT_TRUE(producer->send({&record, 1}));
  EXPECT_EQ(read_genesis(connection).error().reason, "no-log");
  auto second = log::sample_genesis();
  second.log.bytes.fill(0xaa);
  EXPECT_EQ(*create_topic(connection, second), log::sample_genesis());
  Node node(connection);
  for (std::uint16_t number = 0; number < 4; ++number)
    EXPECT_TRUE(node.log().claim({number})) << number;
}

TEST(Topics, TopicWhoseFirstRecordsWereDeletedIsRefusedAlsoWhereTheCopyHoldsThem) {
  Node node(new_topic());
  log::Writer writer(node.log(), {2});
  writer.write_groups({3});
  node.close();
  TopicAdministration(node.connection()).delete_records({2});
  const auto checked = check_topic(node.connection());
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().reason, "topic-setting");
  EXPECT_EQ(checked.error().field, "log.start.offset");
  EXPECT_NE(checked.error().message.find("partition 2"), std::string::npos)
      << to_string(checked.error());
}

TEST(Topics, NumberOfPartitionsIsTheLogsOwn) {
  Node node(new_topic());
  auto other = Broker::connection();
  ASSERT_TRUE(create_topic(other, log::sample_genesis(3)));
  node.close();
  SystemRandom random;
  const auto opened = KafkaLog::open(other, node.path(), random);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().field, "partitions");
  EXPECT_EQ(create_topic(other, log::sample_genesis(5)).error().field, "partitions");
}

TEST(Topics, WhatIsNotThereIsSaid) {
  auto connection = Broker::connection();
  EXPECT_EQ(check_topic(connection).error().reason, "no-topic");
  connection.topic = "no/name";
  EXPECT_EQ(check_topic(connection).error().code, ErrorCode::invalid);
  connection.topic = "log";
  connection.brokers = "127.0.0.1:1";
  connection.patience = 500ms;
  const auto unreachable = check_topic(connection);
  ASSERT_FALSE(unreachable);
  EXPECT_EQ(unreachable.error().reason, "kafka-unreachable");
  EXPECT_NE(unreachable.error().message.find("Connection refused"), std::string::npos)
      << unreachable.error().message;
  connection.brokers = "";
  EXPECT_EQ(check_topic(connection).error().reason, "brokers-missing");
}

TEST(Topics, SettingsOfTheClientCanBeChangedExceptThoseOfTheProtocol) {
  auto connection = new_topic();
  connection.client["linger.ms"] = "2";
  connection.client["compression.codec"] = "lz4";
  EXPECT_TRUE(check_topic(connection));
  for (const auto* fixed : {"acks", "enable.idempotence", "auto.offset.reset", "transactional.id",
                            "group.id", "request.required.acks"}) {
    auto broken = connection;
    broken.client[fixed] = "1";
    EXPECT_EQ(check_topic(broken).error().reason, "setting-fixed") << fixed;
    EXPECT_EQ(check_topic(broken).error().field, fixed);
  }
  connection.client["linger.ms"] = "soon";
  EXPECT_EQ(check_topic(connection).error().field, "linger.ms");
}

}  // namespace
}  // namespace donthu::kafka
