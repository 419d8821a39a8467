#include "engine/runtime/committer.h"

#include "engine/runtime/state_rows.h"

namespace donthu::runtime {
namespace {

Error not_done(const Error& cause) {
  return {ErrorCode::unavailable,
          "log-failed",
          "nothing was stored: " + cause.message,
          "Chưa ghi được; hãy thử lại sau",
          {},
          "Try again with the same idempotency key; the engine opens the log anew"};
}

Error unknown(const Error& cause) {
  return {ErrorCode::outcome_unknown,
          "outcome-unknown",
          "it is not known whether this was stored: " + cause.message,
          "Chưa rõ đã ghi hay chưa; hãy gửi lại cùng mã lệnh",
          {},
          "Ask again with the same idempotency key: the stored answer comes back, or it is done"};
}

}  // namespace

Error written_elsewhere(PartitionId partition) {
  return {ErrorCode::unavailable,
          "partition-elsewhere",
          "partition " + std::to_string(partition.value) + " is written by another node",
          "Phân vùng này do máy chủ khác ghi",
          std::to_string(partition.value),
          "Ask that node, or again in a moment with the same idempotency key"};
}

Committer::Committer(log::EventLog& log, store::Database& state, sealing::KeyFile& keys,
                     std::function<void(const Group&)> published)
    : log_(log), state_(state), keys_(keys), published_(std::move(published)), thread_([this] {
        run();
      }) {}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Committer::on_done(std::function<void()> wake) {
  const std::lock_guard lock(waking_);
  wake_ = std::move(wake);
}

void Committer::hand_over(std::shared_ptr<Group> group) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(group));
  }
  changed_.notify_all();
}

std::deque<Committed> Committer::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(done_, {});
}

void Committer::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_.empty() && !working_; });
}

bool Committer::busy() const {
  const std::lock_guard lock(mutex_);
  return working_ || !waiting_.empty();
}

std::chrono::milliseconds Committer::stalled_for() const {
  const std::lock_guard lock(mutex_);
  if (!working_) return {};
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                               working_since_);
}

void Committer::resume() {
  const std::lock_guard lock(mutex_);
  failed_.reset();
}

void Committer::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto group = std::move(waiting_.front());
    waiting_.pop_front();
    working_ = true;
    working_since_ = std::chrono::steady_clock::now();
    std::optional<Error> failure;
    // Also a group that stores nothing: its answers may rest on what the failed one would have
    // stored, such as the repeat of a command.
    if (failed_) failure = not_done(*failed_);
    lock.unlock();
    if (!failure) failure = commit(*group);
    if (!failure && published_) published_(*group);
    answer(*group, failure);
    lock.lock();
    if (failure && !failed_) failed_ = failure;
    done_.push_back({group, failure});
    working_ = false;
    lock.unlock();
    changed_.notify_all();
    {
      const std::lock_guard waking(waking_);
      if (wake_) wake_();
    }
    lock.lock();
  }
}

std::optional<Error> Committer::commit(Group& group) {
  if (group.appends.empty()) return std::nullopt;
  if (group.seals) {
    // What is sealed under a key that a crash could lose must never be stored.
    const Status synced = keys_.sync();
    if (!synced) return not_done(synced.error());
  }
  if (auto failure = append(group)) return failure;
  store::Batch batch(state_);
  group.rows.add_to(batch);
  const Status written = state_.write(batch, store::Sync::no);
  // The log has it: the state is made good from the log when the engine opens it anew.
  if (!written) return unknown(written.error());
  return std::nullopt;
}

std::optional<Error> Committer::append(Group& group) {
  std::vector<log::Append> appends;
  appends.reserve(group.appends.size());
  for (auto& [partition, append] : group.appends) appends.push_back(std::move(append));
  std::optional<Error> failure;
  for (const log::AppendOutcome& outcome : log_.append(appends)) {
    if (std::holds_alternative<log::Appended>(outcome)) continue;
    if (const auto* lost = std::get_if<log::OutcomeUnknown>(&outcome)) return unknown(lost->error);
    if (const auto* refused = std::get_if<log::Refused>(&outcome))
      failure = not_done(refused->error);
    else
      failure = not_done(
          {ErrorCode::conflict, "deposed", "another writer owns the partition", {}, {}, {}});
  }
  // Some of the group may stand although one part of it does not.
  if (failure && appends.size() > 1) return unknown(*failure);
  return failure;
}

// A process that was frozen in between may have been replaced long since, without its copy of the
// log telling yet.
bool Committer::still_holds(const Group& group, const Reply& reply) const {
  // That nothing can be done now is so whatever the log holds.
  if (!reply.answer && reply.answer.error().code == ErrorCode::unavailable) return true;
  const auto epoch = log_.current_epoch(reply.partition);
  return epoch && *epoch == reply.epoch &&
         std::chrono::steady_clock::now() - group.looked_at_others < longest_silence;
}

void Committer::answer(Group& group, const std::optional<Error>& failure) {
  for (Reply& reply : group.replies) {
    if (!reply.done) continue;
    if (!reply.of_entry && reply.epoch != 0 && !failure && !still_holds(group, reply))
      reply.done(std::unexpected(written_elsewhere(reply.partition)));
    else if (failure && reply.of_entry)
      reply.done(std::unexpected(*failure));
    else if (failure)
      reply.done(std::unexpected(not_done(*failure)));
    else
      reply.done(std::move(reply.answer));
  }
}

}  // namespace donthu::runtime
