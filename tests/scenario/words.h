// Words of one line of a story.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/time.h"

namespace donthu::scenario {

// Splits at blanks; "…" keeps blanks, also within a word (matter="a b"); # begins a comment.
[[nodiscard]] Result<std::vector<std::string>> split_words(std::string_view line);

// Reads a line's words from left to right. A Words is a cursor: taking a word moves it on.
class Words {
 public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}

  [[nodiscard]] bool done() const { return at_ >= words_.size(); }
  // The next word, or "" at the end.
  [[nodiscard]] const std::string& peek() const;
  std::string take();
  // Takes the next word if it is `word`.
  bool take_if(std::string_view word);
  [[nodiscard]] Result<std::string> demand(std::string_view what);
  // "2022-01-24 09:00", "2022-01-24 24:00" or a day alone, which is its 00:00; local time.
  [[nodiscard]] Result<Instant> demand_instant();
  [[nodiscard]] Result<Date> demand_date();
  // Takes "name=value".
  [[nodiscard]] std::optional<std::pair<std::string, std::string>> take_field();
  [[nodiscard]] std::vector<std::string> rest();

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

[[nodiscard]] std::unexpected<Error> bad_line(std::string message);

}  // namespace donthu::scenario
