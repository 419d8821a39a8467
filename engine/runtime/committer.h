// Makes groups durable, in order: keys, then the log, then the rows, then the answers.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/runtime/group.h"
#include "engine/sealing/key_file.h"
#include "engine/store/database.h"

namespace donthu::runtime {

// What became of a group.
struct Committed {
  std::shared_ptr<Group> group;
  // Why it is not durable; nothing where it is. After a failure every later group fails too, until
  // resume().
  std::optional<Error> failure;
};

// Who was silent for longer may have been taken for dead, and replaced.
inline constexpr std::chrono::seconds longest_silence{3};

// unavailable "partition-elsewhere", with the partition's number in `field`.
[[nodiscard]] Error written_elsewhere(PartitionId partition);

// One thread of its own. hand_over, take and resume belong to the writer.
class Committer {
 public:
  // All must outlive it. `published` is called on the committer's thread after each durable group,
  // before its answers are given.
  Committer(log::EventLog& log, store::Database& state, sealing::KeyFile& keys,
            std::function<void(const Group&)> published);
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // `wake` is called on the committer's thread after each group, from now on. Once this has
  // returned, the one before is not called any more, nor being called.
  void on_done(std::function<void()> wake);
  void hand_over(std::shared_ptr<Group> group);
  // Groups that are done since the last call, in order.
  [[nodiscard]] std::deque<Committed> take();
  // Waits until every group that was handed over is done.
  void drain();
  // For how long the group at work has been so; zero where none is. Any thread.
  [[nodiscard]] std::chrono::milliseconds stalled_for() const;
  // Whether a group that was handed over is not done.
  [[nodiscard]] bool busy() const;
  // After a failure was dealt with: groups are taken again.
  void resume();

 private:
  void run();
  [[nodiscard]] std::optional<Error> commit(Group& group);
  [[nodiscard]] std::optional<Error> append(Group& group);
  void answer(Group& group, const std::optional<Error>& failure);
  [[nodiscard]] bool still_holds(const Group& group, const Reply& reply) const;

  log::EventLog& log_;
  store::Database& state_;
  sealing::KeyFile& keys_;
  std::function<void(const Group&)> published_;

  std::mutex waking_;  // Held while wake_ is called; never with mutex_.
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Group>> waiting_;
  std::deque<Committed> done_;
  bool working_ = false;
  std::chrono::steady_clock::time_point working_since_;
  std::optional<Error> failed_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace donthu::runtime
