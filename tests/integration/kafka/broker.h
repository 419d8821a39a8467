// One real broker for a whole test program, started by tools/kafka and gone with the program.
#pragma once

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "connectors/kafka/kafka_log.h"
#include "connectors/kafka/topics.h"
#include "tests/contract/log_writer.h"
#include "tests/integration/kafka/cluster.h"

namespace donthu::kafka {

class Broker : public testing::Environment {
 public:
  // `how`: further words of tools/kafka start.
  explicit Broker(std::string how = "") : how_(std::move(how)) {}

  void SetUp() override {
    if (!cluster().start(1, how_)) std::exit(say_that_kafka_is_missing());
    ASSERT_FALSE(cluster().brokers().empty());
  }
  void TearDown() override { EXPECT_TRUE(cluster().clean()); }

  // `words` of tools/kafka, on the program's own cluster.
  [[nodiscard]] static ToolRun tool(const std::string& words) { return cluster().tool(words); }

  // Of the cluster: the data of node 1 lies in n1/data.
  [[nodiscard]] static std::string folder() { return cluster().folder(); }

  // A topic of nobody else's.
  [[nodiscard]] static Connection connection() {
    static int topics = 0;
    Connection connection;
    connection.brokers = cluster().brokers();
    connection.topic = "log-" + std::to_string(++topics);
    return connection;
  }

  [[nodiscard]] static std::string brokers() { return cluster().brokers(); }

 private:
  const std::string how_;
  static Cluster& cluster() {
    static Cluster only;
    return only;
  }
};

// A topic that holds a log of four partitions.
inline Connection new_topic() {
  auto connection = Broker::connection();
  const auto genesis = create_topic(connection, log::sample_genesis());
  EXPECT_TRUE(genesis) << to_string(genesis.error());
  return connection;
}

inline std::vector<Bytes> entries_of(const log::EventLog& log, PartitionId partition = {0}) {
  std::vector<Bytes> entries;
  EXPECT_TRUE(log.read(partition, 0, [&](auto, ByteView stored) {
    entries.emplace_back(stored);
    return true;
  }));
  return entries;
}

// One node's log: a topic and a copy.
class Node {
 public:
  explicit Node(Connection connection) : connection_(std::move(connection)) { open(); }

  void open() {
    log_.reset();
    auto log = KafkaLog::open(connection_, folder_.path(), random_);
    if (!log) throw std::runtime_error(to_string(log.error()));
    log_ = *std::move(log);
  }
  void close() { log_.reset(); }
  [[nodiscard]] KafkaLog& log() { return *log_; }
  [[nodiscard]] std::string path() const { return folder_.path(); }
  [[nodiscard]] Connection& connection() { return connection_; }

 private:
  static inline SystemRandom random_;
  Connection connection_;
  log::Folder folder_;
  std::unique_ptr<KafkaLog> log_;
};

}  // namespace donthu::kafka
