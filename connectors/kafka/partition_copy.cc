#include "connectors/kafka/partition_copy.h"

#include <fmt/format.h>

namespace donthu::kafka {

namespace {

constexpr const char* keep_both =
    "The partition stays read-only. Nothing was changed on either side: keep the copy, look at the "
    "topic, and compare with the copies of other nodes before anything is appended again.";

Error topic_behind(PartitionId partition, std::uint64_t topic, std::uint64_t copy) {
  return {ErrorCode::corrupt,
          "topic-behind",
          fmt::format("Partition {}: the topic leads to {} entries, and the copy of this node "
                      "holds {}: entries {} to {} are missing in the topic",
                      partition.value, topic, copy, topic, copy - 1),
          {},
          fmt::format("partition {} seq {}", partition.value, topic),
          keep_both};
}

Error topic_differs(PartitionId partition, std::uint64_t seq) {
  return {ErrorCode::corrupt,
          "topic-differs",
          fmt::format("Partition {}: entry {} of the topic is not the one in the copy of this node",
                      partition.value, seq),
          {},
          fmt::format("partition {} seq {}", partition.value, seq),
          keep_both};
}

Error topic_lost(PartitionId partition, std::uint64_t place) {
  return {
      ErrorCode::corrupt,
      "topic-truncated",
      fmt::format("Partition {}: the topic no longer has the offset {}", partition.value, place),
      {},
      fmt::format("partition {}", partition.value),
      keep_both};
}

bool too_old(const Error& error) { return error.code == ErrorCode::unsupported; }

}  // namespace

Error topic_rewritten(PartitionId partition) {
  return {
      ErrorCode::corrupt,
      "topic-truncated",
      fmt::format("Partition {}: the topic gave out a place twice: it was cut off, or made anew",
                  partition.value),
      {},
      fmt::format("partition {}", partition.value),
      keep_both};
}

Result<std::uint64_t> PartitionCopy::begin() {
  DONTHU_ASSIGN(const auto mark, copy_.source_mark(partition_));
  DONTHU_ASSIGN(const auto epoch, copy_.current_epoch(partition_));
  const std::lock_guard lock(mutex_);
  begin_again();
  stopped_.reset();
  if (!mark) return 0;
  expected_ = mark;
  next_ = read_ = mark->place;
  rule_ = event::Acceptance(copy_.genesis().log, partition_, epoch, copied());
  return mark->place;
}

void PartitionCopy::begin_again() {
  rule_ = event::Acceptance(copy_.genesis().log, partition_);
  expected_.reset();
  last_claim_.reset();
  misplaced_ = read_to_end_ = caught_up_ = false;
  next_ = read_ = 0;
}

std::optional<std::uint64_t> PartitionCopy::take(const Arrived& arrived) {
  const std::lock_guard lock(mutex_);
  take_records(arrived.records);
  if (!arrived.records.empty()) read_ = arrived.records.back().offset + 1;
  if ((arrived.lost || arrived.at_end) && expected_) misplaced_ = true;
  const bool misplaced = misplaced_;
  const bool only_judged_are_gone = arrived.lost && !misplaced && read_ < next_;
  if (arrived.lost && !misplaced && !only_judged_are_gone) stop(topic_lost(partition_, next_));
  if (arrived.at_end && !misplaced) {
    read_to_end_ = true;
    caught_up_ = rule_->head().next_seq >= copied().next_seq;
  }
  if (misplaced) begin_again();
  moved_.notify_all();
  if (!misplaced && !only_judged_are_gone) return std::nullopt;
  return read_ = next_;
}

void PartitionCopy::take_records(std::span<const Incoming> records) {
  Pending pending;
  for (const auto& incoming : records) {
    if (stopped_ || misplaced_) break;
    if (incoming.offset < next_) continue;
    if (expected_) {
      misplaced_ =
          incoming.offset != expected_->place || leaf_hash(incoming.record) != expected_->hash;
      if (misplaced_) break;
      expected_.reset();
    } else if (event::looks_like_claim(incoming.record)) {
      store(pending);
      take_claim(incoming);
    } else {
      take_entry(incoming, pending);
    }
    next_ = incoming.offset + 1;
  }
  store(pending);
}

void PartitionCopy::take_entry(const Incoming& incoming, Pending& pending) {
  const auto entry = event::parse_entry(incoming.record);
  if (!entry && too_old(entry.error())) return stop(entry.error());
  if (!entry || rule_->judge(*entry) != event::Verdict::accepted)
    return count_void(incoming, &log::VoidCounts::entries);
  const auto seq = entry->envelope.seq;
  if (seq >= copied().next_seq) {
    pending.entries.push_back(incoming.record);
    pending.mark = {incoming.offset, rule_->head().hash};
    return;
  }
  const auto known = copy_.read_one(partition_, seq);
  if (!known) return stop(known.error());
  if (leaf_hash(*known) != rule_->head().hash) stop(topic_differs(partition_, seq));
}

void PartitionCopy::take_claim(const Incoming& incoming) {
  const auto claim = event::parse_claim(incoming.record);
  if (!claim && too_old(claim.error())) return stop(claim.error());
  if (!claim || rule_->judge(*claim) != event::Verdict::accepted)
    return count_void(incoming, &log::VoidCounts::claims);
  last_claim_ = *claim;
  const auto known = copy_.current_epoch(partition_);
  if (!known) return stop(known.error());
  if (claim->epoch <= *known) return;
  const auto recorded =
      copy_.record_claim(*claim, log::SourceMark{incoming.offset, leaf_hash(incoming.record)});
  if (!recorded) stop(recorded.error());
}

// The topic is what was made durable, so the copy is not synced: what it loses it reads again.
void PartitionCopy::store(Pending& pending) {
  if (pending.entries.empty() || stopped_) return;
  const auto stored = copy_.append_copy(partition_, pending.entries, store::Sync::no, pending.mark);
  if (!stored) stop(stored.error());
  pending.entries.clear();
}

void PartitionCopy::count_void(const Incoming& incoming, std::uint64_t log::VoidCounts::* kind) {
  if (incoming.offset < counted_) return;
  counted_ = incoming.offset + 1;
  ++(voids_.*kind);
}

void PartitionCopy::stop(Error why) {
  if (!stopped_) stopped_ = std::move(why);
}

Status PartitionCopy::settle(std::span<const Incoming> own, Deadline until) {
  std::unique_lock lock(mutex_);
  const auto first = own.front().offset;
  const auto last = own.back().offset;
  // Nothing of anybody else stands between what was judged before, perhaps the first of these among
  // it, and the last of these.
  if (first <= next_ && last - first + 1 == own.size()) take_records(own);
  moved_.notify_all();
  const bool judged = moved_.wait_until(lock, until, [&] { return stopped_ || next_ > last; });
  if (stopped_) return std::unexpected(*stopped_);
  if (judged) return {};
  return fail(
      ErrorCode::unavailable, "kafka-not-read-back",
      fmt::format("Partition {} was not read back up to what was stored in it", partition_.value));
}

bool PartitionCopy::wait_caught_up(Deadline until) {
  std::unique_lock lock(mutex_);
  return moved_.wait_until(lock, until, [&] { return stopped_ || caught_up_; });
}

bool PartitionCopy::give_up_waiting() {
  const std::lock_guard lock(mutex_);
  if (!stopped_ && !caught_up_ && read_to_end_)
    stop(topic_behind(partition_, rule_->head().next_seq, copied().next_seq));
  return stopped_ || caught_up_;
}

std::uint64_t PartitionCopy::read_so_far() const {
  const std::lock_guard lock(mutex_);
  return next_;
}

void PartitionCopy::halt(Error why) {
  const std::lock_guard lock(mutex_);
  stop(std::move(why));
  moved_.notify_all();
}

log::Head PartitionCopy::copied() const { return copy_.head(partition_).value_or(log::Head{}); }

event::Acceptance PartitionCopy::rule() const {
  const std::lock_guard lock(mutex_);
  return *rule_;
}

Result<bool> PartitionCopy::holds(const log::Head& head) const {
  if (rule().head().same_place(head) || head.next_seq == 0) return true;
  const auto stored = copy_.read_one(partition_, head.next_seq - 1);
  if (!stored && stored.error().code == ErrorCode::not_found) return false;
  if (!stored) return std::unexpected(stored.error());
  return leaf_hash(*stored) == head.hash;
}

bool PartitionCopy::won(const event::Claim& claim) const {
  const std::lock_guard lock(mutex_);
  return last_claim_ == claim;
}

std::optional<Error> PartitionCopy::obstacle() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

log::VoidCounts PartitionCopy::voids() const {
  const std::lock_guard lock(mutex_);
  return voids_;
}

void PartitionCopy::count_void(std::uint64_t entries) {
  const std::lock_guard lock(mutex_);
  voids_.entries += entries;
}

}  // namespace donthu::kafka
