// A cluster of real brokers, which tools/kafka starts, and which is gone with this process.
#pragma once

#include <array>
#include <cstdio>
#include <iostream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/scratch_folder.h"

namespace donthu::kafka {

struct ToolRun {
  int exit_code = -1;
  std::string out;

  [[nodiscard]] std::string first_line() const { return out.substr(0, out.find('\n')); }
};

class Cluster {
 public:
  Cluster() = default;
  // Before the folder goes, by which the brokers are known.
  ~Cluster() { clean(); }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // False: Java or Maven is missing. Without brokers() afterwards something else went wrong, and
  // tools/kafka has said what.
  [[nodiscard]] bool start(int nodes, const std::string& more = {}) {
    const auto started = tool("start --nodes " + std::to_string(nodes) + " --until " +
                              std::to_string(::getpid()) + " " + more);
    constexpr int not_installed = 3;
    if (started.exit_code == not_installed) return false;
    if (started.exit_code == 0) brokers_ = started.first_line();
    return true;
  }

  [[nodiscard]] const std::string& brokers() const { return brokers_; }

  // Ends the brokers. False: they could not be ended.
  bool clean() {
    if (brokers_.empty()) return true;
    brokers_.clear();
    return tool("clean").exit_code == 0;
  }

  // `words` of tools/kafka, on this cluster.
  [[nodiscard]] ToolRun tool(const std::string& words) const {
    const auto command =
        std::string(DONTHU_SOURCE_DIR "/tools/kafka ") + words + " --directory " + folder();
    ToolRun run;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return run;
    std::array<char, 256> line{};
    while (std::fgets(line.data(), line.size(), pipe) != nullptr) run.out += line.data();
    const int status = ::pclose(pipe);
    run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
  }

  // Where tools/kafka keeps it; the data of node 1 lies in n1/data.
  [[nodiscard]] std::string folder() const { return (folder_.path() / "cluster").string(); }

 private:
  test::ScratchFolder folder_;
  std::string brokers_;
};

// Loudly; gives the exit code that ctest takes for skipped, and GoogleTest has none for.
inline int say_that_kafka_is_missing() {
  std::cerr << "\n*** NO TEST ON A REAL KAFKA WAS RUN: Java or Maven is missing; run "
               "./tools/setup ***\n\n";
  return 77;
}

}  // namespace donthu::kafka
