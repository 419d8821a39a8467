// What the settings of a topic must be, so that nothing which it holds is lost. Not for other
// rooms.
#pragma once

#include "connectors/kafka/admin.h"
#include "connectors/kafka/topics.h"

namespace donthu::kafka {

enum class TopicKind : std::uint8_t {
  log,        // Every record is kept for ever.
  keys,       // The last record of every key is kept for ever, and those before it are not.
  documents,  // Every record is kept for ever.
  told,       // The public stream: kept for as long as its readers want it.
};

// The connection to a topic beside the one of the log.
[[nodiscard]] Connection beside(const Connection& log, TopicKind kind);

// Makes the topic; nothing is changed about one that is there.
[[nodiscard]] Status make_topic(const Connection& connection, TopicKind kind,
                                std::uint16_t partitions, const TopicShape& shape);

// One broker learns of a new topic a moment after the other, so that it is not there is believed
// only when they have said so for as long as `patience`. Errors: those of check_topic.
[[nodiscard]] Result<TopicState> check_settings(const Connection& connection, TopicKind kind,
                                                std::chrono::milliseconds patience);

// conflict "topic-setting".
[[nodiscard]] Error endangered(const Connection& connection, std::string_view setting,
                               std::string_view value, std::string_view danger);

}  // namespace donthu::kafka
