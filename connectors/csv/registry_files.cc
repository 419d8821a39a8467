#include "connectors/csv/registry_files.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>
#include <system_error>

#include "connectors/csv/reader.h"

namespace donthu::csv {
namespace {

const std::vector<std::string> unit_columns{"unit",       "level",       "kind",
                                            "code",       "name",        "parent",
                                            "valid_from", "valid_until", "without_council_from",
                                            "citation",   "ended_by"};
const std::vector<std::string> succession_columns{
    "predecessor", "predecessor_name", "successor", "successor_name", "locality",
    "extent",      "effective_from",   "note",      "citation"};

// The cells of one row, by column, with the errors that belong to them.
class Cells {
 public:
  Cells(const Reader& reader, const Row& row) : reader_(reader), row_(row) {}

  // Empty is none.
  [[nodiscard]] Result<std::uint32_t> number(std::size_t column) const {
    const std::string& text = row_[column];
    std::uint32_t value = 0;
    if (text.empty()) return value;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value == 0)
      return reader_.complain(row_, column, "bad-number", "the cell is no whole number from 1 on",
                              "give digits alone, or leave it empty for none");
    return value;
  }

  [[nodiscard]] Result<std::uint32_t> needed_number(std::size_t column) const {
    DONTHU_ASSIGN(const auto value, number(column));
    if (value == 0)
      return reader_.complain(row_, column, "bad-number", "the cell is empty", "give the id");
    return value;
  }

  [[nodiscard]] Result<std::optional<Date>> date(std::size_t column) const {
    if (row_[column].empty()) return std::optional<Date>();
    const auto parsed = parse_date(row_[column]);
    if (!parsed)
      return reader_.complain(row_, column, "bad-date", "the cell is no date",
                              "write dates as 2025-07-01");
    return std::optional<Date>(*parsed);
  }

  [[nodiscard]] Result<Date> needed_date(std::size_t column) const {
    DONTHU_ASSIGN(const auto value, date(column));
    if (!value)
      return reader_.complain(row_, column, "bad-date", "the cell is empty", "give a date");
    return *value;
  }

  template <class Enum>
  [[nodiscard]] Result<Enum> named(std::size_t column) const {
    Enum value{};
    if (event::from_name(row_[column], value)) return value;
    std::string names;
    for (const auto& [known, name] : event::EnumNames<Enum>::values)
      names += (names.empty() ? "" : ", ") + std::string(name);
    return reader_.complain(row_, column, "bad-name", "the cell is none of the known names",
                            "use one of " + names);
  }

 private:
  const Reader& reader_;
  const Row& row_;
};

Result<UnitRow> unit_row(const Reader& reader, const Row& row) {
  const Cells cells(reader, row);
  UnitRow unit;
  DONTHU_ASSIGN(unit.unit.value, cells.needed_number(0));
  DONTHU_ASSIGN(unit.level, cells.named<event::UnitLevel>(1));
  unit.kind = row[2];
  unit.code = row[3];
  unit.name = row[4];
  DONTHU_ASSIGN(unit.parent.value, cells.number(5));
  DONTHU_ASSIGN(unit.valid_from, cells.needed_date(6));
  DONTHU_ASSIGN(unit.valid_until, cells.date(7));
  DONTHU_ASSIGN(unit.without_council_from, cells.date(8));
  unit.citation = row[9];
  unit.ended_by = row[10];
  return unit;
}

Result<SuccessionRow> succession_row(const Reader& reader, const Row& row) {
  const Cells cells(reader, row);
  SuccessionRow succession;
  DONTHU_ASSIGN(succession.predecessor.value, cells.number(0));
  succession.predecessor_name = row[1];
  DONTHU_ASSIGN(succession.successor.value, cells.needed_number(2));
  succession.successor_name = row[3];
  succession.locality = row[4];
  DONTHU_ASSIGN(succession.extent, cells.named<event::SuccessionExtent>(5));
  DONTHU_ASSIGN(succession.effective_from, cells.needed_date(6));
  succession.note = row[7];
  succession.citation = row[8];
  return succession;
}

std::string id_text(UnitId id) { return id ? std::to_string(id.value) : std::string(); }
std::string date_text(std::optional<Date> date) { return date ? to_string(*date) : std::string(); }

std::string commented(const std::vector<std::string>& comment) {
  std::string text;
  for (const std::string& line : comment) text += line.empty() ? "#\n" : "# " + line + "\n";
  return text;
}

void establish(const UnitRow& row, std::vector<event::RegistryEvent>& facts) {
  event::UnitEstablished fact;
  fact.unit = row.unit;
  fact.level = row.level;
  fact.kind = row.kind;
  fact.code = row.code;
  fact.full_name = row.name;
  fact.parent = row.parent;
  fact.valid_from = row.valid_from;
  fact.citation = row.citation;
  facts.emplace_back(std::move(fact));
  if (!row.without_council_from) return;
  event::UnitChanged change;
  change.unit = row.unit;
  change.effective_from = *row.without_council_from;
  change.has_council = false;
  change.citation = "NQ 97/2019/QH14";
  facts.emplace_back(std::move(change));
}

}  // namespace

Result<std::vector<UnitRow>> read_units(ByteView bytes, std::string_view file_name) {
  DONTHU_ASSIGN(auto reader, Reader::open(bytes, file_name, unit_columns));
  std::vector<UnitRow> rows;
  std::set<UnitId> ids;
  while (true) {
    DONTHU_ASSIGN(const auto row, reader.next());
    if (!row) return rows;
    DONTHU_ASSIGN(auto unit, unit_row(reader, *row));
    if (!ids.insert(unit.unit).second)
      return reader.complain(*row, 0, "unit-id-taken", "the id stands on an earlier line already",
                             "give an id that was never used");
    if (unit.parent && !ids.contains(unit.parent))
      return reader.complain(*row, 5, "unknown-unit", "the parent stands on no earlier line",
                             "write parents above their children");
    rows.push_back(std::move(unit));
  }
}

Result<std::vector<SuccessionRow>> read_successions(ByteView bytes, std::string_view file_name) {
  DONTHU_ASSIGN(auto reader, Reader::open(bytes, file_name, succession_columns));
  std::vector<SuccessionRow> rows;
  while (true) {
    DONTHU_ASSIGN(const auto row, reader.next());
    if (!row) return rows;
    DONTHU_ASSIGN(auto succession, succession_row(reader, *row));
    rows.push_back(std::move(succession));
  }
}

std::string write_units(const std::vector<UnitRow>& rows, const std::vector<std::string>& comment) {
  std::string text = commented(comment) + to_line(unit_columns);
  for (const UnitRow& row : rows)
    text += to_line({id_text(row.unit), std::string(event::name_of(row.level)), row.kind, row.code,
                     row.name, id_text(row.parent), to_string(row.valid_from),
                     date_text(row.valid_until), date_text(row.without_council_from), row.citation,
                     row.ended_by});
  return text;
}

std::string write_successions(const std::vector<SuccessionRow>& rows,
                              const std::vector<std::string>& comment) {
  std::string text = commented(comment) + to_line(succession_columns);
  for (const SuccessionRow& row : rows)
    text += to_line({id_text(row.predecessor), row.predecessor_name, id_text(row.successor),
                     row.successor_name, row.locality, std::string(event::name_of(row.extent)),
                     to_string(row.effective_from), row.note, row.citation});
  return text;
}

std::vector<event::RegistryEvent> facts_of(const RegistryTables& tables) {
  std::vector<event::RegistryEvent> facts;
  std::set<Date> births;
  for (const UnitRow& row : tables.units) births.insert(row.valid_from);
  std::set<UnitId> ended;
  // Children stand below their parents in the file, so from the bottom up they end first.
  const auto end_before = [&](std::optional<Date> date) {
    for (auto row = tables.units.rbegin(); row != tables.units.rend(); ++row)
      if (row->valid_until && (!date || (*row->valid_until < *date && row->valid_from < *date)) &&
          ended.insert(row->unit).second)
        facts.emplace_back(event::UnitEnded{row->unit, row->valid_until, row->ended_by});
  };
  for (const Date birth : births) {
    end_before(birth);
    for (const UnitRow& row : tables.units)
      if (row.valid_from == birth) establish(row, facts);
  }
  end_before(std::nullopt);
  for (const SuccessionRow& row : tables.successions)
    if (row.predecessor)
      facts.emplace_back(event::UnitSucceeded{row.predecessor, row.successor, row.locality,
                                              row.extent, row.effective_from, row.citation});
  return facts;
}

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    return fail(ErrorCode::not_found, "no-file", "there is no such file", path.string(),
                "check the path");
  if (status.type() == std::filesystem::file_type::directory)
    return fail(ErrorCode::invalid, "not-a-file", "this is a folder, not a file", path.string(),
                "name the file inside it");
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0)
    return fail(ErrorCode::io, "file-not-readable", "the file cannot be read", path.string(),
                "check the path and its permissions");
  if (static_cast<std::size_t>(size) > limit)
    return fail(
        ErrorCode::invalid, "too-large",
        "the file has " + std::to_string(size) + " bytes of at most " + std::to_string(limit),
        path.string(), "split the file");
  Bytes bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size))
    return fail(ErrorCode::io, "file-not-readable", "the file cannot be read to its end",
                path.string(), "check the disk");
  return bytes;
}

Result<RegistryTables> load_registry(const std::filesystem::path& folder) {
  std::error_code error;
  std::set<std::filesystem::path> paths;
  for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error))
    paths.insert(each->path());
  if (error)
    return fail(ErrorCode::not_found, "no-registry-folder", "the folder cannot be listed",
                folder.string(), "give the folder with the *-units.csv files");
  RegistryTables tables;
  for (const auto& path : paths) {
    const std::string name = path.filename().string();
    const bool units = name.ends_with("-units.csv");
    if (!units && !name.ends_with("-succession.csv")) continue;
    DONTHU_ASSIGN(const auto bytes, read_file(path));
    if (units) {
      DONTHU_ASSIGN(auto rows, read_units(bytes, name));
      std::ranges::move(rows, std::back_inserter(tables.units));
    } else {
      DONTHU_ASSIGN(auto rows, read_successions(bytes, name));
      std::ranges::move(rows, std::back_inserter(tables.successions));
    }
  }
  if (tables.units.empty())
    return fail(ErrorCode::not_found, "no-registry-files", "the folder holds no *-units.csv",
                folder.string(), "give the folder with the *-units.csv files");
  return tables;
}

}  // namespace donthu::csv
