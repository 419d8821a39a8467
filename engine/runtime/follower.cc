#include "engine/runtime/follower.h"

#include "engine/event/commit_codec.h"
#include "engine/projection/fold.h"

namespace donthu::runtime {
namespace {

// Entries in one batch: large enough that the batch costs little, small enough for memory.
constexpr std::size_t entries_per_batch = 2'000;

}  // namespace

Result<ReadCommit> read_commit(ByteView stored) {
  DONTHU_ASSIGN(const auto entry, event::parse_entry(stored));
  ReadCommit read{entry.envelope, leaf_hash(stored), std::nullopt};
  if (entry.envelope.kind != event::EntryKind::commit) return read;
  DONTHU_ASSIGN(read.commit, event::decode_commit(entry.body));
  return read;
}

void take_out_told(StuckCases& stuck, const event::Commit& commit) {
  for (const event::Event& event : commit.events) {
    if (const auto* told = std::get_if<event::CaseQuarantined>(&event))
      std::erase_if(stuck, [&](const StuckCase& one) {
        return one.id == told->case_id && one.seq == told->seq;
      });
    if (const auto* released = std::get_if<event::CaseReleased>(&event))
      std::erase_if(stuck, [&](const StuckCase& one) { return one.id == released->case_id; });
  }
}

void advance(projection::Position& position, std::uint64_t seq, const ReadCommit& read) {
  position.next_seq = seq + 1;
  position.hash = read.hash;
  position.epoch = read.envelope.epoch;
  position.log_time = read.envelope.log_time;
  if (!read.commit) return;
  position.registry_seq = read.commit->registry_seq;
  position.highest_key = std::max(position.highest_key, projection::highest_key(*read.commit));
}

Follower::Follower(const log::EventLog& log, store::Database& state, std::size_t cached_cases)
    : log_(log), state_(state), rows_(state), overlay_(rows_), cases_(cached_cases) {
  overlay_.push(pending_);
}

Status Follower::begin(PartitionId partition) {
  DONTHU_ASSIGN(position_, projection::position_of(rows_, partition));
  partition_ = partition;
  return {};
}

Status Follower::catch_up(PartitionId partition, const Progress& progress) {
  DONTHU_TRY(begin(partition));
  Status folded;
  std::uint64_t done = 0;
  bool go_on = true;
  const auto read =
      log_.read(partition, position_.next_seq, [&](std::uint64_t seq, ByteView stored) {
        folded = fold(partition, seq, stored);
        if (!folded) return false;
        ++done;
        if (in_batch_ >= entries_per_batch) {
          folded = write();
          go_on = folded && (!progress || progress(done));
        }
        return go_on;
      });
  if (!read) return std::unexpected(read.error());
  // What was folded before the bad entry is kept.
  DONTHU_TRY(write());
  if (progress && go_on) (void)progress(done);
  return folded;
}

Status Follower::write() {
  if (in_batch_ == 0) return {};
  in_batch_ = 0;
  projection::Changes position;
  projection::put_position(position, partition_, position_);
  pending_.add(std::move(position));
  store::Batch batch(state_);
  pending_.add_to(batch);
  DONTHU_TRY(state_.write(batch, store::Sync::no));
  pending_.clear();
  return {};
}

Status Follower::fold(PartitionId partition, std::uint64_t seq, ByteView stored) {
  DONTHU_ASSIGN(const auto read, read_commit(stored));
  if (read.commit) {
    const projection::EntryFacts facts{partition, seq, read.hash, read.envelope.log_time,
                                       read.envelope.command};
    events_ += read.commit->events.size();
    DONTHU_TRY(fold_commit(facts, *read.commit));
  }
  advance(position_, seq, read);
  ++in_batch_;
  return {};
}

Status Follower::fold_commit(const projection::EntryFacts& facts, const event::Commit& commit) {
  std::shared_ptr<const petition::Case> before;
  if (commit.case_id) {
    DONTHU_ASSIGN(before, load(commit.case_id));
  }
  projection::Changes changes;
  auto folded = projection::fold_entry(changes, before.get(), facts, commit);
  const bool was_stuck = before != nullptr && !before->stuck.empty();
  if (!folded.stuck.empty() && !was_stuck)
    stuck_.push_back(
        {commit.case_id, before != nullptr ? before->version : 0, facts.seq, folded.stuck});
  if (!changes.empty()) pending_.add(std::move(changes));
  if (folded.after) cases_.put(std::make_shared<const petition::Case>(*std::move(folded.after)));
  take_out_told(stuck_, commit);
  for (const event::Event& event : commit.events)
    if (const auto* released = std::get_if<event::CaseReleased>(&event))
      DONTHU_TRY(release(facts.partition, released->case_id, facts.seq));
  return {};
}

Status Follower::release(PartitionId partition, const CaseId& id, std::uint64_t until_seq) {
  DONTHU_ASSIGN(const auto stuck, load(id));
  if (stuck == nullptr || stuck->stuck.empty()) return {};
  ++in_batch_;
  auto freed = std::make_shared<petition::Case>(*stuck);
  freed->stuck.clear();
  projection::Changes changes;
  projection::fold_stuck(changes, stuck.get(), *freed);
  if (!changes.empty()) pending_.add(std::move(changes));
  const std::uint64_t version = freed->version;
  cases_.put(std::move(freed));
  Status folded;
  const auto read = log_.read(partition, 0, [&](std::uint64_t seq, ByteView stored) {
    if (seq >= until_seq) return false;
    const auto entry = read_commit(stored);
    if (!entry) {
      folded = std::unexpected(entry.error());
      return false;
    }
    if (entry->commit && entry->commit->case_id == id && entry->commit->case_version > version)
      folded = fold_commit(
          {partition, seq, entry->hash, entry->envelope.log_time, entry->envelope.command},
          *entry->commit);
    return folded.has_value();
  });
  if (!read) return std::unexpected(read.error());
  return folded;
}

Status refold_released(const log::EventLog& log, store::Database& state, const CaseId& id) {
  Follower follower(log, state, 16);
  const PartitionId partition = partition_of(id);
  DONTHU_ASSIGN(const auto head, log.head(partition));
  DONTHU_TRY(follower.begin(partition));
  DONTHU_TRY(follower.release(partition, id, head.next_seq));
  DONTHU_TRY(follower.write());
  if (follower.stuck().empty()) return {};
  return fail(ErrorCode::rejected, "still-stuck", follower.stuck().front().reason, to_string(id),
              "Update the program; the case stands still until then");
}

Result<std::shared_ptr<const petition::Case>> Follower::load(const CaseId& id) {
  if (auto known = cases_.find(id)) return known;
  DONTHU_ASSIGN(auto stored, projection::find_case(overlay_, id));
  if (!stored) return std::shared_ptr<const petition::Case>();
  auto loaded = std::make_shared<const petition::Case>(*std::move(stored));
  cases_.put(loaded);
  return loaded;
}

}  // namespace donthu::runtime
