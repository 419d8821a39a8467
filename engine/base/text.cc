#include "engine/base/text.h"

#include <cstdint>
#include <map>
#include <optional>

namespace donthu {
namespace {

// The code point at the front, taken off `text`; nothing where the bytes are not strict UTF-8.
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    text.remove_prefix(1);
    return first;
  }
  const std::size_t size = first < 0xc2   ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || text.size() < size) return std::nullopt;
  char32_t point = first & (0xffu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return std::nullopt;
    point = (point << 6) | (byte(i) & 0x3f);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  if (overlong || surrogate || point > 0x10ffff) return std::nullopt;
  text.remove_prefix(size);
  return point;
}

bool is_combining(char32_t point) { return point >= 0x300 && point < 0x370; }

bool is_wide(char32_t point) {
  return (point >= 0x1100 && point < 0x1160) || (point >= 0x2e80 && point < 0xa4d0) ||
         (point >= 0xac00 && point < 0xd7a4) || (point >= 0xf900 && point < 0xfb00) ||
         (point >= 0xfe30 && point < 0xfe70) || (point >= 0xff00 && point < 0xff61) ||
         (point >= 0x1f300 && point < 0x1f650) || (point >= 0x20000 && point < 0x30000);
}

std::size_t width_of(char32_t point) {
  return is_combining(point) || point == 0x200b ? 0 : is_wide(point) ? 2 : 1;
}

// Every accented letter of Vietnamese, by the plain letter that people type for it.
const std::map<char32_t, char>& plain_letters() {
  static const std::map<char32_t, char> letters = [] {
    static constexpr std::pair<char, std::u32string_view> groups[] = {
        {'a', U"àáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ"},
        {'d', U"đĐ"},
        {'e', U"èéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ"},
        {'i', U"ìíỉĩịÌÍỈĨỊ"},
        {'o', U"òóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ"},
        {'u', U"ùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ"},
        {'y', U"ỳýỷỹỵỲÝỶỸỴ"}};
    std::map<char32_t, char> table;
    for (const auto& [plain, accented] : groups)
      for (const char32_t point : accented) table.emplace(point, plain);
    return table;
  }();
  return letters;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty())
    if (!take_code_point(text)) return false;
  return true;
}

bool is_clean_text(std::string_view text) {
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point || *point == 0x7f || (*point >= 0x80 && *point < 0xa0)) return false;
    if (*point < 0x20 && *point != '\t' && *point != '\n') return false;
  }
  return true;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point) text.remove_prefix(1);
    width += point ? width_of(*point) : 1;
  }
  return width;
}

std::string fit(std::string_view text, std::size_t width) {
  const std::size_t full = display_width(text);
  if (full <= width) return std::string(text) + std::string(width - full, ' ');
  std::string kept;
  std::size_t used = 0;
  while (!text.empty()) {
    const auto before = text;
    const auto point = take_code_point(text);
    if (!point) text.remove_prefix(1);
    const std::size_t columns = point ? width_of(*point) : 1;
    if (used + columns + 1 > width) break;
    kept += before.substr(0, before.size() - text.size());
    used += columns;
  }
  if (width > 0) kept += "…";
  return kept + std::string(width > used ? width - used - 1 : 0, ' ');
}

std::string folded(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto before = text;
    const auto point = take_code_point(text);
    if (!point) {
      text.remove_prefix(1);
      continue;
    }
    if (is_combining(*point)) continue;
    const auto letter = plain_letters().find(*point);
    if (letter != plain_letters().end())
      plain += letter->second;
    else if (*point >= 'A' && *point <= 'Z')
      plain += static_cast<char>(*point - 'A' + 'a');
    else
      plain += before.substr(0, before.size() - text.size());
  }
  return plain;
}

}  // namespace donthu
