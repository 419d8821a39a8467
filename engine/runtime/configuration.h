// All that an operator may set, with its default and unit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace donthu::runtime {

struct Configuration {
  // Folder of the log, the state, documents and the head file.
  std::filesystem::path data;
  // Folder of the keys; empty: `keys` inside `data`. Better on another disk, and backed up apart.
  std::filesystem::path keys;

  // Partitions of a new log, the registry's included; fixed for ever when the log is made. A start
  // with another number is refused. 0 at a start: whatever the log has. 2 to 1024.
  std::uint16_t partitions = 16;

  // Commands that may wait for their turn; one more is refused as unavailable.
  std::size_t queue_length = 16'384;
  // The most commands that become durable together. A group grows while the one before it is on its
  // way to the log.
  std::size_t group_commands = 512;
  // Firings of deadlines in one group, so that a command that comes in the midst of a storm of them
  // does not wait for long.
  std::size_t firings_per_group = 64;
  // Steps of sweeps in one group, likewise.
  std::size_t sweep_steps_per_group = 64;

  // Memory, in bytes: the block cache shared by all databases, and the cases that the writer keeps
  // decoded (in number).
  std::size_t block_cache_bytes = 128 * 1024 * 1024;
  std::size_t cached_cases = 20'000;

  // Intake stops while less than this is free on the disk of `data`; reads go on. In bytes.
  std::uint64_t disk_reserve_bytes = 256 * 1024 * 1024;
  // How often the free space is looked at, in milliseconds.
  std::int64_t disk_check_ms = 1'000;

  // A jump of the clock that stops intake: while running, against the monotonic clock; and at
  // start, against the last log time. In milliseconds.
  std::int64_t clock_jump_running_ms = 60 * 60 * 1'000;
  std::int64_t clock_jump_start_ms = 24 * 60 * 60 * 1'000;

  // How often the head file is written while the log grows, in milliseconds.
  std::int64_t head_file_ms = 1'000;

  // How often a node of a cluster looks for what others shared, in milliseconds. It also looks
  // whenever something is asked for that it has not.
  std::int64_t shared_refresh_ms = 1'000;

  // The largest document that may be attached, in bytes.
  std::uint64_t document_bytes = 64 * 1024 * 1024;
};

}  // namespace donthu::runtime
