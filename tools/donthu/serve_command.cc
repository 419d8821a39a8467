// donthu serve: the HTTP server on a data folder.
#include <csignal>
#include <memory>

#include <CLI/CLI.hpp>

#include "connectors/http/server.h"
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

// Waits for SIGINT or SIGTERM, which every thread of the process holds back.
void wait_for_signal(const sigset_t& signals, const runtime::Engine& engine, Output& out) {
  IntakeWatch watch(engine);
  while (sigtimedwait(&signals, nullptr, &look_every) < 0) watch.look(out);
}

Status serve(Context& context, http::ServerOptions options) {
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
  wait_for_signal(signals, *engine, out);
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
  context.on(*command, [&context, options] { return serve(context, *options); });
}

}  // namespace donthu::cli
