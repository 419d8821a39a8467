// The calendar of working days: which days the offices of the state work, as it was published.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/base/time.h"

namespace donthu::deadline {

// A day that is not what its weekday says: a weekday off, or a day of the weekend that is worked in
// exchange for one. A public holiday on a weekend may stand here too, for its name.
struct CalendarDay {
  Date date;
  bool off = true;
  Text name;
  std::string source;  // Who says so: an announcement, an article of a law.

  friend bool operator==(const CalendarDay&, const CalendarDay&) = default;
};

// A part of the day in which offices work, in minutes of local time: [from, until).
struct OfficeHours {
  int from = 0;
  int until = 0;

  friend bool operator==(const OfficeHours&, const OfficeHours&) = default;
};

// One published version of a calendar. Immutable; any thread may read it.
//
// Saturdays and Sundays are off unless an entry says otherwise. Outside covers_from to
// covers_until nothing but that rule is known, so whatever was derived there is provisional.
class Calendar {
 public:
  // Reads a calendar file (schemas/calendars/README.md). Errors are `invalid`, reason
  // "bad-calendar", with "file_name:line" as the field and what to write instead as the remedy; the
  // caller shows them to whoever wrote the file.
  [[nodiscard]] static Result<Calendar> parse(std::string_view csv, std::string_view file_name);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  // "vietnam-state 2026-2": what a derivation records.
  [[nodiscard]] std::string name() const { return id_ + " " + version_; }
  [[nodiscard]] Date published() const { return published_; }
  [[nodiscard]] Date covers_from() const { return covers_from_; }    // Inclusive.
  [[nodiscard]] Date covers_until() const { return covers_until_; }  // Inclusive.
  [[nodiscard]] bool covers(Date date) const {
    return date >= covers_from_ && date <= covers_until_;
  }
  [[nodiscard]] const std::string& citation() const { return citation_; }

  [[nodiscard]] bool is_working(Date date) const;
  // What the calendar says about that very day, or null where only its weekday counts. Lives as
  // long as the calendar.
  [[nodiscard]] const CalendarDay* entry(Date date) const;
  // In order of date.
  [[nodiscard]] const std::vector<CalendarDay>& entries() const { return entries_; }

  // In order, not overlapping, at least one. The same on every working day.
  [[nodiscard]] const std::vector<OfficeHours>& office_hours() const { return office_hours_; }
  // Minutes worked on a working day.
  [[nodiscard]] int minutes_a_day() const;

  // The day itself where it is worked, or else the first working day after it.
  [[nodiscard]] Date working_day_from(Date date) const;
  // The working day that lies `count` working days before `date`; the date itself for 0.
  // Example: 1 before Mon 28/04/2025 is Sat 26/04/2025, a make-up day. Never before 01/01/1900.
  [[nodiscard]] Date working_days_before(Date date, std::uint32_t count) const;

  friend bool operator==(const Calendar&, const Calendar&) = default;

 private:
  friend class CalendarReader;
  Calendar() = default;

  std::string id_;
  std::string version_;
  Date published_;
  Date covers_from_;
  Date covers_until_;
  std::string citation_;
  std::vector<OfficeHours> office_hours_;
  std::vector<CalendarDay> entries_;
};

// Saturday or Sunday.
[[nodiscard]] bool is_weekend(Date date);

}  // namespace donthu::deadline
