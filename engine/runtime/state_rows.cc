#include "engine/runtime/state_rows.h"

#include <algorithm>
#include <array>

#include "engine/projection/tables.h"

namespace donthu::runtime {

store::Options state_options(std::shared_ptr<store::Cache> cache) {
  store::Options options;
  options.create_if_missing = true;
  // One more whenever a row's form changes: a state of before is then refused, to be made anew from
  // the log (donthu rebuild).
  options.layout_version = 2;
  options.cache = std::move(cache);
  options.ordered_prefix_bytes = projection::table_prefix({}, projection::Table::cases).size();
  options.families = {{"due", true, false}};
  return options;
}

store::Family family_of(ByteView key) {
  const bool due =
      key.size() > 2 && static_cast<projection::Table>(key[2]) == projection::Table::due;
  return {due ? 1u : 0u};
}

namespace {

Status scan_database(const store::Database& database, const store::Snapshot* snapshot,
                     ByteView from, ByteView until, const projection::Rows::Visitor& visit) {
  store::ReadOptions options;
  options.snapshot = snapshot;
  options.family = family_of(from);
  auto rows = database.iterate({Bytes(from), Bytes(until)}, options);
  for (rows.first(); rows.valid(); rows.next())
    if (!visit(rows.key(), rows.value())) return {};
  return rows.status();
}

}  // namespace

Result<std::optional<Bytes>> DatabaseRows::get(ByteView key) const {
  store::ReadOptions options;
  options.family = family_of(key);
  return database_.get(key, options);
}

Status DatabaseRows::scan(ByteView from, ByteView until, const Visitor& visit) const {
  return scan_database(database_, nullptr, from, until, visit);
}

Result<std::optional<Bytes>> SnapshotRows::get(ByteView key) const {
  store::ReadOptions options;
  options.snapshot = &snapshot_;
  options.family = family_of(key);
  return database_.get(key, options);
}

Status SnapshotRows::scan(ByteView from, ByteView until, const Visitor& visit) const {
  return scan_database(database_, &snapshot_, from, until, visit);
}

namespace {

// The case that a row is about, where its table's keys begin with one.
CaseId case_of(ByteView key) {
  using projection::Table;
  switch (static_cast<Table>(key[2])) {
    case Table::cases:
    case Table::history:
    case Table::commands:
    case Table::timeline:
    case Table::stuck:
    case Table::rulings: return *id_from_bytes<CaseId>(key.substr(3, 16));
    default: return {};
  }
}

}  // namespace

void PendingRows::add(projection::Changes changes) {
  const projection::Changes& kept = commits_.emplace_back(std::move(changes));
  CaseId last;
  bool first = true;
  for (const auto& [key, value] : kept) {
    const CaseId id = case_of(key);
    if (!first && id == last) continue;
    auto& touched = by_case_[id];
    if (touched.empty() || touched.back() != &kept) touched.push_back(&kept);
    last = id;
    first = false;
  }
}

const std::optional<Bytes>* PendingRows::find(ByteView key) const {
  const auto touched = by_case_.find(case_of(key));
  if (touched == by_case_.end()) return nullptr;
  for (auto commit = touched->second.rbegin(); commit != touched->second.rend(); ++commit) {
    const auto row = (*commit)->find(key);
    if (row != (*commit)->end()) return &row->second;
  }
  return nullptr;
}

namespace {

// A changed row; its first bytes stand beside it, for they decide nearly every comparison.
struct SortedRow {
  std::array<std::uint64_t, 2> start{};
  std::uint32_t order = 0;
  const projection::Changes::value_type* row = nullptr;

  friend bool operator<(const SortedRow& a, const SortedRow& b) {
    if (a.start != b.start) return a.start < b.start;
    const int compared = a.row->first.compare(b.row->first);
    return compared != 0 ? compared < 0 : a.order < b.order;
  }
};

std::array<std::uint64_t, 2> start_of(const Bytes& key) {
  std::array<char, 16> start{};
  std::copy_n(key.begin(), std::min(key.size(), start.size()), start.begin());
  const ByteView bytes(start.data(), start.size());
  return {get_be<std::uint64_t>(bytes, 0), get_be<std::uint64_t>(bytes, 8)};
}

}  // namespace

void PendingRows::add_to(store::Batch& batch) const {
  std::vector<SortedRow> rows;
  for (const projection::Changes& changes : commits_)
    for (const auto& row : changes)
      rows.push_back({start_of(row.first), static_cast<std::uint32_t>(rows.size()), &row});
  std::ranges::sort(rows, std::less<>());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [key, value] = *rows[i].row;
    if (i + 1 < rows.size() && rows[i + 1].row->first == key) continue;
    if (value)
      batch.put(key, *value, family_of(key));
    else
      batch.erase(key, family_of(key));
  }
}

void PendingRows::clear() {
  by_case_.clear();
  commits_.clear();
}

Result<std::optional<Bytes>> Overlay::get(ByteView key) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer)
    if (const auto* pending = (*layer)->find(key)) return *pending;
  return below_.get(key);
}

Status Overlay::scan(ByteView from, ByteView until, const Visitor& visit) const {
  return below_.scan(from, until, visit);
}

}  // namespace donthu::runtime
