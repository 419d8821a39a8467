#include "engine/log/embedded_state.h"

#include <algorithm>

#include <fmt/format.h>

namespace donthu::log {

using store::Database;

Bytes partition_key(PartitionId partition) {
  Bytes key;
  put_be(key, partition.value);
  return key;
}

// Of an entry (number = seq) or of a claim (number = epoch).
Bytes numbered_key(PartitionId partition, std::uint64_t number) {
  auto key = partition_key(partition);
  put_be(key, number);
  return key;
}

Bytes head_row(const Head& head) {
  Bytes bytes;
  put_head(bytes, head);
  return bytes;
}

Bytes source_key(PartitionId partition) { return partition_key(partition) + "source"; }

Bytes source_row(const SourceMark& mark, const event::Acceptance& copy) {
  Bytes row;
  put_le(row, copy.head().next_seq);
  put_le(row, copy.current_epoch());
  put_le(row, mark.place);
  row += mark.hash.view();
  return row;
}

std::optional<SourceMark> parse_source_row(ByteView row, std::uint64_t next_seq,
                                           std::uint64_t epoch) {
  constexpr std::size_t numbers_bytes = 24;
  if (row.size() < numbers_bytes) return std::nullopt;
  const auto hash = digest_from_bytes(row.substr(numbers_bytes));
  if (!hash || get_le<std::uint64_t>(row, 0) != next_seq || get_le<std::uint64_t>(row, 8) != epoch)
    return std::nullopt;
  return SourceMark{get_le<std::uint64_t>(row, 16), *hash};
}

namespace {

constexpr std::uint32_t layout_version = 1;

store::Options database_options(const EmbeddedLogOptions& options, bool create) {
  store::Options database;
  database.create_if_missing = create;
  database.read_only = options.read_only;
  database.layout_version = layout_version;
  database.recovery = store::WalRecovery::strict_but_tail;
  database.families = {{"heads", false, false}, {"claims", false, false}};
  database.main_point_lookups = false;
  database.block_bytes = std::size_t{32} << 10;
  database.write_buffer_bytes = options.write_buffer_bytes;
  database.ordered_prefix_bytes = sizeof(PartitionId::value);
  database.cache = options.cache;
  return database;
}

Error damaged(PartitionId partition, std::string_view what) {
  return {ErrorCode::corrupt,
          "partition-damaged",
          fmt::format("Partition {} cannot be written: {}", partition.value, what),
          {},
          {},
          "Keep the folder as it is and run the audit; restore from a backup or another copy."};
}

// What a partition is when it is opened.
struct Found {
  event::Acceptance acceptance;
  std::optional<Error> damage;
};

Result<std::uint64_t> last_claimed_epoch(const Database& database, PartitionId partition) {
  auto rows = database.iterate(store::Range::prefix(partition_key(partition)), {claims});
  rows.last();
  DONTHU_TRY(rows.status());
  if (!rows.valid()) return 0;
  DONTHU_ASSIGN(const auto claim, event::parse_claim(rows.value()));
  return claim.epoch;
}

// The head is what its own row says, and the last entry must agree: then neither was changed alone.
std::optional<std::string> disagreement(const Database& database, PartitionId partition,
                                        const Head& head) {
  auto rows = database.iterate(store::Range::prefix(partition_key(partition)));
  rows.last();
  if (const auto status = rows.status(); !status) return status.error().message;
  if (!rows.valid()) return "it has no entries";
  if (rows.key() != numbered_key(partition, head.next_seq - 1))
    return fmt::format("its last entry is not the one that its head names, {}", head.next_seq - 1);
  const auto entry = event::parse_entry(rows.value());
  if (!entry) return entry.error().message;
  if (event::head_after(*entry, entry->hash()) != head)
    return fmt::format("its last entry {} is not what its head remembers", head.next_seq - 1);
  return std::nullopt;
}

Result<Found> find_partition(const Database& database, LogId log, PartitionId partition) {
  DONTHU_ASSIGN(const auto row, database.get(partition_key(partition), {heads}));
  if (!row || row->size() != head_bytes)
    return Found{event::Acceptance(log, partition), damaged(partition, "its head is not there")};
  const auto head = get_head(*row, 0);
  std::optional<Error> damage;
  if (const auto what = disagreement(database, partition, head)) damage = damaged(partition, *what);
  const auto epoch = last_claimed_epoch(database, partition);
  if (!epoch) damage = damaged(partition, epoch.error().message);
  const auto current = std::max(epoch.value_or(0), head.epoch);
  return Found{event::Acceptance(log, partition, current, head), std::move(damage)};
}

Result<event::Genesis> read_genesis(const Database& database) {
  DONTHU_ASSIGN(const auto stored, database.get(numbered_key({}, 0)));
  if (!stored)
    return fail(ErrorCode::not_found, "no-log",
                fmt::format("The database in {} holds no log", database.path()), database.path(),
                "Create the log first.");
  DONTHU_ASSIGN(const auto entry, event::parse_entry(*stored));
  return event::parse_genesis_body(entry.body);
}

Status write_genesis(Database& database, const event::Genesis& genesis) {
  store::Batch batch(database);
  for (std::uint16_t number = 0; number < genesis.partitions; ++number) {
    const PartitionId partition{number};
    DONTHU_ASSIGN(const auto bytes, event::genesis_entry(genesis_of(genesis, partition)));
    DONTHU_ASSIGN(const auto entry, event::parse_entry(bytes));
    batch.put(numbered_key(partition, 0), bytes);
    batch.put(partition_key(partition), head_row(event::head_after(entry, entry.hash())), heads);
  }
  return database.write(batch, store::Sync::yes);
}

}  // namespace

Result<std::unique_ptr<Database>> open_log_database(const std::string& path,
                                                    const EmbeddedLogOptions& options,
                                                    bool create) {
  return Database::open(path, database_options(options, create));
}

Status EmbeddedLog::State::load_partitions(const Database& opened) {
  std::vector<Published> seen(genesis.partitions);
  for (std::uint16_t number = 0; number < genesis.partitions; ++number) {
    DONTHU_ASSIGN(auto found, find_partition(opened, genesis.log, {number}));
    seen[number].head = found.acceptance.head();
    seen[number].epoch = found.acceptance.current_epoch();
    if (number < published.size()) seen[number].voids = published[number].voids;
    partitions[number].acceptance = found.acceptance;
    partitions[number].damage = std::move(found.damage);
  }
  const std::lock_guard lock(mutex);
  published = std::move(seen);
  return {};
}

Status EmbeddedLog::State::load(std::unique_ptr<Database> opened) {
  DONTHU_ASSIGN(const auto found, read_genesis(*opened));
  if (options.partitions && *options.partitions != found.partitions)
    return fail(ErrorCode::invalid, "partitions-differ",
                fmt::format("The log in {} has {} partitions, {} were asked for", path,
                            found.partitions, *options.partitions),
                "partitions",
                "The number is fixed when a log is created: configure the log's own.");
  if (partitions.empty()) {
    genesis = found;
    partitions = std::vector<Partition>(genesis.partitions);
  } else if (found != genesis) {
    return fail(ErrorCode::corrupt, "another-log",
                fmt::format("The folder {} holds another log than before", path), path);
  }
  DONTHU_TRY(load_partitions(*opened));
  const std::lock_guard lock(mutex);
  database = std::move(opened);
  closed.store(false);
  return {};
}

EmbeddedLog::EmbeddedLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
EmbeddedLog::~EmbeddedLog() = default;

Result<std::unique_ptr<EmbeddedLog>> EmbeddedLog::create(const std::string& path,
                                                         const event::Genesis& genesis,
                                                         Random& random,
                                                         const EmbeddedLogOptions& options) {
  if (genesis.partitions == 0 || genesis.partitions > event::max_partitions)
    return fail(ErrorCode::invalid, "partitions-out-of-range",
                fmt::format("A log has from 1 to {} partitions, not {}", event::max_partitions,
                            genesis.partitions),
                "partitions");
  DONTHU_ASSIGN(auto database, open_log_database(path, options, true));
  const auto before = read_genesis(*database);
  if (before || before.error().code != ErrorCode::not_found)
    return fail(ErrorCode::conflict, "log-exists",
                fmt::format("There is a log in {} already", path), path,
                "Open it, or name another folder.");
  DONTHU_TRY(write_genesis(*database, genesis));
  auto state = std::make_unique<State>(path, random, options);
  DONTHU_TRY(state->load(std::move(database)));
  return std::unique_ptr<EmbeddedLog>(new EmbeddedLog(std::move(state)));
}

Result<std::unique_ptr<EmbeddedLog>> EmbeddedLog::open(const std::string& path, Random& random,
                                                       const EmbeddedLogOptions& options) {
  DONTHU_ASSIGN(auto database, open_log_database(path, options, false));
  auto state = std::make_unique<State>(path, random, options);
  DONTHU_TRY(state->load(std::move(database)));
  return std::unique_ptr<EmbeddedLog>(new EmbeddedLog(std::move(state)));
}

}  // namespace donthu::log
