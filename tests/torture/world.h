// A small city whose log lies in a topic of its own, and the donthu nodes that work on it.
#pragma once

#include <memory>
#include <vector>

#include "connectors/kafka/settings.h"
#include "tests/integration/kafka/cluster.h"
#include "tests/scratch_folder.h"
#include "tests/torture/server.h"

namespace donthu::torture {

struct WorldShape {
  std::size_t nodes = 1;
  std::uint16_t partitions = 5;  // The registry's included.
  // How long a node takes to find that a record was not stored, or that nobody answers.
  std::chrono::milliseconds message_timeout{30'000};
  std::chrono::milliseconds patience{10'000};
  std::filesystem::path place;  // Of the data folders; empty: a scratch folder.
};

class World {
 public:
  // The clocks of all nodes begin at a quarter past eleven at night: at midnight deadlines fall
  // due.
  static constexpr std::int64_t begins_ms = 1'778'602'500'000;  // 12/05/2026 23:15 in Vietnam.
  static constexpr std::int64_t past_midnight_ms = 50 * ms_per_minute;

  // The topic's name is new. Its cluster must outlive the world.
  explicit World(kafka::Cluster& cluster, WorldShape shape = {});
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Makes the topic, the folder of the first node, the city's registry and its rules; the other
  // nodes join.
  [[nodiscard]] Status make();

  // As an operator whose topic is lost: the copy of the first node becomes the log again, and is
  // carried into a new topic. Its server must not run.
  [[nodiscard]] Status move_to_new_topic();

  [[nodiscard]] kafka::Cluster& cluster() { return cluster_; }
  // Of nobody in particular.
  [[nodiscard]] const kafka::Connection& connection() const { return connection_; }
  [[nodiscard]] std::uint16_t partitions() const { return shape_.partitions; }
  [[nodiscard]] Server& server(std::size_t index = 0) { return *nodes_.at(index)->server; }
  [[nodiscard]] std::vector<Server*> servers() const;
  [[nodiscard]] MovedClock& clock(std::size_t index = 0) { return nodes_.at(index)->clock; }
  // Of all nodes. Beyond an hour at once the nodes doubt their clocks.
  void move_clocks(std::int64_t milliseconds);

 private:
  struct Member {
    Member(const std::filesystem::path& folder, const std::filesystem::path& data,
           std::uint16_t port);
    MovedClock clock;
    std::uint16_t port;  // 0: alone.
    std::unique_ptr<Server> server;
  };
  void add_member();
  // As the node's kafka.conf has it.
  [[nodiscard]] kafka::Connection connection_of(std::size_t index) const;
  [[nodiscard]] Status found(std::size_t index);
  [[nodiscard]] Status join(std::size_t index);
  void name_topic();

  kafka::Cluster& cluster_;
  WorldShape shape_;
  test::ScratchFolder scratch_;
  kafka::Connection connection_;
  std::vector<std::unique_ptr<Member>> nodes_;
};

}  // namespace donthu::torture
