// String functions (DMN 1.5 §10.3.4.3). Places and lengths count Unicode code points.
#include <array>
#include <optional>

#include "engine/policy/builtins.h"
#include "engine/policy/scanner.h"

namespace donthu::policy {
namespace {

using Arguments = std::span<const Value>;

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::int64_t length_of(std::string_view text) {
  std::int64_t length = 0;
  for (const char c : text) length += starts_code_point(c) ? 1 : 0;
  return length;
}

// The byte at which the code point of that number (from 0) starts; the end where there is none.
std::size_t offset_of(std::string_view text, std::int64_t place) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_code_point(text[i]) && place-- == 0) return i;
  }
  return text.size();
}

// The code point that starts at the byte, and its length; bytes that are no UTF-8 stand for none.
char32_t decode(std::string_view text, std::size_t& length) {
  const auto first = static_cast<unsigned char>(text[0]);
  length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  char32_t code_point = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= text.size() || starts_code_point(text[i])) {
      length = 1;
      return first < 0x80 ? first : 0;
    }
    code_point = (code_point << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return code_point;
}

// The blocks that hold the Vietnamese alphabet: ASCII, Latin-1, Latin Extended-A, Ơ and Ư, Latin
// Extended Additional. In most of them capital and small letters alternate.
char32_t upper(char32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7)) return c - 32;
  if (c == 0xFF) return 0x178;
  if (c == 0x131 || c == 0x149 || c == 0x138 || c == 0x17F) return c == 0x131 ? U'I' : c;
  const bool odd_is_small = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) ||
                            (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF) ||
                            c == 0x1A1;
  if (odd_is_small && (c & 1) != 0) return c - 1;
  const bool even_is_small = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) || c == 0x1B0;
  return even_is_small && (c & 1) == 0 ? c - 1 : c;
}

char32_t lower(char32_t c) {
  if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 32;
  if (c == 0x178) return 0xFF;
  if (c == 0x130) return U'i';
  const bool even_is_capital = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) ||
                               (c >= 0x1E00 && c <= 0x1E95) || (c >= 0x1EA0 && c <= 0x1EFF) ||
                               c == 0x1A0;
  if (even_is_capital && (c & 1) == 0) return c + 1;
  const bool odd_is_capital =
      (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) || c == 0x1AF;
  return odd_is_capital && (c & 1) != 0 ? c + 1 : c;
}

template <char32_t (*change)(char32_t)>
Value with_case(Arguments arguments, Work&) {
  const std::string* text = arguments[0].string();
  if (!text) return {};
  std::string changed;
  changed.reserve(text->size());
  for (std::size_t i = 0; i < text->size();) {
    std::size_t length = 1;
    const char32_t before = decode(std::string_view(*text).substr(i), length);
    const char32_t after = change(before);
    if (after == before) {
      changed.append(*text, i, length);
    } else {
      append_utf8(changed, after);
    }
    i += length;
  }
  return changed;
}

Value substring(Arguments arguments, Work&) {
  const std::string* text = arguments[0].string();
  const auto start = arguments[1].integer();
  if (!text || !start || *start == 0) return {};
  const std::int64_t length = length_of(*text);
  if (*start > length || *start < -length) return {};
  const std::int64_t first = *start > 0 ? *start - 1 : length + *start;
  std::int64_t count = length - first;
  if (arguments.size() == 3 && !arguments[2].is_null()) {
    const auto wanted = arguments[2].integer();
    if (!wanted || *wanted < 0) return {};
    count = std::min(count, *wanted);
  }
  const std::size_t begin = offset_of(*text, first);
  return text->substr(begin, offset_of(*text, first + count) - begin);
}

Value string_length(Arguments arguments, Work&) {
  return arguments[0].string() ? Value(length_of(*arguments[0].string())) : Value();
}

// Where the second text starts within the first; nothing where either is no text. Looking for a
// long text may compare each byte with each.
std::optional<std::size_t> place_of(Arguments arguments, Work& work) {
  const std::string* text = arguments[0].string();
  const std::string* wanted = arguments[1].string();
  if (!text || !wanted || !work.spend((text->size() / 64 + 1) * (wanted->size() / 64 + 1))) {
    return std::nullopt;
  }
  return text->find(*wanted);
}

Value substring_before(Arguments arguments, Work& work) {
  const auto at = place_of(arguments, work);
  if (!at) return {};
  return *at == std::string::npos ? std::string() : arguments[0].string()->substr(0, *at);
}

Value substring_after(Arguments arguments, Work& work) {
  const auto at = place_of(arguments, work);
  if (!at) return {};
  if (*at == std::string::npos) return std::string();
  return arguments[0].string()->substr(*at + arguments[1].string()->size());
}

Value contains(Arguments arguments, Work& work) {
  const auto at = place_of(arguments, work);
  return at ? Value(*at != std::string::npos) : Value();
}

Value starts_with(Arguments arguments, Work&) {
  if (!arguments[0].string() || !arguments[1].string()) return {};
  return arguments[0].string()->starts_with(*arguments[1].string());
}

Value ends_with(Arguments arguments, Work&) {
  if (!arguments[0].string() || !arguments[1].string()) return {};
  return arguments[0].string()->ends_with(*arguments[1].string());
}

Value string(Arguments arguments, Work& work) {
  if (arguments[0].is_null()) return {};
  measure(arguments[0], work);
  return work.exhausted() ? Value() : Value(to_string(arguments[0]));
}

// Null items are left out.
Value string_join(Arguments arguments, Work& work) {
  if (arguments[0].is_null()) return {};
  const List items = arguments[0].list() ? *arguments[0].list() : List{arguments[0]};
  std::string separator;
  if (arguments.size() == 2 && !arguments[1].is_null()) {
    if (!arguments[1].string()) return {};
    separator = *arguments[1].string();
  }
  std::string joined;
  bool first = true;
  for (const Value& item : items) {
    if (item.is_null()) continue;
    if (!item.string()) return {};
    if (!first) joined += separator;
    first = false;
    joined += *item.string();
    if (joined.size() > string_bytes_limit) {
      work.exhaust();
      return {};
    }
  }
  return joined;
}

constexpr std::array table{
    Builtin{"contains", 2, 2, contains},
    Builtin{"ends with", 2, 2, ends_with},
    Builtin{"lower case", 1, 1, with_case<lower>},
    Builtin{"starts with", 2, 2, starts_with},
    Builtin{"string", 1, 1, string},
    Builtin{"string join", 1, 2, string_join},
    Builtin{"string length", 1, 1, string_length},
    Builtin{"substring", 2, 3, substring},
    Builtin{"substring after", 2, 2, substring_after},
    Builtin{"substring before", 2, 2, substring_before},
    Builtin{"upper case", 1, 1, with_case<upper>},
};

}  // namespace

std::span<const Builtin> text_builtins() { return table; }

}  // namespace donthu::policy
