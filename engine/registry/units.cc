#include <algorithm>

#include "engine/base/text.h"
#include "engine/registry/state.h"

namespace donthu::registry {
namespace {

// A log that nobody checked may hold a cycle; climbing still ends.
constexpr std::size_t highest_tower = 16;

}  // namespace

std::string folded_short_name(std::string_view name, std::string_view kind) {
  std::string plain = folded(name);
  const std::string prefix = folded(kind) + " ";
  if (plain.size() > prefix.size() && plain.starts_with(prefix)) plain.erase(0, prefix.size());
  return plain;
}

Unit UnitRecord::as_of(UnitId id, Date date) const {
  Unit unit;
  unit.id = id;
  unit.valid_from = valid_from;
  unit.valid_until = valid_until;
  unit.valid = valid(date);
  if (valid_until) date = std::min(date, *valid_until);
  date = std::max(date, valid_from);
  for (const UnitAttributes& change : attributes) {
    if (change.from > date) break;
    if (change.level) unit.level = *change.level;
    if (change.kind) unit.kind = *change.kind;
    if (change.code) unit.code = *change.code;
    if (change.name) unit.name = *change.name;
    if (change.parent) unit.parent = *change.parent;
    if (change.has_council) unit.has_council = *change.has_council;
  }
  return unit;
}

UnitId UnitRecord::parent(Date date) const {
  UnitId parent;
  for (const UnitAttributes& change : attributes) {
    if (change.from > date) break;
    if (change.parent) parent = *change.parent;
  }
  return parent;
}

std::optional<Unit> Registry::unit(UnitId id, Date date) const {
  const UnitRecord* record = state_->units.find(id.value);
  if (record == nullptr) return std::nullopt;
  return record->as_of(id, date);
}

bool Registry::is_valid(UnitId id, Date date) const {
  const UnitRecord* record = state_->units.find(id.value);
  return record != nullptr && record->valid(date);
}

std::string Registry::name(UnitId id, Date date) const {
  const auto found = unit(id, date);
  return found ? found->name : std::string();
}

std::optional<event::UnitLevel> Registry::level(UnitId id, Date date) const {
  const auto found = unit(id, date);
  if (!found) return std::nullopt;
  return found->level;
}

UnitId Registry::unit_by_code(std::string_view code, Date date) const {
  if (code.empty()) return {};
  for (const std::uint32_t number : state_->codes.candidates(code)) {
    const auto found = unit({number}, date);
    if (found && found->valid && found->code == code) return found->id;
  }
  return {};
}

std::vector<UnitId> Registry::units_named(std::string_view name, Date date) const {
  const std::string wanted = folded(name);
  std::vector<UnitId> found;
  for (const std::uint32_t number : state_->names.candidates(wanted)) {
    const auto candidate = unit({number}, date);
    if (candidate && candidate->valid &&
        (folded(candidate->name) == wanted ||
         folded_short_name(candidate->name, candidate->kind) == wanted))
      found.push_back(candidate->id);
  }
  return found;
}

std::vector<UnitId> Registry::units(Date date) const {
  std::vector<UnitId> found;
  state_->units.each([&](std::uint32_t number, const UnitRecord& record) {
    if (record.valid(date)) found.push_back({number});
  });
  return found;
}

std::vector<UnitId> Registry::children(UnitId id, Date date) const {
  std::vector<UnitId> found;
  const UnitRecord* record = state_->units.find(id.value);
  if (record == nullptr) return found;
  for (const UnitId child : record->children)
    if (superior(child, date) == id) found.push_back(child);
  return found;
}

UnitId Registry::superior(UnitId id, Date date) const {
  const UnitRecord* record = state_->units.find(id.value);
  if (record == nullptr || !record->valid(date)) return {};
  const UnitId parent = record->parent(date);
  return is_valid(parent, date) ? parent : UnitId{};
}

std::vector<UnitId> Registry::ancestors(UnitId id, Date date) const {
  std::vector<UnitId> tower;
  for (UnitId upper = superior(id, date); upper && tower.size() < highest_tower;
       upper = superior(upper, date))
    tower.push_back(upper);
  return tower;
}

bool Registry::is_above(UnitId upper, UnitId lower, Date date) const {
  const auto tower = ancestors(lower, date);
  return std::ranges::find(tower, upper) != tower.end();
}

std::vector<SuccessionFact> Registry::successions(UnitId predecessor) const {
  const UnitRecord* record = state_->units.find(predecessor.value);
  return record ? record->successions : std::vector<SuccessionFact>{};
}

}  // namespace donthu::registry
