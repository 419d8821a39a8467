#include "engine/petition/terms.h"

#include <algorithm>
#include <ranges>

#include "engine/deadline/derivation.h"

namespace donthu::petition {

using event::Bearer;
using event::DeadlineState;

namespace {

deadline::Term to_deadline(const event::Term& term) {
  return {term.amount, static_cast<deadline::DayKind>(term.day_kind),
          static_cast<deadline::RollOver>(term.roll_over),
          static_cast<deadline::CountsFrom>(term.counts_from)};
}

// At the beginning of the working day that lies `days_before` working days before the due date;
// none where that is not after the start.
Instant warning_instant(const deadline::Calendar& calendar, Date due_date,
                        std::uint16_t days_before, Instant start) {
  if (days_before == 0) return {};
  const Instant warning = start_of_day(calendar.working_days_before(due_date, days_before));
  return warning > start ? warning : Instant{};
}

const RuleVersion<deadline::Calendar>* calendar_for(const Draft& draft, Instant start) {
  return draft.context().rules->calendar(local_date(start));
}

std::unexpected<Error> no_calendar(Instant start) {
  return reject(ErrorCode::not_found, "calendar-missing",
                "Chưa có lịch làm việc cho ngày " + to_vietnamese(local_date(start)),
                "no calendar is in force for " + to_string(local_date(start)), {},
                "Publish a calendar that covers that day (donthu rules publish)");
}

// The limit of `deadline`, with the calendar now in force for its start.
Result<event::Limit> limit_of(const Draft& draft, const Deadline& deadline) {
  const auto* calendar = calendar_for(draft, deadline.start);
  if (calendar == nullptr) return no_calendar(deadline.start);
  DONTHU_ASSIGN(const auto derivation, derive(deadline, *calendar->compiled));
  event::Limit limit;
  limit.raw = derivation.raw_limit;
  limit.due_date = derivation.due_date;
  limit.due = derivation.due;
  limit.provisional = derivation.provisional;
  limit.calendar = derivation.calendar_version;
  limit.due_soon =
      warning_instant(*calendar->compiled, limit.due_date, deadline.warn_days, deadline.start);
  return limit;
}

event::DayKind day_kind_from(const std::string& name) {
  event::DayKind kind = event::DayKind::calendar_days;
  (void)event::from_name(name, kind);
  return kind;
}

std::unexpected<Error> bad_row(const Draft::Ruling& row, std::string_view what) {
  return fail(ErrorCode::invalid, "term-row-broken",
              "row " + std::to_string(row.citation.row) + " of the policy " + row.citation.rule +
                  " gives no usable " + std::string(what),
              row.citation.rule, "Mend the table and publish a new version");
}

// Puts what the policy row says into the deadline.
Status fill_from_row(Deadline& deadline, const Draft::Ruling& row) {
  const std::int64_t amount = row.number("amount");
  if (amount < 1 || amount > 10'000) return bad_row(row, "amount");
  deadline.term.amount = static_cast<std::uint32_t>(amount);
  deadline.term.day_kind = day_kind_from(row.text("day_kind"));
  (void)event::from_name(row.text("roll_over"), deadline.term.roll_over);
  (void)event::from_name(row.text("counts_from"), deadline.term.counts_from);
  (void)event::from_name(row.text("bearer"), deadline.bearer);
  deadline.climbs = row.flag("climbs");
  deadline.extensions_allowed = static_cast<std::uint16_t>(
      std::clamp<std::int64_t>(row.number("extensions_allowed"), 0, 100));
  if (deadline.extensions_allowed > 0) {
    const std::int64_t by = row.number("extension_amount");
    if (by < 1 || by > 10'000) return bad_row(row, "extension_amount");
    deadline.extension.amount = static_cast<std::uint32_t>(by);
    deadline.extension.day_kind = day_kind_from(row.text("extension_day_kind"));
    deadline.extension.roll_over = deadline.term.roll_over;
    (void)event::from_name(row.text("extension_counts_from"), deadline.extension.counts_from);
  }
  deadline.warn_days =
      static_cast<std::uint16_t>(std::clamp<std::int64_t>(row.number("due_soon_days"), 0, 60));
  deadline.met_by = row.text("met_by");
  deadline.rule = row.citation;
  return {};
}

bool has_word(std::string_view words, std::string_view word) {
  for (const auto part : std::views::split(words, ' '))
    if (std::string_view(part.begin(), part.end()) == word) return true;
  return false;
}

}  // namespace

Result<deadline::Derivation> derive(const Deadline& deadline, const deadline::Calendar& calendar) {
  deadline::Request request;
  request.start = deadline.start;
  request.term = to_deadline(deadline.term);
  for (const event::Term& by : deadline.extensions) request.extensions.push_back(to_deadline(by));
  for (const event::Pause& pause : deadline.pauses)
    request.pauses.push_back({pause.from, pause.until});
  return deadline::derive(request, calendar);
}

const Deadline* next_duty(const Case& state) {
  const Deadline* next = nullptr;
  for (const Deadline& deadline : state.deadlines)
    if (deadline.open() && deadline.bearer == Bearer::authority &&
        (next == nullptr || deadline.limit.due < next->limit.due))
      next = &deadline;
  return next;
}

Status set_deadline(Draft& draft, std::string_view purpose, const TermStart& start, UnitId unit,
                    std::uint16_t rung) {
  DONTHU_ASSIGN(const auto row,
                draft.rule("terms", "term", draft.facts(purpose), draft.legal_date()));
  if (!row.found()) return {};
  Deadline deadline;
  DONTHU_TRY(fill_from_row(deadline, row));
  deadline.purpose = purpose;
  deadline.unit = unit;
  deadline.rung = rung;
  deadline.start = start.at;
  if (start.limit_of != nullptr) {
    const bool raw = deadline.term.counts_from == event::CountsFrom::raw;
    deadline.start = deadline::start_from_limit(raw ? start.limit_of->limit.raw
                                                    : start.limit_of->limit.due_date);
  }
  if (draft.now_at().deadlines.size() >= 255)
    return reject(ErrorCode::full, "too-many-deadlines", "Vụ việc có quá nhiều thời hạn",
                  "the case has 255 deadlines, the most that one case may have", {},
                  "Close it and register what goes on as a case of its own");
  DONTHU_ASSIGN(deadline.limit, limit_of(draft, deadline));
  if (const Deadline* former = draft.now_at().open_deadline(purpose);
      former != nullptr && former->unit == unit)
    annul_deadline(draft, former->id, "superseded");
  draft.record(event::DeadlineSet{static_cast<std::uint32_t>(draft.now_at().deadlines.size() + 1),
                                  deadline.purpose, deadline.bearer, deadline.unit, deadline.start,
                                  deadline.term, deadline.limit, deadline.climbs,
                                  deadline.extensions_allowed, deadline.extension, deadline.rung,
                                  deadline.warn_days, deadline.met_by, deadline.rule});
  return {};
}

void meet_deadline(Draft& draft, std::uint32_t id) {
  const Deadline& deadline = *draft.now_at().find_deadline(id);
  const Instant act = draft.context().effective_at;
  // The superior's own term had not begun when the act was done: it never was due.
  if (deadline.rung > 0 && act < deadline.start) {
    annul_deadline(draft, id, "met_before_climb");
    return;
  }
  const bool late_record = deadline.state == DeadlineState::overdue && act <= deadline.limit.due;
  draft.record(event::DeadlineMet{id, act, late_record});
}

Status meet_deadlines(Draft& draft, std::string_view verb) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id) {
    const Deadline& deadline = *draft.now_at().find_deadline(id);
    const bool waiting =
        deadline.open() || (deadline.state == DeadlineState::overdue && !deadline.met_at);
    if (waiting && has_word(deadline.met_by, verb)) meet_deadline(draft, id);
  }
  return {};
}

void annul_deadline(Draft& draft, std::uint32_t id, std::string_view cause) {
  draft.record(event::DeadlineAnnulled{id, std::string(cause)});
}

void annul_open_deadlines(Draft& draft, std::string_view cause) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id)
    if (draft.now_at().find_deadline(id)->open()) annul_deadline(draft, id, cause);
}

void annul_open_duties(Draft& draft, std::string_view cause) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id) {
    const Deadline& deadline = *draft.now_at().find_deadline(id);
    if (deadline.open() && deadline.bearer == Bearer::authority) annul_deadline(draft, id, cause);
  }
}

void suspend_deadlines(Draft& draft, Date from) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id) {
    const Deadline& deadline = *draft.now_at().find_deadline(id);
    if (deadline.state == DeadlineState::running && deadline.bearer == Bearer::authority)
      draft.record(event::DeadlineSuspended{id, from});
  }
}

Status resume_deadlines(Draft& draft, Date until) {
  const std::size_t count = draft.now_at().deadlines.size();
  for (std::uint32_t id = 1; id <= count; ++id) {
    Deadline deadline = *draft.now_at().find_deadline(id);
    if (deadline.state != DeadlineState::suspended) continue;
    deadline.pauses.back().until = until;
    DONTHU_ASSIGN(const auto limit, limit_of(draft, deadline));
    draft.record(event::DeadlineResumed{id, until, limit});
  }
  return {};
}

Status extend_deadline(Draft& draft, std::string_view purpose, const event::SealedText& reason) {
  const Deadline* open = draft.now_at().open_deadline(purpose);
  if (open == nullptr || open->state != DeadlineState::running)
    return reject(ErrorCode::rejected, "no-running-deadline",
                  "Không có thời hạn '" + std::string(purpose) + "' đang chạy để gia hạn",
                  "no deadline '" + std::string(purpose) + "' is running", "purpose",
                  "Only a running deadline can be extended; see case show");
  Deadline deadline = *open;
  if (deadline.extensions.size() >= deadline.extensions_allowed)
    return reject(ErrorCode::rejected, "no-extension-left",
                  "Đã hết số lần gia hạn mà luật cho phép (" +
                      std::to_string(deadline.extensions_allowed) + ")",
                  "the law allows " + std::to_string(deadline.extensions_allowed) +
                      " extensions of this deadline, and " +
                      std::to_string(deadline.extensions.size()) + " were given",
                  "purpose", "Resolve it, or suspend it where there is a legal ground");
  deadline.extensions.push_back(deadline.extension);
  DONTHU_ASSIGN(const auto limit, limit_of(draft, deadline));
  draft.record(event::DeadlineExtended{deadline.id, deadline.extension,
                                       static_cast<std::uint16_t>(deadline.extensions.size()),
                                       limit, deadline.rule, reason});
  return {};
}

Result<bool> recompute_deadline(Draft& draft, std::uint32_t id, std::string_view cause) {
  Deadline deadline = *draft.now_at().find_deadline(id);
  if (deadline.state != DeadlineState::running) return false;
  const event::Limit was = deadline.limit;
  if (cause == "policy") {
    auto facts = draft.facts(deadline.purpose);
    facts.insert_or_assign("legal_date", local_date(deadline.start));
    DONTHU_ASSIGN(const auto row, draft.rule("terms", "term", facts, local_date(deadline.start)));
    if (!row.found()) return false;
    DONTHU_TRY(fill_from_row(deadline, row));
  }
  DONTHU_ASSIGN(deadline.limit, limit_of(draft, deadline));
  if (deadline.limit == was && deadline.term == draft.now_at().find_deadline(id)->term)
    return false;
  draft.record(event::DeadlineRecomputed{id, std::string(cause), deadline.start, deadline.term,
                                         deadline.limit, was, deadline.rule});
  return true;
}

bool calendar_is_outdated(const Draft& draft, const Deadline& deadline) {
  const auto* calendar = calendar_for(draft, deadline.start);
  return calendar != nullptr && deadline.limit.calendar != calendar->compiled->name();
}

}  // namespace donthu::petition
