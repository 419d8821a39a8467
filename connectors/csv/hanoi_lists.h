// The lists of units as the statistics office publishes them. Private to the import.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "connectors/csv/hanoi.h"

namespace donthu::csv {

struct ListedUnit {
  std::string code;
  std::string name;
  std::string kind;  // As the file writes it: "quan".
  std::string parent_code;
  UnitId unit;  // Given by the import.
};

struct UnitList {
  std::vector<ListedUnit> units;
  std::map<std::string, std::size_t> by_code;
  std::multimap<std::string, std::size_t> by_folded_name;

  [[nodiscard]] const ListedUnit* with_code(const std::string& code) const;
};

[[nodiscard]] Result<UnitList> read_unit_list(const NamedBytes& file);

// "phuong": a ward, "phường".
struct Kind {
  event::UnitLevel level;
  std::string text;
};
[[nodiscard]] const std::map<std::string, Kind>& kinds();

// A row of the succession table.
struct Following {
  std::size_t line = 0;
  std::string successor_code;
  std::string successor_name;
  std::string predecessor_name;
  std::string predecessor_code;
};
[[nodiscard]] Result<std::vector<Following>> read_followings(const NamedBytes& file);

// Finds the old unit that a row means.
class PredecessorFinder {
 public:
  PredecessorFinder(const UnitList& before, const std::vector<Following>& rows);

  struct Found {
    const ListedUnit* unit = nullptr;  // Null: unresolved.
    std::string note;                  // Empty: code and name agree.
  };
  // Adds its findings to the report.
  [[nodiscard]] Found find(const Following& row, HanoiReport& report) const;

 private:
  [[nodiscard]] Found by_code(const Following& row, const ListedUnit& coded,
                              HanoiReport& report) const;
  [[nodiscard]] Found by_name(const Following& row, HanoiReport& report) const;
  [[nodiscard]] bool near(const ListedUnit& unit, const std::string& successor_code) const;

  const UnitList& before_;
  std::map<std::string, std::set<std::string>> districts_of_successor_;
  std::map<std::string, std::set<std::string>> neighbours_;  // Of a district, itself included.
};

}  // namespace donthu::csv
