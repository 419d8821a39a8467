#include "connectors/http/peers.h"

#include <array>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace donthu::http {

using asio::use_awaitable;
using boost::system::error_code;

namespace {

constexpr auto look_interval = std::chrono::milliseconds(200);
// Shorter than the other side keeps a connection that says nothing.
constexpr std::int64_t idle_ms = 20'000;

// The other side has neither ended the line nor said anything on it.
bool is_quiet(Line& line) {
  error_code error;
  std::array<char, 1> byte{};
  line.socket.non_blocking(true, error);
  line.socket.receive(asio::buffer(byte), tcp::socket::message_peek, error);
  return error == asio::error::would_block;
}

}  // namespace

// One that waits for its turn; belongs to its executor, but for `granted`.
struct Peers::Waiter {
  explicit Waiter(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  bool granted = false;  // Under the mutex.
  bool gone = false;     // Likewise.
};

Peers::Peers(asio::any_io_executor io, const ServerOptions& options,
             std::function<void(const std::shared_ptr<Line>&)> watch)
    : io_(std::move(io)), options_(options), watch_(std::move(watch)) {}

awaitable<Brought> Peers::run(std::string address, const Errand& errand,
                              std::function<bool()> wanted) {
  Brought out;
  auto* const peer = peer_at(address);
  if (peer == nullptr || !co_await take_turn(*peer)) co_return out;
  bool used_before = true;
  do {
    auto line = idle_line(*peer);
    used_before = line != nullptr;
    if (!used_before) {
      line = std::make_shared<Line>(tcp::socket(asio::make_strand(io_)),
                                    peer->address.tls ? tls_ : nullptr);
      watch_(line);
    }
    out = co_await carry_on(*peer, line, errand, wanted);
    // A link that was kept may end just when it is used again; every errand may be run twice.
  } while (used_before && out.end == Brought::End::lost && !out.timed_out && wanted());
  end_turn(*peer);
  co_return out;
}

Peers::Peer* Peers::peer_at(const std::string& address) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = peers_.find(address); known != peers_.end()) return &known->second;
  auto parsed = parse_peer(address);
  if (!parsed || (parsed->tls && tls_ == nullptr)) return nullptr;
  auto& peer = peers_[address];
  peer.address = *std::move(parsed);
  return &peer;
}

awaitable<bool> Peers::take_turn(Peer& peer) {
  const auto executor = co_await asio::this_coro::executor;
  const auto waiter = std::make_shared<Waiter>(executor);
  {
    const std::scoped_lock lock(mutex_);
    if (peer.errands < options_.max_errands) {
      ++peer.errands;
      co_return true;
    }
    peer.waiters.push_back(waiter);
  }
  error_code ignored;
  waiter->timer.expires_after(std::chrono::milliseconds(options_.owner_wait_ms));
  co_await waiter->timer.async_wait(asio::redirect_error(use_awaitable, ignored));
  const std::scoped_lock lock(mutex_);
  waiter->gone = true;
  co_return waiter->granted;
}

void Peers::end_turn(Peer& peer) {
  const std::scoped_lock lock(mutex_);
  while (!peer.waiters.empty()) {
    const auto next = std::move(peer.waiters.front());
    peer.waiters.pop_front();
    if (next->gone) continue;
    next->granted = true;
    asio::post(next->timer.get_executor(), [next] { next->timer.cancel(); });
    return;
  }
  --peer.errands;
}

std::shared_ptr<Line> Peers::idle_line(Peer& peer) {
  while (true) {
    std::shared_ptr<Line> line;
    {
      const std::scoped_lock lock(mutex_);
      if (peer.idle.empty()) return nullptr;
      line = std::move(peer.idle.back().line);
      peer.idle.pop_back();
    }
    if (is_quiet(*line)) return line;
  }
}

awaitable<Brought> Peers::carry_on(Peer& peer, std::shared_ptr<Line> line, const Errand& errand,
                                   const std::function<bool()>& wanted) {
  struct State {
    explicit State(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    std::optional<Brought> brought;
  };
  const auto executor = co_await asio::this_coro::executor;
  const auto state = std::make_shared<State>(executor);
  // A line's work is done on the line's own executor, since it outlives this one.
  asio::co_spawn(line->socket.get_executor(), carry(line, peer.address, errand, options_),
                 asio::bind_executor(executor, [state](std::exception_ptr, Brought brought) {
                   state->brought = std::move(brought);
                   state->timer.cancel();
                 }));
  while (!state->brought) {
    state->timer.expires_after(look_interval);
    error_code ignored;
    co_await state->timer.async_wait(asio::redirect_error(use_awaitable, ignored));
    if (!state->brought && !wanted())
      asio::post(line->socket.get_executor(), [line] { line->give_up(); });
  }
  if (state->brought->keep) {
    const std::scoped_lock lock(mutex_);
    peer.idle.push_back({std::move(line), steady_ms()});
  }
  co_return *std::move(state->brought);
}

void Peers::close_idle(bool all) {
  const std::scoped_lock lock(mutex_);
  for (auto& [address, peer] : peers_)
    std::erase_if(peer.idle,
                  [&](const Idle& idle) { return all || steady_ms() - idle.since_ms > idle_ms; });
}

}  // namespace donthu::http
