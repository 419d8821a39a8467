// Carrying a whole log between a data folder and a topic, offline and byte for byte: the same
// entries, the same claims, the same hashes.
#pragma once

#include <cstdint>
#include <functional>

#include "connectors/kafka/topics.h"
#include "engine/log/embedded_log.h"

namespace donthu::kafka {

// Entries that the topic holds, of how many; false stops the work.
using MigrationProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

// Makes the topic where it is not there, and stores in it every entry of `from` and every claim
// that counted, each partition's in their order. Then reads the topic from its beginning by the
// acceptance rule, and compares its heads with those of `from`. `from` must be held open, so that
// nobody writes to it, and is not changed. What an earlier call that was broken off has stored is
// found and gone on from.
//
// Errors: conflict "topic-of-another-log"; corrupt "topic-differs" (the topic went another way than
// this log: nothing was added to that partition); unavailable "stopped", "kafka-unreachable";
// outcome_unknown: call again; those of create_topic and of reading. Returns the number of entries.
[[nodiscard]] Result<std::uint64_t> carry_into_topic(const log::EmbeddedLog& from,
                                                     const Connection& connection,
                                                     const TopicShape& shape = {},
                                                     const MigrationProgress& progress = {});

// Reads the whole topic by the acceptance rule, and compares it with `copy`: both end with the same
// entry in every partition, which by the chain means that all before are the same. Errors: corrupt
// "topic-differs"; unavailable. Returns the number of entries.
[[nodiscard]] Result<std::uint64_t> compare_with_topic(const log::EmbeddedLog& copy,
                                                       const Connection& connection,
                                                       const MigrationProgress& progress = {});

}  // namespace donthu::kafka
