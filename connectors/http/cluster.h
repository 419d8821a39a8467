// The nodes on one log and how its partitions stand, as one node sees them.
#pragma once

#include "connectors/http/bodies.h"
#include "engine/runtime/engine.h"

namespace donthu::http {

[[nodiscard]] ClusterBody cluster_of(const runtime::Engine& engine,
                                     const runtime::Engine::Health& health);

}  // namespace donthu::http
