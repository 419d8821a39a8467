// Which node writes which partition, by a consumer group of the topic's readers: Kafka notices who
// is gone, and shares the partitions out among those who are there.
//
// Nothing is read through the group. Membership is static (group.instance.id is the node's name),
// so that a node that restarts quickly finds its partitions where it left them; a node that stops
// in good order leaves, and the others have its partitions at once.
#pragma once

#include <memory>

#include "connectors/kafka/settings.h"
#include "engine/runtime/ownership.h"

namespace donthu::kafka {

class GroupOwnership final : public runtime::Ownership {
 public:
  // A bystander knows the others and is never assigned anything: for questions on the folder of a
  // node. A registrar joins no group either, and takes the registry's partition for as long as its
  // owner lets it: the owner claims it again after a second.
  enum class Part : std::uint8_t { writer, bystander, registrar };

  // Begins to look who is there. `connection` names this node. Errors: those of check(); invalid
  // "setting-refused".
  [[nodiscard]] static Result<std::unique_ptr<GroupOwnership>> open(const Connection& connection,
                                                                    Part part);
  ~GroupOwnership() override;

  [[nodiscard]] const runtime::Node& self() const override;
  [[nodiscard]] Status join(std::function<void(std::set<PartitionId>)> assigned) override;
  void leave() override;
  [[nodiscard]] std::optional<runtime::Node> claimant(const event::Claim& claim) const override;
  [[nodiscard]] std::vector<runtime::Node> nodes() const override;
  [[nodiscard]] std::string trouble() const override;
  // As of some seconds ago at most.
  [[nodiscard]] Result<std::vector<runtime::Replicas>> replicas() const override;

 private:
  struct State;
  explicit GroupOwnership(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The first bytes of the nonce of every claim that this node makes, by which the others know it.
[[nodiscard]] Bytes claim_mark(const std::string& node);

}  // namespace donthu::kafka
