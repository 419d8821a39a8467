// Folds what other engines wrote: the partitions that are not this engine's to write, so that
// questions are answered everywhere, and a take-over finds the rows warm.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "engine/runtime/follower.h"

namespace donthu::runtime {

// One thread of its own. follow and leave belong to the writer, the rest to any thread.
class Following {
 public:
  // All must outlive it. `folded` is called on this thread after new rows are in the state; it must
  // not wait for the writer.
  Following(const log::EventLog& log, store::Database& state, std::size_t cached_cases,
            std::function<void(PartitionId)> folded);
  ~Following();
  Following(const Following&) = delete;
  Following& operator=(const Following&) = delete;
  // Folds nothing any more; follow and leave may still be called.
  void stop();

  // From where the state ends.
  void follow(PartitionId partition);
  // Once this has returned, nothing of the partition is folded any more.
  void leave(PartitionId partition);

  // Why the partition is not followed any further: an entry that this program does not know, or a
  // log that could not be read. Empty: it is, or is not followed at all.
  [[nodiscard]] std::string halted(PartitionId partition) const;

 private:
  struct Place {
    std::uint64_t next_seq = 0;  // Folded up to here, as far as this thread did it.
    std::string halted;
  };

  void run();
  // Whether there was anything to fold. Called with mutex_ held, which is free while it folds.
  bool fold(PartitionId partition, std::unique_lock<std::mutex>& lock);

  const log::EventLog& log_;
  store::Database& state_;
  const std::size_t cached_cases_;
  std::function<void(PartitionId)> folded_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<PartitionId, Place> places_;
  std::optional<Follower> follower_;       // The thread's own.
  bool cases_stale_ = false;               // Somebody else may have changed cases that it knows.
  std::optional<PartitionId> at_work_on_;  // Being folded at this moment.
  std::atomic<bool> interrupted_{false};   // Somebody waits to take what is being folded.
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace donthu::runtime
