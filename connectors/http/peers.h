// Links to the other nodes, kept open from errand to errand.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "connectors/http/errand.h"

namespace donthu::http {

// Thread-safe.
class Peers {
 public:
  // Every new line is shown to `watch`, so that somebody gives up what takes too long.
  Peers(asio::any_io_executor io, const ServerOptions& options,
        std::function<void(const std::shared_ptr<Line>&)> watch);

  // What this node shows to others and takes of them. Without it only nodes on this machine can be
  // reached. Before the first errand.
  void use_tls(std::shared_ptr<asio::ssl::context> tls) { tls_ = std::move(tls); }

  // Carries the errand to the node at that address. An errand too many waits its turn, and is not
  // sent where that takes too long. Given up once `wanted`, which is asked a few times a second on
  // the caller's executor, says false.
  [[nodiscard]] awaitable<Brought> run(std::string address, const Errand& errand,
                                       std::function<bool()> wanted);

  // Ends links that nobody uses: those that waited for long, or all of them.
  void close_idle(bool all);

 private:
  struct Waiter;
  struct Idle {
    std::shared_ptr<Line> line;
    std::int64_t since_ms = 0;
  };
  struct Peer {
    PeerAddress address;
    std::deque<Idle> idle;
    std::size_t errands = 0;
    std::deque<std::shared_ptr<Waiter>> waiters;
  };

  Peer* peer_at(const std::string& address);
  [[nodiscard]] awaitable<bool> take_turn(Peer& peer);
  void end_turn(Peer& peer);
  [[nodiscard]] std::shared_ptr<Line> idle_line(Peer& peer);
  [[nodiscard]] awaitable<Brought> carry_on(Peer& peer, std::shared_ptr<Line> line,
                                            const Errand& errand,
                                            const std::function<bool()>& wanted);

  const asio::any_io_executor io_;
  const ServerOptions& options_;
  const std::function<void(const std::shared_ptr<Line>&)> watch_;
  std::shared_ptr<asio::ssl::context> tls_;
  std::mutex mutex_;
  std::map<std::string, Peer> peers_;  // By address; none is ever taken out.
};

}  // namespace donthu::http
