#include "engine/registry/judge.h"

#include <algorithm>
#include <set>

namespace donthu::registry {
namespace {

std::string label(const Registry& registry, UnitId id, Date date) {
  return registry.name(id, date) + " (" + std::to_string(id.value) + ")";
}

std::string until(std::optional<Date> date) { return date ? to_string(*date) : "further notice"; }

// Every day on which some parent changes; between two of them the graph stands still.
std::set<Date> turning_days(const State& state) {
  std::set<Date> days;
  state.units.each([&](std::uint32_t, const UnitRecord& record) {
    for (const UnitAttributes& change : record.attributes)
      if (change.parent) days.insert(std::max(change.from, record.valid_from));
  });
  return days;
}

bool climbs_to_itself(const State& state, UnitId unit, Date date) {
  std::set<UnitId> seen;
  UnitId at = unit;
  while (at && seen.insert(at).second) {
    const UnitRecord* record = state.units.find(at.value);
    if (record == nullptr || !record->valid(date)) return false;
    at = record->parent(date);
    if (at == unit) return true;
  }
  return false;
}

Status judge_parents(const Registry& after, UnitId unit, const UnitRecord& record) {
  for (const auto& stretch : stretches(record, &UnitAttributes::parent)) {
    if (!stretch.value) continue;
    const UnitRecord* parent = after.state().units.find(stretch.value.value);
    const bool from_its_birth = parent != nullptr && parent->valid_from <= stretch.from;
    const bool to_its_end =
        parent != nullptr &&
        (!parent->valid_until || (stretch.until && *stretch.until <= *parent->valid_until));
    if (from_its_birth && to_its_end) continue;
    return reject(ErrorCode::rejected, "parent-not-valid",
                  "Đơn vị cấp trên không tồn tại trong suốt thời gian này",
                  label(after, stretch.value, stretch.from) + " does not exist on every day from " +
                      to_string(stretch.from) + " to " + until(stretch.until) +
                      ", while it would stand above " + label(after, unit, stretch.from),
                  "parent", "choose a unit that exists then, or change the dates");
  }
  if (record.children.empty()) return {};  // Nothing below it that it could climb through.
  for (const auto& stretch : stretches(record, &UnitAttributes::parent)) {
    if (!stretch.value) continue;
    for (const Date day : turning_days(after.state())) {
      if (day < stretch.from || (stretch.until && day > *stretch.until)) continue;
      if (climbs_to_itself(after.state(), unit, day))
        return reject(ErrorCode::rejected, "unit-above-itself",
                      "Đơn vị không thể là cấp trên của chính mình",
                      label(after, unit, day) + " would stand above itself on " + to_string(day),
                      "parent", "choose a parent that does not lie below the unit");
    }
  }
  return {};
}

Status judge_codes(const Registry& after, UnitId unit, const UnitRecord& record) {
  for (const auto& mine : stretches(record, &UnitAttributes::code)) {
    if (mine.value.empty()) continue;
    for (const std::uint32_t number : after.state().codes.candidates(mine.value)) {
      if (number == unit.value) continue;
      const UnitRecord* other = after.state().units.find(number);
      for (const auto& theirs : stretches(*other, &UnitAttributes::code))
        if (theirs.value == mine.value && theirs.overlaps(mine))
          return reject(ErrorCode::rejected, "code-in-use",
                        "Mã đơn vị đang được dùng cho đơn vị khác trong thời gian này",
                        "code " + mine.value + " belongs to " +
                            label(after, {number}, theirs.from) + " from " +
                            to_string(theirs.from) + " to " + until(theirs.until),
                        "code", "end or change the other unit first, or mend the code");
    }
  }
  return {};
}

// A parent may not end before those below it.
Status judge_children(const Registry& after, UnitId unit, const UnitRecord& record) {
  for (const UnitId child : record.children) {
    const UnitRecord* below = after.state().units.find(child.value);
    for (const auto& stretch : stretches(*below, &UnitAttributes::parent)) {
      if (stretch.value != unit || !record.valid_until) continue;
      if (stretch.until && *stretch.until <= *record.valid_until) continue;
      return reject(
          ErrorCode::rejected, "unit-has-subordinates", "Còn đơn vị trực thuộc sau ngày này",
          label(after, child, stretch.from) + " would still stand below " +
              label(after, unit, *record.valid_until) + " after " + to_string(*record.valid_until),
          "valid_until", "end the units below it first, or give them another parent");
    }
  }
  return {};
}

}  // namespace

Status judge_unit(const Registry& after, UnitId unit) {
  const UnitRecord& record = *after.state().units.find(unit.value);
  if (record.valid_until && *record.valid_until < record.valid_from)
    return reject(ErrorCode::invalid, "bad-field", "Ngày kết thúc trước ngày thành lập",
                  "the unit would end on " + to_string(*record.valid_until) +
                      ", before it began on " + to_string(record.valid_from),
                  "valid_until", "valid_until is the last day of the unit");
  DONTHU_TRY(judge_parents(after, unit, record));
  DONTHU_TRY(judge_codes(after, unit, record));
  return judge_children(after, unit, record);
}

Status judge_office(const Registry& after, OfficeId office) {
  const Office& mine = *after.state().offices.find(office.value);
  const bool chair = mine.role == event::OfficeRole::chair;
  if (!chair && !mine.acting) return {};
  const Stretch<bool> my_days{mine.valid_from, mine.valid_until, true};
  for (const OfficeId id : after.state().units.find(mine.unit.value)->offices) {
    const Office& other = *after.state().offices.find(id.value);
    if (id == office || (chair ? other.role != mine.role : !other.acting)) continue;
    if (!my_days.overlaps({other.valid_from, other.valid_until, true})) continue;
    return reject(ErrorCode::rejected, chair ? "unit-has-a-chair" : "unit-has-an-acting-head",
                  "Đơn vị đã có người đứng đầu trong thời gian này",
                  label(after, mine.unit, mine.valid_from) + " has one from " +
                      to_string(other.valid_from) + " to " + until(other.valid_until) +
                      " (office " + std::to_string(id.value) + ")",
                  "role", "vacate that office first");
  }
  return {};
}

}  // namespace donthu::registry
