#include "engine/event/envelope.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "engine/base/check.h"

namespace donthu::event {

namespace {

constexpr ByteView entry_magic = "DTEN";
constexpr ByteView claim_magic = "DTCL";

// Offsets in a stored entry; schemas/log-format.md states the same.
constexpr std::size_t version_at = 4;
constexpr std::size_t kind_at = 6;
constexpr std::size_t epoch_at = 8;
constexpr std::size_t seq_at = 16;
constexpr std::size_t prev_at = 24;
constexpr std::size_t log_time_at = 56;
constexpr std::size_t command_at = 64;
constexpr std::size_t body_length_at = 80;
static_assert(body_length_at + 4 == entry_header_bytes);

constexpr std::size_t genesis_body_bytes = 32;
constexpr std::size_t epoch_begun_body_bytes = 40;
constexpr std::size_t claim_bytes = 48;

void put_instant(Bytes& out, Instant instant) {
  put_le(out, static_cast<std::uint64_t>(instant.ms));
}

Instant get_instant(ByteView bytes, std::size_t offset) {
  return {static_cast<std::int64_t>(get_le<std::uint64_t>(bytes, offset))};
}

template <class Id>
Id get_id(ByteView bytes, std::size_t offset) {
  Id id;
  bytes.copy(reinterpret_cast<char*>(id.bytes.data()), id.bytes.size(), offset);
  return id;
}

std::unexpected<Error> broken(std::string reason, std::string message) {
  return fail(ErrorCode::corrupt, std::move(reason), std::move(message), {},
              "Stop writing to this partition and run the audit.");
}

std::unexpected<Error> too_new(std::string reason, std::string message) {
  return fail(ErrorCode::unsupported, std::move(reason), std::move(message), {},
              "Upgrade this program; the entry is not wrong.");
}

bool known(EntryKind kind) {
  return kind == EntryKind::genesis || kind == EntryKind::epoch_begun || kind == EntryKind::commit;
}

Status check_header(ByteView stored) {
  if (stored.size() > max_entry_bytes)
    return broken("entry-too-large", fmt::format("A stored entry has {} bytes, the limit is {}",
                                                 stored.size(), max_entry_bytes));
  if (stored.size() < entry_header_bytes)
    return broken("entry-truncated", fmt::format("A stored entry has {} bytes, its header alone {}",
                                                 stored.size(), entry_header_bytes));
  if (!stored.starts_with(entry_magic))
    return broken("entry-magic", "These bytes are not an entry: they do not begin with DTEN");
  const auto version = get_le<std::uint16_t>(stored, version_at);
  if (version > entry_format_version)
    return too_new("entry-format-newer",
                   fmt::format("The entry has format version {}, this program knows up to {}",
                               version, entry_format_version));
  if (version == 0) return broken("entry-format", "The entry has format version 0");
  const auto length = get_le<std::uint32_t>(stored, body_length_at);
  if (length != stored.size() - entry_header_bytes)
    return broken("entry-length", fmt::format("The entry announces a body of {} bytes, and has {}",
                                              length, stored.size() - entry_header_bytes));
  return {};
}

}  // namespace

const char* name_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::genesis: return "genesis";
    case EntryKind::epoch_begun: return "epoch-begun";
    case EntryKind::commit: return "commit";
  }
  return "unknown";
}

Result<Bytes> encode_entry(const Envelope& envelope, ByteView body) {
  DONTHU_CHECK(known(envelope.kind), "an entry is of a kind that readers know");
  if (body.size() > max_body_bytes)
    return fail(ErrorCode::full, "entry-too-large",
                fmt::format("The entry would have {} bytes, the limit is {}",
                            entry_header_bytes + body.size(), max_entry_bytes),
                {}, "Send less in one command, or larger parts as documents.");
  if (envelope.log_time.ms < 0)
    return fail(ErrorCode::invalid, "entry-log-time",
                fmt::format("The log time {} ms lies before 1970", envelope.log_time.ms));
  Bytes out;
  out.reserve(entry_header_bytes + body.size());
  out += entry_magic;
  put_le(out, entry_format_version);
  put_le(out, std::to_underlying(envelope.kind));
  put_le(out, envelope.epoch);
  put_le(out, envelope.seq);
  out += envelope.prev.view();
  put_instant(out, envelope.log_time);
  out += envelope.command.view();
  put_le(out, static_cast<std::uint32_t>(body.size()));
  out += body;
  return out;
}

Result<EntryView> parse_entry(ByteView stored) {
  DONTHU_TRY(check_header(stored));
  EntryView entry;
  auto& envelope = entry.envelope;
  const auto kind = get_le<std::uint16_t>(stored, kind_at);
  envelope.kind = static_cast<EntryKind>(kind);
  if (!known(envelope.kind))
    return too_new("entry-kind-unknown", fmt::format("The entry is of the unknown kind {}", kind));
  envelope.epoch = get_le<std::uint64_t>(stored, epoch_at);
  envelope.seq = get_le<std::uint64_t>(stored, seq_at);
  stored.copy(reinterpret_cast<char*>(envelope.prev.bytes.data()), envelope.prev.bytes.size(),
              prev_at);
  envelope.log_time = get_instant(stored, log_time_at);
  if (envelope.log_time.ms < 0)
    return broken("entry-log-time", "The entry's log time lies before 1970");
  envelope.command = get_id<CommandId>(stored, command_at);
  envelope.body_length = get_le<std::uint32_t>(stored, body_length_at);
  entry.body = stored.substr(entry_header_bytes);
  entry.stored = stored;
  return entry;
}

std::string to_string(const Head& head) {
  return fmt::format("{} entries, hash {}, epoch {}", head.next_seq, to_hex(head.hash), head.epoch);
}

Head head_after(const EntryView& entry, const Digest& hash) {
  return {entry.envelope.seq + 1, hash, entry.envelope.epoch, entry.envelope.log_time};
}

Bytes encode_genesis_body(const Genesis& genesis) {
  Bytes out;
  out.reserve(genesis_body_bytes);
  out += genesis.log.view();
  put_le(out, genesis.partition.value);
  put_le(out, genesis.partitions);
  put_le(out, std::to_underlying(genesis.hash));
  put_le(out, std::to_underlying(genesis.clock));
  put_instant(out, genesis.created);
  return out;
}

Result<Genesis> parse_genesis_body(ByteView body) {
  if (body.size() != genesis_body_bytes)
    return broken("genesis-length", fmt::format("The genesis body has {} bytes instead of {}",
                                                body.size(), genesis_body_bytes));
  Genesis genesis;
  genesis.log = get_id<LogId>(body, 0);
  genesis.partition = {get_le<std::uint16_t>(body, 16)};
  genesis.partitions = get_le<std::uint16_t>(body, 18);
  genesis.hash = static_cast<HashFunction>(get_le<std::uint16_t>(body, 20));
  genesis.clock = static_cast<ClockKind>(get_le<std::uint16_t>(body, 22));
  genesis.created = get_instant(body, 24);
  if (genesis.partitions == 0 || genesis.partitions > max_partitions ||
      genesis.partition.value >= genesis.partitions)
    return broken("genesis-partitions",
                  fmt::format("Genesis names partition {} of {}, the limit is {}",
                              genesis.partition.value, genesis.partitions, max_partitions));
  if (genesis.hash != HashFunction::sha256_rfc6962)
    return too_new("genesis-hash", fmt::format("Genesis names the unknown hash function {}",
                                               std::to_underlying(genesis.hash)));
  if (genesis.clock != ClockKind::system && genesis.clock != ClockKind::simulated)
    return too_new("genesis-clock", fmt::format("Genesis names the unknown clock {}",
                                                std::to_underlying(genesis.clock)));
  if (genesis.created.ms < 0) return broken("genesis-created", "Genesis was created before 1970");
  return genesis;
}

Result<Bytes> genesis_entry(const Genesis& genesis) {
  Envelope envelope;
  envelope.kind = EntryKind::genesis;
  envelope.log_time = genesis.created;
  return encode_entry(envelope, encode_genesis_body(genesis));
}

Bytes encode_claim(const Claim& claim) {
  Bytes out;
  out.reserve(claim_bytes);
  out += claim_magic;
  put_le(out, claim_format_version);
  put_le(out, claim.partition.value);
  out += claim.log.view();
  put_le(out, claim.epoch);
  out += claim.nonce.view();
  return out;
}

Result<Claim> parse_claim(ByteView stored) {
  if (!looks_like_claim(stored) || stored.size() < 8)
    return broken("claim-magic", "These bytes are not a claim: they do not begin with DTCL");
  const auto version = get_le<std::uint16_t>(stored, 4);
  if (version > claim_format_version)
    return too_new("claim-format-newer",
                   fmt::format("The claim has format version {}, this program knows up to {}",
                               version, claim_format_version));
  if (version == 0) return broken("claim-format", "The claim has format version 0");
  if (stored.size() != claim_bytes)
    return broken("claim-length",
                  fmt::format("The claim has {} bytes instead of {}", stored.size(), claim_bytes));
  return Claim{get_id<LogId>(stored, 8),
               {get_le<std::uint16_t>(stored, 6)},
               get_le<std::uint64_t>(stored, 24),
               get_id<Nonce>(stored, 32)};
}

bool looks_like_claim(ByteView stored) { return stored.starts_with(claim_magic); }

Bytes encode_epoch_begun_body(const EpochBegun& begun) {
  Bytes out;
  out.reserve(epoch_begun_body_bytes);
  put_le(out, begun.epoch);
  out += begun.nonce.view();
  put_le(out, begun.previous_epoch);
  put_instant(out, begun.previous_log_time);
  return out;
}

Result<EpochBegun> parse_epoch_begun_body(ByteView body) {
  if (body.size() != epoch_begun_body_bytes)
    return broken("epoch-begun-length",
                  fmt::format("The body of epoch-begun has {} bytes instead of {}", body.size(),
                              epoch_begun_body_bytes));
  return EpochBegun{get_le<std::uint64_t>(body, 0), get_id<Nonce>(body, 8),
                    get_le<std::uint64_t>(body, 24), get_instant(body, 32)};
}

Result<Bytes> epoch_begun_entry(const Claim& claim, const Head& head, Instant now) {
  Envelope envelope;
  envelope.kind = EntryKind::epoch_begun;
  envelope.epoch = claim.epoch;
  envelope.seq = head.next_seq;
  envelope.prev = head.hash;
  envelope.log_time = std::max(now, head.log_time);
  const EpochBegun begun{claim.epoch, claim.nonce, head.epoch, head.log_time};
  return encode_entry(envelope, encode_epoch_begun_body(begun));
}

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::accepted: return "accepted";
    case Verdict::stale_epoch: return "stale-epoch";
    case Verdict::unclaimed_epoch: return "unclaimed-epoch";
    case Verdict::wrong_seq: return "wrong-seq";
    case Verdict::wrong_prev: return "wrong-prev";
    case Verdict::epoch_change: return "epoch-change";
    case Verdict::misplaced_genesis: return "misplaced-genesis";
    case Verdict::log_time_back: return "log-time-back";
    case Verdict::foreign_log: return "foreign-log";
    case Verdict::before_genesis: return "before-genesis";
  }
  return "unknown";
}

namespace {

// What both rules share: does the entry follow from the head?
Verdict judge_place(const EntryView& entry, const Head& head, LogId log, PartitionId partition) {
  const auto& envelope = entry.envelope;
  if (envelope.seq != head.next_seq) return Verdict::wrong_seq;
  if (envelope.prev != head.hash) return Verdict::wrong_prev;
  const bool first = head.next_seq == 0;
  const bool genesis = envelope.kind == EntryKind::genesis;
  if (first != genesis) return Verdict::misplaced_genesis;
  if (genesis) {
    if (envelope.epoch != 0) return Verdict::epoch_change;
    const auto body = parse_genesis_body(entry.body);
    const bool ours = body && body->log == log && body->partition == partition;
    return ours ? Verdict::accepted : Verdict::foreign_log;
  }
  const bool begins = envelope.kind == EntryKind::epoch_begun;
  if (begins ? envelope.epoch <= head.epoch : envelope.epoch != head.epoch)
    return Verdict::epoch_change;
  if (envelope.log_time < head.log_time) return Verdict::log_time_back;
  return Verdict::accepted;
}

}  // namespace

Verdict Acceptance::judge(const EntryView& entry) {
  auto verdict = Verdict::accepted;
  if (entry.envelope.epoch < current_epoch_)
    verdict = Verdict::stale_epoch;
  else if (entry.envelope.epoch > current_epoch_)
    verdict = Verdict::unclaimed_epoch;
  else
    verdict = judge_place(entry, head_, log_, partition_);
  if (verdict == Verdict::accepted)
    head_ = head_after(entry, entry.hash());
  else
    ++void_entries_;
  return verdict;
}

Verdict Acceptance::judge(const Claim& claim) {
  auto verdict = Verdict::accepted;
  if (claim.log != log_ || claim.partition != partition_)
    verdict = Verdict::foreign_log;
  else if (head_.next_seq == 0)
    verdict = Verdict::before_genesis;
  else if (claim.epoch <= current_epoch_)
    verdict = Verdict::stale_epoch;
  else if (claim.epoch != current_epoch_ + 1)
    verdict = Verdict::unclaimed_epoch;
  if (verdict == Verdict::accepted)
    current_epoch_ = claim.epoch;
  else
    ++void_claims_;
  return verdict;
}

Verdict CopyAcceptance::judge(const EntryView& entry) {
  const auto verdict = judge_place(entry, head_, log_, partition_);
  if (verdict == Verdict::accepted) head_ = head_after(entry, entry.hash());
  return verdict;
}

}  // namespace donthu::event
