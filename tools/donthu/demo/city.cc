#include "tools/donthu/demo/city.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

namespace donthu::demo {
namespace {

constexpr std::array surnames{"Nguyễn", "Trần", "Lê",  "Phạm",  "Hoàng", "Vũ",    "Đặng",
                              "Bùi",    "Đỗ",   "Ngô", "Dương", "Đinh",  "Trịnh", "Lương"};
constexpr std::array middles{"Văn",  "Thị",  "Minh", "Thị Thu", "Đức",      "Quang", "Thị Hồng",
                             "Ngọc", "Xuân", "Hữu",  "Thanh",   "Thị Bích", "Tuấn",  "Kim"};
constexpr std::array givens{"An",   "Bình", "Chi",  "Dũng", "Giang", "Hà",    "Hải",
                            "Hạnh", "Hiền", "Hòa",  "Hùng", "Hương", "Khánh", "Lan",
                            "Linh", "Long", "Mai",  "Nam",  "Nga",   "Oanh",  "Phong",
                            "Phúc", "Quân", "Sơn",  "Tâm",  "Thảo",  "Thu",   "Trang",
                            "Tú",   "Tùng", "Uyên", "Việt", "Vinh",  "Yến"};

constexpr std::uint32_t per_unit = 10;

OfficerId nth(UnitId unit, std::uint32_t place) { return {unit.value * per_unit + place}; }

void add_officer(std::vector<event::RegistryEvent>& facts, OfficerId id, UnitId unit,
                 event::OfficeRole role, SeededRandom& random, Date from = first_day) {
  event::OfficerAppointed officer;
  officer.officer = id;
  officer.full_name = invented_name(random);
  officer.staff_code = "MP" + std::to_string(id.value);
  officer.valid_from = from;
  officer.citation = "Nhân sự mô phỏng";
  facts.emplace_back(std::move(officer));
  event::OfficeAssigned office;
  office.office = {id.value};
  office.officer = id;
  office.unit = unit;
  office.role = role;
  office.valid_from = from;
  office.citation = "Nhân sự mô phỏng";
  facts.emplace_back(std::move(office));
}

}  // namespace

std::string invented_name(SeededRandom& random) {
  const auto pick = [&](const auto& from) { return std::string(from[random.below(from.size())]); };
  std::string name = pick(surnames) + " ";
  name += pick(middles) + " ";
  return name + pick(givens);
}

Staff ward_staff(UnitId ward) { return {nth(ward, 1), nth(ward, 2), nth(ward, 3), nth(ward, 4)}; }
Staff superior_staff(UnitId unit) { return {nth(unit, 1), {}, nth(unit, 3), {}}; }

std::vector<UnitId> pilot_wards(const registry::Registry& registry) {
  std::vector<UnitId> wards;
  for (const UnitId id : registry.units(last_day)) {
    const auto unit = registry.unit(id, last_day);
    if (unit && unit->level == event::UnitLevel::ward && !unit->has_council) wards.push_back(id);
  }
  return wards;
}

std::vector<event::RegistryEvent> chair_facts(UnitId ward, Date from, SeededRandom& random) {
  std::vector<event::RegistryEvent> facts;
  add_officer(facts, ward_staff(ward).chair, ward, event::OfficeRole::chair, random, from);
  return facts;
}

std::vector<event::RegistryEvent> staff_facts(const registry::Registry& registry,
                                              std::uint64_t seed) {
  using enum event::OfficeRole;
  SeededRandom random(seed);
  std::vector<event::RegistryEvent> facts;
  std::set<UnitId> above;
  for (const UnitId ward : pilot_wards(registry)) {
    const Staff staff = ward_staff(ward);
    add_officer(facts, staff.chair, ward, chair, random);
    add_officer(facts, staff.registrar, ward, registrar, random);
    add_officer(facts, staff.first, ward, officer, random);
    add_officer(facts, staff.second, ward, officer, random);
    std::ranges::copy(registry.ancestors(ward, last_day), std::inserter(above, above.end()));
  }
  for (const UnitId unit : above) {
    const Staff staff = superior_staff(unit);
    add_officer(facts, staff.chair, unit, chair, random);
    add_officer(facts, staff.first, unit, officer, random);
  }
  return facts;
}

}  // namespace donthu::demo
