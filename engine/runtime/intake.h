// Turns a request into a command that may be decided: names it, proves it, seals it.
#pragma once

#include "engine/base/ports.h"
#include "engine/runtime/request.h"
#include "engine/sealing/key_file.h"
#include "engine/sealing/master_key.h"
#include "engine/sealing/sealer.h"

namespace donthu::runtime {

// A request on its way to the decision. The command still has its plain texts; they are sealed by
// seal() once it is certain that the request is no repeat.
struct Prepared {
  Request request;
  CaseId case_id;
  CommandId command;
  Digest request_mac;
};

// Thread-safe.
class Intake {
 public:
  // All must outlive it.
  Intake(const sealing::MasterKey& master, sealing::KeyFile& keys, sealing::Sealer& sealer,
         std::uint16_t partitions);

  // Checks what needs no state, gives the case its id and the command its own, and computes the
  // request's MAC. invalid "bad-idempotency-key", "discloses-person", "not-a-verb", "bad-text";
  // not_found "unknown-case" (a partition that does not exist).
  [[nodiscard]] Result<Prepared> prepare(Request request) const;

  // Seals every plain text: persons under a new key each, the rest under the case's key, which a
  // registration gets here. `case_key` is that of the case, or 0 for a registration; on return it
  // is the case's. Gives whether keys were made; they are durable only after KeyFile::sync.
  [[nodiscard]] Result<bool> seal(event::Command& command, const CaseId& id,
                                  std::uint64_t& case_key) const;

  // The partition of a unit's cases; partition 0 is the registry's.
  [[nodiscard]] PartitionId partition_for(UnitId unit) const;

 private:
  const sealing::MasterKey& master_;
  sealing::KeyFile& keys_;
  sealing::Sealer& sealer_;
  std::uint16_t partitions_;
};

}  // namespace donthu::runtime
