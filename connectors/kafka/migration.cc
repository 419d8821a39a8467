#include "connectors/kafka/migration.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "connectors/kafka/consumer.h"
#include "connectors/kafka/producer.h"

namespace donthu::kafka {

namespace {

// Stored together: enough to be quick, few enough to wait for.
constexpr std::size_t records_at_once = 2'000;
constexpr std::size_t bytes_at_once = std::size_t{4} << 20;

std::unexpected<Error> stopped() {
  return fail(ErrorCode::unavailable, "stopped", "the work was stopped before its end", {},
              "Give the command again: it goes on where it stopped");
}

Error differs(PartitionId partition, const event::Acceptance& topic, const log::Head& own) {
  return {ErrorCode::corrupt,
          "topic-differs",
          fmt::format("Partition {}: the topic holds {} entries in epoch {}, and what it ends with "
                      "is not what the log of {} entries has there",
                      partition.value, topic.head().next_seq, topic.current_epoch(), own.next_seq),
          {},
          fmt::format("partition {}", partition.value),
          "Nothing was changed: name an empty topic, or find out who wrote to this one"};
}

void judge(event::Acceptance& rule, ByteView record) {
  if (event::looks_like_claim(record)) {
    if (const auto claim = event::parse_claim(record)) (void)rule.judge(*claim);
  } else if (const auto entry = event::parse_entry(record)) {
    (void)rule.judge(*entry);
  }
}

using Rules = std::vector<event::Acceptance>;

std::uint64_t entries_in(const Rules& rules) {
  std::uint64_t entries = 0;
  for (const auto& rule : rules) entries += rule.head().next_seq;
  return entries;
}

// What counts in the topic.
Result<Rules> read_topic(const log::EmbeddedLog& log, const Connection& connection,
                         const MigrationProgress& progress, std::uint64_t total) {
  Rules rules;
  for (std::uint16_t i = 0; i < log.partitions(); ++i)
    rules.emplace_back(log.genesis().log, PartitionId{i});
  DONTHU_TRY(read_from_beginning(connection, log.partitions(),
                                 [&](const Arrived& arrived) -> Result<bool> {
                                   auto& rule = rules[arrived.partition.value];
                                   if (arrived.lost)
                                     return std::unexpected(differs(arrived.partition, rule, {}));
                                   for (const auto& incoming : arrived.records)
                                     judge(rule, incoming.record);
                                   if (progress && !progress(entries_in(rules), total))
                                     return stopped();
                                   return arrived.at_end;
                                 }));
  return rules;
}

// Whether the log passed through the place where the topic stands now.
Result<bool> leads_on_from(const log::EmbeddedLog& log, PartitionId partition,
                           const event::Acceptance& topic) {
  DONTHU_ASSIGN(const auto own, log.head(partition));
  DONTHU_ASSIGN(const auto epoch, log.current_epoch(partition));
  const auto& head = topic.head();
  if (head.next_seq > own.next_seq || topic.current_epoch() > epoch) return false;
  if (head.next_seq == 0) return true;
  DONTHU_ASSIGN(const Bytes last, log.read_one(partition, head.next_seq - 1));
  return leaf_hash(last) == head.hash;
}

// Records of one partition on their way.
class Sender {
 public:
  Sender(Producer& producer, PartitionId partition) : producer_(producer), partition_(partition) {}

  Status add(Bytes record) {
    bytes_ += record.size();
    records_.push_back(std::move(record));
    if (records_.size() < records_at_once && bytes_ < bytes_at_once) return {};
    return flush();
  }

  Status flush() {
    if (records_.empty()) return {};
    std::vector<Outgoing> outgoing;
    outgoing.reserve(records_.size());
    for (const Bytes& record : records_) outgoing.push_back({partition_, record});
    DONTHU_TRY(producer_.send(outgoing));
    records_.clear();
    bytes_ = 0;
    return {};
  }

 private:
  Producer& producer_;
  PartitionId partition_;
  std::vector<Bytes> records_;
  std::size_t bytes_ = 0;
};

// The entries and claims of one partition after those that the topic holds.
class PartitionCarrier {
 public:
  PartitionCarrier(const log::EmbeddedLog& from, Producer& producer, const event::Acceptance& topic,
                   PartitionId partition)
      : from_(from), sender_(producer, partition), partition_(partition), topic_(topic) {}

  // `told` gets the number of entries that were added.
  Status run(const std::function<bool(std::uint64_t)>& told) {
    DONTHU_ASSIGN(claims_, from_.claims_from(partition_, topic_.current_epoch() + 1));
    Status done;
    DONTHU_TRY(from_.read(partition_, topic_.head().next_seq, [&](std::uint64_t, ByteView entry) {
      done = add(entry);
      if (done && !told(1)) done = stopped();
      return done.has_value();
    }));
    DONTHU_TRY(done);
    DONTHU_TRY(add_claims(std::numeric_limits<std::uint64_t>::max()));
    return sender_.flush();
  }

 private:
  Status add(ByteView stored) {
    DONTHU_ASSIGN(const auto entry, event::parse_entry(stored));
    DONTHU_TRY(add_claims(entry.envelope.epoch));
    return sender_.add(Bytes(stored));
  }

  // An epoch's claim stands before its first entry.
  Status add_claims(std::uint64_t epoch) {
    for (; next_claim_ < claims_.size() && claims_[next_claim_].epoch <= epoch; ++next_claim_)
      DONTHU_TRY(sender_.add(event::encode_claim(claims_[next_claim_])));
    return {};
  }

  const log::EmbeddedLog& from_;
  Sender sender_;
  PartitionId partition_;
  const event::Acceptance& topic_;
  std::vector<event::Claim> claims_;
  std::size_t next_claim_ = 0;
};

Result<std::uint64_t> count_entries(const log::EmbeddedLog& log) {
  std::uint64_t total = 0;
  for (std::uint16_t i = 0; i < log.partitions(); ++i) {
    DONTHU_ASSIGN(const auto head, log.head({i}));
    total += head.next_seq;
  }
  return total;
}

// The topic with this log's genesis, be it new or from an earlier call.
Status begin_topic(const log::EmbeddedLog& from, const Connection& connection,
                   const TopicShape& shape) {
  auto genesis = create_topic(connection, from.genesis(), shape);
  if (!genesis && genesis.error().reason == "log-exists") genesis = read_genesis(connection);
  if (!genesis) return std::unexpected(genesis.error());
  if (genesis->log == from.genesis().log) return {};
  return fail(ErrorCode::conflict, "topic-of-another-log",
              fmt::format("The topic {} holds the log {}, not {}", connection.topic,
                          to_string(genesis->log), to_string(from.genesis().log)),
              "topic", "Name another topic");
}

}  // namespace

Result<std::uint64_t> carry_into_topic(const log::EmbeddedLog& from, const Connection& connection,
                                       const TopicShape& shape, const MigrationProgress& progress) {
  DONTHU_TRY(begin_topic(from, connection, shape));
  DONTHU_ASSIGN(const std::uint64_t total, count_entries(from));
  DONTHU_ASSIGN(const Rules topic, read_topic(from, connection, progress, total));
  std::uint64_t done = entries_in(topic);
  DONTHU_ASSIGN(const auto producer, Producer::open(connection));
  for (std::uint16_t i = 0; i < topic.size(); ++i) {
    DONTHU_ASSIGN(const bool leads, leads_on_from(from, {i}, topic[i]));
    DONTHU_ASSIGN(const auto own, from.head({i}));
    if (!leads) return std::unexpected(differs({i}, topic[i], own));
    DONTHU_TRY(PartitionCarrier(from, *producer, topic[i], {i}).run([&](std::uint64_t added) {
      done += added;
      return !progress || progress(done, total);
    }));
  }
  return compare_with_topic(from, connection, progress);
}

Result<std::uint64_t> compare_with_topic(const log::EmbeddedLog& copy, const Connection& connection,
                                         const MigrationProgress& progress) {
  DONTHU_ASSIGN(const std::uint64_t total, count_entries(copy));
  DONTHU_ASSIGN(const Rules topic, read_topic(copy, connection, progress, total));
  for (std::uint16_t i = 0; i < topic.size(); ++i) {
    DONTHU_ASSIGN(const auto own, copy.head({i}));
    DONTHU_ASSIGN(const auto epoch, copy.current_epoch({i}));
    if (topic[i].head() != own || topic[i].current_epoch() != epoch)
      return std::unexpected(differs({i}, topic[i], own));
  }
  return total;
}

}  // namespace donthu::kafka
