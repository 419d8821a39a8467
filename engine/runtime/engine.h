// The engine of one data folder: takes commands, keeps deadlines, answers questions.
//
// Threads: one writer decides, one committer makes durable; questions are answered on the caller's
// thread from the durable state. Every public function may be called from any thread.
//
// Several engines, each with a folder of its own, may work on one log (Ports::ownership): each
// writes some partitions and folds all. Whatever changes something in a partition of another engine
// fails with unavailable "partition-elsewhere", and the partition's number in `field`: ask the
// owner().
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/ports.h"
#include "engine/log/log_source.h"
#include "engine/petition/rules.h"
#include "engine/registry/registry.h"
#include "engine/runtime/configuration.h"
#include "engine/runtime/ownership.h"
#include "engine/runtime/queries.h"
#include "engine/runtime/request.h"
#include "engine/runtime/sweeps.h"

namespace donthu::runtime {

// What the engine takes from outside. Borrowed; must outlive the engine.
struct Ports {
  Clock* clock = nullptr;
  Random* random = nullptr;
  const log::LogSource* log = nullptr;  // None: the data folder keeps the log itself.
  Ownership* ownership = nullptr;       // None: this is the only engine on the log.
};

// A version of a rule file, to be published.
struct RuleFile {
  event::RuleActivated activation;  // Without its digest.
  Bytes content;
};

class Engine {
 public:
  // Makes the data folder: log with its genesis, keys, empty state. `ports.clock` decides for ever
  // whether the log is a simulated one, which every output then says.
  // conflict "folder-not-empty": it holds something already. invalid: a wrong configuration. io,
  // full.
  [[nodiscard]] static Status create(const Configuration& configuration, Ports ports);

  // Makes the data folder of a further node on the log that `ports.log` leads to: with all entries
  // and keys that there are by now. `master_key` is the master key of the other nodes, or the
  // folder that holds it. conflict "folder-not-empty". invalid "wrong-master-key": not the one of
  // the others. not_found "master-key-missing", "no-log". unsupported "log-in-its-folder". io,
  // full.
  [[nodiscard]] static Status join(const Configuration& configuration, Ports ports,
                                   const std::filesystem::path& master_key);

  // Opens the folder and begins to work: checks the log from its last verified mark, compares its
  // head with those that the state and the head file know, folds what the state lacks, claims each
  // partition; one engine among several joins the others instead, and claims what it is assigned.
  // unsupported "log-elsewhere": the folder's log lies in a topic, and `ports` do not lead there.
  // conflict "folder-in-use": another process has it. not_found "no-data-folder": make it first.
  // corrupt "keys-behind": the key folder is an older copy than the log.
  // unsupported: a newer version wrote it, or a simulated log is opened with a real clock (or the
  // other way round). invalid "partitions-differ". corrupt: the log could not be opened at all; see
  // audit(). A partition whose log differs from what is known of it is opened read-only instead:
  // see health().
  [[nodiscard]] static Result<std::unique_ptr<Engine>> open(const Configuration& configuration,
                                                            Ports ports);

  // Stops intake, finishes what was taken, writes the head file, closes.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Takes a command; `done` gets its answer once it is durable. Errors reach `done` too: those of
  // petition::decide; invalid (sealing, "discloses-person", a bad key), stale (expected_version),
  // conflict "id-reused", unavailable (queue full, clock in doubt, partition read-only or moving),
  // full (disk reserve, entry too large), outcome_unknown (ask again with the same key).
  void submit(Request request, Completion done);
  // The same, and waits.
  [[nodiscard]] Result<Answer> execute(Request request);

  // Changes the registry: all facts, or none. One entry each time split_into_changes says so; a
  // repeat with the same key changes nothing. An officer who leaves an office, and units that have
  // ended, open a sweep that passes on what they had in hand; units that end later do so on their
  // day by themselves.
  [[nodiscard]] Status change_registry(std::vector<event::RegistryEvent> facts,
                                       const std::string& reason, const event::Actor& actor);
  // Checks and activates rule files. A new calendar or policy opens a sweep that computes running
  // deadlines anew.
  [[nodiscard]] Status publish_rules(std::vector<RuleFile> files, const event::Actor& actor);

  // Stores a document for a case, sealed under the case's key; its digest is then given to Attach.
  [[nodiscard]] Result<Digest> store_document(const CaseId& id, ByteView content);
  // Sealed texts of a case in clear, by their field. Recorded as an event, also where it is
  // refused.
  [[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> read_sealed(
      const Request& request);

  // All sweeps, first to last, and how far they are. Errors: those of sweeps_of.
  [[nodiscard]] Result<std::vector<SweepState>> sweeps() const;
  // Looks once more for cases in the hands of units that have ended, as after a change of the
  // registry: for those that were rejected, or wait for a ruling that is not needed any more.
  [[nodiscard]] Status hand_over_again(const event::Actor& actor);

  // Frees a stuck case and folds its entries again. rejected: it is not stuck, or still cannot be
  // applied.
  [[nodiscard]] Status release(const CaseId& id, const event::Actor& actor);
  // An operator vouches for the clock.
  [[nodiscard]] Status confirm_clock(const event::Actor& actor);

  // Only with a SimulatedClock: goes to `until` from due instant to due instant, so that everything
  // fires in due order at its own time. Returns how many instants fired.
  [[nodiscard]] Result<std::uint64_t> advance_to(Instant until);
  // Waits until everything that was taken, is due, or is swept by now has been done.
  void settle();

  // Waits until everything of the partition before `next_seq` is folded, so that questions know of
  // it. unavailable "not-yet-here": not within the time. not_found: there is no such partition.
  [[nodiscard]] Status wait_for(PartitionId partition, std::uint64_t next_seq,
                                std::chrono::milliseconds patience) const;

  // The node that this engine is; null: it is alone.
  [[nodiscard]] const Node* self() const;
  // Those alive, this one included, by name; empty for an engine that is alone.
  [[nodiscard]] std::vector<Node> nodes() const;
  // Who writes the partition, by the log's last claim; none: nobody who can be asked at this
  // moment. Where it is this engine while changes are refused as "partition-elsewhere", the
  // partition is on its way.
  [[nodiscard]] std::optional<Node> owner(PartitionId partition) const;
  // Whether this engine writes the partition now.
  [[nodiscard]] bool writes(PartitionId partition) const;
  // Finishes what was taken, leaves the others, and waits for some seconds at most until they have
  // taken over what was this engine's. Questions are answered as before. Nothing for an engine that
  // is alone.
  void hand_over();
  // Of the log's storage; empty for a log that lies in the folder. unavailable.
  [[nodiscard]] Result<std::vector<Replicas>> replicas() const;

  [[nodiscard]] const Queries& queries() const;
  [[nodiscard]] std::shared_ptr<const registry::Registry> registry() const;
  [[nodiscard]] std::shared_ptr<const petition::Rules> rules() const;
  [[nodiscard]] Instant now() const;
  [[nodiscard]] bool simulated() const;

  // Calls `listener` with the partition after each group that became durable. For feeds; must not
  // block. At most 64 listeners; returns a number to remove it by.
  std::uint32_t listen(std::function<void()> listener);
  void unlisten(std::uint32_t number);

  struct PartitionHealth {
    PartitionId partition;
    std::uint64_t next_seq = 0;
    std::uint64_t epoch = 0;
    std::string read_only;  // Why nothing is written to it; empty: it is writable.
    bool ours = true;       // Otherwise another engine writes it.
    std::uint64_t folded_seq = 0;
    log::VoidCounts voids;  // Since the start.
  };
  struct Health {
    bool ready = false;  // Takes commands.
    std::string reason;  // Why not.
    std::vector<PartitionHealth> partitions;
    std::uint64_t commands_accepted = 0;
    std::uint64_t commands_rejected = 0;
    std::uint64_t commands_repeated = 0;
    std::uint64_t deadlines_fired = 0;
    std::uint64_t groups = 0;
    std::uint64_t entries = 0;
    std::uint64_t queue_length = 0;
    std::uint64_t stuck_cases = 0;
    // Records of keys that other nodes shared and this one does not believe: see KeyFile::refresh.
    std::uint64_t strange_keys = 0;
    std::uint64_t open_sweeps = 0;
    std::uint64_t disk_free_bytes = 0;
    std::int64_t firing_lag_ms = 0;  // Age of the oldest due instant that has not fired.
  };
  [[nodiscard]] Health health() const;

 private:
  class Parts;
  explicit Engine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace donthu::runtime
