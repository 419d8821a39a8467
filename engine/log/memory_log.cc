#include "engine/log/memory_log.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "engine/base/check.h"
#include "engine/log/append_judgement.h"

namespace donthu::log {

struct MemoryLog::State {
  struct Partition {
    event::Acceptance acceptance;
    std::deque<Bytes> entries;  // Only grows, so an entry stays where it is.
    VoidCounts voids;
    std::optional<event::Claim> last_claim;
  };

  event::Genesis genesis;
  Random& random;
  mutable std::mutex mutex;
  mutable std::condition_variable grown;
  std::vector<Partition> partitions;

  [[nodiscard]] Result<const Partition*> find(PartitionId partition) const {
    if (partition.value >= partitions.size())
      return std::unexpected(no_such_partition(partition, genesis.partitions));
    return &partitions[partition.value];
  }
};

MemoryLog::MemoryLog(const event::Genesis& genesis, Random& random)
    : state_(new State{genesis_of(genesis, {}), random, {}, {}, {}}) {
  DONTHU_CHECK(genesis.partitions > 0 && genesis.partitions <= event::max_partitions,
               "the number of partitions is checked before a log is made");
  for (std::uint16_t number = 0; number < genesis.partitions; ++number) {
    const PartitionId id{number};
    auto entry = event::genesis_entry(genesis_of(genesis, id));
    DONTHU_CHECK(entry.has_value(), "a genesis entry is small and dated");
    State::Partition partition{event::Acceptance(genesis.log, id), {}, {}, {}};
    const auto verdict = partition.acceptance.judge(*event::parse_entry(*entry));
    DONTHU_CHECK(verdict == event::Verdict::accepted, "a log begins with its genesis");
    partition.entries.push_back(std::move(*entry));
    state_->partitions.push_back(std::move(partition));
  }
}

MemoryLog::~MemoryLog() = default;

const event::Genesis& MemoryLog::genesis() const { return state_->genesis; }

Result<event::Claim> MemoryLog::claim(PartitionId partition) {
  event::Claim claim{state_->genesis.log, partition, 0, {}};
  state_->random.fill(claim.nonce.bytes.data(), claim.nonce.bytes.size());
  const std::lock_guard lock(state_->mutex);
  DONTHU_TRY(state_->find(partition));
  auto& place = state_->partitions[partition.value];
  claim.epoch = place.acceptance.current_epoch() + 1;
  const auto verdict = place.acceptance.judge(claim);
  DONTHU_CHECK(verdict == event::Verdict::accepted, "a claim of the next epoch counts");
  place.last_claim = claim;
  return claim;
}

std::vector<AppendOutcome> MemoryLog::append(std::span<const Append> appends) {
  std::vector<AppendOutcome> outcomes;
  outcomes.reserve(appends.size());
  const std::lock_guard lock(state_->mutex);
  for (const auto& append : appends) {
    const auto found = state_->find(append.partition);
    if (!found) {
      outcomes.emplace_back(Refused{found.error()});
      continue;
    }
    auto& partition = state_->partitions[append.partition.value];
    outcomes.push_back(judge_append(partition.acceptance, append));
    if (std::holds_alternative<Appended>(outcomes.back()))
      partition.entries.insert(partition.entries.end(), append.entries.begin(),
                               append.entries.end());
    else
      partition.voids.entries += append.entries.size();
  }
  state_->grown.notify_all();
  return outcomes;
}

Result<Head> MemoryLog::head(PartitionId partition) const {
  const std::lock_guard lock(state_->mutex);
  DONTHU_ASSIGN(const auto* found, state_->find(partition));
  return found->acceptance.head();
}

Result<std::uint64_t> MemoryLog::current_epoch(PartitionId partition) const {
  const std::lock_guard lock(state_->mutex);
  DONTHU_ASSIGN(const auto* found, state_->find(partition));
  return found->acceptance.current_epoch();
}

Result<std::optional<event::Claim>> MemoryLog::last_claim(PartitionId partition) const {
  const std::lock_guard lock(state_->mutex);
  DONTHU_ASSIGN(const auto* found, state_->find(partition));
  return found->last_claim;
}

Result<std::uint64_t> MemoryLog::read(PartitionId partition, std::uint64_t from_seq,
                                      const Visitor& visit) const {
  constexpr std::size_t at_a_time = 256;
  DONTHU_ASSIGN(const Head until, head(partition));
  std::vector<const Bytes*> some;
  for (auto seq = from_seq; seq < until.next_seq;) {
    some.clear();
    {
      const std::lock_guard lock(state_->mutex);
      const auto& entries = state_->partitions[partition.value].entries;
      for (auto at = seq; at < until.next_seq && some.size() < at_a_time; ++at)
        some.push_back(&entries[at]);
    }
    for (const auto* entry : some)
      if (!visit(seq++, *entry)) return seq;
  }
  return std::max(from_seq, until.next_seq);
}

Result<Bytes> MemoryLog::read_one(PartitionId partition, std::uint64_t seq) const {
  const std::lock_guard lock(state_->mutex);
  DONTHU_ASSIGN(const auto* found, state_->find(partition));
  if (seq >= found->entries.size())
    return std::unexpected(beyond_head(partition, seq, found->entries.size()));
  return found->entries[seq];
}

Result<bool> MemoryLog::wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                    std::chrono::milliseconds timeout) const {
  std::unique_lock lock(state_->mutex);
  DONTHU_ASSIGN(const auto* found, state_->find(partition));
  return state_->grown.wait_for(lock, timeout,
                                [&] { return found->acceptance.head().next_seq > next_seq; });
}

VoidCounts MemoryLog::void_counts(PartitionId partition) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->find(partition);
  return found ? (*found)->voids : VoidCounts{};
}

}  // namespace donthu::log
