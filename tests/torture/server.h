// One donthu that serves a data folder, as a process of its own that can be killed or frozen.
#pragma once

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/integration/child.h"
#include "tests/torture/clock.h"

namespace donthu::torture {

// port() may be asked by any thread; everything else belongs to the thread that made it, which must
// live as long as the process (see shifted_clock.cc).
class Server {
 public:
  // `working` is an empty folder for what the process prints. `clock` must outlive it. On that port
  // at every start; 0: on any, and another one each time.
  Server(std::filesystem::path data, std::filesystem::path working, const MovedClock& clock,
         std::uint16_t port = 0)
      : data_(std::move(data)), working_(std::move(working)), clock_(clock), own_port_(port) {}
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Starts it and waits until it takes requests. False: it ended, or did not come up in time; see
  // last_words() and exit_code().
  [[nodiscard]] bool start();
  void begin();
  [[nodiscard]] bool wait_until_listening(std::chrono::seconds patience = std::chrono::seconds(60));

  // SIGKILL; SIGTERM, waiting for its end; SIGSTOP; SIGCONT. Nothing where it does not run.
  void kill();
  void stop();
  void freeze();
  void wake();

  [[nodiscard]] bool runs() const { return process_ > 0; }
  // Of the process that ended last; 128 and the signal where it was killed.
  [[nodiscard]] int exit_code() const { return exit_code_; }
  // What it told the operator so far.
  [[nodiscard]] std::string last_words() const { return test::content(working_ / "error"); }
  // 0 while it does not run. On this machine's loopback.
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }

  // The tool on this folder, with the node's clock.
  [[nodiscard]] test::Ran tool(std::vector<std::string> words) const;

 private:
  void reap(int signal);

  std::filesystem::path data_;
  std::filesystem::path working_;
  const MovedClock& clock_;
  std::uint16_t own_port_;
  pid_t process_ = 0;
  int exit_code_ = 0;
  std::atomic<std::uint16_t> port_{0};
};

}  // namespace donthu::torture
