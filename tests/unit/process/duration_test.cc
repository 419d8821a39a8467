#include "engine/process/duration.h"

#include <gtest/gtest.h>

namespace donthu::process {
namespace {

TEST(Duration, ReadsIso8601) {
  EXPECT_EQ(*parse_duration("P30D", ""), (Duration{0, 30, 0}));
  EXPECT_EQ(*parse_duration("P1Y2M", ""), (Duration{14, 0, 0}));
  EXPECT_EQ(*parse_duration("P2W", ""), (Duration{0, 14, 0}));
  EXPECT_EQ(*parse_duration("PT36H", ""), (Duration{0, 0, 36 * ms_per_hour}));
  EXPECT_EQ(*parse_duration("P1DT1H2M3S", ""),
            (Duration{0, 1, ms_per_hour + 2 * ms_per_minute + 3'000}));
}

TEST(Duration, RefusesWhatIsNone) {
  for (const char* bad : {"",
                          "P",
                          "PT",
                          "30D",
                          "P30",
                          "P1H",
                          "PT1D",
                          "P1D1Y",
                          "P1D1D",
                          "P-1D",
                          "-P1D",
                          "P1.5D",
                          "P0D",
                          "P1DT",
                          "PTT1H",
                          "P1D ",
                          "P99999999999999999999D",
                          "P101Y",
                          "PT900000000H",
                          "P30000W"})
    EXPECT_EQ(parse_duration(bad, "f").error().reason, "bad-duration") << bad;
}

TEST(Duration, CountsMonthsAndDaysInLocalTime) {
  const auto after = [](const char* start, const char* duration) {
    return to_local(add(*parse_instant(start), *parse_duration(duration, "")));
  };
  EXPECT_EQ(after("2022-01-24 09:00", "P30D"), "23/02/2022 09:00");
  EXPECT_EQ(after("2023-01-31 09:00", "P1M"), "28/02/2023 09:00");
  EXPECT_EQ(after("2024-01-31 00:30", "P1M"), "29/02/2024 00:30");
  EXPECT_EQ(after("2024-02-29 23:59", "P1Y"), "28/02/2025 23:59");
  EXPECT_EQ(after("2024-12-31 09:00", "P2M1DT1H"), "01/03/2025 10:00");
}

}  // namespace
}  // namespace donthu::process
