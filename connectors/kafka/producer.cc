#include "connectors/kafka/producer.h"

#include <array>
#include <condition_variable>
#include <optional>

#include <fmt/format.h>

namespace donthu::kafka {

namespace {

// What stands beside a record's bytes, for rd_kafka_produceva.
class Fields {
 public:
  void add(rd_kafka_vtype_t type, const auto& set) {
    auto& field = fields_[count_++];
    field.vtype = type;
    set(field.u);
  }
  rd_kafka_resp_err_t produce(rd_kafka_t* client) const {
    using Failure = std::unique_ptr<rd_kafka_error_t, Closing<rd_kafka_error_destroy>>;
    const Failure failure(rd_kafka_produceva(client, fields_.data(), count_));
    return failure ? rd_kafka_error_code(failure.get()) : RD_KAFKA_RESP_ERR_NO_ERROR;
  }

 private:
  std::array<rd_kafka_vu_t, 7> fields_{};
  std::size_t count_ = 0;
};

// Hands the record over, or says why not. Its bytes are not copied: they are the caller's, who
// waits for the report.
rd_kafka_resp_err_t produce(rd_kafka_t* client, rd_kafka_topic_t* topic, const Outgoing& outgoing,
                            void* slot) {
  auto* bytes = const_cast<char*>(outgoing.record.data());
  const auto size = outgoing.record.size();
  const int number = outgoing.partition.value;
  if (outgoing.key.empty() && outgoing.content_type.empty())
    return rd_kafka_produce(topic, number, RD_KAFKA_MSG_F_BLOCK, bytes, size, nullptr, 0, slot) == 0
               ? RD_KAFKA_RESP_ERR_NO_ERROR
               : rd_kafka_last_error();
  Fields fields;
  fields.add(RD_KAFKA_VTYPE_RKT, [&](auto& field) { field.rkt = topic; });
  fields.add(RD_KAFKA_VTYPE_PARTITION, [&](auto& field) { field.i32 = number; });
  fields.add(RD_KAFKA_VTYPE_MSGFLAGS, [](auto& field) { field.i = RD_KAFKA_MSG_F_BLOCK; });
  fields.add(RD_KAFKA_VTYPE_OPAQUE, [&](auto& field) { field.ptr = slot; });
  fields.add(RD_KAFKA_VTYPE_VALUE, [&](auto& field) { field.mem = {bytes, size}; });
  if (!outgoing.key.empty())
    fields.add(RD_KAFKA_VTYPE_KEY, [&](auto& field) {
      field.mem = {const_cast<char*>(outgoing.key.data()), outgoing.key.size()};
    });
  if (!outgoing.content_type.empty())
    fields.add(RD_KAFKA_VTYPE_HEADER, [&](auto& field) {
      field.header = {"content-type", outgoing.content_type.data(),
                      static_cast<ssize_t>(outgoing.content_type.size())};
    });
  return fields.produce(client);
}

Error unknown(rd_kafka_resp_err_t error) {
  if (is_forbidden(error)) return forbidden("The records cannot be stored", "Write");
  return {ErrorCode::outcome_unknown,
          "kafka-outcome-unknown",
          fmt::format("The cluster did not say that the records are stored: {}",
                      rd_kafka_err2str(error)),
          {},
          {},
          "Reopen the log, claim the partitions anew, then look the command ids up."};
}

}  // namespace

struct Producer::Slot {
  Sending* sending = nullptr;
  std::size_t index = 0;
};

// One call of send, which lives until the last of its reports is there.
struct Producer::Sending {
  explicit Sending(std::size_t count) : left(count), offsets(count), slots(count) {
    for (std::size_t i = 0; i < count; ++i) slots[i] = {this, i};
  }

  void settle(std::size_t index, std::int64_t offset, rd_kafka_resp_err_t failure) {
    const std::lock_guard lock(mutex);
    // A success without an offset does not say where: that is no success.
    if (failure == RD_KAFKA_RESP_ERR_NO_ERROR && offset < 0) failure = RD_KAFKA_RESP_ERR__BAD_MSG;
    if (failure != RD_KAFKA_RESP_ERR_NO_ERROR && !error) error = unknown(failure);
    offsets[index] = static_cast<std::uint64_t>(offset);
    if (--left == 0) all_settled.notify_all();
  }

  std::mutex mutex;
  std::condition_variable all_settled;
  std::size_t left;
  std::vector<std::uint64_t> offsets;
  std::vector<Slot> slots;
  std::optional<Error> error;
};

Result<std::unique_ptr<Producer>> Producer::open(const Connection& connection) {
  constexpr int report_wait_ms = 20;
  std::unique_ptr<Producer> producer(new Producer());
  DONTHU_ASSIGN(producer->client_, Client::open(Side::producer, connection, report));
  DONTHU_ASSIGN(producer->topic_, producer->client_->topic(connection.topic));
  producer->reports_ =
      std::jthread([client = producer->client_->get()](const std::stop_token& stop) {
        while (!stop.stop_requested()) rd_kafka_poll(client, report_wait_ms);
      });
  return producer;
}

Producer::~Producer() {
  if (client_) purge();
  reports_ = {};
}

void Producer::report(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const auto* slot = static_cast<const Slot*>(message->_private);
  slot->sending->settle(slot->index, message->offset, message->err);
}

Result<std::vector<std::uint64_t>> Producer::send(std::span<const Outgoing> records) {
  Sending sending(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto error = produce(client_->get(), topic_.get(), records[i], &sending.slots[i]);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) sending.settle(i, -1, error);
  }
  std::unique_lock lock(sending.mutex);
  sending.all_settled.wait(lock, [&] { return sending.left == 0; });
  if (sending.error) return std::unexpected(*std::move(sending.error));
  return std::move(sending.offsets);
}

void Producer::purge() {
  rd_kafka_purge(client_->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
}

}  // namespace donthu::kafka
