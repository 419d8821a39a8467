// One partition of the topic as this node has read it: the acceptance rule, and behind it the
// node's verified copy. Not for other rooms.
//
// Records come from the reading thread and, when their place is known to be the next one, from the
// writer who was told where they stand. Both go the same way, so there is one judgement.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <span>

#include "connectors/kafka/consumer.h"
#include "engine/log/embedded_log.h"

namespace donthu::kafka {

// corrupt "topic-truncated": an entry was stored where another was read before.
[[nodiscard]] Error topic_rewritten(PartitionId partition);

class PartitionCopy {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  PartitionCopy(log::EmbeddedLog& copy, PartitionId partition)
      : copy_(copy), partition_(partition) {}

  std::mutex writing;  // Held by a writer from its judgement until its outcome is known.

  // Forgets an earlier reading, and gives the place where this one begins: at the record that the
  // copy's mark names, which must be there still, else at the beginning.
  [[nodiscard]] Result<std::uint64_t> begin();
  // Gives the place to read on from, where it is not behind what arrived: the beginning, where the
  // mark's record is not there, or what was judged, where only records are gone that were.
  [[nodiscard]] std::optional<std::uint64_t> take(const Arrived& arrived);

  // What the writer stored, and where. Waits until the partition was read up to there. Errors:
  // unavailable where it was not in time; why the partition is stopped.
  [[nodiscard]] Status settle(std::span<const Incoming> own, Deadline until);

  // Waits until the copy holds all that the topic holds (true), or the partition is stopped (true).
  [[nodiscard]] bool wait_caught_up(Deadline until);
  // The time is over: a topic that was read to its end and ends before the copy stops the
  // partition. False where its end was not reached.
  [[nodiscard]] bool give_up_waiting();
  [[nodiscard]] std::uint64_t read_so_far() const;
  // Nothing more is taken, and nothing may be written, for this reason.
  void halt(Error why);

  [[nodiscard]] event::Acceptance rule() const;
  // Whether the entry that `head` ends with stands in the copy. Errors: those of reading it.
  [[nodiscard]] Result<bool> holds(const log::Head& head) const;
  // Whether this was the last claim that counted.
  [[nodiscard]] bool won(const event::Claim& claim) const;
  // Why nothing may be written: the topic and the copy differ, or this program is too old.
  [[nodiscard]] std::optional<Error> obstacle() const;
  [[nodiscard]] log::VoidCounts voids() const;
  void count_void(std::uint64_t entries);

 private:
  // Accepted entries on their way to the copy.
  struct Pending {
    std::vector<Bytes> entries;
    log::SourceMark mark;
  };

  // All of them holding mutex_.
  void begin_again();
  void take_records(std::span<const Incoming> records);
  void take_entry(const Incoming& incoming, Pending& pending);
  void take_claim(const Incoming& incoming);
  void store(Pending& pending);
  void count_void(const Incoming& incoming, std::uint64_t log::VoidCounts::* kind);
  void stop(Error why);
  [[nodiscard]] log::Head copied() const;

  log::EmbeddedLog& copy_;
  PartitionId partition_;

  mutable std::mutex mutex_;  // Guards what follows.
  std::condition_variable moved_;
  std::optional<event::Acceptance> rule_;
  std::uint64_t next_ = 0;  // The first place that was not judged yet.
  // The first that the reader has not brought; own ones are judged before it comes to them.
  std::uint64_t read_ = 0;
  std::optional<log::SourceMark> expected_;  // The first record must be this one.
  bool misplaced_ = false;                   // And it was not.
  bool read_to_end_ = false;
  bool caught_up_ = false;  // And what was read leads to all that the copy holds.
  std::optional<event::Claim> last_claim_;
  std::optional<Error> stopped_;
  log::VoidCounts voids_;
  std::uint64_t counted_ = 0;  // Void records before this place are counted already.
};

}  // namespace donthu::kafka
