// The keys under which personal data is sealed: one per person and case, in a file of their own, so
// that destroying a key destroys what was sealed under it while every stored entry stays as it is.
//
// `keys.dat` (format: record.h) is an array of fixed-size records. A key's number is its place,
// from 1, so that finding it is one read, and erasing it one write in place.
//
// Where several nodes work on one log, each has such a file with the keys of all, under the same
// numbers: what one makes or erases reaches the others through shared records (shared_keys.h;
// docs/decisions/0012-keys-of-a-cluster.md). Places that stay empty then are no damage.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/ports.h"
#include "engine/base/result.h"
#include "engine/base/shared_records.h"
#include "engine/sealing/master_key.h"
#include "engine/sealing/private_file.h"
#include "engine/sealing/secret.h"

namespace donthu::sealing {

class KeyCache;
class SharedKeys;

// Thread-safe. One process at a time may have a key file open.
class KeyFile {
 public:
  static constexpr std::size_t unsynced_keys_limit = 65'536;

  struct Options {
    // Unwrapped keys kept in locked memory, 32 bytes each (and about 100 of bookkeeping).
    std::size_t cached_keys = 16'384;
    // Keys that may wait for sync(); create() is refused beyond them. At most unsynced_keys_limit.
    std::size_t unsynced_keys = unsynced_keys_limit;
    // Keys that a sync() stores beside those that were asked for: create() gives them out first,
    // and they need no sync any more. Once half of them are given out, more are stored in the
    // background. What is not given out before the file is closed stays unused.
    std::size_t reserve = 256;
  };

  // Makes an empty key file for the log, durable on return, and opens it; the folder is the master
  // key's. `new_log`: nobody has sealed anything for it yet. conflict "key-file-exists": open it.
  // Else as open().
  [[nodiscard]] static Result<std::unique_ptr<KeyFile>> create(
      const std::filesystem::path& folder, const MasterKey& master, const LogId& log,
      Random& random, Options options, SharedRecords* shared = nullptr, bool new_log = false);
  // `master` and `random` must outlive the key file.
  // not_found "key-file-missing". conflict "key-file-in-use": another process has it open.
  // invalid: open to others, or made for another log or another master key; nothing was changed.
  // corrupt: the header is damaged. unsupported: a newer format. io.
  //
  // Cuts from the end what never became a key: part of a record, or records of zeros. Both can stem
  // only from a sync() that did not return, so nothing stored was ever sealed under them. A damaged
  // record of any other kind stays, and keeps its number; and where more zeros stand at the end
  // than one sync() can leave, nothing is cut: corrupt "key-file-damaged".
  //
  // With `shared`, which must outlive the key file, it first gets what other nodes shared, and the
  // first time shares what it holds itself. Errors then also: those of SharedRecords; corrupt
  // "shared-keys-cut": records that this node has read are no longer shared; invalid
  // "wrong-master-key": the other nodes have another one.
  [[nodiscard]] static Result<std::unique_ptr<KeyFile>> open(const std::filesystem::path& folder,
                                                             const MasterKey& master,
                                                             const LogId& log, Random& random,
                                                             Options options,
                                                             SharedRecords* shared = nullptr);
  ~KeyFile();
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;

  // Gives out `count` (from 1) new keys: the number of the first; the others follow it without a
  // gap. They seal at once, but where the reserve did not hold them they are lost in a crash until
  // sync() has returned: nothing sealed under them may be stored before.
  // full "unsynced-keys": sync first. io "key-file-failed": see sync(). unavailable
  // "keys-not-shared": the other nodes cannot be told now.
  [[nodiscard]] Result<std::uint64_t> create(std::size_t count);

  // Claims numbers ahead where few are left, so that create() seldom waits for the other nodes.
  // Worth calling again and again in a process that lives long; nothing where keys are not shared.
  // Errors as create().
  [[nodiscard]] Status prepare();

  // On success every key that was given out before the call is durable, here and for all nodes.
  // Costs one write and one fdatasync for all of them, and nothing where all are durable; callers
  // at the same time share it. Fills the reserve where it writes.
  // full "disk-full": nothing was stored; the keys still wait, make room and sync again.
  // io "key-file-failed": unknown what was stored. The key file refuses create, sync and erase
  // until it is opened anew; reading goes on.
  // Errors of SharedRecords::publish: the keys still wait, sync again.
  [[nodiscard]] Status sync();

  // The key, from memory or by one read; where it is not here, refresh() comes first.
  // not_found "key-erased": destroyed on purpose. corrupt "key-missing": the file never held it, or
  // was cut, or restored from an older copy. corrupt "key-damaged". io. Errors of refresh().
  [[nodiscard]] Result<Secret> find(std::uint64_t key);
  // Whether there is such a key, or was before it was erased. io; errors of refresh().
  [[nodiscard]] Result<bool> holds(std::uint64_t key);

  // Takes over what other nodes made and erased since the last time; nothing where keys are not
  // shared. A record that is not proven, or another key under a number that has one, is passed
  // over, and counted in strange_records(). Errors of SharedRecords::read; io "key-file-failed".
  [[nodiscard]] Status refresh();
  [[nodiscard]] std::uint64_t strange_records() const;

  // Destroys the key: its record is overwritten in place and the change is durable on return, also
  // where it was erased before, or is damaged. Copies of the file are not reached; nor is what a
  // disk or a file system that never writes in place keeps, where only the key-encryption key
  // protects it. Other nodes learn of it by their next refresh().
  // corrupt "key-missing". Errors of SharedRecords::publish: nothing was erased here.
  // io "key-file-failed": may or may not be erased; open anew and erase again.
  [[nodiscard]] Status erase(std::uint64_t key);

  // The number of the last key that was given out, durable or not; 0 where there is none. Of a
  // shared file: since it was opened.
  [[nodiscard]] std::uint64_t last() const;
  // Of the last key that is durable, the reserve included.
  [[nodiscard]] std::uint64_t last_durable() const;
  [[nodiscard]] const LogId& log() const { return log_; }

 private:
  [[nodiscard]] static Result<std::unique_ptr<KeyFile>> open(const std::filesystem::path& folder,
                                                             const MasterKey& master,
                                                             const LogId& log, Random& random,
                                                             Options options, SharedRecords* shared,
                                                             bool new_log);
  KeyFile(OpenFile file, const MasterKey& master, const LogId& log, Random& random, Options options,
          std::uint64_t count);

  [[nodiscard]] Status keep_alone(const std::filesystem::path& folder, std::uint64_t count);
  [[nodiscard]] Status begin_sharing(SharedRecords& records, const std::filesystem::path& folder,
                                     std::uint64_t count, bool new_log);
  // Shares what this node holds and nobody has shared.
  [[nodiscard]] Status share_own(std::uint64_t count, const std::vector<bool>& seen);

  [[nodiscard]] Result<Secret> look_up(std::uint64_t key);
  [[nodiscard]] Result<Bytes> record_of(std::uint64_t key) const;
  // Holding state_: makes keys until the file and those that wait have this many.
  void make_up_to(std::uint64_t last);
  // Holding writing_: stores what was given out and is not durable, and the reserve with it; what
  // was made; what is missing in the reserve.
  [[nodiscard]] Status store_unsynced();
  [[nodiscard]] Status store();
  [[nodiscard]] Status fill_reserve();
  // Holding state_: the last key in the file or waiting for it; the last that the reserve is to
  // have.
  [[nodiscard]] std::uint64_t last_made() const;
  [[nodiscard]] std::uint64_t reserve_end() const;
  [[nodiscard]] bool reserve_is_low() const;
  void keep_reserve(const std::stop_token& stop);
  // Claims numbers, where `count` are not left.
  [[nodiscard]] Status claim_more(std::size_t count);

  // Holding following_.
  [[nodiscard]] Status claim(std::size_t count);
  // Holding following_. catch_up() forgets where it was when it is done before follow() is; the two
  // after it are steps of it.
  [[nodiscard]] Status follow();
  [[nodiscard]] Status catch_up();
  [[nodiscard]] Status take_shared(std::uint64_t key, ByteView record);
  [[nodiscard]] Status store_taken();
  // Everything anew, once: the file may have lost what it had taken over.
  [[nodiscard]] Status follow_again();

  // Marks the file as failed, and gives what refused() gives.
  [[nodiscard]] std::unexpected<Error> give_up();
  [[nodiscard]] std::unexpected<Error> refused() const;

  const OpenFile file_;
  const MasterKey& master_;
  const LogId log_;
  Random& random_;
  const Options options_;
  std::unique_ptr<KeyCache> cache_;
  std::unique_ptr<SharedKeys> shared_;

  // Held by whoever reads what was shared, or claims. Taken before writing_.
  std::mutex following_;
  std::map<std::uint64_t, Bytes> taken_;  // Records on their way to the file.
  std::set<std::uint64_t> erase_again_;   // Shared as living after they were erased.
  std::vector<bool>* seen_ = nullptr;     // By number: what was shared, where that is asked for.
  bool followed_again_ = false;
  std::uint64_t claim_size_ = 0;  // Of the last range.

  // Held shared from reading a record until its key is cached, and alone while a key is erased:
  // else a reader could put a key back into the cache just after it was erased.
  std::shared_mutex erasing_;
  // Held by whoever writes and syncs. Taken before state_.
  std::mutex writing_;
  mutable std::mutex state_;
  std::uint64_t durable_ = 0;    // Number of the last key that sync() has stored.
  Bytes unsynced_;               // The records after it.
  std::uint64_t given_out_ = 0;  // Number of the last key that create() gave.
  std::uint64_t range_end_;      // Of the last that it may give.
  std::size_t reserve_;          // That the next sync() fills.
  bool sparse_ = false;          // It is or was shared: empty places are no damage.
  bool failed_ = false;
  std::condition_variable_any given_out_some_;  // With state_.
  std::jthread filling_;                        // From the first sync() on. Last: it ends first.
};

// How many whole records stand after the header, without the zeros at the end; of a shared file,
// however many those are. Errors as KeyFile::open. For this room only.
[[nodiscard]] Result<std::uint64_t> count_keys(const OpenFile& file, bool shared);

// The log for which the key file in `folder` was made, without opening it. A start that finds an
// empty log takes this id for its genesis, so that a crash between the two does not orphan the
// keys. not_found "key-file-missing". corrupt, unsupported, io.
[[nodiscard]] Result<LogId> log_of_keys(const std::filesystem::path& folder);

}  // namespace donthu::sealing
