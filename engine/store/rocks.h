// What the sources of this room share. Not for other rooms: it shows RocksDB.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/statistics.h>
#include <rocksdb/status.h>

#include "engine/store/database.h"

namespace donthu::store {

class Cache {
 public:
  explicit Cache(std::size_t bytes) : blocks(rocksdb::NewLRUCache(bytes)) {}
  std::shared_ptr<rocksdb::Cache> blocks;
};

struct Database::State {
  std::string path;
  Options options;
  std::shared_ptr<rocksdb::Statistics> statistics;
  std::unique_ptr<rocksdb::DB> db;
  // handles[0] is the main family, handles[i] is options.families[i - 1].
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::ColumnFamilyHandle* layout = nullptr;
  std::atomic<bool> failed{false};

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State();

  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Family family) const;
};

// Opens, creates what may be created, and checks the layout version.
[[nodiscard]] Result<std::unique_ptr<Database::State>> open_state(const std::string& path,
                                                                  const Options& options);

// `what` says what was being done, `path` where.
[[nodiscard]] Error error_of(const rocksdb::Status& status, std::string_view what,
                             std::string_view path);

[[nodiscard]] inline rocksdb::Slice slice(ByteView bytes) { return {bytes.data(), bytes.size()}; }
[[nodiscard]] inline ByteView view(const rocksdb::Slice& bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace donthu::store
