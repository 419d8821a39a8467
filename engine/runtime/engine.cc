#include "engine/runtime/engine.h"

#include <future>
#include <set>

#include "engine/event/walk.h"
#include "engine/registry/decide.h"
#include "engine/runtime/copying.h"
#include "engine/runtime/parts.h"
#include "engine/runtime/unfinished_folder.h"
#include "engine/sealing/key_folder.h"

namespace donthu::runtime {

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() = default;

namespace {

Status make_keys(const DataFolder& folder, const sealing::MasterKey& master, const LogId& log,
                 const Ports& ports, bool new_log) {
  DONTHU_ASSIGN(const auto shared, log_source(ports).keys());
  DONTHU_ASSIGN(const auto keys, sealing::KeyFile::create(folder.keys, master, log, *ports.random,
                                                          {}, shared.get(), new_log));
  return {};
}

// The log first: where it lies elsewhere, that is the likeliest to fail.
Status fill_folder(const DataFolder& folder, std::uint16_t partitions, const Ports& ports) {
  event::Genesis genesis;
  ports.random->fill(genesis.log.bytes.data(), genesis.log.bytes.size());
  genesis.partitions = partitions;
  genesis.clock = ports.clock->simulated() ? event::ClockKind::simulated : event::ClockKind::system;
  genesis.created = ports.clock->now();
  DONTHU_ASSIGN(genesis, log_source(ports).create(folder.log().string(), genesis, *ports.random));
  DONTHU_ASSIGN(const auto master, sealing::MasterKey::create(folder.keys, *ports.random));
  return make_keys(folder, master, genesis.log, ports, true);
}

// The master key first: a wrong path is the likeliest to fail, and costs nothing.
Status fill_joining(const DataFolder& folder, const Ports& ports,
                    const std::filesystem::path& master_key) {
  DONTHU_ASSIGN(const auto master, sealing::MasterKey::copy(master_key, folder.keys));
  DONTHU_ASSIGN(const auto log, log_source(ports).join(folder.log().string(), *ports.random));
  DONTHU_TRY(make_keys(folder, master, log->genesis().log, ports, false));
  // Every entry was judged when it was copied.
  log::HeadFile heads;
  heads.log = log->genesis().log;
  for (std::uint16_t i = 0; i < log->partitions(); ++i) {
    DONTHU_ASSIGN(const auto head, log->head(PartitionId{i}));
    heads.partitions.push_back({head, head});
  }
  return log::write_head_file(folder.heads().string(), heads);
}

// There whole, or not at all.
Status make_folder(const Configuration& configuration,
                   const std::function<Status(const DataFolder&)>& fill) {
  const DataFolder folder(configuration);
  UnfinishedFolder unfinished(folder.root);
  UnfinishedFolder unfinished_keys(folder.keys);
  DONTHU_TRY(folder.create_root());
  DONTHU_TRY(fill(folder));
  DONTHU_TRY(folder.write_format());
  DONTHU_TRY(sync_folder(folder.root));
  unfinished.finish();
  unfinished_keys.finish();
  return {};
}

}  // namespace

Status Engine::create(const Configuration& configuration, Ports ports) {
  if (configuration.partitions < 2 || configuration.partitions > 1'024)
    return fail(ErrorCode::invalid, "partitions-out-of-range",
                "a log has 2 to 1024 partitions, the registry's included", "partitions",
                "16 suits a city");
  return make_folder(configuration, [&](const DataFolder& folder) {
    return fill_folder(folder, configuration.partitions, ports);
  });
}

Status Engine::join(const Configuration& configuration, Ports ports,
                    const std::filesystem::path& master_key) {
  return make_folder(configuration, [&](const DataFolder& folder) {
    return fill_joining(folder, ports, master_key);
  });
}

Result<std::unique_ptr<Engine>> Engine::open(const Configuration& configuration, Ports ports) {
  auto parts = std::make_unique<Parts>(configuration, ports);
  DONTHU_TRY(parts->open());
  return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

void Engine::submit(Request request, Completion done) {
  auto prepared = parts_->intake->prepare(std::move(request));
  if (!prepared) {
    done(std::unexpected(prepared.error()));
    return;
  }
  parts_->writer->submit(*std::move(prepared), std::move(done));
}

Result<Answer> Engine::execute(Request request) {
  std::promise<Result<Answer>> promise;
  auto answer = promise.get_future();
  submit(std::move(request),
         [&promise](Result<Answer> given) { promise.set_value(std::move(given)); });
  return answer.get();
}

Status Engine::change_registry(std::vector<event::RegistryEvent> facts, const std::string& reason,
                               const event::Actor& actor) {
  DONTHU_TRY(check_room(parts_->configuration));
  std::set<OfficerId> left;
  std::vector<OfficeId> vacated;
  bool territory = false;
  for (const event::RegistryEvent& fact : facts) {
    if (const auto* office = std::get_if<event::OfficeVacated>(&fact))
      vacated.push_back(office->office);
    territory = territory || std::holds_alternative<event::UnitEnded>(fact) ||
                std::holds_alternative<event::UnitSucceeded>(fact);
  }
  DONTHU_TRY(parts_->change_registry(std::move(facts), reason, actor));
  for (const OfficeId office : vacated)
    if (const auto known = registry()->office(office)) left.insert(known->officer);
  for (const OfficerId officer : left)
    DONTHU_TRY(parts_->open_sweep(event::SweepKind::officer_left, officer, reason, actor));
  return territory ? hand_over_again(actor) : Status{};
}

Status Engine::hand_over_again(const event::Actor& actor) {
  DONTHU_TRY(parts_->check_ours(PartitionId{0}));
  return parts_->between_groups([&] { return parts_->writer->hand_over_again(actor); });
}

Result<std::vector<SweepState>> Engine::sweeps() const {
  return sweeps_of(queries(), DatabaseRows(*parts_->state));
}

Status Engine::publish_rules(std::vector<RuleFile> files, const event::Actor& actor) {
  std::vector<event::RegistryEvent> facts;
  bool calendar = false;
  bool policy = false;
  std::string subject;
  for (const RuleFile& file : files) {
    const event::RuleActivated& activation = file.activation;
    DONTHU_TRY(petition::check_rule(activation.kind, activation.id, file.content, activation.id));
    // A repeat of the same activation changes nothing.
    bool known = false;
    for (const auto& version : registry()->rules(activation.kind))
      known =
          known || (version->id == activation.id && version->version == activation.rule_version &&
                    version->digest == sha256(file.content));
    if (known) continue;
    calendar = calendar || activation.kind == event::RuleKind::calendar;
    policy = policy || activation.kind == event::RuleKind::policy;
    subject = activation.id + " " + activation.rule_version;
    for (auto& fact : registry::rule_file_facts(activation, file.content))
      facts.push_back(std::move(fact));
  }
  if (facts.empty()) return {};
  DONTHU_TRY(check_room(parts_->configuration));
  DONTHU_TRY(parts_->change_registry(std::move(facts), "rules", actor));
  if (policy) return parts_->open_sweep(event::SweepKind::policy, {}, subject, actor);
  if (calendar) return parts_->open_sweep(event::SweepKind::calendar, {}, subject, actor);
  return {};
}

Result<Digest> Engine::store_document(const CaseId& id, ByteView content) {
  DONTHU_TRY(parts_->check_ours(partition_of(id)));
  DONTHU_ASSIGN(const auto state, queries().find_case(id));
  DONTHU_TRY(check_room(parts_->configuration, content.size()));
  DONTHU_ASSIGN(const auto sealed,
                parts_->sealer->seal_document(state.case_key, id, document::source_of(content)));
  DONTHU_ASSIGN(const auto stored, parts_->documents->put(sealed));
  return stored.digest;
}

Result<std::vector<std::pair<std::string, std::string>>> Engine::read_sealed(
    const Request& request) {
  DONTHU_ASSIGN(const auto answer, execute(request));
  DONTHU_ASSIGN(const auto entries, queries().history(answer.case_id));
  bool allowed = false;
  std::vector<std::pair<std::string, std::string>> texts;
  Status failed;
  for (const HistoryEntry& entry : entries)
    for (const event::Event& event : entry.commit.events) {
      const auto* read = std::get_if<event::SealedRead>(&event);
      if (read != nullptr && entry.commit.case_version == answer.version) allowed = read->allowed;
      event::for_each_sealed(event, [&](const event::SealedText& text) {
        if (text.box.empty() || !failed) return;
        auto plain = parts_->sealer->unseal({text.key, text.box}, answer.case_id,
                                            event::name_of(text.about));
        if (plain)
          texts.emplace_back(event::name_of(text.about), *std::move(plain));
        else if (plain.error().reason == "key-erased")
          texts.emplace_back(event::name_of(text.about), "");
        else
          failed = std::unexpected(plain.error());
      });
    }
  if (!allowed)
    return reject(ErrorCode::forbidden, "sealed", "Không được đọc thông tin đã niêm phong",
                  "this officer may not read what is sealed; the attempt was recorded", "actor",
                  "The handling unit reads it, for a stated purpose");
  DONTHU_TRY(failed);
  return texts;
}

Status Engine::release(const CaseId& id, const event::Actor& actor) {
  DONTHU_TRY(parts_->check_ours(partition_of(id)));
  DONTHU_ASSIGN(const auto state, queries().find_case(id));
  if (state.stuck.empty())
    return fail(ErrorCode::rejected, "not-stuck", "the case does not stand still", to_string(id),
                "Nothing is left to do");
  DONTHU_TRY(parts_->between_groups([&]() -> Status {
    return parts_->writer->commit_administration(partition_of(id), actor, {event::CaseReleased{id}},
                                                 "release");
  }));
  DONTHU_TRY(parts_->between_groups([&]() -> Status {
    parts_->writer->forget_case(id);
    return refold_released(*parts_->log, *parts_->state, id);
  }));
  // Its unit may have ended while it stood still.
  DONTHU_ASSIGN(const auto freed, queries().find_case(id));
  const bool stands = registry()->is_valid(freed.handling_unit, local_date(now()));
  if (stands || !parts_->writer->is_ours(PartitionId{0})) return {};
  return hand_over_again(actor);
}

Status Engine::confirm_clock(const event::Actor& actor) {
  return parts_->between_groups([&]() -> Status {
    // The clock is this machine's, so it is confirmed in a partition that this engine writes.
    const PartitionId place = parts_->writer->first_ours().value_or(PartitionId{0});
    const Instant log_time = parts_->writer->partition(place).head.log_time;
    DONTHU_TRY(parts_->writer->commit_administration(
        place, actor, {event::ClockConfirmed{log_time, parts_->ports.clock->now()}}, "clock"));
    parts_->writer->confirm_clock();
    return {};
  });
}

Result<std::uint64_t> Engine::advance_to(Instant until) {
  auto* clock = dynamic_cast<SimulatedClock*>(parts_->ports.clock);
  if (clock == nullptr)
    return fail(ErrorCode::rejected, "clock-is-real", "only a simulated clock can be moved", {},
                "Make the log with --simulated");
  std::uint64_t fired = 0;
  const Status done = parts_->between_groups([&]() -> Status {
    for (;;) {
      DONTHU_TRY(parts_->writer->flush_group());
      DONTHU_ASSIGN(const auto due, parts_->writer->earliest_due());
      // Units end at midnight; what was due at that midnight fires first.
      const auto end = parts_->registry_state.registry()->next_end(local_date(clock->now()));
      std::optional<Instant> next = due;
      if (end && (!next || start_of_day(*end) < *next)) next = start_of_day(*end);
      if (!next || *next > until) break;
      clock->advance_to(*next);
      DONTHU_ASSIGN(const std::size_t now_fired, parts_->writer->fire_all_due(10'000));
      fired += now_fired;
      DONTHU_TRY(parts_->sweep_all());
    }
    clock->advance_to(until);
    return parts_->sweep_all();
  });
  if (!done) return std::unexpected(done.error());
  return fired;
}

void Engine::settle() {
  for (bool busy = true; busy;) {
    busy = false;
    parts_->writer->between_groups([&] {
      const auto fired = parts_->writer->fire_all_due(10'000);
      (void)parts_->writer->open_succession();
      const auto swept = parts_->writer->step_sweeps(10'000);
      busy = (fired && *fired > 0) || (swept && *swept);
      (void)parts_->writer->flush_group();
    });
  }
}

Status Engine::wait_for(PartitionId partition, std::uint64_t next_seq,
                        std::chrono::milliseconds patience) const {
  DONTHU_TRY(parts_->log->head(partition));
  const DatabaseRows rows(*parts_->state);
  const auto until = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(parts_->listeners_mutex);
  for (;;) {
    DONTHU_ASSIGN(const auto position, projection::position_of(rows, partition));
    if (position.next_seq >= next_seq) return {};
    if (parts_->happened.wait_until(lock, until) == std::cv_status::timeout) break;
  }
  return fail(ErrorCode::unavailable, "not-yet-here",
              "this node has not folded entry " + std::to_string(next_seq - 1) + " of partition " +
                  std::to_string(partition.value) + " yet",
              {}, "Ask again in a moment, or another node");
}

const Node* Engine::self() const {
  return parts_->ports.ownership != nullptr ? &parts_->ports.ownership->self() : nullptr;
}

std::vector<Node> Engine::nodes() const {
  return parts_->ports.ownership != nullptr ? parts_->ports.ownership->nodes()
                                            : std::vector<Node>();
}

std::optional<Node> Engine::owner(PartitionId partition) const {
  return parts_->ports.ownership != nullptr ? parts_->owner(partition) : std::nullopt;
}

bool Engine::writes(PartitionId partition) const { return parts_->writer->is_ours(partition); }

void Engine::hand_over() {
  if (parts_->ports.ownership == nullptr) return;
  // What was taken is finished before anybody else may claim.
  parts_->writer->assign({});
  parts_->wait_until([this] { return parts_->nothing_is_ours(); });
  parts_->ports.ownership->leave();
  parts_->wait_until([this] { return parts_->all_is_handed_over(); });
}

Result<std::vector<Replicas>> Engine::replicas() const {
  if (parts_->ports.ownership == nullptr) return std::vector<Replicas>();
  return parts_->ports.ownership->replicas();
}

const Queries& Engine::queries() const { return *parts_->queries; }

std::shared_ptr<const registry::Registry> Engine::registry() const {
  const std::lock_guard lock(parts_->published_mutex);
  return parts_->published_registry;
}

std::shared_ptr<const petition::Rules> Engine::rules() const {
  const std::lock_guard lock(parts_->published_mutex);
  return parts_->published_rules;
}

Instant Engine::now() const { return parts_->ports.clock->now(); }
bool Engine::simulated() const { return parts_->ports.clock->simulated(); }

std::uint32_t Engine::listen(std::function<void()> listener) {
  const std::lock_guard lock(parts_->listeners_mutex);
  parts_->listeners.emplace(parts_->next_listener, std::move(listener));
  return parts_->next_listener++;
}

void Engine::unlisten(std::uint32_t number) {
  const std::lock_guard lock(parts_->listeners_mutex);
  parts_->listeners.erase(number);
}

Engine::Health Engine::health() const {
  Health health;
  const Writer& writer = *parts_->writer;
  const auto& counters = writer.counters();
  for (const auto& [id, partition] : writer.partitions())
    health.partitions.push_back(parts_->health_of(id, partition));
  health.reason = writer.doubt();
  if (health.reason.empty() && parts_->ports.ownership != nullptr)
    health.reason = parts_->ports.ownership->trouble();
  for (const PartitionHealth& partition : health.partitions)
    if (health.reason.empty()) health.reason = partition.read_only;
  const auto free = free_bytes(parts_->folder);
  if (free) health.disk_free_bytes = *free;
  if (health.reason.empty() && free && *free < parts_->configuration.disk_reserve_bytes)
    health.reason = "less than the disk reserve is free";
  if (health.reason.empty() && !parts_->state->writable())
    health.reason = "the state could not be written; look at the disk";
  health.ready = health.reason.empty();
  health.commands_accepted = counters.accepted;
  health.commands_rejected = counters.rejected;
  health.commands_repeated = counters.repeated;
  health.deadlines_fired = counters.fired;
  health.groups = counters.groups;
  health.entries = counters.entries;
  health.queue_length = writer.queue_length();
  health.open_sweeps = counters.open_sweeps;
  health.firing_lag_ms = counters.firing_lag_ms;
  health.strange_keys = parts_->keys->strange_records();
  Filter stuck;
  stuck.stuck = true;
  if (const auto page = queries().find(stuck, {}, 1'000)) health.stuck_cases = page->cases.size();
  return health;
}

}  // namespace donthu::runtime
