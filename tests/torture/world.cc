#include "tests/torture/world.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "connectors/kafka/kafka_source.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/bench/workload.h"

namespace donthu::torture {

namespace {

// Nobody else's for as long as the test runs: below those that outgoing connections take.
std::uint16_t free_port() {
  static std::uint16_t next = static_cast<std::uint16_t>(12'000 + ::getpid() % 7'000);
  for (;;) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(++next);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool free =
        ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    if (free) return next;
  }
}

std::string name_of(std::size_t index) { return "node" + std::to_string(index + 1); }

}  // namespace

World::Member::Member(const std::filesystem::path& folder, const std::filesystem::path& data,
                      std::uint16_t its_port)
    : clock(folder / "clock", Instant{begins_ms}), port(its_port) {
  server = std::make_unique<Server>(data, folder, clock, port);
}

World::World(kafka::Cluster& cluster, WorldShape shape)
    : cluster_(cluster), shape_(std::move(shape)) {
  connection_.brokers = cluster.brokers();
  name_topic();
  connection_.patience = shape_.patience;
  connection_.client["message.timeout.ms"] = std::to_string(shape_.message_timeout.count());
  // The death of brokers is no news here.
  connection_.client["log_level"] = "3";
  for (std::size_t i = 0; i < shape_.nodes; ++i) add_member();
}

void World::name_topic() {
  static int topics = 0;
  connection_.topic = "world-" + std::to_string(++topics);
}

void World::add_member() {
  const auto name = name_of(nodes_.size());
  const auto folder = scratch_.path() / name;
  std::filesystem::create_directory(folder);
  const auto place = shape_.place.empty() ? folder : shape_.place / name;
  std::filesystem::create_directories(place);
  const auto port = shape_.nodes > 1 ? free_port() : std::uint16_t{0};
  nodes_.push_back(std::make_unique<Member>(folder, place / "data", port));
}

kafka::Connection World::connection_of(std::size_t index) const {
  auto connection = connection_;
  if (nodes_.size() < 2) return connection;
  connection.node = name_of(index);
  connection.address = "http://127.0.0.1:" + std::to_string(nodes_[index]->port);
  return connection;
}

Status World::make() {
  DONTHU_TRY(found(0));
  for (std::size_t i = 1; i < nodes_.size(); ++i) DONTHU_TRY(join(i));
  return {};
}

Status World::found(std::size_t index) {
  runtime::Configuration configuration;
  configuration.data = server(index).data();
  const kafka::KafkaSource source(connection_of(index), runtime::DataFolder(configuration).kafka());
  configuration.partitions = shape_.partitions;
  configuration.disk_reserve_bytes = 0;
  DONTHU_ASSIGN(const auto workload,
                bench::Workload::create(configuration.data, DONTHU_SOURCE_DIR "/schemas",
                                        {&clock(index), nullptr, &source}, configuration));
  workload->engine().settle();
  return {};
}

Status World::join(std::size_t index) {
  const auto connection = connection_of(index);
  const auto joined = server(index).tool(
      {"init", "--join", "--brokers", connection.brokers, "--topic", connection.topic,
       "--master-key", (server().data() / "keys").string(), "--node", connection.node, "--address",
       connection.address, "--disk-reserve", "0"});
  if (joined.exit_code != 0) return fail(ErrorCode::io, "not-joined", joined.out + joined.error);
  return kafka::write_connection(server(index).data() / "kafka.conf", connection);
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
