#include "engine/document/shared_documents.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "engine/base/durable_file.h"

namespace donthu::document {
namespace {

constexpr ByteView magic("DTDOC\x01\0\0", 8);
constexpr std::size_t digest_at = magic.size();
constexpr std::size_t size_at = digest_at + sizeof(Digest);
constexpr std::size_t number_at = size_at + sizeof(std::uint64_t);
constexpr std::size_t bytes_at = number_at + sizeof(std::uint32_t);

constexpr std::string_view position_word = "donthu-documents-1";
// A document is shared in one go: when so much has come in between, the rest will not come.
constexpr std::uint64_t longest_gap = 4'096;
constexpr std::uint64_t at_once = 4;  // Of the largest documents may be on their way in memory.
constexpr std::uint64_t remembered_every = 256;

std::uint64_t chunks_of(std::uint64_t size) {
  return (size + SharedDocuments::chunk_size - 1) / SharedDocuments::chunk_size;
}

Error cut_or(const Error& cause, const std::filesystem::path& position) {
  if (cause.reason != "shared-records-cut") return cause;
  return {ErrorCode::corrupt,
          "shared-documents-cut",
          "documents that this node has read are no longer shared: " + cause.message,
          {},
          cause.field,
          "Remove " + position.string() +
              " on every node, and start it again: each shares what it "
              "holds"};
}

}  // namespace

SharedDocuments::SharedDocuments(SharedRecords& records, std::filesystem::path position,
                                 std::uint64_t limit)
    : records_(records), position_(std::move(position)), limit_(limit) {
  std::ifstream file(position_);
  std::string word;
  if (!(file >> word >> next_) || word != position_word) next_ = 0;
  begun_ = next_ != 0;
  remembered_ = next_;
}

Status SharedDocuments::begin() {
  begun_ = true;
  return remember();
}

Status SharedDocuments::publish(const Digest& digest, ByteView bytes) {
  // At once, so that few chunks of others come in between.
  std::vector<SharedRecord> records(chunks_of(bytes.size()));
  for (std::size_t number = 0; number < records.size(); ++number) {
    SharedRecord& record = records[number];
    record.key = digest.view();
    put_be(record.key, static_cast<std::uint32_t>(number));
    record.value = magic;
    record.value += digest.view();
    put_le(record.value, static_cast<std::uint64_t>(bytes.size()));
    put_le(record.value, static_cast<std::uint32_t>(number));
    record.value += bytes.substr(number * chunk_size, chunk_size);
  }
  return records_.publish(records);
}

bool SharedDocuments::parse(ByteView record, Chunk& chunk) {
  if (record.size() <= bytes_at || !record.starts_with(magic)) return false;
  std::copy_n(record.begin() + digest_at, sizeof(Digest), chunk.digest.bytes.begin());
  chunk.size = get_le<std::uint64_t>(record, size_at);
  chunk.number = get_le<std::uint32_t>(record, number_at);
  chunk.bytes = record.substr(bytes_at);
  if (chunk.number >= chunks_of(chunk.size)) return false;
  return chunk.bytes.size() ==
         std::min<std::uint64_t>(chunk_size, chunk.size - chunk.number * chunk_size);
}

Status SharedDocuments::read_on(const Known& known, const Take& take) {
  const auto next = records_.read(next_, [&](std::uint64_t place, ByteView record) -> Status {
    Chunk chunk;
    if (parse(record, chunk) && chunk.size <= limit_) DONTHU_TRY(visit(place, chunk, known, take));
    next_ = place + 1;
    keep_few(next_);
    return next_ < remembered_ + remembered_every ? Status{} : remember();
  });
  if (!next) return std::unexpected(cut_or(next.error(), position_));
  next_ = *next;
  return remember();
}

Status SharedDocuments::visit(std::uint64_t place, const Chunk& chunk, const Known& known,
                              const Take& take) {
  DONTHU_ASSIGN(const bool here, known(chunk.digest));
  if (here) return {};
  // Somebody who says another size speaks of another document, or of none.
  const auto found = partial_.find(chunk.digest);
  if (found != partial_.end() && found->second.chunks.size() != chunks_of(chunk.size))
    forget(chunk.digest);
  const auto [at, fresh] = partial_.try_emplace(chunk.digest);
  Partial& growing = at->second;
  if (fresh) {
    growing.first_place = place;
    growing.chunks.resize(chunks_of(chunk.size));
  }
  Bytes& slot = growing.chunks[chunk.number];
  if (slot.empty()) {
    growing.received += chunk.bytes.size();
    partial_bytes_ += chunk.bytes.size();
  }
  slot = chunk.bytes;
  if (growing.received < chunk.size) return {};
  Bytes whole;
  whole.reserve(chunk.size);
  for (const Bytes& bytes : growing.chunks) whole += bytes;
  forget(chunk.digest);
  // Not what it says it is: nobody's document, or damaged by whoever wrote to the topic.
  if (sha256(whole) != chunk.digest) return {};
  return take(chunk.digest, whole);
}

void SharedDocuments::forget(const Digest& digest) {
  const auto found = partial_.find(digest);
  if (found == partial_.end()) return;
  partial_bytes_ -= found->second.received;
  partial_.erase(found);
}

void SharedDocuments::keep_few(std::uint64_t place) {
  while (!partial_.empty()) {
    const auto oldest =
        std::min_element(partial_.begin(), partial_.end(), [](const auto& left, const auto& right) {
          return left.second.first_place < right.second.first_place;
        });
    if (partial_bytes_ <= at_once * limit_ && oldest->second.first_place + longest_gap >= place)
      return;
    forget(oldest->first);
  }
}

Status SharedDocuments::remember() {
  if (!begun_) return {};
  std::uint64_t next = next_;
  // What is not whole yet must be read again from its first chunk on.
  for (const auto& [digest, partial] : partial_) next = std::min(next, partial.first_place);
  if (next == remembered_) return {};
  DONTHU_TRY(replace_file(position_.string(),
                          std::string(position_word) + " " + std::to_string(next) + "\n", 0600,
                          "cannot-write"));
  remembered_ = next;
  return {};
}

}  // namespace donthu::document
