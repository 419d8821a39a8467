// Plays a story: line by line, with all invariants after each line.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/scenario/acts.h"
#include "tests/scenario/invariants.h"
#include "tests/scenario/words.h"
#include "tests/scenario/world.h"

namespace donthu::scenario {

// What went wrong, and where.
struct Failure {
  std::size_t line = 0;
  std::string text;
};

class Player {
 public:
  // Plays all of it; what goes wrong in one line does not keep the next ones from being played.
  [[nodiscard]] std::vector<Failure> play(const std::filesystem::path& file);
  // The same of lines; the invariants are checked after every `check_each` of them.
  [[nodiscard]] std::vector<Failure> play(const std::vector<std::string>& lines,
                                          std::size_t check_each = 1);

  // How many requests were accepted.
  [[nodiscard]] std::size_t accepted() const { return acts_ ? acts_->accepted() : 0; }

 private:
  void play_line(std::size_t number, const std::string& line, bool checks);
  [[nodiscard]] Status step(Words& words);
  [[nodiscard]] Status begin(Words& words);
  [[nodiscard]] Status set_up(const std::string& keyword, Words& words);
  [[nodiscard]] Status happen(const std::string& keyword, Words& words);
  void check(std::size_t number, const std::string& line);

  std::unique_ptr<World> world_;
  std::unique_ptr<Acts> acts_;
  std::vector<Failure> failures_;
  Firings firings_ = Firings::in_order;
};

}  // namespace donthu::scenario
