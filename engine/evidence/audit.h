// Verifies a log from its first byte: bytes, hashes, the chain of each partition, then what its
// commits say of themselves. Only reads, and never repairs; works beside a running server on a log
// that was opened read-only.
//
// What it finds out without anything but the log:
//   bytes, hashes, chain, epochs   log::verify_from, from genesis on
//   remembered heads               the head file against the log: cut or edited since
//   events                         every commit can be decoded
//   cases                          each case's own chain, versions without a gap, one registration
//   commands                       no command id stands twice in a case
//   registers                      numbers without a gap for each unit and year
//   registry positions             never go back in a partition, never beyond the registry
//   deadlines                      numbered without a gap; what ends one is of one that was set;
//   none
//                                  is overdue twice or before it was due
// That the rows of `state` follow from the log is runtime::compare_with_log's work. A log edited
// with all later hashes computed anew is sound in itself: only a head or a checkpoint kept
// elsewhere tells.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/log/event_log.h"
#include "engine/log/head_file.h"

namespace donthu::evidence {

enum class Verdict : std::uint8_t {
  sound,
  broken,       // `first_bad` says where.
  cannot_tell,  // Could not be read to the end, or holds what this program does not know.
};
[[nodiscard]] const char* name_of(Verdict verdict);  // "sound", "broken", "cannot-tell"

struct Finding {
  PartitionId partition;
  std::uint64_t seq = 0;
  std::string what;     // Slug: those of log::BadEntry; "case-version-gap", "register-gap", …
  std::string message;  // English, for the inspector.
  std::string expected;
  std::string found;
  CaseId case_id;  // None where the entry belongs to no case, or is not known to.

  friend bool operator==(const Finding&, const Finding&) = default;
};
[[nodiscard]] std::string to_string(const Finding& finding);

struct PartitionAudit {
  PartitionId partition;
  log::Head head;  // Of the part that is sound as a chain.
  std::uint64_t commits = 0;
  std::uint64_t events = 0;
  std::uint64_t cases = 0;
  std::uint64_t deadlines = 0;
  std::uint64_t open_deadlines = 0;
  // Open, running, and due before the partition's last log time: fires when an engine works on it.
  std::uint64_t unfired_deadlines = 0;
  std::optional<Finding> bad;    // The first; what comes after it may hold more.
  std::optional<Error> trouble;  // Why it could not be read to the end.
};

struct Audit {
  Verdict verdict = Verdict::sound;
  std::vector<PartitionAudit> partitions;
  std::optional<Finding> first_bad;  // By partition, then seq.
  std::optional<Error> trouble;
};

struct AuditOptions {
  // Memory for what is kept of cases and commands: some 64 bytes for each commit. Where a partition
  // has more, it is read in several passes, each for a part of its cases.
  std::size_t memory_bytes = std::size_t{256} << 20;
  const log::HeadFile* heads = nullptr;  // Read before the log was opened.
};

// Told now and then how many entries were read, and how many there are to read in all passes;
// false stops, and the verdict is cannot_tell.
using AuditProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

[[nodiscard]] Audit audit_log(const log::EventLog& log, const AuditOptions& options = {},
                              const AuditProgress& progress = {});

}  // namespace donthu::evidence
