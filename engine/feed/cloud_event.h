// What happened, for other systems: CloudEvents 1.0 in JSON (structured), one for each event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/event/json.h"
#include "engine/runtime/queries.h"

namespace donthu::feed {

// What the feed says of a case beside the event, as it stood after a commit.
struct CaseFacts {
  event::RegisterNumber number;
  event::PetitionKind kind = event::PetitionKind::complaint;
  UnitId handling_unit;
  UnitId accountable_unit;
};

// Where an event stands in the log.
struct Place {
  PartitionId partition;
  std::uint64_t seq = 0;
  std::uint32_t index = 0;  // Of the event in its commit.

  friend auto operator<=>(const Place&, const Place&) = default;
};

// The same entry and index give the same event for ever; `source` and `id` identify it.
struct CloudEvent {
  LogId log;
  Place place;
  std::string_view name;  // "PetitionRegistered".
  std::uint16_t version = 1;
  CaseId case_id;  // None for entries of the registry and of a partition.
  std::uint64_t case_version = 0;
  std::optional<CaseFacts> facts;
  Instant effective_at;
  Instant recorded_at;
  bool simulated = false;
  boost::json::object data;  // Public fields only.

  [[nodiscard]] std::string source() const;  // "/donthu/<log>".
  [[nodiscard]] std::string id() const;      // "<partition>-<seq>-<index>".
  [[nodiscard]] std::string type() const;    // "vn.donthu.PetitionRegistered.v1".
  // What events are kept together by: the case, or "administration".
  [[nodiscard]] std::string partition_key() const;
};

// The place that an id names; none where it is not an event's.
[[nodiscard]] std::optional<Place> parse_event_id(std::string_view id);

// `index` < entry.commit.events.size().
[[nodiscard]] CloudEvent cloud_event(const runtime::LogEntry& entry, std::uint32_t index, LogId log,
                                     std::optional<CaseFacts> facts, bool simulated);

// application/cloudevents+json. `sequence` is another for every event of a partition, and sorts
// there as text.
[[nodiscard]] boost::json::object to_json(CloudEvent event);

}  // namespace donthu::feed
