// What is asked of the engine from outside, and what it answers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/event/commit.h"

namespace donthu::runtime {

struct Request {
  event::Actor actor;     // The acting officer and unit; checked against the registry.
  std::string principal;  // Who speaks to us (an account, a client); part of a new case's id.
  std::string
      idempotency_key;  // 1 to 128 bytes; the same key with the same body is answered again.
  CaseId case_id;       // None: a registration, at actor.unit.
  std::optional<Instant> effective_at;            // Default: now.
  std::string backdating_reason;                  // A code; demanded beyond one working day back.
  std::optional<std::uint64_t> expected_version;  // If-Match.
  event::Command command;                         // Its sealed texts are still plain.
  CommandId cause;
  CommandId correlation;
};

struct Answer {
  CaseId case_id;
  std::uint64_t version = 0;  // Of the case, after the command: the ETag.
  PartitionId partition;
  std::uint64_t seq = 0;  // Of the entry that holds the commit.
  Instant recorded_at;
  event::CaseStatus status = event::CaseStatus::registered;
  event::RegisterNumber number;
  bool repeated = false;  // The command had been accepted before; this is its stored answer.
  std::vector<std::string> events;  // Names of the commit's events; empty for a repeat.
};

// Called exactly once, from a thread of the engine: it must not block, and must not throw.
using Completion = std::function<void(Result<Answer>)>;

}  // namespace donthu::runtime
