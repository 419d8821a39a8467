#include "engine/sealing/shared_keys.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "engine/base/digest.h"
#include "engine/base/durable_file.h"

namespace donthu::sealing {
namespace {

constexpr std::string_view position_word = "donthu-keys-1";
constexpr std::size_t published_at_once = 16'384;
constexpr int tries = 20;

// Of a claim: other nodes cannot be asked, or not now.
Error not_shared(const Error& cause) {
  if (cause.code != ErrorCode::unavailable && cause.code != ErrorCode::outcome_unknown)
    return cause;
  return {ErrorCode::unavailable,
          "keys-not-shared",
          "the other nodes cannot be told of new keys: " + cause.message,
          "Chưa chia sẻ được khóa mới; hãy thử lại sau",
          {},
          "Nothing was stored; try again"};
}

Error other_master_key() {
  return {ErrorCode::invalid,
          "wrong-master-key",
          "the nodes of this log share keys under another master key",
          {},
          "master.key",
          "Give this node a copy of the master key that the others have"};
}

Error cut_or(const Error& cause) {
  if (cause.reason != "shared-records-cut") return cause;
  return {ErrorCode::corrupt,
          "shared-keys-cut",
          "keys that this node has read are no longer shared: " + cause.message,
          {},
          cause.field,
          "Stop all nodes, take keys.position out of each key folder, and start them one after the "
          "other: each shares again what it holds"};
}

}  // namespace

SharedPosition read_position(const std::filesystem::path& folder) {
  std::ifstream file(folder / position_name);
  std::string word;
  SharedPosition position;
  if (file >> word >> position.place >> position.highest && word == position_word) return position;
  return {};
}

Status write_position(const std::filesystem::path& folder, const SharedPosition& position) {
  const std::string text = std::string(position_word) + " " + std::to_string(position.place) + " " +
                           std::to_string(position.highest) + "\n";
  return replace_file((folder / position_name).string(), text, 0600, "cannot-write");
}

SharedKeys::SharedKeys(SharedRecords& records, std::filesystem::path folder,
                       const MasterKey& master, const LogId& log, Random& random)
    : records_(records),
      folder_(std::move(folder)),
      master_(master),
      log_(log),
      random_(random),
      position_(read_position(folder_)),
      remembered_(position_) {
  if (position_.place == 0) position_ = {};
}

Status SharedKeys::publish(std::uint64_t first, ByteView records) {
  const std::size_t count = records.size() / record_size;
  for (std::size_t begin = 0; begin < count; begin += published_at_once) {
    std::vector<SharedRecord> some;
    for (std::size_t i = begin; i < std::min(count, begin + published_at_once); ++i) {
      SharedRecord one;
      put_be(one.key, first + i);
      one.value = records.substr(i * record_size, record_size);
      some.push_back(std::move(one));
    }
    DONTHU_TRY(records_.publish(some));
  }
  return {};
}

Status SharedKeys::read_on(const Take& take) {
  // The position moves when all was taken: half of it is given again.
  const std::uint64_t highest = position_.highest;
  const auto next = records_.read(
      position_.place, [&](std::uint64_t, ByteView record) { return visit(record, take); });
  if (!next) {
    position_.highest = highest;
    return std::unexpected(cut_or(next.error()));
  }
  position_.place = *next;
  return {};
}

Status SharedKeys::begin(bool new_log, const Take& take) {
  if (position_.highest != 0) return {};  // Its range was proven, so the master key is the same.
  if (header_.empty() || new_log) {
    SharedRecord record;
    record.value = encode_header(log_, master_.key_encryption_key(), random_);
    record.key = "header " + to_hex(sha256(record.value));
    DONTHU_TRY(records_.publish({&record, 1}));
    DONTHU_TRY(read_on(take));
  }
  if (!check_header(header_, master_.key_encryption_key()))
    return std::unexpected(other_master_key());
  DONTHU_ASSIGN(const LogId log, decode_header(header_));
  if (log == log_) return {};
  return fail(ErrorCode::invalid, "keys-of-another-log",
              "the shared keys belong to log " + to_string(log) + ", not to " + to_string(log_),
              "topic", "Name the topic of this log");
}

Status SharedKeys::visit(ByteView record, const Take& take) {
  if (is_header(record)) {
    if (position_.highest == 0) header_ = record;
    return {};
  }
  if (!is_range(record)) {
    const auto number = number_of(record);
    if (number) return take(*number, record);
    count_strange();
    return {};
  }
  const auto range = decode_range(record, log_, master_.key_encryption_key());
  // All ranges follow from the first: where that cannot be proven, nobody may claim another.
  if (!range && position_.highest == 0) return std::unexpected(other_master_key());
  if (!range) {
    count_strange();
    return {};
  }
  // One that lost against another is no error: its process tries again.
  if (range->first != position_.highest + 1 || range->last < range->first) return {};
  position_.highest = range->last;
  won_ = won_ || (!claiming_.empty() && record_name(record) == claiming_);
  return {};
}

Status SharedKeys::remember() {
  if (position_.place == remembered_.place && position_.highest == remembered_.highest) return {};
  DONTHU_TRY(write_position(folder_, position_));
  remembered_ = position_;
  return {};
}

Result<NumberRange> SharedKeys::claim(std::uint64_t above, std::uint64_t count, const Take& take) {
  for (int i = 0; i < tries; ++i) {
    if (const auto read = read_on(take); !read) return std::unexpected(not_shared(read.error()));
    const std::uint64_t before = std::max(position_.highest, above);
    const NumberRange range{position_.highest + 1, before + count};
    if (range.last < range.first) return range;
    SharedRecord record;
    record.value = encode_range(range, log_, master_.key_encryption_key(), random_);
    claiming_ = record_name(record.value);
    won_ = false;
    // Every range has a key of its own: all must be kept for ever, those that lost too, or nodes
    // that read later would come to another judgement.
    put_be(record.key, range.first);
    record.key += claiming_;
    if (const auto published = records_.publish({&record, 1}); !published)
      return std::unexpected(not_shared(published.error()));
    const auto read = read_on(take);
    claiming_.clear();
    if (!read) return std::unexpected(not_shared(read.error()));
    if (won_) return NumberRange{before + 1, range.last};
  }
  return std::unexpected(
      not_shared({ErrorCode::unavailable, {}, "others were faster", {}, {}, {}}));
}

}  // namespace donthu::sealing
