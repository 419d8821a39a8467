// The feed: every event of the log, in the order of its partition, from any position ever issued.
#pragma once

#include <map>
#include <mutex>
#include <vector>

#include "engine/feed/cloud_event.h"
#include "engine/feed/cursor.h"

namespace donthu::feed {

// What a reader wants; everything given must hold. Empty: everything.
struct Filter {
  std::vector<UnitId> units;  // Registered, handles or answers for the case, before or after.
  std::vector<event::PetitionKind> kinds;
  std::vector<std::string> types;  // "PetitionRegistered", or with prefix and version.

  // True where a case must be known to judge; entries without a case then never match.
  [[nodiscard]] bool of_cases() const { return !units.empty() || !kinds.empty(); }
};

struct Delivery {
  CloudEvent event;
  Cursor after;  // Resume here once the event has been dealt with.
};

struct Batch {
  std::vector<Delivery> events;
  Cursor after;       // Also past what the filter held back.
  bool more = false;  // There may be more at once; else wait for the engine's listener.
};

// Reads only entries that are durable and folded. Thread-safe; keeps facts of cases seen lately in
// memory.
class Feed {
 public:
  // `queries` must outlive it. `simulated` as the engine says.
  Feed(const runtime::Queries& queries, bool simulated);

  [[nodiscard]] Cursor beginning() const;
  [[nodiscard]] Cursor end() const;  // Only what happens from now on.
  // Only one partition, from an event on: of the entry `from.seq` the first `from.index` events are
  // passed over. For a reader that keeps a place for each partition; not to be given outside.
  [[nodiscard]] Cursor only(const Place& from) const;
  // invalid "bad-cursor"; not_found "cursor-of-another-log"; conflict "cursor-ahead": the log was
  // restored to an earlier state. In the last two cases the reader begins anew.
  [[nodiscard]] Result<Cursor> resume(std::string_view text) const;

  // At most `limit` (1 to 1000) events after the cursor. Events of one case come in their order;
  // partitions take turns. Errors: those of the log (corrupt, unsupported, io).
  [[nodiscard]] Result<Batch> poll(const Filter& filter, Cursor cursor, std::size_t limit);

 private:
  struct FactsAround {
    CaseFacts before;  // Of the version before; the same for the first.
    CaseFacts after;
  };
  using CaseVersion = std::pair<CaseId, std::uint64_t>;

  [[nodiscard]] Result<FactsAround> facts_of(const runtime::LogEntry& entry);
  [[nodiscard]] Status load_history(const CaseId& id);
  [[nodiscard]] Status take(const runtime::LogEntry& entry, const Filter& filter, std::size_t limit,
                            Batch& batch);

  const runtime::Queries& queries_;
  const bool simulated_;
  std::mutex mutex_;
  std::map<CaseVersion, CaseFacts> facts_;
};

// True where `type` names a kind of event: by its name, or as "vn.donthu.<name>.v<version>".
[[nodiscard]] bool is_event_type(std::string_view type);

}  // namespace donthu::feed
