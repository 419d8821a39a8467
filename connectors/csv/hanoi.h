// Imports Hanoi's units before and after 01/07/2025 and the table of who followed whom, as they are
// published: one list of units for each side, and a succession by name, with the old code where its
// author could find it. The table is incomplete and partly wrong. What cannot be resolved is
// counted and listed; no line is lost.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/csv/registry_files.h"

namespace donthu::csv {

struct NamedBytes {
  std::string_view file_name;
  ByteView bytes;
};

struct HanoiFiles {
  NamedBytes units_before;  // code,name,level,parent
  NamedBytes units_after;   // The same columns.
  NamedBytes succession;    // successor_code,successor_name,predecessor_name,predecessor_code
};

struct HanoiOptions {
  // The first day for which the registry speaks, not a founding date: the sources' first period.
  Date known_from = make_date(2020, 7, 1);
  // NQ 97/2019/QH14: wards of the quận and the thị xã had no council from here to their end.
  Date pilot_from = make_date(2021, 7, 1);
  // NQ 1656/NQ-UBTVQH15: the first day of the new units; the old ones end the day before.
  Date new_from = make_date(2025, 7, 1);
};

// A line of the succession table that somebody should look at.
struct Finding {
  std::size_t line = 0;
  std::string predecessor;  // As written.
  std::string successor;
  std::string text;

  friend bool operator==(const Finding&, const Finding&) = default;
};

struct HanoiReport {
  std::map<std::string, std::size_t> units_before;  // By kind as the file writes it ("phuong").
  std::map<std::string, std::size_t> units_after;
  std::size_t codes_after = 0;
  std::size_t codes_known_before = 0;        // Codes of the new list that the old one had, too.
  std::vector<std::string> codes_of_others;  // Of these, those that named another unit.

  std::size_t succession_rows = 0;
  std::size_t rows_without_code = 0;
  std::size_t names_without_code = 0;          // Distinct, as written.
  std::vector<Finding> resolved_by_name;       // No code, but one unit nearby bears the name.
  std::vector<Finding> resolved_against_code;  // The code names another; one unit has this name.
  std::vector<Finding> unresolved;             // Kept in the table, no fact.
  std::vector<Finding> spelled_otherwise;      // Code and name mean the same, written differently.
  std::vector<Finding> doubtful;               // The code was followed, yet another bears the name.

  std::size_t pilot_wards = 0;
  // As the table's codes have it, and after the names were resolved.
  std::size_t codes_on_several_rows = 0;
  std::size_t split_predecessors = 0;
  std::size_t split_pilot_wards_by_code = 0;
  std::size_t split_pilot_wards = 0;
  std::vector<std::string> without_row_by_code;  // "00022 Phường Nguyễn Trung Trực"
  std::size_t pilot_wards_without_row_by_code = 0;
  std::vector<std::string> without_row;
};

struct HanoiImport {
  RegistryTables tables;
  HanoiReport report;
};

// The same files give the same ids: from 1 on in the order of the lists. The city stays one unit.
// A name is trusted only where the unit lies near: in a district that the same successor's other
// predecessors lie in, or one that shares some successor with it. By the name alone, Gia Lâm would
// have got a commune from the other end of the city.
// Errors: as of Reader; not_found where a row names a successor or parent that is in no list.
[[nodiscard]] Result<HanoiImport> import_hanoi(const HanoiFiles& files,
                                               const HanoiOptions& options = {});

// The report for people: counts, then every list.
[[nodiscard]] std::string to_text(const HanoiReport& report);

// The shipped files' comments, which say how the files came to be.
[[nodiscard]] std::vector<std::string> units_comment();
[[nodiscard]] std::vector<std::string> succession_comment();

}  // namespace donthu::csv
