// "Why is this due then?", answered day by day.
#pragma once

#include <vector>

#include "engine/base/text.h"
#include "engine/deadline/calendar.h"
#include "engine/deadline/derivation.h"

namespace donthu::deadline {

// The derivation as lines to read from top to bottom, in Vietnamese and English: the day it starts
// from, what was counted, each day that was not and why, where the limit rolled to, the due
// instant, and the calendar. Runs of plain days are one line: "27/01/2022 đến 05/02/2022: 10 ngày".
// `calendar` is the one it was derived with, whose names and sources the lines give; with another
// one the first line says so.
[[nodiscard]] std::vector<Text> explain(const Derivation& derivation, const Calendar& calendar);

}  // namespace donthu::deadline
