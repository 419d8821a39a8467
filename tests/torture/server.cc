#include "tests/torture/server.h"

#include <thread>

namespace donthu::torture {

using namespace std::chrono_literals;

Server::~Server() { kill(); }

bool Server::start() {
  begin();
  return wait_until_listening();
}

void Server::begin() {
  const std::vector<std::string> words{DONTHU_TOOL, "--data", data_.string(),           "--json",
                                       "--cache",   "32",     "--disk-reserve",         "0",
                                       "serve",     "--port", std::to_string(own_port_)};
  process_ = test::spawn(words, clock_.environment(), working_ / "out", working_ / "error");
}

bool Server::wait_until_listening(std::chrono::seconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (runs() && std::chrono::steady_clock::now() < until) {
    boost::system::error_code error;
    const auto json = boost::json::parse(test::content(working_ / "out"), error);
    if (!error) {
      const std::string address(json.at("listening").as_string());
      port_ = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
      return true;
    }
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      process_ = 0;
    }
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

void Server::reap(int signal) {
  if (!runs()) return;
  ::kill(process_, signal);
  int status = 0;
  // Until it has ended it takes requests.
  if (::waitpid(process_, &status, 0) == process_)
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  port_ = 0;
  process_ = 0;
}

void Server::kill() { reap(SIGKILL); }
void Server::stop() { reap(SIGTERM); }

void Server::freeze() {
  if (runs()) ::kill(process_, SIGSTOP);
}

void Server::wake() {
  if (runs()) ::kill(process_, SIGCONT);
}

test::Ran Server::tool(std::vector<std::string> words) const {
  words.insert(words.begin(), {DONTHU_TOOL, "--data", data_.string(), "--json"});
  return test::run_to_end(words, clock_.environment(), working_);
}

}  // namespace donthu::torture
