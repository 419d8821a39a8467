#include "engine/runtime/bulk_fold.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <numeric>
#include <thread>
#include <unordered_map>

#include "engine/projection/fold.h"
#include "engine/projection/read.h"
#include "engine/runtime/case_cache.h"
#include "engine/runtime/state_rows.h"

namespace donthu::runtime {
namespace {

using petition::Case;

// Cases changed in one batch are held twice, before and after it.
constexpr std::size_t entries_per_batch = 8'000;

// What the threads share.
class Tally {
 public:
  Tally(std::uint64_t total, const FoldProgress& progress) : total_(total), progress_(progress) {}

  [[nodiscard]] bool stopped() const { return stopped_; }

  void add(std::uint64_t entries) {
    const std::lock_guard lock(mutex_);
    folded_.entries += entries;
    if (progress_ && !progress_(folded_.entries, total_)) fail_with(stop_asked());
  }
  void finish(std::uint64_t events, StuckCases&& stuck, const Status& status) {
    const std::lock_guard lock(mutex_);
    folded_.events += events;
    std::ranges::move(stuck, std::back_inserter(folded_.stuck));
    if (!status) fail_with(status.error());
  }
  [[nodiscard]] Result<BulkFolded> result() const {
    if (failure_) return std::unexpected(*failure_);
    return folded_;
  }

 private:
  static Error stop_asked() {
    return fail(ErrorCode::unavailable, "stopped", "the fold was stopped", {}, "Start it again")
        .error();
  }
  void fail_with(const Error& error) {
    if (!failure_) failure_ = error;
    stopped_ = true;
  }

  const std::uint64_t total_;
  const FoldProgress& progress_;
  std::mutex mutex_;
  BulkFolded folded_;
  std::optional<Error> failure_;
  std::atomic<bool> stopped_{false};
};

// One partition, on one thread.
class PartitionFold {
 public:
  PartitionFold(const log::EventLog& log, store::Database& state, PartitionId partition,
                std::uint64_t until_seq, std::size_t cached_cases, Tally& tally)
      : log_(log),
        state_(state),
        rows_(state),
        partition_(partition),
        until_seq_(until_seq),
        cases_(cached_cases),
        batch_(state),
        tally_(tally) {}

  Status run() {
    Status folded;
    const auto read = log_.read(partition_, 0, [&](std::uint64_t seq, ByteView stored) {
      if (seq >= until_seq_ || tally_.stopped()) return false;
      folded = fold(seq, stored);
      if (folded && ++in_batch_ >= entries_per_batch) folded = write();
      return folded.has_value();
    });
    if (!read) folded = std::unexpected(read.error());
    if (folded) folded = write();
    tally_.finish(events_, std::move(stuck_), folded);
    return folded;
  }

 private:
  // A case that the batch changed.
  struct Changed {
    std::shared_ptr<const Case> before;  // As the rows have it; null: they have none.
    std::shared_ptr<Case> after;
  };

  Status fold(std::uint64_t seq, ByteView stored) {
    DONTHU_ASSIGN(const auto read, read_commit(stored));
    if (read.commit) {
      events_ += read.commit->events.size();
      const projection::EntryFacts facts{partition_, seq, read.hash, read.envelope.log_time,
                                         read.envelope.command};
      if (read.commit->case_id)
        DONTHU_TRY(fold_case(facts, *read.commit));
      else
        DONTHU_TRY(fold_administration(facts, *read.commit));
    }
    advance(position_, seq, read);
    return {};
  }

  Status fold_case(const projection::EntryFacts& facts, const event::Commit& commit) {
    DONTHU_ASSIGN(Changed* const held, hold(commit));
    const bool registers = held->after == nullptr;
    if (registers) {
      held->after = std::make_shared<Case>();
      held->after->id = commit.case_id;
    }
    Case& state = *held->after;
    if (!state.stuck.empty()) return {};
    const Status applied = petition::apply(state, commit, facts.log_time, facts.hash);
    if (!applied) {
      state.stuck = applied.error().reason + ": " + applied.error().message;
      stuck_.push_back({state.id, state.version, facts.seq, state.stuck});
      return {};
    }
    projection::Changes rows;
    projection::fold_lasting(rows, facts, commit, registers, state);
    collect(rows);
    return {};
  }

  Result<Changed*> hold(const event::Commit& commit) {
    const auto [place, added] = changed_.try_emplace(commit.case_id);
    Changed& held = place->second;
    if (!added) return &held;
    held.before = cases_.find(commit.case_id);
    // A first commit has no rows to be found, which is what nearly every search would end with.
    if (held.before == nullptr && commit.case_version != 1) {
      DONTHU_ASSIGN(auto stored, projection::find_case(rows_, commit.case_id));
      if (stored) held.before = std::make_shared<const Case>(*std::move(stored));
    }
    if (held.before != nullptr) held.after = std::make_shared<Case>(*held.before);
    return &held;
  }

  Status fold_administration(const projection::EntryFacts& facts, const event::Commit& commit) {
    projection::Changes rows;
    projection::fold_administration(rows, partition_, commit);
    collect(rows);
    take_out_told(stuck_, commit);
    for (const event::Event& event : commit.events)
      if (const auto* released = std::get_if<event::CaseReleased>(&event)) {
        // What was passed over is read again, with the rows as they are by now.
        DONTHU_TRY(write());
        Follower follower(log_, state_, 16);
        DONTHU_TRY(follower.release(partition_, released->case_id, facts.seq));
        DONTHU_TRY(follower.write());
        std::ranges::copy(follower.stuck(), std::back_inserter(stuck_));
        cases_.erase(released->case_id);
      }
    return {};
  }

  Status write() {
    for (auto& [id, held] : changed_) {
      projection::Changes rows;
      projection::fold_current(rows, held.before.get(), *held.after);
      collect(rows);
      cases_.put(std::move(held.after));
    }
    changed_.clear();
    projection::Changes rows;
    if (position_.next_seq > 0) projection::put_position(rows, partition_, position_);
    collect(rows);
    DONTHU_TRY(write_rows());
    tally_.add(in_batch_);
    in_batch_ = 0;
    return {};
  }

  void collect(projection::Changes& rows) {
    while (!rows.empty()) {
      auto row = rows.extract(rows.begin());
      collected_.emplace_back(std::move(row.key()), std::move(row.mapped()));
    }
  }

  // In the order of keys, which the store takes in at a fraction of the cost; of equal keys (a
  // register's counter) the later row wins.
  Status write_rows() {
    std::ranges::stable_sort(collected_, {}, &Row::first);
    for (const auto& [key, value] : collected_) {
      if (value)
        batch_.put(key, *value, family_of(key));
      else
        batch_.erase(key, family_of(key));
    }
    collected_.clear();
    DONTHU_TRY(state_.write(batch_, store::Sync::no));
    batch_.clear();
    return {};
  }

  using Row = std::pair<Bytes, std::optional<Bytes>>;

  const log::EventLog& log_;
  store::Database& state_;
  DatabaseRows rows_;
  const PartitionId partition_;
  const std::uint64_t until_seq_;
  CaseCache cases_;
  store::Batch batch_;
  std::vector<Row> collected_;
  std::unordered_map<CaseId, Changed> changed_;
  projection::Position position_;
  std::size_t in_batch_ = 0;
  std::uint64_t events_ = 0;
  StuckCases stuck_;
  Tally& tally_;
};

}  // namespace

Result<BulkFolded> fold_all(const log::EventLog& log, store::Database& state,
                            const BulkFoldOptions& options, const FoldProgress& progress) {
  struct Part {
    PartitionId partition;
    std::uint64_t until_seq = 0;
  };
  std::vector<Part> parts;
  for (std::uint16_t i = 0; i < log.partitions(); ++i) {
    DONTHU_ASSIGN(const auto head, log.head(PartitionId{i}));
    const std::uint64_t until = i < options.until_seq.size()
                                    ? std::min(options.until_seq[i], head.next_seq)
                                    : head.next_seq;
    parts.push_back({PartitionId{i}, until});
  }
  // The longest first, so that no thread is left with one at the end.
  std::ranges::stable_sort(parts, std::ranges::greater{}, &Part::until_seq);
  const auto total =
      std::accumulate(parts.begin(), parts.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const Part& part) { return sum + part.until_seq; });
  Tally tally(total, progress);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < parts.size() && !tally.stopped(); i = next++)
      (void)PartitionFold(log, state, parts[i].partition, parts[i].until_seq, options.cached_cases,
                          tally)
          .run();
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 1; i < std::max(1U, options.threads); ++i) threads.emplace_back(work);
    work();
  }
  return tally.result();
}

}  // namespace donthu::runtime
