// One real broker for a whole test program, started by tools/kafka and gone with the program.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connectors/kafka/kafka_log.h"
#include "connectors/kafka/topics.h"
#include "tests/contract/log_writer.h"

namespace donthu::kafka {

struct ToolRun {
  int exit_code = -1;
  std::string out;
};

class Broker final : public testing::Environment {
 public:
  void SetUp() override {
    const auto started = tool("start --until " + std::to_string(::getpid()));
    constexpr int not_installed = 3;
    constexpr int skipped = 77;
    if (started.exit_code == not_installed) {
      std::cerr << "\n*** NO TEST ON A REAL KAFKA WAS RUN: Java or Maven is missing; run "
                   "./tools/setup ***\n\n";
      std::exit(skipped);  // ctest knows this code; GoogleTest would report a failure.
    }
    ASSERT_EQ(started.exit_code, 0);
    brokers_ = started.out.substr(0, started.out.find('\n'));
  }
  void TearDown() override {
    if (brokers_.empty()) return;
    EXPECT_EQ(tool("clean").exit_code, 0);
  }

  // `words` of tools/kafka, on the program's own cluster.
  [[nodiscard]] static ToolRun tool(const std::string& words) {
    static const log::Folder folder;
    const auto command =
        std::string(DONTHU_SOURCE_DIR "/tools/kafka ") + words + " --directory " + folder.path();
    ToolRun run;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return run;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) run.out += line.data();
    const int status = ::pclose(pipe);
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
  }

  // A topic of nobody else's.
  [[nodiscard]] static Connection connection() {
    static int topics = 0;
    Connection connection;
    connection.brokers = brokers_;
    connection.topic = "log-" + std::to_string(++topics);
    return connection;
  }

 private:
  static inline std::string brokers_;
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
