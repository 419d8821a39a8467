#include "connectors/http/cluster.h"

#include <algorithm>

namespace donthu::http {
namespace {

using Storage = Result<std::vector<runtime::Replicas>>;

std::optional<ReplicasBody> replicas_of(PartitionId partition, const Storage& storage) {
  if (!storage) return std::nullopt;
  const auto found = std::ranges::find(*storage, partition, &runtime::Replicas::partition);
  if (found == storage->end()) return std::nullopt;
  ReplicasBody out{{}, found->replicas, found->in_sync};
  if (found->leader >= 0) out.leader = static_cast<std::uint32_t>(found->leader);
  return out;
}

}  // namespace

ClusterBody cluster_of(const runtime::Engine& engine, const runtime::Engine::Health& health) {
  ClusterBody out;
  const Storage storage = engine.replicas();
  out.ready = health.ready;
  out.reason = health.reason;
  if (const auto* self = engine.self()) out.self = self->name;
  for (const auto& node : engine.nodes())
    out.nodes.push_back({node.name, node.address, node.name == out.self});
  if (!storage) out.storage = storage.error().message;
  for (const auto& partition : health.partitions) {
    PartitionBody body;
    body.partition = partition.partition.value;
    body.ours = partition.ours;
    if (const auto owner = engine.owner(partition.partition)) body.owner = owner->name;
    body.epoch = partition.epoch;
    body.next_seq = partition.next_seq;
    body.folded_seq = std::min(partition.folded_seq, partition.next_seq);
    body.lag = body.next_seq - body.folded_seq;
    body.void_entries = partition.voids.entries;
    body.void_claims = partition.voids.claims;
    body.read_only = partition.read_only;
    body.replicas = replicas_of(partition.partition, storage);
    out.partitions.push_back(std::move(body));
  }
  return out;
}

}  // namespace donthu::http
