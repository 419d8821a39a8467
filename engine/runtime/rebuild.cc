#include "engine/runtime/rebuild.h"

#include <cstdio>

#include <fcntl.h>

#include "engine/log/embedded_log.h"
#include "engine/projection/read.h"
#include "engine/runtime/copying.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/state_rows.h"
#include "engine/runtime/unfinished_folder.h"

namespace donthu::runtime {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot(const char* what, const fs::path& path,
                              const std::error_code& error) {
  return fail(error == std::errc::no_space_on_device ? ErrorCode::full : ErrorCode::io,
              "cannot-replace-state", std::string(what) + ": " + error.message(), path.string(),
              "Look at the disk and the folder's permissions; a state that is gone is made anew "
              "at the next start");
}

// Puts `fresh` in the place of `old`, which may be absent. After a crash at any point the engine
// finds a whole state, or none and folds again.
Status replace_folder(const fs::path& fresh, const fs::path& old) {
  std::error_code error;
  if (!fs::exists(old, error)) {
    fs::rename(fresh, old, error);
  } else if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, old.c_str(), RENAME_EXCHANGE) != 0) {
    // A file system that cannot exchange.
    fs::path aside = old;
    aside += ".old";
    fs::remove_all(aside, error);
    fs::rename(old, aside, error);
    if (!error) fs::rename(fresh, old, error);
    if (!error) fs::remove_all(aside, error);
  }
  if (error) return cannot("the new state cannot be put in place", old, error);
  DONTHU_TRY(sync_folder(old.parent_path()));
  fs::remove_all(fresh, error);
  return {};
}

std::string_view table_name(ByteView key) {
  static constexpr std::array names{"",        "position", "cases",    "history",  "commands",
                                    "numbers", "counters", "units",    "due",      "words",
                                    "stuck",   "rulings",  "timeline", "officers", "sweeps"};
  const auto tag = key.size() > 2 ? static_cast<unsigned char>(key[2]) : 0U;
  return tag > 0 && tag < names.size() ? names.at(tag) : "unknown";
}

PartitionId partition_in(ByteView key) {
  if (key.size() < 2) return {};
  return PartitionId{static_cast<std::uint16_t>((static_cast<unsigned char>(key[0]) << 8U) |
                                                static_cast<unsigned char>(key[1]))};
}

// One family of both states, row by row.
class FamilyWalk {
 public:
  FamilyWalk(const store::Database& expected, const store::Database& found, store::Family family,
             StateComparison& comparison)
      : expected_(expected.iterate({}, reading(family))),
        found_(found.iterate({}, reading(family))),
        comparison_(comparison) {}

  Status run() {
    expected_.first();
    found_.first();
    while (expected_.valid() || found_.valid()) step();
    DONTHU_TRY(expected_.status());
    return found_.status();
  }

 private:
  using What = StateDifference::What;

  static store::ReadOptions reading(store::Family family) {
    store::ReadOptions options;
    options.family = family;
    options.fill_cache = false;
    return options;
  }

  void step() {
    ++comparison_.rows;
    const bool only_expected =
        expected_.valid() && (!found_.valid() || expected_.key() < found_.key());
    const bool only_found =
        found_.valid() && (!expected_.valid() || found_.key() < expected_.key());
    if (only_expected) {
      note(What::missing, expected_.key(), expected_.value(), {});
      expected_.next();
    } else if (only_found) {
      note(What::unexpected, found_.key(), {}, found_.value());
      found_.next();
    } else {
      if (expected_.value() != found_.value())
        note(What::other_value, expected_.key(), expected_.value(), found_.value());
      expected_.next();
      found_.next();
    }
  }

  void note(What what, ByteView key, ByteView expected, ByteView found) {
    ++comparison_.differences;
    if (comparison_.first && comparison_.first->key <= key) return;
    comparison_.first = StateDifference{partition_in(key), std::string(table_name(key)),
                                        Bytes(key),        what,
                                        Bytes(expected),   Bytes(found)};
  }

  store::Iterator expected_;
  store::Iterator found_;
  StateComparison& comparison_;
};

}  // namespace

Result<std::unique_ptr<store::Database>> create_bulk_state(const fs::path& folder,
                                                           std::shared_ptr<store::Cache> cache,
                                                           const BulkFoldOptions& how) {
  std::error_code error;
  if (fs::exists(folder, error))
    return fail(ErrorCode::conflict, "folder-exists", "the folder exists already", folder.string(),
                "Name a folder that does not exist");
  store::Options options = state_options(std::move(cache));
  options.bulk = true;
  options.write_buffer_bytes = how.write_buffer_bytes;
  return store::Database::open(folder.string(), options);
}

Result<BulkFolded> replace_state(const log::EventLog& log, const DataFolder& folder,
                                 const std::shared_ptr<store::Cache>& cache,
                                 const BulkFoldOptions& options, const FoldProgress& progress) {
  const fs::path fresh = folder.root / "state.new";
  std::error_code error;
  fs::remove_all(fresh, error);
  if (error) return cannot("an unfinished state cannot be removed", fresh, error);
  BulkFolded folded;
  UnfinishedFolder unfinished(fresh);
  {
    DONTHU_ASSIGN(const auto state, create_bulk_state(fresh, cache, options));
    DONTHU_ASSIGN(folded, fold_all(log, *state, options, progress));
    DONTHU_TRY(state->finish_bulk());
  }
  DONTHU_TRY(replace_folder(fresh, folder.state()));
  unfinished.finish();
  return folded;
}

Result<BulkFolded> rebuild_state(const Configuration& configuration, const BulkFoldOptions& options,
                                 const FoldProgress& progress) {
  const DataFolder folder(configuration);
  DONTHU_TRY(folder.check());
  const auto cache = store::make_cache(configuration.block_cache_bytes);
  SystemRandom random;  // For claims, of which none is made.
  log::EmbeddedLogOptions log_options;
  log_options.cache = cache;
  DONTHU_ASSIGN(const auto log, log::EmbeddedLog::open(folder.log().string(), random, log_options));
  return replace_state(*log, folder, cache, options, progress);
}

Result<StateComparison> compare_states(const store::Database& expected,
                                       const store::Database& found) {
  StateComparison comparison;
  const auto families = static_cast<std::uint32_t>(state_options(nullptr).families.size());
  for (std::uint32_t family = 0; family <= families; ++family)
    DONTHU_TRY(FamilyWalk(expected, found, {family}, comparison).run());
  return comparison;
}

std::string to_string(const StateDifference& difference) {
  std::string text = "table " + difference.table + " of partition " +
                     std::to_string(difference.partition.value) + ", key " +
                     to_hex(difference.key) + ": ";
  switch (difference.what) {
    case StateDifference::What::missing: return text + "the row is missing";
    case StateDifference::What::unexpected: return text + "the row should not be there";
    case StateDifference::What::other_value: break;
  }
  return text + "the row has another value (" + std::to_string(difference.expected.size()) +
         " bytes expected, " + std::to_string(difference.found.size()) + " found)";
}

Result<StateComparison> compare_with_log(const log::EventLog& log, const store::Database& state,
                                         const fs::path& scratch, BulkFoldOptions options,
                                         const FoldProgress& progress) {
  const DatabaseRows rows(state);
  options.until_seq.clear();
  for (std::uint16_t i = 0; i < log.partitions(); ++i) {
    DONTHU_ASSIGN(const auto position, projection::position_of(rows, PartitionId{i}));
    DONTHU_ASSIGN(const auto head, log.head(PartitionId{i}));
    if (position.next_seq > head.next_seq)
      return fail(ErrorCode::conflict, "state-ahead",
                  "the state knows " + std::to_string(position.next_seq) +
                      " entries of partition " + std::to_string(i) + ", the log holds " +
                      std::to_string(head.next_seq),
                  "partition " + std::to_string(i),
                  "The log was cut: keep every copy and compare with a backup");
    options.until_seq.push_back(position.next_seq);
  }
  StateComparison comparison;
  Status compared;
  {
    DONTHU_ASSIGN(const auto fresh, create_bulk_state(scratch, nullptr));
    const auto folded = fold_all(log, *fresh, options, progress);
    if (!folded) {
      compared = std::unexpected(folded.error());
    } else {
      auto result = compare_states(*fresh, state);
      if (result)
        comparison = *std::move(result);
      else
        compared = std::unexpected(result.error());
    }
  }
  std::error_code ignored;
  fs::remove_all(scratch, ignored);
  DONTHU_TRY(compared);
  return comparison;
}

}  // namespace donthu::runtime
