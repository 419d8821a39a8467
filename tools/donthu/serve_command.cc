// donthu serve: the HTTP server on a data folder.
#include <csignal>
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/http/server.h"
#include "connectors/kafka/kafka_source.h"
#include "connectors/kafka/public_stream.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/commands.h"

namespace donthu::cli {
namespace {

constexpr timespec look_every{2, 0};

// Tells the operator when intake stops and when it begins again, and why.
class IntakeWatch {
 public:
  explicit IntakeWatch(const runtime::Engine& engine) : engine_(engine) {
    ready_ = engine_.health().ready;
  }
  void look(Output& out) {
    const auto health = engine_.health();
    if (health.ready == ready_) return;
    ready_ = health.ready;
    if (ready_)
      out.warning({"Đã nhận việc trở lại", "commands are taken again"});
    else
      out.warning({"Ngừng nhận việc; việc tra cứu vẫn tiếp tục",
                   "no commands are taken, reading goes on: " + health.reason});
  }

 private:
  const runtime::Engine& engine_;
  bool ready_ = true;
};

// Tells the operator when the public stream falters and when it goes on again, and why.
class StreamWatch {
 public:
  explicit StreamWatch(const kafka::PublicStream* stream) : stream_(stream) {}
  void look(Output& out) {
    if (stream_ == nullptr) return;
    const auto trouble = stream_->health().trouble;
    if (trouble.empty() != trouble_.empty()) {
      if (trouble.empty())
        out.warning({"Luồng công khai đã tiếp tục", "the public stream goes on again"});
      else
        out.warning({"Luồng công khai đang chậm lại; việc khác không bị ảnh hưởng",
                     "the public stream falls behind, nothing else does: " + trouble});
    }
    trouble_ = trouble;
  }

 private:
  const kafka::PublicStream* stream_;
  std::string trouble_;
};

std::vector<http::Measure> measures_of(const kafka::PublicStream& stream) {
  const auto health = stream.health();
  return {
      {"donthu_public_stream_connected", "1 where the public stream reaches its topic.",
       health.connected ? 1 : 0},
      {"donthu_public_stream_events", "Events written to the public stream.",
       static_cast<std::int64_t>(health.events_sent), true},
      {"donthu_public_stream_lag_entries", "Entries of the log not yet in the public stream.",
       static_cast<std::int64_t>(health.entries_behind)},
      {"donthu_public_stream_lag_milliseconds", "Age of the oldest of these entries.",
       health.oldest_ms},
  };
}

// Waits for SIGINT or SIGTERM, which every thread of the process holds back.
void wait_for_signal(const sigset_t& signals, const runtime::Engine& engine,
                     const kafka::PublicStream* stream, Output& out) {
  IntakeWatch intake(engine);
  StreamWatch public_stream(stream);
  while (sigtimedwait(&signals, nullptr, &look_every) < 0) {
    intake.look(out);
    public_stream.look(out);
  }
}

// None where no topic is named for it.
Result<std::unique_ptr<kafka::PublicStream>> start_stream(const Context& context,
                                                          runtime::Engine& engine,
                                                          const std::string& topic) {
  const auto configuration = context.configuration();
  const auto file = runtime::DataFolder(configuration).kafka();
  if (!std::filesystem::exists(file)) {
    if (topic.empty()) return nullptr;
    return reject(ErrorCode::invalid, "log-not-in-kafka",
                  "Nhật ký của thư mục này nằm trong chính nó, không ở Kafka",
                  "the log of this folder lies in the folder itself, not in a topic",
                  "--public-topic", "Leave --public-topic out, or move the log: donthu migrate");
  }
  DONTHU_ASSIGN(auto connection, kafka::read_connection(file));
  DONTHU_ASSIGN(connection, context.connection(std::move(connection)));
  if (!topic.empty()) connection.public_topic = topic;
  if (connection.public_topic.empty()) return nullptr;
  return std::make_unique<kafka::PublicStream>(engine, kafka::public_connection(connection));
}

Status serve(Context& context, http::ServerOptions options, const std::string& public_topic) {
  options.tls.certificate = context.options.tls.certificate;
  options.tls.key = context.options.tls.key;
  // Before the engine's threads start, so that all of them inherit the mask.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  context.take_part(Context::Part::node);
  DONTHU_ASSIGN(runtime::Engine* const engine, context.engine());
  DONTHU_ASSIGN(const auto stream, start_stream(context, *engine, public_topic));
  if (stream) options.measures = [&stream = *stream] { return measures_of(stream); };
  DONTHU_ASSIGN(const auto server, http::Server::start(*engine, options));
  const bool ipv6 = options.address.find(':') != std::string::npos;
  const std::string base = (options.tls.certificate.empty() ? "http://" : "https://") +
                           (ipv6 ? "[" + options.address + "]" : options.address) + ":" +
                           std::to_string(server->port());
  Output& out = context.out();
  const auto* const self = engine->self();
  if (self != nullptr && self->address.starts_with("https") && options.tls.certificate.empty())
    out.warning({"Nút này không có chứng thư nên không gọi được các nút khác",
                 "without --tls-certificate and --tls-key this node cannot call the others"});
  if (out.json()) {
    out.document({{"listening", base}});
  } else {
    out.line("Máy chủ đang chạy / serving: " + base, Style::good);
    out.entry("Dữ liệu", context.options.data.string());
    out.entry("Sự kiện", base + "/v1/events");
    out.entry("Dừng", "Ctrl-C");
    const auto health = engine->health();
    if (!health.ready) out.line("Chưa nhận việc: " + health.reason, Style::bad);
  }
  std::fflush(stdout);
  wait_for_signal(signals, *engine, stream.get(), out);
  // While others take over, requests are still taken and sent on to them.
  engine->hand_over();
  server->stop();
  return {};
}

}  // namespace

void add_serve_command(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "serve", "Máy chủ HTTP / the HTTP server; TLS with --tls-certificate and --tls-key");
  auto options = std::make_shared<http::ServerOptions>();
  options->port = 8080;
  command->add_option("--address", options->address,
                      "Địa chỉ; ngoài máy này phải có TLS / beyond loopback with TLS (127.0.0.1)");
  command->add_option("--port", options->port, "Cổng; 0: cổng trống bất kỳ / port (8080)");
  command->add_option("--connections", options->max_connections,
                      "Số kết nối tối đa / most connections at a time (1024)");
  command->add_option("--tls-client-ca", options->tls.authority,
                      "Nơi cấp chứng thư của bên gọi, PEM / callers need a certificate of it");
  auto public_topic = std::make_shared<std::string>();
  command->add_option("--public-topic", *public_topic,
                      "Chủ đề của luồng công khai / topic of the public stream (as in kafka.conf)");
  context.on(*command,
             [&context, options, public_topic] { return serve(context, *options, *public_topic); });
}

}  // namespace donthu::cli
