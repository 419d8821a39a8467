#include "tests/scenario/words.h"

#include <algorithm>

namespace donthu::scenario {

std::unexpected<Error> bad_line(std::string message) {
  return fail(ErrorCode::invalid, "bad-line", std::move(message), {},
              "The language stands in tests/scenario/README.md");
}

Result<std::vector<std::string>> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool begun = false;
  for (const char c : line) {
    if (quoted || (c != ' ' && c != '\t')) {
      if (c == '#' && !begun) break;
      begun = true;
      if (c == '"')
        quoted = !quoted;
      else
        word += c;
    } else if (begun) {
      words.push_back(std::exchange(word, {}));
      begun = false;
    }
  }
  if (quoted) return bad_line("a quotation mark is not closed");
  if (begun) words.push_back(word);
  return words;
}

const std::string& Words::peek() const {
  static const std::string none;
  return done() ? none : words_[at_];
}

std::string Words::take() { return done() ? std::string() : words_[at_++]; }

bool Words::take_if(std::string_view word) {
  if (done() || words_[at_] != word) return false;
  ++at_;
  return true;
}

Result<std::string> Words::demand(std::string_view what) {
  if (done()) return bad_line(std::string(what) + " is missing at the end of the line");
  return take();
}

Result<Date> Words::demand_date() {
  DONTHU_ASSIGN(const std::string word, demand("a date"));
  return parse_date(word);
}

Result<Instant> Words::demand_instant() {
  DONTHU_ASSIGN(const Date date, demand_date());
  const std::string& time = peek();
  if (time.size() != 5 || time[2] != ':') return start_of_day(date);
  if (take_if("24:00")) return end_of_day(date);
  return parse_instant(to_string(date) + " " + take());
}

std::optional<std::pair<std::string, std::string>> Words::take_field() {
  const std::string& word = peek();
  const auto equals = word.find('=');
  const bool named = equals != std::string::npos && equals > 0 &&
                     std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                                 [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  if (!named) return std::nullopt;
  std::pair field{word.substr(0, equals), word.substr(equals + 1)};
  ++at_;
  return field;
}

std::vector<std::string> Words::rest() {
  std::vector<std::string> left(words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
  at_ = words_.size();
  return left;
}

}  // namespace donthu::scenario
