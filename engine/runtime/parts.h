// The parts of an engine, in the order in which they are made.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/document/document_store.h"
#include "engine/runtime/engine.h"
#include "engine/runtime/following.h"
#include "engine/runtime/log_queries.h"
#include "engine/runtime/opening.h"
#include "engine/runtime/shared_following.h"

namespace donthu::runtime {

// Of the ports, or the folder's own.
[[nodiscard]] const log::LogSource& log_source(const Ports& ports);

class Engine::Parts {
 public:
  Parts(const Configuration& with, Ports from) : configuration(with), ports(from), folder(with) {}
  ~Parts();

  [[nodiscard]] Status open();
  // Between groups: changes of the registry in as many commits as they need, then the rules anew.
  [[nodiscard]] Status change_registry(std::vector<event::RegistryEvent> facts,
                                       const std::string& reason, const event::Actor& actor);
  [[nodiscard]] Status open_sweep(event::SweepKind kind, OfficerId officer,
                                  const std::string& subject, const event::Actor& actor);
  // Within between_groups: takes all steps of all sweeps, those that are due by now among them.
  [[nodiscard]] Status sweep_all();
  // Runs `work` between groups and gives what it gives, or why it is not durable.
  [[nodiscard]] Status between_groups(const std::function<Status()>& work);
  [[nodiscard]] PartitionHealth health_of(PartitionId id, const PartitionState& partition) const;
  // By the last claim; only where several engines work on the log.
  [[nodiscard]] std::optional<Node> owner(PartitionId partition) const;
  [[nodiscard]] bool nothing_is_ours() const;
  // And, where somebody else is there, all is theirs.
  [[nodiscard]] bool all_is_handed_over() const;
  // For some seconds at most.
  static void wait_until(const std::function<bool()>& holds);
  // partition-elsewhere, where another engine writes it.
  [[nodiscard]] Status check_ours(PartitionId partition) const;
  void publish(std::shared_ptr<const registry::Registry> new_registry,
               std::shared_ptr<const petition::Rules> new_rules);
  void notify_listeners();
  void write_heads(const std::map<PartitionId, PartitionState>& partitions, bool closing);

  Configuration configuration;
  Ports ports;
  DataFolder folder;
  std::shared_ptr<store::Cache> cache;
  std::optional<sealing::MasterKey> master;
  std::unique_ptr<SharedRecords> shared_keys;  // With the other nodes, if there are any.
  std::unique_ptr<sealing::KeyFile> keys;
  std::unique_ptr<sealing::Sealer> sealer;
  std::unique_ptr<log::EventLog> log;
  std::unique_ptr<store::Database> state;
  std::unique_ptr<SharedRecords> shared_documents;
  std::unique_ptr<document::DocumentStore> documents;
  std::optional<log::HeadFile> remembered;
  RegistryState registry_state;
  std::unique_ptr<LogQueries> queries;
  std::unique_ptr<Intake> intake;
  std::unique_ptr<Committer> committer;
  std::unique_ptr<Writer> writer;
  std::unique_ptr<Following> following;  // Only where several engines work on the log.
  std::vector<std::unique_ptr<SharedFollowing>> shared_followings;  // Of keys and documents.

  mutable std::mutex published_mutex;
  std::shared_ptr<const registry::Registry> published_registry;
  std::shared_ptr<const petition::Rules> published_rules;
  std::mutex listeners_mutex;
  std::condition_variable happened;  // With listeners_mutex: what listeners are told.
  std::map<std::uint32_t, std::function<void()>> listeners;
  std::uint32_t next_listener = 1;

 private:
  [[nodiscard]] Status open_databases();
  [[nodiscard]] Status open_state();
  // Where nothing is folded yet and the log is long: on two threads, in half the time that it would
  // take entry by entry.
  [[nodiscard]] Status fold_at_once(const std::map<PartitionId, PartitionState>& partitions,
                                    StuckCases& stuck);
  // Of a key file older than the log; one that is alone would give its numbers out a second time.
  [[nodiscard]] Status check_keys() const;
  // The first fold of everything, and, where no other engine is, the take-over.
  [[nodiscard]] Status begin(std::map<PartitionId, PartitionState>& partitions, StuckCases& stuck);
  [[nodiscard]] Status recover(bool in_any_case, std::map<PartitionId, PartitionState>& partitions,
                               StuckCases& stuck);
  // Of a partition that is ours: claims it anew, unless its claim still stands.
  [[nodiscard]] Status recover(PartitionId id, PartitionState& partition, Follower& follower);
  [[nodiscard]] Status settle_ownership(const std::set<PartitionId>& assigned,
                                        std::map<PartitionId, PartitionState>& partitions,
                                        StuckCases& stuck);
  [[nodiscard]] Status gain(PartitionId id, PartitionState& partition, Follower& follower);
  void lose(PartitionId id, PartitionState& partition);
  [[nodiscard]] Result<bool> follow_registry();
  // Waits until the registry is at least as far as the last decision in the partition.
  [[nodiscard]] Status reach_registry_of(const PartitionState& partition);
  void follow_shared();
  [[nodiscard]] Status quarantine(const StuckCases& stuck);
  void watch();
  void keep_reserve();

  std::atomic<bool> stop_{false};
  std::mutex watch_mutex_;
  std::condition_variable watch_wake_;
  std::thread watch_;
  bool low_ = false;  // Of the thread that watches, once it runs.
  // What was on its way when the log was closed may still land, unless every partition that is ours
  // is claimed anew. Of the writer's thread.
  bool claims_void_ = false;
};

}  // namespace donthu::runtime
