// The project's own files of units and their succession (schemas/registry), to and from facts.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/event/registry_events.h"

namespace donthu::csv {

// A line of *-units.csv. A parent stands above its children in the file.
struct UnitRow {
  UnitId unit;
  event::UnitLevel level = event::UnitLevel::commune;
  std::string kind;
  std::string code;
  std::string name;
  UnitId parent;
  Date valid_from;
  std::optional<Date> valid_until;
  std::optional<Date> without_council_from;  // The pilot's wards.
  std::string citation;
  std::string ended_by;

  friend bool operator==(const UnitRow&, const UnitRow&) = default;
};

// A line of *-succession.csv. Without a predecessor it is kept as it was found, and is no fact.
struct SuccessionRow {
  UnitId predecessor;
  std::string predecessor_name;  // As the source wrote it.
  UnitId successor;
  std::string successor_name;
  std::string locality;
  event::SuccessionExtent extent = event::SuccessionExtent::part;
  Date effective_from;
  std::string note;  // How the predecessor was found, or why it was not.
  std::string citation;

  friend bool operator==(const SuccessionRow&, const SuccessionRow&) = default;
};

struct RegistryTables {
  std::vector<UnitRow> units;
  std::vector<SuccessionRow> successions;

  friend bool operator==(const RegistryTables&, const RegistryTables&) = default;
};

// Errors: invalid, with file, line and column: see Reader; and an id of 0 or given twice, a level,
// date or extent that is none.
[[nodiscard]] Result<std::vector<UnitRow>> read_units(ByteView bytes, std::string_view file_name);
[[nodiscard]] Result<std::vector<SuccessionRow>> read_successions(ByteView bytes,
                                                                  std::string_view file_name);

// `comment`: lines for the reader of the file, without the # before each.
[[nodiscard]] std::string write_units(const std::vector<UnitRow>& rows,
                                      const std::vector<std::string>& comment);
[[nodiscard]] std::string write_successions(const std::vector<SuccessionRow>& rows,
                                            const std::vector<std::string>& comment);

// In an order that registry::decide accepts: by date, parents before children, ends before the
// units that take over their codes, successions last. Rows without a predecessor are left out.
[[nodiscard]] std::vector<event::RegistryEvent> facts_of(const RegistryTables& tables);

// Reads every *-units.csv and *-succession.csv of a folder, by name. A file that is marked as
// synthetic in its name ("…-synthetic.csv") is for demonstrations and is not read.
// not_found: no such folder, or no units in it; io: a file cannot be read.
[[nodiscard]] Result<RegistryTables> load_registry(const std::filesystem::path& folder);

// One file; not_found "no-file"; invalid "not-a-file": a folder; io where it cannot be read,
// too-large beyond `limit` bytes.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& path,
                                      std::size_t limit = std::size_t{64} << 20);

}  // namespace donthu::csv
