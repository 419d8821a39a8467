// One timeline as a report reads it. Private to this room.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/projection/fact.h"
#include "engine/report/report.h"

namespace donthu::report {

// What a report may know of a case: corrected, without what was taken back, in the order in which
// it took effect.
struct CaseReading {
  Instant received_at;
  UnitId registered_by;
  event::PetitionKind kind = event::PetitionKind::complaint;
  std::vector<projection::Fact> facts;  // Without the receipt and corrections.
};

// Nothing where the case was not there yet, or was voided. invalid facts (a timeline without a
// receipt, a kind that is none) read as not there.
[[nodiscard]] std::optional<CaseReading> read_case(const std::vector<projection::Fact>& timeline,
                                                   Instant as_of, AsOfKind kind);

// Whether a unit belongs to a row.
using Scope = std::function<bool(UnitId)>;

// How the case stands for the units of a scope.
struct Standing {
  bool open = true;
  UnitId handled_by;
  bool resolved = false;      // By a unit of the scope, and not opened again in it.
  bool overdue_open = false;  // A unit of the scope has a lapsed deadline that was not met.
  bool overdue = false;
  bool escalated = false;
};
[[nodiscard]] Standing standing_of(const CaseReading& reading, const Scope& scope);

}  // namespace donthu::report
