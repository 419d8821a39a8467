// How a decision becomes an entry of the group, and what the engine decides by itself.
#include <algorithm>
#include <set>

#include "engine/base/check.h"
#include "engine/event/commit_codec.h"
#include "engine/projection/fold.h"
#include "engine/runtime/writer.h"

namespace donthu::runtime {
namespace {

// The engine's own commands have ids that follow from what they do: done twice, they are one.
CommandId engine_command_id(const CaseId& id, std::string_view what, std::uint64_t number,
                            Instant at) {
  Bytes bytes(id.view());
  bytes += what;
  put_be(bytes, number);
  put_be(bytes, static_cast<std::uint64_t>(at.ms));
  return *id_from_bytes<CommandId>(sha256(bytes).view().substr(0, 16));
}

event::Command firing_of(const petition::DueInstant& due) {
  if (due.what == petition::DueInstant::What::timer) return event::FireTimer{due.id, due.at};
  return event::FireDeadline{due.id, due.what == petition::DueInstant::What::due_soon, due.at};
}

}  // namespace

Status Writer::stage(PartitionId partition, event::Commit& commit, const CommandId& id,
                     Instant log_time, projection::EntryFacts& facts) {
  PartitionState& state = partitions_.at(partition);
  commit.registry_seq = ports_.registry.position();
  event::Envelope envelope;
  envelope.kind = event::EntryKind::commit;
  envelope.epoch = state.epoch;
  envelope.seq = state.head.next_seq;
  envelope.prev = state.head.hash;
  envelope.log_time = log_time;
  envelope.command = id;
  DONTHU_ASSIGN(Bytes entry, event::encode_entry(envelope, event::encode_commit(commit)));
  auto [place, fresh] = group_->appends.try_emplace(partition);
  if (fresh) {
    place->second.partition = partition;
    place->second.epoch = state.epoch;
    place->second.expected = state.head;
  }
  facts = {partition, envelope.seq, leaf_hash(entry), log_time, id};
  state.head = {envelope.seq + 1, facts.hash, state.epoch, log_time};
  state.registry_seq = commit.registry_seq;
  state.highest_key = std::max(state.highest_key, projection::highest_key(commit));
  place->second.entries.push_back(std::move(entry));
  ++group_->entries;
  return {};
}

Result<std::optional<Answer>> Writer::decide_and_stage(const petition::Case* before,
                                                       event::Command command,
                                                       petition::Context context,
                                                       const CommandId& command_id,
                                                       const Digest& mac, const CommandId& cause,
                                                       const CommandId& correlation) {
  const PartitionId partition = partition_of(context.case_id);
  DONTHU_ASSIGN(auto decision, petition::decide(before, command, context));
  if (decision.events.empty()) return std::optional<Answer>{};
  event::Commit commit;
  commit.actor = context.actor;
  commit.case_id = context.case_id;
  commit.case_version = (before != nullptr ? before->version : 0) + 1;
  if (before != nullptr) commit.previous_of_case = before->head;
  commit.effective_at = context.effective_at;
  commit.backdating_reason = context.backdating_reason;
  commit.request_mac = mac;
  commit.cause = cause;
  commit.correlation = correlation;
  commit.command = std::move(command);
  commit.events = std::move(decision.events);
  projection::EntryFacts facts;
  DONTHU_TRY(stage(partition, commit, command_id, context.now, facts));
  decision.after.version = commit.case_version;
  decision.after.head = facts.hash;
  projection::Changes changes;
  projection::fold_case(changes, facts, commit, before, decision.after);
  group_->rows.add(std::move(changes));
  if (before == nullptr)
    numbers_[{partition, decision.after.number.unit, decision.after.number.year}] =
        decision.after.number.number;
  note_due(partition, decision.after);
  Answer answer;
  answer.case_id = context.case_id;
  answer.version = commit.case_version;
  answer.partition = partition;
  answer.seq = facts.seq;
  answer.recorded_at = context.now;
  answer.status = decision.after.status;
  answer.number = decision.after.number;
  for (const event::Event& event : commit.events) answer.events.emplace_back(event::name_of(event));
  cases_.put(std::make_shared<const petition::Case>(std::move(decision.after)));
  return std::optional<Answer>(std::move(answer));
}

void Writer::note_due(PartitionId partition, const petition::Case& after) {
  Agenda& agenda = agendas_.at(partition);
  for (const auto& due : petition::due_instants(after)) agenda.arm({after.id, due}, next_group_);
}

Status Writer::fire_own_due(const CaseId& id) {
  // Firing one may arm or disarm others, so look again after each.
  for (int rounds = 0; rounds < 64; ++rounds) {
    DONTHU_ASSIGN(const auto state, load(id));
    if (state == nullptr) return {};
    auto armed = petition::due_instants(*state);
    const Instant now = this->now();
    std::erase_if(armed, [&](const auto& due) { return due.at > now; });
    if (armed.empty()) return {};
    DONTHU_ASSIGN(const bool fired, fire({id, *std::ranges::min_element(armed)}));
    if (!fired) return {};
  }
  return {};
}

Result<bool> Writer::fire(const projection::DueRow& row) {
  const PartitionId partition = partition_of(row.id);
  DONTHU_ASSIGN(const auto before, load(row.id));
  if (before == nullptr) return false;
  petition::Context context = context_for(partition, row.id);
  context.effective_at = std::min(row.due.at, context.now);
  const std::uint64_t number = (static_cast<std::uint64_t>(row.due.what) << 32) | row.due.id;
  DONTHU_ASSIGN(
      const auto answer,
      decide_and_stage(before.get(), firing_of(row.due), std::move(context),
                       engine_command_id(row.id, "fire", number, row.due.at), {}, {}, {}));
  if (answer) ++counters_.fired;
  return answer.has_value();
}

Result<std::optional<projection::DueRow>> Writer::next_armed(Agenda** of) {
  std::optional<projection::DueRow> next;
  for (auto& [id, agenda] : agendas_) {
    if (!partitions_.at(id).writable()) continue;
    DONTHU_ASSIGN(const auto first, agenda.first());
    if (!first || (next && !(*first < *next))) continue;
    next = first;
    *of = &agenda;
  }
  return next;
}

Result<std::optional<Instant>> Writer::earliest_due() {
  Agenda* agenda = nullptr;
  DONTHU_ASSIGN(const auto next, next_armed(&agenda));
  return next ? std::optional(next->due.at) : std::nullopt;
}

Result<std::size_t> Writer::fire_all_due(std::size_t limit) {
  const Instant now = this->now();
  Agenda* agenda = nullptr;
  DONTHU_ASSIGN(auto next, next_armed(&agenda));
  counters_.firing_lag_ms = next ? std::max<std::int64_t>(now.ms - next->due.at.ms, 0) : 0;
  std::size_t taken = 0;
  for (; taken < limit && next && next->due.at <= now; ++taken) {
    agenda->take_first();
    const auto fired = fire(*next);
    // One case that cannot be fired must not stop the others; it is seen in the counters and the
    // audit, and tried again when the rules change or the engine starts.
    if (!fired && fired.error().code == ErrorCode::corrupt) return std::unexpected(fired.error());
    if (!fired) some_not_fired_ = true;
    DONTHU_ASSIGN(next, next_armed(&agenda));
  }
  next_due_ = next ? std::optional(next->due.at) : std::nullopt;
  return taken;
}

void Writer::read_agendas_again() {
  for (auto& [id, agenda] : agendas_) agenda.forget();
  next_due_.reset();
  some_not_fired_ = false;
}

Status Writer::commit_administration(PartitionId partition, const event::Actor& actor,
                                     std::vector<event::Event> events, const std::string& reason) {
  if (auto refused = refusal(partition)) {
    const bool clock =
        !events.empty() && std::holds_alternative<event::ClockConfirmed>(events.front());
    if (!clock || refused->reason != "clock-in-doubt") return std::unexpected(*refused);
  }
  event::Commit commit;
  commit.actor = actor;
  commit.command = event::Administer{reason};
  commit.events = std::move(events);
  const Instant now = std::max(this->now(), partitions_.at(partition).head.log_time);
  commit.effective_at = now;
  const CommandId id = engine_command_id(
      {}, "administer",
      (std::uint64_t{partition.value} << 48) | partitions_.at(partition).head.next_seq, now);
  projection::EntryFacts facts;
  DONTHU_TRY(stage(partition, commit, id, now, facts));
  projection::Changes changes;
  projection::fold_administration(changes, partition, commit);
  if (!changes.empty()) group_->rows.add(std::move(changes));
  if (partition.value == 0) {
    // Under other rules what could not be fired may be.
    if (some_not_fired_) read_agendas_again();
    DONTHU_TRY(ports_.registry.apply(commit));
    ports_.registry.move_to(partitions_.at(partition).head.next_seq);
    counters_.open_sweeps = ports_.registry.sweeps().size();
  }
  return {};
}

Status Writer::open_sweep(event::SweepKind kind, OfficerId officer, const std::string& subject,
                          const event::Actor& actor) {
  const auto number = static_cast<std::uint32_t>(partition(PartitionId{0}).head.next_seq);
  return commit_administration(PartitionId{0}, actor,
                               {event::SweepOpened{number, kind, officer, subject}}, "sweep");
}

Status Writer::open_succession() {
  const auto registry = ports_.registry.registry();
  const Date today = local_date(now());
  if (registry == looked_in_ && today == looked_on_) return {};
  if (!partition(PartitionId{0}).writable()) return {};
  const auto last = registry->last_end(today);
  // Ends that are recorded afterwards are looked for when they are.
  if (last && *last > ports_.registry.handed_over_until() && last != looked_for_)
    DONTHU_TRY(hand_over_again({}));
  looked_for_ = last;
  looked_in_ = registry;
  looked_on_ = today;
  return {};
}

Status Writer::hand_over_again(const event::Actor& actor) {
  // The sweep must find what was decided before it.
  DONTHU_TRY(flush_group());
  const Date today = local_date(now());
  DONTHU_ASSIGN(const bool due, ended_units_have_cases(today));
  if (!due) return {};
  return open_sweep(event::SweepKind::succession, {}, to_string(today), actor);
}

Result<bool> Writer::ended_units_have_cases(Date today) const {
  const auto ended = ports_.registry.registry()->ended(today);
  const std::set<UnitId> gone(ended.begin(), ended.end());
  for (const UnitId unit : ended)
    for (const auto& [id, partition] : partitions_)
      for (const bool open : {true, false}) {
        DONTHU_ASSIGN(const bool waiting, waits_in(projection::unit_prefix(id, unit, open), gone));
        if (waiting) return true;
      }
  return false;
}

Result<bool> Writer::waits_in(const Bytes& prefix, const std::set<UnitId>& gone) const {
  bool found = false;
  Status sound;
  DONTHU_TRY(
      rows_.scan(prefix, projection::end_of_prefix(prefix), [&](ByteView key, ByteView summary) {
        // Most are over, and not even read.
        if (projection::is_over(summary)) return true;
        // The list is also that of the unit that registered the case, wherever it is now.
        const auto state = projection::find_case(rows_, projection::case_id_at_end(key));
        if (!state) sound = std::unexpected(state.error());
        found =
            state && *state && (*state)->pending() &&
            (gone.contains((*state)->handling_unit) || gone.contains((*state)->accountable_unit));
        return sound.has_value() && !found;
      }));
  DONTHU_TRY(sound);
  return found;
}

namespace {

event::Command step_of(const Sweep& sweep) {
  switch (sweep.kind) {
    case event::SweepKind::calendar: return event::Recompute{"calendar"};
    case event::SweepKind::policy: return event::Recompute{"policy"};
    case event::SweepKind::officer_left: return event::ReassignToHead{sweep.officer};
    case event::SweepKind::succession: return event::HandOver{sweep.day};
  }
  return event::Administer{};
}

}  // namespace

Result<bool> Writer::sweep_case(const Sweep& sweep, const CaseId& id) {
  // What lapsed before the hand-over lapsed in the hands of the unit that ended.
  if (sweep.kind == event::SweepKind::succession) DONTHU_TRY(fire_own_due(id));
  DONTHU_ASSIGN(const auto before, load(id));
  if (before == nullptr || !before->pending()) return false;
  if (!before->stuck.empty())
    return fail(ErrorCode::unavailable, "case-stuck", "the case stands still", to_string(id),
                "Release it, then look again");
  const PartitionId partition = partition_of(id);
  const CommandId command = engine_command_id(id, "sweep", sweep.number, {});
  // A sweep that begins anew has done this one; what is different now is for a later sweep.
  DONTHU_ASSIGN(const auto done, projection::find_command(overlay_, id, command));
  if (done) return false;
  DONTHU_ASSIGN(const auto answer,
                decide_and_stage(before.get(), step_of(sweep), context_for(partition, id), command,
                                 {}, {}, {}));
  return answer.has_value();
}

Result<std::size_t> Writer::sweep_partition(const Sweep& sweep, SweepProgress& progress,
                                            std::size_t budget) {
  const PartitionId partition = progress.partition;
  const Bytes first = sweep.kind == event::SweepKind::officer_left
                          ? projection::officer_prefix(partition, sweep.officer)
                          : projection::table_prefix(partition, projection::Table::cases);
  std::vector<CaseId> ids;
  Bytes last;
  DONTHU_TRY(rows_.scan(progress.cursor.empty() ? first : progress.cursor,
                        projection::end_of_prefix(first), [&](ByteView key, ByteView) {
                          ids.push_back(projection::case_id_at_end(key));
                          last = key;
                          return ids.size() < budget;
                        }));
  for (const CaseId& id : ids) {
    const auto changed = sweep_case(sweep, id);
    ++progress.closing.visited;
    if (!changed) {
      ++progress.closing.rejected;
      if (progress.closing.rejected_cases.size() < 1'000)
        progress.closing.rejected_cases.push_back(id);
    } else if (*changed) {
      ++progress.closing.changed;
    }
  }
  if (!last.empty()) progress.cursor = last + '\0';
  return ids.size();
}

Result<bool> Writer::step_sweeps(std::size_t budget) {
  std::uint64_t open = 0;
  bool stepped = false;
  for (const auto& [number, sweep] : ports_.registry.sweeps()) {
    if (swept_.contains(number)) continue;
    const std::uint64_t open_before = open;
    for (auto& [id, partition] : partitions_) {
      if (id.value == 0 || !partition.writable()) continue;
      DONTHU_ASSIGN(const auto closed, overlay_.get(projection::sweep_key(id, number)));
      if (closed) continue;
      ++open;
      // Another node's clock may be ahead of this one's, at the midnight of the day.
      if (stepped || sweep.day > local_date(now())) continue;
      auto [place, fresh] = sweeping_.try_emplace(number);
      if (fresh || place->second.partition != id) place->second = {id, {}, {}};
      DONTHU_ASSIGN(const std::size_t taken, sweep_partition(sweep, place->second, budget));
      stepped = true;
      if (taken > 0) continue;
      event::SweepClosed closing = std::exchange(place->second.closing, {});
      closing.sweep = number;
      DONTHU_TRY(commit_administration(id, {}, {closing}, "sweep"));
      sweeping_.erase(number);
    }
    if (open == open_before) swept_.insert(number);
  }
  counters_.open_sweeps = open;
  return stepped;
}

}  // namespace donthu::runtime
