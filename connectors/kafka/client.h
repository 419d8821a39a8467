// Handles of librdkafka that close themselves, and its errors as ours. Not for other rooms.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <librdkafka/rdkafka.h>

#include "connectors/kafka/settings.h"

namespace donthu::kafka {

template <auto close>
struct Closing {
  template <class T>
  void operator()(T* handle) const {
    close(handle);
  }
};

using Configuration = std::unique_ptr<rd_kafka_conf_t, Closing<rd_kafka_conf_destroy>>;
using Topic = std::unique_ptr<rd_kafka_topic_t, Closing<rd_kafka_topic_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Closing<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Closing<rd_kafka_event_destroy>>;

// invalid "setting-refused" with the setting's name.
[[nodiscard]] Status set_client(rd_kafka_conf_t* configuration, const std::string& name,
                                const std::string& value);

// A connection to the cluster. Thread-safe; must outlive every topic and queue made from it, and is
// neither copied nor moved.
class Client {
 public:
  using DeliveryReport = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void*);

  // Sets what is a client's own, over everything else.
  using Adjust = std::function<Status(rd_kafka_conf_t*)>;

  // Connects when it is used, not here. Errors: invalid "setting-refused" with the setting's name.
  [[nodiscard]] static Result<std::unique_ptr<Client>> open(Side side, const Connection& connection,
                                                            DeliveryReport report = nullptr,
                                                            const Adjust& adjust = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] rd_kafka_t* get() const { return handle_; }
  [[nodiscard]] Result<Topic> topic(const std::string& name) const;
  // unavailable "kafka-unreachable": what could not be done, and the client's own last words.
  [[nodiscard]] Error unreachable(const std::string& what) const;

 private:
  explicit Client(std::string brokers) : brokers_(std::move(brokers)) {}
  static void keep_last_words(const rd_kafka_t* client, int level, const char* facility,
                              const char* text);

  std::string brokers_;
  mutable std::mutex mutex_;
  std::string last_words_;
  rd_kafka_t* handle_ = nullptr;
};

}  // namespace donthu::kafka
