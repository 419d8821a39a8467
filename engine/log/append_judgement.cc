#include "engine/log/append_judgement.h"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace donthu::log {

namespace {

Refused refused_entry(const Append& append, std::size_t index, std::string reason,
                      std::string_view why) {
  return {Error{
      ErrorCode::invalid,
      std::move(reason),
      fmt::format("Entry {} of {} for partition {} after seq {} cannot be appended: {}", index + 1,
                  append.entries.size(), append.partition.value, append.expected.next_seq, why),
      {},
      fmt::format("entries[{}]", index),
      {}}};
}

}  // namespace

AppendOutcome judge_append(event::Acceptance& partition, const Append& append) {
  if (append.epoch != partition.current_epoch() || !append.expected.same_place(partition.head()))
    return Conflict{partition.head(), partition.current_epoch()};
  auto after = partition;
  for (std::size_t i = 0; i < append.entries.size(); ++i) {
    const auto entry = event::parse_entry(append.entries[i]);
    if (!entry) return refused_entry(append, i, entry.error().reason, entry.error().message);
    const auto verdict = after.judge(*entry);
    if (verdict != event::Verdict::accepted)
      return refused_entry(append, i, name_of(verdict), name_of(verdict));
  }
  partition = after;
  return Appended{partition.head()};
}

JudgedAppends judge_appends(std::span<const Append> appends,
                            const std::function<Result<event::Acceptance>(PartitionId)>& rule_of,
                            const std::function<void(const Append&)>& turned_away) {
  JudgedAppends judged;
  judged.outcomes.reserve(appends.size());
  for (const auto& append : appends) {
    auto rule = rule_of(append.partition);
    if (!rule) {
      judged.outcomes.emplace_back(Refused{std::move(rule).error()});
      continue;
    }
    auto& place = judged.after.try_emplace(append.partition, *std::move(rule)).first->second;
    judged.outcomes.push_back(judge_append(place, append));
    if (!std::holds_alternative<Appended>(judged.outcomes.back())) turned_away(append);
  }
  return judged;
}

Error no_such_partition(PartitionId partition, std::uint16_t partitions) {
  return {
      ErrorCode::not_found,
      "no-such-partition",
      fmt::format("There is no partition {}: the log has {}, from 0", partition.value, partitions),
      {},
      "partition",
      {}};
}

Error closed_for_writing() {
  return {ErrorCode::unavailable,
          "log-closed-for-writing",
          "A write failed with unknown outcome, or the log is open for reading only",
          {},
          {},
          "Reopen the log, claim the partitions anew, then look the command ids up."};
}

Error beyond_head(PartitionId partition, std::uint64_t seq, std::uint64_t next_seq) {
  return {ErrorCode::not_found,
          "no-such-entry",
          fmt::format("Partition {} has no entry {}: it has {}", partition.value, seq, next_seq),
          {},
          "seq",
          {}};
}

event::Genesis genesis_of(event::Genesis genesis, PartitionId partition) {
  genesis.partition = partition;
  return genesis;
}

}  // namespace donthu::log
