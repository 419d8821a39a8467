#include "tests/unit/event/allocation.h"

#include <cstdlib>
#include <new>

namespace {
thread_local std::size_t total = 0;
}

void* operator new(std::size_t size) {
  total += size;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace donthu::event {

std::size_t allocated_bytes() { return total; }

}  // namespace donthu::event
