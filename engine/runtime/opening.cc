#include "engine/runtime/opening.h"

#include "engine/log/verification.h"

namespace donthu::runtime {

namespace {

// Why the partition must stay read-only; empty: it need not.
Result<std::string> check_partition(const log::EventLog& log, PartitionId partition,
                                    const projection::Position& folded, const log::HeadMark* mark,
                                    log::Head& sound) {
  // From the mark on every entry is read back; what lies before it was verified when it was made.
  const log::Head from = mark != nullptr ? mark->verified : log::Head{};
  if (mark != nullptr) {
    DONTHU_ASSIGN(const auto compared,
                  log::compare_head(log, partition, mark->head, mark->verified));
    if (compared.stops_partition()) return compared.message;
  }
  DONTHU_ASSIGN(const auto verified, log::verify_from(log, partition, from));
  if (verified.bad)
    return "entry " + std::to_string(verified.bad->seq) + " of partition " +
           std::to_string(partition.value) + " is not sound: " + verified.bad->message;
  sound = verified.sound;
  if (folded.next_seq > 0) {
    const log::Head known{folded.next_seq, folded.hash, folded.epoch, folded.log_time};
    DONTHU_ASSIGN(const auto compared, log::compare_head(log, partition, known));
    if (compared.stops_partition()) return compared.message;
  }
  return std::string();
}

}  // namespace

Result<std::map<PartitionId, PartitionState>> check_log(const log::EventLog& log,
                                                        const store::Database& state,
                                                        const log::HeadFile* remembered) {
  std::map<PartitionId, PartitionState> partitions;
  const DatabaseRows rows(state);
  for (std::uint16_t i = 0; i < log.partitions(); ++i) {
    const PartitionId partition{i};
    DONTHU_ASSIGN(const auto folded, projection::position_of(rows, partition));
    const log::HeadMark* mark = remembered != nullptr && i < remembered->partitions.size()
                                    ? &remembered->partitions[i]
                                    : nullptr;
    PartitionState& checked = partitions[partition];
    auto difference = check_partition(log, partition, folded, mark, checked.verified);
    if (!difference && difference.error().code == ErrorCode::unsupported)
      return std::unexpected(difference.error());
    checked.read_only = difference ? *difference : difference.error().message;
    // Where it stays read-only, this is what is shown of it.
    if (const auto head = log.head(partition)) {
      checked.head = *head;
      checked.epoch = head->epoch;
    }
  }
  return partitions;
}

bool stands_still(const Error& error) {
  return error.code == ErrorCode::corrupt || error.code == ErrorCode::unsupported;
}

Status fold_rest(Follower& follower, const store::Database& state, PartitionId id,
                 PartitionState& partition) {
  const Status folded = follower.catch_up(id);
  if (!folded) partition.read_only = folded.error().message;
  DONTHU_ASSIGN(const auto position, projection::position_of(DatabaseRows(state), id));
  partition.registry_seq = position.registry_seq;
  partition.highest_key = position.highest_key;
  return {};
}

Status take_over(log::EventLog& log, const store::Database& state, const Clock& clock,
                 Follower& follower, PartitionId id, PartitionState& partition) {
  const auto claim = log.claim(id);
  DONTHU_ASSIGN(const auto head, log.head(id));
  if (!claim && stands_still(claim.error())) {
    partition.head = head;
    partition.epoch = head.epoch;
    partition.read_only = claim.error().message;
    return {};
  }
  if (!claim) return std::unexpected(claim.error());
  DONTHU_ASSIGN(Bytes begun, event::epoch_begun_entry(*claim, head, clock.now()));
  const auto outcome = log.append_one({id, claim->epoch, head, {std::move(begun)}});
  if (std::holds_alternative<log::Conflict>(outcome))
    return fail(ErrorCode::conflict, "claim-lost",
                "another writer took partition " + std::to_string(id.value) + " over", {},
                "The engine goes on without it");
  const auto* appended = std::get_if<log::Appended>(&outcome);
  if (appended == nullptr)
    return fail(ErrorCode::unavailable, "claim-failed",
                "partition " + std::to_string(id.value) + " could not be taken over", {},
                "Look at the disk; the engine tries again");
  partition.head = appended->head;
  partition.epoch = claim->epoch;
  return fold_rest(follower, state, id, partition);
}

log::HeadFile head_file_of(const log::EventLog& log,
                           const std::map<PartitionId, PartitionState>& partitions,
                           const log::HeadFile* before, bool closing) {
  log::HeadFile file;
  file.log = log.genesis().log;
  file.partitions.resize(log.partitions());
  for (const auto& [id, partition] : partitions) {
    log::HeadMark& mark = file.partitions[id.value];
    if (!partition.read_only.empty()) {
      // What was remembered stays, so that the difference is noticed at the next start too.
      if (before != nullptr && id.value < before->partitions.size())
        mark = before->partitions[id.value];
      continue;
    }
    const auto head = log.head(id);
    if (head) mark = {*head, closing ? *head : partition.verified};
  }
  return file;
}

}  // namespace donthu::runtime
