// The engine that a story is played on: the real one, in a folder of its own, with a clock that the
// story moves, and the names that the story gave to units, officers and cases.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "engine/base/ports.h"
#include "engine/petition/rule_manifest.h"
#include "engine/runtime/engine.h"

namespace donthu::scenario {

struct KnownOfficer {
  OfficerId id;
  OfficeId office;
  UnitId unit;
};

class World {
 public:
  // An empty folder, removed at the end. `start` is where the clock stands.
  explicit World(Instant start);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // Makes the log, loads schemas/registry and publishes the default rules but those named
  // "id version".
  [[nodiscard]] Status begin(const std::vector<std::string>& without);
  [[nodiscard]] Status open();
  void close();
  // The engine stands still, and the clock moves on without it.
  [[nodiscard]] Status outage_until(Instant until);
  [[nodiscard]] Status advance_to(Instant until);

  [[nodiscard]] Status add_unit(const std::string& name, const std::string& full_name, Date date);
  [[nodiscard]] Status end_unit(const std::string& name, Date last_day);
  // All of the predecessor's territory, or one locality of it.
  [[nodiscard]] Status succeed(const std::string& successor, const std::string& predecessor,
                               const std::string& locality, Date from);
  [[nodiscard]] Status add_officer(const std::string& name, event::OfficeRole role,
                                   const std::string& unit, std::optional<Date> from);
  [[nodiscard]] Status officer_leaves(const std::string& name);
  [[nodiscard]] Status delegate(const std::string& from, const std::string& to,
                                const std::string& verb);
  // A file of schemas/rules.csv by its kind, id and version.
  [[nodiscard]] Status publish(const std::string& kind, const std::string& id,
                               const std::string& version);

  [[nodiscard]] Result<UnitId> unit(const std::string& name) const;
  [[nodiscard]] Result<KnownOfficer> officer(const std::string& name) const;
  [[nodiscard]] Result<CaseId> case_id(const std::string& name) const;
  void name_case(const std::string& name, const CaseId& id) { cases_[name] = id; }
  [[nodiscard]] std::string name_of(UnitId unit) const;
  [[nodiscard]] std::string name_of(OfficerId officer) const;
  [[nodiscard]] std::string name_of(const CaseId& id) const;

  [[nodiscard]] bool is_open() const { return engine_ != nullptr; }
  [[nodiscard]] runtime::Engine& engine() { return *engine_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] Instant now() const { return clock_.now(); }

 private:
  [[nodiscard]] Status publish_rows(const std::vector<petition::ManifestRow>& rows);

  std::filesystem::path folder_;
  SimulatedClock clock_;
  SeededRandom random_;
  runtime::Configuration configuration_;
  std::vector<petition::ManifestRow> manifest_;
  std::map<std::string, UnitId> units_;
  std::map<std::string, KnownOfficer> officers_;
  std::map<std::string, CaseId> cases_;
  std::uint32_t next_id_ = 1;
  std::unique_ptr<runtime::Engine> engine_;
};

}  // namespace donthu::scenario
