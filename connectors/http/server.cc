#include "connectors/http/server.h"

#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>

#include "connectors/http/routes.h"
#include "connectors/http/shared.h"
#include "connectors/http/tls.h"

namespace donthu::http {
namespace {

using boost::system::error_code;

constexpr auto watch_interval = std::chrono::milliseconds(100);

Status check_options(const ServerOptions& options) {
  if (options.threads == 0 || options.threads > 64 || options.reading_threads == 0 ||
      options.reading_threads > 64 || options.max_connections == 0 ||
      options.header_bytes < 1'024 || options.body_bytes == 0 || options.document_bytes == 0 ||
      options.documents_bytes < options.document_bytes || options.header_ms <= 0 ||
      options.body_ms <= 0 || options.idle_ms <= 0 || options.write_ms <= 0 ||
      options.comment_ms <= 0)
    return fail(
        ErrorCode::invalid, "bad-options", "A limit of the server is 0 or too large.", {},
        "Threads: 1 to 64; header: 1024 bytes or more; documents together at least one; all "
        "others above 0.");
  return {};
}

// In clear, with a certificate, or with one on both sides; the last alone is enough off loopback.
Status check_tls(const TlsFiles& files, bool loopback) {
  if (!loopback && (files.certificate.empty() || files.key.empty() || files.authority.empty()))
    return reject(ErrorCode::invalid, "address-not-loopback",
                  "Địa chỉ này đi ra ngoài máy: phải có TLS và chứng thư của bên gọi",
                  "Beyond this machine the server speaks only TLS, to callers with a certificate.",
                  "address",
                  "Write 127.0.0.1 or ::1; or give the certificate, its key, and the authority of "
                  "the callers' certificates.");
  if (files.certificate.empty() != files.key.empty() ||
      (files.certificate.empty() && !files.authority.empty()))
    return reject(ErrorCode::invalid, "bad-tls", "Thiếu tệp TLS: cần cả chứng thư và khóa",
                  "A certificate and its key belong together.", "tls",
                  "Give both files, or none for a server in clear on this machine.");
  return {};
}

}  // namespace

bool is_own_name(const Shared& shared, std::string_view host) {
  const bool bracket = host.front() == '[';
  const auto colon = bracket ? host.find("]:") : host.find(':');
  if (colon != std::string_view::npos) host = host.substr(0, bracket ? colon + 1 : colon);
  if (host == "localhost" || host == "[::1]") return true;
  if (bracket && host.size() > 2) host = host.substr(1, host.size() - 2);
  const std::string name(host);
  error_code error;
  const auto address = asio::ip::make_address_v4(name, error);
  if (!error && address.is_loopback()) return true;
  return shared.tls && (name == shared.service.options.address || is_named(*shared.tls, name));
}

class Server::Parts {
 public:
  Parts(runtime::Engine& engine, const ServerOptions& options)
      : io_(static_cast<int>(options.threads)),
        shared_(std::make_shared<Shared>(engine, options, routes().size(), io_.get_executor())),
        acceptor_(asio::make_strand(io_)),
        watch_(acceptor_.get_executor()) {}

  Status listen() {
    const auto& options = shared_->service.options;
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error)
      return fail(ErrorCode::invalid, "bad-address", "The address to listen on is none.", "address",
                  "Write 127.0.0.1 or ::1.");
    DONTHU_TRY(check_tls(options.tls, address.is_loopback()));
    if (!options.tls.certificate.empty()) {
      DONTHU_ASSIGN(shared_->tls, listening_tls(options.tls));
      DONTHU_ASSIGN(auto calling, calling_tls(options.tls));
      shared_->peers.use_tls(std::move(calling));
    }
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1'024, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error)
      return fail(ErrorCode::io, "cannot-listen", "Cannot listen there: " + error.message(), "port",
                  "Take a port that nobody uses.");
    return {};
  }

  void start() {
    listener_ = shared_->service.engine.listen([this] { wake(); });
    asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached);
    asio::co_spawn(watch_.get_executor(), watch(), asio::detached);
    for (unsigned i = 0; i < shared_->service.options.threads; ++i)
      threads_.emplace_back([this] { io_.run(); });
  }

  void stop() {
    const std::scoped_lock lock(stop_mutex_);
    if (threads_.empty()) return;
    shared_->service.engine.unlisten(listener_);
    shared_->stopping.store(true);
    asio::post(acceptor_.get_executor(), [this] {
      error_code ignored;
      acceptor_.close(ignored);
      watch_.cancel();
    });
    // The threads end once every connection has had its answer.
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    shared_->pool.join();
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  awaitable<void> accept() {
    const auto& options = shared_->service.options;
    while (!shared_->stopping.load()) {
      error_code error;
      const asio::any_io_executor strand = asio::make_strand(io_);
      auto socket =
          co_await acceptor_.async_accept(strand, asio::redirect_error(use_awaitable, error));
      if (shared_->stopping.load()) co_return;
      if (error) {
        // Mostly: no more descriptors. Others will be closed in a while.
        asio::steady_timer pause(acceptor_.get_executor(), watch_interval);
        co_await pause.async_wait(asio::redirect_error(use_awaitable, error));
        continue;
      }
      socket.set_option(tcp::no_delay(true), error);
      if (options.send_buffer_bytes > 0)
        socket.set_option(asio::socket_base::send_buffer_size(options.send_buffer_bytes), error);
      if (shared_->service.metrics.connections.load() >=
          static_cast<std::int64_t>(options.max_connections)) {
        refuse(std::move(socket));
        continue;
      }
      auto line = std::make_shared<Line>(std::move(socket), shared_->tls);
      shared_->watch(line);
      const auto executor = line->socket.get_executor();
      asio::co_spawn(executor, serve(shared_, std::move(line)), asio::detached);
    }
  }

  // One connection too many: told so where the system takes it at once, and closed. With TLS it
  // cannot be told: that would take a handshake.
  void refuse(tcp::socket socket) {
    shared_->service.metrics.connections_refused.fetch_add(1);
    if (shared_->tls) return;
    std::string out;
    write_reply(out,
                problem(Error{ErrorCode::unavailable,
                              "too-many-connections",
                              "Too many connections are open.",
                              "Có quá nhiều kết nối.",
                              {},
                              "Keep connections open and use them again."}),
                false, false, shared_->service.engine.simulated());
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(out), ignored);
    socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  awaitable<void> watch() {
    while (true) {
      watch_.expires_after(watch_interval);
      error_code ignored;
      co_await watch_.async_wait(asio::redirect_error(use_awaitable, ignored));
      const bool stopping = shared_->stopping.load();
      shared_->peers.close_idle(stopping);
      if (look_at_lines(stopping) == 0 && stopping) co_return;
      if (stopping) wake();
    }
  }

  // Gives up what took too long, and at the stop what merely waits for a request. Returns how many
  // connections there are.
  std::size_t look_at_lines(bool stopping) {
    const auto now = steady_ms();
    const std::scoped_lock lock(shared_->mutex);
    for (auto it = shared_->lines.begin(); it != shared_->lines.end();) {
      auto line = it->lock();
      if (!line) {
        it = shared_->lines.erase(it);
        continue;
      }
      ++it;
      const auto at = line->expire_at.load();
      const bool end = stopping && line->idle.load();
      if (!end && (at == 0 || now < at)) continue;
      asio::post(line->socket.get_executor(), [line, at, end] {
        // Unless it has gone on meanwhile.
        if (end ? line->idle.load() : line->expire_at.load() == at) line->give_up();
      });
    }
    std::erase_if(shared_->sleepers, [](const auto& sleeper) { return sleeper.expired(); });
    return shared_->lines.size();
  }

  // Called by the engine after each group; must not block.
  void wake() {
    shared_->happened.fetch_add(1);
    if (waking_.exchange(true)) return;
    asio::post(acceptor_.get_executor(), [this] {
      waking_.store(false);
      const std::scoped_lock lock(shared_->mutex);
      for (const auto& weak : shared_->sleepers)
        if (auto sleeper = weak.lock())
          asio::post(sleeper->timer.get_executor(), [sleeper] { sleeper->timer.cancel(); });
    });
  }

  asio::io_context io_;
  std::shared_ptr<Shared> shared_;
  tcp::acceptor acceptor_;
  asio::steady_timer watch_;
  std::uint16_t port_ = 0;
  std::uint32_t listener_ = 0;
  std::atomic<bool> waking_{false};
  std::vector<std::thread> threads_;
  std::mutex stop_mutex_;
};

Result<std::unique_ptr<Server>> Server::start(runtime::Engine& engine,
                                              const ServerOptions& options) {
  DONTHU_TRY(check_options(options));
  auto parts = std::make_unique<Parts>(engine, options);
  DONTHU_TRY(parts->listen());
  parts->start();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() {
  if (parts_) parts_->stop();
}
std::uint16_t Server::port() const { return parts_->port(); }
void Server::stop() { parts_->stop(); }

}  // namespace donthu::http
