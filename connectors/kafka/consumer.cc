#include "connectors/kafka/consumer.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/format.h>

namespace donthu::kafka {

namespace {

// A topic that was just made, or a leader that changes or stands still.
bool is_passing(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR__TIMED_OUT || error == RD_KAFKA_RESP_ERR__TRANSPORT ||
         error == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION ||
         error == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE ||
         error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
}

}  // namespace

Result<std::unique_ptr<Consumer>> Consumer::open(const Connection& connection,
                                                 std::uint16_t partitions) {
  std::unique_ptr<Consumer> consumer(new Consumer());
  DONTHU_ASSIGN(consumer->client_, Client::open(Side::consumer, connection));
  DONTHU_ASSIGN(consumer->topic_, consumer->client_->topic(connection.topic));
  consumer->queue_.reset(rd_kafka_queue_new(consumer->client_->get()));
  consumer->started_.resize(partitions);
  consumer->arrived_.resize(partitions);
  return consumer;
}

Consumer::~Consumer() {
  for (std::size_t number = 0; number < started_.size(); ++number)
    if (started_[number]) rd_kafka_consume_stop(topic_.get(), static_cast<std::int32_t>(number));
}

Status Consumer::start(PartitionId partition, std::uint64_t offset) {
  stop(partition);
  started_[partition.value] =
      rd_kafka_consume_start_queue(topic_.get(), partition.value, static_cast<std::int64_t>(offset),
                                   queue_.get()) == 0;
  if (started_[partition.value]) return {};
  return fail(ErrorCode::unavailable, "kafka-cannot-read",
              fmt::format("Partition {} cannot be read: {}", partition.value,
                          rd_kafka_err2str(rd_kafka_last_error())),
              {}, "Try again.");
}

void Consumer::stop(PartitionId partition) {
  if (started_[partition.value]) rd_kafka_consume_stop(topic_.get(), partition.value);
  started_[partition.value] = false;
}

Result<std::uint64_t> Consumer::end_of(PartitionId partition,
                                       std::chrono::milliseconds patience) const {
  return offset_of(partition, RD_KAFKA_OFFSET_END, patience);
}

Result<Offsets> Consumer::offsets(PartitionId partition, std::chrono::milliseconds patience) const {
  DONTHU_ASSIGN(const auto first, offset_of(partition, RD_KAFKA_OFFSET_BEGINNING, patience));
  DONTHU_ASSIGN(const auto end, offset_of(partition, RD_KAFKA_OFFSET_END, patience));
  return Offsets{first, end};
}

Result<std::uint64_t> Consumer::offset_of(PartitionId partition, std::int64_t which,
                                          std::chrono::milliseconds patience) const {
  using Clock = std::chrono::steady_clock;
  using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                     Closing<rd_kafka_topic_partition_list_destroy>>;
  // The leader that the client knows of may stand still, and is asked for as long as we wait.
  constexpr std::chrono::milliseconds one_try{1'000};
  const char* name = rd_kafka_topic_name(topic_.get());
  const auto until = Clock::now() + patience;
  for (;;) {
    const Partitions partitions(rd_kafka_topic_partition_list_new(1));
    auto* asked = rd_kafka_topic_partition_list_add(partitions.get(), name, partition.value);
    // The protocol asks for both ends as for a time. The call made for them waits without an end.
    asked->offset = which;
    auto error = rd_kafka_offsets_for_times(client_->get(), partitions.get(),
                                            static_cast<int>(std::min(one_try, patience).count()));
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = asked->err;
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return static_cast<std::uint64_t>(asked->offset);
    if (is_forbidden(error)) client_->note_refusal("Read");
    if (!is_passing(error) || Clock::now() > until)
      return std::unexpected(
          client_->unreachable(fmt::format("The end of partition {} of {} cannot be asked for: {}",
                                           partition.value, name, rd_kafka_err2str(error))));
    client_->look_for_leaders(topic_.get(), one_try);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void Consumer::take(rd_kafka_message_t* message, void* self) {
  auto& consumer = *static_cast<Consumer*>(self);
  auto& arrived =
      consumer.arrived_[static_cast<std::size_t>(std::max<std::int32_t>(message->partition, 0))];
  switch (message->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      arrived.records.push_back({static_cast<std::uint64_t>(message->offset),
                                 Bytes(static_cast<const char*>(message->payload), message->len)});
      arrived.at_end = false;
      break;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      arrived.at_end = true;
      arrived.end = static_cast<std::uint64_t>(message->offset);
      break;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: arrived.lost = true; break;
    default: break;  // Of the way there: the client tries again by itself.
  }
  consumer.client_->note_refusal(is_forbidden(message->err) ? "Read" : nullptr);
}

std::vector<Arrived> Consumer::read(std::chrono::milliseconds wait) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + wait;
  std::vector<Arrived> all;
  // The client also wakes for things of its own.
  for (auto left = wait; all.empty() && left.count() >= 0;
       left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now())) {
    rd_kafka_consume_callback_queue(queue_.get(), static_cast<int>(left.count()), take, this);
    all = take_arrived();
    if (left.count() == 0) break;
  }
  return all;
}

std::vector<Arrived> Consumer::take_arrived() {
  std::vector<Arrived> all;
  for (std::size_t number = 0; number < arrived_.size(); ++number) {
    auto& one = arrived_[number];
    if (one.records.empty() && !one.at_end && !one.lost) continue;
    one.partition = {static_cast<std::uint16_t>(number)};
    all.push_back(std::exchange(one, {}));
  }
  return all;
}

Status read_from_beginning(const Connection& connection, std::uint16_t partitions,
                           const std::function<Result<bool>(const Arrived&)>& take) {
  DONTHU_ASSIGN(const auto consumer, Consumer::open(connection, partitions));
  for (std::uint16_t i = 0; i < partitions; ++i) DONTHU_TRY(consumer->start({i}, 0));
  std::vector<bool> done(partitions);
  while (std::find(done.begin(), done.end(), false) != done.end()) {
    const auto all = consumer->read(connection.patience);
    if (all.empty())
      return std::unexpected(consumer->client().unreachable(
          fmt::format("The topic {} cannot be read to its end", connection.topic)));
    for (const auto& arrived : all) {
      DONTHU_ASSIGN(done[arrived.partition.value], take(arrived));
    }
  }
  return {};
}

}  // namespace donthu::kafka
