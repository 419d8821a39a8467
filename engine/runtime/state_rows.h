// The rows of the database `state`, as folds and questions see them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "engine/projection/rows.h"
#include "engine/store/database.h"

namespace donthu::runtime {

// How the database `state` is opened: rows of the due index are deleted soon after they are made,
// so they lie in a family of their own.
[[nodiscard]] store::Options state_options(std::shared_ptr<store::Cache> cache);
// The family of a row, by its table.
[[nodiscard]] store::Family family_of(ByteView key);

// The present of a database. Must not outlive it. Thread-safe.
class DatabaseRows final : public projection::Rows {
 public:
  explicit DatabaseRows(const store::Database& database) : database_(database) {}
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const override;
  [[nodiscard]] Status scan(ByteView from, ByteView until, const Visitor& visit) const override;

 private:
  const store::Database& database_;
};

// A moment of a database, for questions that read more than one row.
class SnapshotRows final : public projection::Rows {
 public:
  explicit SnapshotRows(const store::Database& database)
      : database_(database), snapshot_(database.snapshot()) {}
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const override;
  [[nodiscard]] Status scan(ByteView from, ByteView until, const Visitor& visit) const override;

 private:
  const store::Database& database_;
  store::Snapshot snapshot_;
};

// Rows that were decided but are not durable yet, over the database. One thread. Scans see the
// database alone: what is scanned for (due instants) is looked at again case by case.
class Overlay final : public projection::Rows {
 public:
  explicit Overlay(const projection::Rows& below) : below_(below) {}
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const override;
  [[nodiscard]] Status scan(ByteView from, ByteView until, const Visitor& visit) const override;

  void put(const projection::Changes& changes, std::uint64_t group);
  // The group's rows are in the database now; those that a later group changed again stay.
  void forget(const projection::Changes& changes, std::uint64_t group);
  void clear() { rows_.clear(); }

 private:
  struct Row {
    std::optional<Bytes> value;
    std::uint64_t group = 0;
  };
  const projection::Rows& below_;
  std::map<Bytes, Row, std::less<>> rows_;
};

// Puts the changes into a batch.
void add_to(store::Batch& batch, const projection::Changes& changes);

}  // namespace donthu::runtime
