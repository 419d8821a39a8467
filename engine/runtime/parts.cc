#include "engine/runtime/parts.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "engine/registry/decide.h"
#include "engine/runtime/rebuild.h"

namespace donthu::runtime {

const log::LogSource& log_source(const Ports& ports) {
  static const log::EmbeddedSource in_the_folder;
  return ports.log != nullptr ? *ports.log : in_the_folder;
}

Status Engine::Parts::open_databases() {
  if (ports.log == nullptr && std::filesystem::exists(folder.kafka()))
    return fail(ErrorCode::unsupported, "log-elsewhere",
                "the log of this folder lies in a topic of Apache Kafka", folder.kafka().string(),
                "Open it with the connection that this file names");
  cache = store::make_cache(configuration.block_cache_bytes);
  log::EmbeddedLogOptions log_options;
  if (configuration.partitions != 0) log_options.partitions = configuration.partitions;
  log_options.cache = cache;
  DONTHU_ASSIGN(log, log_source(ports).open(folder.log().string(), *ports.random, log_options));
  const bool simulated = log->genesis().clock == event::ClockKind::simulated;
  if (simulated != ports.clock->simulated())
    return fail(ErrorCode::unsupported, "clock-differs",
                simulated ? "this log was written on a simulated clock"
                          : "this log was written on the system clock",
                folder.root.string(),
                simulated ? "Open it with --simulated" : "Open it without --simulated");
  DONTHU_ASSIGN(auto opened_master, sealing::MasterKey::open(folder.keys));
  master.emplace(std::move(opened_master));
  DONTHU_ASSIGN(shared_keys, log_source(ports).keys());
  DONTHU_ASSIGN(keys, sealing::KeyFile::open(folder.keys, *master, log->genesis().log,
                                             *ports.random, {}, shared_keys.get()));
  sealer = std::make_unique<sealing::Sealer>(*keys, *ports.random);
  DONTHU_TRY(open_state());
  document::DocumentStore::Options document_options;
  document_options.document_limit = sealing::sealed_document_size(configuration.document_bytes);
  DONTHU_ASSIGN(shared_documents, log_source(ports).documents());
  DONTHU_ASSIGN(documents, document::DocumentStore::open(folder.documents(), document_options,
                                                         shared_documents.get()));
  auto heads = log::read_head_file(folder.heads().string());
  if (heads)
    remembered = *std::move(heads);
  else if (heads.error().code != ErrorCode::not_found)
    return std::unexpected(heads.error());
  return {};
}

Status Engine::Parts::open_state() {
  DONTHU_ASSIGN(state, store::Database::open(folder.state().string(), state_options(cache)));
  return {};
}

Status Engine::Parts::check_keys() const {
  const DatabaseRows rows(*state);
  for (std::uint16_t i = 0; i < log->partitions(); ++i) {
    DONTHU_ASSIGN(const auto position, projection::position_of(rows, PartitionId{i}));
    if (position.highest_key == 0) continue;
    DONTHU_ASSIGN(const bool held, keys->holds(position.highest_key));
    if (held) continue;
    return fail(ErrorCode::corrupt, "keys-behind",
                "the log names key " + std::to_string(position.highest_key) +
                    ", which the key file does not hold: it is older than the log",
                folder.keys.string(), "Restore the newest copy of the key folder");
  }
  return {};
}

Status Engine::Parts::open() {
  DONTHU_TRY(folder.check());
  DONTHU_TRY(open_databases());
  DONTHU_ASSIGN(auto partitions, check_log(*log, *state, remembered ? &*remembered : nullptr));
  // Before anything is claimed: a registry that this program cannot read must stop it.
  DONTHU_TRY(registry_state.follow(*log));
  StuckCases stuck;
  DONTHU_TRY(fold_at_once(partitions, stuck));
  DONTHU_TRY(begin(partitions, stuck));
  DONTHU_TRY(check_keys());
  DONTHU_TRY(registry_state.follow(*log));
  publish(registry_state.registry(), registry_state.rules());
  queries = std::make_unique<LogQueries>(*log, *state);
  intake = std::make_unique<Intake>(*master, *keys, *sealer, log->partitions());
  committer = std::make_unique<Committer>(*log, *state, *keys, [this](const Group& group) {
    if (group.registry) publish(group.registry, group.rules);
    notify_listeners();
  });
  WriterPorts with{*ports.clock, configuration,  *log, *state, *intake,
                   *committer,   registry_state, {},   {},     {}};
  with.recover = [this](bool in_any_case, auto& known, auto& found) {
    return recover(in_any_case, known, found);
  };
  if (ports.ownership != nullptr) {
    following = std::make_unique<Following>(*log, *state, configuration.cached_cases,
                                            [this](PartitionId id) {
                                              notify_listeners();
                                              if (id.value == 0) writer->wake();
                                            });
    with.settle_ownership = [this](const auto& assigned, auto& known, auto& found) {
      return settle_ownership(assigned, known, found);
    };
    with.follow_registry = [this] { return follow_registry(); };
  }
  writer = std::make_unique<Writer>(std::move(with), partitions);
  DONTHU_TRY(quarantine(stuck));
  keep_reserve();  // Before the first command, however soon it comes.
  watch_ = std::thread([this] { watch(); });
  follow_shared();
  if (ports.ownership == nullptr) return {};
  for (const auto& [id, partition] : partitions)
    if (partition.read_only.empty()) following->follow(id);
  return ports.ownership->join(
      [this](std::set<PartitionId> assigned) { writer->assign(std::move(assigned)); });
}

Status Engine::Parts::fold_at_once(const std::map<PartitionId, PartitionState>& partitions,
                                   StuckCases& stuck) {
  constexpr std::uint64_t long_log = 1'000;
  std::uint64_t entries = 0;
  for (const auto& [id, partition] : partitions) {
    DONTHU_ASSIGN(const auto position, projection::position_of(DatabaseRows(*state), id));
    if (position.next_seq > 0 || !partition.read_only.empty()) return {};
    entries += partition.head.next_seq;
  }
  // A folder that was put on another disk stays there.
  if (entries < long_log || std::filesystem::is_symlink(folder.state()) ||
      !check_room(configuration))
    return {};
  state.reset();
  BulkFoldOptions options;
  options.cached_cases = configuration.cached_cases / options.threads;
  options.write_buffer_bytes = state_options(cache).write_buffer_bytes;
  auto folded = replace_state(*log, folder, cache, options);
  DONTHU_TRY(open_state());
  // What could not be folded so is folded partition by partition, and stops only where it must.
  if (folded && ports.ownership == nullptr) stuck = std::move(folded->stuck);
  return {};
}

Status Engine::Parts::begin(std::map<PartitionId, PartitionState>& partitions, StuckCases& stuck) {
  Follower follower(*log, *state, configuration.cached_cases);
  for (auto& [id, partition] : partitions) {
    partition.ours = ports.ownership == nullptr;
    if (!partition.read_only.empty()) continue;
    DONTHU_TRY(partition.ours ? take_over(*log, *state, *ports.clock, follower, id, partition)
                              : fold_rest(follower, *state, id, partition));
  }
  // What another engine writes, that one also lists.
  if (ports.ownership == nullptr) std::ranges::copy(follower.stuck(), std::back_inserter(stuck));
  return {};
}

void Engine::Parts::follow_shared() {
  // What fails is asked for again, here or by whoever needs it and then gets the error.
  const auto period = configuration.shared_refresh_ms;
  if (shared_keys)
    shared_followings.push_back(std::make_unique<SharedFollowing>(period, [this] {
      (void)keys->refresh();
      (void)keys->prepare();
    }));
  if (shared_documents)
    shared_followings.push_back(
        std::make_unique<SharedFollowing>(period, [this] { (void)documents->refresh(); }));
}

Engine::Parts::~Parts() {
  {
    const std::lock_guard lock(watch_mutex_);
    stop_ = true;
  }
  watch_wake_.notify_all();
  if (watch_.joinable()) watch_.join();
  shared_followings.clear();
  const bool worked = writer != nullptr;
  if (worked) {
    if (ports.ownership != nullptr) ports.ownership->leave();
    const auto partitions = writer->partitions();
    if (following) following->stop();
    writer.reset();
    committer.reset();
    write_heads(partitions, true);
  }
}

// Runs on the writer's thread, with nothing in flight.
Status Engine::Parts::recover(bool in_any_case, std::map<PartitionId, PartitionState>& partitions,
                              StuckCases& stuck) {
  if (in_any_case || !log->writable() || !state->writable()) {
    // Before the state, which cannot be asked to go on while the disk is full: then this fails.
    claims_void_ = true;
    DONTHU_TRY(log->reopen());
    // Rows and position are written together, so what the state lacks is folded again below.
    DONTHU_TRY(state->resume());
  }
  Follower follower(*log, *state, configuration.cached_cases);
  for (auto& [id, partition] : partitions)
    if (partition.writable()) DONTHU_TRY(recover(id, partition, follower));
  claims_void_ = false;
  stuck = follower.stuck();
  registry_state = RegistryState();
  DONTHU_TRY(registry_state.follow(*log));
  publish(registry_state.registry(), registry_state.rules());
  notify_listeners();
  return {};
}

Status Engine::Parts::recover(PartitionId id, PartitionState& partition, Follower& follower) {
  DONTHU_ASSIGN(const auto epoch, log->current_epoch(id));
  if (epoch == partition.epoch && !claims_void_) {
    // Nothing is on its way, and nobody came in between.
    DONTHU_ASSIGN(partition.head, log->head(id));
    return fold_rest(follower, *state, id, partition);
  }
  const bool deposed = ports.ownership != nullptr && epoch > partition.epoch;
  const Status taken =
      deposed ? Status() : take_over(*log, *state, *ports.clock, follower, id, partition);
  const bool rival = !taken && taken.error().reason == "claim-lost";
  if (!deposed && (!rival || ports.ownership == nullptr)) return taken;
  lose(id, partition);
  return {};
}

Status Engine::Parts::settle_ownership(const std::set<PartitionId>& assigned,
                                       std::map<PartitionId, PartitionState>& partitions,
                                       StuckCases& stuck) {
  for (auto& [id, partition] : partitions)
    if (partition.ours && !assigned.contains(id)) lose(id, partition);
  Follower follower(*log, *state, configuration.cached_cases);
  for (auto& [id, partition] : partitions)
    if (!partition.ours && partition.read_only.empty() && assigned.contains(id))
      DONTHU_TRY(gain(id, partition, follower));
  stuck = follower.stuck();
  notify_listeners();
  return {};
}

Status Engine::Parts::gain(PartitionId id, PartitionState& partition, Follower& follower) {
  following->leave(id);
  const Status taken = take_over(*log, *state, *ports.clock, follower, id, partition);
  const Status settled = taken ? reach_registry_of(partition) : taken;
  if (settled) {
    partition.ours = true;
    return {};
  }
  lose(id, partition);
  // A rival was first, or the registry is not here yet: tried again in a while.
  const bool later =
      settled.error().reason == "claim-lost" || settled.error().reason == "registry-behind";
  return later ? Status() : settled;
}

void Engine::Parts::lose(PartitionId id, PartitionState& partition) {
  partition.ours = false;
  following->follow(id);
}

// What is decided next must not rest on an older registry than what was decided before.
Status Engine::Parts::reach_registry_of(const PartitionState& partition) {
  constexpr std::chrono::seconds patience{2};
  if (partition.registry_seq > 0) {
    DONTHU_ASSIGN(const bool here,
                  log->wait_beyond(PartitionId{0}, partition.registry_seq - 1, patience));
    if (!here)
      return fail(ErrorCode::unavailable, "registry-behind",
                  "the registry that the partition's last decision rests on is not here yet", {},
                  "The engine tries again");
  }
  DONTHU_TRY(follow_registry());
  return {};
}

Result<bool> Engine::Parts::follow_registry() {
  DONTHU_ASSIGN(const auto head, log->head(PartitionId{0}));
  if (head.next_seq <= registry_state.position()) return false;
  DONTHU_TRY(registry_state.follow(*log));
  publish(registry_state.registry(), registry_state.rules());
  return true;
}

Status Engine::Parts::between_groups(const std::function<Status()>& work) {
  Status result;
  writer->between_groups([&] {
    result = work();
    const Status durable = writer->flush_group();
    if (result) result = durable;
  });
  return result;
}

Engine::PartitionHealth Engine::Parts::health_of(PartitionId id,
                                                 const PartitionState& partition) const {
  PartitionHealth health{
      id, partition.head.next_seq, partition.epoch, partition.read_only, partition.ours,
      0,  log->void_counts(id)};
  if (!partition.ours) {
    if (const auto head = log->head(id)) health.next_seq = head->next_seq;
    if (const auto epoch = log->current_epoch(id)) health.epoch = *epoch;
    if (health.read_only.empty()) health.read_only = following->halted(id);
  }
  if (const auto folded = projection::position_of(DatabaseRows(*state), id))
    health.folded_seq = folded->next_seq;
  return health;
}

std::optional<Node> Engine::Parts::owner(PartitionId partition) const {
  const auto claim = log->last_claim(partition);
  if (!claim || !*claim) return std::nullopt;
  return ports.ownership->claimant(**claim);
}

bool Engine::Parts::nothing_is_ours() const {
  return std::ranges::none_of(writer->partitions(),
                              [](const auto& place) { return place.second.ours; });
}

bool Engine::Parts::all_is_handed_over() const {
  if (!nothing_is_ours()) return false;
  if (ports.ownership->nodes().size() < 2) return true;
  return std::ranges::all_of(writer->partitions(), [this](const auto& place) {
    const auto node = owner(place.first);
    const bool theirs = node && node->name != ports.ownership->self().name;
    return theirs || !place.second.read_only.empty();
  });
}

void Engine::Parts::wait_until(const std::function<bool()>& holds) {
  constexpr std::chrono::seconds patience{8};
  constexpr std::chrono::milliseconds look_every{20};
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!holds() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(look_every);
}

Status Engine::Parts::check_ours(PartitionId partition) const {
  if (writer->is_ours(partition)) return {};
  return std::unexpected(written_elsewhere(partition));
}

Status Engine::Parts::quarantine(const StuckCases& stuck) {
  if (stuck.empty()) return {};
  return between_groups([&]() -> Status {
    // A partition that cannot be written keeps no engine from opening: its case stands still, said
    // or not.
    for (const StuckCase& one : stuck)
      (void)writer->commit_administration(
          partition_of(one.id), {},
          {event::CaseQuarantined{one.id, one.version, one.seq, one.reason}}, "quarantine");
    return {};
  });
}

Status Engine::Parts::change_registry(std::vector<event::RegistryEvent> facts,
                                      const std::string& reason, const event::Actor& actor) {
  return between_groups([&]() -> Status {
    for (const event::RegistryChange& change :
         registry::split_into_changes(std::move(facts), reason)) {
      DONTHU_ASSIGN(auto judged, registry::decide(*registry_state.registry(), change));
      std::vector<event::Event> events;
      for (event::RegistryEvent& fact : judged) events.push_back(to_event(std::move(fact)));
      DONTHU_TRY(writer->commit_administration(PartitionId{0}, actor, std::move(events), reason));
    }
    DONTHU_TRY(registry_state.refresh_rules());
    DONTHU_TRY(writer->flush_group());
    publish(registry_state.registry(), registry_state.rules());
    return {};
  });
}

Status Engine::Parts::open_sweep(event::SweepKind kind, OfficerId officer,
                                 const std::string& subject, const event::Actor& actor) {
  DONTHU_TRY(check_ours(PartitionId{0}));
  return between_groups(
      [&]() -> Status { return writer->open_sweep(kind, officer, subject, actor); });
}

Status Engine::Parts::sweep_all() {
  DONTHU_TRY(writer->open_succession());
  for (bool stepped = true; stepped;) {
    DONTHU_ASSIGN(stepped, writer->step_sweeps(10'000));
    DONTHU_TRY(writer->flush_group());
  }
  return {};
}

void Engine::Parts::publish(std::shared_ptr<const registry::Registry> new_registry,
                            std::shared_ptr<const petition::Rules> new_rules) {
  const std::lock_guard lock(published_mutex);
  published_registry = std::move(new_registry);
  published_rules = std::move(new_rules);
}

void Engine::Parts::notify_listeners() {
  const std::lock_guard lock(listeners_mutex);
  for (const auto& [number, listener] : listeners) listener();
  happened.notify_all();
}

void Engine::Parts::write_heads(const std::map<PartitionId, PartitionState>& partitions,
                                bool closing) {
  const log::HeadFile heads =
      head_file_of(*log, partitions, remembered ? &*remembered : nullptr, closing);
  (void)log::write_head_file(folder.heads().string(), heads);
}

// Opens and closes intake with the room on the disk.
void Engine::Parts::keep_reserve() {
  const auto free = free_bytes(folder);
  const bool short_now = free && *free < configuration.disk_reserve_bytes;
  if (short_now && !low_)
    writer->stop_intake("only " + std::to_string(*free / 1024 / 1024) +
                            " MiB are free on the disk, less than the reserve of " +
                            std::to_string(configuration.disk_reserve_bytes / 1024 / 1024),
                        ErrorCode::full);
  if (!short_now && low_) writer->open_intake();
  low_ = short_now;
}

// Looks after the disk and the head file while the engine works.
void Engine::Parts::watch() {
  using std::chrono::milliseconds;
  std::int64_t heads_written = ports.clock->monotonic_ms();
  std::unique_lock lock(watch_mutex_);
  while (!stop_) {
    lock.unlock();
    keep_reserve();
    const std::int64_t now = ports.clock->monotonic_ms();
    if (now - heads_written >= configuration.head_file_ms && !low_) {
      write_heads(writer->partitions(), false);
      heads_written = now;
    }
    lock.lock();
    watch_wake_.wait_for(
        lock, milliseconds(std::min(configuration.disk_check_ms, configuration.head_file_ms)),
        [&] { return stop_.load(); });
  }
}

}  // namespace donthu::runtime
