#include "connectors/kafka/kafka_log.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "connectors/kafka/group_ownership.h"
#include "connectors/kafka/partition_copy.h"
#include "connectors/kafka/producer.h"
#include "connectors/kafka/topics.h"
#include "engine/log/append_judgement.h"
#include "engine/log/partition_locks.h"

namespace donthu::kafka {

using log::Append;
using log::Appended;
using log::AppendOutcome;
using log::Conflict;
using log::EmbeddedLog;
using log::OutcomeUnknown;
using log::Refused;

struct KafkaLog::State {
  State(Connection where, Random& nonces, std::unique_ptr<EmbeddedLog> local)
      : connection(std::move(where)), random(nonces), copy(std::move(local)) {
    for (std::uint16_t number = 0; number < copy->partitions(); ++number)
      partitions.emplace_back(*copy, PartitionId{number});
  }

  [[nodiscard]] bool has(PartitionId partition) const {
    return partition.value < partitions.size();
  }
  [[nodiscard]] Error absent(PartitionId partition) const {
    return log::no_such_partition(partition, copy->partitions());
  }
  // Why nothing may be written to the partition, with its `writing` held.
  [[nodiscard]] std::optional<Error> obstacle(PartitionId partition) const {
    if (closed) return log::closed_for_writing();
    return partitions[partition.value].obstacle();
  }
  [[nodiscard]] PartitionCopy::Deadline patience() const {
    return std::chrono::steady_clock::now() + connection.patience;
  }

  // With nobody writing.
  [[nodiscard]] Status start();
  [[nodiscard]] Status wait_for_the_end();
  void read_topic(const std::stop_token& stop);
  void close();

  // Durable and read back, or unknown: then nothing more is written before reopen().
  [[nodiscard]] Status store(std::span<const Outgoing> records);
  [[nodiscard]] Error unknown(Error cause);

  // The entry was acknowledged at a place that had been judged before, and does not stand there:
  // the topic is another one now.
  [[nodiscard]] AppendOutcome not_standing(const Append& append);

  std::mutex reopening;
  Connection connection;
  Random& random;
  std::unique_ptr<EmbeddedLog> copy;
  std::deque<PartitionCopy> partitions;  // Constant once made; each guards itself.
  std::atomic<bool> closed{true};
  std::unique_ptr<Consumer> consumer;
  std::unique_ptr<Producer> producer;
  std::jthread reader;  // Last: it ends first.
};

Status KafkaLog::State::start() {
  DONTHU_ASSIGN(consumer, Consumer::open(copying_connection(connection), copy->partitions()));
  for (std::uint16_t number = 0; number < copy->partitions(); ++number) {
    DONTHU_ASSIGN(const auto from, partitions[number].begin());
    DONTHU_TRY(consumer->start({number}, from));
  }
  reader = std::jthread([this](const std::stop_token& stop) { read_topic(stop); });
  DONTHU_TRY(wait_for_the_end());
  DONTHU_ASSIGN(producer, Producer::open(connection));
  closed = false;
  return {};
}

void KafkaLog::State::close() {
  closed = true;
  producer.reset();
  reader = {};
  consumer.reset();
}

void KafkaLog::State::read_topic(const std::stop_token& stop) {
  constexpr std::chrono::milliseconds wait{50};
  while (!stop.stop_requested())
    for (const auto& arrived : consumer->read(wait)) {
      auto& partition = partitions[arrived.partition.value];
      const auto elsewhere = partition.take(arrived);
      if (!elsewhere) continue;
      if (const auto begun = consumer->start(arrived.partition, *elsewhere); !begun)
        partition.halt(begun.error());
    }
}

// A long topic takes its time: only a cluster that brings nothing more is given up.
Status KafkaLog::State::wait_for_the_end() {
  const auto read_so_far = [this] {
    std::uint64_t sum = 0;
    for (const auto& partition : partitions) sum += partition.read_so_far();
    return sum;
  };
  for (auto before = read_so_far();;) {
    const auto until = patience();
    bool caught_up = true;
    for (auto& partition : partitions) caught_up = partition.wait_caught_up(until) && caught_up;
    if (caught_up) return {};
    const auto now = read_so_far();
    if (now == before) break;
    before = now;
  }
  bool answered = true;
  for (auto& partition : partitions) answered = partition.give_up_waiting() && answered;
  if (answered) return {};
  return std::unexpected(consumer->client().unreachable(
      fmt::format("The topic {} cannot be read to its end", connection.topic)));
}

Error KafkaLog::State::unknown(Error cause) {
  closed = true;
  producer->purge();
  cause.code = ErrorCode::outcome_unknown;
  cause.remedy = log::closed_for_writing().remedy;
  return cause;
}

Status KafkaLog::State::store(std::span<const Outgoing> records) {
  const auto offsets = producer->send(records);
  if (!offsets) return std::unexpected(unknown(offsets.error()));
  std::map<PartitionId, std::vector<Incoming>> stored;
  for (std::size_t i = 0; i < records.size(); ++i)
    stored[records[i].partition].push_back({(*offsets)[i], Bytes(records[i].record)});
  const auto until = patience();
  for (const auto& [partition, own] : stored)
    if (const auto settled = partitions[partition.value].settle(own, until); !settled)
      return std::unexpected(unknown(settled.error()));
  return {};
}

AppendOutcome KafkaLog::State::not_standing(const Append& append) {
  auto& place = partitions[append.partition.value];
  const auto rule = place.rule();
  const bool something_came_between =
      rule.current_epoch() != append.epoch || !rule.head().same_place(append.expected);
  if (something_came_between) return Conflict{rule.head(), rule.current_epoch()};
  place.halt(topic_rewritten(append.partition));
  return Refused{*place.obstacle()};
}

namespace {

// The copy of an earlier start, or a new one of the log that the topic begins with.
Result<std::unique_ptr<EmbeddedLog>> open_copy(const Connection& connection,
                                               const std::string& path, Random& random,
                                               const log::EmbeddedLogOptions& options) {
  auto known = EmbeddedLog::open(path, random, options);
  if (known || known.error().code != ErrorCode::not_found) return known;
  DONTHU_ASSIGN(const auto genesis, read_genesis(connection));
  return EmbeddedLog::create(path, genesis, random, options);
}

}  // namespace

KafkaLog::KafkaLog(std::unique_ptr<State> state) : state_(std::move(state)) {}
KafkaLog::~KafkaLog() { state_->close(); }

Result<std::unique_ptr<KafkaLog>> KafkaLog::open(const Connection& connection,
                                                 const std::string& path, Random& random,
                                                 const log::EmbeddedLogOptions& copy) {
  DONTHU_ASSIGN(const auto partitions, check_topic(connection));
  DONTHU_ASSIGN(auto local, open_copy(connection, path, random, copy));
  if (local->partitions() != partitions)
    return fail(ErrorCode::conflict, "topic-setting",
                fmt::format("The topic {} has {} partitions, and the log {}: their number is fixed "
                            "for ever",
                            connection.topic, partitions, local->partitions()),
                "partitions", "Name the log's own topic.");
  std::unique_ptr<KafkaLog> log(
      new KafkaLog(std::make_unique<State>(connection, random, std::move(local))));
  DONTHU_TRY(log->state_->start());
  return log;
}

const event::Genesis& KafkaLog::genesis() const { return state_->copy->genesis(); }

std::size_t KafkaLog::partitions_at_once() const {
  return std::max<std::size_t>(5, (partitions() + 2U) / 3U);
}

Result<event::Claim> KafkaLog::claim(PartitionId partition) {
  if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
  auto& place = state_->partitions[partition.value];
  const std::lock_guard writing(place.writing);
  if (const auto error = state_->obstacle(partition)) return std::unexpected(*error);
  event::Claim claim{genesis().log, partition, place.rule().current_epoch() + 1, {}};
  state_->random.fill(claim.nonce.bytes.data(), claim.nonce.bytes.size());
  if (!state_->connection.node.empty())
    std::ranges::copy(claim_mark(state_->connection.node), claim.nonce.bytes.begin());
  const auto bytes = event::encode_claim(claim);
  const Outgoing record{partition, bytes};
  DONTHU_TRY(state_->store({&record, 1}));
  if (place.won(claim)) return claim;
  if (place.rule().current_epoch() < claim.epoch) {
    // Nobody's counts, although ours was stored: at a place that had been judged before.
    place.halt(topic_rewritten(partition));
    return std::unexpected(*place.obstacle());
  }
  return fail(
      ErrorCode::conflict, "claim-lost",
      fmt::format("Another writer claimed epoch {} of partition {}", claim.epoch, partition.value),
      {}, "Step down.");
}

std::vector<AppendOutcome> KafkaLog::append(std::span<const Append> appends) {
  std::vector<std::uint16_t> numbers;
  for (const auto& append : appends)
    if (state_->has(append.partition)) numbers.push_back(append.partition.value);
  const auto locks = log::lock_writing(state_->partitions, std::move(numbers));

  auto outcomes =
      log::judge_appends(
          appends,
          [&](PartitionId partition) -> Result<event::Acceptance> {
            if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
            if (auto error = state_->obstacle(partition)) return std::unexpected(*std::move(error));
            return state_->partitions[partition.value].rule();
          },
          [&](const Append& append) {
            state_->partitions[append.partition.value].count_void(append.entries.size());
          })
          .outcomes;
  std::vector<Outgoing> records;
  for (std::size_t i = 0; i < appends.size(); ++i)
    if (std::holds_alternative<Appended>(outcomes[i]))
      for (const auto& entry : appends[i].entries) records.push_back({appends[i].partition, entry});
  if (records.empty()) return outcomes;
  const auto stored = state_->store(records);
  for (std::size_t i = 0; i < appends.size(); ++i) {
    const auto* appended = std::get_if<Appended>(&outcomes[i]);
    if (appended == nullptr) continue;
    auto& place = state_->partitions[appends[i].partition.value];
    const auto stands = stored ? place.holds(appended->head) : std::unexpected(stored.error());
    if (!stored)
      outcomes[i] = OutcomeUnknown{stored.error()};
    else if (!stands)
      outcomes[i] = OutcomeUnknown{state_->unknown(stands.error())};
    else if (!*stands)
      outcomes[i] = state_->not_standing(appends[i]);
  }
  return outcomes;
}

Result<log::Head> KafkaLog::head(PartitionId partition) const {
  return state_->copy->head(partition);
}

Result<std::uint64_t> KafkaLog::current_epoch(PartitionId partition) const {
  if (!state_->has(partition)) return std::unexpected(state_->absent(partition));
  return state_->partitions[partition.value].rule().current_epoch();
}

Result<std::optional<event::Claim>> KafkaLog::last_claim(PartitionId partition) const {
  return state_->copy->last_claim(partition);
}

Result<std::uint64_t> KafkaLog::read(PartitionId partition, std::uint64_t from_seq,
                                     const log::Visitor& visit) const {
  return state_->copy->read(partition, from_seq, visit);
}

Result<Bytes> KafkaLog::read_one(PartitionId partition, std::uint64_t seq) const {
  return state_->copy->read_one(partition, seq);
}

Result<bool> KafkaLog::wait_beyond(PartitionId partition, std::uint64_t next_seq,
                                   std::chrono::milliseconds timeout) const {
  return state_->copy->wait_beyond(partition, next_seq, timeout);
}

Status KafkaLog::reopen() {
  const std::lock_guard one_at_a_time(state_->reopening);
  state_->closed = true;
  if (state_->producer) state_->producer->purge();
  const auto locks = log::lock_all_writing(state_->partitions);
  state_->close();
  if (!state_->copy->writable()) DONTHU_TRY(state_->copy->reopen());
  return state_->start();
}

bool KafkaLog::writable() const { return !state_->closed; }

log::VoidCounts KafkaLog::void_counts(PartitionId partition) const {
  return state_->has(partition) ? state_->partitions[partition.value].voids() : log::VoidCounts{};
}

}  // namespace donthu::kafka
