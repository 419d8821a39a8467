#include "connectors/csv/hanoi.h"

#include <algorithm>
#include <set>

#include "connectors/csv/hanoi_lists.h"

namespace donthu::csv {
namespace {

constexpr const char* reorganisation = "NQ 1656/NQ-UBTVQH15";
constexpr const char* old_list = "Danh mục hành chính 2022, cơ quan thống kê";

struct Import {
  UnitList before;
  UnitList after;
  std::vector<Following> rows;
  HanoiOptions options;
  HanoiImport result;

  // Quận's and thị xã's wards; DOMAIN H: exactly the pilot's 175.
  [[nodiscard]] bool is_pilot_ward(const ListedUnit& unit) const {
    const ListedUnit* parent = before.with_code(unit.parent_code);
    return unit.kind == "phuong" && parent != nullptr &&
           (parent->kind == "quan" || parent->kind == "thi_xa");
  }

  [[nodiscard]] static bool is_commune_tier(const ListedUnit& unit) {
    const auto level = kinds().at(unit.kind).level;
    return level != event::UnitLevel::city && level != event::UnitLevel::district;
  }

  // Only the city went on; a new ward is another unit even where name and code are an old one's.
  [[nodiscard]] const ListedUnit* continued(const ListedUnit& unit, const UnitList& other) const {
    const ListedUnit* twin = other.with_code(unit.code);
    const bool same = twin != nullptr && twin->name == unit.name && twin->kind == unit.kind &&
                      kinds().at(unit.kind).level == event::UnitLevel::city;
    return same ? twin : nullptr;
  }

  UnitRow row_of(const ListedUnit& unit, const UnitList& list) const {
    const Kind& kind = kinds().at(unit.kind);
    UnitRow row;
    row.unit = unit.unit;
    row.level = kind.level;
    row.kind = kind.text;
    row.code = unit.code;
    row.name = unit.name;
    if (const ListedUnit* parent = list.with_code(unit.parent_code)) row.parent = parent->unit;
    return row;
  }

  void make_units() {
    std::uint32_t next = 1;
    for (ListedUnit& unit : before.units) {
      unit.unit = {next++};
      UnitRow row = row_of(unit, before);
      row.valid_from = options.known_from;
      row.citation = old_list;
      if (continued(unit, after) == nullptr) {
        row.valid_until = options.new_from - days{1};
        row.ended_by = reorganisation;
      }
      if (is_pilot_ward(unit)) row.without_council_from = options.pilot_from;
      ++result.report.units_before[unit.kind];
      result.tables.units.push_back(std::move(row));
    }
    for (ListedUnit& unit : after.units) {
      ++result.report.units_after[unit.kind];
      if (const ListedUnit* same = continued(unit, before)) {
        unit.unit = same->unit;
        continue;
      }
      unit.unit = {next++};
      UnitRow row = row_of(unit, after);
      row.valid_from = options.new_from;
      row.citation = reorganisation;
      result.tables.units.push_back(std::move(row));
    }
  }

  void compare_codes() {
    HanoiReport& report = result.report;
    report.codes_after = after.units.size();
    for (const ListedUnit& unit : after.units) {
      const ListedUnit* old = before.with_code(unit.code);
      if (old == nullptr) continue;
      ++report.codes_known_before;
      if (old->name != unit.name)
        report.codes_of_others.push_back(unit.code + " " + old->name + " -> " + unit.name);
    }
  }

  Status make_successions(std::string_view file_name) {
    const PredecessorFinder finder(before, rows);
    for (const Following& row : rows) {
      const ListedUnit* successor = after.with_code(row.successor_code);
      if (successor == nullptr || successor->name != row.successor_name)
        return fail(ErrorCode::not_found, "unknown-successor",
                    "no unit of the new list has this code and name",
                    std::string(file_name) + ":" + std::to_string(row.line) + ":successor_code",
                    "mend the code or the name, or add the unit to the new list");
      const auto found = finder.find(row, result.report);
      SuccessionRow made;
      if (found.unit != nullptr) made.predecessor = found.unit->unit;
      made.predecessor_name = row.predecessor_name;
      made.successor = successor->unit;
      made.successor_name = successor->name;
      made.effective_from = options.new_from;
      made.note = found.note;
      made.citation = reorganisation;
      result.tables.successions.push_back(std::move(made));
    }
    mark_extents();
    return {};
  }

  [[nodiscard]] std::map<UnitId, std::set<UnitId>> successors() const {
    std::map<UnitId, std::set<UnitId>> all;
    for (const SuccessionRow& row : result.tables.successions)
      if (row.predecessor) all[row.predecessor].insert(row.successor);
    return all;
  }

  // The table does not say whole or part: a unit with one successor went there whole.
  void mark_extents() {
    const auto all = successors();
    for (SuccessionRow& row : result.tables.successions)
      if (row.predecessor && all.at(row.predecessor).size() == 1)
        row.extent = event::SuccessionExtent::whole;
  }

  void count_rows() {
    HanoiReport& report = result.report;
    report.succession_rows = rows.size();
    std::set<std::string> nameless;
    std::map<std::string, std::set<std::string>> by_code;
    std::map<std::string, std::size_t> rows_of_code;
    for (const Following& row : rows) {
      if (row.predecessor_code.empty()) {
        ++report.rows_without_code;
        nameless.insert(row.predecessor_name);
        continue;
      }
      by_code[row.predecessor_code].insert(row.successor_code);
      ++rows_of_code[row.predecessor_code];
    }
    report.names_without_code = nameless.size();
    for (const auto& [code, count] : rows_of_code) report.codes_on_several_rows += count > 1;
    count_units(by_code);
  }

  void count_units(const std::map<std::string, std::set<std::string>>& by_code) {
    HanoiReport& report = result.report;
    const auto resolved = successors();
    for (const auto& [unit, all] : resolved) report.split_predecessors += all.size() > 1;
    for (const ListedUnit& unit : before.units) {
      if (!is_commune_tier(unit)) continue;
      const bool pilot = is_pilot_ward(unit);
      const auto coded = by_code.find(unit.code);
      const auto found = resolved.find(unit.unit);
      report.pilot_wards += pilot;
      if (coded == by_code.end()) {
        report.without_row_by_code.push_back(unit.code + " " + unit.name);
        report.pilot_wards_without_row_by_code += pilot;
      } else if (pilot && coded->second.size() > 1) {
        ++report.split_pilot_wards_by_code;
      }
      if (found == resolved.end())
        report.without_row.push_back(unit.code + " " + unit.name);
      else if (pilot && found->second.size() > 1)
        ++report.split_pilot_wards;
    }
  }
};

void list(std::string& text, const std::string& title, const std::vector<Finding>& findings) {
  text += "\n" + title + ": " + std::to_string(findings.size()) + "\n";
  for (const Finding& each : findings)
    text += "  line " + std::to_string(each.line) + ": " + each.predecessor + " -> " +
            each.successor + ": " + each.text + "\n";
}

void list(std::string& text, const std::string& title, const std::vector<std::string>& lines) {
  text += "\n" + title + ": " + std::to_string(lines.size()) + "\n";
  for (const std::string& line : lines) text += "  " + line + "\n";
}

std::string counts(const std::map<std::string, std::size_t>& units) {
  std::string text;
  for (const auto& [kind, count] : units)
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + kinds().at(kind).text;
  return text;
}

}  // namespace

Result<HanoiImport> import_hanoi(const HanoiFiles& files, const HanoiOptions& options) {
  Import import;
  import.options = options;
  DONTHU_ASSIGN(import.before, read_unit_list(files.units_before));
  DONTHU_ASSIGN(import.after, read_unit_list(files.units_after));
  DONTHU_ASSIGN(import.rows, read_followings(files.succession));
  import.make_units();
  import.compare_codes();
  DONTHU_TRY(import.make_successions(files.succession.file_name));
  import.count_rows();
  return std::move(import.result);
}

std::string to_text(const HanoiReport& report) {
  const auto number = [](std::size_t value) { return std::to_string(value); };
  std::string text = "units before: " + counts(report.units_before) +
                     "\nunits after: " + counts(report.units_after) +
                     "\ncodes after: " + number(report.codes_after) +
                     ", known before: " + number(report.codes_known_before) +
                     ", then of another unit: " + number(report.codes_of_others.size()) +
                     "\nsuccession rows: " + number(report.succession_rows) +
                     ", without a code: " + number(report.rows_without_code) + " (" +
                     number(report.names_without_code) +
                     " names)\nold units that went to more than one new unit: " +
                     number(report.split_predecessors) +
                     " (codes on several rows: " + number(report.codes_on_several_rows) +
                     ")\npilot wards: " + number(report.pilot_wards) +
                     ", split: " + number(report.split_pilot_wards) +
                     " (by code alone: " + number(report.split_pilot_wards_by_code) +
                     "), without a row: " + number(report.pilot_wards_without_row_by_code) +
                     "\nold communes without a row: " + number(report.without_row.size()) +
                     " (by code alone: " + number(report.without_row_by_code.size()) + ")\n";
  list(text, "resolved by name", report.resolved_by_name);
  list(text, "resolved by name, against the code", report.resolved_against_code);
  list(text, "spelled otherwise than in the list", report.spelled_otherwise);
  list(text, "doubtful", report.doubtful);
  list(text, "unresolved, kept without a predecessor", report.unresolved);
  list(text, "old communes without a row", report.without_row);
  list(text, "codes that named another unit", report.codes_of_others);
  return text;
}

std::vector<std::string> units_comment() {
  return {
      "Hanoi's units: the city, its districts and communes as listed in 2022, and its wards and",
      "communes since 01/07/2025. Made by csv::import_hanoi from the published lists; the tests",
      "compare. An id (unit) is ours, for ever; never renumber, add new units at the end.",
      "valid_from 2020-07-01 is the first day this registry speaks for, not a founding date.",
      "valid_until is the last day. A code belongs to different units at different times."};
}

std::vector<std::string> succession_comment() {
  return {
      "Which unit followed which on 01/07/2025. Made by csv::import_hanoi from a published table",
      "that is incomplete. A line without predecessor names a unit that the list of 2022 does",
      "not have (merged before); it is kept for whoever finds the missing table.",
      "extent: whole where one successor is recorded, else part. No localities are published."};
}

}  // namespace donthu::csv
