// The registry and the rules of this moment: the fold of partition 0, kept in memory.
#pragma once

#include <map>
#include <memory>

#include "engine/event/commit.h"
#include "engine/log/event_log.h"
#include "engine/petition/rules.h"
#include "engine/registry/registry.h"

namespace donthu::runtime {

// A sweep that was opened and may not have gone through every partition.
struct Sweep {
  std::uint32_t number = 0;
  event::SweepKind kind = event::SweepKind::calendar;
  OfficerId officer;
  Date day;  // Of succession: of which the units are looked at.
};

// One thread folds; the snapshots it gives may be read by any.
class RegistryState {
 public:
  RegistryState();

  // Folds the registry's facts and the sweeps of one commit of partition 0. corrupt, unsupported:
  // the partition must stop there.
  [[nodiscard]] Status apply(const event::Commit& commit);
  // Compiles the rules anew where a rule was activated since the last call. After a fold of many
  // commits, once is enough.
  [[nodiscard]] Status refresh_rules();
  // Folds all of partition 0 that lies behind position(), and refreshes the rules. Errors: those of
  // the log; corrupt, unsupported.
  [[nodiscard]] Status follow(const log::EventLog& log);

  // The seq behind the last entry of partition 0 that is folded here: what a decision records.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  void move_to(std::uint64_t position) { position_ = position; }

  [[nodiscard]] const std::shared_ptr<const registry::Registry>& registry() const {
    return registry_;
  }
  [[nodiscard]] const std::shared_ptr<const petition::Rules>& rules() const { return rules_; }
  [[nodiscard]] const std::map<std::uint32_t, Sweep>& sweeps() const { return sweeps_; }
  // The latest day of which a sweep has looked at the units; 01/01/1970 where none has.
  [[nodiscard]] Date handed_over_until() const { return handed_over_until_; }

 private:
  std::shared_ptr<const registry::Registry> registry_;
  std::shared_ptr<const petition::Rules> rules_;
  std::map<std::uint32_t, Sweep> sweeps_;
  Date handed_over_until_;
  bool rules_changed_ = true;
  std::uint64_t position_ = 0;
};

// The facts of the registry among a commit's events.
[[nodiscard]] std::vector<event::RegistryEvent> registry_facts(const event::Commit& commit);
[[nodiscard]] event::Event to_event(event::RegistryEvent fact);

}  // namespace donthu::runtime
