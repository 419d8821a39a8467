// The public stream: every public event of the log as a CloudEvent in a topic of its own, for
// whoever reads Kafka. docs/kafka.md says what a reader may rely on.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "connectors/kafka/settings.h"
#include "connectors/kafka/topics.h"
#include "engine/feed/feed.h"
#include "engine/runtime/engine.h"

namespace donthu::kafka {

class PublicWriter;

// Publishes as long as it lives, on a thread of its own with less right to the processor than the
// engine's. A cluster that is slow or away only lets it fall behind: it holds one group of events
// in memory, and takes up the rest from the log when the cluster answers again. Thread-safe.
class PublicStream {
 public:
  // Whether this node publishes a partition. Where none is given, it publishes those that its
  // engine writes. Two at the same time, while an owner changes, repeat one another and do no other
  // harm.
  using Ours = std::function<bool(PartitionId)>;

  struct Health {
    bool connected = false;
    std::string trouble;  // Why it is not, or does not get on; empty: it does.
    std::uint64_t events_sent = 0;
    std::uint64_t entries_behind = 0;  // Of the partitions that are ours.
    std::int64_t oldest_ms = 0;        // Age of the first of them; 0: none is behind.
  };

  // `connection` as public_connection() gives it. Makes the topic where it is not there. Nothing is
  // waited for: what is wrong is told by health(), and tried again. `engine` must outlive it.
  PublicStream(runtime::Engine& engine, Connection connection, Ours ours = {});
  // Within a few seconds, whatever the cluster does.
  ~PublicStream();
  PublicStream(const PublicStream&) = delete;
  PublicStream& operator=(const PublicStream&) = delete;

  // Before anything is known of the topic, what was written since the start counts as behind.
  [[nodiscard]] Health health() const;

 private:
  void run(const std::stop_token& stop);
  [[nodiscard]] Result<bool> work();
  [[nodiscard]] Status open();
  void note(const PublicWriter& writer, std::size_t events, std::string trouble);
  void note_failure(const Error& error);
  void wait(const std::stop_token& stop, std::chrono::milliseconds time);
  [[nodiscard]] Instant recorded_at(PartitionId partition, std::uint64_t seq) const;

  runtime::Engine& engine_;
  const Connection connection_;
  const Ours ours_;
  feed::Feed feed_;
  bool topic_made_ = false;

  mutable std::mutex mutex_;
  std::condition_variable_any happened_;
  bool something_happened_ = false;
  bool ended_ = false;
  std::unique_ptr<PublicWriter> writer_;
  Health health_;
  std::vector<std::uint64_t> next_;  // By partition.

  std::uint32_t listener_ = 0;
  std::jthread thread_;
};

// Entries told of, of how many; false stops the work.
using PublicStreamProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

// Writes the whole stream, from the first entry on, into the topic, which is made where it is not
// there; what an earlier call that was broken off has written is gone on from. Ends with the entry
// that was the last when it began. Errors: conflict "stream-of-another-log", "topic-setting";
// unavailable "stopped", "kafka-unreachable"; outcome_unknown: call again. Returns the number of
// events that were written.
[[nodiscard]] Result<std::uint64_t> write_public_stream(const runtime::Engine& engine,
                                                        const Connection& connection,
                                                        const TopicShape& shape = {},
                                                        const PublicStreamProgress& progress = {});

}  // namespace donthu::kafka
