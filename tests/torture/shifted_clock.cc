// Preloaded into a donthu that is tested: its time of day is the machine's, moved by as many
// milliseconds as stand in the file DONTHU_TEST_CLOCK; the kernel is taken not to vouch for it. The
// monotonic clock, and what the libraries wait by, stay as they are.
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

namespace {

const volatile std::int64_t* moved_by_ms = nullptr;

__attribute__((constructor)) void begin() {
  // No process outlives the test that started it, however that ends.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const char* path = std::getenv("DONTHU_TEST_CLOCK");
  if (path == nullptr) return;
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) std::abort();
  void* mapped = ::mmap(nullptr, sizeof(*moved_by_ms), PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  if (mapped == MAP_FAILED) std::abort();
  moved_by_ms = static_cast<const std::int64_t*>(mapped);
}

}  // namespace

// By the system call: looking up the C library's own function may take memory, and the allocator
// asks for the time.
extern "C" int clock_gettime(clockid_t clock, timespec* out) noexcept {
  const auto failed = ::syscall(SYS_clock_gettime, clock, out);
  if (failed != 0 || clock != CLOCK_REALTIME || moved_by_ms == nullptr)
    return static_cast<int>(failed);
  constexpr std::int64_t second = 1'000'000'000;
  const std::int64_t moved = out->tv_nsec + (*moved_by_ms % 1'000) * 1'000'000;
  out->tv_sec += *moved_by_ms / 1'000 + (moved < 0 ? -1 : moved / second);
  out->tv_nsec = (moved + second) % second;
  return 0;
}

extern "C" int adjtimex(timex* out) noexcept {
  *out = {};
  out->status = STA_UNSYNC;
  return TIME_ERROR;
}
