#include "engine/log/faulty_log.h"

#include <mutex>
#include <utility>

#include "engine/log/append_judgement.h"

namespace donthu::log {

namespace {

enum class Fault : std::uint8_t { none, lost_acknowledgement, failed_append, rival_claim };

Error unknown_outcome() {
  return {ErrorCode::outcome_unknown,
          "injected-fault",
          "The append may or may not have been stored",
          {},
          {},
          "Reopen the log, claim the partitions anew, then look the command ids up."};
}

}  // namespace

struct FaultyLog::State {
  std::unique_ptr<EventLog> owned{};
  EventLog& under;
  Hook hook;
  mutable std::mutex mutex;
  SeededRandom random;
  Faults faults;
  FaultCounts counts;
  bool closed = false;

  State(EventLog& log, std::uint64_t seed, const Faults& chances, Hook looks)
      : under(log), hook(std::move(looks)), random(seed), faults(chances) {}

  bool happens(std::uint32_t per_thousand) { return random.below(1000) < per_thousand; }

  // Holding the mutex.
  Fault draw() {
    if (happens(faults.lost_acknowledgement)) {
      ++counts.lost_acknowledgements;
      closed = true;
      return Fault::lost_acknowledgement;
    }
    if (happens(faults.failed_append)) {
      ++counts.failed_appends;
      closed = true;
      return Fault::failed_append;
    }
    if (happens(faults.rival_claim)) {
      ++counts.rival_claims;
      return Fault::rival_claim;
    }
    return Fault::none;
  }
};

FaultyLog::FaultyLog(EventLog& under, std::uint64_t seed, const Faults& faults, Hook hook)
    : state_(std::make_unique<State>(under, seed, faults, std::move(hook))) {}
FaultyLog::FaultyLog(std::unique_ptr<EventLog> under, std::uint64_t seed, const Faults& faults,
                     Hook hook)
    : FaultyLog(*under, seed, faults, std::move(hook)) {
  state_->owned = std::move(under);
}
FaultyLog::~FaultyLog() = default;

void FaultyLog::set_faults(const Faults& faults) {
  const std::lock_guard lock(state_->mutex);
  state_->faults = faults;
}

FaultCounts FaultyLog::counts() const {
  const std::lock_guard lock(state_->mutex);
  return state_->counts;
}

const event::Genesis& FaultyLog::genesis() const { return state_->under.genesis(); }

Result<event::Claim> FaultyLog::claim(PartitionId partition) {
  bool fails = false;
  bool stored = false;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return std::unexpected(closed_for_writing());
    fails = state_->happens(state_->faults.failed_claim);
    stored = fails && state_->happens(500);
    if (fails) {
      ++state_->counts.failed_claims;
      state_->closed = true;
    }
  }
  if (!fails) return state_->under.claim(partition);
  if (stored) DONTHU_TRY(state_->under.claim(partition));
  return std::unexpected(unknown_outcome());
}

std::size_t FaultyLog::partitions_at_once() const { return state_->under.partitions_at_once(); }

std::vector<AppendOutcome> FaultyLog::append(std::span<const Append> appends) {
  if (state_->hook) state_->hook(Moment::before_append, appends);
  auto fault = Fault::none;
  auto passed_on = appends.size();
  PartitionId rival;
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->closed) return {appends.size(), Refused{closed_for_writing()}};
    if (!appends.empty()) fault = state_->draw();
    if (fault == Fault::failed_append) passed_on = state_->random.below(appends.size() + 1);
    if (fault == Fault::rival_claim)
      rival = appends[state_->random.below(appends.size())].partition;
  }
  // Whether the rival succeeds shows in the outcome of the append.
  if (fault == Fault::rival_claim) std::ignore = state_->under.claim(rival);
  auto outcomes = state_->under.append(appends.first(passed_on));
  if (fault == Fault::lost_acknowledgement || fault == Fault::failed_append) {
    for (auto& outcome : outcomes)
      if (std::holds_alternative<Appended>(outcome)) outcome = OutcomeUnknown{unknown_outcome()};
    outcomes.resize(appends.size(), OutcomeUnknown{unknown_outcome()});
  }
  if (state_->hook) state_->hook(Moment::before_return, appends);
  return outcomes;
}

Result<Head> FaultyLog::head(PartitionId partition) const { return state_->under.head(partition); }

Result<std::uint64_t> FaultyLog::current_epoch(PartitionId partition) const {
  return state_->under.current_epoch(partition);
}

Result<std::optional<event::Claim>> FaultyLog::last_claim(PartitionId partition) const {
  return state_->under.last_claim(partition);
}

Result<std::uint64_t> FaultyLog::read(PartitionId partition, std::uint64_t from_seq,
                                      const Visitor& visit) const {
  return state_->under.read(partition, from_seq, visit);
}

Result<Bytes> FaultyLog::read_one(PartitionId partition, std::uint64_t seq) const {
  return state_->under.read_one(partition, seq);
}

Result<bool> FaultyLog::wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                    std::chrono::milliseconds timeout) const {
  return state_->under.wait_beyond(partition, next_seq, timeout);
}

Status FaultyLog::reopen() {
  DONTHU_TRY(state_->under.reopen());
  const std::lock_guard lock(state_->mutex);
  state_->closed = false;
  return {};
}

bool FaultyLog::writable() const {
  const std::lock_guard lock(state_->mutex);
  return !state_->closed && state_->under.writable();
}

VoidCounts FaultyLog::void_counts(PartitionId partition) const {
  return state_->under.void_counts(partition);
}

}  // namespace donthu::log
