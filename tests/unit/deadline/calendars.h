// The shipped calendars, as the tests use them.
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "engine/deadline/calendar.h"

namespace donthu::deadline {

inline Calendar shipped(const std::string& file_name) {
  std::ifstream file(std::string(DONTHU_SOURCE_DIR "/schemas/calendars/") + file_name);
  const std::string csv{std::istreambuf_iterator<char>(file), {}};
  auto calendar = Calendar::parse(csv, file_name);
  if (!calendar) {
    ADD_FAILURE() << to_string(calendar.error());
    std::abort();
  }
  return *calendar;
}

// Without and with 24/11/2026; the latter is the default.
inline const Calendar& before_culture_day() {
  static const Calendar calendar = shipped("vietnam-state-2026-1.csv");
  return calendar;
}
inline const Calendar& with_culture_day() {
  static const Calendar calendar = shipped("vietnam-state-2026-2.csv");
  return calendar;
}

}  // namespace donthu::deadline
