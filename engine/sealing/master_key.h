// The one secret of an installation, and what is derived from it.
//
// `master.key` holds 32 random bytes and nothing else. From them libsodium's crypto_kdf (context
// "donthu-1") derives: 1 the key-encryption key, 2 the request key, 3 the case id key, 4 the
// command id key. The derivations are frozen: with others, no old key could be unwrapped and no
// retried registration would meet its own case.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "engine/base/digest.h"
#include "engine/base/ids.h"
#include "engine/base/ports.h"
#include "engine/base/result.h"
#include "engine/sealing/secret.h"

namespace donthu::sealing {

// Immutable after it was made, so any thread may use it. Lies in locked memory that no core dump
// takes.
class MasterKey {
 public:
  // Makes `folder` (mode 0700; its parent must exist) where it is absent, and `master.key` (0600)
  // in it, durable on return.
  // conflict "master-key-exists": it is there; open it. conflict "master-key-lost": keys are there,
  // but not the master key that opens them; restore it. invalid: the folder is open to others (the
  // remedy says which chmod). full, io: nothing was made.
  [[nodiscard]] static Result<MasterKey> create(const std::filesystem::path& folder,
                                                Random& random);

  // The same with the key of another folder, for a further node of the same log: `from` is that
  // folder, or the file. Errors of open() and create().
  [[nodiscard]] static Result<MasterKey> copy(const std::filesystem::path& from,
                                              const std::filesystem::path& folder);

  // not_found "master-key-missing": never made, or not restored; a new one would not unwrap one old
  // key. invalid: folder or file is open to others, or belongs to another user. corrupt: not 32
  // bytes. io.
  [[nodiscard]] static Result<MasterKey> open(const std::filesystem::path& folder);

  MasterKey(MasterKey&&) noexcept;
  MasterKey& operator=(MasterKey&&) noexcept;
  ~MasterKey();

  // Stands in a commit for the request: shows that two requests are one, and nothing about either
  // to whoever has not this key.
  [[nodiscard]] Digest request_mac(ByteView request) const;

  // be16(partition) ‖ the first 14 bytes of HMAC(principal, unit, idempotency key), so a
  // registration that is tried again meets its own case.
  [[nodiscard]] CaseId make_case_id(PartitionId partition, std::string_view principal, UnitId unit,
                                    std::string_view idempotency_key) const;

  // The first 16 bytes of an HMAC; the same for the same inputs, for ever. A command on a case that
  // exists is named within that case; any other within its principal.
  [[nodiscard]] CommandId command_id(const CaseId& on, std::string_view idempotency_key) const;
  [[nodiscard]] CommandId command_id(std::string_view principal,
                                     std::string_view idempotency_key) const;

  // Wraps the keys of the key file. For this room only.
  [[nodiscard]] const Secret& key_encryption_key() const;

 private:
  struct Keys;
  struct Release {
    void operator()(Keys* keys) const;
  };
  using Locked = std::unique_ptr<Keys, Release>;
  explicit MasterKey(Locked keys);

  [[nodiscard]] static Locked derive(const Secret& master);

  Locked keys_;
};

}  // namespace donthu::sealing
