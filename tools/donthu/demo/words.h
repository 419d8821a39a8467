// Words of the log, as an officer says them.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/event/commit.h"
#include "engine/petition/case.h"
#include "engine/registry/registry.h"

namespace donthu::demo {

// "giải quyết", of a deadline's purpose; the slug itself where it is not known here.
[[nodiscard]] std::string purpose_name(std::string_view purpose);
[[nodiscard]] std::string status_name(event::CaseStatus status);
[[nodiscard]] std::string state_name(event::DeadlineState state);

// One event in a sentence; empty for what a person would not tell of (steps of the procedure).
[[nodiscard]] std::string sentence(const event::Event& event, const petition::Case& state,
                                   const registry::Registry& registry, Date date);

// Lines of at most `width` columns, the first after `first`, the others indented alike.
[[nodiscard]] std::string wrapped(const std::string& first, const std::string& text,
                                  std::size_t width);

}  // namespace donthu::demo
