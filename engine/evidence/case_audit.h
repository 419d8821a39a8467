// What the commits of one partition say of themselves, entry by entry.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/event/commit_codec.h"
#include "engine/evidence/audit.h"

namespace donthu::evidence {

// One pass over a partition, for the cases whose number modulo `passes` is `pass`; what belongs to
// no single case is looked at in the first pass. One thread.
class CaseAudit {
 public:
  CaseAudit(PartitionId partition, std::uint64_t registry_entries, std::size_t pass,
            std::size_t passes);

  // False: it is bad, see bad().
  bool look(const event::Envelope& envelope, const Digest& hash, const event::Commit& commit);
  // After the last entry: repeated command ids, and the counts.
  void finish(PartitionAudit& counts);
  [[nodiscard]] const std::optional<Finding>& bad() const { return bad_; }

 private:
  struct DeadlineMark {
    Instant due;
    enum class State : std::uint8_t { running, suspended, overdue, ended } state = State::running;
  };
  struct CaseMark {
    std::uint64_t version = 0;
    Digest last;
    std::vector<DeadlineMark> deadlines;
  };
  struct CommandMark {
    std::array<std::uint8_t, 16> key{};  // Of case and command.
    std::uint64_t seq = 0;
    auto operator<=>(const CommandMark&) const = default;
  };

  bool look_at_partition(const event::Commit& commit);
  bool look_at_chain(const event::Commit& commit, CaseMark& mark);
  bool look_at_register(const event::Commit& commit);
  bool look_at_deadlines(const event::Commit& commit, CaseMark& mark);
  [[nodiscard]] DeadlineMark* deadline(CaseMark& mark, std::uint32_t number);
  bool broken(const char* what, std::string message, std::string expected, std::string found);

  const PartitionId partition_;
  const std::uint64_t registry_entries_;
  const std::size_t pass_;
  const std::size_t passes_;
  std::optional<Finding> bad_;
  // Of the entry that is looked at.
  std::uint64_t seq_ = 0;
  CaseId case_;
  Instant log_time_;

  std::uint64_t registry_seq_ = 0;
  std::uint64_t commits_ = 0;
  std::uint64_t events_ = 0;
  std::map<std::pair<UnitId, std::uint16_t>, std::uint32_t> numbers_;
  std::unordered_map<CaseId, CaseMark> cases_;
  std::vector<CommandMark> commands_;
};

}  // namespace donthu::evidence
