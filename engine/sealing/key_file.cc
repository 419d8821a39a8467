#include "engine/sealing/key_file.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <sys/file.h>

#include "engine/base/check.h"
#include "engine/sealing/key_cache.h"
#include "engine/sealing/record.h"
#include "engine/sealing/shared_keys.h"

namespace donthu::sealing {
namespace {

constexpr const char* keys_name = "keys.dat";
constexpr std::size_t shared_reserve_most = 4;  // Times Options::reserve.
constexpr std::size_t made_at_once = 32;        // While create() waits.
constexpr std::chrono::seconds fill_again_after{1};

std::unexpected<Error> missing_key(std::uint64_t key) {
  return fail(ErrorCode::corrupt, "key-missing",
              "there is no key " + std::to_string(key) + " in the key file", keys_name,
              "The key file is older than the log, or was cut: restore a newer copy of it");
}

Result<OpenFile> open_keys(const std::filesystem::path& folder, bool writable) {
  DONTHU_TRY(check_private_folder(folder));
  auto file = open_private_file(folder / keys_name, writable);
  if (!file && file.error().code == ErrorCode::not_found)
    return fail(ErrorCode::not_found, "key-file-missing", "there is no key file",
                (folder / keys_name).string(), "Restore the key folder from a copy");
  return file;
}

Result<Bytes> read_header(const OpenFile& file) {
  Bytes header(record_size, '\0');
  DONTHU_ASSIGN(const std::size_t count, file.read_at(0, header));
  header.resize(count);
  return header;
}

}  // namespace

Result<std::unique_ptr<KeyFile>> KeyFile::create(const std::filesystem::path& folder,
                                                 const MasterKey& master, const LogId& log,
                                                 Random& random, Options options,
                                                 SharedRecords* shared, bool new_log) {
  DONTHU_TRY(check_private_folder(folder));
  const Bytes header = encode_header(log, master.key_encryption_key(), random);
  auto created = create_private_file(folder / keys_name, header);
  if (!created && created.error().code == ErrorCode::conflict)
    return fail(ErrorCode::conflict, "key-file-exists", "there is a key file already",
                (folder / keys_name).string(), "Open it; it is never replaced");
  DONTHU_TRY(created);
  return open(folder, master, log, random, options, shared, new_log);
}

Result<std::unique_ptr<KeyFile>> KeyFile::open(const std::filesystem::path& folder,
                                               const MasterKey& master, const LogId& log,
                                               Random& random, Options options,
                                               SharedRecords* shared) {
  return open(folder, master, log, random, options, shared, false);
}

Result<std::unique_ptr<KeyFile>> KeyFile::open(const std::filesystem::path& folder,
                                               const MasterKey& master, const LogId& log,
                                               Random& random, Options options,
                                               SharedRecords* shared, bool new_log) {
  DONTHU_ASSIGN(OpenFile file, open_keys(folder, true));
  if (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock", file.path(), errno);
    return fail(ErrorCode::conflict, "key-file-in-use", "another process has the key file open",
                file.path().string(), "Stop the other process first");
  }
  DONTHU_ASSIGN(const Bytes header, read_header(file));
  DONTHU_ASSIGN(const LogId found, decode_header(header));
  DONTHU_TRY(check_header(header, master.key_encryption_key()));
  if (found != log)
    return fail(ErrorCode::invalid, "keys-of-another-log",
                "these keys belong to log " + to_string(found) + ", not to " + to_string(log),
                file.path().string(), "Name the key folder of this log");
  const bool ever_shared = std::filesystem::exists(folder / position_name);
  DONTHU_ASSIGN(const std::uint64_t count, count_keys(file, ever_shared || shared != nullptr));
  DONTHU_ASSIGN(const std::uint64_t size, file.size());
  if (size != place_of(count + 1)) DONTHU_TRY(file.resize(place_of(count + 1)));
  // What is found counts as durable from here on, so it must be.
  DONTHU_TRY(file.sync());
  std::unique_ptr<KeyFile> keys(new KeyFile(std::move(file), master, log, random, options, count));
  if (shared != nullptr)
    DONTHU_TRY(keys->begin_sharing(*shared, folder, count, new_log));
  else if (ever_shared)
    DONTHU_TRY(keys->keep_alone(folder, count));
  return keys;
}

KeyFile::KeyFile(OpenFile file, const MasterKey& master, const LogId& log, Random& random,
                 Options options, std::uint64_t count)
    : file_(std::move(file)),
      master_(master),
      log_(log),
      random_(random),
      options_(options),
      cache_(std::make_unique<KeyCache>(options.cached_keys)),
      durable_(count),
      given_out_(count),
      range_end_(largest_key),
      reserve_(options.reserve) {}

KeyFile::~KeyFile() = default;

Result<std::uint64_t> KeyFile::create(std::size_t count) {
  DONTHU_CHECK(count > 0, "asked for no key at all");
  for (;;) {
    {
      const std::shared_lock not_erasing(erasing_);
      const std::lock_guard lock(state_);
      if (failed_) return refused();
      const std::size_t limit = std::min(options_.unsynced_keys, unsynced_keys_limit);
      if (given_out_ + count > durable_ + limit)
        return fail(
            ErrorCode::full, "unsynced-keys",
            std::to_string(unsynced_.size() / record_size) + " keys wait to be stored, no more may",
            keys_name, "Sync the key file, then ask again");
      if (given_out_ + count <= range_end_) {
        make_up_to(given_out_ + count);
        given_out_ += count;
        if (reserve_is_low()) given_out_some_.notify_one();
        return given_out_ - count + 1;
      }
    }
    DONTHU_TRY(claim_more(count));
  }
}

void KeyFile::make_up_to(std::uint64_t last) {
  for (auto key = last_made() + 1; key <= last; ++key)
    cache_->put(key, encode_new_key(unsynced_, key, log_, master_.key_encryption_key(), random_));
}

Status KeyFile::sync() {
  {
    // Whoever fills the reserve must not hold up those who need nothing of it.
    const std::lock_guard lock(state_);
    if (!failed_ && given_out_ <= durable_) return {};
  }
  const std::lock_guard one_writer(writing_);
  DONTHU_TRY(store_unsynced());
  if (options_.reserve > 0 && !filling_.joinable())
    filling_ = std::jthread([this](const std::stop_token& stop) { keep_reserve(stop); });
  return {};
}

Status KeyFile::store_unsynced() {
  {
    const std::lock_guard lock(state_);
    if (failed_) return refused();
    if (given_out_ <= durable_) return {};
    make_up_to(reserve_end());
  }
  return store();
}

Status KeyFile::store() {
  Bytes batch;
  std::uint64_t first = 0;
  {
    const std::lock_guard lock(state_);
    if (failed_) return refused();
    batch = unsynced_;
    first = durable_ + 1;
  }
  if (batch.empty()) return {};
  if (auto written = file_.write_at(place_of(first), batch); !written) {
    // The keys still wait. What was half written is cut off, or else overwritten by the next sync;
    // of a shared file the latter, for keys of other nodes may stand behind it.
    if (written.error().code == ErrorCode::full && (shared_ || file_.resize(place_of(first))))
      return written;
    return give_up();
  }
  if (!file_.sync()) return give_up();
  if (shared_) DONTHU_TRY(shared_->publish(first, batch));
  const std::lock_guard lock(state_);
  durable_ += batch.size() / record_size;
  unsynced_.erase(0, batch.size());
  if (shared_) reserve_ = std::min(2 * reserve_, shared_reserve_most * options_.reserve);
  return {};
}

std::uint64_t KeyFile::last_made() const { return durable_ + unsynced_.size() / record_size; }

std::uint64_t KeyFile::reserve_end() const {
  return std::min({given_out_ + reserve_, durable_ + unsynced_keys_limit, range_end_});
}

bool KeyFile::reserve_is_low() const {
  return !failed_ && given_out_ + reserve_ / 2 > durable_ && reserve_end() > durable_;
}

void KeyFile::keep_reserve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(state_);
      if (!given_out_some_.wait(lock, stop, [&] { return reserve_is_low(); })) return;
    }
    if (fill_reserve()) continue;
    // Whoever needs more than there is stores it himself, and is told why he cannot.
    std::unique_lock lock(state_);
    given_out_some_.wait_for(lock, stop, fill_again_after, [] { return false; });
  }
}

Status KeyFile::fill_reserve() {
  const std::lock_guard one_writer(writing_);
  for (bool more = true; more;) {
    const std::lock_guard lock(state_);
    if (failed_) return refused();
    const auto made = last_made();
    make_up_to(std::min(made + made_at_once, reserve_end()));
    more = made + made_at_once < reserve_end();
  }
  return store();
}

std::unexpected<Error> KeyFile::give_up() {
  const std::lock_guard lock(state_);
  failed_ = true;
  return refused();
}

std::unexpected<Error> KeyFile::refused() const {
  return fail(ErrorCode::io, "key-file-failed",
              "a write to the key file failed, and what is stored is not known",
              file_.path().string(), "Mend the disk, then start again");
}

Result<Bytes> KeyFile::record_of(std::uint64_t key) const {
  if (key == 0 || key > largest_key) return missing_key(key);
  {
    const std::lock_guard lock(state_);
    if (!shared_ && key > std::max(given_out_, durable_)) return missing_key(key);
    if (key > durable_ && key <= last_made())
      return unsynced_.substr((key - durable_ - 1) * record_size, record_size);
  }
  Bytes record(record_size, '\0');
  DONTHU_ASSIGN(const std::size_t count, file_.read_at(place_of(key), record));
  if (count != record_size || (sparse_ && is_unused(record))) return missing_key(key);
  return record;
}

Result<Secret> KeyFile::look_up(std::uint64_t key) {
  const std::shared_lock not_erasing(erasing_);
  DONTHU_ASSIGN(const Bytes record, record_of(key));
  auto found = decode_key(record, key, log_, master_.key_encryption_key());
  if (found) cache_->put(key, *found);
  return found;
}

Result<Secret> KeyFile::find(std::uint64_t key) {
  if (key == 0) return missing_key(key);
  if (auto cached = cache_->find(key)) return *cached;
  auto found = look_up(key);
  const auto absent = [&] { return !found && found.error().code == ErrorCode::corrupt; };
  if (!shared_ || !absent()) return found;
  DONTHU_TRY(refresh());
  found = look_up(key);
  if (!absent()) return found;
  DONTHU_TRY(follow_again());
  return look_up(key);
}

Result<bool> KeyFile::holds(std::uint64_t key) {
  const auto found = find(key);
  if (found) return true;
  const Error& why = found.error();
  if (why.reason == "key-missing") return false;
  // Erased, damaged, or of a kind that only a newer program knows.
  if (why.code == ErrorCode::not_found || why.code == ErrorCode::corrupt ||
      why.code == ErrorCode::unsupported)
    return true;
  return std::unexpected(why);
}

Status KeyFile::erase(std::uint64_t key) {
  DONTHU_ASSIGN(const bool held, holds(key));
  if (!held) return missing_key(key);
  const std::lock_guard one_writer(writing_);
  bool waits = false;
  {
    const std::lock_guard lock(state_);
    waits = key > durable_ && key <= last_made();
  }
  if (waits) DONTHU_TRY(store());
  {
    const std::lock_guard lock(state_);
    if (failed_) return refused();
  }
  // A record that cannot be read is destroyed as well: that is what was asked for.
  const Bytes before = record_of(key).value_or(Bytes());
  const Bytes erased = encode_erased(before, key, log_, master_.key_encryption_key(), random_);
  // First for all: where it is erased here alone, nobody would tell the others after a crash.
  if (shared_) DONTHU_TRY(shared_->publish(key, erased));
  const std::unique_lock alone(erasing_);
  cache_->remove(key);
  if (!file_.write_at(place_of(key), erased)) return give_up();
  if (!file_.sync()) return give_up();
  return {};
}

std::uint64_t KeyFile::last() const {
  const std::lock_guard lock(state_);
  return given_out_;
}

std::uint64_t KeyFile::last_durable() const {
  const std::lock_guard lock(state_);
  return durable_;
}

Result<std::uint64_t> count_keys(const OpenFile& file, bool shared) {
  DONTHU_ASSIGN(const std::uint64_t size, file.size());
  DONTHU_CHECK(size >= record_size, "the header is read before the keys are counted");
  std::uint64_t count = size / record_size - 1;
  const std::uint64_t zeros = shared ? count : KeyFile::unsynced_keys_limit;
  const std::uint64_t least = count - std::min(count, zeros);
  Bytes record(record_size, '\0');
  for (; count > least; --count) {
    DONTHU_ASSIGN(const std::size_t read, file.read_at(place_of(count), record));
    if (read != record_size || !is_unused(record)) return count;
  }
  if (count == 0) return count;
  return fail(ErrorCode::corrupt, "key-file-damaged",
              "more zeros stand at the end of the key file than a crash can leave",
              file.path().string(), "Restore the key folder from a copy");
}

Result<LogId> log_of_keys(const std::filesystem::path& folder) {
  DONTHU_ASSIGN(const OpenFile file, open_keys(folder, false));
  DONTHU_ASSIGN(const Bytes header, read_header(file));
  return decode_header(header);
}

}  // namespace donthu::sealing
