#include "engine/log/verification.h"

#include <utility>

#include <fmt/format.h>

#include "engine/log/append_judgement.h"

namespace donthu::log {

namespace {

using event::Verdict;

BadEntry bad_bytes(std::uint64_t seq, const Error& error) {
  return {seq, error.reason, error.message, {}, {}};
}

BadEntry bad_place(const event::EntryView& entry, const Head& head, Verdict verdict) {
  const auto& envelope = entry.envelope;
  BadEntry bad{head.next_seq, name_of(verdict), {}, {}, {}};
  switch (verdict) {
    case Verdict::wrong_seq:
      bad.expected = fmt::format("{}", head.next_seq);
      bad.found = fmt::format("{}", envelope.seq);
      break;
    case Verdict::wrong_prev:
      bad.expected = to_hex(head.hash);
      bad.found = to_hex(envelope.prev);
      break;
    case Verdict::epoch_change:
      bad.expected = fmt::format("epoch {}", head.epoch);
      bad.found = fmt::format("epoch {}, {}", envelope.epoch, name_of(envelope.kind));
      break;
    case Verdict::log_time_back:
      bad.expected = fmt::format("not before {}", to_string(head.log_time));
      bad.found = to_string(envelope.log_time);
      break;
    default: bad.found = name_of(envelope.kind);
  }
  bad.message = fmt::format("Entry {} does not follow from the one before it", head.next_seq);
  return bad;
}

// The entries that the envelope room defines say in their bodies what their place says already.
std::optional<BadEntry> bad_body(const event::EntryView& entry, const Head& head,
                                 const event::Genesis& expected) {
  const auto seq = entry.envelope.seq;
  if (entry.envelope.kind == event::EntryKind::genesis) {
    const auto body = event::parse_genesis_body(entry.body);
    if (!body) return bad_bytes(seq, body.error());
    if (*body == expected) return std::nullopt;
    return BadEntry{seq, "genesis-differs", "Genesis is not that of this log and partition",
                    fmt::format("partition {} of {} of log {}", expected.partition.value,
                                expected.partitions, to_string(expected.log)),
                    fmt::format("partition {} of {} of log {}", body->partition.value,
                                body->partitions, to_string(body->log))};
  }
  if (entry.envelope.kind != event::EntryKind::epoch_begun) return std::nullopt;
  const auto body = event::parse_epoch_begun_body(entry.body);
  if (!body) return bad_bytes(seq, body.error());
  if (body->epoch == entry.envelope.epoch && body->previous_epoch == head.epoch &&
      body->previous_log_time == head.log_time)
    return std::nullopt;
  return BadEntry{seq, "epoch-begun-differs", "The entry contradicts its own place",
                  fmt::format("epoch {} after {}", entry.envelope.epoch, head.epoch),
                  fmt::format("epoch {} after {}", body->epoch, body->previous_epoch)};
}

// One pass over a partition.
class Walk {
 public:
  Walk(const EventLog& log, PartitionId partition, const Head& from, const Head& until,
       const Progress& progress)
      : log_(log),
        partition_(partition),
        from_(from),
        until_(until),
        progress_(progress),
        expected_genesis_(genesis_of(log.genesis(), partition)),
        rule_(log.genesis().log, partition, from) {}

  Result<Verified> run() {
    DONTHU_TRY(check_start());
    if (!bad_) DONTHU_TRY(check_entries());
    if (!bad_ && !stopped_ && rule_.head() != until_)
      bad_ = BadEntry{until_.next_seq == 0 ? 0 : until_.next_seq - 1, "head-differs",
                      "The last entry is not the one that the log's head names", to_string(until_),
                      to_string(rule_.head())};
    return Verified{rule_.head(), entries_, std::move(bad_)};
  }

 private:
  // The entry at the mark must still be the one that was verified.
  Status check_start() {
    if (from_.next_seq > until_.next_seq) {
      bad_ = BadEntry{until_.next_seq, "log-behind", "The log ends before the verified mark",
                      fmt::format("{} entries", from_.next_seq),
                      fmt::format("{} entries", until_.next_seq)};
      return {};
    }
    if (from_.next_seq == 0) return {};
    const auto seq = from_.next_seq - 1;
    const auto stored = log_.read_one(partition_, seq);
    if (!stored) return finding(seq, stored.error());
    const auto hash = leaf_hash(*stored);
    if (hash != from_.hash)
      bad_ = BadEntry{seq, "wrong-hash", "The entry at the verified mark was changed since",
                      to_hex(from_.hash), to_hex(hash)};
    return {};
  }

  Status check_entries() {
    const auto read = log_.read(partition_, from_.next_seq,
                                [&](std::uint64_t, ByteView stored) { return check(stored); });
    if (!read) return finding(rule_.head().next_seq, read.error());
    return {};
  }

  // True to go on. The log may have grown since the walk began; what is new waits for the next one.
  bool check(ByteView stored) {
    constexpr std::uint64_t entries_between_reports = 4096;
    const auto head = rule_.head();
    if (head.next_seq == until_.next_seq) return false;
    const auto entry = event::parse_entry(stored);
    if (!entry) {
      bad_ = bad_bytes(head.next_seq, entry.error());
      return false;
    }
    const auto verdict = rule_.judge(*entry);
    if (verdict != Verdict::accepted) {
      bad_ =
          verdict == Verdict::wrong_prev ? blame(*entry, head) : bad_place(*entry, head, verdict);
      return false;
    }
    bad_ = bad_body(*entry, head, expected_genesis_);
    if (bad_) return false;
    ++entries_;
    if (progress_ && entries_ % entries_between_reports == 0 &&
        !progress_(rule_.head().next_seq, until_.next_seq))
      stopped_ = true;
    return !stopped_;
  }

  // Two neighbours disagree. Where the next one vouches for the later, the earlier was changed.
  BadEntry blame(const event::EntryView& entry, const Head& head) const {
    const auto later = bad_place(entry, head, Verdict::wrong_prev);
    if (head.next_seq == from_.next_seq) return later;
    const auto hash = entry.hash();
    bool vouched = until_.next_seq == head.next_seq + 1 && until_.hash == hash;
    if (const auto next = log_.read_one(partition_, head.next_seq + 1)) {
      const auto parsed = event::parse_entry(*next);
      vouched = parsed && parsed->envelope.prev == hash;
    }
    if (!vouched) return later;
    return {head.next_seq - 1, "wrong-hash", "The entry is not the one that the next one follows",
            to_hex(entry.envelope.prev), to_hex(head.hash)};
  }

  // Damaged bytes are what the walk is there to find; anything else leaves the question open.
  Status finding(std::uint64_t seq, const Error& error) {
    if (error.code != ErrorCode::corrupt) return std::unexpected(error);
    bad_ = bad_bytes(seq, error);
    return {};
  }

  const EventLog& log_;
  PartitionId partition_;
  Head from_;
  Head until_;
  const Progress& progress_;
  event::Genesis expected_genesis_;
  event::CopyAcceptance rule_;
  std::uint64_t entries_ = 0;
  std::optional<BadEntry> bad_;
  bool stopped_ = false;
};

// Whether the log holds the entry that `remembered` ends with.
Result<bool> holds(const EventLog& log, PartitionId partition, const Head& remembered) {
  if (remembered.next_seq == 0) return true;
  const auto stored = log.read_one(partition, remembered.next_seq - 1);
  if (stored) return leaf_hash(*stored) == remembered.hash;
  if (stored.error().code == ErrorCode::corrupt || stored.error().code == ErrorCode::not_found)
    return false;
  return std::unexpected(stored.error());
}

constexpr const char* what_to_do =
    "The partition stays read-only. Nothing was rebuilt, cut or deleted: keep every copy, run the "
    "audit, and compare with a backup or another node.";

}  // namespace

Result<Verified> verify_from(const EventLog& log, PartitionId partition, const Head& from,
                             const Progress& progress) {
  DONTHU_ASSIGN(const Head until, log.head(partition));
  return Walk(log, partition, from, until, progress).run();
}

Result<HeadComparison> compare_head(const EventLog& log, PartitionId partition,
                                    const Head& remembered, const Head& trusted) {
  DONTHU_ASSIGN(const Head head, log.head(partition));
  HeadComparison comparison;
  if (head.next_seq < remembered.next_seq) {
    comparison.relation = HeadRelation::log_behind;
    comparison.from_seq = head.next_seq;
    comparison.until_seq = remembered.next_seq;
    comparison.message = fmt::format(
        "Partition {}: the log ends after entry {} and held entries up to {} before. {}",
        partition.value, head.next_seq, remembered.next_seq, what_to_do);
    return comparison;
  }
  DONTHU_ASSIGN(const bool holds_it, holds(log, partition, remembered));
  if (!holds_it) {
    DONTHU_ASSIGN(const bool trust, holds(log, partition, trusted));
    comparison.relation = HeadRelation::differs;
    comparison.from_seq = trust && trusted.next_seq < remembered.next_seq ? trusted.next_seq : 0;
    comparison.until_seq = remembered.next_seq;
    comparison.message = fmt::format(
        "Partition {}: entry {} is not the one that was there before; the change lies in entries "
        "{} "
        "to {}. {}",
        partition.value, remembered.next_seq - 1, comparison.from_seq, remembered.next_seq - 1,
        what_to_do);
    return comparison;
  }
  comparison.relation =
      head.next_seq == remembered.next_seq ? HeadRelation::same : HeadRelation::log_ahead;
  comparison.from_seq = remembered.next_seq;
  comparison.until_seq = head.next_seq;
  comparison.message = fmt::format("Partition {}: {} entries are new", partition.value,
                                   head.next_seq - remembered.next_seq);
  return comparison;
}

}  // namespace donthu::log
