#include "engine/store/database.h"

#include <utility>

#include <fmt/format.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/write_batch.h>

#include "engine/base/check.h"
#include "engine/store/rocks.h"

namespace donthu::store {

Range Range::prefix(ByteView prefix) {
  Range range{Bytes(prefix), Bytes(prefix)};
  while (!range.until.empty() && range.until.back() == '\xff') range.until.pop_back();
  if (!range.until.empty()) {
    const auto last = static_cast<unsigned char>(range.until.back());
    range.until.back() = static_cast<char>(last + 1);
  }
  return range;
}

struct Snapshot::State {
  rocksdb::DB* db = nullptr;
  const rocksdb::Snapshot* snapshot = nullptr;

  State(rocksdb::DB* owner, const rocksdb::Snapshot* taken) : db(owner), snapshot(taken) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { db->ReleaseSnapshot(snapshot); }
};

Snapshot::Snapshot(std::unique_ptr<State> state) : state_(std::move(state)) {}
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;
Snapshot::~Snapshot() = default;

// The bounds are views into `range`, which therefore lives beside the iterator.
struct Iterator::State {
  Range range;
  std::string path;
  rocksdb::Slice lower;
  rocksdb::Slice upper;
  std::unique_ptr<rocksdb::Iterator> rows;
};

Iterator::Iterator(std::unique_ptr<State> state) : state_(std::move(state)) {}
Iterator::Iterator(Iterator&&) noexcept = default;
Iterator& Iterator::operator=(Iterator&&) noexcept = default;
Iterator::~Iterator() = default;

void Iterator::first() { state_->rows->SeekToFirst(); }
void Iterator::last() { state_->rows->SeekToLast(); }
void Iterator::seek(ByteView key) { state_->rows->Seek(slice(key)); }
void Iterator::seek_backwards(ByteView key) { state_->rows->SeekForPrev(slice(key)); }
void Iterator::next() { state_->rows->Next(); }
void Iterator::previous() { state_->rows->Prev(); }
bool Iterator::valid() const { return state_->rows->Valid(); }
ByteView Iterator::key() const { return view(state_->rows->key()); }
ByteView Iterator::value() const { return view(state_->rows->value()); }

Status Iterator::status() const {
  const auto status = state_->rows->status();
  if (status.ok()) return {};
  return std::unexpected(error_of(status, "walk through", state_->path));
}

struct Batch::State {
  const Database::State& database;
  rocksdb::WriteBatch changes{};

  void check(const rocksdb::Status& status) const {
    DONTHU_CHECK(status.ok(), "a change can always be added to a batch in memory");
  }
};

Batch::Batch(const Database& database) : state_(new State{*database.state_}) {}
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

void Batch::put(ByteView key, ByteView value, Family family) {
  state_->check(state_->changes.Put(state_->database.handle(family), slice(key), slice(value)));
}

void Batch::erase(ByteView key, Family family) {
  state_->check(state_->changes.Delete(state_->database.handle(family), slice(key)));
}

void Batch::erase(const Range& range, Family family) {
  DONTHU_CHECK(!range.until.empty(), "a range to erase has an end");
  // RocksDB 7.8 lets the hints of rows and of erased ranges mix, and rows vanish from scans.
  DONTHU_CHECK(state_->database.options.ordered_prefix_bytes == 0,
               "no range is erased where rows are put in by hints");
  state_->check(state_->changes.DeleteRange(state_->database.handle(family), slice(range.from),
                                            slice(range.until)));
}

void Batch::clear() { state_->changes.Clear(); }

std::size_t Batch::count() const { return state_->changes.Count(); }
std::size_t Batch::size_bytes() const { return state_->changes.GetDataSize(); }

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const Options& options) {
  DONTHU_ASSIGN(auto state, open_state(path, options));
  return std::unique_ptr<Database>(new Database(std::move(state)));
}

namespace {

std::unexpected<Error> closed_for_writing(const std::string& path) {
  return fail(
      ErrorCode::unavailable, "store-closed-for-writing",
      fmt::format("A write to {} failed before, so nothing is written until it is reopened", path),
      path, "Open the database again, and look at what was stored.");
}

rocksdb::ReadOptions read_options(const ReadOptions& options, const rocksdb::Snapshot* snapshot) {
  rocksdb::ReadOptions read;
  read.snapshot = snapshot;
  read.fill_cache = options.fill_cache;
  return read;
}

// RocksDB's counters of each thread, which nobody reads, cost a look-up at every comparison.
void without_thread_counters() {
  thread_local bool done = false;
  if (done) return;
  rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable);
  done = true;
}

}  // namespace

Status Database::write(Batch& batch, Sync sync) {
  without_thread_counters();
  DONTHU_CHECK(&batch.state_->database == state_.get(), "a batch is written to its own database");
  if (!writable()) return closed_for_writing(state_->path);
  rocksdb::WriteOptions how;
  how.disableWAL = state_->options.bulk;
  how.sync = sync == Sync::yes && !how.disableWAL;
  const auto status = state_->db->Write(how, &batch.state_->changes);
  if (status.ok()) return {};
  state_->failed.store(true);
  return std::unexpected(error_of(status, "write to", state_->path));
}

Result<std::optional<Bytes>> Database::get(ByteView key, const ReadOptions& options) const {
  without_thread_counters();
  const auto* snapshot = options.snapshot ? options.snapshot->state_->snapshot : nullptr;
  rocksdb::PinnableSlice value;
  const auto status = state_->db->Get(read_options(options, snapshot),
                                      state_->handle(options.family), slice(key), &value);
  if (status.ok()) return Bytes(value.data(), value.size());
  if (status.IsNotFound()) return std::nullopt;
  return std::unexpected(error_of(status, "read from", state_->path));
}

Result<std::vector<std::optional<Bytes>>> Database::multi_get(std::span<const Bytes> keys,
                                                              const ReadOptions& options) const {
  const auto* snapshot = options.snapshot ? options.snapshot->state_->snapshot : nullptr;
  std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> values(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  state_->db->MultiGet(read_options(options, snapshot), state_->handle(options.family), keys.size(),
                       slices.data(), values.data(), statuses.data());
  std::vector<std::optional<Bytes>> found(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok())
      found[i] = Bytes(values[i].data(), values[i].size());
    else if (!statuses[i].IsNotFound())
      return std::unexpected(error_of(statuses[i], "read from", state_->path));
  }
  return found;
}

Iterator Database::iterate(Range range, const ReadOptions& options) const {
  auto state = std::make_unique<Iterator::State>();
  state->range = std::move(range);
  state->path = state_->path;
  state->lower = slice(state->range.from);
  state->upper = slice(state->range.until);
  const auto* snapshot = options.snapshot ? options.snapshot->state_->snapshot : nullptr;
  auto read = read_options(options, snapshot);
  if (!state->range.from.empty()) read.iterate_lower_bound = &state->lower;
  if (!state->range.until.empty()) read.iterate_upper_bound = &state->upper;
  state->rows.reset(state_->db->NewIterator(read, state_->handle(options.family)));
  return Iterator(std::move(state));
}

Snapshot Database::snapshot() const {
  auto* db = state_->db.get();
  return Snapshot(std::make_unique<Snapshot::State>(db, db->GetSnapshot()));
}

Status Database::flush() {
  if (!writable()) return closed_for_writing(state_->path);
  const auto status = state_->db->Flush({}, state_->handles);
  if (status.ok()) return {};
  state_->failed.store(true);
  return std::unexpected(error_of(status, "flush", state_->path));
}

Status Database::check_tables() const {
  rocksdb::ReadOptions how;
  how.fill_cache = false;
  how.readahead_size = std::size_t{2} << 20;
  const auto status = state_->db->VerifyChecksum(how);
  if (status.ok()) return {};
  if (status.IsNotFound() || status.IsPathNotFound())
    return fail(ErrorCode::unavailable, "tables-replaced",
                fmt::format("Tables of {} were merged while they were read", state_->path),
                state_->path, "Open the database again, and check again");
  return std::unexpected(error_of(status, "check the tables of", state_->path));
}

Status Database::compact(const Range& range, Family family) {
  if (!writable()) return closed_for_writing(state_->path);
  const auto lower = slice(range.from);
  const auto upper = slice(range.until);
  const auto status =
      state_->db->CompactRange({}, state_->handle(family), range.from.empty() ? nullptr : &lower,
                               range.until.empty() ? nullptr : &upper);
  if (status.ok()) return {};
  return std::unexpected(error_of(status, "compact", state_->path));
}

Status Database::finish_bulk() {
  DONTHU_TRY(flush());
  for (std::uint32_t index = 0; index < state_->handles.size(); ++index)
    DONTHU_TRY(compact({}, Family{index}));
  return {};
}

Status Database::sync() {
  if (!writable()) return closed_for_writing(state_->path);
  if (state_->options.bulk) return flush();
  // An empty synced write and not SyncWAL, which 7.8 lets race with the switch of the log file.
  rocksdb::WriteBatch nothing;
  rocksdb::WriteOptions how;
  how.sync = true;
  const auto status = state_->db->Write(how, &nothing);
  if (status.ok()) return {};
  state_->failed.store(true);
  return std::unexpected(error_of(status, "sync", state_->path));
}

Status Database::resume() {
  if (state_->options.read_only) return closed_for_writing(state_->path);
  if (!state_->failed.load()) return {};
  const auto status = state_->db->Resume();
  if (!status.ok()) return std::unexpected(error_of(status, "take writes again in", state_->path));
  // Resuming flushes only where RocksDB itself stopped; a failed sync does not stop it.
  state_->failed.store(false);
  const Status flushed = flush();
  if (!flushed) state_->failed.store(true);
  return flushed;
}

std::uint64_t Database::approximate_bytes(const Range& range, Family family) const {
  rocksdb::SizeApproximationOptions what;
  what.include_memtables = true;
  what.include_files = true;
  // An open end reaches beyond any key that a table of ours begins with.
  const Bytes end = range.until.empty() ? Bytes(64, '\xff') : range.until;
  const rocksdb::Range whole(slice(range.from), slice(end));
  std::uint64_t bytes = 0;
  const auto status =
      state_->db->GetApproximateSizes(what, state_->handle(family), &whole, 1, &bytes);
  return status.ok() ? bytes : 0;
}

Statistics Database::statistics() const {
  const auto ticker = [&](rocksdb::Tickers which) {
    return state_->statistics->getTickerCount(which);
  };
  const auto property = [&](const std::string& name) {
    std::uint64_t value = 0;
    const bool known = state_->db->GetAggregatedIntProperty(name, &value);
    return known ? value : 0;
  };
  Statistics all;
  all.writes = ticker(rocksdb::WRITE_DONE_BY_SELF) + ticker(rocksdb::WRITE_DONE_BY_OTHER);
  all.syncs = ticker(rocksdb::WAL_FILE_SYNCED);
  all.bytes_written = ticker(rocksdb::BYTES_WRITTEN);
  all.cache_hits = ticker(rocksdb::BLOCK_CACHE_HIT);
  all.cache_misses = ticker(rocksdb::BLOCK_CACHE_MISS);
  all.stall_microseconds = ticker(rocksdb::STALL_MICROS);
  all.memory_bytes = property(rocksdb::DB::Properties::kSizeAllMemTables) +
                     property(rocksdb::DB::Properties::kEstimateTableReadersMem) +
                     state_->options.cache->blocks->GetUsage();
  all.table_bytes = property(rocksdb::DB::Properties::kTotalSstFilesSize);
  all.pending_compaction_bytes = property(rocksdb::DB::Properties::kEstimatePendingCompactionBytes);
  all.approximate_keys = property(rocksdb::DB::Properties::kEstimateNumKeys);
  return all;
}

bool Database::writable() const { return !state_->failed.load() && !state_->options.read_only; }
const std::string& Database::path() const { return state_->path; }

}  // namespace donthu::store
