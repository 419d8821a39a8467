#include "engine/replay/past.h"

#include "engine/runtime/follower.h"
#include "engine/runtime/rebuild.h"
#include "engine/runtime/registry_state.h"

namespace donthu::replay {
namespace {

// Log time never goes back, so the place is found by halving.
Result<std::uint64_t> first_after(const log::EventLog& log, PartitionId partition, Instant at) {
  DONTHU_ASSIGN(const auto head, log.head(partition));
  std::uint64_t low = 0;
  std::uint64_t high = head.next_seq;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    DONTHU_ASSIGN(const Bytes stored, log.read_one(partition, middle));
    DONTHU_ASSIGN(const auto entry, event::parse_entry(stored));
    if (entry.envelope.log_time <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

Result<std::shared_ptr<const registry::Registry>> registry_until(const log::EventLog& log,
                                                                 std::uint64_t until_seq) {
  runtime::RegistryState registry;
  Status folded;
  const auto read = log.read(PartitionId{0}, 0, [&](std::uint64_t seq, ByteView stored) {
    if (seq >= until_seq) return false;
    const auto entry = runtime::read_commit(stored);
    if (!entry)
      folded = std::unexpected(entry.error());
    else if (entry->commit)
      folded = registry.apply(*entry->commit);
    return folded.has_value();
  });
  if (!read) return std::unexpected(read.error());
  DONTHU_TRY(folded);
  return registry.registry();
}

}  // namespace

Result<Limits> recorded_until(const log::EventLog& log, Instant at) {
  Limits limits;
  for (std::uint16_t i = 0; i < log.partitions(); ++i) {
    DONTHU_ASSIGN(const std::uint64_t limit, first_after(log, PartitionId{i}, at));
    limits.push_back(limit);
  }
  return limits;
}

Result<std::unique_ptr<Past>> Past::replay(const log::EventLog& log, const Limits& limits,
                                           const std::filesystem::path& folder,
                                           const runtime::FoldProgress& progress) {
  std::unique_ptr<Past> past(new Past);
  past->limits_ = limits;
  DONTHU_ASSIGN(past->registry_, registry_until(log, limits.empty() ? 0 : limits.front()));
  DONTHU_ASSIGN(past->state_, runtime::create_bulk_state(folder, nullptr));
  runtime::BulkFoldOptions options;
  options.until_seq = limits;
  const auto folded = runtime::fold_all(log, *past->state_, options, progress);
  Status finished = folded ? past->state_->finish_bulk() : std::unexpected(folded.error());
  if (!finished) {
    past->state_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return std::unexpected(finished.error());
  }
  past->folded_ = *folded;
  past->queries_ = std::make_unique<runtime::LogQueries>(log, *past->state_);
  return past;
}

}  // namespace donthu::replay
