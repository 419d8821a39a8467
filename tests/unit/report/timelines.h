// Timelines told in a few words, and questions about them alone.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/report/report.h"

namespace donthu::report {

using projection::Fact;
using projection::FactKind;

inline Instant at(std::string_view text) { return parse_instant(text).value(); }
inline Date day(std::string_view text) { return parse_date(text).value(); }

inline Fact fact(FactKind kind, UnitId unit, std::string_view when, std::string detail = {},
                 std::string_view recorded = {}) {
  Fact made;
  made.kind = kind;
  made.unit = unit;
  made.detail = std::move(detail);
  made.effective_at = at(when);
  made.recorded_at = recorded.empty() ? made.effective_at : at(recorded);
  return made;
}
inline Fact received(UnitId unit, std::string_view when, std::string kind = "recommendation") {
  return fact(FactKind::received, unit, when, std::move(kind));
}
inline Fact moved(FactKind kind, UnitId from, UnitId to, std::string_view when,
                  std::string detail) {
  Fact made = fact(kind, from, when, std::move(detail));
  made.other = to;
  return made;
}
inline Fact of_deadline(FactKind kind, UnitId unit, std::string_view when,
                        std::string_view recorded = {}) {
  Fact made = fact(kind, unit, when, "answer", recorded);
  made.deadline = 1;
  return made;
}

class Timelines final : public runtime::Queries {
 public:
  explicit Timelines(std::vector<std::vector<Fact>> all) : all_(std::move(all)) {}

  [[nodiscard]] Status each_timeline(const FactVisitor& visit) const override {
    for (const auto& facts : all_)
      if (!visit({}, facts)) break;
    return {};
  }

  [[nodiscard]] Result<petition::Case> find_case(const CaseId&) const override { return none(); }
  [[nodiscard]] Result<petition::Case> find_number(const event::RegisterNumber&) const override {
    return none();
  }
  [[nodiscard]] Result<runtime::Page> find(const runtime::Filter&, const std::string&,
                                           std::size_t) const override {
    return none();
  }
  [[nodiscard]] Result<std::vector<runtime::HistoryEntry>> history(const CaseId&) const override {
    return none();
  }
  [[nodiscard]] Result<petition::Case> case_recorded_as_of(const CaseId&, Instant) const override {
    return none();
  }
  [[nodiscard]] Result<petition::Case> case_at_version(const CaseId&,
                                                       std::uint64_t) const override {
    return none();
  }
  [[nodiscard]] Result<std::vector<Fact>> timeline(const CaseId&) const override { return none(); }
  [[nodiscard]] Result<std::uint64_t> each_entry(PartitionId, std::uint64_t,
                                                 const EntryVisitor&) const override {
    return none();
  }
  [[nodiscard]] std::uint16_t partitions() const override { return 1; }
  [[nodiscard]] std::uint64_t next_seq(PartitionId) const override { return 0; }
  [[nodiscard]] LogId log_id() const override { return {}; }

 private:
  static std::unexpected<Error> none() {
    return fail(ErrorCode::unsupported, "timelines-only",
                "reports read timelines and nothing else");
  }

  std::vector<std::vector<Fact>> all_;
};

}  // namespace donthu::report
