// Which of several engines on one log writes which partition: a hint. What counts is the claim in
// the log (engine/log/event_log.h): an engine that believes wrongly can waste space, and nothing
// more.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/log/event_log.h"

namespace donthu::runtime {

// An engine of the cluster.
struct Node {
  std::string name;     // Given by the operator; no two nodes have the same.
  std::string address;  // Where it takes requests, "https://host:port"; empty: nowhere.

  friend bool operator==(const Node&, const Node&) = default;
};

// How well the log's own storage is, for one partition.
struct Replicas {
  PartitionId partition;
  std::int32_t leader = -1;  // -1: there is none; nothing can be appended.
  std::uint16_t replicas = 0;
  std::uint16_t in_sync = 0;
};

// Thread-safe.
class Ownership {
 public:
  virtual ~Ownership() = default;

  [[nodiscard]] virtual const Node& self() const = 0;
  // Joins the others. From now on `assigned` is called, on a thread of the ownership, with all
  // partitions that this node is to write, whenever they change; it must not block. Errors:
  // unavailable; conflict "node-name-taken" also later, then it is assigned nothing any more and
  // trouble() says why.
  [[nodiscard]] virtual Status join(std::function<void(std::set<PartitionId>)> assigned) = 0;
  // Leaves: the others are assigned what was this node's, at once and not only when it is missed.
  // `assigned` is called with nothing before this returns, and never again after it.
  virtual void leave() = 0;

  // Whose claim it is, as far as that node is alive; none: nobody's who can be asked.
  [[nodiscard]] virtual std::optional<Node> claimant(const event::Claim& claim) const = 0;
  // Those alive, this one included, by name.
  [[nodiscard]] virtual std::vector<Node> nodes() const = 0;
  // Why this node takes no part; empty: it does.
  [[nodiscard]] virtual std::string trouble() const = 0;
  // Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<Replicas>> replicas() const = 0;
};

}  // namespace donthu::runtime
