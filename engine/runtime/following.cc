#include "engine/runtime/following.h"

#include <chrono>
#include <utility>
#include <vector>

#include "engine/runtime/opening.h"

namespace donthu::runtime {
namespace {

// How long an entry of another node may lie in the log before it is seen here.
constexpr std::chrono::milliseconds look_every{5};

}  // namespace

Following::Following(const log::EventLog& log, store::Database& state, std::size_t cached_cases,
                     std::function<void(PartitionId)> folded)
    : log_(log),
      state_(state),
      cached_cases_(cached_cases),
      folded_(std::move(folded)),
      thread_([this] { run(); }) {}

Following::~Following() { stop(); }

void Following::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    interrupted_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Following::follow(PartitionId partition) {
  const std::lock_guard lock(mutex_);
  places_[partition] = {};
  changed_.notify_all();
}

void Following::leave(PartitionId partition) {
  std::unique_lock lock(mutex_);
  places_.erase(partition);
  if (at_work_on_ == partition) interrupted_ = true;
  changed_.wait(lock, [&] { return at_work_on_ != partition; });
  interrupted_ = stop_;
  // Somebody else changes its cases from now on.
  cases_stale_ = true;
}

std::string Following::halted(PartitionId partition) const {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(partition);
  return place == places_.end() ? std::string() : place->second.halted;
}

void Following::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    std::vector<PartitionId> all;
    for (const auto& [id, place] : places_) all.push_back(id);
    bool folded = false;
    for (const PartitionId id : all) folded = (!stop_ && fold(id, lock)) || folded;
    if (!folded) changed_.wait_for(lock, look_every, [&] { return stop_; });
  }
}

bool Following::fold(PartitionId partition, std::unique_lock<std::mutex>& lock) {
  const auto place = places_.find(partition);
  const auto head = log_.head(partition);
  if (place == places_.end() || !place->second.halted.empty() || !head ||
      head->next_seq <= place->second.next_seq)
    return false;
  if (std::exchange(cases_stale_, false) || !follower_)
    follower_.emplace(log_, state_, cached_cases_);
  at_work_on_ = partition;
  lock.unlock();
  const Status done = follower_->catch_up(partition, [&](auto) { return !interrupted_.load(); });
  if (done) folded_(partition);
  lock.lock();
  at_work_on_.reset();
  changed_.notify_all();
  if (!done) cases_stale_ = true;
  const auto known = places_.find(partition);
  if (known == places_.end()) return true;  // Left meanwhile.
  if (done) known->second.next_seq = head->next_seq;
  // Anything else passes: the log is being opened again, or the disk is full.
  if (!done && stands_still(done.error())) known->second.halted = done.error().message;
  return done.has_value();
}

}  // namespace donthu::runtime
