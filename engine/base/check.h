// Invariants of the program itself, checked in every build.
#pragma once

#include <string_view>

namespace donthu {

// Prints the broken invariant and aborts. A broken invariant never goes on quietly, because what
// would be written next could not be trusted.
[[noreturn]] void check_failed(std::string_view condition, std::string_view message,
                               std::string_view file, int line);

}  // namespace donthu

// For what only a bug can break; never for input, however bad.
#define DONTHU_CHECK(condition, message)                                 \
  do {                                                                   \
    if (!(condition)) [[unlikely]]                                       \
      ::donthu::check_failed(#condition, (message), __FILE__, __LINE__); \
  } while (false)
