#include "engine/runtime/registry_state.h"

#include "engine/runtime/follower.h"

namespace donthu::runtime {

std::vector<event::RegistryEvent> registry_facts(const event::Commit& commit) {
  std::vector<event::RegistryEvent> facts;
  for (const event::Event& event : commit.events)
    std::visit(
        [&](const auto& known) {
          if constexpr (std::is_constructible_v<event::RegistryEvent, decltype(known)>)
            facts.emplace_back(known);
        },
        event);
  return facts;
}

event::Event to_event(event::RegistryEvent fact) {
  return std::visit([](auto&& known) { return event::Event(std::move(known)); }, std::move(fact));
}

RegistryState::RegistryState() : registry_(std::make_shared<const registry::Registry>()) {}

Status RegistryState::apply(const event::Commit& commit) {
  const auto facts = registry_facts(commit);
  if (!facts.empty()) {
    auto next = std::make_shared<registry::Registry>(*registry_);
    for (const event::RegistryEvent& fact : facts) {
      DONTHU_TRY(next->apply(fact));
      rules_changed_ = rules_changed_ || std::holds_alternative<event::RuleActivated>(fact);
    }
    registry_ = std::move(next);
  }
  for (const event::Event& event : commit.events) {
    const auto* opened = std::get_if<event::SweepOpened>(&event);
    if (opened == nullptr) continue;
    Sweep sweep{opened->sweep, opened->kind, opened->officer, {}};
    if (sweep.kind == event::SweepKind::succession) {
      DONTHU_ASSIGN(sweep.day, parse_date(opened->subject));
      handed_over_until_ = std::max(handed_over_until_, sweep.day);
    }
    sweeps_[opened->sweep] = sweep;
  }
  return {};
}

Status RegistryState::follow(const log::EventLog& log) {
  Status folded;
  const auto read = log.read(PartitionId{0}, position_, [&](std::uint64_t seq, ByteView stored) {
    const auto entry = read_commit(stored);
    if (!entry)
      folded = std::unexpected(entry.error());
    else if (entry->commit)
      folded = apply(*entry->commit);
    if (folded) position_ = seq + 1;
    return folded.has_value();
  });
  if (!read) return std::unexpected(read.error());
  DONTHU_TRY(folded);
  return refresh_rules();
}

Status RegistryState::refresh_rules() {
  if (!rules_changed_) return {};
  DONTHU_ASSIGN(rules_, petition::Rules::compile(*registry_, rules_.get()));
  rules_changed_ = false;
  return {};
}

}  // namespace donthu::runtime
