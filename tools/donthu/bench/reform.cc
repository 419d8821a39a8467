// The reform of 01/07/2025 on Hanoi's real units and their succession.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "connectors/csv/registry_files.h"
#include "engine/report/hand_over.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/bench/load.h"
#include "tools/donthu/bench/measure.h"
#include "tools/donthu/installation.h"

namespace donthu::bench {
namespace {

const Date reform_day = make_date(2025, 7, 1);
// Late enough that nothing falls due before the reform.
const char* const start_of_story = "2025-06-27 08:00";
constexpr std::uint32_t quarters = 8;

std::string quarter(std::uint32_t number) { return "Tổ dân phố " + std::to_string(number + 1); }

// A chair in every unit, from its first day here on.
std::vector<event::RegistryEvent> chairs_of(const csv::RegistryTables& tables) {
  std::vector<event::RegistryEvent> facts;
  for (const csv::UnitRow& unit : tables.units) {
    event::OfficerAppointed officer;
    officer.officer = {unit.unit.value};
    officer.full_name = "Chủ tịch " + unit.name;
    officer.staff_code = "CT" + std::to_string(unit.unit.value);
    officer.valid_from = unit.valid_from;
    facts.emplace_back(officer);
    event::OfficeAssigned office;
    office.office = {unit.unit.value};
    office.officer = officer.officer;
    office.unit = unit.unit;
    office.role = event::OfficeRole::chair;
    office.valid_from = unit.valid_from;
    facts.emplace_back(office);
  }
  return facts;
}

// SYNTHETIC: the quarters of each split unit go to its successors in turn.
std::vector<event::RegistryEvent> invented_localities(const csv::RegistryTables& tables) {
  std::map<UnitId, std::vector<UnitId>> successors;
  for (const csv::SuccessionRow& row : tables.successions)
    if (row.predecessor) successors[row.predecessor].push_back(row.successor);
  std::vector<event::RegistryEvent> facts;
  for (const auto& [predecessor, heirs] : successors)
    for (std::uint32_t i = 0; heirs.size() > 1 && i < quarters; ++i) {
      event::UnitSucceeded fact;
      fact.predecessor = predecessor;
      fact.successor = heirs[i % heirs.size()];
      fact.locality = quarter(i);
      fact.extent = event::SuccessionExtent::part;
      fact.effective_from = reform_day;
      fact.citation = "synthetic: for demonstrations";
      facts.emplace_back(std::move(fact));
    }
  return facts;
}

// The chairs of the wards, communes and townships of before.
std::map<UnitId, OfficerId> chairs_before(const registry::Registry& registry) {
  std::map<UnitId, OfficerId> found;
  const Date before = reform_day - days{1};
  for (const UnitId unit : registry.units(before)) {
    const auto level = registry.level(unit, before);
    const auto head = registry.head(unit, before);
    const bool lowest = level != event::UnitLevel::city && level != event::UnitLevel::district;
    if (lowest && head) found[unit] = head->officer;
  }
  return found;
}

Status register_cases(runtime::Engine& engine, const BenchOptions& options) {
  const auto places = chairs_before(*engine.registry());
  Load load(engine, options.in_flight);
  auto place = places.begin();
  for (std::uint64_t i = 0; i < options.cases; ++i) {
    runtime::Request request;
    request.principal = "bench";
    request.idempotency_key = "register-" + std::to_string(i);
    request.actor.unit = place->first;
    request.actor.officer = place->second;
    event::Register command;
    command.kind =
        i % 3 == 0 ? event::PetitionKind::recommendation : event::PetitionKind::complaint;
    command.matter = "Tranh chấp ranh giới thửa đất số " + std::to_string(i % 1000);
    command.locality = quarter(static_cast<std::uint32_t>(i / places.size() % quarters));
    request.command = std::move(command);
    load.submit(std::move(request));
    if (++place == places.end()) place = places.begin();
  }
  load.drain();
  return load.status();
}

void print_rows(const report::HandOverReport& made, const registry::Registry& registry) {
  const auto& total = made.total;
  fmt::print(
      "cases of {} units that ended: {}; handed over {} ({:.1f} %), waiting for a ruling {} "
      "({:.1f} %)\n",
      made.rows.size(), total.cases(), total.handed_over(),
      100.0 * static_cast<double>(total.handed_over()) / static_cast<double>(total.cases()),
      total.waits(),
      100.0 * static_cast<double>(total.waits()) / static_cast<double>(total.cases()));
  for (const auto& [ground, count] : total.waiting)
    fmt::print("  waiting, {}: {}\n", ground, count);
  for (const auto& [unit, count] : total.to)
    if (registry.level(unit, made.day) == event::UnitLevel::city)
      fmt::print("  of these to the city, for several units have the territory: {}\n", count);
}

}  // namespace

Status bench_reform(const BenchOptions& options) {
  std::filesystem::remove_all(options.folder);
  SimulatedClock clock(*parse_instant(start_of_story));
  SystemRandom random;
  runtime::Configuration configuration;
  configuration.data = options.folder;
  DONTHU_TRY(runtime::Engine::create(configuration, {&clock, &random}));
  DONTHU_ASSIGN(const auto engine, runtime::Engine::open(configuration, {&clock, &random}));
  DONTHU_TRY(tools::fill(*engine, options.schemas));
  DONTHU_ASSIGN(const auto tables, csv::load_registry(options.schemas / "registry"));
  DONTHU_TRY(engine->change_registry(chairs_of(tables), "bench", {}));
  if (options.synthetic_localities)
    DONTHU_TRY(engine->change_registry(invented_localities(tables), "bench", {}));
  fmt::print("{}\nreform of 01/07/2025: {} open cases, {}\n", machine(options.folder.string()),
             options.cases,
             options.synthetic_localities ? "quarters of split units from a SYNTHETIC table"
                                          : "no table of localities");
  DONTHU_TRY(register_cases(*engine, options));
  const std::uint64_t entries = engine->health().entries;
  const auto start = Steady::now();
  DONTHU_ASSIGN([[maybe_unused]] const auto fired, engine->advance_to(start_of_day(reform_day)));
  const double seconds = seconds_since(start);
  const std::uint64_t written = engine->health().entries - entries;
  fmt::print("swept in {:.2f} s: {:.0f} cases/s, {} entries\n", seconds,
             static_cast<double>(options.cases) / seconds, written);
  DONTHU_ASSIGN(const auto made,
                report::hand_over_report(engine->queries(), *engine->registry(), reform_day));
  print_rows(made, *engine->registry());
  const Memory used = memory();
  fmt::print("resident {} MiB, at most {} MiB\n", used.resident_mib, used.peak_mib);
  return {};
}

}  // namespace donthu::bench
