// Characters of a FEEL text into names, numbers and strings (DMN 1.5 §10.3.1.2, rules 25-38).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/policy/value.h"

namespace donthu::policy {

// Reads on demand, for what a name is depends on where it stands. Between items, spaces and
// comments are passed over.
class Scanner {
 public:
  Scanner(std::string_view text, std::string_view where) : text_(text), where_(where) { skip(); }

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t position() const { return at_; }
  void go_to(std::size_t position) { at_ = position; }

  [[nodiscard]] bool sees(std::string_view symbol) const {
    return text_.substr(at_).starts_with(symbol);
  }
  // Takes the symbol where it stands here.
  bool take(std::string_view symbol);
  // Takes the word where it stands here and does not go on as a longer identifier.
  bool take_word(std::string_view word);
  [[nodiscard]] bool sees_word(std::string_view word) const;
  [[nodiscard]] bool sees_name_start() const;
  [[nodiscard]] bool sees_digit() const;

  // Letters, digits, "_", "?" and everything beyond ASCII but spaces; empty where none starts here.
  std::string_view take_identifier();
  [[nodiscard]] std::string_view peek_identifier() const;
  // The length here of `name`, in which each space stands for any number of spaces; 0 where
  // another text stands here, or where the name goes on.
  [[nodiscard]] std::size_t length_of(std::string_view name) const;
  void take_bytes(std::size_t count);

  Result<Value> take_number();
  // From the opening quotation mark on.
  Result<std::string> take_string();

  // "feel-syntax" here, with line and column.
  [[nodiscard]] std::unexpected<Error> syntax_error(std::string what, std::string remedy) const;
  [[nodiscard]] std::unexpected<Error> unsupported(std::string what, std::string remedy) const;
  [[nodiscard]] std::unexpected<Error> too_much(std::string what, std::string remedy) const;
  // What stands here, shortened, for messages.
  [[nodiscard]] std::string found() const;

 private:
  void skip();
  [[nodiscard]] std::string place() const;
  Result<std::string> take_escape();

  std::string_view text_;
  std::string_view where_;
  std::size_t at_ = 0;
};

[[nodiscard]] bool is_keyword(std::string_view identifier);

// Appends the code point in UTF-8.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace donthu::policy
