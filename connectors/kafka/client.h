// Handles of librdkafka that close themselves, and its errors as ours. Not for other rooms.
#pragma once

#include <atomic>
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

// The cluster knows the user, and does not allow him this.
[[nodiscard]] bool is_forbidden(rd_kafka_resp_err_t error);
// forbidden "kafka-forbidden", with the operation that must be allowed, as the cluster calls it.
[[nodiscard]] Error forbidden(const std::string& what, const std::string& operation);

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
  // Why nothing came: what could not be done, and the client's own last words. unavailable
  // "kafka-unreachable", "kafka-user-refused", "kafka-tls"; forbidden "kafka-forbidden" after
  // note_refusal.
  [[nodiscard]] Error unreachable(const std::string& what) const;
  // Asks any broker for the topic's leaders, which else are only asked for now and then.
  void look_for_leaders(rd_kafka_topic_t* topic, std::chrono::milliseconds patience) const;
  // What this user may not do, by the cluster's name of the operation; null: he may after all.
  void note_refusal(const char* operation) { refused_.store(operation); }

 private:
  explicit Client(const Connection& connection);
  [[nodiscard]] Error not_let_in(const std::string& what, const std::string& words) const;
  static void keep_last_words(const rd_kafka_t* client, int level, const char* facility,
                              const char* text);

  const std::string brokers_;
  const bool scram_;
  std::atomic<const char*> refused_{nullptr};
  mutable std::mutex mutex_;
  std::string last_words_;
  rd_kafka_t* handle_ = nullptr;
};

}  // namespace donthu::kafka
