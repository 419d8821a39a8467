#include "engine/runtime/restore.h"

#include <algorithm>

#include "engine/base/ports.h"
#include "engine/log/embedded_log.h"
#include "engine/runtime/copying.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/unfinished_folder.h"
#include "engine/sealing/key_folder.h"

namespace donthu::runtime {
namespace {

namespace fs = std::filesystem;

Status copy_data(const DataFolder& from, const DataFolder& to, const RestoreOptions& options) {
  DONTHU_TRY(copy_folder(from.log(), to.log()));
  std::error_code error;
  if (fs::exists(from.state(), error)) DONTHU_TRY(copy_folder(from.state(), to.state()));
  if (fs::exists(from.documents(), error))
    DONTHU_TRY(copy_documents(from.documents(), to.documents()));
  DONTHU_TRY(copy_file_if_there(from.kafka(), to.kafka()));
  const fs::path heads = options.heads.empty() ? from.heads() : options.heads;
  if (!options.heads.empty() || fs::exists(heads, error))
    DONTHU_TRY(copy_file_synced(heads, to.heads()));
  return {};
}

Result<std::vector<RestoredPartition>> check_copy(const DataFolder& folder) {
  SystemRandom random;  // For claims, of which none is made.
  log::EmbeddedLogOptions reading;
  reading.read_only = true;
  DONTHU_ASSIGN(const auto log, log::EmbeddedLog::open(folder.log().string(), random, reading));
  const auto heads = log::read_head_file(folder.heads().string());
  if (!heads && heads.error().code != ErrorCode::not_found) return std::unexpected(heads.error());
  std::vector<RestoredPartition> partitions;
  for (std::uint16_t i = 0; i < log->partitions(); ++i) {
    RestoredPartition& part = partitions.emplace_back();
    part.partition = PartitionId{i};
    DONTHU_ASSIGN(const auto verified, log::verify_from(*log, part.partition, {}));
    if (verified.bad)
      return fail(ErrorCode::corrupt, "backup-broken",
                  "entry " + std::to_string(verified.bad->seq) + " of partition " +
                      std::to_string(i) + " is not sound: " + verified.bad->message,
                  folder.log().string(), "Take another backup; this one was left as it is");
    part.head = verified.sound;
    if (!heads || i >= heads->partitions.size()) continue;
    const log::HeadMark& mark = heads->partitions[i];
    DONTHU_ASSIGN(part.comparison,
                  log::compare_head(*log, part.partition, mark.head, mark.verified));
  }
  return partitions;
}

}  // namespace

bool Restored::behind() const {
  return std::ranges::any_of(
      partitions, [](const RestoredPartition& part) { return part.comparison.stops_partition(); });
}

Result<Restored> restore(const fs::path& backup, const Configuration& target,
                         const RestoreOptions& options) {
  Configuration source;
  source.data = backup;
  const DataFolder from(source);
  const DataFolder to(target);
  DONTHU_TRY(from.check());
  UnfinishedFolder unfinished(to.root);
  UnfinishedFolder unfinished_keys(to.keys);
  DONTHU_TRY(to.create_root());
  DONTHU_TRY(copy_data(from, to, options));
  Restored restored;
  DONTHU_ASSIGN(restored.partitions, check_copy(to));
  if (!options.keys.empty()) {
    DONTHU_ASSIGN([[maybe_unused]] const auto copied, sealing::copy_keys(options.keys, to.keys));
  }
  std::error_code error;
  restored.keys = fs::exists(to.keys, error);
  DONTHU_TRY(to.write_format());
  DONTHU_TRY(sync_folder(to.root));
  unfinished.finish();
  unfinished_keys.finish();
  return restored;
}

}  // namespace donthu::runtime
