#include "engine/evidence/audit.h"

#include <algorithm>

#include "engine/evidence/case_audit.h"
#include "engine/log/verification.h"

namespace donthu::evidence {
namespace {

// What a commit costs while its pass goes on: its command, and its share of case and deadlines.
constexpr std::size_t bytes_per_commit = 64;
constexpr std::uint64_t entries_between_reports = 4096;

std::size_t passes_for(std::uint64_t entries, std::size_t memory_bytes) {
  return 1 + static_cast<std::size_t>(entries * bytes_per_commit /
                                      std::max<std::size_t>(memory_bytes, 1));
}

Error stopped() {
  return fail(ErrorCode::unavailable, "stopped", "the audit was stopped", {}, "Start it again")
      .error();
}

class LogAudit {
 public:
  LogAudit(const log::EventLog& log, const AuditOptions& options, const AuditProgress& progress)
      : log_(log), options_(options), progress_(progress) {}

  Audit run() {
    count_work();
    for (std::uint16_t i = 0; i < log_.partitions(); ++i) {
      PartitionAudit& part = audit_.partitions.emplace_back();
      part.partition = PartitionId{i};
      const Status read = verify(part);
      if (!read) part.trouble = read.error();
      // Of the whole log, so that damage there is not blamed on every other partition, too.
      const auto head = log_.head(part.partition);
      if (i == 0 && head) registry_entries_ = head->next_seq;
    }
    for (PartitionAudit& part : audit_.partitions) {
      const Status read = look_at_cases(part);
      if (!read && !part.trouble) part.trouble = read.error();
    }
    return conclude();
  }

 private:
  void count_work() {
    for (std::uint16_t i = 0; i < log_.partitions(); ++i)
      if (const auto head = log_.head(PartitionId{i}))
        total_ += head->next_seq * (1 + passes_for(head->next_seq, options_.memory_bytes));
  }

  Status verify(PartitionAudit& part) {
    const std::uint64_t before = done_;
    const auto tell = [&](std::uint64_t next, std::uint64_t) { return report(before + next); };
    DONTHU_ASSIGN(const auto verified, log::verify_from(log_, part.partition, {}, tell));
    part.head = verified.sound;
    done_ = before + verified.entries;
    if (stopped_) return std::unexpected(stopped());
    if (verified.bad)
      part.bad = Finding{part.partition,
                         verified.bad->seq,
                         verified.bad->what,
                         verified.bad->message,
                         verified.bad->expected,
                         verified.bad->found,
                         {}};
    return compare_with_memory(part);
  }

  // A log may be sound in itself and yet not be what it was.
  Status compare_with_memory(PartitionAudit& part) {
    const auto* heads = options_.heads;
    if (heads == nullptr || part.partition.value >= heads->partitions.size()) return {};
    const log::HeadMark& mark = heads->partitions[part.partition.value];
    DONTHU_ASSIGN(const auto compared,
                  log::compare_head(log_, part.partition, mark.head, mark.verified));
    if (!compared.stops_partition()) return {};
    const bool behind = compared.relation == log::HeadRelation::log_behind;
    if (part.bad && part.bad->seq <= compared.from_seq) return {};
    part.bad = Finding{part.partition,
                       compared.from_seq,
                       behind ? "log-behind" : "log-differs",
                       compared.message,
                       to_string(mark.head),
                       to_string(part.head),
                       {}};
    return {};
  }

  Status look_at_cases(PartitionAudit& part) {
    const std::size_t passes = passes_for(part.head.next_seq, options_.memory_bytes);
    for (std::size_t pass = 0; pass < passes; ++pass) {
      CaseAudit cases(part.partition, registry_entries_, pass, passes);
      DONTHU_TRY(read_commits(part, cases));
      cases.finish(part);
      const auto& bad = cases.bad();
      if (bad && (!part.bad || bad->seq < part.bad->seq)) part.bad = bad;
    }
    return {};
  }

  // Only the part that is sound as a chain; up to the first finding.
  Status read_commits(PartitionAudit& part, CaseAudit& cases) {
    Status trouble;
    const auto read = log_.read(part.partition, 0, [&](std::uint64_t seq, ByteView stored) {
      if (seq >= part.head.next_seq) return false;
      if (++done_ % entries_between_reports == 0 && !report(done_)) {
        trouble = std::unexpected(stopped());
        return false;
      }
      const auto entry = event::parse_entry(stored);
      if (!entry) {
        trouble = std::unexpected(entry.error());
        return false;
      }
      if (entry->envelope.kind != event::EntryKind::commit) return true;
      const auto commit = event::decode_commit(entry->body);
      if (commit) return cases.look(entry->envelope, entry->hash(), *commit);
      if (commit.error().code == ErrorCode::corrupt)
        note_undecodable(part, seq, commit.error());
      else
        trouble = std::unexpected(commit.error());
      return false;
    });
    if (!read) return std::unexpected(read.error());
    return trouble;
  }

  static void note_undecodable(PartitionAudit& part, std::uint64_t seq, const Error& error) {
    if (part.bad && part.bad->seq <= seq) return;
    part.bad = Finding{part.partition, seq, "undecodable", error.message, {}, {}, {}};
  }

  bool report(std::uint64_t done) {
    if (progress_ && !stopped_) stopped_ = !progress_(std::min(done, total_), total_);
    return !stopped_;
  }

  Audit conclude() {
    for (const PartitionAudit& part : audit_.partitions) {
      if (part.bad && !audit_.first_bad) audit_.first_bad = part.bad;
      if (part.trouble && !audit_.trouble) audit_.trouble = part.trouble;
    }
    if (audit_.first_bad)
      audit_.verdict = Verdict::broken;
    else if (audit_.trouble)
      audit_.verdict = Verdict::cannot_tell;
    else if (progress_)
      (void)progress_(total_, total_);
    return std::move(audit_);
  }

  const log::EventLog& log_;
  const AuditOptions& options_;
  const AuditProgress& progress_;
  Audit audit_;
  std::uint64_t registry_entries_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
  bool stopped_ = false;
};

}  // namespace

const char* name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::sound: return "sound";
    case Verdict::broken: return "broken";
    case Verdict::cannot_tell: break;
  }
  return "cannot-tell";
}

std::string to_string(const Finding& finding) {
  std::string text = "partition " + std::to_string(finding.partition.value) + ", entry " +
                     std::to_string(finding.seq) + ": " + finding.what + ": " + finding.message;
  if (!finding.expected.empty()) text += "; expected " + finding.expected;
  if (!finding.found.empty()) text += "; found " + finding.found;
  if (finding.case_id) text += "; case " + to_string(finding.case_id);
  return text;
}

Audit audit_log(const log::EventLog& log, const AuditOptions& options,
                const AuditProgress& progress) {
  return LogAudit(log, options, progress).run();
}

}  // namespace donthu::evidence
