#include <fmt/format.h>

#include "connectors/kafka/kafka_source.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/bench/measure.h"

namespace donthu::bench {

Place::Place(const BenchOptions& options) : folder_(options.folder) {
  if (!options.kafka) return;
  brokers_ = options.kafka->brokers;
  topic_ = options.kafka->topic;
  runtime::Configuration configuration;
  configuration.data = options.folder;
  source_ = std::make_unique<kafka::KafkaSource>(*options.kafka,
                                                 runtime::DataFolder(configuration).kafka());
}

// Nothing here can delete a topic.
Place::~Place() {
  if (source_ == nullptr) return;
  fmt::print(
      "what was written stays in {0}*, and many topics slow a cluster down; to delete them: "
      "kafka-topics --bootstrap-server {1} --delete --topic '{0}.*'\n",
      topic_, brokers_);
}

runtime::Ports Place::ports(Clock& clock) const {
  runtime::Ports ports{&clock};
  ports.log = source_.get();
  return ports;
}

std::string Place::text() const {
  const std::string here = machine(folder_.string());
  return brokers_.empty() ? here : fmt::format("{}; Apache Kafka at {}", here, brokers_);
}

}  // namespace donthu::bench
