// The one writer: decides commands, fires deadlines, takes the steps of sweeps; each as a commit in
// a group that the committer makes durable. While one group is on its way it decides the next.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "engine/petition/decide.h"
#include "engine/projection/fold.h"
#include "engine/projection/read.h"
#include "engine/runtime/agenda.h"
#include "engine/runtime/case_cache.h"
#include "engine/runtime/clock_guard.h"
#include "engine/runtime/command_queue.h"
#include "engine/runtime/committer.h"
#include "engine/runtime/follower.h"
#include "engine/runtime/intake.h"
#include "engine/runtime/registry_state.h"
#include "engine/runtime/state_rows.h"

namespace donthu::runtime {

// What the writer knows of a partition, groups on their way included.
struct PartitionState {
  log::Head head;
  log::Head verified;  // Up to here every entry was read back and checked at the start.
  std::uint64_t epoch = 0;
  std::uint64_t registry_seq = 0;
  std::uint64_t highest_key = 0;
  bool ours = true;       // Otherwise another engine writes it, and this one only folds it.
  std::string read_only;  // Why nothing is written; empty: it is writable.

  [[nodiscard]] bool writable() const { return ours && read_only.empty(); }
};

// Everything the writer works with; borrowed.
struct WriterPorts {
  Clock& clock;
  const Configuration& configuration;
  log::EventLog& log;
  store::Database& state;
  const Intake& intake;
  Committer& committer;
  RegistryState& registry;
  // Makes the partitions' state right again after a failure: opens the log anew (where that failed,
  // or in any case), folds what the state lacks, claims. Called on the writer's thread with nothing
  // in flight, like those below.
  std::function<Status(bool in_any_case, std::map<PartitionId, PartitionState>&, StuckCases&)>
      recover;

  // For one engine among several; empty where all partitions are this one's.
  //
  // Takes over what is assigned and not ours, as far as it can, and gives up what is ours and not
  // assigned. An error: the log is to be recovered.
  std::function<Status(const std::set<PartitionId>& assigned,
                       std::map<PartitionId, PartitionState>&, StuckCases&)>
      settle_ownership;
  // Folds what another engine added to the registry, if it did. Gives whether.
  std::function<Result<bool>()> follow_registry;
};

// unavailable "busy": what was asked may be asked again.
[[nodiscard]] Error busy(std::string message, std::string vi);

struct WriterCounters {
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> rejected{0};
  std::atomic<std::uint64_t> repeated{0};
  std::atomic<std::uint64_t> fired{0};
  std::atomic<std::uint64_t> groups{0};
  std::atomic<std::uint64_t> entries{0};
  std::atomic<std::int64_t> firing_lag_ms{0};
  std::atomic<std::uint64_t> open_sweeps{0};
};

class Writer {
 public:
  Writer(WriterPorts ports, std::map<PartitionId, PartitionState> partitions);
  // Stops taking commands, decides what was taken, waits until it is durable.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread. Where it cannot be taken, `done` is called at once with unavailable.
  void submit(Prepared prepared, Completion done);
  // Runs `work` on the writer's thread, between groups and with nothing in flight, and waits for
  // it.
  void between_groups(const std::function<void()>& work);
  // Any thread: there may be something new to do.
  void wake();
  // Any thread: from now on these partitions are to be ours, and no others.
  void assign(std::set<PartitionId> partitions);

  // Why intake is stopped; empty: it is open.
  void stop_intake(const std::string& reason, ErrorCode code);
  void open_intake();

  [[nodiscard]] const WriterCounters& counters() const { return counters_; }
  [[nodiscard]] std::size_t queue_length() const;
  [[nodiscard]] std::map<PartitionId, PartitionState> partitions() const;
  [[nodiscard]] bool is_ours(PartitionId partition) const;
  [[nodiscard]] std::string doubt() const;

  // --- Only within between_groups ---

  // Adds a commit that belongs to no case to partition 0 or another, and folds it. The group is
  // durable when between_groups returns, or the error is given.
  [[nodiscard]] Status commit_administration(PartitionId partition, const event::Actor& actor,
                                             std::vector<event::Event> events,
                                             const std::string& reason);
  // Fires everything that is due by now, at most `limit` instants, in due order. Returns how many.
  [[nodiscard]] Result<std::size_t> fire_all_due(std::size_t limit);
  [[nodiscard]] Result<std::optional<Instant>> earliest_due();
  void confirm_clock() { guard_.confirm(); }
  // The rows of the case are about to be changed past the writer, its armed instants among them.
  void forget_case(const CaseId& id) {
    cases_.erase(id);
    agendas_.at(partition_of(id)).forget();
  }
  // Records in partition 0 that work which touches many cases begins.
  [[nodiscard]] Status open_sweep(event::SweepKind kind, OfficerId officer,
                                  const std::string& subject, const event::Actor& actor);
  // Opens a sweep where units have ended since the last one, and cases are in their hands.
  [[nodiscard]] Status open_succession();
  // The same also where a sweep has looked at that day already.
  [[nodiscard]] Status hand_over_again(const event::Actor& actor);
  // Up to `budget` cases of the open sweeps. Gives whether there was anything to do.
  [[nodiscard]] Result<bool> step_sweeps(std::size_t budget);
  [[nodiscard]] Status flush_group();
  [[nodiscard]] PartitionState& partition(PartitionId id) { return partitions_.at(id); }
  [[nodiscard]] std::optional<PartitionId> first_ours() const;

 private:
  struct SweepProgress {
    PartitionId partition;
    Bytes cursor;
    event::SweepClosed closing;
  };

  void run();
  void one_round();
  // Fires what is due and takes steps of sweeps, some of each.
  void act();
  [[nodiscard]] GroupRoom room() const;
  void wait_for_work();
  [[nodiscard]] std::optional<Error> take_done();
  void settle_done();
  void recover_after(const Error& failure, bool read_anew = false);
  void decide_waiting();
  void decide_one(Waiting& waiting);
  [[nodiscard]] Result<Answer> decide_request(Prepared& prepared);
  [[nodiscard]] Result<Answer> answer_repeat(const Prepared& prepared,
                                             const projection::CommandResult& stored);
  // Decides and stages one command of a case. Nothing: there was nothing left to do.
  [[nodiscard]] Result<std::optional<Answer>> decide_and_stage(
      const petition::Case* before, event::Command command, petition::Context context,
      const CommandId& command_id, const Digest& mac, const CommandId& cause,
      const CommandId& correlation);
  [[nodiscard]] Status stage(PartitionId partition, event::Commit& commit, const CommandId& id,
                             Instant log_time, projection::EntryFacts& facts);
  [[nodiscard]] Status fire_own_due(const CaseId& id);
  [[nodiscard]] Result<bool> fire(const projection::DueRow& row);
  [[nodiscard]] Result<bool> sweep_case(const Sweep& sweep, const CaseId& id);
  [[nodiscard]] Result<std::size_t> sweep_partition(const Sweep& sweep, SweepProgress& progress,
                                                    std::size_t budget);
  [[nodiscard]] Result<std::shared_ptr<const petition::Case>> load(const CaseId& id);
  [[nodiscard]] petition::Context context_for(PartitionId partition, const CaseId& id);
  void note_due(PartitionId partition, const petition::Case& after);
  // Whether a case in which something is left to do belongs to a unit that has ended.
  [[nodiscard]] Result<bool> ended_units_have_cases(Date today) const;
  [[nodiscard]] Result<bool> waits_in(const Bytes& prefix, const std::set<UnitId>& gone) const;
  // The first armed instant of all writable partitions in due order; it lies in `*of`.
  [[nodiscard]] Result<std::optional<projection::DueRow>> next_armed(Agenda** of);
  void read_agendas_again();
  void hand_over_group();
  void look_at_clock();
  // By which this round decides: as the guard judged it, for a clock that jumps in the midst of a
  // round must neither date an entry nor fire a deadline. A simulated clock is moved in the midst.
  [[nodiscard]] Instant now() const {
    return ports_.clock.simulated() ? ports_.clock.now() : guard_.judged();
  }
  // Whether partitions are ours, and what the registry says, where other engines work beside us.
  void look_at_others();
  [[nodiscard]] std::optional<Error> deposed() const;
  void settle_ownership(const std::set<PartitionId>& assigned);
  void follow_registry();
  // All that was kept of partitions is read again.
  void forget_partitions();
  void quarantine(const StuckCases& stuck);
  void show();
  [[nodiscard]] std::optional<Error> refusal(PartitionId partition) const;

  WriterPorts ports_;
  DatabaseRows rows_;
  Overlay overlay_;
  CaseCache cases_;
  ClockGuard guard_;
  std::map<PartitionId, PartitionState> partitions_;
  std::map<std::tuple<PartitionId, UnitId, std::uint16_t>, std::uint32_t> numbers_;
  std::map<PartitionId, Agenda> agendas_;
  std::optional<Instant> next_due_;  // The earliest of all agendas, as of the last look.
  bool some_not_fired_ = false;      // Some instants cannot be fired under these rules.
  std::map<std::uint32_t, SweepProgress> sweeping_;
  std::set<std::uint32_t> swept_;   // Sweeps that are closed in every writable partition.
  std::optional<Date> looked_for_;  // The last end for which cases were looked for;
  std::shared_ptr<const registry::Registry> looked_in_;  // where it was found,
  Date looked_on_;                                       // and on which day.
  std::set<PartitionId> settled_for_;                    // The assignment that was settled last.
  std::chrono::steady_clock::time_point last_look_ = std::chrono::steady_clock::now();
  bool unsettled_ = false;                                // Not all of it could be taken over.
  std::chrono::steady_clock::time_point settle_again_{};  // When it is tried again.
  std::shared_ptr<Group> group_;
  std::uint64_t next_group_ = 1;
  WriterCounters counters_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  CommandQueue queue_;
  std::deque<std::pair<const std::function<void()>*, bool*>> between_;
  std::condition_variable between_done_;
  std::optional<Error> intake_stopped_;
  std::optional<Error> broken_;  // Recovery failed; tried again.
  std::string doubt_;
  std::set<PartitionId> assigned_;
  bool woken_ = true;  // The first round looks at what is due.
  bool stop_ = false;
  mutable std::mutex shown_mutex_;
  std::string log_away_;  // Why the log cannot be opened again; empty: it is open.
  std::map<PartitionId, PartitionState> shown_;  // Copy for other threads.
  std::thread thread_;
};

}  // namespace donthu::runtime
