// Counts what this thread allocates, to prove that reading bad bytes never allocates much.
#pragma once

#include <cstddef>

namespace donthu::event {

// Bytes given out by operator new in this thread so far; never goes down.
[[nodiscard]] std::size_t allocated_bytes();

}  // namespace donthu::event
