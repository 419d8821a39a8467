// Copies made while the engine works.
#include "engine/runtime/parts.h"
#include "engine/sealing/key_folder.h"

namespace donthu::runtime {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_copy(const std::error_code& error, const fs::path& place) {
  return fail(error == std::errc::no_space_on_device ? ErrorCode::full : ErrorCode::io,
              "cannot-copy", "the copy failed: " + error.message(), place.string(),
              "Check the target's disk and permissions; remove the unfinished copy");
}

}  // namespace

Status Engine::backup(const fs::path& target) {
  Configuration copied = parts_->configuration;
  copied.data = target;
  const DataFolder to(copied);
  DONTHU_TRY(to.create());
  const auto partitions = parts_->writer->partitions();
  // The state first: a copy whose log is ahead of its state is caught up, never the other way
  // round.
  DONTHU_TRY(parts_->state->checkpoint(to.state().string()));
  std::error_code error;
  fs::copy(parts_->folder.documents(), to.documents(), fs::copy_options::recursive, error);
  if (error) return cannot_copy(error, to.documents());
  DONTHU_TRY(parts_->log->checkpoint(to.log().string()));
  const log::HeadFile heads = head_file_of(
      *parts_->log, partitions, parts_->remembered ? &*parts_->remembered : nullptr, false);
  // Heads as they were before the log was copied, so that the copy is never behind them.
  log::HeadFile known = heads;
  for (const auto& [id, partition] : partitions)
    if (partition.read_only.empty()) known.partitions[id.value].head = partition.verified;
  return log::write_head_file(to.heads().string(), known);
}

Status Engine::backup_keys(const fs::path& target) {
  DONTHU_ASSIGN(const auto copied, sealing::copy_keys(parts_->folder.keys, target));
  if (copied.damaged_count == 0) return {};
  return fail(ErrorCode::corrupt, "keys-damaged",
              std::to_string(copied.damaged_count) + " keys are damaged in the original already",
              target.string(), "The copy holds all others; look for an older copy of the keys");
}

}  // namespace donthu::runtime
