// The commands that wait for the writer, by partition.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <vector>

#include "engine/runtime/intake.h"

namespace donthu::runtime {

struct Waiting {
  Prepared prepared;
  Completion done;
};

// What a group has room for.
struct GroupRoom {
  std::size_t commands = 0;
  std::size_t partitions = 0;  // In all, those that it has commands of already among them.
};

// Commands of one partition keep the order in which they came. Partitions take turns, so that none
// waits longer than all others take once. Not thread-safe.
class CommandQueue {
 public:
  void push(Waiting command);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // Whether take() would give something.
  [[nodiscard]] bool has_for(const std::set<PartitionId>& touched, const GroupRoom& room) const;
  // The next commands for a group that has commands of the partitions `touched`, to which theirs
  // are added.
  [[nodiscard]] std::vector<Waiting> take(std::set<PartitionId>& touched, const GroupRoom& room);

 private:
  std::map<PartitionId, std::deque<Waiting>> waiting_;
  std::deque<PartitionId> turns_;  // The partitions for which something waits.
  std::size_t size_ = 0;
};

}  // namespace donthu::runtime
