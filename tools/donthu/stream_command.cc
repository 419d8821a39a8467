// donthu stream: the public stream of a log, written anew.
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/kafka/kafka_source.h"
#include "connectors/kafka/public_stream.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

struct RebuildOptions {
  std::string topic;
  kafka::TopicShape shape;
  std::vector<std::string> settings;
};

Result<kafka::Connection> stream_connection(const Context& context, const std::string& topic) {
  const auto configuration = context.configuration();
  DONTHU_ASSIGN(auto connection,
                kafka::read_connection(runtime::DataFolder(configuration).kafka()));
  DONTHU_ASSIGN(connection, context.connection(std::move(connection)));
  connection.public_topic = topic;
  return kafka::public_connection(connection);
}

Status rebuild(Context& context, RebuildOptions options) {
  DONTHU_TRY(take_settings(options.settings, "--setting", options.shape.settings));
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const auto connection, stream_connection(context, options.topic));
  Progress progress("Ghi luồng công khai / writing the public stream");
  DONTHU_ASSIGN(const auto events,
                kafka::write_public_stream(*engine, connection, options.shape,
                                           [&](std::uint64_t done, std::uint64_t total) {
                                             progress.show(done, total);
                                             return true;
                                           }));
  if (context.out().json()) {
    context.out().document({{"topic", connection.topic}, {"events", events}});
    return {};
  }
  context.out().line("Đã ghi toàn bộ luồng công khai / the whole stream is written", Style::good);
  context.out().entry("Chủ đề / topic", connection.topic);
  context.out().entry("Sự kiện / events", grouped(events));
  context.out().entry("Việc tiếp theo / next", "kafka.conf: public.topic = " + connection.topic);
  return {};
}

}  // namespace

void add_stream_commands(CLI::App& app, Context& context) {
  auto* stream = app.add_subcommand("stream", "Luồng công khai trong Kafka / the public stream");
  stream->require_subcommand(1);
  auto* command = stream->add_subcommand(
      "rebuild", "Ghi lại từ đầu vào chủ đề mới (máy chủ phải dừng) / write it anew, offline");
  auto options = std::make_shared<RebuildOptions>();
  command->add_option("public-topic", options->topic, "Chủ đề mới / the new topic")->required();
  command->add_option("--replication", options->shape.replication,
                      "Số bản sao / replicas (3, or as many as there are brokers)");
  command
      ->add_option("--setting", options->settings,
                   "Thiết lập của chủ đề / a setting of the topic: NAME=VALUE, may be repeated")
      ->allow_extra_args(false);
  context.on(*command, [&context, options] { return rebuild(context, *options); });
}

}  // namespace donthu::cli
