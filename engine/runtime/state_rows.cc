#include "engine/runtime/state_rows.h"

namespace donthu::runtime {
namespace {

Status scan_database(const store::Database& database, const store::Snapshot* snapshot,
                     ByteView from, ByteView until, const projection::Rows::Visitor& visit) {
  store::ReadOptions options;
  options.snapshot = snapshot;
  auto rows = database.iterate({Bytes(from), Bytes(until)}, options);
  for (rows.first(); rows.valid(); rows.next())
    if (!visit(rows.key(), rows.value())) return {};
  return rows.status();
}

}  // namespace

Result<std::optional<Bytes>> DatabaseRows::get(ByteView key) const { return database_.get(key); }

Status DatabaseRows::scan(ByteView from, ByteView until, const Visitor& visit) const {
  return scan_database(database_, nullptr, from, until, visit);
}

Result<std::optional<Bytes>> SnapshotRows::get(ByteView key) const {
  store::ReadOptions options;
  options.snapshot = &snapshot_;
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
      batch.put(key, *value);
    else
      batch.erase(key);
  }
}

}  // namespace donthu::runtime
