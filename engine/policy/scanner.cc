#include "engine/policy/scanner.h"

#include <algorithm>
#include <array>

namespace donthu::policy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

// The length of the white space that starts here, 0 where there is none. Word processors put
// non-breaking and other wide spaces into texts.
std::size_t space_length(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
  if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) return 2;
  if (text.starts_with("\xE3\x80\x80") || text.starts_with("\xEF\xBB\xBF")) return 3;
  if (text.size() >= 3 && text.starts_with("\xE2\x80")) {
    const auto last = static_cast<unsigned char>(text[2]);
    if (last <= 0x8B || last == 0xA8 || last == 0xA9 || last == 0xAF) return 3;
  }
  return 0;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool is_keyword(std::string_view identifier) {
  constexpr std::array<std::string_view, 17> keywords{
      "and", "between",  "else", "every", "external", "false",     "for",  "function", "if",
      "in",  "instance", "null", "or",    "return",   "satisfies", "some", "then"};
  return identifier == "true" || std::ranges::find(keywords, identifier) != keywords.end();
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3F));
    put(0x80 | ((code_point >> 6) & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
}

void Scanner::skip() {
  while (!at_end()) {
    const std::string_view rest = text_.substr(at_);
    if (const std::size_t space = space_length(rest)) {
      at_ += space;
    } else if (rest.starts_with("//")) {
      at_ = std::min(text_.size(), text_.find('\n', at_));
    } else if (rest.starts_with("/*") && rest.find("*/", 2) != std::string_view::npos) {
      at_ += rest.find("*/", 2) + 2;
    } else {
      return;
    }
  }
}

void Scanner::take_bytes(std::size_t count) {
  at_ += count;
  skip();
}

bool Scanner::take(std::string_view symbol) {
  if (!sees(symbol)) return false;
  take_bytes(symbol.size());
  return true;
}

bool Scanner::sees_word(std::string_view word) const {
  if (!sees(word)) return false;
  const std::size_t after = at_ + word.size();
  return after == text_.size() || space_length(text_.substr(after)) != 0 ||
         !is_name_part(text_[after]);
}

bool Scanner::take_word(std::string_view word) {
  if (!sees_word(word)) return false;
  take_bytes(word.size());
  return true;
}

bool Scanner::sees_name_start() const { return !at_end() && is_name_start(text_[at_]); }

bool Scanner::sees_digit() const { return !at_end() && is_digit(text_[at_]); }

std::string_view Scanner::peek_identifier() const {
  if (!sees_name_start()) return {};
  std::size_t end = at_;
  while (end < text_.size() && is_name_part(text_[end]) && space_length(text_.substr(end)) == 0) {
    ++end;
  }
  return text_.substr(at_, end - at_);
}

std::string_view Scanner::take_identifier() {
  const std::string_view identifier = peek_identifier();
  take_bytes(identifier.size());
  return identifier;
}

std::size_t Scanner::length_of(std::string_view name) const {
  std::size_t end = at_;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const std::string_view rest = text_.substr(end);
    if (name[i] == ' ') {
      std::size_t space = space_length(rest);
      if (space == 0) return 0;
      for (; space != 0; space = space_length(text_.substr(end))) end += space;
    } else if (rest.starts_with(name[i])) {
      ++end;
    } else {
      return 0;
    }
  }
  if (name.empty() || end == text_.size() || !is_name_part(name.back())) return end - at_;
  const bool goes_on = is_name_part(text_[end]) && space_length(text_.substr(end)) == 0;
  return goes_on ? 0 : end - at_;
}

Result<Value> Scanner::take_number() {
  std::size_t end = at_;
  const auto digits = [&] {
    while (end < text_.size() && is_digit(text_[end])) ++end;
  };
  digits();
  // "1..5" is a range: its first point belongs to no number.
  if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
    ++end;
    digits();
  }
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    std::size_t exponent = end + 1;
    if (exponent < text_.size() && (text_[exponent] == '-' || text_[exponent] == '+')) ++exponent;
    if (exponent < text_.size() && is_digit(text_[exponent])) {
      end = exponent;
      digits();
    }
  }
  const auto number = Number::parse(text_.substr(at_, end - at_));
  if (!number) {
    return syntax_error("a number that is too long or too large",
                        "Write at most 34 digits and an exponent up to 6111.");
  }
  if (end < text_.size() && is_name_start(text_[end]) && space_length(text_.substr(end)) == 0) {
    at_ = end;
    return syntax_error("a number that goes on with " + found(),
                        "Put a space or an operator after the number.");
  }
  take_bytes(end - at_);
  return Value(*number);
}

Result<std::string> Scanner::take_escape() {
  const char kind = text_[at_];
  const std::size_t length = kind == 'u' ? 4 : kind == 'U' ? 6 : 0;
  std::string result;
  if (length == 0) {
    constexpr std::string_view letters = "nrt\"'\\";
    constexpr std::string_view meanings = "\n\r\t\"'\\";
    const std::size_t which = letters.find(kind);
    if (which == std::string_view::npos) {
      return syntax_error("an unknown escape in a string",
                          "Use \\n, \\r, \\t, \\\", \\', \\\\, \\uXXXX or \\UXXXXXX.");
    }
    ++at_;
    result = meanings[which];
    return result;
  }
  char32_t code_point = 0;
  for (std::size_t i = 1; i <= length; ++i) {
    const int digit = at_ + i < text_.size() ? hex_value(text_[at_ + i]) : -1;
    if (digit < 0) {
      return syntax_error("an escape without its hexadecimal digits",
                          "Write four digits after \\u and six after \\U.");
    }
    code_point = code_point * 16 + static_cast<char32_t>(digit);
  }
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) {
    return syntax_error("an escape that is no Unicode character",
                        "Write characters above U+FFFF with \\UXXXXXX.");
  }
  at_ += length + 1;
  append_utf8(result, code_point);
  return result;
}

Result<std::string> Scanner::take_string() {
  const std::size_t start = at_++;
  std::string result;
  while (!at_end() && text_[at_] != '"') {
    if (text_[at_] != '\\') {
      result += text_[at_++];
      continue;
    }
    ++at_;
    if (at_end()) break;
    DONTHU_ASSIGN(const std::string escaped, take_escape());
    result += escaped;
  }
  if (at_end()) {
    at_ = start;
    return syntax_error("a string without its closing quotation mark", "Close it with \".");
  }
  take_bytes(1);
  return result;
}

std::string Scanner::found() const {
  if (at_end()) return "the end";
  const std::string_view identifier = peek_identifier();
  if (!identifier.empty() && identifier.size() <= 40) return "\"" + std::string(identifier) + "\"";
  const char c = text_[at_];
  if (c <= ' ' || static_cast<unsigned char>(c) >= 0x7F) return "an unexpected character";
  return std::string("\"") + c + "\"";
}

std::string Scanner::place() const {
  const std::string_view before = text_.substr(0, at_);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  std::size_t column = 1;
  for (const char c : before.substr(start)) {
    column += (static_cast<unsigned char>(c) & 0xC0) == 0x80 ? 0 : 1;
  }
  return (line == 1 ? "" : "line " + std::to_string(line) + ", ") + "column " +
         std::to_string(column);
}

std::unexpected<Error> Scanner::syntax_error(std::string what, std::string remedy) const {
  return fail(ErrorCode::invalid, "feel-syntax", "FEEL: " + what + " at " + place(),
              std::string(where_), std::move(remedy));
}

std::unexpected<Error> Scanner::unsupported(std::string what, std::string remedy) const {
  return fail(ErrorCode::unsupported, "feel-unsupported",
              "FEEL: " + what + " at " + place() + " is not supported", std::string(where_),
              std::move(remedy));
}

std::unexpected<Error> Scanner::too_much(std::string what, std::string remedy) const {
  return fail(ErrorCode::full, "feel-limit", "FEEL: " + what + " at " + place(),
              std::string(where_), std::move(remedy));
}

}  // namespace donthu::policy
