// The real server on the test's folder, for tests that ask it, stop it, or kill it.
#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/cli/tool.h"

namespace donthu::cli {

class ServingTest : public ToolTest {
 protected:
  void TearDown() override {
    if (server_ > 0) stop();
  }

  // A folder on the machine's clock, for a server's clients speak of today; with a chair (HK01) and
  // a registrar (HK02) in the ward Hoàn Kiếm.
  void make_open_office() const {
    ASSERT_EQ(run({"init", "--partitions", "4", "--disk-reserve", "0"}).exit_code, 0);
    appoint_two("HK", "Phường Hoàn Kiếm", "2025-07-01", {"--disk-reserve", "0"});
  }

  void serve(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"--json", "serve", "--port", "0"};
    words.insert(words.end(), more.begin(), more.end());
    server_ = start(words, path("serving"));
    ASSERT_GT(server_, 0);
    address_.clear();
    for (int tries = 0; tries < 400 && address_.empty(); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
      boost::system::error_code error;
      const auto json = boost::json::parse(content(path("serving")), error);
      if (!error) address_ = json.at("listening").as_string().c_str();
    }
    ASSERT_FALSE(address_.empty()) << content(path("serving"));
  }

  void stop() { EXPECT_EQ(end_with(SIGTERM), 0); }
  // As a power cut would, but for what the kernel has already.
  void kill_server() { EXPECT_TRUE(WIFSIGNALED(end_with(SIGKILL))); }

  // What it has told the operator so far.
  [[nodiscard]] std::string warnings() const { return content(path("stderr")); }
  [[nodiscard]] std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(address_.substr(address_.rfind(':') + 1)));
  }
  [[nodiscard]] Ran ask(std::vector<std::string> words) const {
    words.insert(words.end(), {"--server", address_});
    return run(words);
  }

 private:
  // The status that waitpid gives.
  int end_with(int signal) {
    int status = -1;
    ::kill(server_, signal);
    EXPECT_EQ(::waitpid(server_, &status, 0), server_);
    server_ = 0;
    return status;
  }

  pid_t server_ = 0;
  std::string address_;
};

}  // namespace donthu::cli
