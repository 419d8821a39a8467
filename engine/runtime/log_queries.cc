#include "engine/runtime/log_queries.h"

#include <algorithm>

#include "engine/event/codec.h"
#include "engine/projection/read.h"
#include "engine/runtime/follower.h"
#include "engine/runtime/state_rows.h"

namespace donthu::runtime {
namespace {

std::unexpected<Error> unknown_case() {
  return reject(ErrorCode::not_found, "unknown-case", "Không có vụ việc này",
                "there is no such case", "case", "Find it with donthu case find");
}

}  // namespace

Result<petition::Case> LogQueries::find_case(const CaseId& id) const {
  DONTHU_ASSIGN(auto found, projection::find_case(DatabaseRows(state_), id));
  if (!found) return unknown_case();
  return *std::move(found);
}

Result<petition::Case> LogQueries::find_number(const event::RegisterNumber& number) const {
  const DatabaseRows rows(state_);
  for (std::uint16_t i = 1; i < log_.partitions(); ++i) {
    DONTHU_ASSIGN(const auto id, projection::find_number(rows, PartitionId{i}, number));
    if (id) return find_case(*id);
  }
  return reject(ErrorCode::not_found, "unknown-number", "Không có số này trong sổ",
                "no petition bears that number", "number",
                "A number is unit/year/number, as on the receipt");
}

Result<std::vector<HistoryEntry>> LogQueries::history(const CaseId& id) const {
  DONTHU_ASSIGN(const auto places, projection::history_of(DatabaseRows(state_), id));
  if (places.empty()) return unknown_case();
  std::vector<HistoryEntry> entries;
  entries.reserve(places.size());
  for (const auto& place : places) {
    DONTHU_ASSIGN(const Bytes stored, log_.read_one(partition_of(id), place.seq));
    DONTHU_ASSIGN(auto read, read_commit(stored));
    if (read.hash != place.hash || !read.commit)
      return fail(ErrorCode::corrupt, "history-differs",
                  "entry " + std::to_string(place.seq) + " is not the one that was folded",
                  to_string(id), "Run donthu audit verify");
    entries.push_back({partition_of(id), place.seq, read.envelope.epoch, read.hash,
                       read.envelope.prev, read.envelope.log_time, read.envelope.command,
                       *std::move(read.commit)});
  }
  return entries;
}

Result<petition::Case> LogQueries::fold_until(
    const CaseId& id, const std::function<bool(const HistoryEntry&)>& counts) const {
  DONTHU_ASSIGN(const auto entries, history(id));
  petition::Case state;
  for (const HistoryEntry& entry : entries) {
    if (!counts(entry)) break;
    DONTHU_TRY(petition::apply(state, entry.commit, entry.recorded_at, entry.hash));
  }
  if (state.version == 0)
    return reject(ErrorCode::not_found, "not-yet-known", "Vào thời điểm đó vụ việc chưa được ghi",
                  "the case was not recorded by then", "as_of", "Give a later time");
  return state;
}

Result<petition::Case> LogQueries::case_recorded_as_of(const CaseId& id, Instant at) const {
  return fold_until(id, [&](const HistoryEntry& entry) { return entry.recorded_at <= at; });
}

Result<petition::Case> LogQueries::case_at_version(const CaseId& id, std::uint64_t version) const {
  return fold_until(
      id, [&](const HistoryEntry& entry) { return entry.commit.case_version <= version; });
}

Result<std::vector<projection::Fact>> LogQueries::timeline(const CaseId& id) const {
  DONTHU_ASSIGN(auto facts, projection::timeline_of(DatabaseRows(state_), id));
  if (facts.empty()) return unknown_case();
  return facts;
}

Status LogQueries::each_timeline(const FactVisitor& visit) const {
  const SnapshotRows rows(state_);
  for (std::uint16_t i = 1; i < log_.partitions(); ++i) {
    const Bytes prefix = projection::table_prefix(PartitionId{i}, projection::Table::timeline);
    CaseId current;
    std::vector<projection::Fact> facts;
    Status sound;
    bool go_on = true;
    const auto finish = [&] {
      if (!facts.empty()) go_on = visit(current, facts);
      facts.clear();
    };
    DONTHU_TRY(
        rows.scan(prefix, projection::end_of_prefix(prefix), [&](ByteView key, ByteView value) {
          const CaseId id = *id_from_bytes<CaseId>(key.substr(3, 16));
          if (id != current) finish();
          if (!go_on) return false;
          current = id;
          auto fact = event::decode<projection::Fact>(value);
          if (!fact) {
            sound = std::unexpected(fact.error());
            return false;
          }
          facts.push_back(*std::move(fact));
          return true;
        }));
    DONTHU_TRY(sound);
    if (go_on) finish();
    if (!go_on) break;
  }
  return {};
}

Result<std::uint64_t> LogQueries::each_entry(PartitionId partition, std::uint64_t from_seq,
                                             const EntryVisitor& visit) const {
  Status sound;
  DONTHU_ASSIGN(const std::uint64_t next,
                log_.read(partition, from_seq, [&](std::uint64_t seq, ByteView stored) {
                  auto read = read_commit(stored);
                  if (!read) {
                    sound = std::unexpected(read.error());
                    return false;
                  }
                  if (!read->commit) return true;
                  return visit({partition, seq, read->hash, read->envelope.log_time,
                                read->envelope.command, *std::move(read->commit)});
                }));
  DONTHU_TRY(sound);
  return next;
}

std::uint64_t LogQueries::next_seq(PartitionId partition) const {
  const auto position = projection::position_of(DatabaseRows(state_), partition);
  return position ? position->next_seq : 0;
}

}  // namespace donthu::runtime
