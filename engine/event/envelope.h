// The envelope of a stored entry, the claim record, and the rule by which every reader decides
// which entries count. Byte for byte: schemas/log-format.md.
//
// Everything here is pure and holds no state but Acceptance and CopyAcceptance, which belong to one
// thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/base/bytes.h"
#include "engine/base/digest.h"
#include "engine/base/ids.h"
#include "engine/base/result.h"
#include "engine/base/time.h"

namespace donthu::event {

// Numbers are in stored bytes: never changed, never used again.
enum class EntryKind : std::uint16_t { genesis = 1, epoch_begun = 2, commit = 3 };

[[nodiscard]] const char* name_of(EntryKind kind);

inline constexpr std::uint16_t entry_format_version = 1;
inline constexpr std::uint16_t claim_format_version = 1;
inline constexpr std::size_t entry_header_bytes = 84;
// A whole entry, header included: what a 16-bit length in an entry bundle can carry.
inline constexpr std::size_t max_entry_bytes = 65'535;
inline constexpr std::size_t max_body_bytes = max_entry_bytes - entry_header_bytes;

struct Envelope {
  EntryKind kind = EntryKind::commit;
  std::uint64_t epoch = 0;        // 0 only for genesis.
  std::uint64_t seq = 0;          // Dense per partition, from 0.
  Digest prev;                    // Hash of the entry before; zero for seq 0.
  Instant log_time;               // When it was recorded; never before the entry before.
  CommandId command;              // None for genesis and epoch_begun.
  std::uint32_t body_length = 0;  // Set by encode_entry, which ignores what stands here.

  friend bool operator==(const Envelope&, const Envelope&) = default;
};

// A parsed entry. The views point into the bytes that were parsed.
struct EntryView {
  Envelope envelope;
  ByteView body;
  ByteView stored;

  // RFC 6962 leaf hash of the stored bytes.
  [[nodiscard]] Digest hash() const { return leaf_hash(stored); }
};

// Errors: full "entry-too-large" (the message names both sizes); invalid "entry-log-time" for a
// negative log time.
[[nodiscard]] Result<Bytes> encode_entry(const Envelope& envelope, ByteView body);

// Checks magic, version, kind and every length before a byte of the body is looked at; bytes left
// over are an error. Errors: corrupt "entry-…" (stop and audit); unsupported "entry-format-newer"
// or "entry-kind-unknown" (this program is too old: upgrade it, the entry is not wrong).
[[nodiscard]] Result<EntryView> parse_entry(ByteView stored);

// Where a partition's log ends. The empty log's head is Head{}: next_seq 0, everything else zero.
struct Head {
  std::uint64_t next_seq = 0;  // The number of entries, which is the seq of the next one.
  Digest hash;                 // Of the last entry; zero where there is none.
  std::uint64_t epoch = 0;     // Of the last entry. A newer epoch may have been claimed already.
  Instant log_time;            // Of the last entry: the next one is clamped to it.

  friend bool operator==(const Head&, const Head&) = default;
  // The same place in the same chain: what compare-and-swap compares.
  [[nodiscard]] bool same_place(const Head& other) const {
    return next_seq == other.next_seq && hash == other.hash;
  }
};

[[nodiscard]] std::string to_string(const Head& head);

// The head that follows once `entry`, of hash `hash`, stands.
[[nodiscard]] Head head_after(const EntryView& entry, const Digest& hash);

enum class HashFunction : std::uint16_t { sha256_rfc6962 = 1 };
enum class ClockKind : std::uint16_t { system = 1, simulated = 2 };

// Body of the entry at seq 0 of every partition.
struct Genesis {
  LogId log;
  PartitionId partition;
  std::uint16_t partitions = 0;  // P, fixed for ever.
  HashFunction hash = HashFunction::sha256_rfc6962;
  ClockKind clock = ClockKind::system;
  Instant created;

  friend bool operator==(const Genesis&, const Genesis&) = default;
};

inline constexpr std::uint16_t max_partitions = 4096;

[[nodiscard]] Bytes encode_genesis_body(const Genesis& genesis);
// Errors: corrupt "genesis-…"; unsupported for a hash function or clock of a newer version.
[[nodiscard]] Result<Genesis> parse_genesis_body(ByteView body);
// The whole entry: seq 0, epoch 0, log time = created.
[[nodiscard]] Result<Bytes> genesis_entry(const Genesis& genesis);

using Nonce = Id16<struct NonceTag>;

// The record by which a writer takes a partition over. Not an entry: no seq, no prev, no leaf.
struct Claim {
  LogId log;
  PartitionId partition;
  std::uint64_t epoch = 0;
  Nonce nonce;  // Tells the claimant its own claim from a rival's of the same epoch.

  friend bool operator==(const Claim&, const Claim&) = default;
};

[[nodiscard]] Bytes encode_claim(const Claim& claim);
// Errors: corrupt "claim-…"; unsupported "claim-format-newer".
[[nodiscard]] Result<Claim> parse_claim(ByteView stored);
// By magic alone: what a reader of a mixed topic asks before it chooses a parser.
[[nodiscard]] bool looks_like_claim(ByteView stored);

// Body of a writer's first entry.
struct EpochBegun {
  std::uint64_t epoch = 0;  // The same as in the envelope.
  Nonce nonce;              // Of the claim that won.
  std::uint64_t previous_epoch = 0;
  Instant previous_log_time;  // Of the entry before.

  friend bool operator==(const EpochBegun&, const EpochBegun&) = default;
};

[[nodiscard]] Bytes encode_epoch_begun_body(const EpochBegun& begun);
[[nodiscard]] Result<EpochBegun> parse_epoch_begun_body(ByteView body);
// The whole entry that a writer appends directly after `head` once its claim has won. `now` is
// clamped to the head's log time.
[[nodiscard]] Result<Bytes> epoch_begun_entry(const Claim& claim, const Head& head, Instant now);

// What a reader finds about an entry or a claim. All but `accepted` mean void: counted, reported,
// never folded.
enum class Verdict : std::uint8_t {
  accepted,
  stale_epoch,      // Written by a deposed writer.
  unclaimed_epoch,  // An epoch that nobody has claimed.
  wrong_seq,        // Not the next one.
  wrong_prev,       // Does not follow from the entry before.
  epoch_change,     // The epoch changed without epoch_begun, or epoch_begun came without a change.
  misplaced_genesis,  // Genesis anywhere but at seq 0, or seq 0 without it.
  log_time_back,      // Recorded before the entry before it.
  foreign_log,        // A claim or genesis of another log or partition.
  before_genesis,     // A claim of a log that has not begun.
};

// "stale-epoch" and so on.
[[nodiscard]] const char* name_of(Verdict verdict);

// The acceptance rule where claims can be seen (DESIGN §4), the same in writer, follower, projector
// and auditor: an entry counts iff its epoch is the current one, its seq and prev follow from the
// head, its log time does not go back, genesis stands at seq 0 and only there, and an epoch begins
// with epoch_begun. A claim counts iff the log has
// its genesis and the claim's epoch is current + 1.
class Acceptance {
 public:
  // Of an empty log: only its genesis is accepted next.
  Acceptance(LogId log, PartitionId partition) : log_(log), partition_(partition) {}
  // From a place that was verified before. `current_epoch` is that of the last claim that counted.
  Acceptance(LogId log, PartitionId partition, std::uint64_t current_epoch, const Head& head)
      : log_(log), partition_(partition), current_epoch_(current_epoch), head_(head) {}

  // An accepted entry becomes the head; a void one changes nothing but the count.
  [[nodiscard]] Verdict judge(const EntryView& entry);
  [[nodiscard]] Verdict judge(const Claim& claim);

  [[nodiscard]] std::uint64_t current_epoch() const { return current_epoch_; }
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] std::uint64_t void_entries() const { return void_entries_; }
  [[nodiscard]] std::uint64_t void_claims() const { return void_claims_; }

 private:
  LogId log_;
  PartitionId partition_;
  std::uint64_t current_epoch_ = 0;
  Head head_;
  std::uint64_t void_entries_ = 0;
  std::uint64_t void_claims_ = 0;
};

// The rule for a copy or an export, which holds accepted entries only and no claims: epochs do not
// decrease, and change only at epoch_begun. Anything but `accepted` means that the copy is broken.
class CopyAcceptance {
 public:
  CopyAcceptance(LogId log, PartitionId partition, const Head& head = {})
      : log_(log), partition_(partition), head_(head) {}

  // An accepted entry becomes the head; any other changes nothing.
  [[nodiscard]] Verdict judge(const EntryView& entry);

  [[nodiscard]] const Head& head() const { return head_; }

 private:
  LogId log_;
  PartitionId partition_;
  Head head_;
};

}  // namespace donthu::event
