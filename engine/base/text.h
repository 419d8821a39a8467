// Text in two languages, and text as it stands on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace donthu {

// Vietnamese first, English beside it.
struct Text {
  std::string vi;
  std::string en;

  friend bool operator==(const Text&, const Text&) = default;
};

// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates.
[[nodiscard]] bool is_utf8(std::string_view text);

// UTF-8 without control characters but tab and line feed.
[[nodiscard]] bool is_clean_text(std::string_view text);

// Columns on a terminal. Combining marks take none, so composed and decomposed Vietnamese align.
[[nodiscard]] std::size_t display_width(std::string_view text);

// Cut to at most `width` columns, ending in "…" where something was cut; or padded with spaces.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);

// Lower case without diacritics ("Lấn chiếm Đất" -> "lan chiem dat"): what people type to find.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace donthu
