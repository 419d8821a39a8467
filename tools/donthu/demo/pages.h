// What the demonstration prints: plain text, Vietnamese first, at most 100 columns.
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/report/report.h"
#include "engine/runtime/engine.h"

namespace donthu::demo {

// "── Tiêu đề ─────": begins a page.
[[nodiscard]] std::string page_title(std::string_view vi, std::string_view en);

// The figures beside the published ones; marks the one that was published wrongly.
[[nodiscard]] std::string published_page(const report::Report& report);
// Every event of a case that a person would tell of, with its time and who did it.
[[nodiscard]] Result<std::string> history_page(const runtime::Engine& engine, const CaseId& id);
// How the case's first overdue deadline came about, day by day.
[[nodiscard]] Result<std::string> deadline_page(const runtime::Engine& engine, const CaseId& id);
// The case as it was known at two instants, side by side.
[[nodiscard]] Result<std::string> as_of_page(const runtime::Engine& engine, const CaseId& id,
                                             Instant before, Instant after);
// What became of the cases of the units that ended with the reform.
[[nodiscard]] Result<std::string> hand_over_page(const runtime::Engine& engine, Date day);
// What to try next, in the folder or at the server.
[[nodiscard]] std::string next_page(const std::string& program, const std::string& data,
                                    const CaseId& id);

}  // namespace donthu::demo
