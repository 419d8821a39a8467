// A cluster that asks who you are, and what you may.
#include <chrono>
#include <iostream>

#include <gmock/gmock.h>

#include "connectors/kafka/client.h"
#include "tests/integration/cli/tool.h"
#include "tests/integration/kafka/broker.h"
#include "tests/integration/kafka/programs.h"

namespace donthu::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string topic = "petitions";
const std::string password = "một-hai-ba-4567";

// Kafka's own tool, as the cluster's administrator.
std::string administrator(const std::string& tool) {
  return DONTHU_SOURCE_DIR "/tools/kafka run --directory " + kafka::Broker::folder() + " " + tool;
}

void deploy(const std::string& words) {
  const auto done =
      kafka::run_program("TOPIC=" + topic + " PARTITIONS=4 REPLICATION=1 KAFKA_TOPICS='" +
                         administrator("kafka-topics") + "' KAFKA_ACLS='" +
                         administrator("kafka-acls") + "' " + words + " 2>&1");
  ASSERT_EQ(done.exit_code, 0) << testing::PrintToString(done.lines);
}

// What the pages of deploy/ say, done on a cluster that has nobody yet.
class SecureBroker final : public kafka::Broker {
 public:
  SecureBroker() : Broker("--secure") {}
  void SetUp() override {
    Broker::SetUp();
    if (testing::Test::HasFatalFailure()) return;
    for (const auto* name : {"donthu", "stranger"})
      for_certificates = tool("certificate " + std::string(name)).out;
    for_certificates.pop_back();  // The end of the line.
    deploy(DONTHU_SOURCE_DIR "/deploy/kafka/topics.sh");
    deploy("NODE=User:CN=donthu READER=User:portal " DONTHU_SOURCE_DIR "/deploy/kafka/acls.sh");
    deploy("NODE=User:donthu " DONTHU_SOURCE_DIR "/deploy/kafka/acls.sh");
    for (const auto* user : {"donthu", "portal"})
      ASSERT_EQ(kafka::run_program(administrator("kafka-configs") + " --alter --add-config " +
                                   "'SCRAM-SHA-512=[password=" + password +
                                   "]' --entity-type users --entity-name " + user)
                    .exit_code,
                0);
  }

  static inline std::string for_certificates;
};

const auto* const broker = testing::AddGlobalTestEnvironment(new SecureBroker);

std::map<std::string, std::string> certificate(const std::string& user) {
  const auto file = kafka::Broker::folder() + "/" + user;
  return {{"security.protocol", "SSL"},
          {"ssl.ca.location", kafka::Broker::folder() + "/ca.pem"},
          {"ssl.certificate.location", file + ".pem"},
          {"ssl.key.location", file + ".key"}};
}

std::map<std::string, std::string> scram(const std::string& user, const std::string& word) {
  return {{"security.protocol", "SASL_SSL"},
          {"ssl.ca.location", kafka::Broker::folder() + "/ca.pem"},
          {"sasl.mechanism", "SCRAM-SHA-512"},
          {"sasl.username", user},
          {"sasl.password", word}};
}

class Security : public ToolTest {
 protected:
  Ran run_as(const std::map<std::string, std::string>& who, std::vector<std::string> words,
             const std::vector<std::string>& environment = {}) const {
    const bool by_certificate = who.at("security.protocol") == "SSL";
    words.insert(words.end(),
                 {"--topic", topic, "--brokers",
                  by_certificate ? SecureBroker::for_certificates : kafka::Broker::brokers()});
    for (const auto& [name, value] : who)
      words.insert(words.end(), {"--client", name + "=" + value});
    return run(words, environment);
  }

  // What a newer client library than Debian 12's needs to be taken; empty: there is none.
  [[nodiscard]] static std::vector<std::string> newer_library() {
    const auto found = kafka::run_program(DONTHU_SOURCE_DIR "/tools/clients librdkafka");
    if (found.exit_code == 0) return {"LD_LIBRARY_PATH=" + found.lines.at(0)};
    std::cerr << "\n*** NO NEWER librdkafka CAN BE FETCHED: SCRAM WAS NOT TESTED ***\n\n";
    return {};
  }
};

TEST_F(Security, DocumentedRightsAreEnoughForAllThatDonthuDoes) {
  const auto donthu = certificate("donthu");
  const auto begun =
      run_as(donthu, {"topics", "init", "--partitions", "4", "--at", "2022-01-24 08:00"});
  ASSERT_EQ(begun.exit_code, 0) << begun.error;
  const auto made = run_as(donthu, {"init", "--simulated", "--at", "2022-01-24 08:00"});
  ASSERT_EQ(made.exit_code, 0) << made.error;
  // From here on kafka.conf says who it is.
  appoint_two("HT", "00070", "2021-07-01");
  const auto registered = register_one();
  ASSERT_EQ(registered.exit_code, 0) << registered.error;
  EXPECT_EQ(run({"audit", "verify"}).exit_code, 0);
  EXPECT_EQ(run_as(donthu, {"topics", "check", "--public"}).exit_code, 0);
  const auto told = run({"stream", "rebuild", topic + ".public", "--json"});
  ASSERT_EQ(told.exit_code, 0) << told.error;
  EXPECT_GT(told.json().at("events").to_number<int>(), 0);

  const auto python = kafka::run_program(DONTHU_SOURCE_DIR "/tools/clients cloudevents");
  if (python.exit_code != 0) return;
  // The reader's rights: the public topic, and nothing else.
  const auto read = [&](const std::string& of) {
    auto command = python.lines.at(0) + " " DONTHU_SOURCE_DIR "/tools/clients.d/read_stream.py " +
                   kafka::Broker::brokers() + " " + of + " group.id=portal-1";
    for (const auto& [name, value] : scram("portal", password)) command += " " + name + "=" + value;
    return kafka::run_program(command + " 2>&1");
  };
  EXPECT_EQ(read(topic + ".public").lines.size(),
            told.json().at("events").to_number<std::size_t>());
  for (const auto* beside : {"", ".keys", ".documents"})
    EXPECT_NE(read(topic + beside).exit_code, 0) << beside;
}

TEST_F(Security, ScramIsTakenWithALibraryThatSpeaksItRight) {
  const auto newer = newer_library();
  if (newer.empty()) GTEST_SKIP();
  const auto checked = run_as(scram("donthu", password), {"topics", "check"}, newer);
  // No log may be begun yet: then he was let in, and read the whole topic.
  EXPECT_THAT(checked.exit_code, testing::AnyOf(0, 3)) << checked.error;
  const auto wrong = run_as(scram("donthu", "sai-mật-khẩu-99"), {"topics", "check"}, newer);
  EXPECT_EQ(wrong.exit_code, 5);
  EXPECT_THAT(wrong.error, HasSubstr("kafka-user-refused"));
  EXPECT_THAT(wrong.error, HasSubstr("client.sasl.password"));
  EXPECT_THAT(wrong.error, Not(HasSubstr("sai-mật-khẩu-99")));
  EXPECT_THAT(wrong.error, Not(HasSubstr("librdkafka")));
}

TEST_F(Security, LibraryThatSpeaksScramWrongIsNamed) {
  if (rd_kafka_version() >= 0x02060100) GTEST_SKIP() << "the system's librdkafka is new enough";
  const auto refused = run_as(scram("donthu", password), {"topics", "check"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.error, HasSubstr("kafka-user-refused"));
  EXPECT_THAT(refused.error, HasSubstr("librdkafka 2.6.1"));
  EXPECT_THAT(refused.error, Not(HasSubstr(password)));
}

TEST_F(Security, CertificateOfAnUnknownAuthorityIsNamed) {
  auto who = certificate("donthu");
  who.erase("ssl.ca.location");
  const auto refused = run_as(who, {"topics", "check"});
  EXPECT_EQ(refused.exit_code, 5);
  EXPECT_THAT(refused.error, HasSubstr("kafka-tls"));
  EXPECT_THAT(refused.error, HasSubstr("ssl.ca.location"));
}

TEST_F(Security, OperationThatIsNotAllowedIsNamed) {
  const auto stranger = certificate("stranger");
  // On the topics beside it too.
  const auto allow = [](const std::string& operation) {
    ASSERT_EQ(kafka::run_program(administrator("kafka-acls") +
                                 " --add --allow-principal User:CN=stranger --topic " + topic +
                                 " --resource-pattern-type prefixed --operation " + operation)
                  .exit_code,
              0);
  };
  const auto missing = [&](const std::vector<std::string>& words) {
    const auto refused = run_as(stranger, words);
    EXPECT_EQ(refused.exit_code, 1) << refused.error;
    EXPECT_THAT(refused.error, HasSubstr("kafka-forbidden"));
    return refused.error;
  };
  EXPECT_THAT(missing({"topics", "check"}), HasSubstr("operation Describe "));
  allow("Describe");
  EXPECT_THAT(missing({"topics", "check"}), HasSubstr("operation DescribeConfigs "));
  allow("DescribeConfigs");
  EXPECT_THAT(missing({"topics", "check"}), HasSubstr("operation Read "));
}

// The operations of an administrator, asked for as donthu. Gives the cluster's answer.
class AsDonthu {
 public:
  AsDonthu() {
    connection_.brokers = SecureBroker::for_certificates;
    connection_.client = certificate("donthu");
    client_ = *kafka::Client::open(kafka::Side::producer, connection_);
    queue_.reset(rd_kafka_queue_new(client_->get()));
  }

  rd_kafka_resp_err_t delete_topic() {
    auto* one = rd_kafka_DeleteTopic_new(topic.c_str());
    rd_kafka_DeleteTopics(client_->get(), &one, 1, nullptr, queue_.get());
    rd_kafka_DeleteTopic_destroy(one);
    return topic_error(rd_kafka_DeleteTopics_result_topics, rd_kafka_event_DeleteTopics_result);
  }
  rd_kafka_resp_err_t add_partitions() {
    std::array<char, 100> why{};
    auto* one = rd_kafka_NewPartitions_new(topic.c_str(), 8, why.data(), why.size());
    rd_kafka_CreatePartitions(client_->get(), &one, 1, nullptr, queue_.get());
    rd_kafka_NewPartitions_destroy(one);
    return topic_error(rd_kafka_CreatePartitions_result_topics,
                       rd_kafka_event_CreatePartitions_result);
  }
  rd_kafka_resp_err_t alter() {
    auto* one = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
    rd_kafka_ConfigResource_set_config(one, "retention.ms", "1000");
    rd_kafka_AlterConfigs(client_->get(), &one, 1, nullptr, queue_.get());
    rd_kafka_ConfigResource_destroy(one);
    const auto event = answer();
    std::size_t count = 0;
    const auto* const* resources = rd_kafka_AlterConfigs_result_resources(
        rd_kafka_event_AlterConfigs_result(event.get()), &count);
    return rd_kafka_ConfigResource_error(resources[0]);
  }
  rd_kafka_resp_err_t delete_records() {
    auto* list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, topic.c_str(), 0)->offset = 1;
    auto* one = rd_kafka_DeleteRecords_new(list);
    rd_kafka_DeleteRecords(client_->get(), &one, 1, nullptr, queue_.get());
    rd_kafka_DeleteRecords_destroy(one);
    rd_kafka_topic_partition_list_destroy(list);
    const auto event = answer();
    if (const auto error = rd_kafka_event_error(event.get())) return error;
    return rd_kafka_DeleteRecords_result_offsets(rd_kafka_event_DeleteRecords_result(event.get()))
        ->elems[0]
        .err;
  }

 private:
  kafka::Event answer() {
    kafka::Event event(rd_kafka_queue_poll(queue_.get(), 10'000));
    if (!event) throw std::runtime_error("the cluster does not answer");
    return event;
  }
  rd_kafka_resp_err_t topic_error(auto topics_of, auto result_of) {
    const auto event = answer();
    std::size_t count = 0;
    return rd_kafka_topic_result_error(topics_of(result_of(event.get()), &count)[0]);
  }

  kafka::Connection connection_;
  std::unique_ptr<kafka::Client> client_;
  kafka::Queue queue_;
};

TEST_F(Security, DonthuCannotDeleteOrAlterItsOwnRecord) {
  AsDonthu donthu;
  constexpr auto refused = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
  EXPECT_EQ(donthu.delete_topic(), refused);
  EXPECT_EQ(donthu.add_partitions(), refused);
  EXPECT_EQ(donthu.alter(), refused);
  EXPECT_EQ(donthu.delete_records(), refused);
}

}  // namespace
}  // namespace donthu::cli
