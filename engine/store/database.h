// A sorted store of bytes on disk: batches, bounded iteration, snapshots. The only
// door to RocksDB; no public header shows it.
//
// Layout of keys is the caller's. The house convention is be16 partition | u8 table | rest in the
// main family, so that a partition's rows can be moved, dropped or compared alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace donthu::store {

// Memory for blocks read, shared by all databases that are given it. Thread-safe.
class Cache;
[[nodiscard]] std::shared_ptr<Cache> make_cache(std::size_t bytes);

// A family is a key space of its own, with settings of its own, written in the same batches.
struct FamilyOptions {
  std::string name;          // Kept on disk.
  bool short_lived = false;  // Rows are deleted soon (deadlines): compaction follows the deletions.
  bool point_lookups = false;  // Read mostly by whole key: keeps a Bloom filter.
};

// Index into Options::families, from 1; 0 is the main family, which always exists.
struct Family {
  std::uint32_t index = 0;
};

enum class WalRecovery : std::uint8_t {
  // An incomplete record at the end of a write-ahead log is dropped (it was never acknowledged as
  // synced); damage anywhere else refuses to open. For the log of events.
  strict_but_tail,
  // Recovers up to the first damage. For what can be folded again.
  point_in_time,
};

struct Options {
  bool create_if_missing = false;
  bool read_only = false;  // Sees the database as it was when opened; takes no lock.
  // The caller's number for the meaning of its keys. A database of a newer one is refused.
  std::uint32_t layout_version = 1;
  WalRecovery recovery = WalRecovery::point_in_time;
  std::vector<FamilyOptions> families;  // New ones are added at the end, none is ever removed.
  bool main_point_lookups = true;
  // Keys that begin with the same bytes, this many, are written mostly in their order: the next one
  // is then looked for where the last was put. 0: there is no such order.
  std::size_t ordered_prefix_bytes = 0;
  std::size_t block_bytes = std::size_t{16} << 10;
  std::size_t write_buffer_bytes = std::size_t{32} << 20;
  int background_jobs = 2;
  std::shared_ptr<Cache> cache;  // None: a cache of its own of 128 MiB.
  // For filling an empty database that is thrown away if it is not finished: no write-ahead log, no
  // compaction until finish_bulk.
  bool bulk = false;
};

enum class Sync : bool { no, yes };

// From `from` (included) to `until` (not included; empty: no end).
struct Range {
  Bytes from;
  Bytes until;

  [[nodiscard]] static Range all() { return {}; }
  // All keys that begin with `prefix`.
  [[nodiscard]] static Range prefix(ByteView prefix);
};

// A view of the database that stands still. Must not outlive its database. Thread-safe.
class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept;
  Snapshot& operator=(Snapshot&&) noexcept;
  ~Snapshot();

 private:
  friend class Database;
  struct State;
  explicit Snapshot(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct ReadOptions {
  Family family;
  const Snapshot* snapshot = nullptr;  // None: the present.
  bool fill_cache = true;  // False for long scans, which would drive out everything else.
};

// Walks a range in both directions. Sees the database as it was when the iterator was made. One
// thread at a time; must not outlive its database.
class Iterator {
 public:
  Iterator(Iterator&&) noexcept;
  Iterator& operator=(Iterator&&) noexcept;
  ~Iterator();

  // Each leaves the iterator on a row, or not valid where there is none in the range.
  void first();
  void last();
  void seek(ByteView key);            // The first row at or after `key`.
  void seek_backwards(ByteView key);  // The last row at or before `key`.
  void next();
  void previous();

  // False at the end of the range and after an error: status() tells them apart.
  [[nodiscard]] bool valid() const;
  // Views are good until the iterator moves.
  [[nodiscard]] ByteView key() const;
  [[nodiscard]] ByteView value() const;
  [[nodiscard]] Status status() const;

 private:
  friend class Database;
  struct State;
  explicit Iterator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class Database;

// Changes that become visible and durable together. Later changes to a key win. One thread at a
// time; bound to the database it was made for, and must not outlive it.
class Batch {
 public:
  explicit Batch(const Database& database);
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;
  ~Batch();

  void put(ByteView key, ByteView value, Family family = {});
  void erase(ByteView key, Family family = {});
  void erase(const Range& range, Family family = {});  // `until` must be given.
  void clear();

  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::size_t size_bytes() const;
  [[nodiscard]] bool empty() const { return count() == 0; }

 private:
  friend class Database;
  struct State;
  std::unique_ptr<State> state_;
};

// Totals since the database was opened, and its present size; for metrics.
struct Statistics {
  std::uint64_t writes = 0;  // Batches.
  std::uint64_t syncs = 0;   // Of the write-ahead log; fewer than writes where writers share.
  std::uint64_t bytes_written = 0;
  std::uint64_t cache_hits = 0;
  std::uint64_t cache_misses = 0;
  std::uint64_t stall_microseconds = 0;
  std::uint64_t memory_bytes =
      0;  // Write buffers, table readers, and the whole cache, shared or not.
  std::uint64_t table_bytes = 0;  // Live files on disk.
  std::uint64_t pending_compaction_bytes = 0;
  std::uint64_t approximate_keys = 0;
};

// All methods are thread-safe. Errors of all: corrupt (stop, run the audit), io, full (disk).
class Database {
 public:
  struct State;  // Known to this room only.

  // Takes the folder's lock unless read_only. Errors: not_found "no-database"; conflict
  // "database-in-use" (another process holds the folder: stop it first); unsupported
  // "layout-newer"; corrupt "database-corrupt" (nothing is cut off or repaired).
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                              const Options& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // All of the batch or nothing. Sync::yes: on disk when it returns; concurrent callers share
  // syncs. Sync::no: may be lost, from the end backwards, if the machine stops. After an error the
  // outcome is unknown until the database is opened again, and every further write is refused with
  // unavailable "store-closed-for-writing".
  [[nodiscard]] Status write(Batch& batch, Sync sync);

  [[nodiscard]] Result<std::optional<Bytes>> get(ByteView key,
                                                 const ReadOptions& options = {}) const;
  // In the order of `keys`.
  [[nodiscard]] Result<std::vector<std::optional<Bytes>>> multi_get(
      std::span<const Bytes> keys, const ReadOptions& options = {}) const;
  [[nodiscard]] Iterator iterate(Range range, const ReadOptions& options = {}) const;
  [[nodiscard]] Snapshot snapshot() const;

  // Everything written so far, synced or not, is in tables on disk when it returns.
  [[nodiscard]] Status flush();
  // Reads every table back and compares its checksums, also those of rows that nobody asks for.
  // corrupt "database-corrupt" with the file; unavailable "tables-replaced": a writer beside us
  // merged some meanwhile, open again and check again; io.
  [[nodiscard]] Status check_tables() const;
  [[nodiscard]] Status compact(const Range& range = {}, Family family = {});
  // Ends bulk mode's deferral: flushes and compacts. Reopen without `bulk` to go on.
  [[nodiscard]] Status finish_bulk();
  [[nodiscard]] Status sync();

  // Takes writes again after one failed, once what made it fail is mended: everything that was
  // acknowledged goes into tables first, so that nothing rests on the broken end of a write-ahead
  // log. Readers are not disturbed. Nothing to do where no write failed. full, io: it stays closed;
  // unavailable for some seconds after there is room for the write buffers, until RocksDB has
  // looked: try again.
  [[nodiscard]] Status resume();

  // Bytes on disk and in write buffers, roughly.
  [[nodiscard]] std::uint64_t approximate_bytes(const Range& range, Family family = {}) const;
  [[nodiscard]] Statistics statistics() const;
  // False once a write has failed.
  [[nodiscard]] bool writable() const;
  [[nodiscard]] const std::string& path() const;

 private:
  friend class Batch;
  explicit Database(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace donthu::store
