#include "tests/torture/world.h"

#include "connectors/kafka/kafka_source.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::torture {

World::Member::Member(const std::filesystem::path& folder, const std::filesystem::path& data)
    : clock(folder / "clock", Instant{begins_ms}) {
  server = std::make_unique<Server>(data, folder, clock);
}

World::World(kafka::Cluster& cluster, WorldShape shape)
    : cluster_(cluster), shape_(std::move(shape)) {
  connection_.brokers = cluster.brokers();
  name_topic();
  connection_.patience = shape_.patience;
  connection_.client["message.timeout.ms"] = std::to_string(shape_.message_timeout.count());
  // The death of brokers is no news here.
  connection_.client["log_level"] = "3";
  add_member();
}

void World::name_topic() {
  static int topics = 0;
  connection_.topic = "world-" + std::to_string(++topics);
}

void World::add_member() {
  const auto name = "node" + std::to_string(nodes_.size() + 1);
  const auto folder = scratch_.path() / name;
  std::filesystem::create_directory(folder);
  const auto place = shape_.place.empty() ? folder : shape_.place / name;
  std::filesystem::create_directories(place);
  nodes_.push_back(std::make_unique<Member>(folder, place / "data"));
}

Status World::make() {
  Server& first = server();
  runtime::Configuration configuration;
  configuration.data = first.data();
  const kafka::KafkaSource source(connection_, runtime::DataFolder(configuration).kafka());
  configuration.partitions = shape_.partitions;
  configuration.disk_reserve_bytes = 0;
  DONTHU_ASSIGN(const auto workload,
                bench::Workload::create(first.data(), DONTHU_SOURCE_DIR "/schemas",
                                        {&clock(), nullptr, &source}, configuration));
  workload->engine().settle();
  return {};
}

Status World::move_to_new_topic() {
  name_topic();
  const auto file = server().data() / "kafka.conf";
  std::filesystem::remove(file);
  const auto moved = server().tool(
      {"migrate", "--to", "kafka", "--brokers", connection_.brokers, "--topic", connection_.topic});
  if (moved.exit_code != 0) return fail(ErrorCode::io, "not-moved", moved.out + moved.error);
  return kafka::write_connection(file, connection_);
}

std::vector<Server*> World::servers() const {
  std::vector<Server*> all;
  for (const auto& node : nodes_) all.push_back(node->server.get());
  return all;
}

void World::move_clocks(std::int64_t milliseconds) {
  for (const auto& node : nodes_) node->clock.move(milliseconds);
}

}  // namespace donthu::torture
