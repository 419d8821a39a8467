// What the sources of the embedded log share. Not for other rooms.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/log/append_judgement.h"
#include "engine/log/embedded_log.h"
#include "engine/log/head_file.h"

namespace donthu::log {

// Beside the entries (main family): be16 partition -> head; be16 partition | "source" -> mark; and
// be16 partition | be64 epoch -> claim.
inline constexpr store::Family heads{1};
inline constexpr store::Family claims{2};

[[nodiscard]] Bytes partition_key(PartitionId partition);
// Of an entry (number = seq) or of a claim (number = epoch).
[[nodiscard]] Bytes numbered_key(PartitionId partition, std::uint64_t number);
[[nodiscard]] Bytes head_row(const Head& head);
[[nodiscard]] Bytes source_key(PartitionId partition);
// The mark, and the place in the copy that it belongs to.
[[nodiscard]] Bytes source_row(const SourceMark& mark, const event::Acceptance& copy);
// None where the copy has gone on without it.
[[nodiscard]] std::optional<SourceMark> parse_source_row(ByteView row, std::uint64_t next_seq,
                                                         std::uint64_t epoch);

struct EmbeddedLog::State {
  struct Partition {
    std::mutex writing;  // Held from judgement until the outcome is known.
    std::optional<event::Acceptance> acceptance;
    std::optional<Error> damage;
  };
  // What readers see: durable, and copied out under one short lock.
  struct Published {
    Head head;
    std::uint64_t epoch = 0;
    VoidCounts voids;
  };

  // Set when the log is made, and constant from then on.
  std::string path;
  Random& random;
  EmbeddedLogOptions options;
  event::Genesis genesis;
  std::vector<Partition> partitions;

  mutable std::mutex
      mutex;  // Guards what follows, and is never held while anything is read or written.
  mutable std::condition_variable grown;
  std::shared_ptr<store::Database> database;
  std::vector<Published> published;
  std::atomic<bool> closed{false};

  State(std::string where, Random& nonces, EmbeddedLogOptions how)
      : path(std::move(where)), random(nonces), options(std::move(how)) {}

  [[nodiscard]] bool has(PartitionId partition) const {
    return partition.value < genesis.partitions;
  }
  [[nodiscard]] Error absent(PartitionId partition) const {
    return no_such_partition(partition, genesis.partitions);
  }

  // Asked for with `writing` held where something is to be written, since reopen() waits for its
  // end.
  [[nodiscard]] Result<std::shared_ptr<store::Database>> open_database() const {
    const std::lock_guard lock(mutex);
    if (database) return database;
    return fail(ErrorCode::unavailable, "log-reopening", "The log is being opened again", path,
                "Try again.");
  }

  [[nodiscard]] Result<Published> look(PartitionId partition) const {
    const std::lock_guard lock(mutex);
    if (!has(partition)) return std::unexpected(absent(partition));
    return published[partition.value];
  }

  void publish(PartitionId partition, const event::Acceptance& after) {
    partitions[partition.value].acceptance = after;
    const std::lock_guard lock(mutex);
    published[partition.value].head = after.head();
    published[partition.value].epoch = after.current_epoch();
    grown.notify_all();
  }

  void count_void(PartitionId partition, std::uint64_t entries, std::uint64_t void_claims) {
    const std::lock_guard lock(mutex);
    published[partition.value].voids.entries += entries;
    published[partition.value].voids.claims += void_claims;
  }

  // Why nothing may be written to the partition, with its `writing` held.
  [[nodiscard]] std::optional<Error> obstacle(PartitionId partition) const {
    if (closed.load() || options.read_only) return closed_for_writing();
    return partitions[partition.value].damage;
  }

  Error unknown(const Error& cause) {
    closed.store(true);
    auto error = cause;
    error.code = ErrorCode::outcome_unknown;
    error.remedy = closed_for_writing().remedy;
    return error;
  }

  // Takes in what the database holds; from then on the log can be written.
  [[nodiscard]] Status load(std::unique_ptr<store::Database> opened);
  [[nodiscard]] Status load_partitions(const store::Database& opened);
};

// New or existing; takes the folder's lock.
[[nodiscard]] Result<std::unique_ptr<store::Database>> open_log_database(
    const std::string& path, const EmbeddedLogOptions& options, bool create);

}  // namespace donthu::log
