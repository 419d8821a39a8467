#include "engine/petition/disclosure.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "engine/base/text.h"

namespace donthu::petition {
namespace {

// Shorter names are ordinary words; they are matched only as whole words.
constexpr std::size_t longest_word = 6;
// Identity numbers have 9 or 12 digits, telephone numbers 10.
constexpr std::size_t digits_of_a_number = 9;

bool holds_long_number(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (++digits >= digits_of_a_number) return true;
    } else if (c != ' ' && c != '.' && c != '-') {
      digits = 0;
    }
  }
  return false;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Both are folded already.
bool mentions(std::string_view text, std::string_view name) {
  if (name.empty()) return false;
  for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const bool word_begins = at == 0 || !is_letter(text[at - 1]);
    const std::size_t end = at + name.size();
    const bool word_ends = end == text.size() || !is_letter(text[end]);
    if (name.size() > longest_word || (word_begins && word_ends)) return true;
  }
  return false;
}

std::unexpected<Error> discloses(std::string_view field) {
  return reject(ErrorCode::invalid, "discloses-person",
                "Mục này được lưu công khai và không được chứa thông tin nhận dạng cá nhân",
                "this field is stored in clear and must not identify a person", std::string(field),
                "Name the matter only; persons and their account belong in the sealed fields");
}

Status check(std::string_view text, std::string_view field,
             const std::vector<event::Person>& persons) {
  if (holds_long_number(text)) return discloses(field);
  const std::string plain = folded(text);
  for (const event::Person& person : persons)
    for (const auto* sealed : {&person.name, &person.address, &person.contact, &person.identity})
      if (mentions(plain, folded(sealed->plain))) return discloses(field);
  return {};
}

}  // namespace

Status check_disclosure(const event::Command& command) {
  if (const auto* registration = std::get_if<event::Register>(&command)) {
    DONTHU_TRY(check(registration->matter, "matter", registration->persons));
    return check(registration->locality, "locality", registration->persons);
  }
  if (const auto* correction = std::get_if<event::Correct>(&command))
    if (correction->entry == "matter" || correction->entry == "locality")
      return check(correction->now, "now", {});
  return {};
}

}  // namespace donthu::petition
