#include "engine/deadline/explanation.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace donthu::deadline {
namespace {

std::string day_vi(Date date) { return weekday_vi(date) + " " + to_vietnamese(date); }
std::string day_en(Date date) { return weekday_en(date) + " " + to_vietnamese(date); }

// A day with its weekday, two with theirs, or a run by its ends.
Text range(Date first, Date last) {
  if (first == last) return {day_vi(first), day_en(first)};
  if (first + days{1} == last)
    return {day_vi(first) + " và " + day_vi(last), day_en(first) + " and " + day_en(last)};
  return {to_vietnamese(first) + " đến " + to_vietnamese(last),
          to_vietnamese(first) + " to " + to_vietnamese(last)};
}

std::int64_t length_of(const Span& span) { return (span.last - span.first).count() + 1; }

std::string plural(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

Text hours_text(std::int64_t minutes) {
  const auto hours = minutes / 60;
  const auto rest = minutes % 60;
  if (rest == 0) return {fmt::format("{} giờ", hours), plural(hours, "hour")};
  if (hours == 0) return {fmt::format("{} phút", rest), plural(rest, "minute")};
  return {fmt::format("{} giờ {} phút", hours, rest),
          plural(hours, "hour") + " " + plural(rest, "minute")};
}

Text term_text(const Term& term) {
  switch (term.kind) {
    case DayKind::calendar_days:
      return {fmt::format("{} ngày, tính cả ngày nghỉ", term.amount),
              plural(term.amount, "day") + ", days off included"};
    case DayKind::working_days:
      return {fmt::format("{} ngày làm việc", term.amount), plural(term.amount, "working day")};
    case DayKind::working_hours:
      return {fmt::format("{} giờ làm việc", term.amount), plural(term.amount, "working hour")};
  }
  return {};
}

// A day and, for working hours, the minute.
Text due_text(const Step& step) {
  if (step.term.kind != DayKind::working_hours)
    return {"24:00 " + day_vi(step.due_date), "24:00 on " + day_en(step.due_date)};
  const auto time = to_local_due(step.due).substr(to_vietnamese(step.due_date).size() + 1);
  return {time + " " + day_vi(step.due_date), time + " on " + day_en(step.due_date)};
}

std::string clock(std::int64_t minute) {
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

// The lines of one derivation, in the order in which it was made.
class Explainer {
 public:
  explicit Explainer(const Calendar& calendar) : calendar_(calendar) {}

  std::vector<Text> explain(const Derivation& derivation) {
    if (calendar_.name() != derivation.calendar_version)
      say(fmt::format(
              "Chú ý: thời hạn tính theo lịch {}, còn tên ngày nghỉ dưới đây lấy từ lịch {}.",
              derivation.calendar_version, calendar_.name()),
          fmt::format("Note: derived with the calendar {}, but the names of days off below are "
                      "those of {}.",
                      derivation.calendar_version, calendar_.name()));
    for (std::size_t i = 0; i < derivation.steps.size(); ++i) {
      if (i == 0)
        begin_term(derivation.steps[0]);
      else
        begin_extension(i, derivation.steps[i - 1], derivation.steps[i]);
      tell(derivation.steps[i]);
    }
    if (!derivation.steps.empty()) conclude(derivation);
    return std::move(lines_);
  }

 private:
  void say(std::string vi, std::string en) { lines_.push_back({std::move(vi), std::move(en)}); }

  void begin_term(const Step& step) {
    const auto term = term_text(step.term);
    say("Thời hạn: " + term.vi + ".", "Term: " + term.en + ".");
    const Date day = local_date(step.from);
    if (step.term.kind == DayKind::working_hours) {
      const auto time = clock(minute_of_day(step.from));
      say(fmt::format("Tính từ {} {}, theo giờ làm việc {}.", time, day_vi(day), office_hours()),
          fmt::format("Counted from {} on {}, in office hours {}.", time, day_en(day),
                      office_hours()));
      return;
    }
    say(fmt::format("Bắt đầu: {}; ngày này không tính (Bộ luật Dân sự 2015, Điều 147).",
                    day_vi(day)),
        fmt::format("Start: {}; the day itself is not counted (Civil Code 2015, Article 147).",
                    day_en(day)));
  }

  void begin_extension(std::size_t number, const Step& before, const Step& step) {
    const auto term = term_text(step.term);
    const auto due = due_text(before);
    say(fmt::format("Hạn trước khi gia hạn lần {}: {}.", number, due.vi),
        fmt::format("Due before extension {}: {}.", number, due.en));
    Text from{day_vi(local_date(step.from)), day_en(local_date(step.from))};
    if (step.from == before.due) {
      from = due;
    } else if (before.raw_limit != before.due_date) {
      const bool raw = local_date(step.from) == before.raw_limit;
      from.vi += raw ? ", ngày cuối khi chưa chuyển" : ", ngày cuối sau khi chuyển";
      from.en += raw ? ", the last day before it rolled" : ", the last day after it rolled";
    }
    say(fmt::format("Gia hạn lần {}: thêm {}; tính tiếp từ {}.", number, term.vi, from.vi),
        fmt::format("Extension {} adds {}; counted on from {}.", number, term.en, from.en));
  }

  void tell(const Step& step) {
    std::uint32_t before = 0;
    bool rolled = false;
    for (const auto& span : step.spans) {
      if (span.rolling && !rolled) begin_roll(step, span);
      rolled = rolled || span.rolling;
      switch (span.fate) {
        case DayFate::counted:
        case DayFate::make_up: tell_counted(step, span, before); break;
        case DayFate::weekend: tell_weekend(span); break;
        case DayFate::day_off: tell_days_off(span); break;
        case DayFate::paused: tell_pause(span); break;
      }
      before = span.total;
    }
    if (!rolled) return;
    const bool working = calendar_.is_working(step.due_date);
    say(fmt::format("{}: {}thời hạn kết thúc vào ngày này.", day_vi(step.due_date),
                    working ? "ngày làm việc, " : ""),
        fmt::format("{}: {}the term ends here.", day_en(step.due_date),
                    working ? "a working day, " : ""));
  }

  void begin_roll(const Step& step, const Span& first) {
    const bool suspended = first.fate == DayFate::paused;
    const bool by_code = !suspended && step.term.kind == DayKind::calendar_days;
    say(fmt::format("Ngày cuối của thời hạn là {}. Thời hạn không kết thúc {}{}:",
                    day_vi(first.first), suspended ? "vào ngày tạm đình chỉ" : "vào ngày nghỉ",
                    by_code ? " (Bộ luật Dân sự 2015, Điều 148)" : ""),
        fmt::format("The last day of the term is {}. A term does not end {}{}:",
                    day_en(first.first), suspended ? "on the day of a suspension" : "on a day off",
                    by_code ? " (Civil Code 2015, Article 148)" : ""));
  }

  void tell_counted(const Step& step, const Span& span, std::uint32_t before) {
    const auto when = range(span.first, span.last);
    Text amount;
    Text so_far;
    if (step.term.kind == DayKind::working_hours) {
      const auto whole = hours_text(std::int64_t{step.term.amount} * 60);
      amount = hours_text(span.total - before);
      const auto parts = span.first == span.last ? worked_parts(step, span) : std::string();
      if (!parts.empty()) amount = {parts + ", " + amount.vi, parts + ", " + amount.en};
      so_far = hours_text(span.total);
      so_far.vi += " trên " + whole.vi;
      so_far.en += " of " + whole.en;
    } else {
      const bool working = step.term.kind == DayKind::working_days;
      amount = {fmt::format("{} ngày{}", span.total - before, working ? " làm việc" : ""),
                plural(span.total - before, working ? "working day" : "day")};
      so_far = {fmt::format("{}/{}", span.total, step.term.amount),
                fmt::format("{} of {}", span.total, step.term.amount)};
    }
    if (span.fate == DayFate::make_up) {
      const auto why = why_of(span.first);
      amount.vi += ", ngày làm bù: " + why.vi;
      amount.en += ", a make-up day: " + why.en;
    }
    say(fmt::format("{}: {}. Đã tính {}.", when.vi, amount.vi, so_far.vi),
        fmt::format("{}: {}. Counted so far: {}.", when.en, amount.en, so_far.en));
  }

  void tell_weekend(const Span& span) {
    auto when = range(span.first, span.last);
    for (Date day = span.first; day <= span.last; day += days{1}) {
      if (const CalendarDay* entry = calendar_.entry(day)) {
        when.vi += ", " + entry->name.vi;
        when.en += ", " + entry->name.en;
      }
    }
    say(when.vi + ": nghỉ hằng tuần, " + (span.rolling ? "hạn chuyển tiếp." : "không tính."),
        when.en + ": weekend, " + (span.rolling ? "the limit moves on." : "not counted."));
  }

  // One line for neighbouring days that are off for the same reason.
  void tell_days_off(const Span& span) {
    for (Date first = span.first; first <= span.last;) {
      Date last = first;
      while (last < span.last && same_reason(first, last + days{1})) last += days{1};
      const auto when = range(first, last);
      const auto why = why_of(first);
      const auto count = (last - first).count() + 1;
      const auto days_off =
          count == 1 ? Text{"ngày nghỉ", "day off"}
                     : Text{fmt::format("{} ngày nghỉ", count), fmt::format("{} days off", count)};
      say(fmt::format("{}: {}, {}: {}.", when.vi, days_off.vi,
                      span.rolling ? "hạn chuyển tiếp" : "không tính", why.vi),
          fmt::format("{}: {}, {}: {}.", when.en, days_off.en,
                      span.rolling ? "the limit moves on" : "not counted", why.en));
      first = last + days{1};
    }
  }

  void tell_pause(const Span& span) {
    if (span.rolling) {
      say(fmt::format("{}: tạm đình chỉ; hạn chuyển sang ngày tiếp tục, {}.", day_vi(span.first),
                      day_vi(span.last)),
          fmt::format("{}: suspended; the limit moves to the day of the resumption, {}.",
                      day_en(span.first), day_en(span.last)));
      return;
    }
    const auto when = range(span.first, span.last);
    say(fmt::format("{}: tạm đình chỉ, {} ngày không tính.", when.vi, length_of(span)),
        fmt::format("{}: suspended, {} not counted.", when.en, plural(length_of(span), "day")));
  }

  void conclude(const Derivation& derivation) {
    const Step& last = derivation.steps.back();
    const auto due = due_text(last);
    if (last.term.kind == DayKind::working_hours) {
      say(fmt::format("Hạn: {}.", due.vi), fmt::format("Due: {}.", due.en));
    } else {
      const Date next = last.due_date + days{1};
      say(fmt::format("Hạn: {}; quá hạn từ {}.", due.vi, day_vi(next)),
          fmt::format("Due: {}; overdue from {}.", due.en, day_en(next)));
    }
    if (derivation.provisional)
      say(fmt::format(
              "Tạm tính: lịch chỉ có từ {} đến {}, ngoài khoảng đó chỉ biết ngày nghỉ hằng tuần. "
              "Hạn sẽ được tính lại khi có lịch mới.",
              to_vietnamese(calendar_.covers_from()), to_vietnamese(calendar_.covers_until())),
          fmt::format(
              "Provisional: the calendar covers {} to {}, outside of which only weekends are "
              "known. The limit is derived again when a new calendar is published.",
              to_vietnamese(calendar_.covers_from()), to_vietnamese(calendar_.covers_until())));
    say(fmt::format("Lịch làm việc: {}, công bố {}. Căn cứ: {}.", calendar_.name(),
                    to_vietnamese(calendar_.published()), calendar_.citation()),
        fmt::format("Calendar: {}, published {}. Basis: {}.", calendar_.name(),
                    to_vietnamese(calendar_.published()), calendar_.citation()));
  }

  // "09:15-12:00, 13:30-17:30": when the hours of that day were counted.
  [[nodiscard]] std::string worked_parts(const Step& step, const Span& span) const {
    std::int64_t from = 0;
    if (local_date(step.from) == span.first)
      from = (step.from.ms - start_of_day(span.first).ms + ms_per_minute - 1) / ms_per_minute;
    std::int64_t until = ms_per_day / ms_per_minute;
    // The limit keeps its time of day where it moved to a later day.
    if (span.total == step.term.amount * 60)
      until = (step.due.ms - start_of_day(step.due_date).ms) / ms_per_minute;
    std::string parts;
    for (const auto& part : calendar_.office_hours()) {
      const auto begin = std::max<std::int64_t>(part.from, from);
      const auto end = std::min<std::int64_t>(part.until, until);
      if (begin >= end) continue;
      parts += (parts.empty() ? "" : ", ") + clock(begin) + "-" + clock(end);
    }
    return parts;
  }

  [[nodiscard]] std::string office_hours() const {
    std::string text;
    for (const auto& part : calendar_.office_hours())
      text += (text.empty() ? "" : ", ") + clock(part.from) + "-" + clock(part.until);
    return text;
  }

  // The calendar's name for the day and who says so.
  [[nodiscard]] Text why_of(Date day) const {
    const CalendarDay* entry = calendar_.entry(day);
    if (entry == nullptr) return {"lịch này không ghi", "not in this calendar"};
    return {fmt::format("{} (nguồn: {})", entry->name.vi, entry->source),
            fmt::format("{} (source: {})", entry->name.en, entry->source)};
  }

  [[nodiscard]] bool same_reason(Date a, Date b) const { return why_of(a) == why_of(b); }

  const Calendar& calendar_;
  std::vector<Text> lines_;
};

}  // namespace

std::vector<Text> explain(const Derivation& derivation, const Calendar& calendar) {
  return Explainer(calendar).explain(derivation);
}

}  // namespace donthu::deadline
