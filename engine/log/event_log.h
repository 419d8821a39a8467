// The append-only record of everything that happened: one chain of entries per partition. It stores
// bytes and looks at envelopes, never at bodies. Format: schemas/log-format.md.
//
// Implementations: MemoryLog, EmbeddedLog, and KafkaLog among the connectors; FaultyLog decorates
// any of them. All methods of all of them are thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/event/envelope.h"

namespace donthu::log {

using event::Head;

// Entries of one partition, directly after `expected`, in the name of `epoch`. All or nothing.
struct Append {
  PartitionId partition;
  std::uint64_t epoch = 0;
  Head expected;
  std::vector<Bytes> entries;
};

// Durable, and read back in this order by everybody from now on.
struct Appended {
  Head head;
};

// Nothing was stored: the head is not the expected one, or the epoch is no longer the current one.
// Read what came in between; if the epoch moved on, this writer is deposed and claims anew or steps
// down.
struct Conflict {
  Head head;                        // As it is.
  std::uint64_t current_epoch = 0;  // As it is.
};

// May or may not be stored. The log is closed for writing: reopen, check, claim anew, look the
// command ids up. Never taken for "not done".
struct OutcomeUnknown {
  Error error;
};

// Nothing was stored, and trying the same again will not help: unavailable "log-closed-for-writing"
// (reopen first), not_found for a partition that does not exist, or entries that do not follow from
// `expected` or are not entries at all (a mistake of the caller, with the entry's number).
struct Refused {
  Error error;
};

using AppendOutcome = std::variant<Appended, Conflict, OutcomeUnknown, Refused>;

// Gets the stored bytes, good until it returns; returns false to stop. May call the log's reading
// methods.
using Visitor = std::function<bool(std::uint64_t seq, ByteView stored)>;

// What reached a partition and did not count, as far as this log has seen since it was opened.
struct VoidCounts {
  std::uint64_t entries = 0;
  std::uint64_t claims = 0;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  // Partition 0's, as created. Does not change while the log is open.
  [[nodiscard]] virtual const event::Genesis& genesis() const = 0;
  [[nodiscard]] std::uint16_t partitions() const { return genesis().partitions; }

  // Takes the partition over: makes a claim of the current epoch + 1 durable and reads it back.
  // From its return no append of an older epoch is accepted. The new writer then reads head(), and
  // appends event::epoch_begun_entry(claim, head, now) as its first entry. Errors: conflict
  // "claim-lost" (another claimed the same epoch first: step down), outcome_unknown (as for
  // append), unavailable.
  [[nodiscard]] virtual Result<event::Claim> claim(PartitionId partition) = 0;

  // One outcome per Append, in their order. Durable when it returns; one sync covers them all, and
  // concurrent calls share syncs. Each Append stands or falls alone, but an unknown outcome is
  // shared by all of the call that were to be written. Several Appends for one partition follow one
  // another.
  [[nodiscard]] virtual std::vector<AppendOutcome> append(std::span<const Append> appends) = 0;
  [[nodiscard]] AppendOutcome append_one(const Append& one) {
    return std::move(append(std::span{&one, 1}).front());
  }

  // How many partitions one call of append had better touch, where there is a choice: each may be a
  // request of its own, and all of the call wait for the last of them.
  [[nodiscard]] virtual std::size_t partitions_at_once() const { return partitions(); }

  // The head of what is durable. Errors: not_found for a partition that does not exist.
  [[nodiscard]] virtual Result<Head> head(PartitionId partition) const = 0;
  // Of the last claim that counted.
  [[nodiscard]] virtual Result<std::uint64_t> current_epoch(PartitionId partition) const = 0;
  // That claim, by whose nonce its maker can be known; none: nobody has claimed the partition yet.
  [[nodiscard]] virtual Result<std::optional<event::Claim>> last_claim(
      PartitionId partition) const = 0;

  // Visits the entries from `from_seq` on, in order, up to the head at the time of the call.
  // Returns the seq after the last one visited. Errors: corrupt "entry-missing" with its seq; those
  // of the store.
  [[nodiscard]] virtual Result<std::uint64_t> read(PartitionId partition, std::uint64_t from_seq,
                                                   const Visitor& visit) const = 0;
  // Errors: not_found beyond the head.
  [[nodiscard]] virtual Result<Bytes> read_one(PartitionId partition, std::uint64_t seq) const = 0;

  // Blocks until the partition holds more than `next_seq` entries (true) or the time is over
  // (false).
  [[nodiscard]] virtual Result<bool> wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                                 std::chrono::milliseconds timeout) const = 0;

  // After an unknown outcome: closes and opens again, so that heads are what the disk holds. Claims
  // must be made anew. Waits for readers to finish; errors: unavailable "log-in-use" where they do
  // not within 10 s, and those of opening. Until it succeeds nothing can be written, and where the
  // disk does not allow opening, nothing read either (unavailable "log-reopening").
  [[nodiscard]] virtual Status reopen() = 0;
  [[nodiscard]] virtual bool writable() const = 0;

  [[nodiscard]] virtual VoidCounts void_counts(PartitionId partition) const = 0;
};

}  // namespace donthu::log
