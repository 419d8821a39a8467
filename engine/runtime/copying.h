// Copies of files that are on the disk when the call returns.
#pragma once

#include <filesystem>
#include <functional>

#include "engine/base/result.h"

namespace donthu::runtime {

// Every regular file below `from`, with its folders, into `to` (made where it is absent), readable
// for the owner only; all synced. `takes` chooses by the path below `from`; folders that it refuses
// are not entered. io, full "cannot-copy": what was copied so far is left for the caller to remove.
using TakesPath = std::function<bool(const std::filesystem::path& below)>;
[[nodiscard]] Status copy_folder(const std::filesystem::path& from, const std::filesystem::path& to,
                                 const TakesPath& takes = {});
[[nodiscard]] Status copy_file_synced(const std::filesystem::path& from,
                                      const std::filesystem::path& to);
// The same where `from` is there; else nothing.
[[nodiscard]] Status copy_file_if_there(const std::filesystem::path& from,
                                        const std::filesystem::path& to);
// Makes names in the folder durable. io.
[[nodiscard]] Status sync_folder(const std::filesystem::path& folder);

// The documents of a folder that may be in use: whole ones only, not those on their way.
[[nodiscard]] Status copy_documents(const std::filesystem::path& from,
                                    const std::filesystem::path& to);

}  // namespace donthu::runtime
