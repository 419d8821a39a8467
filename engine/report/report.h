// Figures from the log, as of any date: what was received, resolved, is still open, went overdue,
// climbed; per ward, per district and in total, and the change against another period.
//
// Timelines (projection::Fact) are the only input. They are read case by case, and what is kept is
// one row a unit, so memory does not grow with the number of cases.
//
// A petition that was voided counts nowhere. Its kind and receipt are the corrected ones. A
// petition that was reported to the superior as beyond authority counts as escalated, and not as
// resolved, for the unit that gave it away (NĐ 32/2021, Article 12).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/event/petition_values.h"
#include "engine/registry/registry.h"
#include "engine/runtime/queries.h"

namespace donthu::report {

// Which petitions the figures of a period are about.
enum class Basis : std::uint8_t {
  cohort,  // Those received in the period, and what had become of them by the as-of instant.
  flow,    // What happened in the period, whenever the petition was received.
};

// What "as of" means.
enum class AsOfKind : std::uint8_t {
  recorded,   // What was known then: facts that were recorded before the instant.
  effective,  // What was true then, by all that is known now: an act in time that was recorded late
              // takes its overdue back; corrections hold from the beginning.
};

enum class Per : std::uint8_t { total, district, ward };

// Local days (UTC+7), both included.
struct Period {
  Date from;
  Date until;

  friend bool operator==(const Period&, const Period&) = default;
};

struct ReportRequest {
  Date from;
  Date until;  // Included.
  Basis basis = Basis::cohort;
  // What took effect (and, with AsOfKind::recorded, was recorded) before this instant counts. 0:
  // 24:00 of each period's last day.
  Instant as_of;
  AsOfKind as_of_kind = AsOfKind::recorded;
  Per per = Per::total;
  std::vector<event::PetitionKind> kinds;  // Empty: all.
  std::optional<Period> compare;           // The earlier period.
};

// Counts of cases.
struct Figures {
  std::uint64_t received = 0;
  std::uint64_t resolved = 0;      // Decided or answered, by a unit of the row.
  std::uint64_t backlog = 0;       // Open, and in the hands of a unit of the row.
  std::uint64_t overdue_open = 0;  // Of the backlog: past a deadline that has not been met.
  std::uint64_t overdue = 0;       // A unit of the row let a deadline lapse, once or more.
  std::uint64_t escalated = 0;     // Climbed from a unit of the row, overdue or beyond authority.
  // Not resolved by a unit of the row, and no longer in its hands: handed on, declined, terminated.
  // Of a cohort: received = resolved + backlog + left.
  std::uint64_t left = 0;

  friend bool operator==(const Figures&, const Figures&) = default;
};

struct Row {
  UnitId unit;  // None: the total.
  std::string name;
  Figures figures;
  std::optional<Figures> before;  // Of the period to compare with.
};

struct Report {
  ReportRequest request;
  Instant as_of;
  Instant compare_as_of;  // 0 without a period to compare with.
  LogId log;
  bool simulated = false;  // For the surfaces to set; every output then says so.
  Row total;
  std::vector<Row> rows;  // By name; units with nothing to count are left out.
};

// invalid "bad-period": it ends before it begins (field "until" or "compare"); otherwise the errors
// of Queries::each_timeline. Units are named, and put below their districts, as of the last day.
[[nodiscard]] Result<Report> compute(const runtime::Queries& queries,
                                     const registry::Registry& registry,
                                     const ReportRequest& request);

// For people: at most 100 columns, Vietnamese first.
[[nodiscard]] std::string to_text(const Report& report);
// One line a unit, period and figure, with numerator, denominator and unit of measure. UTF-8
// without a byte order mark, LF, RFC 4180 quoting.
[[nodiscard]] std::string to_csv(const Report& report);
// The same as one JSON document.
[[nodiscard]] std::string to_json(const Report& report);

}  // namespace donthu::report
