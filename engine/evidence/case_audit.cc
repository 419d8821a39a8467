#include "engine/evidence/case_audit.h"

#include <algorithm>
#include <cstring>

#include "engine/base/digest.h"
#include "engine/base/time.h"

namespace donthu::evidence {
namespace {

// Part of a case id that is spread evenly: its last bytes are of an HMAC.
std::size_t share_of(const CaseId& id, std::size_t passes) {
  std::uint32_t number = 0;
  std::memcpy(&number, id.bytes.data() + 12, sizeof number);
  return number % passes;
}

}  // namespace

CaseAudit::CaseAudit(PartitionId partition, std::uint64_t registry_entries, std::size_t pass,
                     std::size_t passes)
    : partition_(partition), registry_entries_(registry_entries), pass_(pass), passes_(passes) {}

bool CaseAudit::broken(const char* what, std::string message, std::string expected,
                       std::string found) {
  bad_ = Finding{partition_,       seq_, what, std::move(message), std::move(expected),
                 std::move(found), case_};
  return false;
}

bool CaseAudit::look(const event::Envelope& envelope, const Digest& hash,
                     const event::Commit& commit) {
  seq_ = envelope.seq;
  case_ = commit.case_id;
  log_time_ = envelope.log_time;
  if (pass_ == 0 && !look_at_partition(commit)) return false;
  if (!commit.case_id || share_of(commit.case_id, passes_) != pass_) return true;
  CaseMark& mark = cases_[commit.case_id];
  if (!look_at_chain(commit, mark) || !look_at_deadlines(commit, mark)) return false;
  mark.version = commit.case_version;
  mark.last = hash;
  CommandMark command;
  const Digest pair = sha256(Bytes(commit.case_id.view()) + Bytes(envelope.command.view()));
  std::memcpy(command.key.data(), pair.view().data(), command.key.size());
  command.seq = seq_;
  commands_.push_back(command);
  return true;
}

bool CaseAudit::look_at_partition(const event::Commit& commit) {
  ++commits_;
  events_ += commit.events.size();
  if (commit.case_id && partition_of(commit.case_id) != partition_)
    return broken("case-in-wrong-partition", "The case belongs to another partition",
                  std::to_string(partition_of(commit.case_id).value),
                  std::to_string(partition_.value));
  if (commit.registry_seq < registry_seq_)
    return broken("registry-position-back", "Decided at an earlier registry than the entry before",
                  "at least " + std::to_string(registry_seq_), std::to_string(commit.registry_seq));
  if (commit.registry_seq > registry_entries_)
    return broken("registry-position-beyond", "Decided at a registry that the log does not hold",
                  "at most " + std::to_string(registry_entries_),
                  std::to_string(commit.registry_seq));
  registry_seq_ = commit.registry_seq;
  if (commit.effective_at > log_time_)
    return broken("effective-after-recorded", "Took effect after it was recorded",
                  "not after " + to_string(log_time_), to_string(commit.effective_at));
  return look_at_register(commit);
}

bool CaseAudit::look_at_register(const event::Commit& commit) {
  for (const event::Event& event : commit.events) {
    const auto* registered = std::get_if<event::PetitionRegistered>(&event);
    if (registered == nullptr) continue;
    const auto& number = registered->number;
    std::uint32_t& last = numbers_[{number.unit, number.year}];
    if (number.number != last + 1)
      return broken("register-gap",
                    "The register of unit " + std::to_string(number.unit.value) + " in " +
                        std::to_string(number.year) + " has a gap or a number twice",
                    std::to_string(last + 1), std::to_string(number.number));
    last = number.number;
  }
  return true;
}

bool CaseAudit::look_at_chain(const event::Commit& commit, CaseMark& mark) {
  if (commit.case_version != mark.version + 1)
    return broken("case-version-gap", "The commit is not the next of its case",
                  "version " + std::to_string(mark.version + 1),
                  "version " + std::to_string(commit.case_version));
  if (commit.previous_of_case != mark.last)
    return broken("wrong-case-chain", "The commit does not follow from the one before in its case",
                  to_hex(mark.last), to_hex(commit.previous_of_case));
  const auto registrations = std::ranges::count_if(commit.events, [](const event::Event& event) {
    return std::holds_alternative<event::PetitionRegistered>(event);
  });
  const auto expected = mark.version == 0 ? 1 : 0;
  if (registrations != expected)
    return broken("registration-misplaced", "A case is registered once, by its first commit",
                  std::to_string(expected), std::to_string(registrations));
  return true;
}

CaseAudit::DeadlineMark* CaseAudit::deadline(CaseMark& mark, std::uint32_t number) {
  if (number >= 1 && number <= mark.deadlines.size()) return &mark.deadlines[number - 1];
  (void)broken("deadline-unknown", "The event is of a deadline that was not set",
               "1 to " + std::to_string(mark.deadlines.size()), std::to_string(number));
  return nullptr;
}

bool CaseAudit::look_at_deadlines(const event::Commit& commit, CaseMark& mark) {
  using State = DeadlineMark::State;
  const auto change = [&](std::uint32_t number, std::optional<State> state,
                          std::optional<Instant> due) {
    DeadlineMark* known = deadline(mark, number);
    if (known == nullptr) return false;
    if (state) known->state = *state;
    if (due) known->due = *due;
    return true;
  };
  for (const event::Event& event : commit.events) {
    bool good = true;
    if (const auto* set = std::get_if<event::DeadlineSet>(&event)) {
      if (set->deadline != mark.deadlines.size() + 1)
        return broken("deadline-gap", "Deadlines of a case are numbered without a gap",
                      std::to_string(mark.deadlines.size() + 1), std::to_string(set->deadline));
      mark.deadlines.push_back({set->limit.due, State::running});
    } else if (const auto* overdue = std::get_if<event::DeadlineOverdue>(&event)) {
      const DeadlineMark* known = deadline(mark, overdue->deadline);
      if (known == nullptr) return false;
      if (known->state == State::overdue)
        return broken("overdue-twice", "The deadline had been found overdue before", "once",
                      "twice");
      if (overdue->due > log_time_)
        return broken("overdue-too-early", "Found overdue before it was due",
                      "not before " + to_string(overdue->due), to_string(log_time_));
      good = change(overdue->deadline, State::overdue, {});
    } else if (const auto* suspended = std::get_if<event::DeadlineSuspended>(&event)) {
      good = change(suspended->deadline, State::suspended, {});
    } else if (const auto* resumed = std::get_if<event::DeadlineResumed>(&event)) {
      good = change(resumed->deadline, State::running, resumed->limit.due);
    } else if (const auto* extended = std::get_if<event::DeadlineExtended>(&event)) {
      good = change(extended->deadline, {}, extended->limit.due);
    } else if (const auto* anew = std::get_if<event::DeadlineRecomputed>(&event)) {
      good = change(anew->deadline, {}, anew->limit.due);
    } else if (const auto* met = std::get_if<event::DeadlineMet>(&event)) {
      // Overdue by recorded time and met by effective time are both true; the finding stays.
      const DeadlineMark* known = deadline(mark, met->deadline);
      if (known == nullptr) return false;
      if (known->state != State::overdue) good = change(met->deadline, State::ended, {});
    } else if (const auto* annulled = std::get_if<event::DeadlineAnnulled>(&event)) {
      good = change(annulled->deadline, State::ended, {});
    } else if (const auto* lapsed = std::get_if<event::DeadlineLapsed>(&event)) {
      good = change(lapsed->deadline, State::ended, {});
    }
    if (!good) return false;
  }
  return true;
}

void CaseAudit::finish(PartitionAudit& counts) {
  counts.commits += commits_;
  counts.events += events_;
  counts.cases += cases_.size();
  for (const auto& [id, mark] : cases_)
    for (const DeadlineMark& one : mark.deadlines) {
      using State = DeadlineMark::State;
      ++counts.deadlines;
      const bool open = one.state == State::running || one.state == State::suspended;
      counts.open_deadlines += open ? 1 : 0;
      counts.unfired_deadlines += one.state == State::running && one.due < log_time_ ? 1 : 0;
    }
  if (bad_) return;
  std::ranges::sort(commands_);
  const CommandMark* first = nullptr;
  for (std::size_t i = 1; i < commands_.size(); ++i)
    if (commands_[i].key == commands_[i - 1].key &&
        (first == nullptr || commands_[i].seq < first->seq))
      first = &commands_[i];
  if (first == nullptr) return;
  seq_ = first->seq;
  case_ = {};
  (void)broken("command-twice", "The command was accepted before in the same case", "once",
               "twice");
}

}  // namespace donthu::evidence
