#include <fmt/format.h>

#include "connectors/kafka/kafka_source.h"
#include "engine/runtime/data_folder.h"
#include "tools/donthu/bench/commands.h"
#include "tools/donthu/bench/measure.h"

namespace donthu::bench {

Place::Place(const BenchOptions& options) : folder_(options.folder) {
  if (!options.kafka) return;
  brokers_ = options.kafka->brokers;
  runtime::Configuration configuration;
  configuration.data = options.folder;
  source_ = std::make_unique<kafka::KafkaSource>(*options.kafka,
                                                 runtime::DataFolder(configuration).kafka());
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
