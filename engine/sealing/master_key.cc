#include "engine/sealing/master_key.h"

#include <sodium.h>

#include "engine/base/check.h"
#include "engine/sealing/cipher.h"
#include "engine/sealing/private_file.h"

namespace donthu::sealing {

struct MasterKey::Keys {
  Secret wrapping;
  Secret request;
  Secret case_id;
  Secret command_id;
};

namespace {

constexpr const char* master_name = "master.key";
constexpr const char* keys_name = "keys.dat";

template <class Id>
Id first_bytes(const Digest& digest, std::size_t from, PartitionId partition = {}) {
  Id id;
  Bytes place;
  put_be(place, partition.value);
  std::copy_n(place.begin(), from, id.bytes.begin());
  std::copy_n(digest.bytes.begin(), id.bytes.size() - from,
              id.bytes.begin() + static_cast<std::ptrdiff_t>(from));
  return id;
}

std::unexpected<Error> missing(const std::filesystem::path& path) {
  return fail(ErrorCode::not_found, "master-key-missing", "there is no master key", path.string(),
              "Restore the key folder from a copy; a new master key opens nothing that exists");
}

Result<Secret> read_master(const std::filesystem::path& path) {
  auto file = open_private_file(path, false);
  if (!file && file.error().code == ErrorCode::not_found) return missing(path);
  if (!file) return std::unexpected(std::move(file).error());
  Secret master;
  DONTHU_ASSIGN(const std::size_t count,
                file->read_at(0, {reinterpret_cast<char*>(master.data()), secret_size}));
  DONTHU_ASSIGN(const std::uint64_t size, file->size());
  if (count != secret_size || size != secret_size)
    return fail(ErrorCode::corrupt, "master-key-damaged", "a master key has 32 bytes, this has not",
                path.string(), "Restore the key folder from a copy");
  return master;
}

Status write_master(const Secret& master, const std::filesystem::path& folder) {
  DONTHU_TRY(make_private_folder(folder));
  std::error_code ignored;  // What cannot be looked at will not be opened either.
  if (std::filesystem::exists(folder / keys_name, ignored) &&
      !std::filesystem::exists(folder / master_name, ignored))
    return fail(ErrorCode::conflict, "master-key-lost",
                "there are keys, but the master key that opens them is missing",
                (folder / master_name).string(),
                "Restore master.key from a copy of the key folder");
  auto written = create_private_file(folder / master_name, master.view());
  if (!written && written.error().code == ErrorCode::conflict)
    return fail(ErrorCode::conflict, "master-key-exists", "there is a master key already",
                (folder / master_name).string(), "Open it; it is never replaced");
  return written;
}

}  // namespace

MasterKey::MasterKey(Locked keys) : keys_(std::move(keys)) {}
MasterKey::MasterKey(MasterKey&&) noexcept = default;
MasterKey& MasterKey::operator=(MasterKey&&) noexcept = default;
MasterKey::~MasterKey() = default;

void MasterKey::Release::operator()(Keys* keys) const {
  // Wipes the memory before it gives it back.
  sodium_free(keys);
}

MasterKey::Locked MasterKey::derive(const Secret& master) {
  start_cipher();
  void* const memory = sodium_malloc(sizeof(Keys));
  DONTHU_CHECK(memory != nullptr, "no memory for the master key");
  Locked keys(new (memory) Keys);
  keys->wrapping = derive_key(master, 1, "donthu-1");
  keys->request = derive_key(master, 2, "donthu-1");
  keys->case_id = derive_key(master, 3, "donthu-1");
  keys->command_id = derive_key(master, 4, "donthu-1");
  sodium_mprotect_readonly(
      memory);  // A guard only: where it is refused, the keys work all the same.
  return keys;
}

Result<MasterKey> MasterKey::create(const std::filesystem::path& folder, Random& random) {
  Secret master;
  random.fill(master.data(), secret_size);
  DONTHU_TRY(write_master(master, folder));
  return MasterKey(derive(master));
}

Result<MasterKey> MasterKey::copy(const std::filesystem::path& from,
                                  const std::filesystem::path& folder) {
  DONTHU_ASSIGN(const Secret master,
                read_master(std::filesystem::is_directory(from) ? from / master_name : from));
  DONTHU_TRY(write_master(master, folder));
  return MasterKey(derive(master));
}

Result<MasterKey> MasterKey::open(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / master_name;
  if (auto found = check_private_folder(folder); !found) {
    if (found.error().code == ErrorCode::not_found) return missing(path);
    return std::unexpected(std::move(found).error());
  }
  DONTHU_ASSIGN(const Secret master, read_master(path));
  return MasterKey(derive(master));
}

Digest MasterKey::request_mac(ByteView request) const {
  return hmac_sha256(keys_->request.view(), request);
}

CaseId MasterKey::make_case_id(PartitionId partition, std::string_view principal, UnitId unit,
                               std::string_view idempotency_key) const {
  Bytes inputs;
  put_framed(inputs, principal);
  put_le(inputs, unit.value);
  put_framed(inputs, idempotency_key);
  const Digest digest = hmac_sha256(keys_->case_id.view(), inputs);
  return first_bytes<CaseId>(digest, sizeof(partition.value), partition);
}

CommandId MasterKey::command_id(const CaseId& on, std::string_view idempotency_key) const {
  Bytes inputs;
  put_framed(inputs, "case");
  put_framed(inputs, on.view());
  put_framed(inputs, idempotency_key);
  return first_bytes<CommandId>(hmac_sha256(keys_->command_id.view(), inputs), 0);
}

CommandId MasterKey::command_id(std::string_view principal,
                                std::string_view idempotency_key) const {
  Bytes inputs;
  put_framed(inputs, "principal");
  put_framed(inputs, principal);
  put_framed(inputs, idempotency_key);
  return first_bytes<CommandId>(hmac_sha256(keys_->command_id.view(), inputs), 0);
}

const Secret& MasterKey::key_encryption_key() const { return keys_->wrapping; }

}  // namespace donthu::sealing
