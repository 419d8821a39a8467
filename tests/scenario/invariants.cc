#include "tests/scenario/invariants.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/event/codec.h"
#include "engine/log/embedded_log.h"
#include "engine/log/verification.h"
#include "engine/projection/read.h"
#include "engine/runtime/follower.h"
#include "engine/runtime/state_rows.h"

namespace donthu::scenario {
namespace {

using event::DeadlineState;
using petition::Case;

std::string place_of(const CaseId& id) { return "case " + to_string(id).substr(0, 8); }

// Everything as it lies on the disk.
class Checker {
 public:
  Checker(const runtime::Engine& engine, Firings firings) : engine_(engine), firings_(firings) {}

  void check_log(const std::filesystem::path& folder);
  void check_state(const std::filesystem::path& folder);
  void check_commits();
  void check_numbers();

  void broken(std::string what) { found_.push_back(std::move(what)); }
  [[nodiscard]] std::vector<std::string> take() { return std::move(found_); }

 private:
  void check_history(const Case& state);
  void check_deadlines(const Case& state);
  void check_assignments(const Case& state);
  void check_firing(const runtime::LogEntry& entry);

  const runtime::Engine& engine_;
  Firings firings_;
  std::vector<std::string> found_;
  std::map<std::pair<UnitId, std::uint16_t>, std::set<std::uint32_t>> numbers_;
  std::set<std::pair<CaseId, CommandId>> commands_;
  std::set<std::tuple<CaseId, int, std::uint32_t, std::int64_t>> fired_;
  std::pair<Instant, Instant> last_firing_;  // Recorded at, due at.
  std::map<CaseId, std::pair<Instant, Instant>> last_of_case_;
};

void Checker::check_log(const std::filesystem::path& folder) {
  SystemRandom random;
  log::EmbeddedLogOptions options;
  options.read_only = true;
  auto log = log::EmbeddedLog::open((folder / "log").string(), random, options);
  for (int again = 0; !log && again < 20; ++again)
    log = log::EmbeddedLog::open((folder / "log").string(), random, options);
  if (!log) return broken("the log cannot be read: " + to_string(log.error()));
  for (std::uint16_t i = 0; i < (*log)->partitions(); ++i) {
    const auto verified = log::verify_from(**log, PartitionId{i}, log::Head{});
    if (!verified) {
      broken("the log cannot be verified: " + to_string(verified.error()));
    } else if (verified->bad) {
      broken("partition " + std::to_string(i) + ", entry " + std::to_string(verified->bad->seq) +
             ": " + verified->bad->message);
    } else if (verified->sound.next_seq != engine_.queries().next_seq(PartitionId{i})) {
      broken("partition " + std::to_string(i) + " has " + std::to_string(verified->sound.next_seq) +
             " entries on the disk, and the engine answers from another number");
    }
  }
}

// The engine may drop files while they are being opened beside it: then they are looked for again.
Result<std::unique_ptr<store::Database>> open_beside(const std::filesystem::path& folder) {
  store::Options options = runtime::state_options(nullptr);
  options.create_if_missing = false;
  options.read_only = true;
  auto state = store::Database::open((folder / "state").string(), options);
  for (int again = 0; !state && again < 20; ++again)
    state = store::Database::open((folder / "state").string(), options);
  return state;
}

void Checker::check_state(const std::filesystem::path& folder) {
  const auto state = open_beside(folder);
  if (!state) return broken("the state cannot be read: " + to_string(state.error()));
  const runtime::DatabaseRows rows(**state);
  std::set<Bytes> armed;
  std::set<Bytes> indexed;
  for (std::uint16_t i = 0; i < engine_.queries().partitions(); ++i) {
    const Bytes cases = projection::table_prefix(PartitionId{i}, projection::Table::cases);
    const Bytes due = projection::table_prefix(PartitionId{i}, projection::Table::due);
    const Status read =
        rows.scan(cases, projection::end_of_prefix(cases), [&](ByteView, ByteView value) {
          const auto found = event::decode<Case>(value);
          if (!found) {
            broken("a case cannot be decoded: " + to_string(found.error()));
            return true;
          }
          for (const auto& instant : petition::due_instants(*found))
            armed.insert(projection::due_key(found->id, instant));
          check_history(*found);
          check_deadlines(*found);
          check_assignments(*found);
          if (!numbers_[{found->number.unit, found->number.year}]
                   .insert(found->number.number)
                   .second)
            broken(place_of(found->id) + " bears a register number that another bears, too");
          return true;
        });
    if (!read) broken("cases cannot be read: " + to_string(read.error()));
    const Status scanned =
        rows.scan(due, projection::end_of_prefix(due), [&](ByteView key, ByteView) {
          indexed.insert(Bytes(key));
          return true;
        });
    if (!scanned) broken("the index by time cannot be read: " + to_string(scanned.error()));
  }
  for (const Bytes& key : armed)
    if (!indexed.contains(key))
      broken(place_of(projection::parse_due_key(key).id) + " waits for " +
             to_local_due(projection::parse_due_key(key).due.at) + ", which no index holds");
  for (const Bytes& key : indexed)
    if (!armed.contains(key))
      broken("the index by time holds " + to_local_due(projection::parse_due_key(key).due.at) +
             ", for which " + place_of(projection::parse_due_key(key).id) + " does not wait");
}

void Checker::check_history(const Case& state) {
  const auto history = engine_.queries().history(state.id);
  if (!history)
    return broken(place_of(state.id) + " has no readable history: " + to_string(history.error()));
  Case folded;
  std::uint64_t last = 0;
  for (const auto& entry : *history) {
    if (last != 0 && entry.seq <= last)
      broken(place_of(state.id) + ": its history is out of order");
    last = entry.seq;
    const Status applied = petition::apply(folded, entry.commit, entry.recorded_at, entry.hash);
    if (!applied)
      return broken(place_of(state.id) + " cannot be folded: " + to_string(applied.error()));
    for (const auto& event : entry.commit.events)
      if (const auto* incident = std::get_if<event::FlowIncident>(&event))
        broken(place_of(state.id) + ": its procedure could not go on at '" + incident->element +
               "': " + incident->reason);
  }
  if (folded != state) broken(place_of(state.id) + " is not the fold of its history");
}

void Checker::check_deadlines(const Case& state) {
  const Instant now = engine_.now();
  for (const auto& deadline : state.deadlines) {
    const std::string which =
        place_of(state.id) + ", deadline " + std::to_string(deadline.id) + " " + deadline.purpose;
    const bool overdue = deadline.state == DeadlineState::overdue;
    if (overdue != (deadline.overdue_recorded_at != Instant{}) &&
        deadline.state != DeadlineState::annulled)
      broken(which + ": its state and its finding differ");
    if (overdue && deadline.met_at && deadline.met_at <= deadline.limit.due &&
        !deadline.met_recorded_late)
      broken(which + " is overdue and met in time, and not marked as recorded late");
    if (deadline.met_recorded_late && (!overdue || deadline.met_at > deadline.limit.due))
      broken(which + " is marked as recorded late, and was not");
    if (deadline.state == DeadlineState::met && deadline.met_at > deadline.limit.due)
      broken(which + " is met though the act came after it was due");
    if (deadline.state == DeadlineState::running && deadline.limit.due <= now &&
        state.stuck.empty())
      broken(which + " runs, though it was due " + to_local_due(deadline.limit.due));
    if (overdue && deadline.overdue_recorded_at < deadline.limit.due)
      broken(which + " was found overdue before it was due");
    if (!deadline.unit) broken(which + " is nobody's duty");
  }
}

void Checker::check_assignments(const Case& state) {
  if (state.ruling_needed && !state.open() && state.status != event::CaseStatus::resolved)
    broken(place_of(state.id) + " has ended, and still waits for a ruling");
  for (const auto& task : state.assignments)
    if (!task.officer || task.task.empty() || task.due == Date{} || !task.accountable || !task.unit)
      broken(place_of(state.id) + " has an open task that lacks officer, task, due or accountable");
  // A decision may still have to be carried out.
  if (!state.open() && state.status != event::CaseStatus::resolved && !state.assignments.empty())
    broken(place_of(state.id) + " has ended, and somebody still has a task in it");
}

// Of the firings that were recorded at one moment, earlier ones come first.
void Checker::check_firing(const runtime::LogEntry& entry) {
  int what = 0;
  std::uint32_t id = 0;
  Instant at;
  if (const auto* fire = std::get_if<event::FireDeadline>(&entry.commit.command)) {
    what = fire->due_soon ? 1 : 2;
    id = fire->deadline;
    at = fire->at;
  } else if (const auto* timer = std::get_if<event::FireTimer>(&entry.commit.command)) {
    what = 3;
    id = timer->token;
    at = timer->at;
  } else {
    // A command may arm what is due already.
    last_firing_ = {};
    last_of_case_.erase(entry.commit.case_id);
    return;
  }
  const std::string which = place_of(entry.commit.case_id) + ", instant " + to_local_due(at);
  if (!fired_.insert({entry.commit.case_id, what, id, at.ms}).second)
    broken(which + " fired twice");
  auto& last = firings_ == Firings::in_order ? last_firing_ : last_of_case_[entry.commit.case_id];
  if (last.first == entry.recorded_at && at < last.second)
    broken(which + " fired after one that was due later");
  last = {entry.recorded_at, at};
  if (at > entry.recorded_at) broken(which + " fired before its time");
}

void Checker::check_commits() {
  for (std::uint16_t i = 0; i < engine_.queries().partitions(); ++i) {
    last_firing_ = {};
    Instant log_time;
    const auto read =
        engine_.queries().each_entry(PartitionId{i}, 0, [&](const runtime::LogEntry& entry) {
          if (entry.recorded_at < log_time) broken("log time went back");
          log_time = entry.recorded_at;
          if (entry.commit.effective_at > entry.recorded_at)
            broken("a commit took effect after it was recorded");
          if (entry.commit.case_id &&
              !commands_.insert({entry.commit.case_id, entry.command}).second)
            broken(place_of(entry.commit.case_id) + " has two commits of one command");
          if (entry.commit.events.empty()) broken("a commit holds no event");
          check_firing(entry);
          return true;
        });
    if (!read) broken("entries cannot be read: " + to_string(read.error()));
  }
}

void Checker::check_numbers() {
  for (const auto& [register_of, numbers] : numbers_)
    if (*numbers.begin() != 1 || *numbers.rbegin() != numbers.size())
      broken("the register of unit " + std::to_string(register_of.first.value) + " for " +
             std::to_string(register_of.second) + " has gaps");
}

using Rows = std::map<Bytes, Bytes>;

Result<Rows> all_rows(const store::Database& database) {
  Rows rows;
  const auto families = runtime::state_options(nullptr).families.size();
  for (std::uint32_t family = 0; family <= families; ++family) {
    store::ReadOptions options;
    options.family = {family};
    auto at = database.iterate(store::Range::all(), options);
    for (at.first(); at.valid(); at.next()) rows.emplace(at.key(), at.value());
    DONTHU_TRY(at.status());
  }
  return rows;
}

Result<Rows> replayed_rows(const std::filesystem::path& folder) {
  SystemRandom random;
  log::EmbeddedLogOptions options;
  options.read_only = true;
  DONTHU_ASSIGN(const auto log, log::EmbeddedLog::open((folder / "log").string(), random, options));
  DONTHU_ASSIGN(const auto state, store::Database::open((folder / "state-replayed").string(),
                                                        runtime::state_options(nullptr)));
  runtime::Follower follower(*log, *state, 1'000);
  for (std::uint16_t i = 0; i < log->partitions(); ++i)
    DONTHU_TRY(follower.catch_up(PartitionId{i}));
  return all_rows(*state);
}

std::string shown(ByteView key) {
  std::string text = "table " + std::to_string(static_cast<unsigned char>(key[2])) + ", key ";
  static constexpr std::string_view digits = "0123456789abcdef";
  for (const char c : key) {
    text += digits[static_cast<unsigned char>(c) >> 4U];
    text += digits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

}  // namespace

std::vector<std::string> broken_invariants(const runtime::Engine& engine,
                                           const std::filesystem::path& folder, Firings firings) {
  Checker checker(engine, firings);
  checker.check_log(folder);
  checker.check_state(folder);
  checker.check_commits();
  checker.check_numbers();
  return checker.take();
}

std::vector<std::string> differences_after_replay(const std::filesystem::path& folder) {
  store::Options options = runtime::state_options(nullptr);
  options.create_if_missing = false;
  options.read_only = true;
  const auto lived_state = store::Database::open((folder / "state").string(), options);
  if (!lived_state) return {to_string(lived_state.error())};
  const auto lived = all_rows(**lived_state);
  if (!lived) return {to_string(lived.error())};
  const auto replayed = replayed_rows(folder);
  if (!replayed) return {to_string(replayed.error())};
  std::vector<std::string> differences;
  for (const auto& [key, value] : *lived) {
    const auto other = replayed->find(key);
    if (other == replayed->end())
      differences.push_back("only in the state that was lived: " + shown(key));
    else if (other->second != value)
      differences.push_back("another value: " + shown(key));
  }
  for (const auto& [key, value] : *replayed)
    if (!lived->contains(key)) differences.push_back("only after the replay: " + shown(key));
  if (lived->empty()) differences.emplace_back("the state that was lived is empty");
  return differences;
}

}  // namespace donthu::scenario
