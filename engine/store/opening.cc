#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/convenience.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

#include "engine/base/check.h"
#include "engine/store/information_log.h"
#include "engine/store/rocks.h"

namespace donthu::store {

namespace {

namespace fs = std::filesystem;

constexpr const char* layout_family = "layout";
constexpr const char* layout_key = "version";
constexpr std::size_t default_cache_bytes = std::size_t{128} << 20;

bool supports(rocksdb::CompressionType type) {
  static const auto supported = rocksdb::GetSupportedCompressions();
  return std::find(supported.begin(), supported.end(), type) != supported.end();
}

rocksdb::BlockBasedTableOptions table_options(const Options& options, bool point_lookups) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = options.cache->blocks;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = options.block_bytes;
  table.format_version = 5;
  if (point_lookups) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.optimize_filters_for_memory = true;
  }
  return table;
}

rocksdb::ColumnFamilyOptions family_options(const Options& options, bool point_lookups,
                                            bool short_lived) {
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = options.write_buffer_bytes;
  family.level_compaction_dynamic_level_bytes = true;
  if (supports(rocksdb::kLZ4Compression)) family.compression = rocksdb::kLZ4Compression;
  // The younger tables are merged seldom and many at once: nearly all rows are written once and
  // stay, so merging them more often only costs.
  family.level0_file_num_compaction_trigger = 8;
  if (options.ordered_prefix_bytes > 0)
    family.memtable_insert_with_hint_prefix_extractor.reset(
        rocksdb::NewFixedPrefixTransform(options.ordered_prefix_bytes));
  family.table_factory.reset(
      rocksdb::NewBlockBasedTableFactory(table_options(options, point_lookups)));
  // A file in which a quarter of 8,192 neighbouring rows are deletions is compacted at once, so
  // that a scan of what is due does not walk over what was done.
  if (short_lived)
    family.table_properties_collector_factories.push_back(
        rocksdb::NewCompactOnDeletionCollectorFactory(8192, 2048));
  // A key that is not there, such as that of a new command, is not looked for in memory either.
  if (point_lookups) {
    family.memtable_prefix_bloom_size_ratio = 0.05;
    family.memtable_whole_key_filtering = true;
  }
  if (options.bulk) {
    family.disable_auto_compactions = true;
    family.level0_slowdown_writes_trigger = 1 << 30;
    family.level0_stop_writes_trigger = 1 << 30;
    family.soft_pending_compaction_bytes_limit = 0;
    family.hard_pending_compaction_bytes_limit = 0;
  }
  return family;
}

// Merging comes in bursts that would fill a core: it gives way to whoever waits for an answer. Not
// flushing, for which a write may have to wait.
void let_merging_give_way() {
  (void)rocksdb::Env::Default()->LowerThreadPoolCPUPriority(rocksdb::Env::LOW,
                                                            rocksdb::CpuPriority::kLow);
}

rocksdb::DBOptions database_options(const Options& options,
                                    std::shared_ptr<rocksdb::Statistics> statistics) {
  rocksdb::DBOptions database;
  database.create_if_missing = options.create_if_missing;
  database.create_missing_column_families = true;
  database.max_background_jobs = options.background_jobs;
  database.max_open_files = -1;
  // Side by side the rows would be put in without regard to ordered_prefix_bytes.
  database.allow_concurrent_memtable_write = false;
  // A family that is seldom written would keep old write-ahead logs alive, and starts slow.
  database.max_total_wal_size = 4 * options.write_buffer_bytes;
  database.statistics = std::move(statistics);
  // A failed write is never retried behind our back: whoever wrote must learn of it.
  database.max_bgerror_resume_count = 0;
  database.wal_recovery_mode = options.recovery == WalRecovery::strict_but_tail
                                   ? rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords
                                   : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  return database;
}

bool holds_data(const fs::directory_entry& entry) {
  const auto extension = entry.path().extension();
  std::error_code error;
  return (extension == ".sst" || extension == ".log") && entry.file_size(error) > 0 && !error;
}

// RocksDB would make a new database over the files of one whose CURRENT was lost. A folder without
// data is only a creation that was not finished.
Result<bool> database_exists(const std::string& path) {
  std::error_code error;
  if (fs::exists(fs::path(path) / "CURRENT", error)) return true;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error))
    if (holds_data(*entry))
      return fail(ErrorCode::corrupt, "database-corrupt",
                  fmt::format("The database in {} has lost its file CURRENT, but {} is there", path,
                              entry->path().filename().string()),
                  path, "Restore it from a backup; nothing was changed.");
  return false;
}

// Families on disk that this program does not know were made by a newer one.
Status check_families(const std::string& path, const Options& options) {
  std::vector<std::string> found;
  const auto status = rocksdb::DB::ListColumnFamilies({}, path, &found);
  if (!status.ok()) return std::unexpected(error_of(status, "list the families of", path));
  for (const auto& name : found) {
    const bool known = name == rocksdb::kDefaultColumnFamilyName || name == layout_family ||
                       std::any_of(options.families.begin(), options.families.end(),
                                   [&](const auto& family) { return family.name == name; });
    if (!known)
      return fail(
          ErrorCode::unsupported, "layout-newer",
          fmt::format("The database in {} has a family '{}' that this program does not know", path,
                      name),
          path, "Use the version of the program that wrote it, or a newer one.");
  }
  return {};
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const Options& options) {
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName,
                   family_options(options, options.main_point_lookups, false));
  for (const auto& family : options.families)
    all.emplace_back(family.name,
                     family_options(options, family.point_lookups, family.short_lived));
  all.emplace_back(layout_family, family_options(options, false, false));
  return all;
}

Status check_layout(Database::State& state, bool existed) {
  const auto& options = state.options;
  std::string stored;
  const auto status = state.db->Get({}, state.layout, layout_key, &stored);
  if (status.ok() && stored.size() == 4) {
    const auto found = get_be<std::uint32_t>(stored, 0);
    if (found > options.layout_version)
      return fail(
          ErrorCode::unsupported, "layout-newer",
          fmt::format("The database in {} has layout version {}, this program knows up to {}",
                      state.path, found, options.layout_version),
          state.path, "Use the version of the program that wrote it, or a newer one.");
    if (found == options.layout_version || options.read_only) return {};
    return fail(ErrorCode::unsupported, "layout-older",
                fmt::format("The database in {} has layout version {}, this program writes {}",
                            state.path, found, options.layout_version),
                state.path, "Rebuild it from the log, or migrate it.");
  }
  if (!status.ok() && !status.IsNotFound())
    return std::unexpected(error_of(status, "read the layout version of", state.path));
  const bool empty = state.db->GetLatestSequenceNumber() == 0;
  if (status.ok() || options.read_only || (existed && !empty))
    return fail(ErrorCode::corrupt, "database-corrupt",
                fmt::format("The database in {} does not say which layout it has", state.path),
                state.path, "It is not one of ours, or was damaged: restore it from a backup.");
  Bytes version;
  put_be(version, options.layout_version);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const auto written = state.db->Put(synced, state.layout, layout_key, version);
  if (!written.ok())
    return std::unexpected(error_of(written, "write the layout version of", state.path));
  return {};
}

bool says_locked(const rocksdb::Status& status) {
  const auto text = status.ToString();
  return status.IsIOError() && (text.find("While lock file") != std::string::npos ||
                                text.find("lock hold by current process") != std::string::npos);
}

}  // namespace

std::shared_ptr<Cache> make_cache(std::size_t bytes) { return std::make_shared<Cache>(bytes); }

Error error_of(const rocksdb::Status& status, std::string_view what, std::string_view path) {
  const auto message = fmt::format("Could not {} {}: {}", what, path, status.ToString());
  const std::string place(path);
  if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kSpaceLimit)
    return {ErrorCode::full, "disk-full",
            message,         {},
            place,           "Make room on the disk, then open the database again."};
  if (says_locked(status))
    return {ErrorCode::conflict,
            "database-in-use",
            message,
            {},
            place,
            "Another process uses this folder: stop it, or give this one a folder of its own."};
  if (status.IsCorruption())
    return {ErrorCode::corrupt,
            "database-corrupt",
            message,
            {},
            place,
            "Stop, keep the folder as it is, and run the audit. Nothing was cut off or repaired."};
  if (status.IsNotSupported())
    return {ErrorCode::unsupported, "database-unsupported", message, {}, place, {}};
  if (status.IsInvalidArgument())
    return {ErrorCode::invalid, "database-invalid", message, {}, place, {}};
  if (status.IsBusy() || status.IsTimedOut() || status.IsTryAgain() ||
      status.IsShutdownInProgress())
    return {ErrorCode::unavailable, "database-busy", message, {}, place, "Try again."};
  return {ErrorCode::io, "database-io",
          message,       {},
          place,         "Look at the disk and the permissions of the folder."};
}

Database::State::~State() {
  if (!db) return;
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (layout != nullptr) db->DestroyColumnFamilyHandle(layout);
}

rocksdb::ColumnFamilyHandle* Database::State::handle(Family family) const {
  DONTHU_CHECK(family.index < handles.size(), "a family is named in the options");
  return handles[family.index];
}

namespace {

// Whoever writes may merge files away between our reading of their list and of themselves: then
// they are looked for again.
rocksdb::Status open_to_read(const rocksdb::DBOptions& settings, const std::string& path,
                             const std::vector<rocksdb::ColumnFamilyDescriptor>& families,
                             std::vector<rocksdb::ColumnFamilyHandle*>& handles, rocksdb::DB*& db) {
  rocksdb::Status status;
  for (int tries = 0; tries < 5; ++tries) {
    if (tries > 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    status = rocksdb::DB::OpenForReadOnly(settings, path, families, &handles, &db);
    if (status.ok()) break;
  }
  return status;
}

}  // namespace

Result<std::unique_ptr<Database::State>> open_state(const std::string& path,
                                                    const Options& options) {
  DONTHU_ASSIGN(const bool existed, database_exists(path));
  if (!existed && (!options.create_if_missing || options.read_only))
    return fail(ErrorCode::not_found, "no-database",
                fmt::format("There is no database in {}", path), path,
                "Check the path of the data folder.");
  if (existed) DONTHU_TRY(check_families(path, options));
  if (!existed) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
      return fail(ErrorCode::io, "database-io",
                  fmt::format("Could not make the folder {}: {}", path, error.message()), path);
  }
  auto state = std::make_unique<Database::State>();
  state->path = path;
  state->options = options;
  if (!state->options.cache) state->options.cache = make_cache(default_cache_bytes);
  state->statistics = rocksdb::CreateDBStatistics();
  state->statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
  auto settings = database_options(state->options, state->statistics);
  settings.info_log = open_information_log(path);
  const auto families = descriptors(state->options);
  let_merging_give_way();
  rocksdb::DB* db = nullptr;
  const auto status = options.read_only
                          ? open_to_read(settings, path, families, state->handles, db)
                          : rocksdb::DB::Open(settings, path, families, &state->handles, &db);
  if (!status.ok()) return std::unexpected(error_of(status, "open the database in", path));
  state->db.reset(db);
  state->layout = state->handles.back();
  state->handles.pop_back();
  DONTHU_TRY(check_layout(*state, existed));
  return state;
}

}  // namespace donthu::store
