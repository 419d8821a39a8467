// Reading back: bytes, hashes, chain, epochs. Used at start (from the last verified mark) and by
// the audit (from 0).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/log/event_log.h"
#include "engine/log/head_file.h"

namespace donthu::log {

struct BadEntry {
  std::uint64_t seq = 0;
  std::string what;     // Slug: "wrong-prev", "entry-missing", "entry-truncated", "head-differs", …
  std::string message;  // English, for the operator.
  std::string expected;  // Empty where it does not apply.
  std::string found;
};

struct Verified {
  Head sound;  // The head of the unbroken part that was read.
  std::uint64_t entries = 0;
  std::optional<BadEntry> bad;  // The first one; what comes after it was not read.
};

// Called now and then with the next seq to be read and the seq to be reached. Returns false to stop
// early; `sound` then says how far it came.
using Progress = std::function<bool(std::uint64_t next_seq, std::uint64_t until_seq)>;

// Checks every entry after `from` (Head{}: from genesis on) up to the log's head, by the rule for
// copies, and that the last one is the log's head. A bad entry is a finding, not an error; an error
// means that nothing can be said: not_found (no such partition), io, unavailable.
// A log edited with all later hashes recomputed is noticed only by comparing with a head or
// checkpoint from elsewhere.
[[nodiscard]] Result<Verified> verify_from(const EventLog& log, PartitionId partition,
                                           const Head& from, const Progress& progress = {});

enum class HeadRelation : std::uint8_t {
  same,
  log_ahead,   // The log goes on from the remembered head: catch up.
  log_behind,  // The log ends before it: stop the partition read-only.
  differs,     // The log holds something else there: stop the partition read-only.
};

struct HeadComparison {
  HeadRelation relation = HeadRelation::same;
  // The entries that are new (log_ahead), missing (log_behind), or among which the difference lies
  // (differs): from_seq included, until_seq not.
  std::uint64_t from_seq = 0;
  std::uint64_t until_seq = 0;
  std::string message;  // English, names the partition, the range and what to do.

  [[nodiscard]] bool stops_partition() const {
    return relation == HeadRelation::log_behind || relation == HeadRelation::differs;
  }
};

// Compares the log with a head remembered elsewhere. `trusted` is an older head of the same memory,
// or Head{}: it narrows the range that is named where they differ. Errors: not_found, io,
// unavailable.
[[nodiscard]] Result<HeadComparison> compare_head(const EventLog& log, PartitionId partition,
                                                  const Head& remembered, const Head& trusted = {});

}  // namespace donthu::log
