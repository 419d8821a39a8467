// Changes to a partition that another node writes: brought there, and its answer brought back.
#pragma once

#include <functional>

#include "connectors/http/shared.h"

namespace donthu::http {

// The partition, where an error says that another node writes it.
[[nodiscard]] std::optional<PartitionId> elsewhere(const Error& error);

// Carries the call out after `error` said that its partition is elsewhere: at its owner, or here by
// `again` should it come here meanwhile. A partition that moves is waited for in bounded time. What
// was forwarded to us is not forwarded again.
//
// A request that got lost is sent again, since its key keeps it from being done twice; where that
// does not help either, the answer says that the outcome is unknown.
[[nodiscard]] awaitable<Reply> carry_out_elsewhere(Shared& shared, const Call& call, Error error,
                                                   std::function<awaitable<Result<Reply>>()> again);

}  // namespace donthu::http
