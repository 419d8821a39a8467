// Child processes of tests: words as they are, no shell between.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/parse.hpp>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace donthu::test {

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string error;

  [[nodiscard]] boost::json::object json() const { return boost::json::parse(out).as_object(); }
};

[[nodiscard]] inline std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Starts a program and leaves it running. It sees this process's environment, without what would
// lead donthu elsewhere, and with `environment`. Gives -1 where it could not be started.
inline pid_t spawn(const std::vector<std::string>& words,
                   const std::vector<std::string>& environment, const std::filesystem::path& out,
                   const std::filesystem::path& error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), flags, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error.c_str(), flags, 0600);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::vector<char*> variables;
  for (char** each = environ; *each != nullptr; ++each)
    if (std::string_view(*each).substr(0, 7) != "DONTHU_") variables.push_back(*each);
  for (const std::string& each : environment) variables.push_back(const_cast<char*>(each.c_str()));
  variables.push_back(nullptr);
  pid_t child = 0;
  const int failed =
      ::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : -1;
}

// Runs a program to its end. What it prints lies in `folder` meanwhile.
inline Ran run_to_end(const std::vector<std::string>& words,
                      const std::vector<std::string>& environment,
                      const std::filesystem::path& folder) {
  Ran ran;
  const auto out = folder / "stdout";
  const auto error = folder / "stderr";
  const pid_t child = spawn(words, environment, out, error);
  int status = 0;
  if (child > 0 && ::waitpid(child, &status, 0) == child)
    ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = content(out);
  ran.error = content(error);
  return ran;
}

}  // namespace donthu::test
