#include "engine/deadline/derivation.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

namespace donthu::deadline {
namespace {

// The years that parse_date takes.
constexpr Date first_day{std::chrono::year{1900} / 1 / 1};
constexpr Date last_day{std::chrono::year{2999} / 12 / 31};

std::unexpected<Error> bad_request(std::string reason, std::string message_vi, std::string message,
                                   std::string field, std::string remedy) {
  return reject(ErrorCode::invalid, std::move(reason), std::move(message_vi), std::move(message),
                std::move(field), std::move(remedy));
}

bool in_range(Date date) { return date >= first_day && date <= last_day; }

std::unexpected<Error> out_of_range(std::string field) {
  return bad_request("date-out-of-range", "Ngày nằm ngoài khoảng từ năm 1900 đến năm 2999",
                     "a day lies outside the years 1900 to 2999", std::move(field),
                     "Check the date and the length of the term");
}

Status check_term(const Term& term, const std::string& field) {
  if (term.kind != DayKind::calendar_days && term.kind != DayKind::working_days &&
      term.kind != DayKind::working_hours)
    return bad_request("unknown-day-kind", "Không rõ thời hạn tính theo loại ngày nào",
                       "the kind of day is not known", field + ".kind",
                       "Use calendar_days, working_days or working_hours");
  if (term.roll_over != RollOver::none && term.roll_over != RollOver::next_working_day)
    return bad_request("unknown-roll-over", "Không rõ cách chuyển hạn khi ngày cuối là ngày nghỉ",
                       "the roll-over is not known", field + ".roll_over",
                       "Use none or next_working_day");
  if (term.counts_from != CountsFrom::raw && term.counts_from != CountsFrom::rolled)
    return bad_request("unknown-origin", "Không rõ thời hạn gia hạn được tính từ ngày nào",
                       "the limit that an extension counts from is not known",
                       field + ".counts_from", "Use raw or rolled");
  if (term.amount == 0)
    return bad_request("term-zero", "Thời hạn phải từ 1 trở lên",
                       "a term of 0 ends before it begins", field + ".amount",
                       "Give a term of at least 1");
  const auto limit = term.kind == DayKind::working_hours ? max_term_hours : max_term_days;
  if (term.amount > limit)
    return bad_request("term-too-long", fmt::format("Thời hạn dài quá {}", limit),
                       fmt::format("the term is longer than {}", limit), field + ".amount",
                       "Check the number and its unit");
  return {};
}

Status check_pauses(const std::vector<Pause>& pauses) {
  if (pauses.size() > max_pauses)
    return bad_request("too-many-pauses", fmt::format("Quá {} lần tạm đình chỉ", max_pauses),
                       fmt::format("more than {} pauses", max_pauses), "pauses",
                       "Check the history of the deadline");
  for (std::size_t i = 0; i < pauses.size(); ++i) {
    const auto& pause = pauses[i];
    const auto field = fmt::format("pauses[{}]", i);
    if (!in_range(pause.from)) return out_of_range(field + ".from");
    if (i > 0 && pause.from < *pauses[i - 1].until)
      return bad_request("pauses-overlap", "Các lần tạm đình chỉ chồng lên nhau",
                         "the pause begins before the one before it has ended", field + ".from",
                         "Give the pauses in order of time");
    if (!pause.until) {
      if (i + 1 < pauses.size())
        return bad_request("pauses-overlap", "Các lần tạm đình chỉ chồng lên nhau",
                           "an open pause is followed by another one", field + ".until",
                           "Say when it ended; only the last pause may be open");
      return reject(ErrorCode::rejected, "deadline-suspended",
                    "Thời hạn đang tạm đình chỉ nên chưa có ngày đến hạn",
                    "the deadline is suspended and has no due date", field + ".until",
                    "Derive it again when it is resumed");
    }
    if (*pause.until < pause.from)
      return bad_request("pause-ends-before-it-begins", "Ngày tiếp tục sớm hơn ngày tạm đình chỉ",
                         "the pause ends before it begins", field + ".until",
                         "Give the day of the resumption, not before that of the suspension");
    if (!in_range(*pause.until)) return out_of_range(field + ".until");
  }
  return {};
}

Status check(const Request& request) {
  if (!request.start)
    return bad_request("no-start", "Chưa có thời điểm bắt đầu tính thời hạn",
                       "the term has no start", "start",
                       "Give the time of the event that starts it");
  // Compared as an instant, because local_date of an absurd one would overflow.
  if (request.start < start_of_day(first_day) || request.start >= end_of_day(last_day))
    return out_of_range("start");
  DONTHU_TRY(check_term(request.term, "term"));
  if (request.extensions.size() > max_extensions)
    return bad_request("too-many-extensions", fmt::format("Gia hạn quá {} lần", max_extensions),
                       fmt::format("more than {} extensions", max_extensions), "extensions",
                       "Check the history of the deadline");
  for (std::size_t i = 0; i < request.extensions.size(); ++i)
    DONTHU_TRY(check_term(request.extensions[i], fmt::format("extensions[{}]", i)));
  return check_pauses(request.pauses);
}

// Counts terms out, one step at a time.
class Counting {
 public:
  Counting(const std::vector<Pause>& pauses, const Calendar& calendar)
      : pauses_(pauses), calendar_(calendar) {}

  Result<Step> count(const Term& term, Instant from) {
    step_ = {term, from, {}, {}, {}, {}};
    whole_days_ = true;
    if (term.kind == DayKind::working_hours) return count_hours();
    return count_days();
  }

  // A day outside the calendar was asked for.
  [[nodiscard]] bool provisional() const { return provisional_; }

 private:
  Result<Step> count_days() {
    Date day = local_date(step_.from);
    std::uint32_t total = 0;
    while (total < step_.term.amount) {
      day += days{1};
      if (day > last_day) return out_of_range("term.amount");
      if (const Pause* pause = pause_over(day)) {
        note(day, *pause->until, DayFate::paused, total);
        day = *pause->until;
        continue;
      }
      const auto fate =
          step_.term.kind == DayKind::calendar_days ? DayFate::counted : fate_by_calendar(day);
      if (fate == DayFate::counted || fate == DayFate::make_up) ++total;
      note(day, day, fate, total);
    }
    settle(day, total);
    if (step_.due_date > last_day) return out_of_range("term.amount");
    step_.due = end_of_day(step_.due_date);
    return std::move(step_);
  }

  Result<Step> count_hours() {
    Date day = local_date(step_.from);
    // A minute that has begun is given away, so that "due at 09:00" is never a second before it.
    auto minute = static_cast<int>((step_.from.ms - start_of_day(day).ms + ms_per_minute - 1) /
                                   ms_per_minute);
    const auto amount = static_cast<int>(step_.term.amount) * 60;
    int total = 0;
    while (true) {
      if (day > last_day) return out_of_range("term.amount");
      if (const Pause* pause = pause_over(day)) {
        note(day, *pause->until, DayFate::paused, static_cast<std::uint32_t>(total));
        day = *pause->until;
      } else if (const auto fate = fate_by_calendar(day);
                 fate == DayFate::counted || fate == DayFate::make_up) {
        const int before = total;
        for (const auto& part : calendar_.office_hours()) {
          const int begin = std::max(part.from, minute);
          const int worked = std::min(part.until - begin, amount - total);
          if (worked <= 0) continue;
          total += worked;
          minute = begin + worked;
        }
        if (total > before) {
          whole_days_ = total - before == calendar_.minutes_a_day();
          note(day, day, fate, static_cast<std::uint32_t>(total));
        }
        if (total == amount) break;
      } else {
        note(day, day, fate, static_cast<std::uint32_t>(total));
      }
      day += days{1};
      minute = 0;
    }
    settle(day, static_cast<std::uint32_t>(total));
    if (step_.due_date > last_day) return out_of_range("term.amount");
    step_.due = {start_of_day(step_.due_date).ms + minute * ms_per_minute};
    return std::move(step_);
  }

  // Where the limit stands once `day` is the last that counted. A limit cannot stand on a day at
  // whose end the clock stands still: what was left of the day of the suspension is given back on
  // the day of the resumption.
  void settle(Date day, std::uint32_t total) {
    const auto resume = [&] {
      while (const Pause* pause = pause_at_end_of(day)) {
        step_.spans.push_back({day, *pause->until, DayFate::paused, true, total});
        day = *pause->until;
      }
    };
    resume();
    step_.raw_limit = day;
    const bool in_working_time = step_.term.kind != DayKind::calendar_days ||
                                 step_.term.roll_over == RollOver::next_working_day;
    while (in_working_time && day <= last_day) {
      const auto fate = fate_by_calendar(day);
      if (fate == DayFate::counted || fate == DayFate::make_up) break;
      note(day, day, fate, total, true);
      day += days{1};
      resume();
    }
    step_.due_date = day;
  }

  DayFate fate_by_calendar(Date day) {
    if (!calendar_.covers(day)) provisional_ = true;
    if (calendar_.is_working(day)) return is_weekend(day) ? DayFate::make_up : DayFate::counted;
    return is_weekend(day) ? DayFate::weekend : DayFate::day_off;
  }

  // The pause because of which the day is not counted.
  [[nodiscard]] const Pause* pause_over(Date day) const { return pause_at_end_of(day - days{1}); }

  // The pause during which the day ends.
  [[nodiscard]] const Pause* pause_at_end_of(Date day) const {
    const auto later = std::ranges::upper_bound(pauses_, day, {}, &Pause::from);
    if (later == pauses_.begin()) return nullptr;
    const Pause& pause = *std::prev(later);
    return day < *pause.until ? &pause : nullptr;
  }

  // Days that fared alike become one span; counted ones only where they were worked in full, and
  // make-up days never, for each has a reason of its own.
  void note(Date first, Date last, DayFate fate, std::uint32_t total, bool rolling = false) {
    const bool joins = !step_.spans.empty() && step_.spans.back().fate == fate &&
                       step_.spans.back().rolling == rolling &&
                       step_.spans.back().last + days{1} == first && fate != DayFate::make_up &&
                       (fate != DayFate::counted || (whole_days_ && span_is_whole_));
    span_is_whole_ = whole_days_;
    if (!joins) {
      step_.spans.push_back({first, last, fate, rolling, total});
      return;
    }
    step_.spans.back().last = last;
    step_.spans.back().total = total;
  }

  const std::vector<Pause>& pauses_;
  const Calendar& calendar_;
  Step step_;
  bool provisional_ = false;
  bool whole_days_ = true;     // The days being noted were worked from beginning to end,
  bool span_is_whole_ = true;  // and so were those of the last span.
};

// Where an extension that follows the step starts.
Instant start_of_extension(const Step& step, const Term& extension) {
  if (step.term.kind == DayKind::working_hours && extension.kind == DayKind::working_hours)
    return step.due;
  return start_from_limit(step.term.counts_from == CountsFrom::raw ? step.raw_limit
                                                                   : step.due_date);
}

}  // namespace

Instant start_from_limit(Date limit) { return {end_of_day(limit).ms - 1}; }

Result<Derivation> derive(const Request& request, const Calendar& calendar) {
  DONTHU_TRY(check(request));
  Counting counting(request.pauses, calendar);
  Derivation derivation;
  derivation.steps.reserve(1 + request.extensions.size());
  DONTHU_ASSIGN(Step first, counting.count(request.term, request.start));
  derivation.steps.push_back(std::move(first));
  for (const auto& extension : request.extensions) {
    const Instant from = start_of_extension(derivation.steps.back(), extension);
    DONTHU_ASSIGN(Step step, counting.count(extension, from));
    derivation.steps.push_back(std::move(step));
  }
  derivation.start = request.start;
  derivation.term = request.term;
  derivation.extensions = request.extensions;
  derivation.pauses = request.pauses;
  derivation.raw_limit = derivation.steps.back().raw_limit;
  derivation.due_date = derivation.steps.back().due_date;
  derivation.due = derivation.steps.back().due;
  derivation.provisional = counting.provisional();
  derivation.calendar_version = calendar.name();
  return derivation;
}

}  // namespace donthu::deadline
