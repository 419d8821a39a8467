#include "connectors/csv/hanoi_lists.h"

#include <algorithm>

#include "connectors/csv/reader.h"
#include "engine/base/text.h"

namespace donthu::csv {

const std::map<std::string, Kind>& kinds() {
  using enum event::UnitLevel;
  static const std::map<std::string, Kind> known{
      {"thanh_pho", {city, "thành phố"}},  {"quan", {district, "quận"}},
      {"huyen", {district, "huyện"}},      {"thi_xa", {district, "thị xã"}},
      {"phuong", {ward, "phường"}},        {"xa", {commune, "xã"}},
      {"thi_tran", {township, "thị trấn"}}};
  return known;
}

const ListedUnit* UnitList::with_code(const std::string& code) const {
  const auto found = by_code.find(code);
  return found == by_code.end() ? nullptr : &units[found->second];
}

Result<UnitList> read_unit_list(const NamedBytes& file) {
  DONTHU_ASSIGN(auto reader,
                Reader::open(file.bytes, file.file_name, {"code", "name", "level", "parent"}));
  UnitList list;
  while (true) {
    DONTHU_ASSIGN(const auto row, reader.next());
    if (!row) return list;
    ListedUnit unit{(*row)[0], (*row)[1], (*row)[2], (*row)[3], {}};
    if (unit.code.empty() || list.by_code.contains(unit.code))
      return reader.complain(*row, 0, "bad-code", "the code is empty or stands there already",
                             "give each unit of one list its own code");
    if (!kinds().contains(unit.kind))
      return reader.complain(*row, 2, "bad-level", "the level is unknown",
                             "use thanh_pho, quan, huyen, thi_xa, phuong, xa or thi_tran");
    if (!unit.parent_code.empty() && !list.by_code.contains(unit.parent_code))
      return reader.complain(*row, 3, "unknown-unit", "the parent stands on no earlier line",
                             "write parents above their children");
    list.by_code.emplace(unit.code, list.units.size());
    list.by_folded_name.emplace(folded(unit.name), list.units.size());
    list.units.push_back(std::move(unit));
  }
}

Result<std::vector<Following>> read_followings(const NamedBytes& file) {
  DONTHU_ASSIGN(auto reader, Reader::open(file.bytes, file.file_name,
                                          {"successor_code", "successor_name", "predecessor_name",
                                           "predecessor_code"}));
  std::vector<Following> rows;
  while (true) {
    DONTHU_ASSIGN(const auto row, reader.next());
    if (!row) return rows;
    rows.push_back({row->line, (*row)[0], (*row)[1], (*row)[2], (*row)[3]});
  }
}

PredecessorFinder::PredecessorFinder(const UnitList& before, const std::vector<Following>& rows)
    : before_(before) {
  for (const Following& row : rows)
    if (const ListedUnit* unit = before.with_code(row.predecessor_code))
      districts_of_successor_[row.successor_code].insert(unit->parent_code);
  for (const auto& [successor, districts] : districts_of_successor_)
    for (const std::string& district : districts)
      neighbours_[district].insert(districts.begin(), districts.end());
}

bool PredecessorFinder::near(const ListedUnit& unit, const std::string& successor_code) const {
  const auto districts = districts_of_successor_.find(successor_code);
  if (districts == districts_of_successor_.end()) return false;
  return std::ranges::any_of(districts->second, [&](const std::string& district) {
    const auto neighbours = neighbours_.find(district);
    return neighbours != neighbours_.end() && neighbours->second.contains(unit.parent_code);
  });
}

namespace {

std::string label(const ListedUnit& unit) { return unit.code + " " + unit.name; }

Finding finding(const Following& row, std::string text) {
  return {row.line, row.predecessor_name, row.successor_name, std::move(text)};
}

}  // namespace

PredecessorFinder::Found PredecessorFinder::find(const Following& row, HanoiReport& report) const {
  const ListedUnit* coded = before_.with_code(row.predecessor_code);
  return coded != nullptr ? by_code(row, *coded, report) : by_name(row, report);
}

PredecessorFinder::Found PredecessorFinder::by_code(const Following& row, const ListedUnit& coded,
                                                    HanoiReport& report) const {
  if (coded.name == row.predecessor_name) return {&coded, ""};
  const ListedUnit* namesake = nullptr;  // The one other unit of exactly this name.
  std::size_t namesakes = 0;
  for (const ListedUnit& unit : before_.units)
    if (unit.name == row.predecessor_name) {
      namesake = &unit;
      ++namesakes;
    }
  const bool same_words = folded(coded.name) == folded(row.predecessor_name);
  if (!same_words && namesakes == 1 && namesake->parent_code == coded.parent_code) {
    const std::string note = "by name, not by code " + row.predecessor_code;
    report.resolved_against_code.push_back(
        finding(row, "code names " + label(coded) + ", name is that of " + label(*namesake)));
    return {namesake, note};
  }
  if (same_words && namesakes == 0) {
    report.spelled_otherwise.push_back(finding(row, "listed as " + label(coded)));
    return {&coded, "listed as " + coded.name};
  }
  std::string text = "taken as " + label(coded);
  if (namesake != nullptr) text += ", but " + label(*namesake) + " is spelled so";
  report.doubtful.push_back(finding(row, text));
  return {&coded, "doubtful: " + text};
}

PredecessorFinder::Found PredecessorFinder::by_name(const Following& row,
                                                    HanoiReport& report) const {
  std::vector<const ListedUnit*> close;
  std::string far;
  const auto [begin, end] = before_.by_folded_name.equal_range(folded(row.predecessor_name));
  for (auto each = begin; each != end; ++each) {
    const ListedUnit& unit = before_.units[each->second];
    if (near(unit, row.successor_code)) {
      close.push_back(&unit);
      continue;
    }
    const ListedUnit* district = before_.with_code(unit.parent_code);
    far += "; " + label(unit) + " lies far away" + (district ? " in " + district->name : "");
  }
  if (close.size() == 1) {
    report.resolved_by_name.push_back(finding(row, "found as " + label(*close.front())));
    return {close.front(), "by name"};
  }
  std::string text = close.empty() ? "no unit of this name near the successor in the old list" + far
                                   : "several units near the successor bear this name";
  report.unresolved.push_back(finding(row, text));
  return {nullptr, "unresolved: " + text};
}

}  // namespace donthu::csv
