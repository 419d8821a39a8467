#include "engine/projection/fold.h"

#include <algorithm>
#include <set>
#include <vector>

#include "engine/base/text.h"
#include "engine/event/codec.h"
#include "engine/event/walk.h"
#include "engine/projection/fact.h"
#include "engine/projection/read.h"

namespace donthu::projection {
namespace {

using petition::Case;

constexpr std::size_t longest_indexed_word = 32;

std::set<std::string> words_of(const Case& state) {
  std::set<std::string> words;
  std::string word;
  const std::string plain = folded(state.matter) + " ";
  for (const char c : plain) {
    const bool ends = c == ' ' || c == ',' || c == '.' || c == ';' || c == '-' || c == '/' ||
                      c == '(' || c == ')' || c == '\n' || c == '\t';
    if (!ends) {
      word += c;
    } else if (!word.empty()) {
      words.insert(word.substr(0, longest_indexed_word));
      word.clear();
    }
  }
  return words;
}

// All index rows of a case: everything about it that is found by something else than its id.
Changes index_rows(const Case& state) {
  Changes rows;
  const Bytes summary = unit_summary(state);
  rows[unit_key(state.handling_unit, state)] = summary;
  rows[unit_key(state.accountable_unit, state)] = summary;
  rows[unit_key(state.number.unit, state)] = summary;
  for (const auto& due : petition::due_instants(state)) rows[due_key(state.id, due)] = Bytes{};
  for (const auto& open : state.assignments) rows[officer_key(open.officer, state.id)] = Bytes{};
  if (state.ruling_needed) rows[ruling_key(state.id)] = Bytes{};
  if (!state.stuck.empty()) rows[stuck_key(state.id)] = state.stuck;
  return rows;
}

void change_index(Changes& changes, const Case* before, const Case& after) {
  Changes now = index_rows(after);
  if (before != nullptr) {
    Changes was = index_rows(*before);
    for (auto& [key, value] : was) {
      const auto kept = now.find(key);
      if (kept == now.end())
        changes[key] = std::nullopt;
      else if (kept->second == value)
        now.erase(kept);
    }
  }
  for (auto& [key, value] : now) changes[key] = std::move(value);
}

void change_words(Changes& changes, const Case* before, const Case& after) {
  if (before != nullptr && before->matter == after.matter) return;
  if (before != nullptr)
    for (const std::string& word : words_of(*before))
      changes[word_key(after.id, word)] = std::nullopt;
  for (const std::string& word : words_of(after)) changes[word_key(after.id, word)] = Bytes{};
}

void add_timeline(Changes& changes, const EntryFacts& entry, const event::Commit& commit,
                  const Case& after) {
  const petition::EventTimes times{entry.log_time, commit.effective_at};
  for (std::size_t i = 0; i < commit.events.size(); ++i)
    if (const auto fact = fact_of(commit.events[i], after, times))
      changes[timeline_key(after.id, commit.case_version, static_cast<std::uint16_t>(i))] =
          event::encode(*fact);
}

}  // namespace

void fold_case(Changes& changes, const EntryFacts& entry, const event::Commit& commit,
               const Case* before, const Case& after) {
  fold_lasting(changes, entry, commit, before == nullptr, after);
  fold_current(changes, before, after);
}

void fold_current(Changes& changes, const Case* before, const Case& after) {
  changes[case_key(after.id)] = event::encode(after);
  change_index(changes, before, after);
  change_words(changes, before, after);
}

void fold_lasting(Changes& changes, const EntryFacts& entry, const event::Commit& commit,
                  bool registers, const Case& after) {
  Bytes place;
  put_be(place, entry.seq);
  place += entry.hash.view();
  changes[history_key(after.id, commit.case_version)] = std::move(place);
  changes[command_key(after.id, entry.command)] =
      event::encode(CommandResult{commit.case_version, entry.seq, commit.request_mac,
                                  entry.log_time, after.status, after.number});
  if (registers) {
    const PartitionId partition = partition_of(after.id);
    changes[number_key(partition, after.number)] = Bytes(after.id.view());
    Bytes last;
    put_be(last, after.number.number);
    changes[counter_key(partition, after.number.unit, after.number.year)] = std::move(last);
  }
  add_timeline(changes, entry, commit, after);
}

void fold_stuck(Changes& changes, const Case* before, const Case& after) {
  changes[case_key(after.id)] = event::encode(after);
  change_index(changes, before, after);
}

void fold_administration(Changes& changes, PartitionId partition, const event::Commit& commit) {
  for (const event::Event& event : commit.events)
    if (const auto* closed = std::get_if<event::SweepClosed>(&event))
      changes[sweep_key(partition, closed->sweep)] = event::encode(*closed);
}

std::uint64_t highest_key(const event::Commit& commit) {
  std::uint64_t highest = 0;
  for (const event::Event& event : commit.events)
    if (const auto* registered = std::get_if<event::PetitionRegistered>(&event))
      highest = std::max(highest, registered->case_key);
  event::for_each_sealed(
      commit, [&](const event::SealedText& text) { highest = std::max(highest, text.key); });
  return highest;
}

void put_position(Changes& changes, PartitionId partition, const Position& position) {
  changes[position_key(partition)] = event::encode(position);
}

Folded fold_entry(Changes& changes, const Case* before, const EntryFacts& entry,
                  const event::Commit& commit) {
  if (!commit.case_id) {
    fold_administration(changes, entry.partition, commit);
    return {};
  }
  if (before != nullptr && !before->stuck.empty()) return {*before, before->stuck};
  Case after = before != nullptr ? *before : Case{};
  after.id = commit.case_id;
  const Status applied = petition::apply(after, commit, entry.log_time, entry.hash);
  if (!applied) {
    after = before != nullptr ? *before : Case{};
    after.id = commit.case_id;
    after.stuck = applied.error().reason + ": " + applied.error().message;
    fold_stuck(changes, before, after);
    std::string why = after.stuck;
    return {std::move(after), std::move(why)};
  }
  fold_case(changes, entry, commit, before, after);
  return {std::move(after), {}};
}

}  // namespace donthu::projection
