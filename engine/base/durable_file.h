// Files that appear whole or not at all.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "engine/base/bytes.h"
#include "engine/base/result.h"

namespace donthu {

// Puts the bytes in the place of what `path` holds, if anything, durable on return; until then, and
// after a crash, it holds what it held. Errors: full "disk-full"; io with `reason`.
[[nodiscard]] Status replace_file(const std::string& path, ByteView bytes, mode_t mode,
                                  std::string_view reason);

// What the operating system refused to do with a file, by errno. Errors as replace_file.
[[nodiscard]] std::unexpected<Error> file_refused(std::string_view what, const std::string& path,
                                                  int error, std::string_view reason);

}  // namespace donthu
