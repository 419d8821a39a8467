#include "engine/log/embedded_log.h"

#include <algorithm>
#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "engine/log/embedded_state.h"
#include "engine/log/partition_locks.h"

namespace donthu::log {

using store::Database;

namespace {

Error missing(PartitionId partition, std::uint64_t expected, std::string_view found) {
  return {ErrorCode::corrupt,
          "entry-missing",
          fmt::format("Partition {}: entry {} is not there; {}", partition.value, expected, found),
          {},
          fmt::format("partition {} seq {}", partition.value, expected),
          "Keep the folder as it is and run the audit."};
}

}  // namespace

const event::Genesis& EmbeddedLog::genesis() const { return state_->genesis; }

Result<event::Claim> EmbeddedLog::claim(PartitionId partition) {
  event::Claim claim{state_->genesis.log, partition, 0, {}};
  state_->random.fill(claim.nonce.bytes.data(), claim.nonce.bytes.size());
  if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
  auto& place = state_->partitions[partition.value];
  const std::lock_guard writing(place.writing);
  if (const auto error = state_->obstacle(partition)) return std::unexpected(*error);
  DONTHU_ASSIGN(const auto database, state_->open_database());
  claim.epoch = place.acceptance->current_epoch() + 1;
  const auto key = numbered_key(partition, claim.epoch);
  const auto bytes = event::encode_claim(claim);
  store::Batch batch(*database);
  batch.put(key, bytes, claims);
  if (const auto status = database->write(batch, store::Sync::yes); !status)
    return std::unexpected(state_->unknown(status.error()));
  DONTHU_ASSIGN(const auto stored, database->get(key, {claims}));
  if (stored != bytes)
    return fail(ErrorCode::conflict, "claim-lost",
                fmt::format("Another writer claimed epoch {} of partition {} first", claim.epoch,
                            partition.value),
                {}, "Step down.");
  auto after = *place.acceptance;
  std::ignore = after.judge(claim);
  state_->publish(partition, after);
  return claim;
}

namespace {

void put_entries(store::Batch& batch, const Append& append, const Head& head) {
  auto seq = append.expected.next_seq;
  for (const auto& entry : append.entries) batch.put(numbered_key(append.partition, seq++), entry);
  batch.put(partition_key(append.partition), head_row(head), heads);
}

}  // namespace

std::vector<AppendOutcome> EmbeddedLog::append(std::span<const Append> appends) {
  std::vector<std::uint16_t> numbers;
  for (const auto& append : appends)
    if (state_->has(append.partition)) numbers.push_back(append.partition.value);
  const auto locks = lock_writing(state_->partitions, std::move(numbers));
  const auto database = state_->open_database();
  if (!database) return std::vector<AppendOutcome>(appends.size(), Refused{closed_for_writing()});

  auto [outcomes, after] = judge_appends(
      appends,
      [&](PartitionId partition) -> Result<event::Acceptance> {
        if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
        if (auto error = state_->obstacle(partition)) return std::unexpected(*std::move(error));
        return *state_->partitions[partition.value].acceptance;
      },
      [&](const Append& append) {
        state_->count_void(append.partition, append.entries.size(), 0);
      });
  store::Batch batch(**database);
  for (std::size_t i = 0; i < appends.size(); ++i)
    if (const auto* appended = std::get_if<Appended>(&outcomes[i]))
      put_entries(batch, appends[i], appended->head);
  if (batch.empty()) return outcomes;
  if (const auto status = (*database)->write(batch, store::Sync::yes); !status) {
    const auto error = state_->unknown(status.error());
    for (auto& outcome : outcomes)
      if (std::holds_alternative<Appended>(outcome)) outcome = OutcomeUnknown{error};
    return outcomes;
  }
  for (const auto& [partition, acceptance] : after) state_->publish(partition, acceptance);
  return outcomes;
}

Result<Head> EmbeddedLog::head(PartitionId partition) const {
  DONTHU_ASSIGN(const auto seen, state_->look(partition));
  return seen.head;
}

Result<std::uint64_t> EmbeddedLog::current_epoch(PartitionId partition) const {
  DONTHU_ASSIGN(const auto seen, state_->look(partition));
  return seen.epoch;
}

Result<std::optional<event::Claim>> EmbeddedLog::last_claim(PartitionId partition) const {
  DONTHU_ASSIGN(const auto seen, state_->look(partition));
  DONTHU_ASSIGN(const auto database, state_->open_database());
  DONTHU_ASSIGN(const auto stored, database->get(numbered_key(partition, seen.epoch), {claims}));
  if (!stored) return std::nullopt;
  DONTHU_ASSIGN(auto claim, event::parse_claim(*stored));
  return claim;
}

Result<std::uint64_t> EmbeddedLog::read(PartitionId partition, std::uint64_t from_seq,
                                        const Visitor& visit) const {
  DONTHU_ASSIGN(const auto seen, state_->look(partition));
  const auto until = seen.head.next_seq;
  if (from_seq >= until) return from_seq;
  DONTHU_ASSIGN(const auto database, state_->open_database());
  store::ReadOptions scan;
  scan.fill_cache = false;
  auto rows =
      database->iterate({numbered_key(partition, from_seq), numbered_key(partition, until)}, scan);
  auto seq = from_seq;
  for (rows.first(); rows.valid(); rows.next()) {
    if (rows.key() != numbered_key(partition, seq))
      return std::unexpected(missing(partition, seq, "a later one follows"));
    if (!visit(seq++, rows.value())) return seq;
  }
  DONTHU_TRY(rows.status());
  if (seq != until)
    return std::unexpected(missing(partition, seq, fmt::format("the head counts {}", until)));
  return seq;
}

Result<Bytes> EmbeddedLog::read_one(PartitionId partition, std::uint64_t seq) const {
  DONTHU_ASSIGN(const auto seen, state_->look(partition));
  if (seq >= seen.head.next_seq)
    return std::unexpected(beyond_head(partition, seq, seen.head.next_seq));
  DONTHU_ASSIGN(const auto database, state_->open_database());
  DONTHU_ASSIGN(auto stored, database->get(numbered_key(partition, seq)));
  if (!stored)
    return std::unexpected(
        missing(partition, seq, fmt::format("the head counts {}", seen.head.next_seq)));
  return *std::move(stored);
}

Result<bool> EmbeddedLog::wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                      std::chrono::milliseconds timeout) const {
  std::unique_lock lock(state_->mutex);
  if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
  return state_->grown.wait_for(
      lock, timeout, [&] { return state_->published[partition.value].head.next_seq > next_seq; });
}

Status EmbeddedLog::reopen() {
  constexpr auto patience = std::chrono::seconds(10);
  const auto locks = lock_all_writing(state_->partitions);
  state_->closed.store(true);
  std::shared_ptr<Database> old;
  {
    const std::lock_guard lock(state_->mutex);
    old = std::move(state_->database);
    state_->database = nullptr;
  }
  // RocksDB opens a folder once only, so whoever still reads must finish first.
  const std::weak_ptr<Database> watched = old;
  const auto until = std::chrono::steady_clock::now() + patience;
  while (old && old.use_count() > 1) {
    if (std::chrono::steady_clock::now() > until) {
      const std::lock_guard lock(state_->mutex);
      state_->database = std::move(old);
      return fail(ErrorCode::unavailable, "log-in-use",
                  "The log cannot be reopened while somebody reads it", state_->path,
                  "Let long reads finish, then try again.");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  old.reset();
  DONTHU_ASSIGN(auto fresh, open_log_database(state_->path, state_->options, false));
  return state_->load(std::move(fresh));
}

bool EmbeddedLog::writable() const { return !state_->closed.load() && !state_->options.read_only; }

VoidCounts EmbeddedLog::void_counts(PartitionId partition) const {
  const auto seen = state_->look(partition);
  return seen ? seen->voids : VoidCounts{};
}

Result<Head> EmbeddedLog::append_copy(PartitionId partition, std::span<const Bytes> entries,
                                      store::Sync sync, const std::optional<SourceMark>& mark) {
  if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
  auto& place = state_->partitions[partition.value];
  const std::lock_guard writing(place.writing);
  if (const auto error = state_->obstacle(partition)) return std::unexpected(*error);
  DONTHU_ASSIGN(const auto database, state_->open_database());
  event::CopyAcceptance rule(state_->genesis.log, partition, place.acceptance->head());
  store::Batch batch(*database);
  for (const auto& bytes : entries) {
    DONTHU_ASSIGN(const auto entry, event::parse_entry(bytes));
    const auto verdict = rule.judge(entry);
    if (verdict != event::Verdict::accepted)
      return fail(
          ErrorCode::conflict, name_of(verdict),
          fmt::format("Entry {} does not follow from the copy of partition {} ({})",
                      entry.envelope.seq, partition.value, to_string(place.acceptance->head())),
          {}, "Stop this partition and compare the copy with its source.");
    batch.put(numbered_key(partition, entry.envelope.seq), bytes);
  }
  batch.put(partition_key(partition), head_row(rule.head()), heads);
  const auto epoch = std::max(place.acceptance->current_epoch(), rule.head().epoch);
  const event::Acceptance after(state_->genesis.log, partition, epoch, rule.head());
  if (mark) batch.put(source_key(partition), source_row(*mark, after), heads);
  if (const auto status = database->write(batch, sync); !status)
    return std::unexpected(state_->unknown(status.error()));
  state_->publish(partition, after);
  return rule.head();
}

Result<event::Verdict> EmbeddedLog::record_claim(const event::Claim& claim,
                                                 const std::optional<SourceMark>& mark) {
  if (!state_->has(claim.partition)) return std::unexpected(state_->absent(claim.partition));
  auto& place = state_->partitions[claim.partition.value];
  const std::lock_guard writing(place.writing);
  if (const auto error = state_->obstacle(claim.partition)) return std::unexpected(*error);
  DONTHU_ASSIGN(const auto database, state_->open_database());
  auto after = *place.acceptance;
  const auto verdict = after.judge(claim);
  if (verdict != event::Verdict::accepted) {
    state_->count_void(claim.partition, 0, 1);
    return verdict;
  }
  store::Batch batch(*database);
  batch.put(numbered_key(claim.partition, claim.epoch), event::encode_claim(claim), claims);
  if (mark) batch.put(source_key(claim.partition), source_row(*mark, after), heads);
  if (const auto status = database->write(batch, store::Sync::yes); !status)
    return std::unexpected(state_->unknown(status.error()));
  state_->publish(claim.partition, after);
  return verdict;
}

Result<std::optional<SourceMark>> EmbeddedLog::source_mark(PartitionId partition) const {
  DONTHU_ASSIGN(const auto seen, state_->look(partition));
  DONTHU_ASSIGN(const auto database, state_->open_database());
  DONTHU_ASSIGN(const auto row, database->get(source_key(partition), {heads}));
  return row ? parse_source_row(*row, seen.head.next_seq, seen.epoch) : std::nullopt;
}

Result<std::vector<event::Claim>> EmbeddedLog::claims_from(PartitionId partition,
                                                           std::uint64_t from_epoch) const {
  if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
  DONTHU_ASSIGN(const auto database, state_->open_database());
  std::vector<event::Claim> found;
  auto rows = database->iterate(store::Range::prefix(partition_key(partition)), {claims});
  for (rows.seek(numbered_key(partition, from_epoch)); rows.valid(); rows.next()) {
    DONTHU_ASSIGN(auto claim, event::parse_claim(rows.value()));
    found.push_back(std::move(claim));
  }
  DONTHU_TRY(rows.status());
  return found;
}

Status EmbeddedLog::check_tables() const {
  DONTHU_ASSIGN(const auto database, state_->open_database());
  return database->check_tables();
}

Result<store::Statistics> EmbeddedLog::statistics() const {
  DONTHU_ASSIGN(const auto database, state_->open_database());
  return database->statistics();
}

}  // namespace donthu::log
