#include "engine/report/figures.h"

#include <gtest/gtest.h>

namespace donthu::report {
namespace {

TEST(Figures, ThePublishedRatesComeOutAtOneDecimal) {
  EXPECT_EQ(tenths_of_percent(4239, 4408), 962);
  EXPECT_EQ(tenths_of_percent(3110, 3462), 898);
  EXPECT_EQ(tenths_of_percent(2732, 2940), 929);
}

TEST(Figures, ThePublishedTwentyPercentIsReallyMore) {
  EXPECT_EQ(tenths_of_percent(3462 - 4408, 4408), -215);
  EXPECT_EQ(tenths_of_percent(14022 - 15376, 15376), -88);
}

TEST(Figures, HalvesAreRoundedAwayFromZero) {
  EXPECT_EQ(tenths_of_percent(1, 2000), 1);
  EXPECT_EQ(tenths_of_percent(-1, 2000), -1);
  EXPECT_EQ(tenths_of_percent(9, 20000), 0);
  EXPECT_EQ(tenths_of_percent(3, 2000), 2);
}

TEST(Figures, NothingIsDividedByNothing) {
  EXPECT_EQ(tenths_of_percent(5, 0), std::nullopt);
  const Change change = change_of(figures_of({}).front(), figures_of({.received = 5}).front());
  EXPECT_EQ(change.numerator, 5);
  EXPECT_EQ(change.tenths, std::nullopt);
}

TEST(Figures, TheRateChangesInPoints) {
  const Figures before{.received = 4408, .resolved = 4239, .backlog = 169};
  const Figures now{.received = 3462, .resolved = 3110, .backlog = 352};
  const Change rate = change_of(figures_of(before)[2], figures_of(now)[2]);
  EXPECT_TRUE(rate.points);
  EXPECT_EQ(rate.tenths, -63);
  EXPECT_EQ(change_of(figures_of(before)[3], figures_of(now)[3]).tenths, 1083);
}

TEST(Figures, NumbersAreWrittenAsPeopleWriteThem) {
  EXPECT_EQ(decimal(-215, ','), "-21,5");
  EXPECT_EQ(decimal(-3, '.'), "-0.3");
  EXPECT_EQ(grouped(4408), "4.408");
  EXPECT_EQ(grouped(1234567), "1.234.567");
  EXPECT_EQ(grouped(12), "12");
}

}  // namespace
}  // namespace donthu::report
