// Making the topic of a log, and checking before every use that its settings do not endanger it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "connectors/kafka/settings.h"
#include "engine/event/envelope.h"

namespace donthu::kafka {

struct TopicShape {
  std::uint16_t replication = 0;  // 0: three, or as many as there are brokers.
  // Settings of the topic over those that a log needs, segment.bytes for instance.
  std::map<std::string, std::string> settings;
};

// Makes the topic and those beside it, where they are not there yet, and begins the log in it: the
// genesis of every partition. Goes on where an earlier call was interrupted; the genesis that is
// returned is the one that stands. Errors: conflict "log-exists"; those of check_topic;
// outcome_unknown: call again.
[[nodiscard]] Result<event::Genesis> create_topic(const Connection& connection,
                                                  const event::Genesis& genesis,
                                                  const TopicShape& shape = {});

// Makes the topics in which the nodes share what stands beside the log, where they are not there
// yet. Errors: those of check_topic.
[[nodiscard]] Status make_side_topics(const Connection& connection, const TopicShape& shape = {});

// That the cluster keeps what they hold. Errors: those of check_topic.
[[nodiscard]] Status check_side_topics(const Connection& connection);

// The number of its partitions, once it is sure that the cluster throws nothing of it away. Errors:
// not_found "no-topic"; conflict "topic-setting" with the setting's name in `field`; forbidden;
// unavailable "kafka-unreachable".
[[nodiscard]] Result<std::uint16_t> check_topic(const Connection& connection);

// The topic of the public stream of a log of so many partitions; here `connection.topic` names it.
// Made where it is not there, with unlimited retention unless `shape` says otherwise, and checked.
// Errors: those of check_topic; invalid "topic-refused".
[[nodiscard]] Status make_public_topic(const Connection& connection, std::uint16_t partitions,
                                       TopicShape shape = {});
// Only checked. Errors: those of check_topic.
[[nodiscard]] Status check_public_topic(const Connection& connection, std::uint16_t partitions);

// Of partition 0. Errors: not_found "no-log" for a topic without one; unavailable.
[[nodiscard]] Result<event::Genesis> read_genesis(const Connection& connection);

}  // namespace donthu::kafka
