// A topic beside that of the log, in which the nodes of a cluster share records. It has one
// partition, so that all read it in the same order.
#pragma once

#include <memory>
#include <mutex>

#include "connectors/kafka/settings.h"
#include "engine/base/shared_records.h"

namespace donthu::kafka {

class Consumer;
class Producer;
enum class TopicKind : std::uint8_t;

class SideTopic final : public SharedRecords {
 public:
  // The topic of that kind beside the log's, once its settings are sure to keep what it holds.
  // Errors: those of check_topic.
  [[nodiscard]] static Result<std::unique_ptr<SideTopic>> open(const Connection& log,
                                                               TopicKind kind);
  ~SideTopic() override;

  [[nodiscard]] Status publish(std::span<const SharedRecord> records) override;
  [[nodiscard]] Result<std::uint64_t> read(std::uint64_t from, const Visitor& visit) override;

 private:
  SideTopic(Connection connection, std::unique_ptr<Consumer> consumer);
  // Up to `end`, from a place before it.
  [[nodiscard]] Result<std::uint64_t> read_up_to(std::uint64_t end, std::uint64_t from,
                                                 const Visitor& visit);

  const Connection connection_;
  std::mutex reading_;
  std::unique_ptr<Consumer> consumer_;
  std::mutex publishing_;
  std::unique_ptr<Producer> producer_;  // Made when it is needed: most processes only read.
};

}  // namespace donthu::kafka
