#include "engine/feed/feed.h"

#include <algorithm>
#include <limits>

#include "engine/event/commit_codec.h"
#include "engine/petition/case.h"

namespace donthu::feed {
namespace {

// Entries looked at by one poll, so that a filter that holds everything back still moves on.
constexpr std::size_t entries_a_poll = 2'000;
constexpr std::size_t entries_a_turn = 128;
constexpr std::size_t facts_kept = 100'000;

CaseFacts facts_of_case(const petition::Case& state) {
  return {state.number, state.kind, state.handling_unit, state.accountable_unit};
}

bool is_of(const CaseFacts& facts, UnitId unit) {
  return facts.number.unit == unit || facts.handling_unit == unit || facts.accountable_unit == unit;
}

bool names_type(std::string_view wanted, const event::RecordType& type) {
  return wanted == type.name ||
         wanted == "vn.donthu." + std::string(type.name) + ".v" + std::to_string(type.version);
}

}  // namespace

bool is_event_type(std::string_view wanted) {
  return std::ranges::any_of(event::event_types(),
                             [&](const auto& type) { return names_type(wanted, type); });
}

Feed::Feed(const runtime::Queries& queries, bool simulated)
    : queries_(queries), simulated_(simulated) {}

Cursor Feed::beginning() const {
  return {queries_.log_id(), std::vector<std::uint64_t>(queries_.partitions(), 0), 0, 0};
}

Cursor Feed::end() const {
  auto cursor = beginning();
  for (std::uint16_t i = 0; i < cursor.next.size(); ++i)
    cursor.next[i] = queries_.next_seq(PartitionId{i});
  return cursor;
}

Cursor Feed::only(const Place& from) const {
  // The others stand where no log comes to.
  auto cursor = beginning();
  std::ranges::fill(cursor.next, std::numeric_limits<std::uint64_t>::max());
  cursor.next[from.partition.value] = from.seq;
  cursor.within_partition = from.partition.value;
  cursor.within = from.index;
  return cursor;
}

Result<Cursor> Feed::resume(std::string_view text) const {
  DONTHU_ASSIGN(auto cursor, parse_cursor(text));
  if (cursor.log != queries_.log_id() || cursor.next.size() != queries_.partitions())
    return reject(ErrorCode::not_found, "cursor-of-another-log", "Con trỏ thuộc nhật ký khác.",
                  "The cursor belongs to another log.", "cursor",
                  "Begin anew without a cursor; events are told apart by source and id.");
  for (std::uint16_t i = 0; i < cursor.next.size(); ++i)
    if (cursor.next[i] > queries_.next_seq(PartitionId{i}))
      return reject(ErrorCode::conflict, "cursor-ahead", "Con trỏ vượt quá nhật ký.",
                    "The cursor is ahead of the log, which was restored to an earlier state.",
                    "cursor", "Begin anew without a cursor, and compare what you hold.");
  return cursor;
}

Status Feed::load_history(const CaseId& id) {
  DONTHU_ASSIGN(const auto history, queries_.history(id));
  petition::Case state;
  for (const auto& entry : history) {
    DONTHU_TRY(petition::apply(state, entry.commit, entry.recorded_at, entry.hash));
    facts_[{id, entry.commit.case_version}] = facts_of_case(state);
  }
  return {};
}

Result<Feed::FactsAround> Feed::facts_of(const runtime::LogEntry& entry) {
  const auto& id = entry.commit.case_id;
  const auto version = entry.commit.case_version;
  const std::scoped_lock lock(mutex_);
  if (facts_.size() > facts_kept) facts_.clear();
  auto after = facts_.find({id, version});
  const auto before_known = version <= 1 || facts_.contains({id, version - 1});
  if (after == facts_.end() && before_known) {
    // At the end of the log the case stands at this very version: no need of its history.
    if (const auto now = queries_.find_case(id); now && now->version == version)
      after = facts_.emplace(CaseVersion{id, version}, facts_of_case(*now)).first;
  }
  if (after == facts_.end() || !before_known) {
    DONTHU_TRY(load_history(id));
    after = facts_.find({id, version});
  }
  if (after == facts_.end())
    return fail(ErrorCode::unavailable, "case-not-folded",
                "The case of this entry has not been folded yet.", {}, "Ask again in a moment.");
  const auto before = facts_.find({id, version - 1});
  return FactsAround{before == facts_.end() ? after->second : before->second, after->second};
}

Status Feed::take(const runtime::LogEntry& entry, const Filter& filter, std::size_t limit,
                  Batch& batch) {
  auto& cursor = batch.after;
  const auto partition = entry.partition.value;
  std::uint32_t first = 0;
  if (cursor.within_partition == partition && cursor.next[partition] == entry.seq)
    first = cursor.within;
  cursor.within_partition = partition;
  cursor.next[partition] = entry.seq;
  cursor.within = first;

  std::optional<FactsAround> facts;
  bool wanted = true;
  if (entry.commit.case_id) {
    // A case that stands still has events that no fold can judge: they are given without facts.
    auto found = facts_of(entry);
    if (found)
      facts = *std::move(found);
    else if (found.error().code == ErrorCode::unavailable)
      return std::unexpected(found.error());
  }
  if (filter.of_cases() && !facts) wanted = false;
  if (wanted && !filter.kinds.empty())
    wanted = std::ranges::find(filter.kinds, facts->after.kind) != filter.kinds.end();
  if (wanted && !filter.units.empty())
    wanted = std::ranges::any_of(filter.units, [&](UnitId unit) {
      return is_of(facts->before, unit) || is_of(facts->after, unit);
    });

  const auto count = static_cast<std::uint32_t>(entry.commit.events.size());
  for (auto i = first; wanted && i < count; ++i) {
    const auto& type = event::type_of(entry.commit.events[i]);
    if (!filter.types.empty() && std::ranges::none_of(filter.types, [&](const auto& name) {
          return names_type(name, type);
        }))
      continue;
    if (batch.events.size() == limit) {
      cursor.within = i;
      return {};
    }
    Delivery delivery;
    delivery.event = cloud_event(entry, i, cursor.log,
                                 facts ? std::optional(facts->after) : std::nullopt, simulated_);
    cursor.within = i + 1;
    if (cursor.within == count) {
      cursor.next[partition] = entry.seq + 1;
      cursor.within = 0;
    }
    delivery.after = cursor;
    batch.events.push_back(std::move(delivery));
  }
  cursor.next[partition] = entry.seq + 1;
  cursor.within = 0;
  return {};
}

Result<Batch> Feed::poll(const Filter& filter, Cursor cursor, std::size_t limit) {
  limit = std::clamp<std::size_t>(limit, 1, 1'000);
  Batch batch;
  batch.after = std::move(cursor);
  const auto partitions = static_cast<std::uint16_t>(batch.after.next.size());
  std::size_t looked_at = 0;
  const auto start = batch.after.within_partition;
  for (std::uint16_t turn = 0; turn < partitions; ++turn) {
    // A half-read entry is finished first: its position has no room in the cursor elsewhere.
    const auto partition = static_cast<std::uint16_t>((start + turn) % partitions);
    const auto from = batch.after.next[partition];
    // What the state lacks is not told yet: nothing is known of its case.
    const auto end = queries_.next_seq(PartitionId{partition});
    if (from >= end) continue;
    std::vector<runtime::LogEntry> entries;
    DONTHU_ASSIGN(auto next,
                  queries_.each_entry(PartitionId{partition}, from, [&](const auto& entry) {
                    if (entry.seq < end) entries.push_back(entry);
                    return entry.seq < end && entries.size() < entries_a_turn;
                  }));
    next = std::min(next, end);
    for (const auto& entry : entries) {
      auto status = take(entry, filter, limit, batch);
      if (!status && status.error().code == ErrorCode::unavailable) {
        batch.more = true;
        return batch;
      }
      DONTHU_TRY(std::move(status));
      if (batch.events.size() == limit) {
        batch.more = true;
        return batch;
      }
    }
    batch.after.next[partition] = std::max(batch.after.next[partition], next);
    looked_at += entries.size();
    if (entries.size() >= entries_a_turn || looked_at >= entries_a_poll) batch.more = true;
    if (looked_at >= entries_a_poll) {
      batch.after.within_partition = static_cast<std::uint16_t>((partition + 1) % partitions);
      return batch;
    }
  }
  return batch;
}

}  // namespace donthu::feed
