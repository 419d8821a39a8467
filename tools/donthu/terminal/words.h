// Vietnamese words for the slugs of the domain (DOMAIN §D), as tables show them.
#pragma once

#include <string>
#include <string_view>

namespace donthu::cli {

// "complaint" -> "Khiếu nại". A slug without a word is shown as it is. The same slug can mean
// different things in different places, so the place is asked for.
[[nodiscard]] std::string kind_word(std::string_view slug);
[[nodiscard]] std::string status_word(std::string_view slug);
[[nodiscard]] std::string verb_word(std::string_view slug);
[[nodiscard]] std::string event_word(std::string_view name);
[[nodiscard]] std::string purpose_word(std::string_view slug);
[[nodiscard]] std::string deadline_word(std::string_view slug);
[[nodiscard]] std::string role_word(std::string_view slug);
[[nodiscard]] std::string fact_word(std::string_view slug);
[[nodiscard]] std::string sweep_word(std::string_view slug);
// Channels, outcomes, grounds, modes, levels and other values.
[[nodiscard]] std::string value_word(std::string_view slug);

// What a verb does, for its help: Vietnamese, then English.
[[nodiscard]] std::string verb_help(std::string_view slug);

}  // namespace donthu::cli
