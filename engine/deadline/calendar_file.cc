// Reads calendar files; the format is described in schemas/calendars/README.md.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <compare>
#include <optional>

#include <fmt/format.h>

#include "engine/deadline/calendar.h"

namespace donthu::deadline {
namespace {

constexpr std::size_t max_file_bytes = 4 << 20;
constexpr std::size_t max_entries = 20'000;
constexpr std::string_view columns = "date,day,name_vi,name_en,source";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The fields of one line of CSV (RFC 4180, without line breaks in fields); none where a quote is
// not closed or stands in the wrong place.
std::optional<std::vector<std::string>> split(std::string_view line) {
  std::vector<std::string> fields(1);
  while (true) {
    if (line.starts_with('"')) {
      line.remove_prefix(1);
      while (true) {
        const auto quote = line.find('"');
        if (quote == line.npos) return std::nullopt;
        fields.back() += line.substr(0, quote);
        line.remove_prefix(quote + 1);
        if (!line.starts_with('"')) break;
        fields.back() += '"';
        line.remove_prefix(1);
      }
      if (!line.empty() && line.front() != ',') return std::nullopt;
    } else {
      const auto end = std::min(line.find(','), line.size());
      const auto field = trimmed(line.substr(0, end));
      if (field.find('"') != field.npos) return std::nullopt;
      fields.back() = field;
      line.remove_prefix(end);
    }
    if (line.empty()) return fields;
    line.remove_prefix(1);
    fields.emplace_back();
  }
}

// "13:30" in minutes; 24:00 is the end of the day.
std::optional<int> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int hours = 0;
  int minutes = 0;
  const auto number = [](std::string_view digits, int& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() && digits[0] != '-';
  };
  if (!number(text.substr(0, 2), hours) || !number(text.substr(3), minutes)) return std::nullopt;
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return std::nullopt;
  return hours * 60 + minutes;
}

// A word that can stand in the name of a calendar, whose parts a space separates.
bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

}  // namespace

class CalendarReader {
 public:
  CalendarReader(std::string_view csv, std::string_view file_name)
      : rest_(csv), file_name_(file_name) {}

  Result<Calendar> read() {
    if (rest_.size() > max_file_bytes)
      return refuse(fmt::format("the file is larger than {} bytes", max_file_bytes),
                    "Give the rows of one calendar only");
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    std::string_view line;
    while (next_line(line)) {
      if (!is_clean_text(line))
        return refuse("the line is not clean UTF-8 text", "Save the file as UTF-8");
      if (trimmed(line).empty() || line.starts_with("##")) continue;
      if (line.starts_with('#')) {
        DONTHU_TRY(read_header(line.substr(1)));
      } else if (!in_rows_) {
        DONTHU_TRY(begin_rows(line));
      } else {
        DONTHU_TRY(read_row(line));
      }
    }
    if (!in_rows_) return refuse("the column line is missing", fmt::format("Write: {}", columns));
    return finish();
  }

 private:
  struct Header {
    std::string_view key;
    std::string_view example;
    bool required = true;
    Status (CalendarReader::*take)(std::string_view value);
    int line = 0;
  };

  bool next_line(std::string_view& line) {
    if (rest_.empty()) return false;
    const auto end = std::min(rest_.find('\n'), rest_.size());
    line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++line_;
    return true;
  }

  std::unexpected<Error> refuse(std::string message, std::string remedy) const {
    return refuse_at(line_, std::move(message), std::move(remedy));
  }

  std::unexpected<Error> refuse_at(int line, std::string message, std::string remedy) const {
    auto place = fmt::format("{}:{}", file_name_, std::max(line, 1));
    auto vietnamese = fmt::format("Tệp lịch làm việc không hợp lệ tại {}", place);
    return reject(ErrorCode::invalid, "bad-calendar", std::move(vietnamese), std::move(message),
                  std::move(place), std::move(remedy));
  }

  Status read_header(std::string_view text) {
    const auto colon = text.find(':');
    const auto key = trimmed(text.substr(0, std::min(colon, text.size())));
    const auto header = std::ranges::find(headers_, key, &Header::key);
    if (colon == text.npos || header == headers_.end())
      return refuse(fmt::format("'{}' is not a line of the header", key),
                    "Header lines are id, version, published, covers, citation and hours; begin a "
                    "comment with ##");
    if (in_rows_)
      return refuse(fmt::format("the header line '{}' stands among the rows", key),
                    "Move it above the column line");
    if (header->line != 0)
      return refuse(fmt::format("'{}' stands here again, first in line {}", key, header->line),
                    "Keep one of them");
    header->line = line_;
    return (this->*header->take)(trimmed(text.substr(colon + 1)));
  }

  std::unexpected<Error> bad_header(std::string_view key) const {
    const auto header = std::ranges::find(headers_, key, &Header::key);
    return refuse(fmt::format("'{}' cannot be read", key),
                  fmt::format("Write: # {}: {}", key, header->example));
  }

  Status take_id(std::string_view value) {
    if (!is_word(value)) return bad_header("id");
    calendar_.id_ = value;
    return {};
  }

  Status take_version(std::string_view value) {
    if (!is_word(value)) return bad_header("version");
    calendar_.version_ = value;
    return {};
  }

  Status take_published(std::string_view value) {
    const auto date = parse_date(value);
    if (!date) return bad_header("published");
    calendar_.published_ = *date;
    return {};
  }

  Status take_covers(std::string_view value) {
    const auto dots = value.find("..");
    if (dots == value.npos) return bad_header("covers");
    const auto from = parse_date(trimmed(value.substr(0, dots)));
    const auto until = parse_date(trimmed(value.substr(dots + 2)));
    if (!from || !until) return bad_header("covers");
    if (*until < *from)
      return refuse("the calendar ends before it begins", "Write the earlier day first");
    calendar_.covers_from_ = *from;
    calendar_.covers_until_ = *until;
    return {};
  }

  Status take_citation(std::string_view value) {
    if (value.empty()) return bad_header("citation");
    calendar_.citation_ = value;
    return {};
  }

  Status take_hours(std::string_view value) {
    while (true) {
      const auto comma = std::min(value.find(','), value.size());
      const auto part = trimmed(value.substr(0, comma));
      const auto dash = std::min(part.find('-'), part.size());
      const auto from = minute_of(trimmed(part.substr(0, dash)));
      const auto until = minute_of(trimmed(part.substr(std::min(dash + 1, part.size()))));
      if (!from || !until) return bad_header("hours");
      auto& hours = calendar_.office_hours_;
      if (*until <= *from || (!hours.empty() && *from < hours.back().until))
        return refuse("the office hours overlap, or end before they begin",
                      "Write them in order, as in # hours: 08:00-12:00, 13:30-17:30");
      hours.push_back({*from, *until});
      if (comma == value.size()) return {};
      value.remove_prefix(comma + 1);
    }
  }

  Status begin_rows(std::string_view line) {
    if (trimmed(line) != columns)
      return refuse("this is not the column line",
                    fmt::format("Below the header write: {}", columns));
    for (const auto& header : headers_)
      if (header.required && header.line == 0)
        return refuse(fmt::format("the header line '{}' is missing", header.key),
                      fmt::format("Write above this line: # {}: {}", header.key, header.example));
    in_rows_ = true;
    return {};
  }

  Status read_row(std::string_view line) {
    const auto fields = split(line);
    if (!fields)
      return refuse("a quotation mark is not closed, or stands inside a field",
                    "Put the whole field in quotation marks, and double those inside it");
    if (fields->size() != 5)
      return refuse(fmt::format("the row has {} fields and needs 5", fields->size()),
                    fmt::format("Write {}; put a field with a comma in quotation marks", columns));
    const auto& day = (*fields)[1];
    const auto& name_vi = (*fields)[2];
    const auto& name_en = (*fields)[3];
    const auto& source = (*fields)[4];
    const auto date = parse_date((*fields)[0]);
    if (!date) return refuse(fmt::format("date: {}", date.error().message), date.error().remedy);
    if (day != "off" && day != "work")
      return refuse("day: neither off nor work",
                    "Write off for a day off, work for a day of the weekend that is worked");
    if (name_vi.empty() || name_en.empty() || source.empty())
      return refuse("a day needs name_vi, name_en and source",
                    "Say what the day is in both languages, and who decreed it");
    return add({*date, day == "off", {name_vi, name_en}, source});
  }

  Status add(CalendarDay day) {
    if (!calendar_.covers(day.date))
      return refuse(fmt::format("{} lies outside the days that the calendar covers, {} to {}",
                                to_string(day.date), to_string(calendar_.covers_from_),
                                to_string(calendar_.covers_until_)),
                    "Widen '# covers' if the calendar is complete for that time, or drop the row");
    if (!day.off && !is_weekend(day.date))
      return refuse(fmt::format("{} is a {}, which is worked anyway", to_string(day.date),
                                weekday_en(day.date)),
                    "Check the date: only days of the weekend are made up");
    if (lines_.size() == max_entries)
      return refuse(fmt::format("the calendar has more than {} days", max_entries),
                    "Split it into versions that cover less time");
    lines_.push_back({day.date, line_});
    calendar_.entries_.push_back(std::move(day));
    return {};
  }

  Result<Calendar> finish() {
    std::ranges::sort(lines_);
    const auto twice = std::ranges::adjacent_find(lines_, {}, &RowLine::date);
    if (twice != lines_.end())
      return refuse_at(std::next(twice)->line,
                       fmt::format("{} stands here again, first in line {}", to_string(twice->date),
                                   twice->line),
                       "Keep one row for each day");
    std::ranges::sort(calendar_.entries_, {}, &CalendarDay::date);
    if (calendar_.office_hours_.empty())
      calendar_.office_hours_ = {{8 * 60, 12 * 60}, {13 * 60 + 30, 17 * 60 + 30}};
    return std::move(calendar_);
  }

  struct RowLine {
    Date date;
    int line = 0;

    friend auto operator<=>(const RowLine&, const RowLine&) = default;
  };

  std::string_view rest_;
  std::string_view file_name_;
  int line_ = 0;
  bool in_rows_ = false;
  Calendar calendar_;
  std::vector<RowLine> lines_;
  std::array<Header, 6> headers_{{
      {"id", "vietnam-state", true, &CalendarReader::take_id},
      {"version", "2026-1", true, &CalendarReader::take_version},
      {"published", "2025-12-25", true, &CalendarReader::take_published},
      {"covers", "2020-01-01..2026-12-31", true, &CalendarReader::take_covers},
      {"citation", "Bộ luật Lao động 2019, Điều 112", true, &CalendarReader::take_citation},
      {"hours", "08:00-12:00, 13:30-17:30", false, &CalendarReader::take_hours},
  }};
};

Result<Calendar> Calendar::parse(std::string_view csv, std::string_view file_name) {
  return CalendarReader(csv, file_name).read();
}

}  // namespace donthu::deadline
