// The rows of the database `state`, as folds and questions see them.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/base/ids.h"
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

// The changed rows of commits that are not in the database yet, in the order in which they were
// decided. Later changes of a row win. One thread; what was handed over is only read.
class PendingRows {
 public:
  void add(projection::Changes changes);
  // The latest pending value of a row: nothing where no commit here changed it.
  [[nodiscard]] const std::optional<Bytes>* find(ByteView key) const;
  // Adds the latest value of each row, in the order of their keys.
  void add_to(store::Batch& batch) const;
  [[nodiscard]] bool empty() const { return commits_.empty(); }
  void clear();

 private:
  // A list, for the index points into it.
  std::list<projection::Changes> commits_;
  // Which commits changed rows of a case, in order. Rows of no case stand under the zero id.
  std::unordered_map<CaseId, std::vector<const projection::Changes*>> by_case_;
};

// Pending rows over the database, the latest first. One thread. Scans see the database alone: what
// is scanned for (due instants) is looked at again case by case.
class Overlay final : public projection::Rows {
 public:
  explicit Overlay(const projection::Rows& below) : below_(below) {}
  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key) const override;
  [[nodiscard]] Status scan(ByteView from, ByteView until, const Visitor& visit) const override;

  // Layers are borrowed, and must not be destroyed before they are popped.
  void push(const PendingRows& layer) { layers_.push_back(&layer); }
  // The oldest layer's rows are in the database now.
  void pop_oldest() { layers_.pop_front(); }
  void clear() { layers_.clear(); }

 private:
  const projection::Rows& below_;
  std::deque<const PendingRows*> layers_;
};

}  // namespace donthu::runtime
