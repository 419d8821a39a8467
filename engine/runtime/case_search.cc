// Finding cases by what is known of them.
#include <algorithm>
#include <set>
#include <sstream>

#include "engine/base/text.h"
#include "engine/projection/read.h"
#include "engine/runtime/log_queries.h"
#include "engine/runtime/state_rows.h"

namespace donthu::runtime {
namespace {

using projection::Table;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(folded(text));
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word.substr(0, 32));
  return words;
}

bool is_overdue(const petition::Case& state) {
  return std::ranges::any_of(state.deadlines, [](const petition::Deadline& deadline) {
    return deadline.state == event::DeadlineState::overdue && !deadline.met_at;
  });
}

bool concerns(const petition::Case& state, UnitId unit) {
  return state.handling_unit == unit || state.accountable_unit == unit || state.number.unit == unit;
}

bool has_words(const petition::Case& state, const std::vector<std::string>& words) {
  const std::string matter = folded(state.matter);
  return std::ranges::all_of(
      words, [&](const std::string& word) { return matter.find(word) != std::string::npos; });
}

bool matches(const petition::Case& state, const Filter& filter,
             const std::vector<std::string>& words) {
  if (filter.unit && !concerns(state, *filter.unit)) return false;
  if (filter.officer &&
      std::ranges::none_of(state.assignments, [&](const petition::Assignment& open) {
        return open.officer == *filter.officer;
      }))
    return false;
  if (filter.kind && state.kind != *filter.kind) return false;
  if (filter.status && state.status != *filter.status) return false;
  if (filter.open && state.open() != *filter.open) return false;
  if (filter.overdue && is_overdue(state) != *filter.overdue) return false;
  const Date received = local_date(state.received_at);
  if (filter.received_from && received < *filter.received_from) return false;
  if (filter.received_until && received > *filter.received_until) return false;
  if (filter.stuck && state.stuck.empty()) return false;
  if (filter.rulings && !state.ruling_needed) return false;
  return has_words(state, words);
}

// The narrowest index for the filter: every case that matches has a row in one of the ranges, and
// the row's key ends in the case's id.
std::vector<Bytes> ranges_of(const Filter& filter, const std::vector<std::string>& words,
                             PartitionId partition) {
  if (filter.stuck) return {projection::table_prefix(partition, Table::stuck)};
  if (filter.rulings) return {projection::table_prefix(partition, Table::rulings)};
  if (filter.officer) return {projection::officer_prefix(partition, *filter.officer)};
  if (!words.empty()) {
    const auto longest = std::ranges::max(words, {}, &std::string::size);
    return {projection::word_prefix(partition, longest)};
  }
  if (filter.unit) {
    if (filter.open) return {projection::unit_prefix(partition, *filter.unit, *filter.open)};
    return {projection::unit_prefix(partition, *filter.unit, false),
            projection::unit_prefix(partition, *filter.unit, true)};
  }
  return {projection::table_prefix(partition, Table::cases)};
}

struct Cursor {
  std::uint16_t partition = 1;
  std::uint8_t range = 0;
  Bytes after;  // The last key that was looked at.
};

std::string encode_cursor(const Cursor& cursor) {
  Bytes bytes;
  put_be(bytes, cursor.partition);
  bytes.push_back(static_cast<char>(cursor.range));
  bytes += cursor.after;
  return to_base64url(bytes);
}

Result<Cursor> parse_cursor(const std::string& text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const auto bytes = text.size() <= 512 ? from_base64url(text) : std::nullopt;
  if (!bytes || bytes->size() < 3)
    return reject(ErrorCode::invalid, "bad-cursor", "Con trỏ không hợp lệ",
                  "this is no cursor of this log", "cursor",
                  "Take the cursor from the page before, unchanged");
  cursor.partition = get_be<std::uint16_t>(*bytes, 0);
  cursor.range = static_cast<std::uint8_t>((*bytes)[2]);
  cursor.after = bytes->substr(3);
  return cursor;
}

}  // namespace

Result<Page> LogQueries::find(const Filter& filter, const std::string& text,
                              std::size_t limit) const {
  DONTHU_ASSIGN(Cursor cursor, parse_cursor(text));
  const auto words = words_of(filter.words);
  limit = std::clamp<std::size_t>(limit, 1, 1'000);
  const SnapshotRows rows(state_);
  Page page;
  // One case may stand in several rows of an index (words that begin alike).
  std::set<CaseId> seen;
  for (; cursor.partition < log_.partitions(); ++cursor.partition, cursor.range = 0) {
    const auto ranges = ranges_of(filter, words, PartitionId{cursor.partition});
    for (; cursor.range < ranges.size(); ++cursor.range, cursor.after.clear()) {
      const Bytes& range = ranges[cursor.range];
      const Bytes from = cursor.after.starts_with(range) ? cursor.after + '\0' : range;
      Status sound;
      bool full = false;
      DONTHU_TRY(rows.scan(from, projection::end_of_prefix(range), [&](ByteView key, ByteView) {
        if (page.cases.size() >= limit) {
          full = true;
          return false;
        }
        cursor.after = key;
        const CaseId id = projection::case_id_at_end(key);
        if (!seen.insert(id).second) return true;
        auto state = projection::find_case(rows, id);
        if (!state)
          sound = std::unexpected(state.error());
        else if (*state && matches(**state, filter, words))
          page.cases.push_back(**std::move(state));
        return sound.has_value();
      }));
      DONTHU_TRY(sound);
      if (full) {
        page.next = encode_cursor(cursor);
        return page;
      }
    }
    cursor.after.clear();
  }
  return page;
}

}  // namespace donthu::runtime
