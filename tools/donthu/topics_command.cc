// donthu topics init and check: the topic of Apache Kafka that holds a log, and its public
// stream's.
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/kafka/topics.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

struct TopicOptions {
  std::uint16_t partitions = 16;
  kafka::TopicShape shape;
  std::vector<std::string> settings;
  bool public_stream = false;  // Its topic too.
  std::string at;              // Of a simulated clock; empty: the system's.
};

Result<event::Genesis> proposed(const TopicOptions& options) {
  event::Genesis genesis;
  SystemRandom().fill(genesis.log.bytes.data(), genesis.log.bytes.size());
  genesis.partitions = options.partitions;
  genesis.created = SystemClock().now();
  if (options.at.empty()) return genesis;
  genesis.clock = event::ClockKind::simulated;
  DONTHU_ASSIGN(genesis.created, parse_instant(options.at, "--at"));
  return genesis;
}

// The topic of the public stream may be made later than the log's.
Result<event::Genesis> begin_log(const kafka::Connection& connection,
                                 const event::Genesis& proposal, const TopicOptions& options) {
  auto genesis = kafka::create_topic(connection, proposal, options.shape);
  if (options.public_stream && !genesis && genesis.error().reason == "log-exists")
    return kafka::read_genesis(connection);
  return genesis;
}

Status init_topic(Context& context, TopicOptions options) {
  DONTHU_TRY(take_settings(options.settings, "--setting", options.shape.settings));
  DONTHU_ASSIGN(const auto connection, context.connection());
  DONTHU_ASSIGN(const auto proposal, proposed(options));
  DONTHU_ASSIGN(const auto genesis, begin_log(connection, proposal, options));
  const auto stream = kafka::public_connection(connection);
  if (options.public_stream)
    DONTHU_TRY(
        kafka::make_public_topic(stream, genesis.partitions, {options.shape.replication, {}}));
  if (context.out().json()) {
    boost::json::object json{{"topic", connection.topic},
                             {"log", to_string(genesis.log)},
                             {"partitions", genesis.partitions}};
    if (options.public_stream) json.emplace("public_topic", stream.topic);
    context.out().document(std::move(json));
    return {};
  }
  context.out().line("Đã tạo chủ đề và bắt đầu nhật ký / the log was begun", Style::good);
  context.out().entry("Chủ đề / topic", connection.topic);
  if (options.public_stream) context.out().entry("Công khai / public", stream.topic);
  context.out().entry("Nhật ký / log", to_string(genesis.log));
  context.out().entry("Phân vùng / partitions", std::to_string(genesis.partitions));
  context.out().entry("Việc tiếp theo / next", "donthu init --brokers " + connection.brokers +
                                                   " --topic " + connection.topic);
  return {};
}

Status check_topic(Context& context, bool public_stream) {
  DONTHU_ASSIGN(const auto connection, context.connection());
  DONTHU_ASSIGN(const auto partitions, kafka::check_topic(connection));
  DONTHU_TRY(kafka::check_side_topics(connection));
  if (public_stream)
    DONTHU_TRY(kafka::check_public_topic(kafka::public_connection(connection), partitions));
  DONTHU_ASSIGN(const auto genesis, kafka::read_genesis(connection));
  if (context.out().json()) {
    context.out().document({{"topic", connection.topic},
                            {"log", to_string(genesis.log)},
                            {"partitions", partitions},
                            {"sound", true}});
    return {};
  }
  context.out().line("Chủ đề an toàn cho nhật ký / nothing endangers the log", Style::good);
  context.out().entry("Chủ đề / topic", connection.topic);
  context.out().entry("Nhật ký / log", to_string(genesis.log));
  context.out().entry("Phân vùng / partitions", std::to_string(partitions));
  return {};
}

}  // namespace

void add_topics_commands(CLI::App& app, Context& context) {
  auto* topics = app.add_subcommand("topics", "Chủ đề Kafka giữ nhật ký / the topic of a log");
  topics->require_subcommand(1);
  auto* init = topics->add_subcommand("init", "Tạo chủ đề, bắt đầu nhật ký / make it");
  auto options = std::make_shared<TopicOptions>();
  init->add_option("--partitions", options->partitions,
                   "Số phân vùng, cố định mãi / partitions, fixed for ever (16)");
  init->add_option("--replication", options->shape.replication,
                   "Số bản sao / replicas (3, or as many as there are brokers)");
  init->add_option("--setting", options->settings,
                   "Thiết lập của chủ đề / a setting of the topic: NAME=VALUE, may be repeated")
      ->allow_extra_args(false);
  init->add_flag("--public", options->public_stream,
                 "Cả chủ đề của luồng công khai: <topic>.public / that of the public stream too");
  init->add_option("--at", options->at,
                   "Đồng hồ mô phỏng bắt đầu từ / for a simulated clock: its start");
  context.on(*init, [&context, options] { return init_topic(context, *options); });
  auto* check = topics->add_subcommand("check", "Kiểm tra thiết lập / check its settings");
  auto public_too = std::make_shared<bool>(false);
  check->add_flag("--public", *public_too, "Cả luồng công khai / that of the public stream too");
  context.on(*check, [&context, public_too] { return check_topic(context, *public_too); });
}

}  // namespace donthu::cli
