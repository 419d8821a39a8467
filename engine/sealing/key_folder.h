// The folder of `master.key` and `keys.dat`. It is kept, copied and restored apart from everything
// else: a copy of the data without it holds no personal data, and a copy of it must not outlive an
// erasure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/base/result.h"

namespace donthu::sealing {

struct CopiedKeys {
  std::uint64_t keys = 0;  // Records copied or proven, erased ones among them.
  // Numbers of records that were damaged already in the original, at most 100 of them.
  std::vector<std::uint64_t> damaged;
  std::uint64_t damaged_count = 0;
};

// Backup and restore in one: copies the key folder `from` into the new folder `to` (0700, files
// 0600), durable on return. `to` appears under its name only when it is complete.
//
// `from` may be in use, by this process or another: every key that was durable when the call began
// is in the copy. So copy the log first and the keys after it. A key that is erased meanwhile may
// be in the copy: after a restore, every erasure that the log tells of is done again.
//
// conflict "copy-exists": `to` is there, and is never overwritten; "copy-running": another copy to
// the same place is on its way. invalid: `from` is open to others.
// corrupt: master key or header of `from` are damaged. full, io: nothing is left of the copy.
[[nodiscard]] Result<CopiedKeys> copy_keys(const std::filesystem::path& from,
                                           const std::filesystem::path& to);

// Reads and proves every record as copy_keys does, and copies nothing. Its errors but for those of
// the copy; not_found "master-key-missing", "key-file-missing": the keys are elsewhere.
[[nodiscard]] Result<CopiedKeys> check_keys(const std::filesystem::path& folder);

}  // namespace donthu::sealing
