// donthu topics init and check: the topic of Apache Kafka that holds a log.
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
  std::string at;  // Of a simulated clock; empty: the system's.
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

Status init_topic(Context& context, TopicOptions options) {
  DONTHU_TRY(take_settings(options.settings, "--setting", options.shape.settings));
  DONTHU_ASSIGN(const auto connection, context.connection());
  DONTHU_ASSIGN(const auto proposal, proposed(options));
  DONTHU_ASSIGN(const auto genesis, kafka::create_topic(connection, proposal, options.shape));
  if (context.out().json()) {
    context.out().document({{"topic", connection.topic},
                            {"log", to_string(genesis.log)},
                            {"partitions", genesis.partitions}});
    return {};
  }
  context.out().line("Đã tạo chủ đề và bắt đầu nhật ký / the log was begun", Style::good);
  context.out().entry("Chủ đề / topic", connection.topic);
  context.out().entry("Nhật ký / log", to_string(genesis.log));
  context.out().entry("Phân vùng / partitions", std::to_string(genesis.partitions));
  context.out().entry("Việc tiếp theo / next", "donthu init --brokers " + connection.brokers +
                                                   " --topic " + connection.topic);
  return {};
}

Status check_topic(Context& context) {
  DONTHU_ASSIGN(const auto connection, context.connection());
  DONTHU_ASSIGN(const auto partitions, kafka::check_topic(connection));
  DONTHU_TRY(kafka::check_side_topics(connection));
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
  init->add_option("--at", options->at,
                   "Đồng hồ mô phỏng bắt đầu từ / for a simulated clock: its start");
  context.on(*init, [&context, options] { return init_topic(context, *options); });
  auto* check = topics->add_subcommand("check", "Kiểm tra thiết lập / check its settings");
  context.on(*check, [&context] { return check_topic(context); });
}

}  // namespace donthu::cli
