// The contract of the log, on a real broker.
#include "tests/contract/event_log_contract.h"
#include "tests/integration/kafka/broker.h"

namespace donthu::log {
namespace {

class KafkaSubject final : public Subject {
 public:
  EventLog& log() override { return node_.log(); }
  bool restart() override {
    node_.open();
    return true;
  }

 private:
  kafka::Node node_{kafka::new_topic()};
};

INSTANTIATE_TEST_SUITE_P(Logs, EventLogContract,
                         testing::Values(Implementation{"Kafka", make<KafkaSubject>}),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

const auto* const broker = testing::AddGlobalTestEnvironment(new kafka::Broker);

}  // namespace
}  // namespace donthu::log
