// KeyFile's dealings with the keys of other nodes.
#include <algorithm>

#include "engine/sealing/key_cache.h"
#include "engine/sealing/key_file.h"
#include "engine/sealing/record.h"
#include "engine/sealing/shared_keys.h"

namespace donthu::sealing {
namespace {

// What a process does not use of its numbers and its reserve is lost when it ends: few at first,
// for most make few keys, then more, so that nobody waits often for the other nodes.
constexpr std::size_t first_reserve = 32;
constexpr std::uint64_t first_claim = 1'024;
constexpr std::uint64_t largest_claim = 262'144;

constexpr std::size_t taken_at_once = 8'192;
constexpr std::uint64_t records_at_once = 8'192;

}  // namespace

Status KeyFile::keep_alone(const std::filesystem::path& folder, std::uint64_t count) {
  sparse_ = true;
  const SharedPosition position = read_position(folder);
  // Numbers that were other nodes' are not given out again; and should the file be shared once
  // more, everything is compared anew.
  durable_ = given_out_ = std::max(count, position.highest);
  if (position.place == 0) return {};
  return write_position(folder, {0, position.highest});
}

Status KeyFile::begin_sharing(SharedRecords& records, const std::filesystem::path& folder,
                              std::uint64_t count, bool new_log) {
  sparse_ = true;
  durable_ = given_out_ = range_end_ = 0;
  reserve_ = std::min(options_.reserve, first_reserve);
  const std::uint64_t others_had = read_position(folder).highest;
  shared_ = std::make_unique<SharedKeys>(records, folder, master_, log_, random_);
  if (shared_->position().place != 0) return follow();
  const auto take = [this](std::uint64_t key, ByteView record) { return take_shared(key, record); };
  std::vector<bool> seen(count + 1);
  seen_ = &seen;
  Status caught_up = catch_up();
  if (caught_up) caught_up = shared_->begin(new_log, take);
  seen_ = nullptr;
  DONTHU_TRY(caught_up);
  // The numbers up to here are nobody else's, nor are those that others had where this file was
  // shared before.
  DONTHU_TRY(shared_->claim(std::max(count, others_had), 0, take));
  DONTHU_TRY(share_own(count, seen));
  return follow();
}

Status KeyFile::share_own(std::uint64_t count, const std::vector<bool>& seen) {
  Bytes run;
  for (std::uint64_t key = 1; key <= count + 1; ++key) {
    const auto record = key <= count && !seen[key] ? record_of(key) : Bytes();
    const bool belongs =
        record && !record->empty() &&
        (is_erasure(*record) || decode_key(*record, key, log_, master_.key_encryption_key()));
    if (belongs) run += *record;
    if (belongs && run.size() < records_at_once * record_size) continue;
    const std::uint64_t next = belongs ? key + 1 : key;
    if (!run.empty()) DONTHU_TRY(shared_->publish(next - run.size() / record_size, run));
    run.clear();
  }
  return {};
}

Status KeyFile::claim_more(std::size_t count) {
  const std::lock_guard one_follower(following_);
  {
    const std::lock_guard lock(state_);
    if (given_out_ + count <= range_end_) return {};
  }
  return claim(count);
}

Status KeyFile::prepare() {
  if (!shared_) return {};
  const std::lock_guard one_follower(following_);
  {
    const std::lock_guard lock(state_);
    if (claim_size_ != 0 && range_end_ - given_out_ >= claim_size_ / 4) return {};
  }
  return claim(1);
}

Status KeyFile::claim(std::size_t count) {
  const std::uint64_t size = std::max<std::uint64_t>(
      count, std::min(claim_size_ == 0 ? first_claim : 2 * claim_size_, largest_claim));
  DONTHU_ASSIGN(const NumberRange range,
                shared_->claim(0, size, [this](std::uint64_t key, ByteView record) {
                  return take_shared(key, record);
                }));
  claim_size_ = size;
  DONTHU_TRY(store_taken());
  const std::lock_guard one_writer(writing_);
  for (;;) {
    DONTHU_TRY(store_unsynced());
    const std::lock_guard lock(state_);
    if (given_out_ > durable_) continue;  // Given out just now, of the numbers before.
    unsynced_.clear();  // Made for a reserve that could not be stored; nobody was given any.
    durable_ = given_out_ = range.first - 1;
    range_end_ = range.last;
    return {};
  }
}

Status KeyFile::refresh() {
  if (!shared_) return {};
  const std::lock_guard one_follower(following_);
  return follow();
}

std::uint64_t KeyFile::strange_records() const { return shared_ ? shared_->strange() : 0; }

Status KeyFile::follow() {
  DONTHU_TRY(catch_up());
  return shared_->remember();
}

Status KeyFile::follow_again() {
  const std::lock_guard one_follower(following_);
  if (followed_again_) return {};
  shared_->begin_again();
  DONTHU_TRY(follow());
  followed_again_ = true;
  return {};
}

Status KeyFile::catch_up() {
  DONTHU_TRY(shared_->read_on(
      [this](std::uint64_t key, ByteView record) { return take_shared(key, record); }));
  DONTHU_TRY(store_taken());
  // A node that was restored from an older copy may have shared what was erased since.
  while (!erase_again_.empty()) {
    const std::uint64_t key = *erase_again_.begin();
    DONTHU_ASSIGN(const Bytes erased, record_of(key));
    DONTHU_TRY(shared_->publish(key, erased));
    erase_again_.erase(key);
  }
  return {};
}

Status KeyFile::take_shared(std::uint64_t key, ByteView record) {
  const auto judge = [&](ByteView one) {
    return decode_key(one, key, log_, master_.key_encryption_key());
  };
  const bool erased = is_erasure(record);
  const auto proven = judge(record);
  if (key == 0 || key > largest_key || (!proven && proven.error().code != ErrorCode::not_found)) {
    shared_->count_strange();
    return {};
  }
  if (seen_ != nullptr && key < seen_->size()) (*seen_)[key] = true;
  const auto waiting = taken_.find(key);
  Bytes held;
  if (waiting != taken_.end()) {
    held = waiting->second;
  } else if (auto stored = record_of(key)) {
    held = *std::move(stored);
  } else if (stored.error().code != ErrorCode::corrupt) {
    return std::unexpected(stored.error());
  }
  const auto here = judge(held);
  const bool erased_here = !here && here.error().code == ErrorCode::not_found;
  if (erased_here && !erased) erase_again_.insert(key);
  if (erased_here && erased) erase_again_.erase(key);
  if (erased_here || held == record) return {};
  if (here && !erased) {  // Another key has this number, and what it sealed must stay readable.
    shared_->count_strange();
    return {};
  }
  taken_.insert_or_assign(key, Bytes(record));
  return taken_.size() < taken_at_once ? Status{} : store_taken();
}

Status KeyFile::store_taken() {
  if (taken_.empty()) return {};
  const std::lock_guard one_writer(writing_);
  {
    const std::lock_guard lock(state_);
    if (failed_) return refused();
  }
  const auto write = [this](std::uint64_t first, ByteView records) -> Status {
    const auto written = file_.write_at(place_of(first), records);
    if (!written && written.error().code != ErrorCode::full) return give_up();
    return written;
  };
  Bytes run;
  std::uint64_t next = 0;
  for (const auto& [key, record] : taken_) {
    if (key != next && !run.empty()) {
      DONTHU_TRY(write(next - run.size() / record_size, run));
      run.clear();
    }
    next = key + 1;
    if (!is_erasure(record)) {
      run += record;
      continue;
    }
    if (!run.empty()) DONTHU_TRY(write(key - run.size() / record_size, run));
    run.clear();
    const std::unique_lock alone(erasing_);
    cache_->remove(key);
    DONTHU_TRY(write(key, record));
  }
  if (!run.empty()) DONTHU_TRY(write(next - run.size() / record_size, run));
  if (!file_.sync()) return give_up();
  taken_.clear();
  return {};
}

}  // namespace donthu::sealing
