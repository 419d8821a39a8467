// What the writer does when a write failed, and where other engines work on the same log.
#include <chrono>

#include "engine/runtime/writer.h"

namespace donthu::runtime {
namespace {

// How soon a partition is tried again that is assigned to us while another engine holds it: long
// enough that two who both believe in their assignment do not wear the log out.
constexpr std::chrono::seconds settle_again_after{1};

}  // namespace

// Everything decided and not durable is thrown away whole; nothing of it was answered as accepted.
void Writer::recover_after(const Error& failure, bool read_anew) {
  ports_.committer.drain();
  (void)ports_.committer.take();
  for (Reply& reply : group_->replies)
    if (reply.done)
      reply.done(std::unexpected(
          busy("a write before it failed: " + failure.message, "Chưa ghi được; hãy thử lại sau")));
  group_ = std::make_shared<Group>();
  overlay_.clear();
  overlay_.push(group_->rows);
  forget_partitions();
  StuckCases stuck;
  const Status recovered = ports_.recover(read_anew, partitions_, stuck);
  if (recovered) {
    broken_.reset();
    ports_.committer.resume();
    quarantine(stuck);
  } else {
    broken_ = recovered.error();
  }
  {
    const std::lock_guard lock(shown_mutex_);
    log_away_ = broken_ ? "the log could not be opened again: " + broken_->message : std::string();
  }
  // Whoever took a partition from us is left some time with it.
  settle_again_ = std::chrono::steady_clock::now() + settle_again_after;
  show();
}

void Writer::forget_partitions() {
  cases_.clear();
  numbers_.clear();
  read_agendas_again();
  sweeping_.clear();
  swept_.clear();
  looked_in_.reset();
  looked_for_.reset();
}

void Writer::quarantine(const StuckCases& stuck) {
  for (const StuckCase& one : stuck) {
    const Status listed = commit_administration(
        partition_of(one.id), {},
        {event::CaseQuarantined{one.id, one.version, one.seq, one.reason}}, "quarantine");
    // The case stands still all the same, and the audit names it.
    if (!listed) return;
  }
}

void Writer::look_at_others() {
  if (!ports_.settle_ownership) return;
  const auto now = std::chrono::steady_clock::now();
  const bool was_silent = now - std::exchange(last_look_, now) > longest_silence;
  // What others wrote meanwhile is known for sure only once the log was read to its end.
  if (was_silent && !broken_) {
    recover_after(busy("this process stood still for a while", "Máy chủ vừa bị treo"), true);
    // However long that took: or a node that reads for long would never do anything else.
    last_look_ = std::chrono::steady_clock::now();
  }
  if (broken_) return;
  if (const auto error = deposed()) recover_after(*error);
  std::set<PartitionId> assigned;
  {
    const std::lock_guard lock(mutex_);
    assigned = assigned_;
  }
  bool differs = false;
  for (const auto& [id, partition] : partitions_)
    differs = differs || (partition.read_only.empty() && partition.ours != assigned.contains(id));
  unsettled_ = differs;
  const bool due = assigned != settled_for_ || now >= settle_again_;
  if (differs && due && !broken_) settle_ownership(assigned);
  if (!broken_) follow_registry();
}

std::optional<PartitionId> Writer::first_ours() const {
  for (const auto& [id, partition] : partitions_)
    if (partition.ours) return id;
  return std::nullopt;
}

std::optional<Error> Writer::deposed() const {
  for (const auto& [id, partition] : partitions_) {
    if (!partition.writable()) continue;
    const auto epoch = ports_.log.current_epoch(id);
    if (epoch && *epoch > partition.epoch) return written_elsewhere(id);
  }
  return std::nullopt;
}

void Writer::settle_ownership(const std::set<PartitionId>& assigned) {
  if (!flush_group()) return;
  StuckCases stuck;
  const Status settled = ports_.settle_ownership(assigned, partitions_, stuck);
  settled_for_ = assigned;
  settle_again_ = std::chrono::steady_clock::now() + settle_again_after;
  forget_partitions();
  if (settled)
    quarantine(stuck);
  else
    broken_ = settled.error();
  show();
}

void Writer::follow_registry() {
  if (partitions_.at(PartitionId{0}).ours) return;
  const auto followed = ports_.follow_registry();
  if (!followed) broken_ = followed.error();
  if (!followed || !*followed) return;
  // A sweep that was opened must find what was decided before it.
  if (!flush_group()) return;
  // Under other rules what could not be fired may be.
  if (some_not_fired_) read_agendas_again();
  counters_.open_sweeps = ports_.registry.sweeps().size();
}

}  // namespace donthu::runtime
