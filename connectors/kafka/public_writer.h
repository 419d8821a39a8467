// Writes the public events of a log into the topic of its public stream, from where the topic ends.
// Not for other rooms.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "connectors/kafka/producer.h"
#include "engine/feed/feed.h"

namespace donthu::kafka {

// The last event of each of `partitions` that the topic holds, in their order; none where it holds
// none. Records of strangers are passed over. Errors: conflict "stream-of-another-log"; those of
// Consumer; unavailable "kafka-unreachable".
[[nodiscard]] Result<std::vector<std::optional<feed::Place>>> find_tails(
    const Connection& connection, const std::vector<PartitionId>& partitions, LogId log);

// Partition p of the log goes into partition p of the topic. Every record that is there has all
// before it there, so the last one tells the place to go on from. One thread, but for give_up().
class PublicWriter {
 public:
  using Wanted = std::function<bool(PartitionId)>;

  struct Step {
    std::size_t events = 0;
    bool more = false;             // There is more to send at once.
    std::optional<Error> trouble;  // Of a partition that could not be read; the others went on.
  };

  // `queries` and `feed` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<PublicWriter>> open(const runtime::Queries& queries,
                                                                  feed::Feed& feed,
                                                                  const Connection& connection);

  // Sends the next group of the partitions that are wanted, and waits until it is stored. Where a
  // partition was not wanted before, finds first what the topic holds of it. After an error the
  // writer is to be given up: what was under way may be stored or not. Errors: those of find_tails;
  // unavailable "stream-ahead"; outcome_unknown.
  [[nodiscard]] Result<Step> step(const Wanted& wanted);

  // The seq of the first entry of which something may be missing in the topic; none: not known.
  [[nodiscard]] std::optional<std::uint64_t> next_seq(PartitionId partition) const;

  // Any thread: ends a step that waits.
  void give_up() { producer_->purge(); }

 private:
  struct Record {
    PartitionId partition;
    std::string key;
    std::string text;
  };

  PublicWriter(const runtime::Queries& queries, feed::Feed& feed, const Connection& connection);
  [[nodiscard]] Status find_places(const Wanted& wanted);
  [[nodiscard]] Status send(const std::vector<Record>& records);

  const runtime::Queries& queries_;
  feed::Feed& feed_;
  const Connection connection_;
  std::unique_ptr<Producer> producer_;
  std::vector<std::optional<feed::Cursor>> places_;  // By partition.
};

}  // namespace donthu::kafka
