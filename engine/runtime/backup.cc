// A copy made beside a working engine.
#include "engine/runtime/backup.h"

#include "engine/log/embedded_log.h"
#include "engine/log/head_file.h"
#include "engine/runtime/copying.h"
#include "engine/runtime/data_folder.h"
#include "engine/runtime/unfinished_folder.h"

namespace donthu::runtime {
namespace {

namespace fs = std::filesystem;

DataFolder folder_at(const Configuration& like, const fs::path& root) {
  Configuration configuration = like;
  configuration.data = root;
  return DataFolder(configuration);
}

// Entries of one partition, read from one log and written to another.
class PartitionCopy {
 public:
  PartitionCopy(const log::EventLog& from, log::EmbeddedLog& to, PartitionId partition)
      : from_(from), to_(to), partition_(partition) {}

  using Told = std::function<bool(std::uint64_t entries)>;

  Status run(std::uint64_t until_seq, const Told& told) {
    Status copied;
    // Genesis stands there already: it was made of the same values.
    const auto read = from_.read(partition_, 1, [&](std::uint64_t seq, ByteView stored) {
      if (seq >= until_seq) return false;
      bytes_ += stored.size();
      waiting_.emplace_back(stored);
      if (bytes_ < bytes_per_batch) return true;
      copied = write(told);
      return copied.has_value();
    });
    if (!read) return std::unexpected(read.error());
    DONTHU_TRY(copied);
    return write(told);
  }

 private:
  static constexpr std::size_t bytes_per_batch = std::size_t{4} << 20;

  Status write(const Told& told) {
    if (waiting_.empty()) return {};
    DONTHU_ASSIGN([[maybe_unused]] const auto head,
                  to_.append_copy(partition_, waiting_, store::Sync::yes));
    const std::uint64_t entries = waiting_.size();
    waiting_.clear();
    bytes_ = 0;
    if (told(entries)) return {};
    return fail(ErrorCode::unavailable, "stopped", "the copy was stopped", {}, "Start it again");
  }

  const log::EventLog& from_;
  log::EmbeddedLog& to_;
  const PartitionId partition_;
  std::vector<Bytes> waiting_;
  std::size_t bytes_ = 0;
};

Result<log::HeadFile> copy_log(const DataFolder& from, const DataFolder& to, std::uint64_t& copied,
                               const FoldProgress& progress) {
  SystemRandom random;  // For claims, of which none is made.
  log::EmbeddedLogOptions reading;
  reading.read_only = true;
  DONTHU_ASSIGN(const auto source, log::EmbeddedLog::open(from.log().string(), random, reading));
  DONTHU_ASSIGN(const auto copy,
                log::EmbeddedLog::create(to.log().string(), source->genesis(), random));
  log::HeadFile heads;
  heads.log = source->genesis().log;
  std::uint64_t total = 0;
  for (std::uint16_t i = 0; i < source->partitions(); ++i) {
    DONTHU_ASSIGN(const auto head, source->head(PartitionId{i}));
    heads.partitions.push_back({head, head});
    total += head.next_seq;
  }
  const auto told = [&](std::uint64_t entries) {
    copied += entries;
    return !progress || progress(copied, total);
  };
  copied = source->partitions();
  for (std::uint16_t i = 0; i < source->partitions(); ++i)
    DONTHU_TRY(
        PartitionCopy(*source, *copy, PartitionId{i}).run(heads.partitions[i].head.next_seq, told));
  return heads;
}

}  // namespace

Result<std::uint64_t> back_up(const Configuration& source, const fs::path& target,
                              const FoldProgress& progress) {
  const DataFolder from(source);
  const DataFolder to = folder_at(source, target);
  DONTHU_TRY(from.check());
  UnfinishedFolder unfinished(to.root);
  DONTHU_TRY(to.create_root());
  std::uint64_t copied = 0;
  DONTHU_ASSIGN(const auto heads, copy_log(from, to, copied, progress));
  // After the log: a document is stored before the entry that names it.
  DONTHU_TRY(copy_documents(from.documents(), to.documents()));
  DONTHU_TRY(copy_file_if_there(from.kafka(), to.kafka()));
  DONTHU_TRY(log::write_head_file(to.heads().string(), heads));
  DONTHU_TRY(to.write_format());
  DONTHU_TRY(sync_folder(to.root));
  unfinished.finish();
  return copied;
}

}  // namespace donthu::runtime
