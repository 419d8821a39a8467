#include "tests/scenario/world.h"

#include <algorithm>
#include <atomic>

#include <unistd.h>

#include "connectors/csv/registry_files.h"
#include "tests/scenario/words.h"

namespace donthu::scenario {
namespace {

const std::filesystem::path schemas = std::filesystem::path(DONTHU_SOURCE_DIR) / "schemas";

std::filesystem::path fresh_folder() {
  static std::atomic<int> count{0};
  auto folder = std::filesystem::temp_directory_path() /
                ("donthu-story-" + std::to_string(getpid()) + "-" + std::to_string(++count));
  std::filesystem::remove_all(folder);
  return folder;
}

template <class Id>
std::string name_in(const std::map<std::string, Id>& names, const Id& id, std::string otherwise) {
  for (const auto& [name, known] : names)
    if (known == id) return name;
  return otherwise;
}

}  // namespace

World::World(Instant start) : folder_(fresh_folder()), clock_(start), random_(20'220'124) {
  configuration_.data = folder_;
  configuration_.partitions = 4;
  configuration_.block_cache_bytes = 8 * 1024 * 1024;
  configuration_.disk_reserve_bytes = 0;
}

World::~World() {
  close();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Status World::begin(const std::vector<std::string>& without) {
  DONTHU_TRY(runtime::Engine::create(configuration_, {&clock_, &random_}));
  DONTHU_TRY(open());
  DONTHU_ASSIGN(const auto tables, csv::load_registry(schemas / "registry"));
  DONTHU_TRY(engine_->change_registry(csv::facts_of(tables), "schemas/registry", {}));
  DONTHU_ASSIGN(const Bytes list, csv::read_file(schemas / "rules.csv"));
  DONTHU_ASSIGN(manifest_, petition::parse_manifest(list, "rules.csv"));
  std::vector<petition::ManifestRow> rows;
  for (const auto& row : manifest_) {
    const bool left_out = std::ranges::find(without, row.id + " " + row.version) != without.end();
    if (row.by_default && !left_out) rows.push_back(row);
  }
  return publish_rows(rows);
}

Status World::publish_rows(const std::vector<petition::ManifestRow>& rows) {
  std::vector<runtime::RuleFile> files;
  for (const auto& row : rows) {
    DONTHU_ASSIGN(Bytes content, csv::read_file(schemas / row.file));
    files.push_back({petition::activation_of(row), std::move(content)});
  }
  return engine_->publish_rules(std::move(files), {});
}

Status World::publish(const std::string& kind, const std::string& id, const std::string& version) {
  for (const auto& row : manifest_)
    if (event::name_of(row.kind) == kind && row.id == id && row.version == version)
      return publish_rows({row});
  return bad_line("schemas/rules.csv has no " + kind + " " + id + " " + version);
}

Status World::open() {
  DONTHU_ASSIGN(engine_, runtime::Engine::open(configuration_, {&clock_, &random_}));
  return {};
}

void World::close() { engine_.reset(); }

Status World::outage_until(Instant until) {
  if (until < now()) return bad_line("the clock stands later than that already");
  close();
  clock_.advance_to(until);
  return open();
}

Status World::advance_to(Instant until) {
  if (until < now())
    return bad_line("the clock stands at " + to_local(now()) + " already; a story goes forward");
  DONTHU_ASSIGN([[maybe_unused]] const auto fired, engine_->advance_to(until));
  return {};
}

Status World::add_unit(const std::string& name, const std::string& full_name, Date date) {
  const auto known = engine_->registry()->units_named(full_name, date);
  if (known.size() != 1)
    return bad_line(std::to_string(known.size()) + " units are called '" + full_name + "' on " +
                    to_string(date));
  units_[name] = known.front();
  return {};
}

Status World::end_unit(const std::string& name, Date last_day) {
  DONTHU_ASSIGN(const UnitId ended, unit(name));
  return engine_->change_registry({event::UnitEnded{ended, last_day, "story"}}, "story", {});
}

Status World::succeed(const std::string& successor, const std::string& predecessor,
                      const std::string& locality, Date from) {
  event::UnitSucceeded fact;
  DONTHU_ASSIGN(fact.successor, unit(successor));
  DONTHU_ASSIGN(fact.predecessor, unit(predecessor));
  fact.locality = locality;
  fact.extent = locality.empty() ? event::SuccessionExtent::whole : event::SuccessionExtent::part;
  fact.effective_from = from;
  fact.citation = "story";
  return engine_->change_registry({fact}, "story", {});
}

Status World::add_officer(const std::string& name, event::OfficeRole role, const std::string& unit,
                          std::optional<Date> from) {
  DONTHU_ASSIGN(const UnitId at, this->unit(unit));
  const Date today = local_date(now());
  const auto known = engine_->registry()->unit(at, today);
  Date since = from.value_or(today);
  if (known && known->valid_from > since) since = known->valid_from;
  std::vector<event::RegistryEvent> facts;
  KnownOfficer officer{{}, OfficeId{next_id_++}, at};
  if (const auto place = officers_.find(name); place != officers_.end()) {
    officer.id = place->second.id;
  } else {
    officer.id = OfficerId{next_id_++};
    event::OfficerAppointed appointed;
    appointed.officer = officer.id;
    appointed.full_name = name;
    appointed.staff_code = name;
    appointed.valid_from = since;
    facts.emplace_back(std::move(appointed));
  }
  event::OfficeAssigned assigned;
  assigned.office = officer.office;
  assigned.officer = officer.id;
  assigned.unit = at;
  assigned.role = role;
  assigned.valid_from = since;
  assigned.citation = "story";
  facts.emplace_back(std::move(assigned));
  officers_[name] = officer;
  return engine_->change_registry(std::move(facts), "story", {});
}

Status World::officer_leaves(const std::string& name) {
  DONTHU_ASSIGN(const auto leaving, officer(name));
  return engine_->change_registry(
      {event::OfficeVacated{leaving.office, local_date(now()) - days{1}, "story"}}, "story", {});
}

Status World::delegate(const std::string& from, const std::string& to, const std::string& verb) {
  DONTHU_ASSIGN(const auto giver, officer(from));
  DONTHU_ASSIGN(const auto taker, officer(to));
  event::DelegationGranted granted;
  granted.delegation = DelegationId{next_id_++};
  granted.from = giver.id;
  granted.to = taker.id;
  granted.unit = giver.unit;
  granted.verbs = {verb};
  granted.valid_from = local_date(now());
  granted.citation = "story";
  return engine_->change_registry({std::move(granted)}, "story", {});
}

Result<UnitId> World::unit(const std::string& name) const {
  const auto place = units_.find(name);
  if (place == units_.end()) return bad_line("no UNIT is called '" + name + "'");
  return place->second;
}

Result<KnownOfficer> World::officer(const std::string& name) const {
  const auto place = officers_.find(name);
  if (place == officers_.end()) return bad_line("no OFFICER is called '" + name + "'");
  return place->second;
}

Result<CaseId> World::case_id(const std::string& name) const {
  const auto place = cases_.find(name);
  if (place == cases_.end())
    return fail(ErrorCode::not_found, "no-such-case", "no case is called '" + name + "'");
  return place->second;
}

std::string World::name_of(UnitId unit) const {
  return name_in(units_, unit, "unit " + std::to_string(unit.value));
}

std::string World::name_of(OfficerId officer) const {
  for (const auto& [name, known] : officers_)
    if (known.id == officer) return name;
  return "officer " + std::to_string(officer.value);
}

std::string World::name_of(const CaseId& id) const { return name_in(cases_, id, to_string(id)); }

}  // namespace donthu::scenario
