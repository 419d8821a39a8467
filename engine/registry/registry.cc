#include "engine/registry/registry.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/registry/state.h"

namespace donthu::registry {

Registry::Registry() : state_(std::make_unique<State>()) {}
Registry::Registry(const Registry& other) : state_(std::make_unique<State>(*other.state_)) {}
Registry& Registry::operator=(const Registry& other) {
  if (this != &other) state_ = std::make_unique<State>(*other.state_);
  return *this;
}
Registry::Registry(Registry&& other) noexcept = default;
Registry& Registry::operator=(Registry&& other) noexcept = default;
Registry::~Registry() = default;

std::optional<Officer> Registry::officer(OfficerId id) const {
  const OfficerRecord* record = state_->officers.find(id.value);
  if (record == nullptr) return std::nullopt;
  return record->officer;
}

OfficerId Registry::officer_by_staff_code(std::string_view staff_code) const {
  if (staff_code.empty()) return {};
  for (const std::uint32_t number : state_->staff_codes.candidates(staff_code)) {
    const OfficerRecord* record = state_->officers.find(number);
    if (record != nullptr && record->officer.staff_code == staff_code) return {number};
  }
  return {};
}

std::vector<OfficerId> Registry::officers() const {
  std::vector<OfficerId> all;
  state_->officers.each([&](std::uint32_t number, const auto&) { all.push_back({number}); });
  return all;
}

std::optional<Office> Registry::office(OfficeId id) const {
  const Office* record = state_->offices.find(id.value);
  if (record == nullptr) return std::nullopt;
  return *record;
}

std::vector<Office> Registry::offices_of(OfficerId officer, Date date) const {
  std::vector<Office> held;
  const OfficerRecord* record = state_->officers.find(officer.value);
  if (record == nullptr) return held;
  for (const OfficeId id : record->offices) {
    const Office* office = state_->offices.find(id.value);
    if (office != nullptr && holds(*office, date) && is_valid(office->unit, date))
      held.push_back(*office);
  }
  return held;
}

std::vector<Office> Registry::offices_in(UnitId unit, Date date) const {
  std::vector<Office> held;
  const UnitRecord* record = state_->units.find(unit.value);
  if (record == nullptr || !record->valid(date)) return held;
  for (const OfficeId id : record->offices) {
    const Office* office = state_->offices.find(id.value);
    if (office != nullptr && holds(*office, date)) held.push_back(*office);
  }
  return held;
}

Result<UnitId> Registry::unit_of(OfficerId officer, Date date) const {
  UnitId unit;
  for (const Office& office : offices_of(officer, date)) {
    if (unit && unit != office.unit)
      return reject(ErrorCode::conflict, "officer-in-several-units",
                    "Cán bộ giữ chức vụ ở nhiều đơn vị trong ngày này",
                    "the officer holds office in several units on " + to_string(date), "officer",
                    "say in which unit the officer acts");
    unit = office.unit;
  }
  if (!unit)
    return reject(ErrorCode::not_found, "officer-without-office",
                  "Cán bộ không giữ chức vụ nào trong ngày này",
                  "the officer holds no office on " + to_string(date), "officer",
                  "assign an office in the registry, or act on a day on which one is held");
  return unit;
}

Result<Head> Registry::head(UnitId unit, Date date) const {
  if (!is_valid(unit, date))
    return reject(ErrorCode::not_found, "unit-not-valid", "Đơn vị không tồn tại trong ngày này",
                  "unit " + std::to_string(unit.value) + " does not exist on " + to_string(date),
                  "unit", "ask for its successor");
  std::optional<Head> acting;
  for (const Office& office : offices_in(unit, date)) {
    if (office.role == event::OfficeRole::chair)
      return Head{office.officer, office.id, office.role, false};
    if (office.role == event::OfficeRole::vice_chair && office.acting && !acting)
      acting = Head{office.officer, office.id, office.role, true};
  }
  if (acting) return *acting;
  return reject(ErrorCode::not_found, "unit-has-no-head",
                "Đơn vị chưa có người đứng đầu trong ngày này",
                "unit " + std::to_string(unit.value) + " has no head on " + to_string(date), "unit",
                "assign a chair, or a vice chair marked as acting, in the registry");
}

bool Registry::may_act(OfficerId officer, UnitId unit, Date date) const {
  return std::ranges::any_of(offices_of(officer, date),
                             [&](const Office& office) { return office.unit == unit; });
}

bool Registry::has_role(OfficerId officer, UnitId unit, event::OfficeRole role, Date date) const {
  return std::ranges::any_of(offices_of(officer, date), [&](const Office& office) {
    return office.unit == unit && office.role == role;
  });
}

std::optional<Delegation> Registry::delegation(DelegationId id) const {
  const Delegation* record = state_->delegations.find(id.value);
  if (record == nullptr) return std::nullopt;
  return *record;
}

std::vector<Delegation> Registry::delegations_to(OfficerId officer, Date date) const {
  std::vector<Delegation> in_force;
  const OfficerRecord* record = state_->officers.find(officer.value);
  if (record == nullptr || offices_of(officer, date).empty()) return in_force;
  for (const DelegationId id : record->delegations) {
    const Delegation* delegation = state_->delegations.find(id.value);
    if (delegation == nullptr || date < delegation->valid_from) continue;
    if (delegation->valid_until && date > *delegation->valid_until) continue;
    if (may_act(delegation->from, delegation->unit, date)) in_force.push_back(*delegation);
  }
  return in_force;
}

std::optional<Delegation> Registry::delegation_for(OfficerId officer, UnitId unit,
                                                   std::string_view verb, Date date) const {
  for (Delegation& delegation : delegations_to(officer, date)) {
    if (delegation.unit != unit) continue;
    if (std::ranges::any_of(delegation.verbs, [&](const std::string& allowed) {
          return allowed == verb || allowed == "*";
        }))
      return std::move(delegation);
  }
  return std::nullopt;
}

std::shared_ptr<const RuleVersion> Registry::rule(event::RuleKind kind, std::string_view id,
                                                  Date legal_date) const {
  // In order of publication and start: the last one wins.
  std::shared_ptr<const RuleVersion> prevailing;
  for (const auto& rule : state_->rules)
    if (rule->kind == kind && rule->id == id && rule->in_force(legal_date)) prevailing = rule;
  return prevailing;
}

std::vector<std::shared_ptr<const RuleVersion>> Registry::rules(event::RuleKind kind) const {
  std::vector<std::shared_ptr<const RuleVersion>> all;
  for (const auto& rule : state_->rules)
    if (rule->kind == kind) all.push_back(rule);
  return all;
}

std::shared_ptr<const Bytes> Registry::rule_file(const Digest& digest) const {
  const auto found = state_->files.find(digest);
  return found == state_->files.end() ? nullptr : found->second;
}

namespace {

bool same_files(const State& a, const State& b) {
  const auto same_bytes = [](const auto& one, const auto& other) {
    return one == other || (one && other && *one == *other);
  };
  return std::ranges::equal(a.files, b.files,
                            [&](const auto& one, const auto& other) {
                              return one.first == other.first &&
                                     same_bytes(one.second, other.second);
                            }) &&
         std::ranges::equal(a.pending, b.pending, [&](const auto& one, const auto& other) {
           return one.first == other.first &&
                  std::ranges::equal(one.second.chunks, other.second.chunks, same_bytes);
         });
}

}  // namespace

bool operator==(const Registry& left, const Registry& right) {
  const State& a = *left.state_;
  const State& b = *right.state_;
  const auto same_rule = [](const auto& one, const auto& other) { return *one == *other; };
  return a.units == b.units && a.officers == b.officers && a.offices == b.offices &&
         a.delegations == b.delegations && std::ranges::equal(a.rules, b.rules, same_rule) &&
         same_files(a, b);
}

}  // namespace donthu::registry
