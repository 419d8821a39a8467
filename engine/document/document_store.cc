#include "engine/document/document_store.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/check.h"
#include "engine/document/shared_documents.h"

namespace donthu::document {
namespace {

namespace files = std::filesystem;

constexpr const char* lock_name = "lock";
constexpr const char* incoming_name = "incoming";
constexpr const char* position_name = "position";
constexpr std::size_t read_size = 64 * 1024;
constexpr std::size_t prefix_digits = 2;

std::unexpected<Error> system_error(const char* action, const files::path& path, int number) {
  const std::string what =
      std::string("cannot ") + action + ": " + std::generic_category().message(number);
  if (number == ENOSPC || number == EDQUOT || number == EFBIG)
    return fail(ErrorCode::full, "disk-full", what, path.string(), "Make room on that disk");
  return fail(ErrorCode::io, "system-refused", what, path.string(),
              "See the system's own log for this disk or folder");
}

std::unexpected<Error> too_large(std::uint64_t limit, std::string field) {
  return fail(ErrorCode::full, "too-large",
              "the document is larger than " + std::to_string(limit) + " bytes", std::move(field),
              "Split it, or raise the limit of documents");
}

class OpenFile {
 public:
  OpenFile(const files::path& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] explicit operator bool() const { return descriptor_ >= 0; }

 private:
  const int descriptor_;
};

Status write_all(int descriptor, ByteView bytes, const files::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return system_error("write", path, count < 0 ? errno : EIO);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Status sync_folder(const files::path& folder) {
  const OpenFile file(folder, O_RDONLY | O_DIRECTORY);
  if (!file) return system_error("open", folder, errno);
  if (::fsync(file.descriptor()) != 0) return system_error("sync", folder, errno);
  return {};
}

Status make_folder(const files::path& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return system_error("make the folder", folder, errno);
  return {};
}

// Names in the folder, sorted: what is found must not depend on the file system.
Result<std::vector<std::string>> names_in(const files::path& folder) {
  std::error_code error;
  std::vector<std::string> names;
  files::directory_iterator entries(folder, error);
  for (; !error && entries != files::directory_iterator(); entries.increment(error))
    names.push_back(entries->path().filename().string());
  if (error) return system_error("list", folder, error.value());
  std::sort(names.begin(), names.end());
  return names;
}

// The document of that name in the folder ab/cd; nothing where it cannot be one.
std::optional<Digest> digest_of(const std::string& first, const std::string& second,
                                const std::string& name) {
  if (!name.starts_with(first + second)) return std::nullopt;
  const auto digest = digest_from_hex(name);
  return digest && to_hex(*digest) == name ? digest : std::nullopt;
}

bool is_fan_out(const files::path& folder) {
  const std::string name = folder.filename().string();
  std::error_code ignored;  // What cannot be looked at is no folder of ours.
  return name.size() == prefix_digits &&
         name.find_first_not_of("0123456789abcdef") == std::string::npos &&
         files::is_directory(files::symlink_status(folder, ignored));
}

}  // namespace

struct DocumentStore::Budget {
  explicit Budget(std::uint64_t bytes) : limit(bytes) {}
  const std::uint64_t limit;
  std::atomic<std::uint64_t> used{0};
};

class DocumentStore::Loaded {
 public:
  explicit Loaded(std::shared_ptr<Budget> budget) : budget_(std::move(budget)) {}
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ~Loaded() { budget_->used -= bytes_.size(); }

  // Makes room for more bytes at the end.
  Status grow(std::uint64_t size) {
    const std::uint64_t before = budget_->used.fetch_add(size);
    if (size > budget_->limit || before > budget_->limit - size) {
      budget_->used -= size;
      return fail(ErrorCode::unavailable, "documents-busy",
                  "too many documents are being stored and read at this moment", {},
                  "Try again in a moment");
    }
    bytes_.resize(bytes_.size() + size);
    return {};
  }

  void shrink(std::uint64_t size) {
    budget_->used -= bytes_.size() - size;
    bytes_.resize(size);
  }

  [[nodiscard]] char* data() { return bytes_.data(); }
  [[nodiscard]] ByteView view() const { return bytes_; }

 private:
  const std::shared_ptr<Budget> budget_;
  Bytes bytes_;
};

ByteSource source_of(ByteView bytes) {
  return [bytes](std::span<char> out) mutable -> Result<std::size_t> {
    const std::size_t count = std::min(out.size(), bytes.size());
    std::memcpy(out.data(), bytes.data(), count);
    bytes.remove_prefix(count);
    return count;
  };
}

Result<Bytes> read_all(const ByteSource& source, std::uint64_t limit) {
  Bytes bytes;
  for (;;) {
    const std::size_t size = bytes.size();
    bytes.resize(size + read_size);
    DONTHU_ASSIGN(const std::size_t count, source({bytes.data() + size, read_size}));
    bytes.resize(size + count);
    if (bytes.size() > limit) return too_large(limit, {});
    if (count == 0) return bytes;
  }
}

Result<std::unique_ptr<DocumentStore>> DocumentStore::open(const files::path& named,
                                                           Options options, SharedRecords* shared) {
  const files::path root = named.has_filename() ? named : named.parent_path();
  DONTHU_TRY(make_folder(root));
  DONTHU_TRY(sync_folder(root.has_parent_path() ? root.parent_path() : "."));
  const files::path lock_path = root / lock_name;
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) return system_error("open", lock_path, errno);
  // From here on the store closes the lock.
  std::unique_ptr<DocumentStore> store(new DocumentStore(root, options, lock));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock", lock_path, errno);
    return fail(ErrorCode::conflict, "documents-in-use", "another process has the documents open",
                root.string(), "Stop the other process first");
  }
  const files::path incoming = root / incoming_name;
  DONTHU_TRY(make_folder(incoming));
  DONTHU_ASSIGN(const std::vector<std::string> unfinished, names_in(incoming));
  for (const std::string& name : unfinished)
    if (::unlink((incoming / name).c_str()) != 0)
      return system_error("remove", incoming / name, errno);
  // What is put meanwhile is shared by nobody: whoever shares them again compares everything.
  if (shared == nullptr && ::unlink((root / position_name).c_str()) != 0 && errno != ENOENT)
    return system_error("remove", root / position_name, errno);
  if (shared != nullptr)
    store->shared_ =
        std::make_unique<SharedDocuments>(*shared, root / position_name, options.document_limit);
  return store;
}

DocumentStore::DocumentStore(files::path root, Options options, int lock)
    : root_(std::move(root)),
      options_(options),
      lock_(lock),
      budget_(std::make_shared<Budget>(options.memory_limit)) {}

DocumentStore::~DocumentStore() { ::close(lock_); }

files::path DocumentStore::path_of(const Digest& digest) const {
  const std::string name = to_hex(digest);
  return root_ / name.substr(0, prefix_digits) / name.substr(prefix_digits, prefix_digits) / name;
}

Result<StoredDocument> DocumentStore::put(const ByteSource& source) {
  Loaded document(budget_);
  for (;;) {
    const std::size_t size = document.view().size();
    DONTHU_TRY(document.grow(read_size));
    DONTHU_ASSIGN(const std::size_t count, source({document.data() + size, read_size}));
    DONTHU_CHECK(count <= read_size, "a source gave more than was asked for");
    document.shrink(size + count);
    if (size + count > options_.document_limit) return too_large(options_.document_limit, {});
    if (count == 0) break;
  }
  if (document.view().empty())
    return fail(ErrorCode::invalid, "document-empty", "the document has no bytes", {},
                "Attach the file itself");
  const Digest digest = sha256(document.view());
  DONTHU_TRY(store(digest, document.view()));
  if (shared_) DONTHU_TRY(shared_->publish(digest, document.view()));
  return StoredDocument{digest, document.view().size()};
}

Status DocumentStore::store(const Digest& digest, ByteView bytes) {
  const files::path path = path_of(digest);
  const files::path incoming = root_ / incoming_name / std::to_string(next_temporary_.fetch_add(1));
  Status stored;
  {
    const OpenFile file(incoming, O_WRONLY | O_CREAT | O_EXCL);
    if (!file) return system_error("make", incoming, errno);
    stored = write_all(file.descriptor(), bytes, incoming);
    if (stored && ::fsync(file.descriptor()) != 0) stored = system_error("sync", incoming, errno);
  }
  if (stored) stored = make_folder(path.parent_path().parent_path());
  if (stored) stored = make_folder(path.parent_path());
  // In the place of what is there, if anything is: the bytes are the same, or those there are
  // damaged.
  if (stored && ::rename(incoming.c_str(), path.c_str()) != 0)
    stored = system_error("name", path, errno);
  if (!stored) {
    ::unlink(incoming.c_str());
    return stored;
  }
  // The folders above as well, though they may be old: another thread may just have made them.
  DONTHU_TRY(sync_folder(path.parent_path()));
  DONTHU_TRY(sync_folder(path.parent_path().parent_path()));
  return sync_folder(root_);
}

Result<std::shared_ptr<DocumentStore::Loaded>> DocumentStore::load(
    const Digest& digest, std::shared_ptr<Budget> budget) const {
  const files::path path = path_of(digest);
  const OpenFile file(path, O_RDONLY | O_NONBLOCK);
  if (!file && errno == ENOENT)
    return fail(ErrorCode::not_found, "no-such-document", "no document has this digest",
                to_hex(digest), "Restore it from a copy, if an event names it");
  if (!file) return system_error("open", path, errno);
  struct stat found{};
  if (::fstat(file.descriptor(), &found) != 0) return system_error("look at", path, errno);
  const auto size = static_cast<std::uint64_t>(found.st_size);
  if (size > options_.document_limit) return too_large(options_.document_limit, to_hex(digest));
  auto loaded = std::make_shared<Loaded>(std::move(budget));
  DONTHU_TRY(loaded->grow(size));
  std::uint64_t done = 0;
  while (done < size) {
    const ssize_t count = ::read(file.descriptor(), loaded->data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read", path, errno);
    if (count == 0) break;
    done += static_cast<std::uint64_t>(count);
  }
  loaded->shrink(done);
  if (sha256(loaded->view()) != digest)
    return fail(ErrorCode::corrupt, "document-damaged", "the stored bytes have another hash",
                to_hex(digest), "Restore it from a copy");
  return loaded;
}

Result<ByteSource> DocumentStore::get(const Digest& digest) {
  DONTHU_ASSIGN(bool here, exists(digest));
  if (!here && shared_) DONTHU_TRY(refresh());
  DONTHU_ASSIGN(here, exists(digest));
  // Once, from the beginning: a document that was passed over comes now.
  if (!here && shared_) {
    const std::lock_guard lock(following_);
    if (!std::exchange(read_again_, true)) {
      shared_->begin_again();
      DONTHU_TRY(take_shared());
    }
  }
  DONTHU_ASSIGN(const std::shared_ptr<Loaded> loaded, load(digest, budget_));
  return [loaded, rest = source_of(loaded->view())](std::span<char> out) { return rest(out); };
}

Status DocumentStore::refresh() {
  if (!shared_) return {};
  const std::lock_guard lock(following_);
  if (shared_->begun()) return take_shared();
  std::vector<Digest> seen;
  DONTHU_TRY(shared_->read_on(
      [&](const Digest& digest) {
        if (seen.empty() || seen.back() != digest) seen.push_back(digest);
        return exists(digest);
      },
      [this](const Digest& digest, ByteView bytes) { return store(digest, bytes); }));
  std::sort(seen.begin(), seen.end());
  DONTHU_TRY(share_own(seen));
  return shared_->begin();
}

Status DocumentStore::take_shared() {
  return shared_->read_on(
      [this](const Digest& digest) { return exists(digest); },
      [this](const Digest& digest, ByteView bytes) { return store(digest, bytes); });
}

Status DocumentStore::share_own(const std::vector<Digest>& seen) {
  Status shared;
  const auto share = [&](const Digest& digest) {
    if (std::binary_search(seen.begin(), seen.end(), digest)) return true;
    const auto loaded = load(digest, std::make_shared<Budget>(options_.document_limit));
    // What is damaged here is no loss to the others.
    if (loaded) shared = shared_->publish(digest, (*loaded)->view());
    return shared.has_value();
  };
  DONTHU_TRY(for_each_stored(share, nullptr));
  return shared;
}

Result<bool> DocumentStore::exists(const Digest& digest) const {
  struct stat found{};
  if (::lstat(path_of(digest).c_str(), &found) == 0) return S_ISREG(found.st_mode);
  if (errno == ENOENT) return false;
  return system_error("look at", path_of(digest), errno);
}

Result<std::uint64_t> DocumentStore::verify(const Digest& digest) const {
  DONTHU_ASSIGN(const std::shared_ptr<Loaded> loaded, load(digest, budget_));
  return loaded->view().size();
}

void DocumentStore::check(const Digest& digest, bool expected, Audit& audit) const {
  ++audit.checked;
  const auto loaded = load(digest, std::make_shared<Budget>(options_.document_limit));
  if (loaded) {
    audit.bytes += (*loaded)->view().size();
    if (!expected) ++audit.unexpected;
  } else if (loaded.error().code == ErrorCode::full) {
    audit.unchecked.push_back(digest);
  } else {
    audit.corrupt.push_back(digest);
  }
}

Result<bool> DocumentStore::for_each_stored(const std::function<bool(const Digest&)>& visit,
                                            std::vector<std::string>* foreign) const {
  const auto found_foreign = [&](std::string path) {
    if (foreign != nullptr) foreign->push_back(std::move(path));
  };
  DONTHU_ASSIGN(const std::vector<std::string> outer, names_in(root_));
  for (const std::string& first : outer) {
    if (first == lock_name || first == incoming_name || first == position_name) continue;
    if (!is_fan_out(root_ / first)) {
      found_foreign(first);
      continue;
    }
    DONTHU_ASSIGN(const std::vector<std::string> inner, names_in(root_ / first));
    for (const std::string& second : inner) {
      if (!is_fan_out(root_ / first / second)) {
        found_foreign(first + "/" + second);
        continue;
      }
      DONTHU_ASSIGN(const std::vector<std::string> names, names_in(root_ / first / second));
      for (const std::string& name : names) {
        const auto digest = digest_of(first, second, name);
        if (!digest)
          found_foreign(first + "/" + second + "/" + name);
        else if (!visit(*digest))
          return false;
      }
    }
  }
  return true;
}

Result<Audit> DocumentStore::verify_all(
    std::span<const Digest> expected,
    const std::function<bool(std::uint64_t, std::uint64_t)>& progress) const {
  DONTHU_CHECK(std::is_sorted(expected.begin(), expected.end()), "expected digests are sorted");
  Audit audit;
  auto next = expected.begin();
  // Folders and names are visited in order, so documents come in order of digest.
  const auto visit = [&](const Digest& digest) {
    for (; next != expected.end() && *next < digest; ++next) audit.missing.push_back(*next);
    const bool is_expected = next != expected.end() && *next == digest;
    check(digest, is_expected, audit);
    if (is_expected) ++next;
    return !progress || progress(audit.checked, audit.bytes);
  };
  DONTHU_ASSIGN(const bool all, for_each_stored(visit, &audit.foreign));
  if (!all) return audit;
  audit.missing.insert(audit.missing.end(), next, expected.end());
  audit.complete = true;
  return audit;
}

}  // namespace donthu::document
