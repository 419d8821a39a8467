#include "engine/runtime/state_rows.h"

#include "engine/projection/tables.h"

namespace donthu::runtime {

store::Options state_options(std::shared_ptr<store::Cache> cache) {
  store::Options options;
  options.create_if_missing = true;
  options.cache = std::move(cache);
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

Result<std::optional<Bytes>> Overlay::get(ByteView key) const {
  const auto row = rows_.find(key);
  return row != rows_.end() ? row->second.value : below_.get(key);
}

Status Overlay::scan(ByteView from, ByteView until, const Visitor& visit) const {
  return below_.scan(from, until, visit);
}

void Overlay::put(const projection::Changes& changes, std::uint64_t group) {
  for (const auto& [key, value] : changes) rows_[key] = {value, group};
}

void Overlay::forget(const projection::Changes& changes, std::uint64_t group) {
  for (const auto& [key, value] : changes) {
    const auto row = rows_.find(key);
    if (row != rows_.end() && row->second.group == group) rows_.erase(row);
  }
}

void add_to(store::Batch& batch, const projection::Changes& changes) {
  for (const auto& [key, value] : changes) {
    if (value)
      batch.put(key, *value, family_of(key));
    else
      batch.erase(key, family_of(key));
  }
}

}  // namespace donthu::runtime
