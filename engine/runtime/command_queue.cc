#include "engine/runtime/command_queue.h"

#include <algorithm>

namespace donthu::runtime {

void CommandQueue::push(Waiting command) {
  const PartitionId partition = partition_of(command.prepared.case_id);
  auto& of_partition = waiting_[partition];
  if (of_partition.empty()) turns_.push_back(partition);
  of_partition.push_back(std::move(command));
  ++size_;
}

bool CommandQueue::has_for(const std::set<PartitionId>& touched, const GroupRoom& room) const {
  if (empty() || room.commands == 0) return false;
  return touched.size() < room.partitions ||
         std::ranges::any_of(turns_, [&](PartitionId id) { return touched.contains(id); });
}

std::vector<Waiting> CommandQueue::take(std::set<PartitionId>& touched, const GroupRoom& room) {
  std::vector<Waiting> taken;
  std::deque<PartitionId> skipped;
  while (!turns_.empty() && taken.size() < room.commands) {
    const PartitionId partition = turns_.front();
    turns_.pop_front();
    if (touched.size() < room.partitions) touched.insert(partition);
    if (!touched.contains(partition)) {
      skipped.push_back(partition);
      continue;
    }
    auto& of_partition = waiting_.at(partition);
    while (!of_partition.empty() && taken.size() < room.commands) {
      taken.push_back(std::move(of_partition.front()));
      of_partition.pop_front();
    }
    if (!of_partition.empty()) turns_.push_back(partition);
  }
  // They are first again.
  turns_.insert(turns_.begin(), skipped.begin(), skipped.end());
  size_ -= taken.size();
  return taken;
}

}  // namespace donthu::runtime
