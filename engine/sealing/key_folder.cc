#include "engine/sealing/key_folder.h"

#include <algorithm>
#include <cerrno>
#include <functional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/sealing/key_file.h"
#include "engine/sealing/master_key.h"
#include "engine/sealing/private_file.h"
#include "engine/sealing/record.h"
#include "engine/sealing/shared_keys.h"

namespace donthu::sealing {
namespace {

constexpr const char* master_name = "master.key";
constexpr const char* keys_name = "keys.dat";
constexpr std::uint64_t records_at_once = 8192;
constexpr int tries = 3;
constexpr std::size_t named_at_most = 100;

// Where the copy grows before it gets its name.
std::filesystem::path unfinished_of(const std::filesystem::path& to) {
  std::filesystem::path unfinished = to;
  unfinished += ".unfinished";
  return unfinished;
}

// Removes only what a copy consists of; a folder that holds anything else is not ours to remove.
void remove_files(const std::filesystem::path& folder) {
  ::unlink((folder / master_name).c_str());
  ::unlink((folder / keys_name).c_str());
  ::unlink((folder / position_name).c_str());
}

void remove_copy(const std::filesystem::path& folder) {
  remove_files(folder);
  ::rmdir(folder.c_str());
}

std::unexpected<Error> already_there(const std::filesystem::path& path) {
  return fail(ErrorCode::conflict, "copy-exists", "keys are copied into a new folder only",
              path.string(), "Name another folder, or move this one away");
}

// Makes the folder in which a copy grows, and locks it: two copies at a time would spoil each
// other. Takes over the folder of a copy that was interrupted.
Result<OpenFile> begin_copy(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return system_error("make the folder", folder, errno);
  OpenFile held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), folder);
  if (held.descriptor() < 0) return system_error("open", folder, errno);
  DONTHU_TRY(check_private_folder(folder));
  if (::flock(held.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock", folder, errno);
    return fail(ErrorCode::conflict, "copy-running", "another copy to this place is running",
                folder.string(), "Wait for it, or name another folder");
  }
  remove_files(folder);
  std::error_code error;
  if (!std::filesystem::is_empty(folder, error)) {
    if (error) return system_error("look into", folder, error.value());
    return already_there(folder);
  }
  return held;
}

Result<OpenFile> make_file(const std::filesystem::path& path) {
  OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600),
                path);
  if (file.descriptor() < 0) return system_error("make", path, errno);
  return file;
}

// Takes proven records, which stand at this place in the file.
using TakesRecords = std::function<Status(std::uint64_t place, ByteView records)>;

// An original: its log, its header, and what is needed to prove its records.
class Original {
 public:
  static Result<Original> open(const std::filesystem::path& folder) {
    DONTHU_ASSIGN(MasterKey master, MasterKey::open(folder));
    DONTHU_ASSIGN(OpenFile keys, open_private_file(folder / keys_name, false));
    Bytes header(record_size, '\0');
    DONTHU_ASSIGN(const std::size_t read, keys.read_at(0, header));
    header.resize(read);
    DONTHU_ASSIGN(const LogId log, decode_header(header));
    DONTHU_TRY(check_header(header, master.key_encryption_key()));
    return Original(std::move(master), std::move(keys), std::move(header), log,
                    std::filesystem::exists(folder / position_name));
  }

  Result<CopiedKeys> read(const TakesRecords& take) {
    DONTHU_ASSIGN(const std::uint64_t count, count_keys(from_, shared_));
    DONTHU_TRY(take(0, header_));
    for (std::uint64_t key = 1; key <= count; key += records_at_once)
      DONTHU_TRY(read_some(key, std::min(records_at_once, count - key + 1), take));
    copied_.keys = count - unused_;
    return copied_;
  }

 private:
  Original(MasterKey master, OpenFile keys, Bytes header, const LogId& log, bool shared)
      : master_(std::move(master)),
        from_(std::move(keys)),
        header_(std::move(header)),
        log_(log),
        shared_(shared) {}

  Status read_some(std::uint64_t first, std::uint64_t count, const TakesRecords& take) {
    Bytes records(count * record_size, '\0');
    DONTHU_ASSIGN(const std::size_t read, from_.read_at(first * record_size, records));
    if (read != records.size())
      return fail(ErrorCode::corrupt, "key-file-damaged",
                  "the key file was cut while it was copied", from_.path().string(),
                  "Find out who cuts it, then copy again");
    for (std::uint64_t i = 0; i < count; ++i) DONTHU_TRY(prove(records, i, first + i));
    return take(first * record_size, records);
  }

  // A record that is just being erased may have been read half; so it is read again before it
  // counts as damaged.
  Status prove(Bytes& records, std::uint64_t index, std::uint64_t key) {
    const std::span<char> record(records.data() + index * record_size, record_size);
    // A number that no process of the cluster has used.
    if (shared_ && is_unused(ByteView(record.data(), record.size()))) {
      ++unused_;
      return {};
    }
    for (int i = 0; i < tries; ++i) {
      const auto found = decode_key(ByteView(record.data(), record.size()), key, log_,
                                    master_.key_encryption_key());
      if (found || found.error().code == ErrorCode::not_found) return {};
      DONTHU_TRY(from_.read_at(key * record_size, record));
    }
    ++copied_.damaged_count;
    if (copied_.damaged.size() < named_at_most) copied_.damaged.push_back(key);
    return {};
  }

  MasterKey master_;
  OpenFile from_;
  Bytes header_;
  LogId log_;
  bool shared_;
  std::uint64_t unused_ = 0;
  CopiedKeys copied_;
};

// Before the keys, which are then never older than it says.
Status copy_position(const std::filesystem::path& from, const std::filesystem::path& folder) {
  if (!std::filesystem::exists(from / position_name)) return {};
  return write_position(folder, read_position(from));
}

// Leaves out what is empty, so that it takes no room in the copy either.
Status write_used(const OpenFile& file, std::uint64_t place, ByteView records) {
  constexpr std::size_t page = 32 * record_size;
  for (; !records.empty(); records.remove_prefix(std::min(page, records.size()))) {
    const ByteView some = records.substr(0, page);
    if (!is_unused(some)) DONTHU_TRY(file.write_at(place, some));
    place += some.size();
  }
  return {};
}

Result<CopiedKeys> fill(const std::filesystem::path& from, const std::filesystem::path& folder) {
  DONTHU_ASSIGN(Original original, Original::open(from));
  Secret secret;
  DONTHU_ASSIGN(const OpenFile old_master, open_private_file(from / master_name, false));
  DONTHU_TRY(old_master.read_at(0, {reinterpret_cast<char*>(secret.data()), secret_size}));
  DONTHU_ASSIGN(const OpenFile new_master, make_file(folder / master_name));
  DONTHU_TRY(new_master.write_at(0, secret.view()));
  DONTHU_TRY(new_master.sync());
  DONTHU_ASSIGN(const OpenFile new_keys, make_file(folder / keys_name));
  DONTHU_TRY(copy_position(from, folder));
  DONTHU_ASSIGN(CopiedKeys copied, original.read([&](std::uint64_t place, ByteView records) {
    return write_used(new_keys, place, records);
  }));
  DONTHU_TRY(new_keys.sync());
  DONTHU_TRY(sync_folder(folder));
  return copied;
}

}  // namespace

Result<CopiedKeys> copy_keys(const std::filesystem::path& from,
                             const std::filesystem::path& named) {
  // Without a slash at its end, so that the name beside it and the folder above it are right.
  const std::filesystem::path to = named.has_filename() ? named : named.parent_path();
  DONTHU_TRY(check_private_folder(from));
  struct stat found{};
  if (::lstat(to.c_str(), &found) == 0) return already_there(to);
  const std::filesystem::path unfinished = unfinished_of(to);
  DONTHU_ASSIGN(const OpenFile held, begin_copy(unfinished));
  auto copied = fill(from, unfinished);
  if (copied &&
      ::renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST)
      copied = already_there(to);
    else
      copied = system_error("name", to, errno);
  }
  if (!copied) {
    remove_copy(unfinished);
    return copied;
  }
  DONTHU_TRY(sync_folder(to.parent_path()));
  return copied;
}

Result<CopiedKeys> check_keys(const std::filesystem::path& folder) {
  DONTHU_TRY(check_private_folder(folder));
  DONTHU_ASSIGN(Original original, Original::open(folder));
  return original.read([](std::uint64_t, ByteView) { return Status{}; });
}

}  // namespace donthu::sealing
