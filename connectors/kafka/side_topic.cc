#include "connectors/kafka/side_topic.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "connectors/kafka/consumer.h"
#include "connectors/kafka/producer.h"
#include "connectors/kafka/topic_settings.h"

namespace donthu::kafka {

namespace {

constexpr PartitionId only{0};

Error cut(const std::string& topic, std::uint64_t from) {
  return {
      ErrorCode::corrupt,
      "shared-records-cut",
      fmt::format("The topic {} ends before record {}, which was read from it once", topic, from),
      {},
      "topic",
      "Find out who deleted the topic or its records"};
}

}  // namespace

SideTopic::SideTopic(Connection connection, std::unique_ptr<Consumer> consumer)
    : connection_(std::move(connection)), consumer_(std::move(consumer)) {}
SideTopic::~SideTopic() = default;

Result<std::unique_ptr<SideTopic>> SideTopic::open(const Connection& log, TopicKind kind) {
  constexpr std::chrono::milliseconds a_while{1'000};
  const auto connection = beside(log, kind);
  DONTHU_ASSIGN(const auto state,
                check_settings(connection, kind, std::min(a_while, connection.patience)));
  if (state.partitions != 1)
    return std::unexpected(endangered(connection, "partitions", std::to_string(state.partitions),
                                      "all nodes must read it in the same order"));
  DONTHU_ASSIGN(auto consumer, Consumer::open(connection, 1));
  return std::unique_ptr<SideTopic>(new SideTopic(connection, std::move(consumer)));
}

Status SideTopic::publish(std::span<const SharedRecord> records) {
  const std::lock_guard lock(publishing_);
  if (!producer_) {
    DONTHU_ASSIGN(producer_, Producer::open(connection_));
  }
  std::vector<Outgoing> outgoing;
  outgoing.reserve(records.size());
  for (const auto& record : records) outgoing.push_back({only, record.value, record.key});
  const auto stored = producer_->send(outgoing);
  if (stored) return {};
  producer_.reset();  // What is on its way is given up: the next call has an order of its own.
  return std::unexpected(stored.error());
}

Result<std::uint64_t> SideTopic::read(std::uint64_t from, const Visitor& visit) {
  const std::lock_guard lock(reading_);
  // Asked of the leader, not guessed from what was fetched: whatever was acknowledged until now is
  // before it.
  DONTHU_ASSIGN(const auto end, consumer_->end_of(only, connection_.patience));
  if (end < from) return std::unexpected(cut(connection_.topic, from));
  if (end == from) return end;
  DONTHU_TRY(consumer_->start(only, from));
  auto next = read_up_to(end, from, visit);
  consumer_->stop(only);
  (void)consumer_->read(std::chrono::milliseconds(0));  // What was fetched beyond.
  return next;
}

Result<std::uint64_t> SideTopic::read_up_to(std::uint64_t end, std::uint64_t from,
                                            const Visitor& visit) {
  while (from < end) {
    const auto all = consumer_->read(connection_.patience);
    if (all.empty())
      return std::unexpected(consumer_->client().unreachable(
          fmt::format("The topic {} cannot be read to its end", connection_.topic)));
    for (const auto& arrived : all) {
      if (arrived.lost) return std::unexpected(cut(connection_.topic, from));
      for (const auto& incoming : arrived.records) {
        if (incoming.offset >= end) return end;
        DONTHU_TRY(visit(incoming.offset, incoming.record));
        from = incoming.offset + 1;
      }
      // The last ones may have been replaced by later ones.
      if (arrived.at_end && arrived.end >= end) return end;
    }
  }
  return from;
}

}  // namespace donthu::kafka
