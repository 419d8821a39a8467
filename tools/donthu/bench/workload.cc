#include "tools/donthu/bench/workload.h"

#include "tools/donthu/installation.h"

namespace donthu::bench {
namespace {

constexpr UnitId city{1};

UnitId ward_of(std::uint64_t n) { return {static_cast<std::uint32_t>(2 + n % Workload::wards)}; }

// Every unit has a chair and a registrar: officers 2u and 2u+1.
OfficerId chair_of(UnitId unit) { return {2 * unit.value}; }
OfficerId registrar_of(UnitId unit) { return {2 * unit.value + 1}; }

event::UnitEstablished unit(UnitId id, event::UnitLevel level, UnitId parent) {
  event::UnitEstablished fact;
  fact.unit = id;
  fact.level = level;
  fact.kind = level == event::UnitLevel::city ? "thành phố" : "phường";
  fact.code = std::to_string(id.value);
  fact.full_name = "Đơn vị " + std::to_string(id.value);
  fact.parent = parent;
  fact.valid_from = make_date(2019, 1, 1);
  return fact;
}

void add_officer(std::vector<event::RegistryEvent>& facts, OfficerId id, UnitId unit,
                 event::OfficeRole role) {
  event::OfficerAppointed officer;
  officer.officer = id;
  officer.full_name = "Cán bộ " + std::to_string(id.value);
  officer.staff_code = "CB" + std::to_string(id.value);
  officer.valid_from = make_date(2019, 1, 1);
  facts.emplace_back(std::move(officer));
  event::OfficeAssigned office;
  office.office = {id.value};
  office.officer = id;
  office.unit = unit;
  office.role = role;
  office.valid_from = make_date(2019, 1, 1);
  facts.emplace_back(std::move(office));
}

std::vector<event::RegistryEvent> organisation() {
  std::vector<event::RegistryEvent> facts;
  facts.emplace_back(unit(city, event::UnitLevel::city, {}));
  for (std::uint32_t i = 0; i < Workload::wards; ++i)
    facts.emplace_back(unit(ward_of(i), event::UnitLevel::ward, city));
  for (std::uint32_t i = 1; i <= Workload::wards + 1; ++i) {
    add_officer(facts, chair_of({i}), {i}, event::OfficeRole::chair);
    add_officer(facts, registrar_of({i}), {i}, event::OfficeRole::registrar);
  }
  return facts;
}

}  // namespace

Result<std::unique_ptr<Workload>> Workload::create(const std::filesystem::path& folder,
                                                   const std::filesystem::path& schemas,
                                                   runtime::Ports ports,
                                                   runtime::Configuration configuration) {
  std::filesystem::remove_all(folder);
  configuration.data = folder;
  auto workload = std::unique_ptr<Workload>(new Workload);
  ports.random = &workload->random_;
  DONTHU_TRY(runtime::Engine::create(configuration, ports));
  DONTHU_ASSIGN(workload->engine_, runtime::Engine::open(configuration, ports));
  DONTHU_TRY(workload->engine_->change_registry(organisation(), "bench", {}));
  DONTHU_ASSIGN(auto rules, tools::shipped_rules(schemas));
  DONTHU_TRY(workload->engine_->publish_rules(std::move(rules), {}));
  return workload;
}

Result<std::unique_ptr<Workload>> Workload::open(const std::filesystem::path& folder,
                                                 runtime::Ports ports,
                                                 runtime::Configuration configuration) {
  configuration.data = folder;
  auto workload = std::unique_ptr<Workload>(new Workload);
  ports.random = &workload->random_;
  DONTHU_ASSIGN(workload->engine_, runtime::Engine::open(configuration, ports));
  return workload;
}

runtime::Request Workload::request(std::uint64_t n, bool chair) {
  runtime::Request request;
  request.actor.unit = ward_of(n);
  request.actor.officer = chair ? chair_of(ward_of(n)) : registrar_of(ward_of(n));
  request.principal = "bench";
  return request;
}

runtime::Request Workload::registration(std::uint64_t n) const {
  auto made = request(n, false);
  made.idempotency_key = "register-" + std::to_string(n);
  event::Register command;
  command.kind = event::PetitionKind::complaint;
  command.matter = "Tranh chấp ranh giới thửa đất số " + std::to_string(n % 1000);
  command.topic = "land";
  command.content.plain.assign(300, 'x');
  event::Person person;
  person.role = event::PersonRole::complainant;
  person.name.plain = "Nguyễn Văn Thử " + std::to_string(n);
  person.address.plain = "Số nhà 12, ngõ 34";
  command.persons.push_back(std::move(person));
  made.command = std::move(command);
  return made;
}

runtime::Request Workload::step(std::uint64_t n, const CaseId& id, std::size_t which) const {
  const bool chair = which != 0;
  auto made = request(n, chair);
  made.case_id = id;
  made.idempotency_key = "step-" + std::to_string(which);
  switch (which) {
    case 0: made.command = event::Classify{}; break;
    case 1: made.command = event::Accept{}; break;
    case 2: {
      event::Assign assign;
      assign.officer = registrar_of(ward_of(n));
      assign.task = "verify";
      made.command = std::move(assign);
      break;
    }
    default: {
      event::Resolve resolve;
      resolve.document_number = "12/QĐ-UBND";
      resolve.summary.plain.assign(200, 'y');
      made.command = std::move(resolve);
    }
  }
  return made;
}

}  // namespace donthu::bench
