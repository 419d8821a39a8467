// The figures of a row as every output shows them: named, with numerator, denominator and measure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.h"
#include "engine/report/report.h"

namespace donthu::report {

// 100 × numerator / denominator in tenths of a percent, rounded half away from zero (962: 96.2 %).
// Nothing where there is nothing to divide by.
[[nodiscard]] std::optional<std::int64_t> tenths_of_percent(std::int64_t numerator,
                                                            std::int64_t denominator);
// "-21.5", or with a comma for people who write it so.
[[nodiscard]] std::string decimal(std::int64_t tenths, char point);
// "1.234.567", as numbers are written in Vietnamese.
[[nodiscard]] std::string grouped(std::uint64_t number);

struct Figure {
  std::string_view key;  // Stable: "received", …
  Text name;
  std::uint64_t numerator = 0;
  std::optional<std::uint64_t> denominator;  // Of what the numerator is a part.
  bool percent = false;                      // The value is the share; else the numerator.
};

// In the order of display; rate and backlog stand together.
[[nodiscard]] std::vector<Figure> figures_of(const Figures& figures);

struct Change {
  std::int64_t numerator = 0;  // Difference of the counts; of shares in tenths of a point.
  std::uint64_t denominator = 0;
  bool points = false;                 // Percentage points, for a share.
  std::optional<std::int64_t> tenths;  // Nothing where the earlier value is 0.
};
// (now - before) / before. The rate of a share is not divided again: its change is in points.
[[nodiscard]] Change change_of(const Figure& before, const Figure& now);

[[nodiscard]] Text basis_name(Basis basis);
[[nodiscard]] Text as_of_name(AsOfKind kind);

}  // namespace donthu::report
