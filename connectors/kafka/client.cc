#include "connectors/kafka/client.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <syslog.h>

namespace donthu::kafka {

Status set_client(rd_kafka_conf_t* configuration, const std::string& name,
                  const std::string& value) {
  std::array<char, 512> why{};
  if (rd_kafka_conf_set(configuration, name.c_str(), value.c_str(), why.data(), why.size()) ==
      RD_KAFKA_CONF_OK)
    return {};
  return fail(ErrorCode::invalid, "setting-refused",
              fmt::format("The client setting {} cannot be set: {}", name, why.data()), name,
              "Look the setting up in the documentation of librdkafka 2.0.");
}

namespace {

Result<Configuration> configure(Side side, const Connection& connection) {
  Configuration configuration(rd_kafka_conf_new());
  DONTHU_TRY(set_client(configuration.get(), "bootstrap.servers", connection.brokers));
  for (const auto& setting : client_settings())
    if (setting.side == Side::both || setting.side == side)
      DONTHU_TRY(
          set_client(configuration.get(), std::string(setting.name), std::string(setting.value)));
  for (const auto& [name, value] : connection.client)
    DONTHU_TRY(set_client(configuration.get(), name, value));
  return configuration;
}

}  // namespace

bool is_forbidden(rd_kafka_resp_err_t error) {
  return error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
         error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED ||
         error == RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED;
}

Error forbidden(const std::string& what, const std::string& operation) {
  return {ErrorCode::forbidden,
          "kafka-forbidden",
          fmt::format("{}: the cluster does not allow this user the operation {}", what, operation),
          {},
          operation,
          "Allow it; deploy/kafka/acls.sh gives all that are needed, and no others."};
}

Client::Client(const Connection& connection)
    : brokers_(connection.brokers),
      scram_(std::ranges::any_of(connection.client, [](const auto& setting) {
        return setting.first.starts_with("sasl.mechanism") && setting.second.starts_with("SCRAM");
      })) {}

Result<std::unique_ptr<Client>> Client::open(Side side, const Connection& connection,
                                             DeliveryReport report, const Adjust& adjust) {
  DONTHU_TRY(check(connection));
  DONTHU_ASSIGN(auto configuration, configure(side, connection));
  if (adjust) DONTHU_TRY(adjust(configuration.get()));
  std::unique_ptr<Client> client(new Client(connection));
  rd_kafka_conf_set_opaque(configuration.get(), client.get());
  rd_kafka_conf_set_log_cb(configuration.get(), keep_last_words);
  if (report != nullptr) rd_kafka_conf_set_dr_msg_cb(configuration.get(), report);
  std::array<char, 512> why{};
  const auto type = side == Side::consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER;
  client->handle_ = rd_kafka_new(type, configuration.get(), why.data(), why.size());
  if (client->handle_ == nullptr)
    return fail(ErrorCode::invalid, "setting-refused",
                fmt::format("The settings of the client contradict one another: {}", why.data()),
                "client");
  std::ignore = configuration.release();  // The client's own from here on.
  return client;
}

// Without leaving a group: none is ever joined, and a cluster that is away must not hold it up.
Client::~Client() {
  if (handle_ != nullptr) rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

Result<Topic> Client::topic(const std::string& name) const {
  Topic topic(rd_kafka_topic_new(handle_, name.c_str(), nullptr));
  if (topic) return topic;
  return fail(
      ErrorCode::invalid, "topic-name",
      fmt::format("{} is no name of a topic: {}", name, rd_kafka_err2str(rd_kafka_last_error())),
      "topic");
}

void Client::look_for_leaders(rd_kafka_topic_t* topic, std::chrono::milliseconds patience) const {
  // The client keeps what it is told.
  const rd_kafka_metadata_t* told = nullptr;
  const auto wait = static_cast<int>(patience.count());
  if (rd_kafka_metadata(handle_, 0, topic, &told, wait) == RD_KAFKA_RESP_ERR_NO_ERROR)
    rd_kafka_metadata_destroy(told);
}

Error Client::unreachable(const std::string& what) const {
  if (const auto* operation = refused_.load()) return forbidden(what, operation);
  const std::lock_guard lock(mutex_);
  if (last_words_.find("SASL authentication error") != last_words_.npos)
    return not_let_in(what, last_words_);
  auto message = fmt::format("{}: the cluster at {} does not answer{}{}", what, brokers_,
                             last_words_.empty() ? "" : "; ", last_words_);
  if (last_words_.find("SSL_HANDSHAKE") != last_words_.npos)
    return {ErrorCode::unavailable,
            "kafka-tls",
            std::move(message),
            {},
            "client.ssl.ca.location",
            "Check client.security.protocol, client.ssl.ca.location and, where the cluster asks "
            "for one, the client's own certificate."};
  return {ErrorCode::unavailable,
          "kafka-unreachable",
          std::move(message),
          {},
          "brokers",
          "Look whether the brokers run and can be reached from here; nothing was changed."};
}

Error Client::not_let_in(const std::string& what, const std::string& words) const {
  std::string remedy = "Check client.sasl.mechanism, client.sasl.username, client.sasl.password.";
  // It repeats a part of what the broker sent, which brokers before 4.0 let pass.
  constexpr int first_sound_scram = 0x02060100;
  if (scram_ && rd_kafka_version() < first_sound_scram)
    remedy += fmt::format(
        " With Apache Kafka 4 SCRAM needs librdkafka 2.6.1 or newer, and this is {}: install a "
        "newer one, or let the cluster take certificates (docs/kafka.md).",
        rd_kafka_version_str());
  return {ErrorCode::unavailable,
          "kafka-user-refused",
          fmt::format("{}: the cluster at {} does not let this user in; {}", what, brokers_, words),
          {},
          "client.sasl.username",
          std::move(remedy)};
}

void Client::keep_last_words(const rd_kafka_t* handle, int level, const char* facility,
                             const char* text) {
  // A setting of one side is offered to both, and one of them warns that it has no use for it.
  if (level > LOG_WARNING || std::string_view(facility) == "CONFWARN") return;
  std::string_view words(text);
  constexpr std::string_view end_of_thread = "]: ";
  const auto end = words.starts_with("[thrd:") ? words.find(end_of_thread) : words.npos;
  if (end != words.npos) words.remove_prefix(end + end_of_thread.size());
  auto* client = static_cast<Client*>(rd_kafka_opaque(handle));
  const std::lock_guard lock(client->mutex_);
  // That they are all down says less than why the last one could not be reached.
  if (client->last_words_.empty() || words.find("brokers are down") == words.npos)
    client->last_words_ = words;
}

}  // namespace donthu::kafka
